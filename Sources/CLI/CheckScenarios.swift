import ArgumentParser
import Foundation
import ResellerAPI
import ResellerMock
import Scenarios

/// `reseller-mock check`.
struct CheckScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check scenario files and print everything that is wrong with them.",
        discussion: """
            Exit code 0 when no file has an error, 1 otherwise. Warnings do not count.

            Examples:
              reseller-mock check mine.json
              generate-scenario | reseller-mock check -
              reseller-mock check --format json scenarios/*.json
            """.helpText)

    /// The form of the result.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    @Argument(
        help: "Scenario files, JSON or YAML; - is standard input.",
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var files: [String]

    @Option(help: "How diagnostics are written: text (on standard error) or json (on standard output).")
    var format = Format.text

    func run() throws {
        var diagnostics: [Diagnostic] = []
        var failed = 0
        for file in files {
            let result = Console.withProgress("Checking \(file)") {
                ScenarioLoader.load(file == "-" ? .standardInput : .file(file), now: WorldClock.systemNow())
            }
            diagnostics += result.diagnostics
            if result.scenario == nil { failed += 1 }
            if format == .text {
                for diagnostic in result.diagnostics { Console.diagnostic(diagnostic) }
                if let scenario = result.scenario {
                    Console.output(
                        "\(file.escaped): ok, \(scenario.companies.count) companies, \(scenario.clients.count) clients")
                }
            }
        }
        if format == .json {
            let body = JSONValue.array(diagnostics.map(Self.object)).bytes
            Console.document(String(decoding: body, as: UTF8.self).escapedJSON)
        }
        if failed > 0 { throw ExitCode(Failure.failed) }
    }

    private static func object(_ diagnostic: Diagnostic) -> JSONValue {
        .object([
            .init("file", .string(diagnostic.file)),
            .init("line", .number("\(diagnostic.line)")),
            .init("column", .number("\(diagnostic.column)")),
            .init("severity", .string(diagnostic.severity.rawValue)),
            .init("code", .string(diagnostic.code.rawValue)),
            .init("message", .string(diagnostic.message)),
        ])
    }
}
