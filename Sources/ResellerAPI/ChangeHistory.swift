internal import Synchronization

/// Which companies the last changes of a directory were about, so that what was kept of a snapshot before them can be
/// brought up to date instead of being made anew.
struct ChangeHistory: Sendable {
    /// What a step from one snapshot to the next has changed.
    struct Step: Sendable {
        /// Where a company, or something that its row shows of another, is another one.
        var positions: Set<Int32> = []
        /// Whether a company has another parent: then those below it are managed by others, too.
        var movesCompanies = false
    }

    /// The snapshot's number. No other has it, and those made of it have higher ones; so a snapshot that was dropped and the
    /// one made in its place are never taken for each other.
    let generation: Int
    /// The steps that led here, with the generation before each; the latest at the end.
    private let steps: [(before: Int, step: Step)]

    private static let generations = Atomic(0)
    private static let longest = 64
    /// With more companies than this, making anew is as fast.
    private static let mostPositions = 256

    init() {
        self.init(steps: [])
    }

    private init(steps: [(before: Int, step: Step)]) {
        generation = Self.generations.add(1, ordering: .relaxed).newValue
        self.steps = steps
    }

    func adding(_ step: Step) -> ChangeHistory {
        ChangeHistory(steps: steps.suffix(Self.longest - 1) + [(generation, step)])
    }

    /// All that has changed since an earlier generation; nil for one that did not lead here, and when that was too long ago
    /// or too much.
    func changes(since earlier: Int) -> Step? {
        if earlier == generation { return Step() }
        guard let first = steps.firstIndex(where: { $0.before == earlier }) else { return nil }
        var all = Step()
        for (_, step) in steps[first...] {
            all.positions.formUnion(step.positions)
            all.movesCompanies = all.movesCompanies || step.movesCompanies
            if all.positions.count > Self.mostPositions { return nil }
        }
        return all
    }
}
