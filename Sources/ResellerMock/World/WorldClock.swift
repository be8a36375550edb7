import Foundation
public import ResellerAPI
public import Scenarios
import Synchronization

/// The clock of a world: everything derived from time follows it, token times and licence expiry among them.
///
/// It starts where the scenario says, runs with the system's clock or stands still, and can be turned. Real delays do
/// not follow it.
public final class WorldClock: Sendable {
    private enum State {
        /// The system's time plus this many ticks.
        case running(offset: Int64)
        case frozen(DateTime)
    }

    private let state: Mutex<State>
    /// Where it started, to which relative times of the scenario refer.
    public let start: DateTime

    /// A clock that starts now at `settings.now`, or at the system's time without one.
    public init(_ settings: Scenario.ClockSettings = Scenario.ClockSettings()) {
        let system = Self.systemNow()
        start = settings.now?.advanced(by: 0) ?? system
        switch settings.mode {
        case .running: state = Mutex(.running(offset: start.ticks - system.ticks))
        case .frozen: state = Mutex(.frozen(start))
        }
    }

    /// The world's time, UTC.
    public var now: DateTime {
        state.withLock { state in
            switch state {
            case .running(let offset): Self.systemNow().advanced(by: offset)
            case .frozen(let instant): instant
            }
        }
    }

    /// Turns the clock forward, or back with a negative duration. The calendar ends at the year 9999.
    public func advance(by duration: Duration) {
        state.withLock { state in
            switch state {
            case .running(let offset):
                let system = Self.systemNow()
                let moved = system.advanced(by: offset).advanced(by: duration.ticks)
                state = .running(offset: moved.ticks - system.ticks)
            case .frozen(let instant): state = .frozen(instant.advanced(by: duration.ticks))
            }
        }
    }

    /// Sets the clock, within the calendar; it goes on running or standing still as before.
    public func set(to instant: DateTime) {
        let instant = instant.advanced(by: 0)
        state.withLock { state in
            switch state {
            case .running: state = .running(offset: instant.ticks - Self.systemNow().ticks)
            case .frozen: state = .frozen(instant)
            }
        }
    }

    /// Whether it stands still.
    public var isFrozen: Bool {
        state.withLock { if case .frozen = $0 { true } else { false } }
    }

    /// Stands still from now on.
    public func freeze() {
        state.withLock { state in
            if case .running(let offset) = state { state = .frozen(Self.systemNow().advanced(by: offset)) }
        }
    }

    /// Runs on from where it stands.
    public func resume() {
        state.withLock { state in
            if case .frozen(let instant) = state { state = .running(offset: instant.ticks - Self.systemNow().ticks) }
        }
    }

    /// As the scenario has it, from its start on.
    func reset(_ settings: Scenario.ClockSettings) {
        let system = Self.systemNow()
        state.withLock { state in
            switch settings.mode {
            case .running: state = .running(offset: start.ticks - system.ticks)
            case .frozen: state = .frozen(start)
            }
        }
    }

    /// The system's time.
    public static func systemNow() -> DateTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return DateTime(ticks: Int64(time.tv_sec) * DateTime.ticksPerSecond + Int64(time.tv_nsec) / 100)
    }
}
