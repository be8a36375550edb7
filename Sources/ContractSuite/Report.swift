public import Foundation

/// How a check ended.
public enum Verdict: Hashable, Sendable {
    case passed
    /// A required promise is not kept.
    case failed(Finding)
    /// An advisory one is not kept.
    case deviated(Finding)
    /// Why it could not be made.
    case skipped(String)

    /// One word for tables and reports.
    public var word: String {
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

/// What was seen where a promise is not kept. All values are redacted.
public struct Finding: Hashable, Sendable {
    /// The request as a curl command.
    public var request: String?
    public var expected: String
    public var actual: String
    /// The answer's status, important fields and body.
    public var answer: String?
}

/// A check that was made.
public struct Outcome: Sendable {
    public var check: Check
    public var verdict: Verdict
    public var duration: Duration
}

/// A run.
public struct Report: Sendable {
    public var baseURL: String
    public var startedAt: Date
    public var duration: Duration
    /// Requests sent, those refused with 429 included.
    public var requestCount: Int
    public var outcomes: [Outcome]

    /// Number of checks by the verdict's word.
    public func count(_ word: String) -> Int { outcomes.count { $0.verdict.word == word } }

    /// Whether no required check failed, and with `noSkips` none was skipped.
    public func isSuccess(noSkips: Bool = false) -> Bool {
        count("failed") == 0 && (!noSkips || count("skipped") == 0)
    }

    /// Such as `201 passed, 2 failed, 1 advisory, 3 skipped in 4.1 s, 310 requests`.
    public var summary: String {
        let counts = ["passed", "failed", "advisory", "skipped"].map { "\(count($0)) \($0)" }
        return "\(counts.joined(separator: ", ")) in \(duration.text), \(requestCount) requests"
    }
}
