import Foundation
import Scenarios
import Testing

/// The places that speak of every fault know the same ones.
struct FaultNameTests {
    private static let faults = Set(WireFault.Kind.allCases.map(\.rawValue))

    private func text(_ path: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "../..").appending(path: path), encoding: .utf8)
    }

    @Test func documentationHasARowForEach() throws {
        let rows = try text("docs/rules.md").matches(of: /\n\| `([A-Z_]+)` \|/).map { String($0.1) }
        #expect(rows.count == Self.faults.count && Set(rows) == Self.faults)
    }

    @Test func clientsMeetEach() throws {
        let named = try text("Tests/Clients/faults.py").matches(of: /"([A-Z_]{5,})"/).map { String($0.1) }
        #expect(Set(named).intersection(Self.faults) == Self.faults)
    }
}
