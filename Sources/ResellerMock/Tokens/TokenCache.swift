import Foundation
import Synchronization

/// Verified tokens by their bytes, so that a signature is checked once.
///
/// Bounded: when full it starts afresh, which costs each live token one more verification. Times are not cached; who
/// asks still checks them.
final class TokenCache: Sendable {
    /// How many tokens are kept; at about 1 KiB each, 4 MiB.
    static let capacity = 4096
    /// A longer token is verified each time.
    static let longestToken = 8192

    private struct Entry {
        let bytes: [UInt8]
        let token: AccessToken
    }

    private let entries = Mutex<[UInt64: Entry]>([:])

    func token(for bytes: ArraySlice<UInt8>) -> AccessToken? {
        guard let key = Self.key(bytes) else { return nil }
        return entries.withLock { entries in
            guard let entry = entries[key], Self.areEqual(entry.bytes, bytes) else { return nil }
            return entry.token
        }
    }

    func store(_ token: AccessToken, for bytes: ArraySlice<UInt8>) {
        guard let key = Self.key(bytes) else { return }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(bytes: Array(bytes), token: token)
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
