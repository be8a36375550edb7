package import ArgumentParser
import Foundation
import ResellerMock

/// The `reseller-mock` command.
package struct ResellerMockCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reseller-mock",
        abstract: "A test double of the Keepnet reseller REST API.",
        discussion: """
            Examples:
              reseller-mock                  serve the default scenario on port 8080
              reseller-mock serve --scenario over-limit --port 0
              reseller-mock run -- pytest
              reseller-mock scenarios show default > mine.json
              reseller-mock serve --scenario mine.json --watch
              reseller-mock check scenarios/*.json
              reseller-mock contract

            Exit codes: 0 done, 1 the work failed, 2 the command line or the environment is wrong, 3 the contract's target
            could not be asked, 4 a judged or swept program behaved badly, 5 a request drew a hint (serve --fail-on-hint), 6 the target changed since an earlier report.
            """.helpText,
        version: MockServer.version,
        subcommands: [
            Serve.self, Run.self, CheckScenarios.self, ListOrShowScenarios.self, PrintSchema.self,
            ContractProgram.Contract.self,
            ContractProgram.Drift.self, ContractProgram.Record.self, ContractProgram.Import.self,
            ContractProgram.Fidelity.self, Judge.self, Sweep.self, Admin.self,
            Healthcheck.self,
        ],
        defaultSubcommand: Serve.self)

    package init() {}

    /// Carries out the process's command line and ends the process.
    package static func start() -> Never {
        Program.start(Self.self) { arguments in
            let variable = ProcessInfo.processInfo.environment[Environment.prefix + "LOG_FORMAT"]
            if isServe(arguments.first) { Console.use(LogFormat.asked(for: arguments, variable: variable)) }
            // Its own help is told by the program that has the options.
            try ContractProgram.takeOver(arguments)
        }
    }

    /// Whether these are arguments of the default command.
    private static func isServe(_ first: String?) -> Bool {
        first.map { $0.hasPrefix("-") || $0 == Serve._commandName } ?? true
    }
}
