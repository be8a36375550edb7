import ArgumentParser
import CLI

/// The completion scripts of both programs: this one alone knows all commands with their options.
enum CompletionScripts {
    /// Ends the command with a script where that is what the arguments ask for.
    ///
    /// - Throws: a `CleanExit` with the script.
    static func printIfAsked(_ arguments: [String]) throws {
        guard let shell = ContractProgram.completionShell(arguments) else { return }
        let isOfBoth = arguments.last == ContractProgram.ofBothPrograms
        throw CleanExit.message(isOfBoth ? Both.completionScript(for: shell) : Suite.completionScript(for: shell))
    }

    /// `reseller-mock` with the options of the commands that this program carries out.
    private struct Both: ParsableCommand {
        static let configuration: CommandConfiguration = {
            var configuration = ResellerMockCommand.configuration
            let suite = ContractCommand.configuration.subcommands
            configuration.subcommands = configuration.subcommands.map { command in
                suite.first { $0._commandName == command._commandName } ?? command
            }
            return configuration
        }()
    }

    /// This program by the name of its file, which its help does not use.
    private struct Suite: ParsableCommand {
        static let configuration: CommandConfiguration = {
            var configuration = ContractCommand.configuration
            configuration.commandName = ContractProgram.name
            return configuration
        }()
    }
}
