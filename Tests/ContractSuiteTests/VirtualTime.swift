import Synchronization

@testable import ContractSuite

/// Time that passes by sleeping alone.
final class VirtualTime: Sendable {
    private let state = Mutex((now: Duration.zero, requests: [Duration](), refusals: 0))

    var now: Duration { state.withLock { $0.now } }
    var refusals: Int { state.withLock { $0.refusals } }

    var clock: Client.Time { Client.Time(now: { self.now }, sleep: { self.sleep($0) }) }

    func sleep(_ duration: Duration) { state.withLock { $0.now += duration } }

    /// Whether a request may pass: at most so many in the second before it.
    func admits(_ limit: Int) -> Bool {
        state.withLock { state in
            state.requests.removeAll { $0 <= state.now - .seconds(1) }
            guard state.requests.count < limit else {
                state.refusals += 1
                return false
            }
            state.requests.append(state.now)
            return true
        }
    }
}
