import Foundation
import HTTPTypes
import ResellerMock
import Scenarios
import Synchronization
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// A mock that is recorded, and the mock that the recording makes.
struct RecordedMockTests {
    /// The default scenario with other secrets, contested points decided otherwise and a member that the schema lacks.
    private static let original = """
        { "version": 1, "extends": "default",
          "behaviour": { "dates": "iso8601", "nulls": "write", "searchItemNames": "schema", "scopeHeader": "ignore" },
          "clients": [
            { "clientId": "reseller-client", "status": "Inactive" },
            { "clientId": "sub-reseller-client", "status": "Inactive" },
            { "clientId": "other-reseller-client", "status": "Inactive" },
            { "clientId": "Qm8RealClientIdentifier", "clientSecret": "Zk3VeryRealSecretOfTheTarget", "role": "Reseller", "company": "h3VnQ6tYc8Ws" } ],
          "companies": [ { "resourceId": "xC5kfGz7w2Nz", "extra": { "contactPerson": "Jo Example <jo@acme.example>" } } ] }
        """

    private static func start(_ text: String) throws -> InProcessTarget {
        try InProcessTarget.start(try ScenarioArgument.load(.text(text, name: "recorded.json")).0)
    }

    private struct Walked: Sendable {
        var scenario: RecordedScenario
        var exchanges: [Exchange]
        var originals: [String]
    }

    /// The mock is walked through once for all tests.
    private static let walked = Task { () -> Walked in
        let mock = try start(original)
        defer { mock.server.stop(grace: .zero) }
        let sending = mock.sending()
        let exchanges = Mutex<[Exchange]>([])
        let result = try await Walk(mock.target, limit: 100).run { request, body in
            let exchange = try await sending(request, body)
            exchanges.withLock { $0.append(exchange) }
            return exchange
        }
        let companies = try ScenarioArgument.load(.text(original, name: "recorded.json")).0.companies
        return Walked(
            scenario: try result.scenario(.init(keepsIDs: true)), exchanges: exchanges.withLock { $0 },
            originals: companies.flatMap { [$0.name, $0.address, $0.websiteUrl] + $0.tags }.compactMap(\.self))
    }

    @Test func noNameOrSecretOfTheTargetIsInTheFile() async throws {
        let walked = try await Self.walked.value
        #expect(walked.originals.count > 20)
        for text in walked.originals + [
            "jo@", "Jo Example", "Qm8RealClient", "Zk3VeryReal", "eyJ", "APAC customers", "Auditor",
        ] {
            // A short one is a part of other words.
            let isThere = walked.scenario.text.contains(text.count < 8 ? "\"\(text)\"" : text)
            #expect(!isThere, "\(text)")
        }
    }

    @Test func whatTheMockDidIsSeen() async throws {
        let json = try JSONParser.parse(Array(try await Self.walked.value.scenario.text.utf8))
        let behaviour = json["behaviour"]
        #expect(behaviour?["dates"] == "iso8601" && behaviour?["nulls"] == "write")
        #expect(behaviour?["searchItemNames"] == "schema" && behaviour?["scopeHeader"] == "ignore")
        let lines = try await Self.walked.value.scenario.contradictions
        #expect(lines.contains { $0.hasPrefix("detail.members: a member \"contactPerson\" that") }, "\(lines)")
    }

    /// Members and types of an answer, and how many of each.
    private static func shape(_ exchange: Exchange) -> String {
        func shape(_ json: JSON) -> String {
            switch json {
            case .null: "null"
            case .boolean(let value): "\(value)"
            case .number(let lexeme): lexeme
            case .string(let text): DateColumn.isKnown(text) ? text : "text"
            case .array(let elements): "[" + elements.map(shape).joined(separator: ",") + "]"
            case .object(let members):
                "{" + members.map { "\($0.name):\(shape($0.value))" }.joined(separator: ",") + "}"
            }
        }
        return "\(exchange.status) " + ((try? exchange.json()).map(shape) ?? "\(exchange.body.isEmpty)")
    }

    /// Requests of the recording to the mock that it made, with that mock's token; what was asked about names is left out.
    @Test func everyRecordedRequestIsAnsweredAlike() async throws {
        let walked = try await Self.walked.value
        let mock = try Self.start(walked.scenario.text)
        defer { mock.server.stop(grace: .zero) }
        let sending = mock.sending()
        let context = Context(mock.target, client: Client(rate: nil, send: sending))
        let (reseller, admin) = (try await context.token(), try await context.companyAdminToken())
        var compared = 0
        for exchange in walked.exchanges {
            let path = exchange.request.path ?? ""
            let body = String(decoding: exchange.requestBody, as: UTF8.self)
            // Tokens are another's; lists that everybody has are longer in one that knows more companies.
            guard path.hasPrefix("/api/"), !path.hasPrefix("/api/permissions"), !body.contains("\"Contains\"") else {
                continue
            }
            var request = exchange.request
            if let token = request.headerFields[.authorization]?.split(separator: " ").last {
                let claims = try? JWT(String(token), in: exchange).claims
                guard let role = claims?["role"] else { continue }
                request.headerFields[.authorization] = "Bearer \(role == "Reseller" ? reseller : admin)"
            }
            let again = try await sending(request, exchange.requestBody)
            #expect(Self.shape(again) == Self.shape(exchange), "\(request.method) \(path) \(body)")
            compared += 1
        }
        #expect(compared > 35)
    }

    @Test func theContractPasses() async throws {
        let mock = try Self.start(try await Self.walked.value.scenario.text)
        defer { mock.server.stop(grace: .zero) }
        let checks = Catalogue.checks.filter { check in
            ["token.", "search.item", "search.over-limit", "search.sort.createTime", "detail.", "authz."].contains {
                check.id.hasPrefix($0)
            }
        }
        let report = try await Runner(mock.target, checks: checks, time: .system, send: mock.sending()).run()
        #expect(report.count("passed") > 60)
        let findings = report.outcomes.filter { $0.verdict.finding != nil }.map(\.check.id)
        // What the mock was told to do otherwise.
        #expect(
            findings == ["authz.scope-header-unknown", "authz.scope-header-unmanaged", "search.item-has-page-names"],
            "\(TextReport.findings(report))")
    }

    /// A walk sees what a check of the contract sees in the same answers.
    @Test func linesThatChecksContradictAreTold() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("expired-licences")).0)
        defer { mock.server.stop(grace: .zero) }
        let result = try await Walk(mock.target, limit: 2).run(send: mock.sending())
        #expect(result.contradictions == ["search.expiry: licenceExpired false expected, true"])
    }

    // MARK: - The proxy

    /// Other tests may hold all the threads up.
    private static let patience = Duration.seconds(600)

    private static func send(
        _ client: Forwarder, _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: String = ""
    ) async throws -> (status: Int, text: String) {
        let exchange = try await client.send(
            method: method, path: path, fields: fields.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
        return (exchange.status, String(decoding: exchange.answer, as: UTF8.self))
    }

    @Test func theProxyPassesOnWhatReadsAndRecordsIt() async throws {
        let mock = try Self.start(Self.original)
        defer { mock.server.stop(grace: .zero) }
        let proxy = try RecordingProxy(
            Forwarder(baseURL: mock.target.baseURL, trust: .system, timeout: Self.patience), shownTarget: "the mock",
            port: 0, allowsWrites: false)
        let client = Forwarder(
            baseURL: try #require(URL(string: proxy.baseURL)), trust: .system, timeout: Self.patience)
        let form =
            "grant_type=client_credentials&client_id=Qm8RealClientIdentifier&client_secret=Zk3VeryRealSecretOfTheTarget"
        let answer = try await Self.send(
            client, "POST", "/connect/token", [("Content-Type", "application/x-www-form-urlencoded")], form)
        let token = try #require(try JSONParser.parse(Array(answer.text.utf8))["access_token"]?.text)
        let fields = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        let search = #"{"pageNumber":1,"pageSize":5,"orderBy":"CreateTime","ascending":true,"filter":{}}"#
        #expect(try await Self.send(client, "POST", "/api/companies/search", fields, search).status == 200)
        #expect(try await Self.send(client, "GET", "/api/companies/xC5kfGz7w2Nz", fields).text.contains("ACME LLC"))
        #expect(try await Self.send(client, "GET", "/api/companies/AAAAAAAAAAAA?x=1", fields).status == 404)
        let refused = try await Self.send(client, "DELETE", "/api/companies/xC5kfGz7w2Nz", fields)
        #expect(refused.status == 403 && refused.text.contains("--allow-writes"))
        #expect(try await Self.send(client, "POST", "/api/roles", fields, "{}").status == 403)
        #expect(try await Self.send(client, "GET", "/api/companies/xC5kfGz7w2Nz", fields).status == 200)
        client.close()
        let recording = proxy.stop()
        #expect(recording.exchangeCount == 5)
        let scenario = try recording.scenario(.init(keepsIDs: true))
        #expect(scenario.text.contains("xC5kfGz7w2Nz") && !scenario.text.contains("ACME"))
        let served = try Self.start(scenario.text)
        defer { served.server.stop(grace: .zero) }
        #expect(served.server.baseURL.hasPrefix("http://"))
    }

    @Test func withoutATargetTheProxySaysSo() async throws {
        let proxy = try RecordingProxy(
            Forwarder(baseURL: try #require(URL(string: "http://127.0.0.1:1")), trust: .system, timeout: .seconds(5)),
            shownTarget: "http://127.0.0.1:1", port: 0, allowsWrites: true)
        let client = Forwarder(
            baseURL: try #require(URL(string: proxy.baseURL)), trust: .system, timeout: Self.patience)
        let answer = try await Self.send(client, "DELETE", "/api/companies/xC5kfGz7w2Nz")
        #expect(answer.status == 502 && answer.text.hasPrefix("http://127.0.0.1:1 could not be asked: "))
        client.close()
        #expect(proxy.stop().exchangeCount == 0)
    }

    @Test(arguments: [
        ("GET", "/api/anything", true), ("HEAD", "/api/companies/my", true), ("POST", "/connect/token", true),
        ("POST", "/API/companies/search", true), ("POST", "/api/companies/my/search", true),
        ("POST", "/api/lookups", true),
        ("POST", "/api/companies", false), ("PUT", "/api/companies/privacy", false), ("POST", "/api/unknown", false),
        ("DELETE", "/api/roles/xC5kfGz7w2Nz", false), ("PATCH", "/api/companies/search", false),
    ])
    func whatReadsIsKnown(_ method: String, _ path: String, _ reads: Bool) {
        #expect(RecordingProxy.isReading(method, path) == reads)
    }
}
