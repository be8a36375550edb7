import Foundation
import HTTP1
import HTTPServer
import HTTPTypes
import ResellerMock
import Synchronization
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// Reports of a target that says what it was told and what it knows, in whatever encoding.
struct SecrecyTests {
    /// Ways to write a text that a reader could undo.
    private static let encodings: [@Sendable (String) -> String] = [
        { $0 },
        { $0.utf8.map { "%" + hex($0).uppercased() }.joined() },
        { $0.utf8.map { "%" + hex($0) }.joined() },
        { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" },
        { Data($0.utf8).base64EncodedString() },
        { Base64URL.encode(Array($0.utf8)) },
        { $0.utf8.map(hex).joined() },
        { $0.utf16.map { "\\u00" + hex(UInt8(truncatingIfNeeded: $0)) }.joined() },
        { String($0.reversed()) },
        { $0.uppercased() },
        { $0.utf8.map { "&#\($0);" }.joined() },
    ]

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// What the target says, one after the other, in its headers, as names of members and as their values.
    private final class Echo: Sendable {
        private let count = Mutex(0)
        private let token = Mutex("")

        var echoes: Int { count.withLock { $0 } }

        var secrets: [String] {
            ["reseller-client", "reseller-secret", "jane.doe@example.com", "Grocery Gardens & Sons"]
                + [token.withLock { $0 }].filter { !$0.isEmpty }
        }

        private func next() -> String {
            let number = count.withLock { count in
                count += 1
                return count
            }
            let secrets = secrets
            let encode = SecrecyTests.encodings[number / secrets.count % SecrecyTests.encodings.count]
            // Header values of any length are for another test.
            return encode(String(secrets[number % secrets.count].prefix(200)))
        }

        @Sendable func spoil(_ request: ProxiedRequest, _ mock: Upstream) -> ProxiedAnswer {
            var answer = mock(request)
            guard var json = try? JSONParser.parse(answer.body) else { return said(&answer) }
            if request.isToken, answer.status == 200, token.withLock({ $0.isEmpty }) {
                token.withLock { $0 = json["access_token"]?.text ?? "" }
                return answer
            }
            for name in ["status", "error", "message", "token_type", "scope", "error_description"] {
                json[name] = .string(next())
            }
            json[next()] = .object([.init(name: next(), value: .string(next()))])
            json["validationMessages"] = [.string(next())]
            if var data = json["data"], data.isObject {
                data[next()] = .string(next())
                data["numberOfUsers"] = .string(next())
                json["data"] = data
            }
            answer.body = Array(json.serialized.utf8)
            return said(&answer)
        }

        private func said(_ answer: inout ProxiedAnswer) -> ProxiedAnswer {
            for name in ["Content-Type", "Allow", "WWW-Authenticate", "Date", "Cache-Control", "Pragma", "Connection"] {
                answer[name] = next()
            }
            return answer
        }
    }

    @Test func noReportHoldsWhatATargetEchoes() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let echo = Echo()
        let proxy = try SpoilingProxy(mock.server, echo.spoil)
        defer { proxy.stop() }
        var target = mock.target
        target.baseURL = try #require(URL(string: proxy.baseURL))
        let report = try await Runner(target, observes: true).run()
        #expect(report.count("failed") + report.count("advisory") >= 20)
        #expect(echo.echoes > 1000)
        #expect(echo.secrets.count == 5)
        let observations = try #require(report.observations)
        let texts = [
            TextReport.findings(report), TextReport.lacks(report), JUnitReport.text(report), JSONReport.text(report),
            MarkdownReport.text(report), observations.shape.text, observations.calibration.text,
            observations.calibration.scenario(of: report.baseURL, at: report.startedAt),
        ]
        for text in texts {
            #expect(!text.utf8.contains(0))
            for secret in echo.secrets {
                for encode in Self.encodings {
                    let echoed = encode(String(secret.prefix(200)))
                    #expect(strstr(text, echoed) == nil, "\(echoed)")
                }
            }
        }
    }

    /// The words that tell what is wrong are kept.
    @Test func knownWordsAreShown() {
        #expect(
            Vocabulary.shown("application/problem+json; charset=utf-8") == "application/problem+json; charset=utf-8")
        #expect(
            Vocabulary.shown(#"Bearer error="invalid_token", error_description="for Jane""#)
                == #"Bearer error="invalid_token", error_description="for Aaaa""#)
        #expect(Vocabulary.shown("GET, FETCH") == "GET, AAAAA")
        #expect(Vocabulary.shown("a\u{1B}[31m\u{202E}é") == "a?[00a?a")
        #expect("\("INPUT_ERROR for \("ACME LLC")")" as Wording == "INPUT_ERROR for AAAA AAA")
    }

    @Test func identifiersInPathsAndScopeHeadersAreShaped() {
        var request = HTTPRequest(
            method: .put, scheme: "https", authority: "h", path: "/api/companies/clients/xC5kfGz7w2Nz")
        request.headerFields[HTTPField.Name("X-KEEPNET-Company-Id")!] = "h3VnQ6tYc8Ws"
        #expect(
            Redactor([]).curlLine(request, body: [], base: "https://h")
                == "curl -i -X PUT 'https://h/api/companies/clients/aA0aaAa0a0Aa' -H 'X-KEEPNET-Company-Id: a0AaA0aAa0Aa'"
        )
        request.path = "/api/companies/clients/search/export?a=b"
        #expect(
            Redactor([]).curlLine(request, body: [], base: "").contains(
                "'/api/companies/clients/search/export?<query>'"))
    }

    @Test func aTargetThatCannotBeUsedIsNamedWithoutWhatItEchoes() async throws {
        let refusal = Response(
            status: 400, fields: .json, body: Array(#"{"error":"cmVzZWxsZXItc2VjcmV0 invalid_client"}"#.utf8))
        let server = try Server.start(.init(workers: 1), handler: Handler(respond: { _, _ in .response(refusal) }))
        defer { server.stop() }
        let url = "http://\(server.addresses[0])"
        let target = Target(
            baseURL: try #require(URL(string: url)), credentials: .init(reseller: .init(id: "a", secret: "b")))
        await #expect(
            throws: TargetUnusable(
                "\(url) gave no token: HTTP 400 aaAaAAaaAAAaa0AaaaA0 invalid_client; check RESELLER_CLIENT_ID and "
                    + "RESELLER_CLIENT_SECRET.")
        ) { try await Runner(target).run() }
    }
}

struct TargetTests {
    @Test(arguments: [
        ("https://api.keepnetlabs.com", "https://api.keepnetlabs.com"),
        ("HTTPS://Api.Keepnetlabs.com/", "https://Api.Keepnetlabs.com"),
        ("HTTP://[::1]:8080//", "http://[::1]:8080"), ("hTTp://h/Path", "http://h/Path"),
    ])
    func theAddressHasOneForm(_ text: String, _ base: String) throws {
        let url = try #require(URL(string: text))
        #expect(Target(baseURL: url, credentials: .init(reseller: .init(id: "a", secret: "b"))).base == base)
    }
}
