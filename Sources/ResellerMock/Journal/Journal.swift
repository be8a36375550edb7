public import ResellerAPI
import Synchronization

/// The last requests a world answered, oldest first; bounded, the oldest give way.
///
/// No secret or token is kept: fingerprints stand in their places (`Secrets`).
public final class Journal: Sendable {
    /// How many entries are kept at most, unless a server is told otherwise.
    public static let capacity = 10_000
    /// How many bytes they have together at most; long ones push out more than one.
    public static let byteCapacity = 64 << 20
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

    /// What was counted of all requests, kept or not.
    struct Totals: Sendable {
        /// The upper bounds of `durations` in seconds; the last count is of what took longer.
        static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

        struct Key: Hashable {
            let operation: EmulatedOperation?
            let status: Int
        }

        var requests: [Key: Int] = [:]
        var durations = [Int](repeating: 0, count: bounds.count + 1)
        var seconds = 0.0
        var faults = 0
        var hints = 0

        fileprivate mutating func count(_ record: RequestRecord) {
            guard let details = record.details else { return }
            let key = Key(operation: details.emulated, status: record.entry.status)
            requests[key, default: 0] += 1
            let duration = details.processing / .seconds(1)
            durations[Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count] += 1
            seconds += duration
            if !record.entry.effects.isEmpty { faults += 1 }
            if record.entry.hint != nil { hints += 1 }
        }
    }

    private struct State {
        /// The places before `oldest` are empty.
        var records: [RequestRecord?] = []
        var oldest = 0
        var byteCount = 0
        var count = 0
        var totals = Totals()
        var listeners: [Int: @Sendable (RequestRecord) -> Void] = [:]
        var nextListener = 0

        var kept: Int { records.count - oldest }
        var all: [RequestRecord] { records[oldest...].compactMap { $0 } }

        mutating func append(_ record: RequestRecord, capacity: Int, byteCapacity: Int) {
            if kept == capacity { dropOldest() }
            while kept > 0, byteCount + record.byteCount > byteCapacity { dropOldest() }
            records.append(record)
            byteCount += record.byteCount
        }

        private mutating func dropOldest() {
            byteCount -= records[oldest]?.byteCount ?? 0
            records[oldest] = nil
            oldest += 1
            if oldest * 2 >= records.count {
                records.removeFirst(oldest)
                oldest = 0
            }
        }
    }

    private let state = Mutex(State())
    /// Tells its records from those of others.
    let salt = UInt64.random(in: .min ... .max)
    private let capacity: Int
    private let byteCapacity: Int
    /// Whether anything is kept.
    var isKept: Bool { capacity > 0 }

    /// With a capacity of 0 it counts and keeps nothing.
    init(capacity: Int = capacity, byteCapacity: Int = byteCapacity) {
        self.capacity = capacity
        self.byteCapacity = byteCapacity
    }

    /// An empty one with the same bounds.
    func emptyCopy() -> Journal { Journal(capacity: capacity, byteCapacity: byteCapacity) }

    /// The entries kept, oldest first.
    public var entries: [Entry] { records.map(\.entry) }

    var records: [RequestRecord] { state.withLock(\.all) }

    /// Those kept whose numbers are greater, oldest first.
    func records(after number: Int) -> [RequestRecord] {
        state.withLock { state in
            let start = state.records.lastIndex { ($0?.entry.number ?? 0) <= number }.map { $0 + 1 } ?? state.oldest
            return state.records[max(start, state.oldest)...].compactMap { $0 }
        }
    }

    /// How many requests the world has answered, kept or not.
    public var count: Int { state.withLock(\.count) }

    var totals: Totals { state.withLock(\.totals) }

    /// The records and the bytes that they count for.
    var size: (records: Int, bytes: Int) { state.withLock { ($0.kept, $0.byteCount) } }

    @discardableResult
    func record(_ entry: Entry, _ details: RequestRecord.Details? = nil) -> RequestRecord {
        var entry = entry
        var byteCount = entry.byteCount
        // Entries that are shorter as a whole, as nearly all are, have no text to cut.
        if byteCount > Self.longestPath {
            entry.cut()
            byteCount = entry.byteCount
        }
        if let details { byteCount += details.byteCount }
        let (record, listeners) = state.withLock { state in
            state.count += 1
            entry.number = state.count
            let record = RequestRecord(entry, details, byteCount: byteCount)
            if capacity > 0 { state.append(record, capacity: capacity, byteCapacity: byteCapacity) }
            state.totals.count(record)
            return (record, state.listeners)
        }
        for listener in listeners.values { listener(record) }
        return record
    }

    /// Takes records out.
    /// - Returns: those that were taken.
    @discardableResult
    func remove(where isMeant: (RequestRecord) -> Bool) -> [RequestRecord] {
        state.withLock { state in
            let all = state.all
            let kept = all.filter { !isMeant($0) }
            (state.records, state.oldest) = (kept, 0)
            state.byteCount = kept.reduce(0) { $0 + $1.byteCount }
            return kept.count == all.count ? [] : all.filter(isMeant)
        }
    }

    /// Calls for each record from now on, on the thread that serves it, until `removeListener`.
    func addListener(_ listener: @escaping @Sendable (RequestRecord) -> Void) -> Int {
        state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
    }

    var listenerCount: Int { state.withLock(\.listeners.count) }

    func removeListener(_ number: Int) {
        state.withLock { _ = $0.listeners.removeValue(forKey: number) }
    }
}
