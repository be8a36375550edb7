import ResellerAPI
import Scenarios
import Synchronization

/// A scenario brought to life: what one group of callers sees, with its own data, clock, journal and randomness.
final class World: Sendable {
    /// Its settings; the data that it started with, too.
    let scenario: Scenario
    let clock: WorldClock
    let random: RandomSource
    /// For the identifiers of what is made; apart, so that they do not depend on the tokens and faults before them.
    let identifiers: RandomSource
    /// Made when they are first asked for, since looking at very many companies takes a while.
    var lookups: LookupCatalogue {
        madeLookups.withLock { made in
            if let catalogue = made.catalogue { return catalogue }
            let catalogue = LookupCatalogue(
                scenario, companies: made.lacksCompanies ? snapshot.directory.companies : [])
            made.catalogue = catalogue
            return catalogue
        }
    }
    private let madeLookups = Mutex(MadeLookups())

    private struct MadeLookups {
        var catalogue: LookupCatalogue?
        /// Whether there may be companies that refer to what those of the scenario do not.
        var lacksCompanies = false
    }

    /// After a change of companies past the API, which takes only what is in the lists.
    func renewLookups() { madeLookups.withLock { $0 = MadeLookups(lacksCompanies: true) } }
    let journal: Journal
    let revocations: Revocations
    /// Nil where pages of other origins are not let in.
    let crossOrigin: CrossOrigin?
    /// The data and the rules it began with.
    let initial: Snapshot
    private let current: Mutex<Snapshot>
    /// Whether others share the data that it has now, so that its first change must not be seen in what is kept of it.
    private let isShared: Atomic<Bool>
    /// Held while the next snapshot is made, so that those who read do not wait for that.
    private let changing = Mutex(())
    /// What the door lets every request wait.
    let extraDelay: ExtraDelay

    /// A scenario brought to life, or, after another world, one that goes on with its clock, journal, revocations and the
    /// counts of rules that both have. With `data` it shares that instead of making its own.
    init(_ scenario: Scenario, after old: World? = nil, journal: Journal? = nil, data: Snapshot? = nil) {
        self.scenario = scenario
        let sharesData = data != nil
        clock = old?.clock ?? WorldClock(scenario.clock)
        let keepsRandom = old.map { $0.scenario.seed == scenario.seed } ?? false
        random = keepsRandom ? old!.random : RandomSource(seed: scenario.seed)
        identifiers = keepsRandom ? old!.identifiers : RandomSource(seed: ~scenario.seed)
        self.journal = journal ?? old?.journal ?? Journal()
        revocations = old?.revocations ?? Revocations()
        crossOrigin = CrossOrigin(scenario.cors)
        extraDelay = old?.extraDelay ?? ExtraDelay()
        let data =
            data
            ?? Snapshot(
                directory: CompanyDirectory(companies: scenario.companies, behaviour: scenario.behaviour),
                tables: Tables(scenario, start: clock.start))
        initial = data.with(rules: RuleEngine(scenario, start: clock.start, after: old?.rules))
        current = Mutex(initial)
        isShared = Atomic(sharesData)
    }

    /// Its data and its rules as they were at the start, except for the rules' counts.
    func resetData() {
        changing.withLock { _ in
            isShared.store(true, ordering: .relaxed)
            current.withLock { $0 = initial }
        }
    }

    /// The scenario that makes a world like this one as it stands now.
    var saved: Scenario {
        var (saved, snapshot) = (scenario, snapshot)
        saved.companies = snapshot.directory.companies
        saved.clients = snapshot.tables.clients.all
        saved.roles = snapshot.tables.roles.all
        saved.groups = snapshot.tables.groups.all
        saved.users = snapshot.tables.users.all
        saved.scim = snapshot.tables.scim.all
        saved.settings.rules = (snapshot.rules?.rules ?? []).compactMap(\.saved)
        saved.clock.now = clock.now
        return saved
    }

    /// Its data now. A request takes it once.
    var snapshot: Snapshot { current.withLock { $0 } }

    /// Nil where nothing goes wrong.
    var rules: RuleEngine? { snapshot.rules }

    /// Makes the rules others, in one step. Those that stay keep their counts and switches.
    func changeRules<Failure>(_ body: (inout [RunningRule]) throws(Failure) -> Void) throws(Failure) {
        try changing { snapshot throws(Failure) in
            var running = snapshot.rules?.rules ?? []
            try body(&running)
            snapshot = snapshot.with(
                rules: RuleEngine(scenario, running, start: clock.start, after: snapshot.rules))
        }
    }

    /// Makes the next snapshot out of the present one, past the API: one change after another, each seen as a whole or not at
    /// all. Nothing changes when `next` throws.
    func change<Failure>(_ next: (Snapshot) throws(Failure) -> Snapshot) throws(Failure) {
        try changing { snapshot throws(Failure) in snapshot = try next(snapshot) }
        renewLookups()
    }

    /// Lets `body` make the next snapshot in the place of the present one, and returns what it returns.
    func changing<Result: Sendable, Failure>(
        _ body: (inout Snapshot) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try changing.withLock { _ throws(Failure) in
            var next = isShared.load(ordering: .relaxed) ? snapshot.forked() : snapshot
            let result = try body(&next)
            isShared.store(false, ordering: .relaxed)
            current.withLock { $0 = next }
            return result
        }
    }
}

/// A wait that is put before every answer of a world, for tests of time limits.
final class ExtraDelay: Sendable {
    enum Setting: Sendable, Equatable {
        case none
        case fixed(milliseconds: Int)
        case uniform(lower: Int, upper: Int)
    }

    private let state = Mutex(Setting.none)
    private let isSet = Atomic(false)

    var setting: Setting {
        get { state.withLock { $0 } }
        set {
            state.withLock { $0 = newValue }
            isSet.store(newValue != .none, ordering: .releasing)
        }
    }

    /// The next wait; nil where there is none.
    func next() -> Duration? {
        guard isSet.load(ordering: .acquiring) else { return nil }
        switch setting {
        case .none: return nil
        case .fixed(let milliseconds): return .milliseconds(milliseconds)
        case .uniform(let lower, let upper): return .milliseconds(Int.random(in: lower...upper))
        }
    }
}
