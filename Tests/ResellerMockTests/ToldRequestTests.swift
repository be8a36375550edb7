import Foundation
import Logging
import Synchronization
import Testing

@testable import ResellerMock

/// What the mock tells of requests, in answers, journal and log.
struct ToldRequestTests {
    /// A server whose log is kept.
    private func start() throws -> (server: MockServer, log: LogLines) {
        let log = LogLines()
        var configuration = MockServer.Configuration()
        configuration.workers = 1
        configuration.logger = Logger(label: "test") { _ in log }
        return (try MockServer.start(.text(Mock.scenario, name: "test"), configuration: configuration), log)
    }

    /// Sends bytes on a connection of their own and reads all that comes back.
    private func answer(_ bytes: String, from server: MockServer) throws -> String {
        let connection = try RawConnection(port: server.port)
        connection.send(bytes)
        let (answer, end) = connection.readAll()
        #expect(end == .closed)
        return String(decoding: answer, as: UTF8.self)
    }

    @Test(arguments: [
        "GET /connect/token?client_secret=s3cret| HTTP/1.1\r\n", "GET /connect/token?client_secret=s3cret x\r\n",
        "POST /connect/token HTTP/1.1\r\nAuthorization Basic s3cret\r\n",
        "POST /connect/token HTTP/1.1\r\nAuthorization: Bearer s3cret\u{1}\r\n",
        "POST /connect/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx=s3cret\r\n",
        "GET /connect/token?client_secret=s3cret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /connect/tokens%3Fclient_secret=s3cret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET //reseller:s3cret@a/connect/token HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ])
    func secretsOfARequestAreNotRepeated(_ bytes: String) throws {
        let (server, log) = try start()
        let answer = try answer(bytes, from: server)
        server.stop()
        #expect(answer.hasPrefix("HTTP/1.1 4"))
        #expect(server.journal.count == 1 && log.all.count == 1)
        for text in [answer, "\(server.journal.entries)"] + log.all { #expect(!text.contains("s3cret"), "\(text)") }
    }

    /// RFC 9110 section 9.3.2, for answers of the API as for refusals of HTTP.
    @Test(arguments: [
        ("/nowhere", "", 404), ("/connect/token", "", 400), ("/api/companies/search", "", 405),
        ("/api/companies/Company00001", "", 405), ("/api/companies/|", "", 400), ("/", "Host: b\r\n", 400),
        ("/", "Content-Length: 9999999\r\n", 413), ("/", "Expect: x\r\n", 417), ("/", "Transfer-Encoding: x\r\n", 501),
    ])
    func anErrorAnswersHeadWithoutBody(_ path: String, _ fields: String, _ status: Int) throws {
        let (server, _) = try start()
        defer { server.stop() }
        let answer = try answer(
            "HEAD \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(fields)\r\n", from: server)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.range(of: "\r\n\r\n")?.upperBound == answer.endIndex, "\(answer)")
    }

    /// One `Character` may be a whole body.
    @Test func longTextsAreToldInShort() throws {
        let mock = try Mock()
        let long = String(repeating: "%CC%81", count: 60_000)
        for body in [
            "grant_type=client_credentials&client_secret=x&client_id=e\(long)",
            "client_id=reseller&client_secret=e\(long)",
            "client_id=reseller&client_secret=s3cret&grant_type=e\(long)", "client_id=e\(long)&client_id=f",
            "client_id=reseller&client_secret=s3cret&grant_type=client_credentials&scope=e\(long)", "e\(long)=1",
        ] {
            #expect(try mock.form(body).status == 400)
        }
        let path = "/" + String(repeating: "a", count: 8000)
        #expect(try mock.send("GET", path).status == 404)
        #expect(try mock.send(String(repeating: "A", count: 8000), "/connect/token").status == 400)
        #expect(try mock.send(String(repeating: "A", count: 8000), "/api/companies/search").status == 405)
        #expect(try mock.form("a=b", type: String(repeating: "a", count: 60_000)).status == 500)
        let authorization = ["Authorization": "Bearer \(try mock.bearer())"]
        let type = ["Content-Type": String(repeating: "a", count: 60_000)]
        #expect(try mock.send("POST", "/api/companies/search", authorization.merging(type) { $1 }).status == 415)
        #expect(try mock.send("GET", "/api/companies" + path, authorization).status == 404)
        let entries = mock.service.world.journal.entries
        #expect(entries.count == 13)
        for entry in entries {
            #expect(entry.path.utf8.count <= Journal.longestPath)
            for text in [entry.method, entry.clientId ?? "", entry.hint ?? ""] {
                #expect(text.utf8.count <= Journal.longestText, "\(text)")
            }
        }
    }
}

/// Keeps what is logged.
private final class LogLines: LogHandler {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
