import HTTPTypes
import Logging
import ResellerMock
import Synchronization
import Testing

/// What the log is told of requests: the same facts for a function and for a logger.
struct FinishedRequestTests {
    private final class Kept<Value: Sendable>: Sendable {
        private let values = Mutex<[Value]>([])

        func add(_ value: Value) { values.withLock { $0.append(value) } }
        var all: [Value] { values.withLock { $0 } }
    }

    /// Keeps the events of a logger.
    private struct KeepingLogHandler: LogHandler {
        let events: Kept<LogEvent>
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        init(_ events: Kept<LogEvent>) { self.events = events }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { events.add(event) }
    }

    private static let scenario = """
        { "version": 1, "extends": "default", "rules": [
          { "name": "busy", "when": { "headers": { "X-Case": "busy" } }, "then": { "answer": { "status": 503 } } },
          { "name": "gone", "when": { "path": "/gone" }, "then": { "fault": "CONNECTION_RESET_BY_PEER" } } ] }
        """

    private func serve(_ configuration: MockServer.Configuration) throws -> MockServer {
        try MockServer.start(.text(Self.scenario, name: "test"), configuration: configuration)
    }

    private func token(_ mock: MockServer, _ fields: HTTPFields = [:]) throws -> [UInt8] {
        let path = "/connect/token?a=secret"
        var request = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: path)
        request.headerFields = fields
        request.headerFields[.contentType] = "application/x-www-form-urlencoded"
        let form = "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret"
        return try mock.respond(to: request, body: Array(form.utf8)).1
    }

    private func get(_ mock: MockServer, _ path: String) throws {
        _ = try mock.respond(to: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path))
    }

    @Test func tellsOperationClientRuleAndHint() throws {
        let requests = Kept<FinishedRequest>()
        var configuration = MockServer.Configuration()
        configuration.onRequest = { requests.add($0) }
        let mock = try serve(configuration)
        defer { mock.stop(grace: .zero) }

        _ = try token(mock)
        let busy = try #require(HTTPField.Name("X-Case"))
        _ = try token(mock, [busy: "busy"])
        try get(mock, "/api/companies/none")
        try get(mock, "/nothing?secret")
        #expect(throws: WireFaultError.self) { try get(mock, "/gone") }

        let all = requests.all
        #expect(
            all.map(\.description) == [
                "POST /connect/token 200", "POST /connect/token 503", "GET /api/companies/none 401", "GET /nothing 404",
                "GET /gone no answer",
            ])
        #expect(
            all.map(\.operation) == [
                "POST /connect/token", "POST /connect/token", "GET /api/companies/{resourceId}", nil, nil,
            ])
        #expect(all.map(\.client) == ["reseller-client", "reseller-client", nil, nil, nil])
        #expect(all.map(\.rule) == [nil, "busy", nil, nil, "gone"])
        #expect(all.map(\.effects) == [[], [], [], [], ["CONNECTION_RESET_BY_PEER"]])
        #expect(all.map { $0.hint == nil } == [true, false, false, false, false])
        #expect(all.allSatisfy { $0.duration > .zero && $0.milliseconds >= 0 })
    }

    @Test func loggerGetsTheFactsAsMetadata() throws {
        let events = Kept<LogEvent>()
        var configuration = MockServer.Configuration()
        configuration.logger = Logger(label: "test") { _ in KeepingLogHandler(events) }
        let mock = try serve(configuration)
        defer { mock.stop(grace: .zero) }

        _ = try token(mock)
        #expect(throws: WireFaultError.self) { try get(mock, "/gone") }

        #expect(events.all.map { "\($0.message)" } == ["POST /connect/token 200", "GET /gone no answer"])
        let facts = events.all.map { $0.metadata ?? [:] }
        let names: [Set<String>] = facts.map { Set($0.keys) }
        #expect(names.first == ["method", "path", "status", "operation", "client", "ms"])
        #expect(names.last == ["method", "path", "status", "rule", "effects", "hint", "ms"])
        #expect(facts.first?["client"] == "reseller-client")
        #expect(facts.first?["status"].map { "\($0)" } == "200")
        #expect(facts.last?["effects"] == .array(["CONNECTION_RESET_BY_PEER"]))
    }
}
