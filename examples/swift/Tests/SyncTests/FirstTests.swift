import ResellerMock
import Sync
import Testing

/// The same without traits: `MockServer.start()` and `stop()` are all there is to know.
struct FirstTests {
    @Test func oneTokenIsEnough() async throws {
        let mock = try MockServer.start()
        defer { mock.stop() }
        let client = ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret")
        let companies = try await client.companies()
        #expect(companies.contains { $0.companyName == "ACME LLC" })

        #expect(mock.journal.entries.allSatisfy { $0.hint == nil })
        try mock.verify(1...1) { $0.path == "/connect/token" }

        mock.clock.advance(by: .seconds(3600))
        try mock.rules.put(.init(name: "down", outcome: .action(.answer(status: 503))))
        await #expect(throws: ServiceDown.self) { try await client.companies() }
    }

    @Test func behavesWell() async throws {
        let mock = try MockServer.start(.bundled("retry-then-succeed"))
        defer { mock.stop() }
        _ = try await ResellerClient(mock.baseURL, id: "reseller-client", secret: "reseller-secret").companies()

        let verdict = try mock.verdict()
        #expect(!verdict.isBad, "\(verdict)")
    }
}
