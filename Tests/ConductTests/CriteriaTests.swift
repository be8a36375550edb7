import Testing

@testable import Conduct

/// What each criterion says about good, bad and tricky traces.
struct CriteriaTests {
    static let stories = TokenStories.all + RetryStories.all + PagingStories.all + TransportStories.all

    @Test(arguments: stories)
    func storyIsJudgedFairly(_ story: Story) throws {
        let judgement = try Criterion.named(story.criterion).judge(story.trace)
        #expect(judgement.verdict == story.verdict, "\(judgement.sentence)")
        if let evidence = story.evidence { #expect(judgement.requests == evidence) }
    }

    /// A trace that is bad by one criterion is not bad by any other, and none is bad by mistake.
    @Test(arguments: stories)
    func nobodyElseCondemns(_ story: Story) {
        #expect(story.trace.bad == (story.verdict == .bad ? [story.criterion] : []))
    }

    @Test func everyCriterionHasGoodBadAndSilentStories() {
        for criterion in Criterion.all {
            let verdicts = Set(Self.stories.filter { $0.criterion == criterion.id }.map(\.verdict))
            #expect(verdicts == Set(Judgement.Verdict.allCases), "\(criterion.id)")
        }
    }

    @Test func thereIsNothingToSayAboutNothing() {
        for judgement in Trace([]).judged() {
            #expect(judgement.verdict == .notObserved, "\(judgement.criterion)")
            #expect(judgement.evidence.isEmpty)
        }
    }

    @Test func oneBadClientAmongGoodOnesIsBad() throws {
        let good = TokenStories.R.token(0, "A").by("good")
        let story = try #require(Self.stories.first { $0.criterion == "403-not-repeated" && $0.verdict == .bad })
        let trace = Trace.make(
            [good, .detail(1).by("good").answered(403), .detail(2, "c2").by("good")] + story.requests)
        #expect(try trace.verdict("403-not-repeated") == .bad)
    }

    @Test func aClientIsNotAnotherOfCanonicallyEquivalentName() {
        let trace = Trace.make([.detail(1).by("caf\u{E9}"), .detail(2).by("cafe\u{301}")])
        #expect(trace.clients.count == 2)
    }
}
