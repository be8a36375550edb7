package import ArgumentParser
import Foundation
import ResellerAPI

/// What every program of the project does around its command: streams, signals, errors in one line, exit codes.
package enum Program {
    /// Carries out a program's command line and ends the process.
    ///
    /// - Parameter prepare: is given the arguments before anything is read from them.
    package static func start<Root: ParsableCommand>(
        _ root: Root.Type, prepare: (_ arguments: [String]) throws -> Void = { _ in }
    ) -> Never {
        StandardStreams.openClosed()
        // Writing to a pipe that is closed is an error like others.
        signal(SIGPIPE, SIG_IGN)
        let code = run(root, Array(CommandLine.arguments.dropFirst()), prepare)
        Console.finish(within: .milliseconds(700))
        Foundation.exit(code)
    }

    private static func run<Root: ParsableCommand>(
        _ root: Root.Type, _ arguments: [String], _ prepare: ([String]) throws -> Void
    ) -> Int32 {
        do {
            try prepare(arguments)
            try refuseUnknownCommand(of: root, arguments.first)
            var command = try parsed(root, arguments)
            try command.run()
            return 0
        } catch {
            return report(error, of: root)
        }
    }

    private static func parsed<Root: ParsableCommand>(
        _ root: Root.Type, _ arguments: [String]
    ) throws -> any ParsableCommand {
        do {
            return try root.parseAsRoot(arguments)
        } catch {
            // The parser quotes what it does not like, so it is asked again about arguments that are safe to show.
            let escaped = arguments.map(\.escaped)
            if escaped != arguments { _ = try root.parseAsRoot(escaped) }
            throw error
        }
    }

    /// The parser would take an unknown command for a stray argument of the default one and say so.
    private static func refuseUnknownCommand<Root: ParsableCommand>(of root: Root.Type, _ first: String?) throws {
        let names = root.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let first, !first.hasPrefix("-"), !names.contains(first) else { return }
        let suggestion = Spelling.nearest(to: first, among: names).map { " (did you mean \"\($0)\"?)" } ?? ""
        throw Failure.usage(
            "There is no command \"\(first)\"\(suggestion). Commands are \(names.joined(separator: ", ")).")
    }

    /// Prints what there is to say about an error and gives the process's exit code.
    private static func report<Root: ParsableCommand>(_ error: any Error, of root: Root.Type) -> Int32 {
        if let failure = error as? Failure {
            Console.error(failure.message)
            return failure.exitCode
        }
        let code = root.exitCode(for: error)
        let message = root.fullMessage(for: error)
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
package struct Failure: Error {
    /// The work failed.
    package static let failed: Int32 = 1
    /// The command line or the environment is wrong.
    package static let usage: Int32 = 2
    /// The target of the contract suite could not be reached or gave no token.
    package static let unreachable: Int32 = 3
    /// A request drew a hint.
    package static let hinted: Int32 = 5
    /// The target of the contract suite is not as an earlier report has it.
    package static let drifted: Int32 = 6

    package var message: String
    package var exitCode: Int32

    package init(message: String, exitCode: Int32) {
        self.message = message
        self.exitCode = exitCode
    }

    package static func failed(_ message: String) -> Failure { Failure(message: message, exitCode: failed) }
    package static func usage(_ message: String) -> Failure { Failure(message: message, exitCode: usage) }
}
