import Foundation
import ResellerClient
import ResellerMock

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Serves a scenario made by hand and asks it for something.
@main
struct Program {
    static func main() async throws {
        var company = Scenario.Company(resourceId: "Company00001", name: "Theirs", parent: "h3VnQ6tYc8Ws")
        company.targetUserCount = 20
        company.tags = ["emea"]
        let client = Scenario.Client(
            clientId: "mine", clientSecret: "secret", role: Scenario.Role.reseller.name, company: "h3VnQ6tYc8Ws")
        var condition = Scenario.Rule.Condition()
        condition.path = Scenario.PathPattern("/connect/token")
        condition.first = 1
        let rule = Scenario.Rule(
            name: "down", condition: condition, outcome: .action(.answer(status: 503, json: .string("later"))))
        let scenario = try Scenario(
            extending: Scenario(.bundled("default")), clients: [client], companies: [company], rules: [rule])

        let mock = try MockServer.start(scenario: scenario)
        defer { mock.stop() }
        var request = URLRequest(url: URL(string: mock.baseURL + "/connect/token")!)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data("grant_type=client_credentials&client_id=mine&client_secret=secret&scope=api1".utf8)
        for _ in 0..<2 { _ = try await URLSession.shared.data(for: request) }
        mock.clock.set(to: .init(unixSeconds: 1_772_355_600))
        mock.clock.advance(by: .seconds(3600))
        for entry in mock.journal.entries { print(entry.method, entry.path, entry.status, entry.rule ?? "") }
        let hasFired = try mock.rules.firings(of: "down") == 1
        guard mock.journal.entries.map(\.status) == [503, 200], hasFired else { exit(1) }
        do {
            _ = try Scenario(companies: [.init(resourceId: "short", name: "")])
            exit(1)
        } catch {
            print(error)
        }
        // Names that both have are the client's.
        print(Company().name, Client(), Role(), Permission(), Behaviour(), DateTime(), YearMonth(), JSONValue())
        print(JSONPointer(), Envelope(), Request(), Response(), Rule(), RateLimit(), Outage(), Server(), Snapshot())
        print(Spelling(), World())
    }
}
