import Foundation
import Testing

@testable import Conduct

/// `docs/judge.md` and the example clients beside the list of criteria.
struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")

    private static func page() throws -> String {
        try String(contentsOf: root.appending(path: "docs/judge.md"), encoding: .utf8)
    }

    /// The page's sections by their headings, lines joined.
    private static func sections() throws -> [(id: String, text: String)] {
        try page().split(separator: "\n## ").dropFirst().map { section in
            let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
            return (String(lines[0]), lines.dropFirst().joined(separator: " "))
        }
    }

    @Test func thePageHasTheCriteriaInTheirOrder() throws {
        #expect(try Self.sections().map(\.id) == Criterion.all.map(\.id))
    }

    @Test func theTableHasTheCriteria() throws {
        let rows = try Self.page().split(separator: "\n").filter { $0.hasPrefix("| [`") }.map(String.init)
        #expect(rows == Criterion.all.map { "| [`\($0.id)`](#\($0.id)) | \($0.summary) |" })
    }

    @Test(arguments: Criterion.all.map(\.id))
    func aSectionSaysAllThereIsToSay(_ id: String) throws {
        let criterion = try Criterion.named(id)
        let section = try #require(try Self.sections().first { $0.id == id }).text
        let text = section.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        #expect(text.contains("\(criterion.summary). \(criterion.why)"))
        for part in ["**Observed:** ", "**Silent:** ", "**Done right:** ", "```text"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.contains("[\(criterion.document.title)](\(criterion.document.url))"))
    }

    /// One broken client for each criterion, told by its name, and the scenario that shows it.
    @Test func everyCriterionHasABrokenClient() throws {
        let folder = Self.root.appending(path: "Tests/Clients/judge")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "broken").path)
        let clients = files.filter { $0.hasSuffix(".py") }
        #expect(Set(clients) == Set(Criterion.all.map { "\($0.id).py" }))
        for client in clients {
            let text = try String(contentsOf: folder.appending(path: "broken/\(client)"), encoding: .utf8)
            let scenario = try #require(text.firstMatch(of: /\nScenario: (\S+)\n/)?.1)
            guard scenario.hasPrefix("scenarios/") else { continue }
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(scenario)).path), "\(client)")
        }
    }
}
