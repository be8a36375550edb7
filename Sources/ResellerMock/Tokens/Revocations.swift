import Synchronization

/// Tokens that are refused once they have been accepted a number of times.
final class Revocations: Sendable {
    /// Tokens kept; beyond, all start afresh and are good again.
    private static let capacity = 10_000

    private let remaining = Mutex<[[UInt8]: Int]>([:])
    /// So that worlds without revoked tokens pay for one load.
    private let isUsed = Atomic(false)

    /// Lets a token be accepted this often and no more.
    func limit(_ token: String, uses: Int) {
        remaining.withLock { remaining in
            if remaining.count >= Self.capacity { remaining = [:] }
            remaining[Array(token.utf8)] = uses
        }
        isUsed.store(true, ordering: .releasing)
    }

    /// Counts a use; false when the token has none left.
    func use(_ token: ArraySlice<UInt8>) -> Bool {
        guard isUsed.load(ordering: .acquiring) else { return true }
        return remaining.withLock { remaining in
            let key = Array(token)
            guard let left = remaining[key] else { return true }
            guard left > 0 else { return false }
            remaining[key] = left - 1
            return true
        }
    }
}
