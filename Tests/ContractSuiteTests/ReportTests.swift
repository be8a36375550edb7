import Foundation
import FoundationXML
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// What the reports of a run say, and what they must not.
struct ReportTests {
    /// A run that fails a lot: everything but the token is broken.
    private static let failing = Task { () -> (Report, Target) in
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let send = mock.sending(
            Spoil.data({ $0.isAPI }) { data in
                data["name"] = "ACME & <LLC>"
                data["totalNumberOfRecords"] = 3
            })
        return (try await Runner(mock.target, checks: Catalogue.checks, time: .system, send: send).run(), mock.target)
    }

    @Test func noReportHoldsSecretsTokensOrPersonalData() async throws {
        let (report, target) = try await Self.failing.value
        #expect(report.count("failed") > 10)
        let scenario = try ScenarioArgument.load(.bundled("default")).0
        let texts = [
            TextReport.findings(report), JUnitReport.text(report), JSONReport.text(report), MarkdownReport.text(report),
        ]
        var secrets = scenario.clients.flatMap { [$0.clientId, $0.clientSecret] } + ["ACME & <LLC>"]
        secrets += scenario.companies.flatMap { [$0.resourceId, $0.name] }
        secrets += [try #require(target.credentials.expiredToken), "eyJ"]
        for text in texts {
            #expect(!text.utf8.contains(0))
            for secret in secrets { #expect(strstr(text, secret) == nil, "\(secret)") }
        }
    }

    @Test func jUnitIsReadByAnXMLParser() async throws {
        let (report, _) = try await Self.failing.value
        let parser = XMLParser(data: Data(JUnitReport.text(report).utf8))
        let counter = ElementCounter()
        parser.delegate = counter
        #expect(parser.parse())
        #expect(counter.counts["testcase"] == report.outcomes.count)
        #expect(counter.counts["failure"] == report.count("failed"))
        #expect(counter.counts["skipped", default: 0] == report.count("skipped"))
    }

    @Test func jsonHasAVersionAndALedger() async throws {
        let (report, _) = try await Self.failing.value
        let json = try JSONParser.parse(Array(JSONReport.text(report).utf8))
        #expect(json["version"] == 1)
        #expect(json["checks"]?.elements?.count == report.outcomes.count)
        let observations = json["ledger"]?.elements?.compactMap { $0["observation"]?.text } ?? []
        #expect(observations.count == FidelityLedger.entries.count)
        #expect(Set(observations) == ["confirmed", "contradicted", "not observed"])
    }

    @Test func aFailureIsToldInFull() async throws {
        let check = try #require(Catalogue.checks.first { $0.id == "token.lifetime" })
        let finding = Finding(request: "curl -i x", expected: "expires_in 3600", actual: "60", answer: "HTTP 200")
        let report = Report(
            baseURL: "http://target", startedAt: Date(timeIntervalSince1970: 0), duration: .seconds(1), requestCount: 1,
            outcomes: [Outcome(check: check, verdict: .failed(finding), duration: .milliseconds(5))])
        #expect(
            TextReport.findings(report) == """
                failed: token.lifetime
                  request:  curl -i x
                  expected: expires_in 3600
                  actual:   60
                  answer:   HTTP 200
                  promise:  A token is valid for 3600 seconds.
                            (vendor docs: vendor documentation, API quickstart)

                """)
        #expect(report.summary == "0 passed, 1 failed, 0 advisory, 0 skipped in 1 s, 1 requests")
    }

    private final class ElementCounter: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[elementName, default: 0] += 1
        }
    }
}
