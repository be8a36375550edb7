public import ResellerAPI
import Synchronization

/// The last requests a world answered, oldest first; bounded, the oldest give way.
///
/// No secret or token is kept: an entry names the client and the path, not headers or bodies.
public final class Journal: Sendable {
    /// How many entries are kept.
    public static let capacity = 1000

    /// One request and its answer.
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
    }

    private struct State {
        var entries: [Entry] = []
        var count = 0
    }

    private let state = Mutex(State())

    /// The entries kept, oldest first.
    public var entries: [Entry] {
        state.withLock { state in
            let split = state.entries.count < Self.capacity ? 0 : state.count % Self.capacity
            return Array(state.entries[split...] + state.entries[..<split])
        }
    }

    /// How many requests the world has answered, kept or not.
    public var count: Int {
        state.withLock(\.count)
    }

    func record(_ entry: Entry) {
        state.withLock { state in
            var entry = entry
            let position = state.count % Self.capacity
            state.count += 1
            entry.number = state.count
            if position < state.entries.count {
                state.entries[position] = entry
            } else {
                state.entries.append(entry)
            }
        }
    }
}
