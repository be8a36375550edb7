import ArgumentParser
import Testing

@testable import CLI
@testable import ContractCLI

/// What `--help` says, at the usual width of a terminal.
struct HelpTests {
    private static func all(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(all)
    }

    private static let commands = all(ResellerMockCommand.self) + all(ContractCommand.self)

    /// Only the parser wraps: paragraphs fill their lines, and no example is broken.
    @Test func helpIsWrappedOnce() {
        #expect(Self.commands.count > 15)
        for command in Self.commands {
            let help = command.helpMessage(columns: 80).split(separator: "\n", omittingEmptySubsequences: false)
            for line in command.configuration.discussion.split(separator: "\n") where line.hasPrefix(" ") {
                #expect(help.contains(line), "\(command) breaks the line: \(line)")
            }
            let (usage, rest) = (help.filter { $0.hasPrefix("USAGE:") }, help.filter { !$0.hasPrefix("USAGE:") })
            #expect(usage.count == 1 && rest.allSatisfy { $0.count <= 80 }, "\(command)")
            for (line, next) in zip(rest, rest.dropFirst()) where line.first?.isLetter ?? false {
                guard next.first?.isLetter ?? false, let word = next.split(separator: " ").first else { continue }
                #expect(line.count + 1 + word.count >= 80, "\(command) has a broken paragraph: \(line)")
            }
        }
    }

    @Test func paragraphsAreJoined() {
        #expect("a b\nc\n\nd\n  e f\n  g\nh".helpText == "a b c\n\nd\n  e f\n  g\nh")
    }
}
