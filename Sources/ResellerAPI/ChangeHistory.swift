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

    /// How many steps led here.
    let generation: Int
    /// The last of them, the latest at the end.
    private let steps: [Step]

    private static let longest = 64
    /// With more companies than this, making anew is as fast.
    private static let mostPositions = 256

    init() {
        self.init(generation: 0, steps: [])
    }

    private init(generation: Int, steps: [Step]) {
        self.generation = generation
        self.steps = steps
    }

    func adding(_ step: Step) -> ChangeHistory {
        ChangeHistory(generation: generation + 1, steps: steps.suffix(Self.longest - 1) + [step])
    }

    /// All that has changed since an earlier generation; nil for a later one, and when that was too long ago or too much.
    func changes(since earlier: Int) -> Step? {
        guard (0...steps.count).contains(generation - earlier) else { return nil }
        var all = Step()
        for step in steps.suffix(generation - earlier) {
            all.positions.formUnion(step.positions)
            all.movesCompanies = all.movesCompanies || step.movesCompanies
            if all.positions.count > Self.mostPositions { return nil }
        }
        return all
    }
}
