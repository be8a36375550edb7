import ArgumentParser
import ResellerMock
import Scenarios

/// `reseller-mock scenarios`.
struct ListOrShowScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List the bundled scenarios, or print one to start from.",
        discussion: """
            Examples:
              reseller-mock scenarios
              reseller-mock scenarios show default > mine.json
            """.helpText,
        subcommands: [List.self, Show.self],
        defaultSubcommand: List.self)

    /// `reseller-mock scenarios list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the bundled scenarios (the default).")

        func run() {
            let width = BundledScenarios.names.map(\.count).max() ?? 0
            for scenario in BundledScenarios.all {
                let padding = String(repeating: " ", count: width - scenario.name.count)
                Console.output("\(scenario.name)\(padding)  \(scenario.description)")
            }
        }
    }

    /// `reseller-mock scenarios show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a bundled scenario.")

        @Argument(help: "The scenario's name.", completion: .list(BundledScenarios.names))
        var name: String

        func run() throws {
            guard let scenario = BundledScenarios.all.first(where: { $0.name == name }) else {
                throw ScenarioArgument.unknown(name)
            }
            Console.document(scenario.text.trimmingSuffix("\n"))
        }
    }
}

/// `reseller-mock schema`.
struct PrintSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files.",
        discussion: """
            Save it beside your scenario and name it in "$schema"; editors then complete and check as you type.

            Example:
              reseller-mock schema > scenario.schema.json
            """.helpText)

    func run() {
        Console.document(BundledScenarios.schema.trimmingSuffix("\n"))
    }
}

extension String {
    func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
