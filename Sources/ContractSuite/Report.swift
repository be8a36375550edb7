package import Foundation

/// How a check ended.
package enum Verdict: Hashable, Sendable {
    case passed
    /// A required promise is not kept.
    case failed(Finding)
    /// An advisory one is not kept.
    case deviated(Finding)
    /// It could not be made, or saw nothing to judge.
    case skipped(Omission)

    /// One word for tables and reports.
    package var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .deviated: "advisory"
        case .skipped: "skipped"
        }
    }

    var finding: Finding? {
        switch self {
        case .failed(let finding), .deviated(let finding): finding
        case .passed, .skipped: nil
        }
    }

    var withoutSeverity: Verdict { finding.map(Verdict.failed) ?? self }
}

/// Why a check judged nothing.
package struct Omission: Hashable, Sendable {
    /// What is to blame.
    package enum Cause: String, Hashable, Sendable {
        /// The run was not given what the check needs.
        case input
        /// The reseller's companies have nothing the check could look at.
        case data
        /// What the target does elsewhere leaves nothing to judge.
        case target
    }

    /// In plain words.
    package var reason: String
    /// What kind of reason it is.
    package var cause: Cause

    /// A reason of a kind.
    package init(_ reason: String, _ cause: Cause) {
        self.reason = reason
        self.cause = cause
    }
}

/// What was seen where a promise is not kept. All values are redacted.
package struct Finding: Hashable, Sendable {
    /// The request as a curl command.
    package var request: String?
    /// What was promised.
    package var expected: String
    /// What came instead.
    package var actual: String
    /// The answer's status, important fields and body.
    package var answer: String?
}

/// A check that was made.
package struct Outcome: Sendable {
    /// What was checked.
    package var check: Check
    /// What came of it.
    package var verdict: Verdict
    /// How long it took.
    package var duration: Duration
}

/// A run.
package struct Report: Sendable {
    /// The target.
    package var baseURL: String
    /// When the run began.
    package var startedAt: Date
    /// How long it took.
    package var duration: Duration
    /// Requests sent, those refused with 429 included.
    package var requestCount: Int
    /// What came of each check, in their order.
    package var outcomes: [Outcome]
    /// What a run that was asked for it saw besides.
    package var observations: Observations?

    /// What the target does where checks judge nothing.
    package struct Observations: Hashable, Sendable {
        /// How the target decides contested points.
        package var calibration: Calibration
        /// What its answers look like.
        package var shape: Shape
    }

    /// Number of checks by the verdict's word.
    package func count(_ word: String) -> Int { outcomes.count { $0.verdict.word == word } }

    /// Whether no required check failed, and with `noSkips` none was skipped.
    package func isSuccess(noSkips: Bool = false) -> Bool {
        count("failed") == 0 && (!noSkips || count("skipped") == 0)
    }

    /// What the reseller's data lacks, with the number of checks that could not judge for want of it, in the order of
    /// the run.
    package var lacks: [(reason: String, checks: Int)] {
        var counts: [String: Int] = [:]
        var reasons: [String] = []
        for case .skipped(let omission) in outcomes.map(\.verdict) where omission.cause == .data {
            if counts[omission.reason] == nil { reasons.append(omission.reason) }
            counts[omission.reason, default: 0] += 1
        }
        return reasons.map { ($0, counts[$0] ?? 0) }
    }

    /// Such as `201 passed, 2 failed, 1 advisory, 3 skipped in 4.1 s, 310 requests`.
    package var summary: String {
        let counts = ["passed", "failed", "advisory", "skipped"].map { "\(count($0)) \($0)" }
        return "\(counts.joined(separator: ", ")) in \(duration.text), \(requestCount) requests"
    }
}
