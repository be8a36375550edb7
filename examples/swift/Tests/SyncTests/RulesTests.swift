import ResellerMock
import Sync
import Testing

/// How a test makes the API misbehave, and puts it right again.
struct RulesTests {
    @Test func aRuleIsSwitchedWhileATestRuns() async throws {
        let mock = try MockServer.start()
        defer { mock.stop() }
        let client = ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret")

        var firstSearch = Scenario.Rule.Condition()
        firstSearch.path = Scenario.PathPattern("/api/companies/search")
        firstSearch.first = 1
        let busy = Scenario.Rule(name: "busy", condition: firstSearch, outcome: .action(.answer(status: 503)))
        try mock.rules.put(busy)
        _ = try await client.companies()
        #expect(try mock.rules.firings(of: "busy") == 1)

        try mock.rules.disable("busy")
        try mock.rules.enable("busy")
        mock.rules.restart()  // counts, sequences, limits and random choices as at the start

        mock.clock.advance(by: .seconds(3600))  // tokens expired, windows over; delays are as long as ever
        mock.clock.set(to: .init(unixSeconds: 1_772_355_600))
    }

    @Test func aScenarioIsMadeOfValues() async throws {
        let rule = Scenario.Rule(name: "down", outcome: .action(.answer(status: 503)))
        let company = Scenario.Company(resourceId: "Company00001", name: "ACME LLC", parent: "h3VnQ6tYc8Ws")
        let scenario = try Scenario(extending: Scenario(.bundled("default")), companies: [company], rules: [rule])
        let mock = try MockServer.start(scenario: scenario)
        defer { mock.stop() }

        #expect(mock.companies["Company00001"]?.name == "ACME LLC")
    }

    @Test func everyFaultHasAName() async throws {
        let mock = try MockServer.start()
        defer { mock.stop() }
        let client = ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret")

        let cut = Scenario.Rule(name: "cut", outcome: .action(.fault(.truncatedBody)))
        try mock.rules.put(cut)
        await #expect(throws: (any Error).self) { try await client.companies() }
    }
}
