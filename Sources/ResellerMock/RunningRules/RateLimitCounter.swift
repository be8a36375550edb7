import ResellerAPI
import Scenarios
import Synchronization

/// Where a caller stands after a request that a rate limit has counted.
struct RateLimitStanding: Hashable, Sendable {
    var isExceeded: Bool
    var limit: Int
    var remaining: Int
    /// Seconds until the window ends or the next token is there, rounded up, at least 1.
    var reset: Int64
    /// Whether every answer tells it.
    var isTold: Bool

    /// What is told to one request too many.
    var hint: String {
        "the scenario's rate limit of \(limit) requests is used up; the next is welcome in \(reset) s"
    }

    /// The header fields that tell a caller where it stands.
    var fields: [RuleAnswer.Header] {
        var fields: [RuleAnswer.Header] = []
        if isExceeded { fields.append(.init(name: "Retry-After", value: "\(reset)")) }
        if isTold {
            fields.append(.init(name: "RateLimit-Limit", value: "\(limit)"))
            fields.append(.init(name: "RateLimit-Remaining", value: "\(remaining)"))
            fields.append(.init(name: "RateLimit-Reset", value: "\(reset)"))
        }
        return fields
    }
}

/// Counts requests against a scenario's rate limit, by the world's clock.
final class RateLimitCounter: Sendable {
    /// Callers kept at most; beyond, all start afresh. Clients are few: the bound is against scenarios made by machines.
    private static let mostCallers = 100_000

    private struct Account {
        /// The window's start, or when the bucket was last filled.
        var since: DateTime
        /// Requests in the window, or tokens left.
        var amount: Double
    }

    private let settings: RateLimit
    private let nulls: Behaviour.Nulls
    /// The settings' period in ticks, no longer than the calendar.
    private let period: Int64
    private let accounts = Mutex<[ExactText: Account]>([:])

    init(_ settings: RateLimit, nulls: Behaviour.Nulls = .omit) {
        self.settings = settings
        self.nulls = nulls
        period = min(max(settings.period.ticks, 0), DateTime.latest.ticks)
    }

    /// Whether another one limits the same requests in the same way.
    func counts(like other: RateLimitCounter) -> Bool { settings == other.settings && nulls == other.nulls }

    /// Counts a request; nil for one that no limit is about.
    func count(_ event: ServeEvent) -> RateLimitStanding? {
        switch settings.scope {
        case .world: return count("", at: event.now)
        case .client: return event.authentication.caller.map { count($0.clientId, at: event.now) }
        }
    }

    /// Forgets all requests so far.
    func restart() {
        accounts.withLock { $0 = [:] }
    }

    func count(_ caller: String, at now: DateTime) -> RateLimitStanding {
        let caller = ExactText(caller)
        return accounts.withLock { accounts in
            if accounts.count >= Self.mostCallers, accounts[caller] == nil { accounts = [:] }
            switch settings.algorithm {
            case .fixedWindow: return fixedWindow(&accounts[caller], at: now)
            case .tokenBucket: return tokenBucket(&accounts[caller], at: now)
            }
        }
    }

    private func fixedWindow(_ account: inout Account?, at now: DateTime) -> RateLimitStanding {
        var current = account ?? Account(since: now, amount: 0)
        // A clock that was turned back begins a window too.
        if now.ticks - current.since.ticks >= period || now < current.since { current = Account(since: now, amount: 0) }
        let isExceeded = Int(current.amount) >= settings.requests
        if !isExceeded { current.amount += 1 }
        account = current
        return RateLimitStanding(
            isExceeded: isExceeded, limit: settings.requests,
            remaining: max(0, max(0, settings.requests) - Int(current.amount)),
            reset: seconds(current.since.ticks + period - now.ticks), isTold: settings.headers)
    }

    private func tokenBucket(_ account: inout Account?, at now: DateTime) -> RateLimitStanding {
        let perTick = Double(settings.requests) / Double(max(1, period))
        var current = account ?? Account(since: now, amount: Double(settings.burst))
        let elapsed = max(0, now.ticks - current.since.ticks)
        current.amount = min(Double(settings.burst), current.amount + Double(elapsed) * perTick)
        current.since = now
        // A hair's breadth of tolerance: the sum of many fractions may miss a whole token by rounding.
        let isExceeded = current.amount < 1 - 1e-9
        if !isExceeded { current.amount = max(0, current.amount - 1) }
        account = current
        // A bucket that never fills has no time at which a request is welcome again; the period is as good as any.
        let wait = perTick > 0 ? max(0, 1 - current.amount) / perTick : Double(period)
        return RateLimitStanding(
            isExceeded: isExceeded, limit: settings.burst, remaining: Int(min(max(0, current.amount), 1e15) + 1e-9),
            reset: seconds(Int64(min(wait, 1e18).rounded(.up))), isTold: settings.headers)
    }

    private func seconds(_ ticks: Int64) -> Int64 {
        max(1, (ticks + DateTime.ticksPerSecond - 1) / DateTime.ticksPerSecond)
    }

    /// The answer to a request too many: the scenario's, and for what that leaves open 429 with an envelope (assumed: the
    /// vendor documents none).
    var answer: RuleAnswer {
        (settings.answer ?? RuleAnswer()).refusing(status: 429, message: "Too many requests", nulls: nulls)
    }
}
