import HTTPTypes
import Synchronization
import Testing

@testable import ContractSuite

/// How a target is spared.
struct PaceTests {
    @Test func requestsAreSpacedEvenly() {
        var limiter = RateLimiter(rate: 4)
        #expect(limiter.delay(at: .zero) == .zero)
        #expect(limiter.delay(at: .zero) == .milliseconds(250))
        #expect(limiter.delay(at: .milliseconds(600)) == .zero)
        #expect(limiter.delay(at: .milliseconds(700)) == .milliseconds(150))
        // Time spent idle is no credit for a burst.
        #expect(limiter.delay(at: .seconds(100)) == .zero)
        #expect(limiter.delay(at: .seconds(100)) == .milliseconds(250))
    }

    @Test func withoutARateNothingWaits() {
        var limiter = RateLimiter(rate: nil)
        #expect(limiter.delay(at: .zero) == .zero)
        #expect(limiter.delay(at: .zero) == .zero)
    }

    @Test func retryAfterIsHonoured() {
        #expect(BackOff.delay(retry: 1, retryAfter: "7", date: 0) == .seconds(7))
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(BackOff.delay(retry: 1, retryAfter: date, date: 784_111_777 - 30) == .seconds(30))
        #expect(BackOff.delay(retry: 1, retryAfter: date, date: 784_111_777 + 30) == .zero)
        #expect(BackOff.delay(retry: 1, retryAfter: "86400", date: 0) == nil)
    }

    @Test func withoutRetryAfterTheWaitDoublesAndEnds() {
        #expect(
            (1...6).map { BackOff.delay(retry: $0, retryAfter: nil, date: 0)?.components.seconds } == [
                1, 2, 4, 8, 16, nil,
            ])
    }

    @Test func aRefusedRequestIsSentAgain() async throws {
        let (client, slept, sent) = client(statuses: [429, 429, 200], retryAfter: "3", rate: 4)
        let exchange = try await client.exchange(
            HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/"), body: [])
        #expect(exchange.status == 200)
        #expect(sent() == 3)
        #expect(slept() == [.seconds(3), .seconds(3)])
    }

    @Test func aTargetThatKeepsRefusingIsLeftAlone() async throws {
        let (client, _, sent) = client(statuses: Array(repeating: 429, count: 20), retryAfter: nil, rate: nil)
        await #expect(throws: RateLimited.self) {
            try await client.exchange(HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/"), body: [])
        }
        #expect(sent() == BackOff.mostRetries + 1)
    }

    /// A client whose time passes by sleeping alone.
    private func client(
        statuses: [Int], retryAfter: String?, rate: Double?
    ) -> (Client, slept: @Sendable () -> [Duration], sent: @Sendable () -> Int) {
        let state = State()
        let time = Client.Time(
            now: { state.slept.withLock { $0.reduce(.zero, +) } },
            sleep: { duration in state.slept.withLock { $0.append(duration) } })
        let client = Client(rate: rate, time: time) { request, body in
            let number = state.sent.withLock { count in
                count += 1
                return count - 1
            }
            var fields = HTTPFields()
            fields[.retryAfter] = retryAfter
            let response = HTTPResponse(status: .init(code: statuses[number]), headerFields: fields)
            return Exchange(request: request, requestBody: body, response: response, body: [])
        }
        return (client, { state.slept.withLock { $0 } }, { state.sent.withLock { $0 } })
    }

    private final class State: Sendable {
        let slept = Mutex<[Duration]>([])
        let sent = Mutex(0)
    }
}
