import Conduct
import Foundation
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// Rules that change companies in the middle of a run.
struct CompaniesChangeTests {
    private func mock(_ change: String, when: String = "") throws -> Mock {
        try ResellerMockTests.mock(
            rules: """
                { "name": "r", "when": { "path": "/api/companies/search"\(when) }, "then": { "change": { \(change) } } }
                """)
    }

    private func names(_ reply: Reply) throws -> [String] {
        let rows = try #require(try reply.member("data.results") as? [[String: Any]])
        return rows.compactMap { $0["companyName"] as? String }.sorted()
    }

    @Test func answerTellsOfTheCompaniesAsTheyAreThen() throws {
        let mock = try mock(
            #""add": [{ "resourceId": "Company00009", "name": "New" }], "rename": { "Company00001": "Renamed" }, "#
                + #""remove": ["Company00002"]"#, when: #", "nth": 2"#)
        #expect(try names(mock.search()) == ["ACME LLC", "Below", "Deep"])
        let changed = try mock.search()
        #expect(try names(changed) == ["Below", "New", "Renamed"])
        #expect(try changed.member("data.totalNumberOfRecords") as? Int == 3)
        #expect(changed.header("X-Reseller-Mock-Hint")?.hasSuffix("\"r\" changed companies before it") == true)
        #expect(try names(mock.search()) == ["Below", "New", "Renamed"])
        #expect(try mock.call("GET", "/api/companies/Company00009").member("data.name") as? String == "New")
        #expect(try mock.call("GET", "/api/companies/Company00002").status == 404)
    }

    @Test func whatVanishesTakesItsClientsAlong() throws {
        let mock = try mock(#""remove": ["Company00001"]"#)
        #expect(try mock.token("admin").status == 200)
        _ = try mock.search()
        #expect(try mock.token("admin").status != 200)
    }

    @Test func companyWithOthersBelowStaysWithAllThatIsItsOwn() throws {
        let mock = try mock(#""remove": ["Reseller0002", "Company00001"]"#)
        let reply = try mock.search()
        #expect(
            reply.header("X-Reseller-Mock-Hint")?
                .contains("the rule's change is not made as a whole: the company Reseller0002 has companies below it")
                == true)
        #expect(try mock.token("other").status == 200)
        #expect(try names(reply) == ["Below", "Deep"])
    }

    @Test func whatCannotBeDoneIsToldAndTheRestDone() throws {
        let mock = try mock(#""rename": { "Company00001": "Renamed" }, "remove": ["Company00002", "Company00001"]"#)
        #expect(try names(mock.search()) == ["Below"])
        let hint = try #require(try mock.search().header("X-Reseller-Mock-Hint"))
        #expect(
            hint.components(separatedBy: "not made as a whole: there is no company Company0000").count == 4, "\(hint)")
    }

    @Test func stepsOfASequenceChangeOneAfterAnother() throws {
        let steps = #"{}, { "change": { "remove": ["Company00002"] } }, { "change": { "remove": ["Company00001"] } }"#
        let mock = try ResellerMockTests.mock(
            rules:
                #"{ "name": "r", "when": { "path": "/api/companies/search" }, "then": { "sequence": [\#(steps)], "then": "pass" } }"#
        )
        #expect(try (0..<4).map { _ in try names(mock.search()).count } == [3, 2, 1, 1])
    }

    @Test func doorTakesRulesThatChangeCompaniesOfItsWorld() throws {
        let mock = try Mock()
        func rule(_ id: String) -> String {
            #"{"name":"r","when":{"path":"/api/companies/search"},"then":{"change":{"remove":["\#(id)"]}}}"#
        }
        #expect(try mock.door("POST", "/__admin/rules", rule("Company00003")).status == 201)
        let refused = try mock.door("PUT", "/__admin/rules/r", rule("Company00008"))
        #expect(refused.status == 422 && refused.text.contains("did you mean"))
        #expect(try mock.search().status == 200)
        #expect(mock.service.world.snapshot.company(withID: "Company00003") == nil)
    }

    /// The client reads on though the total is another: what the vendor's answers showed is what the verdict sees.
    @Test(arguments: [(true, Judgement.Verdict.bad), (false, .good)])
    func changedTotalsAreSeenInTheJournal(_ readsOn: Bool, _ verdict: Judgement.Verdict) throws {
        let mock = try mock(#""add": [{ "resourceId": "Company00009", "name": "AAA" }]"#, when: #", "nth": 2"#)
        let token = try mock.bearer()
        func page(_ number: Int) throws {
            let body =
                #"{"pageNumber":\#(number),"pageSize":1,"orderBy":"CompanyName","ascending":true,"#
                + #""filter":{"Condition":"AND","SearchInputTextValue":"","FilterGroups":[]}}"#
            let headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
            #expect(try mock.send("POST", "/api/companies/search", headers, body: body).status == 200)
        }
        for number in 1...(readsOn ? 4 : 2) { try page(number) }
        if !readsOn { for number in 1...4 { try page(number) } }
        let judged = try mock.service.world.scenarioVerdict(isTLSOffered: false).judgements
        #expect(judged.first { $0.criterion == "changed-totals-noticed" }?.verdict == verdict)
    }
}
