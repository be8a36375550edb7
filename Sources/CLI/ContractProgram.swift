package import ArgumentParser
import Foundation

/// The contract suite, which is a program of its own: its transport needs libcurl, and what serves needs libssl alone.
/// These commands become that program, which lies beside this one.
package enum ContractProgram {
    package static let name = "reseller-mock-contract"
    private static let completionOption = "--generate-completion-script"
    /// Behind that option and a shell it asks the other program for the script of this one.
    package static let ofBothPrograms = "--of-both-programs"
    static let commands = ["contract", "drift", "record", "import", "fidelity"]

    struct Contract: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "contract",
            abstract: "Check what the API's documents promise, on the mock or on the real API.")
        @Argument(parsing: .captureForPassthrough, help: "Its options.") var arguments: [String] = []
        func run() throws { try ContractProgram.become(["contract"] + arguments) }
    }

    struct Drift: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drift",
            abstract: "Compare two reports of contract --json: what changed in the target.")
        @Argument(parsing: .captureForPassthrough, help: "Its options.") var arguments: [String] = []
        func run() throws { try ContractProgram.become(["drift"] + arguments) }
    }

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Make a scenario of what a real API answers, with other names.")
        @Argument(parsing: .captureForPassthrough, help: "Its options.") var arguments: [String] = []
        func run() throws { try ContractProgram.become(["record"] + arguments) }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Make a scenario of a HAR file, which browsers and proxies save.")
        @Argument(parsing: .captureForPassthrough, help: "Its options.") var arguments: [String] = []
        func run() throws { try ContractProgram.become(["import"] + arguments) }
    }

    struct Fidelity: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "fidelity",
            abstract: "Print every behaviour the mock commits to, how it is known, and what checks it.")
        @Argument(parsing: .captureForPassthrough, help: "Its options.") var arguments: [String] = []
        func run() throws { try ContractProgram.become(["fidelity"] + arguments) }
    }

    /// Goes on as the other program where the arguments are for it; its help is told by it too.
    static func takeOver(_ arguments: [String]) throws {
        guard let first = arguments.first else { return }
        if let shell = completionShell(arguments) {
            // Where there is no other program, a script without the options of its commands is all there is.
            try? become([completionOption, shell.rawValue, ofBothPrograms])
        }
        if commands.contains(first) { try become(arguments) }
        if first == "help", arguments.count > 1, commands.contains(arguments[1]) {
            try become([arguments[1], "--help"])
        }
    }

    /// The shell for which arguments ask for a completion script; none where the parser has to say what is wrong with them.
    package static func completionShell(_ arguments: [String]) -> CompletionShell? {
        let words = (arguments.first ?? "").split(separator: "=", maxSplits: 1).map(String.init) + arguments.dropFirst()
        guard words.first == completionOption else { return nil }
        return words.count > 1 ? CompletionShell(rawValue: words[1]) : .autodetected()
    }

    /// Goes on as the other program; returns only by throwing.
    static func become(_ arguments: [String]) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: name).path
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &words)
        let reason = String(cString: strerror(errno))
        for word in words { free(word) }
        throw Failure(
            message:
                "\(arguments.first ?? "") is carried out by \(name), which cannot be started as \(path): \(reason). "
                + "Put it beside reseller-mock; swift build makes both, and it needs libcurl4.",
            exitCode: Failure.usage)
    }
}
