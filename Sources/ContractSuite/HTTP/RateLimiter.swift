/// Spaces requests out evenly, so that a run is never a burst, and slows down when the target says it is too fast.
struct RateLimiter: Sendable {
    /// Slower than this a run would take hours; then the wait that the target asks for has to do.
    private static let longestInterval = Duration.seconds(10)

    /// The time from one request to the next.
    private(set) var interval: Duration
    private var next: Duration?

    /// `rate` is in requests a second; nil or 0 for no limit.
    init(rate: Double?) {
        interval = rate.map { $0 > 0 ? .seconds(1 / $0) : .zero } ?? .zero
    }

    /// Goes on at two thirds of the pace; a few refusals find the target's own.
    mutating func slowDown() {
        interval = min(Self.longestInterval, max(.milliseconds(100), interval * 1.5))
    }

    /// How long to wait before a request wanted at `now`, a time since any fixed start.
    mutating func delay(at now: Duration) -> Duration {
        let start = max(now, next ?? now)
        next = start + interval
        return start - now
    }
}

/// What to do about 429 (RFC 6585 section 4): wait as long as the target says, else twice as long each time.
struct BackOff: Hashable, Sendable {
    /// After so many refusals of one request the target is left alone.
    static let mostRetries = 5
    /// The longest wait; a target that asks for more is left alone.
    static let longest = Duration.seconds(120)
    /// The longest that a run waits for a target that refuses, all waits together.
    static let longestInAll = Duration.seconds(900)

    /// The wait before retry `number` (from 1), or nil to give up. `retryAfter` is the header's value (RFC 9110 section
    /// 10.2.3), `date` what the target's clock says.
    static func delay(retry number: Int, retryAfter: String?, date: Int64) -> Duration? {
        guard number <= mostRetries else { return nil }
        let asked = retryAfter.flatMap { text -> Duration? in
            if let seconds = Int64(text), seconds >= 0 { return .seconds(seconds) }
            return HTTPDate.seconds(text).map { .seconds(max(0, $0 - date)) }
        }
        let delay = asked ?? .seconds(1 << (number - 1))
        return delay <= longest ? delay : nil
    }
}
