import ResellerAPI
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
        /// The tokens of each client, the newest `capacity` of all.
        var issued: [(client: String, key: Key)] = []
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
        state.withLock { Self.limit(Key(token.utf8), uses: uses, &$0) }
        isUsed.store(true, ordering: .releasing)
    }

    private static func limit(_ key: Key, uses: Int, _ state: inout State) {
        if state.keys.count < Self.capacity {
            state.keys.append(key)
        } else {
            state.remaining[state.keys[state.oldest]] = nil
            state.keys[state.oldest] = key
            state.oldest = (state.oldest + 1) % Self.capacity
        }
        state.remaining[key] = uses
    }

    /// Notes a token that was given out, so that it can be revoked with the others of its client.
    func note(_ token: String, of client: String) {
        let key = Key(token.utf8)
        state.withLock { state in
            // Half of them at once, so that giving out a token does not move all others.
            if state.issued.count >= Self.capacity { state.issued.removeFirst(Self.capacity / 2) }
            state.issued.append((client, key))
        }
    }

    /// Refuses the tokens of a client that were given out so far, or those of all clients.
    /// - Returns: how many.
    func revokeAll(of client: String?) -> Int {
        let keys = state.withLock { state in
            let meant = state.issued.filter { client?.isExactly($0.client) ?? true }
            state.issued.removeAll { client?.isExactly($0.client) ?? true }
            for (_, key) in meant { Self.limit(key, uses: 0, &state) }
            return meant
        }
        isUsed.store(true, ordering: .releasing)
        return keys.count
    }

    /// Every token is as good as when it was given out.
    func forget() {
        state.withLock { $0 = State() }
        isUsed.store(false, ordering: .releasing)
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
