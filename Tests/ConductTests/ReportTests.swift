import Foundation
import FoundationXML
import Testing

@testable import Conduct

/// What the reports of a verdict say.
struct ReportTests {
    typealias R = ObservedRequest

    /// One bad, one good, one not observed, one bad and allowed.
    private static func report() throws -> ConductReport {
        let trace = Trace.make([
            .token(0, "A"), .detail(1.25), R.detail(2, "c2").answered(403),
            R.detail(2.5, "c2").answered(403), R.detail(3).with { $0.accept = "a/\u{1B}b" },
        ])
        let ids = ["token-reused", "403-not-repeated", "pages-once", "accept-right"]
        let requirements = try Requirements(allowed: ["accept-right"])
        return ConductReport([
            ScenarioVerdict(
                scenario: "role-downgrade", trace: trace, criteria: try ids.map(Criterion.named),
                requirements: requirements,
                run: ProgramRun(expected: .failure, end: .failed("exit code 3")))
        ])
    }

    @Test func textIsWholeAndFitsATerminal() throws {
        let text = try Self.report().text()
        #expect(
            text == """
                role-downgrade: 1 bad, 1 bad and allowed, 1 good, 1 not observed
                  The program failed, as it should (exit code 3).

                  bad           403-not-repeated
                    GET /api/companies/c2 was answered 403 and sent again as it was.
                      3  2 s  GET /api/companies/c2  403
                      4  2.5 s  GET /api/companies/c2  403
                    RFC 9110, section 15.5.4
                    https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4

                  bad           accept-right (allowed)
                    GET /api/companies/c1 came with an Accept that leaves no JSON: "a/?b".
                      5  3 s  GET /api/companies/c1  200
                    RFC 9110, section 12.5.1
                    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1

                  good          token-reused
                  not observed  pages-once
                    No search of several pages was read to the end with steady totals.

                """)
    }

    @Test func noLineIsWiderThanATerminal() {
        let path = "/api/companies/" + String(repeating: "long", count: 100)
        for story in CriteriaTests.stories {
            let requests = story.requests.map { request in request.with { $0.path += path } }
            let report = ConductReport([
                ScenarioVerdict(
                    scenario: String(repeating: "a long name ", count: 20), trace: .make(requests, story.circumstances))
            ])
            for line in report.text().split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func jsonHasTheDocumentedShape() throws {
        let data = Data(try Self.report().json().utf8)
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let scenarios = try #require(root["scenarios"] as? [[String: Any]])
        let scenario = try #require(scenarios.first)
        #expect(scenario["scenario"] as? String == "role-downgrade")
        #expect((scenario["program"] as? [String: String])?["end"] == "failed")
        let criteria = try #require(scenario["criteria"] as? [[String: Any]])
        #expect(
            criteria.compactMap { $0["criterion"] as? String }
                == ["token-reused", "403-not-repeated", "pages-once", "accept-right"])
        #expect(criteria.compactMap { $0["verdict"] as? String } == ["good", "bad", "not observed", "bad"])
        #expect(criteria.map { $0["allowed"] as? Bool ?? false } == [false, false, false, true])
        let evidence = try #require(criteria[1]["evidence"] as? [String: Any])
        let requests = try #require(evidence["requests"] as? [[String: Any]])
        #expect(requests.map { $0["number"] as? Int } == [3, 4])
        #expect(requests.map { $0["seconds"] as? Double } == [2, 2.5])
        #expect(requests.map { $0["status"] as? Int } == [403, 403])
        #expect((criteria[1]["document"] as? [String: String])?["title"] == "RFC 9110, section 15.5.4")
        #expect(ConductReport([]).json() == "{\"scenarios\":[]}\n")
    }

    @Test func jUnitIsReadByAnXMLParser() throws {
        let parser = XMLParser(data: Data(try Self.report().jUnit().utf8))
        let reader = SuiteReader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.cases == ["program", "token-reused", "403-not-repeated", "pages-once", "accept-right"])
        #expect(reader.suite["tests"] == "5")
        #expect(reader.suite["failures"] == "1")
        #expect(reader.suite["skipped"] == "2")
        #expect(reader.counts["failure"] == 1)
        #expect(reader.counts["skipped"] == 2)
    }

    @Test func jUnitTakesTextsOfAllKinds() throws {
        let hostile = "<a href=\"&\">]]>\u{0}\u{FFFE}'"
        let trace = Trace.make([R.make(1, .unknown, "GET", "/api/\(hostile)").answered(404)])
        let report = ConductReport([
            ScenarioVerdict(
                scenario: hostile, trace: trace, run: ProgramRun(expected: .success, end: .failed(hostile)))
        ])
        let parser = XMLParser(data: Data(report.jUnit().utf8))
        let reader = SuiteReader()
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.suite["name"] == "<a href=\"&\">]]>??'")
        #expect(reader.counts["failure"] == 2)
    }

    @Test func aProgramThatHungIsAFailure() throws {
        let run = ProgramRun(expected: .either, end: .hung(.seconds(60)))
        let report = ConductReport([ScenarioVerdict(scenario: "slow", judgements: [], run: run)])
        let sentence = "The program hung: it was ended after 60 s."
        #expect(report.jUnit().contains("<failure message=\"\(sentence)\">"))
        for text in [report.text(), report.json(), report.markdown()] { #expect(text.contains(sentence)) }
    }

    @Test func markdownIsATableAndTheEvidence() throws {
        let text = try Self.report().markdown()
        #expect(
            text.contains("\n| **bad** | `403-not-repeated` | GET /api/companies/c2 was answered 403 and sent again"))
        #expect(text.contains("\n| bad, allowed | `accept-right` | "))
        #expect(text.contains("\n| 3 | 2 s | GET /api/companies/c2 | 403 |\n"))
        #expect(text.contains("(https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4)"))
        #expect(MarkdownText.plain("a|b`c") == "a\\|b\\`c")
    }

    @Test func durationsAreShort() {
        #expect(Duration.zero.text == "0 s")
        #expect(Duration.milliseconds(1500).text == "1.5 s")
        #expect(Duration.microseconds(1_234_567).text == "1.235 s")
        #expect(Duration.milliseconds(-20).text == "-0.02 s")
        #expect(Duration.seconds(60).text == "60 s")
        #expect(Duration.seconds(Int64.max).text == "1000000000000 s")
        #expect(Duration.seconds(Int64.min).text == "-1000000000000 s")
    }
}

private final class SuiteReader: NSObject, XMLParserDelegate {
    var cases: [String] = []
    var counts: [String: Int] = [:]
    var suite: [String: String] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        counts[name, default: 0] += 1
        if name == "testcase", let test = attributes["name"] { cases.append(test) }
        if name == "testsuite" { suite = attributes }
    }
}
