import Foundation
import HTTPServer
import ResellerAPI
import Testing

@testable import ResellerMock

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The door over a real socket: what waits, what streams, and what is known only when the last byte is written.
struct ControlSocketTests {
    private func fetch(_ url: String, _ method: String = "GET", _ body: String? = nil, token: String? = nil)
        async throws -> (Int, String)
    {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        request.timeoutInterval = 60
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, response) = try await answerOnTheWire(to: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    @Test func whatIsAwaitedComesTrue() async throws {
        let mock = try MockServer.start()
        defer { mock.stop(grace: .zero) }
        let base = mock.baseURL
        async let awaited = fetch("\(base)/__admin/await?operation=getCompany&count=2&within=60s")
        let body = #"{"patterns":[{"request":{"method":"PUT"},"exactly":1}],"within":"60s"}"#
        async let verified = fetch("\(base)/__admin/verify", "POST", body)
        _ = try await fetch("\(base)/api/companies/Company00001")
        _ = try await fetch("\(base)/api/companies/Company00001")
        _ = try await fetch("\(base)/api/companies/Company00001", "PUT", "{}")
        #expect(try await awaited == (200, #"{"count":2}"#))
        #expect(try await verified.0 == 200)
        // Nobody listens any more.
        let late = try await fetch("\(base)/__admin/await?operation=searchCompanies&within=10ms")
        #expect(late.0 == 408)
        #expect(mock.journal.listenerCount == 0)
        #expect(try await fetch("\(base)/__admin/await?operaton=x").0 == 422)
    }

    @Test func theJournalIsStreamed() async throws {
        let mock = try MockServer.start()
        defer { mock.stop(grace: .zero) }
        for _ in 0..<3 { _ = try await fetch("\(mock.baseURL)/api/companies/Company00001") }
        var request = URLRequest(url: try #require(URL(string: "\(mock.baseURL)/__admin/events")))
        request.setValue("1", forHTTPHeaderField: "Last-Event-ID")
        let collector = StreamCollector()
        let session = URLSession(configuration: .ephemeral, delegate: collector, delegateQueue: nil)
        let task = session.dataTask(with: request)
        task.resume()
        try await collector.wait { $0.contains("id: 3\n") }
        _ = try await fetch("\(mock.baseURL)/nothing")
        try await collector.wait { $0.contains("id: 4\n") }
        let text = collector.text
        #expect(!text.contains("id: 1\n") && text.contains("id: 2\nevent: request\ndata: {"))
        task.cancel()
        session.invalidateAndCancel()
    }

    /// A record is complete when its answer has gone, and tells when the connection ended before.
    @Test func deliveryIsTold() async throws {
        let mock = try MockServer.start()
        defer { mock.stop(grace: .zero) }
        _ = try await fetch("\(mock.baseURL)/api/companies/Company00001")
        let rule = #"{"when":{"path":"/api/companies/search"},"then":{"fault":"STALL"}}"#
        #expect(try await fetch("\(mock.baseURL)/__admin/rules/stall", "PUT", rule).0 == 200)
        let task = Task { try await fetch("\(mock.baseURL)/api/companies/search", "POST", "{}") }
        #expect(try await fetch("\(mock.baseURL)/__admin/await?operation=searchCompanies&within=60s").0 == 200)
        let deliveries = { mock.service.world.journal.records.map(\.completed?.delivery) }
        #expect(deliveries() == [.whole, nil])
        task.cancel()
        _ = await task.result
        try await until { deliveries() == [.whole, .cutOff] }
    }

    /// What the server alone knows: its connections, and that HTTPS is offered to a client that does without.
    @Test func theDoorKnowsItsServer() async throws {
        let mock = try MockServer.start()
        defer { mock.stop(grace: .zero) }
        let metrics = try await fetch("\(mock.baseURL)/__admin/metrics").1
        let line = try #require(metrics.split(separator: "\n").first { $0.hasPrefix("reseller_mock_connections ") })
        let connections = try #require(Int(line.split(separator: " ")[1]))
        #expect(connections >= 1)
        var configuration = MockServer.Configuration()
        configuration.tls = try TLSConfiguration()
        configuration.tlsPort = 0
        let both = try MockServer.start(configuration: configuration)
        defer { both.stop(grace: .zero) }
        for base in [mock.baseURL, both.baseURL] {
            _ = try await fetch("\(base)/api/companies/Company00001", token: String(repeating: "x", count: 20))
        }
        let (good, bad) = (
            try await fetch("\(mock.baseURL)/__admin/verdict").1, try await fetch("\(both.baseURL)/__admin/verdict").1
        )
        #expect(!good.contains(#""verdict":"bad""#))
        #expect(bad.contains(#""verdict":"bad""#))
    }

    @Test func aPortOfItsOwnHasTheDoorAlone() async throws {
        var configuration = MockServer.Configuration()
        configuration.adminPort = 0
        let mock = try MockServer.start(configuration: configuration)
        defer { mock.stop(grace: .zero) }
        let admin = try #require(mock.adminURL)
        #expect(admin != mock.baseURL && mock.urls == [mock.baseURL])
        #expect(try await fetch("\(admin)/__admin/health").0 == 200)
        #expect(try await fetch("\(admin)/api/companies/Company00001").0 == 404)
        #expect(try await fetch("\(mock.baseURL)/__admin/health").0 == 404)
        #expect(mock.journal.entries.map(\.path) == ["/__admin/health"])
    }

    private func until(_ isTrue: () -> Bool) async throws {
        for _ in 0..<6000 {
            if isTrue() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it never came true")
    }
}

/// What a stream has sent so far.
private final class StreamCollector: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    // Unchecked: the lock guards it.
    private let lock = NSLock()
    private var bytes = Data()

    var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        lock.withLock { bytes += data }
    }

    func wait(_ isThere: (String) -> Bool) async throws {
        for _ in 0..<6000 {
            if isThere(text) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it never came: \(text)")
    }
}

/// The same from Swift.
struct MockWorldTests {
    @Test func theSwiftFaceSeesWhatTheDoorSees() async throws {
        let mock = try MockServer.start()
        defer { mock.stop(grace: .zero) }
        let world = try mock.makeWorld()
        let client = try #require(world.credentials.first)
        let form =
            "grant_type=client_credentials&client_id=\(client.clientId)&client_secret=\(client.clientSecret)&scope=api1"
        var request = URLRequest(url: try #require(URL(string: mock.baseURL + "/connect/token")))
        request.httpMethod = "POST"
        request.httpBody = Data(form.utf8)
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        let sent = request
        async let answer = answerOnTheWire(to: sent)
        let entries = try await #require(world.journal).wait(for: 1, within: .seconds(60)) {
            $0.path == "/connect/token"
        }
        _ = try await answer
        #expect(entries.map(\.status) == [200])
        try mock.verify(0...0)
        #expect(throws: VerificationError.self) { try mock.verify(1...1) }
        await #expect(throws: VerificationError.self) { try await mock.waitForRequests(within: .milliseconds(1)) }
        let parent = client.company
        try #require(world.companies).insert(.init(resourceId: "Company0NEW1", name: "New", parent: parent))
        #expect(world.companies?["Company0NEW1"]?.name == "New" && mock.companies["Company0NEW1"] == nil)
        #expect(throws: CompanyProblem.self) { try mock.companies.remove("Company0NEW1") }
        world.end()
        #expect(world.clock == nil && world.credentials.isEmpty)
    }
}
