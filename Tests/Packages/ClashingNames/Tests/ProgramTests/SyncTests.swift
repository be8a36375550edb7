import Foundation
import ResellerMock
import ResellerMockTesting
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What a user's test looks like.
@Suite(.resellerMock("over-limit"))
struct SyncTests {
    @Test(.failOnHints, .judged()) func asksForOneToken() async throws {
        let mock = try MockServer.current
        #expect(try await token(mock.baseURL, through: mock.urlSession) == 200)
        try mock.verify(1...1) { $0.path == "/connect/token" }
    }

    @Test(.resellerMock(tls: true)) func overHTTPS() async throws {
        let mock = try MockServer.current
        #expect(try await token(mock.tlsBaseURL!, through: mock.urlSession) == 200)
    }

    @Test(.resellerMock { try Scenario { Scenario.Company.make(name: "New") } })
    func findsWhatIsThere() throws {
        let made = Scenario.Company.make(name: "New")
        #expect(try MockServer.current.companies[made.resourceId]?.name == "New")
    }

    /// The status of an answer to a request for a token.
    private func token(_ base: String, through session: URLSession) async throws -> Int? {
        var request = URLRequest(url: URL(string: base + "/connect/token")!)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        let form = "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret&scope=api1"
        request.httpBody = Data(form.utf8)
        return (try await session.data(for: request).1 as? HTTPURLResponse)?.statusCode
    }
}
