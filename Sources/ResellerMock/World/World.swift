import ResellerAPI
import Scenarios
import Synchronization

/// A scenario brought to life: what one group of callers sees, with its own data, clock, journal and randomness.
final class World: Sendable {
    /// Its settings; the data that it started with, too.
    let scenario: Scenario
    let clock: WorldClock
    let random: RandomSource
    let journal = Journal()
    let revocations = Revocations()
    /// Nil where nothing goes wrong.
    let rules: RuleEngine?
    /// Nil where pages of other origins are not let in.
    let crossOrigin: CrossOrigin?
    private let current: Mutex<Snapshot>
    /// Held while the next snapshot is made, so that those who read do not wait for that.
    private let changing = Mutex(())

    init(_ scenario: Scenario) {
        self.scenario = scenario
        clock = WorldClock(scenario.clock)
        random = RandomSource(seed: scenario.seed)
        rules = RuleEngine(scenario, start: clock.start)
        crossOrigin = CrossOrigin(scenario.cors)
        current = Mutex(
            Snapshot(
                directory: CompanyDirectory(companies: scenario.companies, behaviour: scenario.behaviour),
                clients: scenario.clients, roles: scenario.roles))
    }

    /// Its data now. A request takes it once.
    var snapshot: Snapshot { current.withLock { $0 } }

    /// Makes the next snapshot out of the present one: one change after another, each seen as a whole or not at all.
    /// Nothing changes when `next` throws.
    func change(_ next: (Snapshot) throws -> Snapshot) rethrows {
        try changing.withLock { _ in
            let snapshot = try next(snapshot)
            current.withLock { $0 = snapshot }
        }
    }
}
