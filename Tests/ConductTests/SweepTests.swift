import Foundation
import Testing

@testable import Conduct

/// The order of a sweep's runs, and what its report says.
struct SweepTests {
    private static let faults = ["BAD", "WORSE", "ODD"]

    @Test func firstRequestsComeFirstAndThenTheLastOnes() {
        let operations = [SweepPlan.Operation("A", count: 4), SweepPlan.Operation("B", count: 1)]
        let pairs = SweepPlan.pairs(operations, faults: ["x", "y"])
        let names = pairs.map { "\($0.fault) \($0.request.name)" }
        #expect(
            names == [
                "x A #1", "x B #1", "y A #1", "y B #1", "x A #4", "y A #4", "x A #2", "y A #2", "x A #3", "y A #3",
            ])
    }

    @Test func faultsThatMeanNothingAreLeftOut() {
        let operation = SweepPlan.Operation("A", count: 3) { number, fault in number == 2 || fault == "y" }
        let pairs = SweepPlan.pairs([operation, .init("B", count: 0)], faults: ["x", "y"])
        #expect(Set(pairs.map { "\($0.fault)\($0.request.number)" }) == ["y1", "y2", "y3", "x2"] && pairs.count == 4)
    }

    private static func run(_ number: Int, _ fault: String, _ outcome: SweepOutcome, of operation: String = "GET /a")
        -> SweepReport.Run
    {
        SweepReport.Run(SweepPair(.init(operation, number), fault), outcome, duration: .milliseconds(250))
    }

    private static func report(_ runs: [SweepReport.Run], leftOut: [SweepPair] = []) -> SweepReport {
        SweepReport(
            scenario: "s", undisturbed: .milliseconds(120), limit: .seconds(10), faults: faults,
            operations: ["GET /a", "POST /b"], runs: runs, leftOut: leftOut)
    }

    @Test func tableHasARowForRequestsThatFareAlike() {
        let report = Self.report(
            [
                Self.run(1, "BAD", .survived, of: "POST /b"), Self.run(1, "BAD", .survived),
                Self.run(2, "BAD", .survived),
                Self.run(3, "BAD", .wrong("it differs from line 3 on")),
                Self.run(1, "WORSE", .failedLoudly("exit code 1")),
                Self.run(2, "WORSE", .failedLoudly("exit code 1: x\u{1B}")), Self.run(3, "WORSE", .hung(.seconds(10))),
                Self.run(3, "ODD", .notAsked),
            ],
            leftOut: [SweepPair(.init("GET /a", 4), "BAD"), SweepPair(.init("GET /a", 3), "ODD2")])
        #expect(
            report.text() == """
                s: 1 wrong without a word, 1 hung, 2 failed loudly, 3 survived, 1 not asked this
                  time, 2 left out

                               a b c
                  GET /a #1-2  + f  \("")
                  GET /a #3    W H ?
                  GET /a #4    .    \("")
                  POST /b #1   +    \("")

                  a  BAD
                  b  WORSE
                  c  ODD
                  + survived, f failed loudly, H hung, W wrong without a word, ? not asked this
                  time, . left out

                  wrong without a word: BAD at GET /a #3
                    it differs from line 3 on

                  hung: WORSE at GET /a #3
                    ended after 10 s

                  Where the program's own time limit is longer, --timeout lets it come to that.

                  The budget was over before these; --budget gives more:
                    GET /a #3: ODD2
                    GET /a #4: all faults

                """)
    }

    @Test(arguments: [
        ([SweepOutcome.survived, .failedLoudly("x"), .notAsked], false, nil),
        ([.survived, .hung(.seconds(1))], true, 2),
        ([.hung(.seconds(1)), .wrong("a"), .survived, .wrong("b")], true, 2), ([], false, nil),
    ])
    func theWorstOfTheEarliestRequestIsTheSmallestFailure(_ outcomes: [SweepOutcome], _ isBad: Bool, _ number: Int?) {
        let runs = zip(1..., outcomes).map { Self.run($0, "BAD", $1) }
        let report = Self.report(runs.reversed())
        #expect(report.isBad == isBad && report.smallestFailure?.pair.request.number == number)
    }

    @Test func whatFaresAlikeIsToldTogether() {
        let outcomes: [SweepOutcome] = [.hung(.seconds(1)), .wrong("a"), .wrong("b"), .survived, .wrong("c")]
        let left =
            [7, 8, 9, 12].map { SweepPair(.init("GET /a", $0), "BAD") } + [SweepPair(.init("POST /b", 1), "ODD")]
        let text = Self.report(zip(1..., outcomes).map { Self.run($0, "BAD", $1) }, leftOut: left).text()
        #expect(text.contains("\n  wrong without a word: BAD at GET /a #2-3, #5\n    a\n\n  hung: BAD at GET /a #1\n"))
        #expect(
            text.hasSuffix("\n    GET /a #7-9: all faults\n    GET /a #12: all faults\n    POST /b #1: all faults\n"))
    }

    @Test func jsonHasEveryRunAndWhatWasLeftOut() throws {
        let report = Self.report(
            [Self.run(1, "BAD", .wrong("a \"line\"")), Self.run(2, "BAD", .survived)],
            leftOut: [SweepPair(.init("GET /a", 4), "ODD")])
        let parsed = try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any]
        let document = try #require(parsed)
        #expect(document["scenario"] as? String == "s" && document["undisturbedSeconds"] as? Double == 0.12)
        #expect(document["limitSeconds"] as? Double == 10)
        let runs = try #require(document["runs"] as? [[String: Any]])
        #expect(runs.map { $0["outcome"] as? String } == ["wrong without a word", "survived"])
        #expect(runs.map { $0["detail"] as? String } == ["a \"line\"", nil] && runs[0]["seconds"] as? Double == 0.25)
        #expect(runs[0]["operation"] as? String == "GET /a" && runs[1]["number"] as? Int == 2)
        let left = try #require(document["leftOut"] as? [[String: Any]])
        #expect(left.count == 1 && left[0]["fault"] as? String == "ODD" && left[0]["number"] as? Int == 4)
    }
}
