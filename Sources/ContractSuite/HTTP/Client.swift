import Foundation
import HTTPTypes

/// Sends requests at the target's pace.
actor Client {
    /// The passing of time, injected so that tests need none.
    struct Time: Sendable {
        /// Time since a fixed start that never goes back.
        var now: @Sendable () -> Duration
        var sleep: @Sendable (Duration) async throws -> Void

        static let system = Time(
            now: { Duration(secondsComponent: 0, attosecondsComponent: 0) + start.duration(to: .now) },
            sleep: { try await Task.sleep(for: $0) })

        private static let start = ContinuousClock.now
    }

    private let send: @Sendable (HTTPRequest, [UInt8]) async throws -> Exchange
    private let time: Time
    private var limiter: RateLimiter
    /// Requests sent so far, refused ones included.
    private(set) var requestCount = 0
    /// How long the run has waited because it was refused.
    private var waited = Duration.zero
    /// Told the time from one request to the next whenever it grows.
    private let onSlowdown: @Sendable (Duration) -> Void

    init(
        rate: Double?, time: Time = .system, onSlowdown: @escaping @Sendable (Duration) -> Void = { _ in },
        send: @escaping @Sendable (HTTPRequest, [UInt8]) async throws -> Exchange
    ) {
        self.send = send
        self.time = time
        self.onSlowdown = onSlowdown
        limiter = RateLimiter(rate: rate)
    }

    /// Sends a request; on 429 waits, tries again, and goes on more slowly.
    ///
    /// Throws `TransportError` when there is no answer, `RateLimited` when the target keeps refusing.
    func exchange(_ request: HTTPRequest, body: [UInt8]) async throws -> Exchange {
        var retry = 0
        while true {
            guard waited <= BackOff.longestInAll else { throw RateLimited(retries: retry) }
            let delay = limiter.delay(at: time.now())
            if delay > .zero { try await time.sleep(delay) }
            requestCount += 1
            let exchange = try await send(request, body)
            guard exchange.status == 429 else { return exchange }
            retry += 1
            slowDown()
            let date = exchange.field(.date).flatMap(HTTPDate.seconds) ?? Int64(Date().timeIntervalSince1970)
            guard let pause = BackOff.delay(retry: retry, retryAfter: exchange.field(.retryAfter), date: date) else {
                throw RateLimited(retries: retry - 1)
            }
            waited += pause
            try await time.sleep(pause)
        }
    }

    private func slowDown() {
        let before = limiter.interval
        limiter.slowDown()
        if limiter.interval > before { onSlowdown(limiter.interval) }
    }
}

/// The target answers 429 however long one waits.
struct RateLimited: Error, CustomStringConvertible {
    var retries: Int

    var description: String { "the target kept answering 429 after \(retries) retries" }
}
