import Testing

@testable import Conduct

struct CatalogueTests {
    @Test func thereAreAtLeastTwenty() {
        #expect(Criterion.all.count >= 20)
        #expect(Set(Criterion.all.map(\.id)).count == Criterion.all.count)
    }

    @Test(arguments: Criterion.all.map(\.id))
    func saysWhatItIsAbout(_ id: String) throws {
        let criterion = try Criterion.named(id)
        #expect(id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
        #expect(!criterion.summary.isEmpty && criterion.summary.count <= 80)
        #expect(!criterion.summary.contains("\n") && !criterion.why.contains("\n"))
        #expect(criterion.why.hasSuffix("."))
        #expect(!criterion.document.title.isEmpty)
        #expect(criterion.document.url.hasPrefix("https://") && criterion.document.url.count <= 76)
    }

    @Test func aMisspeltNameIsAnsweredWithTheNearest() {
        #expect(throws: UnknownCriterion(id: "page-once")) { try Criterion.named("page-once") }
        #expect(
            UnknownCriterion(id: "page-once").description
                == #"There is no criterion "page-once" (did you mean "pages-once"?)."#)
        #expect(UnknownCriterion(id: "zebra").nearest == nil)
        #expect(UnknownCriterion(id: "").nearest == nil)
        #expect(UnknownCriterion(id: String(repeating: "pages-once", count: 100_000)).nearest == nil)
    }
}

struct RequirementsTests {
    private static func judgement(_ id: String, _ verdict: Judgement.Verdict) throws -> Judgement {
        let criterion = try Criterion.named(id)
        var judgement = Judgement(.notObserved("No token was given."), of: criterion)
        judgement.verdict = verdict
        return judgement
    }

    @Test func whatIsRequiredAndNotObservedIsBad() throws {
        let requirements = try Requirements(required: ["token-reused", "token-reused"])
        let applied = requirements.applied(to: [
            try Self.judgement("token-reused", .notObserved), try Self.judgement("pages-once", .notObserved),
        ])
        #expect(applied.map(\.verdict) == [.bad, .notObserved])
        #expect(applied[0].sentence == "It is required and was not observed. No token was given.")
        #expect(applied[0].counts)
    }

    @Test func whatIsRequiredAndGoodStaysGood() throws {
        let judgement = try Self.judgement("token-reused", .good)
        #expect(try Requirements(required: ["token-reused"]).applied(to: [judgement]) == [judgement])
    }

    @Test func whatIsAllowedIsBadAndDoesNotCount() throws {
        let requirements = try Requirements(allowed: ["token-reused"])
        let applied = requirements.applied(to: [
            try Self.judgement("token-reused", .bad), try Self.judgement("pages-once", .bad),
        ])
        #expect(applied.map(\.verdict) == [.bad, .bad])
        #expect(applied.map(\.counts) == [false, true])
        #expect(try requirements.applied(to: [Self.judgement("token-reused", .good)]).map(\.isAllowed) == [false])
    }

    @Test func mistakesAreTold() {
        #expect(throws: Requirements.Mistake.contradiction("pages-once")) {
            try Requirements(required: ["pages-once"], allowed: ["pages-once"])
        }
        #expect(throws: Requirements.Mistake.unknown(UnknownCriterion(id: "tokens-reused"))) {
            try Requirements(allowed: ["tokens-reused"])
        }
        #expect(
            Requirements.Mistake.contradiction("pages-once").description
                == #"The criterion "pages-once" is both required and allowed; leave one of them out."#)
        #expect(
            Requirements.Mistake.unknown(UnknownCriterion(id: "tokens-reused")).description
                == #"There is no criterion "tokens-reused" (did you mean "token-reused"?)."#)
    }

    @Test func aScenarioNamesItsCriteriaAndRequiredOnesCome() throws {
        let requirements = try Requirements(required: ["pages-once"])
        #expect(try requirements.criteria(ofScenario: nil).map(\.id) == Criterion.all.map(\.id))
        #expect(try requirements.criteria(ofScenario: ["accept-right"]).map(\.id) == ["pages-once", "accept-right"])
        #expect(try Requirements.none.criteria(ofScenario: []).isEmpty)
        #expect(throws: UnknownCriterion(id: "x")) { try Requirements.none.criteria(ofScenario: ["x"]) }
    }

    @Test func theExitCodeTellsBadConductFromAFailedProgram() throws {
        func code(_ verdict: Judgement.Verdict, _ expected: ProgramRun.Outcome, _ end: ProgramRun.End) throws -> Int32 {
            let judgements = [try Self.judgement("pages-once", verdict)]
            let run = ProgramRun(expected: expected, end: end)
            return ConductReport([ScenarioVerdict(scenario: "x", judgements: judgements, run: run)]).exitCode
        }
        #expect(try code(.good, .success, .succeeded) == 0)
        #expect(try code(.notObserved, .either, .failed("exit code 3")) == 0)
        #expect(try code(.good, .failure, .failed("exit code 3")) == 0)
        #expect(try code(.good, .success, .failed("exit code 3")) == 1)
        #expect(try code(.good, .failure, .succeeded) == 1)
        #expect(try code(.bad, .success, .failed("exit code 3")) == 4)
        #expect(try code(.good, .either, .hung(.seconds(60))) == 4)
        #expect(ConductReport([]).exitCode == 0)
    }
}
