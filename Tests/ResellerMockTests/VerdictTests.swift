import Conduct
import Scenarios
import Testing

@testable import ResellerMock

/// What the verdict makes of scenarios and of what their rules do.
struct VerdictTests {
    @Test(arguments: BundledScenarios.judged)
    func bundledCriteriaAreThere(_ name: String) throws {
        let scenario = try #require(ScenarioLoader.load(.bundled(name), now: WorldClock.systemNow()).scenario)
        let ids = try #require(scenario.criteria)
        #expect(try Requirements.none.criteria(ofScenario: ids).count == ids.count && !ids.isEmpty)
    }

    @Test func scenariosThatAClientCanShowSomethingInAreJudged() {
        #expect(
            BundledScenarios.judged == [
                "clock-skew", "corrupt-responses", "expiring-tokens", "flaky", "lost-writes", "pagination",
                "rate-limited",
                "retry-then-succeed", "revoked-token", "role-downgrade", "shifting-pages", "slow", "token-storm",
            ])
    }

    /// A page without some of its rows is not whole, so that who takes it for good can be told by the result.
    @Test(arguments: [true, false])
    func shortPageIsAnAnswerCutShort(_ isTakenForGood: Bool) throws {
        let mock = try mock(
            rules:
                #"{ "name": "r", "when": { "path": "/api/companies/search", "nth": 1 }, "then": { "fault": "SHORT_PAGE" } }"#
        )
        let short = try mock.search()
        #expect(try (short.member("data.results") as? [Any])?.count == 1)
        #expect(try short.member("data.totalNumberOfRecords") as? Int == 3)
        #expect(short.header("Content-Length") == nil || short.header("Content-Length") == "\(short.body.count)")
        if !isTakenForGood { _ = try mock.search() }
        let circumstances = Circumstances(programEnd: .succeeded, isResultRight: !isTakenForGood)
        let verdict = try mock.service.world.scenarioVerdict(isTLSOffered: false, circumstances: circumstances)
        let judged = verdict.judgements.first { $0.criterion == "broken-answers-not-taken" }?.verdict
        #expect(judged == (isTakenForGood ? .bad : .good))
    }

    /// A refused request is its client's as far as the signature tells, for a verdict, and nobody's for the journal.
    @Test func aRefusedTokenTellsWhoseRequestItWas() throws {
        let mock = try Mock(["clock": ["mode": "frozen"]])
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        mock.service.world.clock.advance(by: .seconds(100_000))
        #expect(try mock.send("GET", "/api/companies/Company00001", token).status == 401)
        let record = try #require(mock.service.world.journal.records.last)
        #expect(Journal.Entry(record).clientId == nil)
        #expect(record.observed(since: record.arrival, isTLSOffered: false)?.clientId == "reseller")
        #expect(record.tokenLife.map { $0 < .zero } ?? false)
    }
}
