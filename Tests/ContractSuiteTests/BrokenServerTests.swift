import Foundation
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

struct BrokenServerTests {
    /// One mock behind all broken servers; nothing changes it.
    private static let mock = Result { try InProcessTarget.start(try defaultScenario()) }

    @Test(arguments: BrokenServer.all)
    func isCaught(_ broken: BrokenServer) async throws {
        let mock = try Self.mock.get()
        let checks = Catalogue.checks.filter { broken.caughtBy.contains($0.id) }
        #expect(checks.count == broken.caughtBy.count, "every name is a check's")
        let proxy = broken.needsConnection ? try SpoilingProxy(mock.server, broken.spoil) : nil
        defer { proxy?.stop() }
        var target = mock.target
        if let proxy { target.baseURL = try #require(URL(string: proxy.baseURL)) }
        let send = proxy == nil ? mock.sending(broken.spoil) : nil
        let report = try await Runner(target, checks: checks, time: .system, send: send).run()
        for outcome in report.outcomes {
            #expect(["failed", "advisory"].contains(outcome.verdict.word), "\(outcome.check.id)")
        }
    }

    @Test func aProxyThatSpoilsNothingPassesEverything() async throws {
        let mock = try Self.mock.get()
        let proxy = try SpoilingProxy(mock.server) { request, upstream in upstream(request) }
        defer { proxy.stop() }
        var target = mock.target
        target.baseURL = try #require(URL(string: proxy.baseURL))
        let report = try await Runner(target).run()
        #expect(report.count("passed") == Catalogue.checks.count, "\(TextReport.findings(report))")
    }

    @Test func theCatalogueIsLargeAndItsNamesDiffer() {
        #expect(BrokenServer.all.count >= 40)
        #expect(Set(BrokenServer.all.map(\.name)).count == BrokenServer.all.count)
    }

    private static func defaultScenario() throws -> Scenario {
        try ScenarioArgument.load(.bundled("default")).0
    }
}
