import ResellerMock
import ResellerMockTesting
import Sync
import Testing

@Suite(.resellerMock("rate-limited"))
struct SyncTests {
    @Test(.failOnHints, .judged()) func companiesAreCopied() async throws {
        let mock = try MockServer.current  // this test's own; tests run in parallel
        let client = ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret")
        #expect(try await client.companies().contains { $0.companyName == "ACME LLC" })
        try mock.verify(1...1) { $0.path == "/connect/token" }
    }

    @Test(.resellerMock(tls: true)) func overHTTPS() async throws {
        let mock = try MockServer.current
        let (address, session) = (mock.tlsBaseURL!, mock.urlSession)  // a session that trusts the mock
        let client = ResellerClient(address, id: "reseller-client", secret: "reseller-secret", session: session)
        #expect(try await !client.companies().isEmpty)
    }

    @Test(.resellerMock { try Scenario { Scenario.Company.make(name: "New") } })
    func findsWhatIsThere() async throws {
        let mock = try MockServer.current
        let client = ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret")
        #expect(try await client.companies().map(\.companyName).contains("New"))
    }
}
