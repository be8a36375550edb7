import ArgumentParser
import Foundation
import ResellerAPI
import ResellerMock

/// The `reseller-mock` command.
@main
struct ResellerMockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseller-mock",
        abstract: "A test double of the Keepnet reseller REST API.",
        discussion: """
            Examples:
              reseller-mock                                   serve the default scenario on http://127.0.0.1:8080
              reseller-mock serve --scenario over-limit --port 0
              reseller-mock scenarios show default > mine.json
              reseller-mock serve --scenario mine.json --watch
              reseller-mock check scenarios/*.json
              reseller-mock contract

            Exit codes: 0 done, 1 the work failed, 2 the command line or the environment is wrong, 3 the contract's target
            could not be asked, 4 a judged program behaved badly, 5 a request drew a hint (serve --fail-on-hint), 6 the target changed since an earlier report.
            """,
        version: MockServer.version,
        subcommands: [
            Serve.self, CheckScenarios.self, ListOrShowScenarios.self, PrintSchema.self, Contract.self,
            DriftCommand.self,
            Fidelity.self, Judge.self, Admin.self, Healthcheck.self,
        ],
        defaultSubcommand: Serve.self)

    static func main() {
        StandardStreams.openClosed()
        // Writing to a pipe that is closed is an error like others.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let variable = ProcessInfo.processInfo.environment[Environment.prefix + "LOG_FORMAT"]
        if isServe(arguments.first) { Console.use(LogFormat.asked(for: arguments, variable: variable)) }
        let code = run(arguments)
        Console.finish(within: .milliseconds(700))
        Foundation.exit(code)
    }

    private static func run(_ arguments: [String]) -> Int32 {
        do {
            try refuseUnknownCommand(arguments.first)
            var command = try parsed(arguments)
            try command.run()
            return 0
        } catch {
            return report(error)
        }
    }

    /// Whether these are arguments of the default command.
    private static func isServe(_ first: String?) -> Bool {
        first.map { $0.hasPrefix("-") || $0 == Serve._commandName } ?? true
    }

    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        do {
            return try parseAsRoot(arguments)
        } catch {
            // The parser quotes what it does not like, so it is asked again about arguments that are safe to show.
            _ = try parseAsRoot(arguments.map(\.escaped))
            throw error
        }
    }

    /// The parser would take an unknown command for a stray argument of `serve` and say so.
    private static func refuseUnknownCommand(_ first: String?) throws {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let first, !first.hasPrefix("-"), !names.contains(first) else { return }
        let suggestion = Spelling.nearest(to: first, among: names).map { " (did you mean \"\($0)\"?)" } ?? ""
        throw Failure.usage(
            "There is no command \"\(first)\"\(suggestion). Commands are \(names.joined(separator: ", ")).")
    }

    /// Prints what there is to say about an error and gives the process's exit code.
    private static func report(_ error: any Error) -> Int32 {
        if let failure = error as? Failure {
            Console.error(failure.message)
            return failure.exitCode
        }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            if !message.isEmpty { Console.document(message) }
            return 0
        }
        if !message.isEmpty { Console.usage(message) }
        // ArgumentParser's code for a wrong command line is that of sysexits.h.
        return code == .validationFailure ? Failure.usage : code.rawValue
    }
}

/// An end of the command that is not success: one sentence that names the mend, and the exit code.
struct Failure: Error {
    /// The work failed.
    static let failed: Int32 = 1
    /// The command line or the environment is wrong.
    static let usage: Int32 = 2
    /// The target of the contract suite could not be reached or gave no token.
    static let unreachable: Int32 = 3
    /// A request drew a hint.
    static let hinted: Int32 = 5
    /// The target of the contract suite is not as an earlier report has it.
    static let drifted: Int32 = 6

    var message: String
    var exitCode: Int32

    static func failed(_ message: String) -> Failure { Failure(message: message, exitCode: failed) }
    static func usage(_ message: String) -> Failure { Failure(message: message, exitCode: usage) }
}
