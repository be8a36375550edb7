import ResellerAPI
import Scenarios
import Synchronization

/// Counts requests against a scenario's rate limit, by the world's clock.
final class RateLimiter: Sendable {
    /// Where a caller stands after a request.
    struct Verdict: Hashable, Sendable {
        var isExceeded: Bool
        var limit: Int
        var remaining: Int
        /// Seconds until the window ends or the next token is there, rounded up, at least 1.
        var reset: Int64

        /// What is told to one request too many.
        var hint: String {
            "the scenario's rate limit of \(limit) requests is used up; the next is welcome in \(reset) s"
        }
    }

    /// Callers kept at most; beyond, all start afresh. Clients are few: the bound is against scenarios made by machines.
    private static let mostCallers = 100_000

    private struct Account {
        /// The window's start, or when the bucket was last filled.
        var since: DateTime
        /// Requests in the window, or tokens left.
        var amount: Double
    }

    let settings: RateLimit
    private let accounts = Mutex<[ExactText: Account]>([:])

    init(_ settings: RateLimit) {
        self.settings = settings
    }

    /// Counts a request; nil for one that no limit is about.
    func count(_ call: Call) -> Verdict? {
        switch settings.scope {
        case .world: return count("", at: call.now)
        case .client: return call.caller.map { count($0.clientId, at: call.now) }
        }
    }

    /// Forgets all requests so far.
    func restart() {
        accounts.withLock { $0 = [:] }
    }

    func count(_ caller: String, at now: DateTime) -> Verdict {
        let caller = ExactText(caller)
        return accounts.withLock { accounts in
            if accounts.count >= Self.mostCallers, accounts[caller] == nil { accounts = [:] }
            switch settings.algorithm {
            case .fixedWindow: return fixedWindow(&accounts[caller], at: now)
            case .tokenBucket: return tokenBucket(&accounts[caller], at: now)
            }
        }
    }

    private func fixedWindow(_ account: inout Account?, at now: DateTime) -> Verdict {
        let period = settings.period.ticks
        var current = account ?? Account(since: now, amount: 0)
        // A clock that was turned back begins a window too.
        if now.ticks - current.since.ticks >= period || now < current.since { current = Account(since: now, amount: 0) }
        let isExceeded = Int(current.amount) >= settings.requests
        if !isExceeded { current.amount += 1 }
        account = current
        return Verdict(
            isExceeded: isExceeded, limit: settings.requests, remaining: settings.requests - Int(current.amount),
            reset: seconds(current.since.ticks + period - now.ticks))
    }

    private func tokenBucket(_ account: inout Account?, at now: DateTime) -> Verdict {
        let perTick = Double(settings.requests) / Double(max(1, settings.period.ticks))
        var current = account ?? Account(since: now, amount: Double(settings.burst))
        let elapsed = max(0, now.ticks - current.since.ticks)
        current.amount = min(Double(settings.burst), current.amount + Double(elapsed) * perTick)
        current.since = now
        // A hair's breadth of tolerance: the sum of many fractions may miss a whole token by rounding.
        let isExceeded = current.amount < 1 - 1e-9
        if !isExceeded { current.amount = max(0, current.amount - 1) }
        account = current
        // A bucket that never fills has no time at which a request is welcome again; the period is as good as any.
        let wait = perTick > 0 ? max(0, 1 - current.amount) / perTick : Double(settings.period.ticks)
        return Verdict(
            isExceeded: isExceeded, limit: settings.burst, remaining: Int(current.amount + 1e-9),
            reset: seconds(Int64(min(wait, 1e18).rounded(.up))))
    }

    private func seconds(_ ticks: Int64) -> Int64 {
        max(1, (ticks + DateTime.ticksPerSecond - 1) / DateTime.ticksPerSecond)
    }

    /// The answer to a request too many: the scenario's, and for what that leaves open 429 with an envelope (assumed: the
    /// vendor documents none).
    var answer: RuleAnswer {
        (settings.answer ?? RuleAnswer()).refusing(status: 429, message: "Too many requests")
    }

    /// The fields that tell a caller where it stands.
    func fields(_ verdict: Verdict) -> [RuleAnswer.Header] {
        var fields: [RuleAnswer.Header] = []
        if verdict.isExceeded { fields.append(.init(name: "Retry-After", value: "\(verdict.reset)")) }
        if settings.headers {
            fields.append(.init(name: "RateLimit-Limit", value: "\(verdict.limit)"))
            fields.append(.init(name: "RateLimit-Remaining", value: "\(verdict.remaining)"))
            fields.append(.init(name: "RateLimit-Reset", value: "\(verdict.reset)"))
        }
        return fields
    }
}

extension Duration {
    /// 100-nanosecond units.
    fileprivate var ticks: Int64 {
        components.seconds * DateTime.ticksPerSecond + components.attoseconds / 100_000_000_000
    }
}
