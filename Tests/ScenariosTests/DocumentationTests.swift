import Foundation
import ResellerAPI
import Scenarios
import Testing

/// Every scenario in the documentation works.
struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    static let examples: [(file: String, text: String)] = {
        let folder = root.appending(path: "docs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = ["README.md"] + names.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
        return files.sorted().flatMap { file in
            let text = (try? String(contentsOf: root.appending(path: file), encoding: .utf8)) ?? ""
            return text.matches(of: /```json\n(?<body>(?s).*?)```/).map { (file, String($0.body)) }
                .filter { $0.1.contains("\"version\"") }
        }
    }()

    @Test func thereAreExamples() {
        #expect(Self.examples.contains { $0.file == "README.md" })
        #expect(Self.examples.contains { $0.file == "docs/scenarios.md" })
    }

    @Test(arguments: examples)
    func exampleIsAScenarioWithoutWarnings(_ example: (file: String, text: String)) {
        let result = ScenarioLoader.load(
            .text(example.text, name: example.file), now: DateTime(unixSeconds: 1_772_355_600))
        #expect(result.diagnostics.map(\.description) == [])
        #expect(result.scenario != nil)
    }
}
