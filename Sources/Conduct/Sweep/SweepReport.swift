/// What became of a program in one run of a sweep.
package enum SweepOutcome: Hashable, Sendable {
    /// It ended well, with the result that it has without the fault.
    case survived
    /// It ended with another exit code than 0 or by a signal; with what, and its last words.
    case failedLoudly(String)
    /// It was ended after this time.
    case hung(Duration)
    /// It ended well with another result; where that begins.
    case wrong(String)
    /// The request did not come this time, so that nothing was broken.
    case notAsked

    /// For JSON and sentences.
    package var name: String {
        switch self {
        case .survived: "survived"
        case .failedLoudly: "failed loudly"
        case .hung: "hung"
        case .wrong: "wrong without a word"
        case .notAsked: "not asked"
        }
    }

    /// In the table.
    var mark: Character {
        switch self {
        case .survived: "+"
        case .failedLoudly: "f"
        case .hung: "H"
        case .wrong: "W"
        case .notAsked: "?"
        }
    }

    /// Whether a good program does not end so.
    package var isBad: Bool { severity > 0 }

    /// More for what is worse; 0 for what is good.
    var severity: Int {
        switch self {
        case .survived, .failedLoudly, .notAsked: 0
        case .hung: 1
        case .wrong: 2
        }
    }

    /// More of it, in words.
    var detail: String? {
        switch self {
        case .survived, .notAsked: nil
        case .failedLoudly(let how), .wrong(let how): how
        case .hung(let time): "ended after \(time.text)"
        }
    }
}

/// What a sweep found.
package struct SweepReport: Hashable, Sendable {
    /// One run.
    package struct Run: Hashable, Sendable {
        /// What was broken.
        package var pair: SweepPair
        /// What became of the program.
        package var outcome: SweepOutcome
        /// How long it ran.
        package var duration: Duration

        /// A run that is over.
        package init(_ pair: SweepPair, _ outcome: SweepOutcome, duration: Duration) {
            self.pair = pair
            self.outcome = outcome
            self.duration = duration
        }
    }

    /// The scenario's name.
    package var scenario: String
    /// How long the undisturbed run took.
    package var undisturbed: Duration
    /// The time after which a run was ended.
    package var limit: Duration
    /// All faults of the sweep, the worst first.
    package var faults: [String]
    /// All operations of the sweep, in the order in which the program first asked for them.
    package var operations: [String]
    /// In the order of the plan.
    package var runs: [Run]
    /// The pairs that the budget did not reach, in the order of the plan.
    package var leftOut: [SweepPair]

    /// What a sweep found.
    package init(
        scenario: String, undisturbed: Duration, limit: Duration, faults: [String], operations: [String], runs: [Run],
        leftOut: [SweepPair]
    ) {
        self.scenario = scenario
        self.undisturbed = undisturbed
        self.limit = limit
        self.faults = faults
        self.operations = operations
        self.runs = runs
        self.leftOut = leftOut
    }

    /// Whether the program hung or was wrong without a word in any run.
    package var isBad: Bool { runs.contains(where: \.outcome.isBad) }

    /// Of the worst runs the one that is broken by the earliest request; nil where all went well.
    package var smallestFailure: Run? {
        let worst = runs.map(\.outcome.severity).max() ?? 0
        guard worst > 0 else { return nil }
        return runs.filter { $0.outcome.severity == worst }.min { $0.pair.request.number < $1.pair.request.number }
    }

    func count(_ mark: Character) -> Int { runs.count { $0.outcome.mark == mark } }

    /// The requests of runs and of what was left out, by operation and then by number.
    var requests: [SweptRequest] {
        let all = Set(runs.map(\.pair.request) + leftOut.map(\.request))
        let order = Dictionary(zip(operations, 0...), uniquingKeysWith: { first, _ in first })
        return all.sorted { (order[$0.operation] ?? .max, $0.number) < (order[$1.operation] ?? .max, $1.number) }
    }
}
