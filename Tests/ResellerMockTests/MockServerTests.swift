import Foundation
import HTTPTypes
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A way to put the same requests to a server.
enum WayIn: CaseIterable {
    case inProcess
    case socket

    func send(
        _ server: MockServer, _ method: String, _ path: String, _ headers: [String: String] = [:], body: String = ""
    ) async throws -> Reply {
        switch self {
        case .inProcess:
            var request = HTTPRequest(
                method: try #require(HTTPRequest.Method(method)), scheme: "http", authority: "localhost", path: path)
            for (name, value) in headers { request.headerFields[try #require(HTTPField.Name(name))] = value }
            let (response, bytes) = try server.respond(to: request, body: Array(body.utf8))
            let fields = response.headerFields.map { ($0.name.rawName, $0.value) }
            return Reply(
                status: response.status.code, headers: Dictionary(fields, uniquingKeysWith: { $1 }), body: bytes)
        case .socket:
            var request = URLRequest(url: try #require(URL(string: server.baseURL + path)))
            request.httpMethod = method
            for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
            if !body.isEmpty { request.httpBody = Data(body.utf8) }
            let (data, response) = try await answerOnTheWire(to: request)
            let answer = try #require(response as? HTTPURLResponse)
            let fields = answer.allHeaderFields.map { ("\($0.key)", "\($0.value)") }
            return Reply(
                status: answer.statusCode, headers: Dictionary(fields, uniquingKeysWith: { $1 }), body: Array(data))
        }
    }
}

struct MockServerTests {
    private func token(
        _ way: WayIn, _ server: MockServer, _ client: String, _ secret: String
    ) async throws -> [String: String] {
        let reply = try await way.send(
            server, "POST", "/connect/token", ["Content-Type": "application/x-www-form-urlencoded"],
            body: "grant_type=client_credentials&scope=api1&client_id=\(client)&client_secret=\(secret)")
        #expect(reply.status == 200)
        return ["Authorization": "Bearer \(try #require(try reply.member("access_token") as? String))"]
    }

    /// The vendor page from end to end with the default scenario.
    @Test(arguments: WayIn.allCases)
    func vendorPageWorks(_ way: WayIn) async throws {
        let server = try MockServer.start()
        defer { server.stop() }
        let reseller = try await token(way, server, "reseller-client", "reseller-secret")
        let search = try await way.send(
            server, "POST", "/api/companies/search",
            reseller.merging(["Content-Type": "application/json"]) { $1 }, body: Mock.searchBody)
        #expect(search.status == 200)
        let identifier = try #require(try search.member("data.results.0.resourceId") as? String)
        let detail = try await way.send(server, "GET", "/api/companies/\(identifier)", reseller)
        #expect(detail.status == 200)
        #expect(try detail.member("data.resourceId") as? String == identifier)

        #expect(try await way.send(server, "GET", "/api/companies/\(identifier)").status == 401)
        let admin = try await token(way, server, "company-admin-client", "company-admin-secret")
        #expect(try await way.send(server, "GET", "/api/companies/\(identifier)", admin).status == 403)
        #expect(try await way.send(server, "GET", "/api/companies/Unknown00000", reseller).status == 404)
    }

    @Test func serversAreIndependent() async throws {
        let first = try MockServer.start(.text(Mock.scenario, name: "first"))
        let second = try MockServer.start(.bundled("empty"))
        defer {
            first.stop()
            second.stop()
        }
        #expect(first.port != second.port)
        #expect(first.baseURL == "http://127.0.0.1:\(first.port)")
        _ = try await token(.socket, first, "reseller", "s3cret")
        #expect(first.journal.count == 1)
        #expect(second.journal.count == 0)
    }

    /// The README's example.
    @Test func journalAndClockServeATest() async throws {
        let mock = try MockServer.start()
        defer { mock.stop() }
        let reseller = try await token(.socket, mock, "reseller-client", "reseller-secret")
        #expect(try await WayIn.socket.send(mock, "GET", "/api/companies/xC5kfGz7w2Nz", reseller).status == 200)
        mock.clock.advance(by: .seconds(3600))
        #expect(try await WayIn.socket.send(mock, "GET", "/api/companies/xC5kfGz7w2Nz", reseller).status == 401)
        #expect(mock.journal.entries.map(\.status) == [200, 200, 401])
        #expect(mock.journal.entries.map(\.path).first == "/connect/token")
    }

    @Test func replacedScenarioIsServedAtOnce() async throws {
        let server = try MockServer.start(.bundled("empty"))
        defer { server.stop() }
        let result = ScenarioLoader.load(.text(Mock.scenario, name: "next"), now: WorldClock.systemNow())
        server.replaceScenario(try #require(result.scenario))
        _ = try await token(.socket, server, "reseller", "s3cret")
    }

    @Test func dateFollowsTheWorldsClock() async throws {
        let server = try MockServer.start(.text(Mock.scenario, name: "frozen"))
        defer { server.stop() }
        let reply = try await WayIn.socket.send(server, "GET", "/api/companies/Company00001")
        #expect(reply.header("Date") == "Sun, 01 Mar 2026 09:00:00 GMT")
        let connection = try RawConnection(port: server.port)
        connection.send("no HTTP\r\n\r\n")
        let refusal = String(decoding: connection.readAll().bytes, as: UTF8.self)
        #expect(refusal.hasPrefix("HTTP/1.1 400 ") && refusal.contains("\r\nDate: Sun, 01 Mar 2026 09:00:00 GMT\r\n"))
        #expect(server.journal.entries.last?.status == 400)
    }

    @Test(arguments: ["HTTP/1.0\r\n\r\n", "HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"])
    func withoutAHostTheAddressesAreTheConnections(rest: String) throws {
        let server = try MockServer.start()
        defer { server.stop() }
        let connection = try RawConnection(port: server.port)
        connection.send("GET /.well-known/openid-configuration \(rest)")
        let answer = String(decoding: connection.readAll().bytes, as: UTF8.self)
        #expect(answer.contains("\"http://127.0.0.1:\(server.port)/connect/token\""))
    }

    @Test func stoppedServerTakesNoConnections() async throws {
        let server = try MockServer.start()
        server.stop()
        server.stop()
        await #expect(throws: URLError.self) { try await WayIn.socket.send(server, "GET", "/") }
    }

    @Test func usedPortIsAnErrorThatSaysSo() throws {
        let server = try MockServer.start()
        defer { server.stop() }
        var configuration = MockServer.Configuration()
        configuration.port = server.port
        let error = #expect(throws: (any Error).self) { try MockServer.start(configuration: configuration) }
        #expect(error.map { "\($0)" }?.contains("\(server.port)") == true)
    }

    @Test func scenarioWithErrorsIsNotServed() throws {
        let error = #expect(throws: ScenarioError.self) {
            try MockServer.start(.text(#"{ "version": 1, "companys": [] }"#, name: "bad.json"))
        }
        #expect(error?.description.contains("companies") == true)
    }

    @Test func httpsIsServedAloneOrBesideHTTP() throws {
        var configuration = MockServer.Configuration()
        configuration.tls = try TLSConfiguration(names: ["api.keepnetlabs.com"])
        let alone = try MockServer.start(.bundled("empty"), configuration: configuration)
        defer { alone.stop() }
        #expect(alone.baseURL == "https://127.0.0.1:\(alone.port)")
        #expect(alone.tlsBaseURL == alone.baseURL)
        #expect(alone.caCertificatePEM?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)

        configuration.tlsPort = 0
        let both = try MockServer.start(.bundled("empty"), configuration: configuration)
        defer { both.stop() }
        #expect(both.baseURL == "http://127.0.0.1:\(both.port)")
        #expect(both.tlsBaseURL?.hasPrefix("https://127.0.0.1:") == true)
        #expect(both.tlsBaseURL?.hasSuffix(":\(both.port)") == false)
    }

    @Test func everyAddressHasAURLToConnectTo() throws {
        var configuration = MockServer.Configuration()
        #expect(configuration.workers == 1)
        configuration.hosts = ["localhost"]
        configuration.tls = try TLSConfiguration()
        configuration.tlsPort = 0
        let both = try MockServer.start(.bundled("empty"), configuration: configuration)
        defer { both.stop() }
        #expect(both.urls.count == 4 && both.urls[0] == both.baseURL && both.urls[2] == both.tlsBaseURL)
        #expect(both.urls[1] == "http://[::1]:\(both.port)" && both.urls[3].hasPrefix("https://[::1]:"))
        #expect(!both.isOnAllInterfaces)

        configuration.tls = nil
        for host in ["0.0.0.0", "::", "[::]"] {
            configuration.hosts = [host]
            let all = try MockServer.start(.bundled("empty"), configuration: configuration)
            defer { all.stop() }
            #expect(all.baseURL == "http://127.0.0.1:\(all.port)" && all.urls == [all.baseURL])
            #expect(all.isOnAllInterfaces && all.tlsBaseURL == nil)
        }
    }

    @Test func badSigningKeyIsAnError() {
        var configuration = MockServer.Configuration()
        configuration.signingKeyPEM = "nonsense"
        #expect(throws: (any Error).self) { try MockServer.start(configuration: configuration) }
    }

    /// All on one event loop: connections that break in every way, and others that must not notice.
    @Test func faultyConnectionsDoNotDisturbTheirNeighbours() async throws {
        let kinds = [
            "EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE", "TRUNCATED_BODY",
            "WRONG_CONTENT_LENGTH", "MALFORMED_RESPONSE_CHUNK", "CLOSE_AFTER_HEADERS",
        ]
        let rules = kinds.map { kind in
            #"{ "name": "\#(kind)", "when": { "headers": { "X-Fault": "\#(kind)" } }, "then": { "fault": "\#(kind)" } }"#
        }
        let slow =
            #"{ "name": "slow", "when": { "headers": { "X-Fault": "SLOW" } }, "#
            + #""then": { "delay": { "dribble": { "chunks": 5, "over": "200ms" } } } }"#
        let scenario = #"{ "version": 1, "rules": [\#((rules + [slow]).joined(separator: ","))] }"#
        let configuration = MockServer.Configuration()
        let server = try MockServer.start(.text(scenario, name: "faults"), configuration: configuration)
        defer { server.stop() }
        let path = "/.well-known/openid-configuration"
        let answers = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    guard number.isMultiple(of: 2) else {
                        let kind = number % 16 == 15 ? "SLOW" : kinds[number / 2 % kinds.count]
                        _ = try? await WayIn.socket.send(server, "GET", path, ["X-Fault": kind])
                        return nil
                    }
                    return (try? await WayIn.socket.send(server, "GET", path))?.status ?? 0
                }
            }
            var answers: [Int] = []
            for await answer in group {
                if let answer { answers.append(answer) }
            }
            return answers
        }
        #expect(answers == [Int](repeating: 200, count: 100))
        #expect(Set(server.journal.entries.compactMap(\.rule)) == Set(kinds + ["slow"]))
    }
}
