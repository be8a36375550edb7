import ArgumentParser
import Foundation
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
            could not be asked.
            """,
        version: version,
        subcommands: [
            Serve.self, Check.self, ListOrShowScenarios.self, PrintSchema.self, Contract.self, Fidelity.self,
        ],
        defaultSubcommand: Serve.self)

    /// The version of this source tree.
    static let version = "0.1.0"

    static func main() {
        do {
            try refuseUnknownCommand(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Foundation.exit(report(error))
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
            if !message.isEmpty { Console.output(message) }
            return 0
        }
        if !message.isEmpty { Console.standardError(message + "\n") }
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

    var message: String
    var exitCode: Int32

    static func failed(_ message: String) -> Failure { Failure(message: message, exitCode: failed) }
    static func usage(_ message: String) -> Failure { Failure(message: message, exitCode: usage) }
}
