import Synchronization

/// Tokens that are refused once they have been accepted a number of times.
final class Revocations: Sendable {
    /// Tokens kept; beyond, the oldest is forgotten and good again, which by then has most likely expired.
    static let capacity = 10_000

    /// A token by the end of its signature, which is as good as random; signatures are checked before this is asked.
    private struct Key: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ token: some BidirectionalCollection<UInt8>) {
            func word(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
            low = word(token.suffix(8))
            high = word(token.dropLast(8).suffix(8))
        }
    }

    private struct State {
        var remaining: [Key: Int] = [:]
        /// In the order they came, as a ring once it is full.
        var keys: [Key] = []
        var oldest = 0
    }

    private let state = Mutex(State())
    /// So that worlds without revoked tokens pay for one load.
    private let isUsed = Atomic(false)

    /// Lets a token be accepted this often and no more.
    func limit(_ token: String, uses: Int) {
        let key = Key(token.utf8)
        state.withLock { state in
            if state.keys.count < Self.capacity {
                state.keys.append(key)
            } else {
                state.remaining[state.keys[state.oldest]] = nil
                state.keys[state.oldest] = key
                state.oldest = (state.oldest + 1) % Self.capacity
            }
            state.remaining[key] = uses
        }
        isUsed.store(true, ordering: .releasing)
    }

    /// Counts a use; false when the token has none left.
    func use(_ token: ArraySlice<UInt8>) -> Bool {
        guard isUsed.load(ordering: .acquiring) else { return true }
        return state.withLock { state in
            let key = Key(token)
            guard let left = state.remaining[key] else { return true }
            guard left > 0 else { return false }
            state.remaining[key] = left - 1
            return true
        }
    }
}
