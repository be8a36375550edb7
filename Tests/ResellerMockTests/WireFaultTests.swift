import Scenarios
import Testing

@testable import ResellerMock

/// What the wire shows of each fault.
struct WireFaultTests {
    private static let path = "/.well-known/openid-configuration"

    private struct Seen {
        var head: String
        var body: String
        var end: RawConnection.End
        var bytes: [UInt8]
    }

    /// Asks twice on one connection, the second time without the fault, and reads to the end.
    private func seen(_ then: String, path: String = path, silence: Int = 60_000) throws -> Seen {
        let rule = #"{ "name": "r", "when": { "headers": { "X-Fault": "1" } }, "then": { \#(then) } }"#
        let server = try MockServer.start(.text(#"{ "version": 1, "rules": [\#(rule)] }"#, name: "faults"))
        defer { server.stop() }
        let connection = try RawConnection(port: server.port)
        connection.send(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nX-Fault: 1\r\n\r\n"
                + "GET /second HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let (bytes, end) = connection.readAll(silence: silence)
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        return Seen(
            head: parts.first.map(String.init) ?? "", body: parts.count > 1 ? String(parts[1]) : "", end: end,
            bytes: bytes)
    }

    private func fault(_ kind: String, path: String = path, silence: Int = 60_000) throws -> Seen {
        try seen(#""fault": "\#(kind)""#, path: path, silence: silence)
    }

    /// The real answer's body, from the head's length and the head.
    private func realBody() throws -> String {
        let whole = try seen(#""delay": "1ms""#)
        return String(whole.body.prefix(try #require(length(whole))))
    }

    private func length(_ seen: Seen) -> Int? {
        seen.head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) }
    }

    @Test(arguments: ["EMPTY_RESPONSE", "CLOSE_BEFORE_RESPONSE"])
    func nothingComesButTheEnd(_ kind: String) throws {
        let seen = try fault(kind)
        #expect(seen.bytes == [] && seen.end == .closed)
    }

    @Test func resetIsAReset() throws {
        let seen = try fault("CONNECTION_RESET_BY_PEER")
        #expect(seen.bytes == [] && seen.end == .reset)
    }

    @Test func stallIsSilence() throws {
        let seen = try fault("STALL", silence: 50)
        #expect(seen.bytes == [] && seen.end == .silent)
    }

    @Test func randomDataIsNoHTTP() throws {
        let seen = try fault("RANDOM_DATA_THEN_CLOSE")
        #expect(seen.bytes.count == 256 && seen.end == .closed)
        #expect(Set(seen.bytes).count > 100)
        #expect(seen.bytes[0] >= 0x80)
    }

    @Test func malformedChunkFollowsAHeadThatPromisesChunks() throws {
        let seen = try fault("MALFORMED_RESPONSE_CHUNK")
        #expect(seen.head.hasPrefix("HTTP/1.1 200 OK\r\n") && seen.head.contains("\r\nTransfer-Encoding: chunked"))
        #expect(length(seen) == nil)
        #expect(seen.body.hasPrefix("no hexadecimal length\r\n") && seen.end == .closed)
    }

    @Test func headersComeWithoutTheBody() throws {
        let seen = try fault("CLOSE_AFTER_HEADERS")
        #expect(try length(seen) == realBody().utf8.count)
        #expect(seen.body == "" && seen.end == .closed)
    }

    @Test(arguments: [0, 0.25, 0.999])
    func bodyIsTruncatedWhereTold(_ fraction: Double) throws {
        let seen = try seen(#""fault": { "kind": "TRUNCATED_BODY", "at": \#(fraction) }"#)
        let real = try realBody()
        #expect(length(seen) == real.utf8.count && seen.end == .closed)
        #expect(seen.body == String(real.prefix(Int(Double(real.utf8.count) * fraction))))
    }

    /// A 404 of the router's has no body.
    @Test(arguments: WireFault.Kind.allCases)
    func answerWithoutABodyIsBrokenToo(_ kind: WireFault.Kind) throws {
        if kind.isAboutConnections { return }
        let seen = try fault(kind.rawValue, path: "/nowhere", silence: kind == .stall ? 50 : 60_000)
        if kind.sendsHead { #expect(seen.head.hasPrefix("HTTP/1.1 404 Not Found\r\n")) }
        #expect(seen.end == (kind == .stall ? .silent : kind == .connectionReset ? .reset : .closed))
        if kind == .truncatedBody || kind == .closeAfterHeaders { #expect(length(seen) == 1 && seen.body == "") }
    }

    @Test func lengthIsNotReached() throws {
        let seen = try fault("WRONG_CONTENT_LENGTH")
        let real = try realBody()
        #expect(seen.body == real && length(seen) == real.utf8.count + 16 && seen.end == .closed)
    }

    @Test func invalidJSONIsAResponseLikeAnyOther() throws {
        let seen = try fault("INVALID_JSON")
        let real = try realBody()
        #expect(length(seen) == real.utf8.count)
        #expect(seen.body.hasPrefix(real.dropLast() + ",HTTP/1.1 404 Not Found\r\n") && seen.end == .closed)
    }

    @Test func wrongContentTypeIsAResponseLikeAnyOther() throws {
        let seen = try fault("WRONG_CONTENT_TYPE")
        #expect(seen.head.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
        #expect(!seen.head.contains("application/json"))
        #expect(try seen.body.hasPrefix(realBody() + "HTTP/1.1 404 Not Found\r\n") && seen.end == .closed)
    }

    @Test func refusedHandshakeIsAnAlertAndTheEnd() throws {
        var configuration = MockServer.Configuration()
        configuration.tls = try TLSConfiguration(names: ["localhost"])
        configuration.tlsPort = 0
        let rule = #"{ "name": "r", "when": { "first": 3 }, "then": { "fault": "TLS_HANDSHAKE_FAILURE" } }"#
        let server = try MockServer.start(
            .text(#"{ "version": 1, "rules": [\#(rule)] }"#, name: "faults"), configuration: configuration)
        defer { server.stop() }
        let port = try #require(server.tlsBaseURL?.split(separator: ":").last.flatMap { UInt16($0) })
        for _ in 0..<3 {
            let (bytes, end) = try RawConnection(port: port).readAll()
            #expect(bytes == [21, 3, 3, 0, 2, 2, 40] && end == .closed)
        }
        // The next one is waited for: its handshake is the client's to begin.
        #expect(try RawConnection(port: port).readAll(silence: 50) == ([], .silent))
        #expect(server.journal.entries.map(\.rule) == ["r", "r", "r"])
    }

    /// The same scenario, seed and order of requests give the same bytes, over sockets too.
    @Test(arguments: ["flaky", "corrupt-responses", "retry-then-succeed", "role-downgrade", "revoked-token"])
    func transcriptIsTheSameAgain(_ name: String) throws {
        func transcript(seed: Int?) throws -> [[UInt8]] {
            let seed = seed.map { #", "seed": \#($0)"# } ?? ""
            let text =
                #"{ "version": 1, "extends": "\#(name)", "clock": { "now": "2026-03-01T09:00:00Z", "mode": "frozen" }\#(seed) }"#
            let server = try MockServer.start(.text(text, name: "replay"))
            defer { server.stop() }
            var token = ""
            var lines: [[UInt8]] = []
            func ask(_ head: String, _ body: String = "") throws -> String {
                let connection = try RawConnection(port: server.port)
                connection.send(
                    "\(head)\r\nHost: localhost\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                let (bytes, end) = connection.readAll()
                lines.append(bytes + Array("\(end)".utf8))
                return String(decoding: bytes, as: UTF8.self)
            }
            let form = "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret"
            for round in 0..<20 {
                if round % 10 == 0 {
                    let answer = try ask("POST /connect/token HTTP/1.1\r\nContent-Type: \(Mock.formType)", form)
                    token = answer.firstMatch(of: /"access_token":"([^"]*)"/).map { String($0.1) } ?? ""
                }
                let authorization = "Authorization: Bearer \(token)"
                _ = try ask("GET /api/companies/xC5kfGz7w2Nz HTTP/1.1\r\n\(authorization)")
                _ = try ask(
                    "POST /api/companies/search HTTP/1.1\r\nContent-Type: application/json\r\n\(authorization)",
                    Mock.searchBody)
            }
            return lines
        }
        let first = try transcript(seed: nil)
        #expect(try transcript(seed: nil) == first)
        #expect(try transcript(seed: 99) != first)
        #expect(Set(first).count > 3)
    }
}
