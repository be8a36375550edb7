public import ResellerAPI
import Synchronization

/// The last requests a world answered, oldest first; bounded, the oldest give way.
///
/// No secret or token is kept: an entry names the client and the path, not headers or bodies.
public final class Journal: Sendable {
    /// How many entries are kept at most.
    public static let capacity = 1000
    /// How many bytes of text they have together at most; long ones push out more than one.
    public static let byteCapacity = 1 << 20
    /// The bytes of a path that are kept.
    public static let longestPath = 512
    /// The bytes of any other text that are kept.
    public static let longestText = 1000

    /// One request and its answer. Texts that a client chose are cut to what is kept of them.
    public struct Entry: Hashable, Sendable {
        /// Counts all requests of the world from 1.
        public var number: Int
        /// The world's time when the request had arrived.
        public var time: DateTime
        /// The request's method; empty for bytes that are no request and for a TLS connection that a rule refused.
        public var method: String
        /// The request's path, without its query, which might hold secrets.
        public var path: String
        /// The answer's status; 0 where a rule let nothing of an answer be sent.
        public var status: Int
        /// The OAuth client that made it, where it is known.
        public var clientId: String?
        /// What the mock told beside the answer, the text of `X-Reseller-Mock-Hint`.
        public var hint: String?
        /// The rule that decided, `outage` or `rateLimit`; nil where the API answered as always.
        public var rule: String?
        /// What the rule did on the wire, such as `CONNECTION_RESET_BY_PEER` or `delay 250 ms`.
        public var effects: [String] = []

        /// The bytes of its texts.
        fileprivate var byteCount: Int {
            var count = method.utf8.count + path.utf8.count
            count += (clientId?.utf8.count ?? 0) + (hint?.utf8.count ?? 0) + (rule?.utf8.count ?? 0)
            for effect in effects { count += effect.utf8.count }
            return count
        }

        /// Cut to what is kept. Who makes an entry does not build more in the first place where a client decides how much
        /// that is; this is for what comes from a scenario, and for whoever forgets.
        fileprivate mutating func cut() {
            method = method.prefix(bytes: longestText)
            path = path.prefix(bytes: longestPath)
            clientId = clientId?.prefix(bytes: longestText)
            hint = hint?.prefix(bytes: longestText)
            rule = rule?.prefix(bytes: longestText)
            for index in effects.indices { effects[index] = effects[index].prefix(bytes: longestText) }
        }
    }

    /// A ring: the entry after the newest one has the place of the oldest when all are taken.
    private struct State {
        var places: [(entry: Entry, byteCount: Int)?] = []
        var oldest = 0
        var kept = 0
        var byteCount = 0
        var count = 0

        mutating func append(_ entry: Entry, byteCount: Int) {
            if kept == Journal.capacity { dropOldest() }
            while kept > 0, self.byteCount + byteCount > Journal.byteCapacity { dropOldest() }
            let place = (oldest + kept) % Journal.capacity
            if place == places.count {
                places.append((entry, byteCount))
            } else {
                places[place] = (entry, byteCount)
            }
            kept += 1
            self.byteCount += byteCount
        }

        private mutating func dropOldest() {
            byteCount -= places[oldest]?.byteCount ?? 0
            places[oldest] = nil
            oldest = (oldest + 1) % Journal.capacity
            kept -= 1
        }
    }

    private let state = Mutex(State())

    /// The entries kept, oldest first.
    public var entries: [Entry] {
        state.withLock { state in
            (0..<state.kept).compactMap { state.places[(state.oldest + $0) % Self.capacity]?.entry }
        }
    }

    /// How many requests the world has answered, kept or not.
    public var count: Int {
        state.withLock(\.count)
    }

    func record(_ entry: Entry) {
        var entry = entry
        var byteCount = entry.byteCount
        // Entries that are shorter as a whole, as nearly all are, have no text to cut.
        if byteCount > Self.longestPath {
            entry.cut()
            byteCount = entry.byteCount
        }
        state.withLock { state in
            state.count += 1
            entry.number = state.count
            state.append(entry, byteCount: byteCount)
        }
    }
}
