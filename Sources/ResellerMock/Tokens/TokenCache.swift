import Glibc
import Synchronization

/// Verified tokens by their bytes, so that a signature is checked once.
///
/// Bounded: when full it starts afresh, which costs each live token one more verification. Times are not cached; who
/// asks still checks them.
final class TokenCache: Sendable {
    /// How many tokens are kept.
    static let capacity = 4096
    /// The bytes of tokens kept; what is read out of them is smaller.
    static let byteCapacity = 8 << 20
    /// A longer token is verified each time.
    static let longestToken = 8192

    private struct Entry {
        let bytes: [UInt8]
        let token: AccessToken
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var byteCount = 0
    }

    private let state = Mutex(State())

    func token(for bytes: ArraySlice<UInt8>) -> AccessToken? {
        guard let key = Self.key(bytes) else { return nil }
        return state.withLock { state in
            guard let entry = state.entries[key], Self.areEqual(entry.bytes, bytes) else { return nil }
            return entry.token
        }
    }

    func store(_ token: AccessToken, for bytes: ArraySlice<UInt8>) {
        guard let key = Self.key(bytes) else { return }
        state.withLock { state in
            if state.entries.count >= Self.capacity || state.byteCount + bytes.count > Self.byteCapacity {
                state.entries.removeAll(keepingCapacity: true)
                state.byteCount = 0
            }
            let old = state.entries.updateValue(Entry(bytes: Array(bytes), token: token), forKey: key)
            state.byteCount += bytes.count - (old?.bytes.count ?? 0)
        }
    }

    private static func areEqual(_ known: [UInt8], _ bytes: ArraySlice<UInt8>) -> Bool {
        known.withUnsafeBytes { known in
            bytes.withUnsafeBytes { bytes in
                known.count == bytes.count && memcmp(known.baseAddress!, bytes.baseAddress!, bytes.count) == 0
            }
        }
    }

    /// The last eight bytes: a part of the signature, which is as good as random for every token that gets in here.
    private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard (8...longestToken).contains(bytes.count) else { return nil }
        return bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
