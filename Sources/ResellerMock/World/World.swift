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
        identifiers = RandomSource(seed: ~scenario.seed)
        rules = RuleEngine(scenario, start: clock.start)
        crossOrigin = CrossOrigin(scenario.cors)
        current = Mutex(
            Snapshot(
                directory: CompanyDirectory(companies: scenario.companies, behaviour: scenario.behaviour),
                tables: Tables(scenario)))
    }

    /// Its data now. A request takes it once.
    var snapshot: Snapshot { current.withLock { $0 } }

    /// Makes the next snapshot out of the present one: one change after another, each seen as a whole or not at all.
    /// Nothing changes when `next` throws.
    func change<Failure>(_ next: (Snapshot) throws(Failure) -> Snapshot) throws(Failure) {
        try changing { snapshot throws(Failure) in snapshot = try next(snapshot) }
    }

    /// Lets `body` make the next snapshot in the place of the present one, and returns what it returns.
    func changing<Result: Sendable, Failure>(
        _ body: (inout Snapshot) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try changing.withLock { _ throws(Failure) in
            var next = snapshot
            let result = try body(&next)
            current.withLock { $0 = next }
            return result
        }
    }
}
