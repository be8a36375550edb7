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
    }

    /// What was counted of all requests, kept or not.
    struct Totals: Sendable {
        /// The upper bounds of `durations`; the last count is of what took longer.
        static let bounds: [Duration] = [
            .milliseconds(1), .microseconds(2500), .milliseconds(5), .milliseconds(10), .milliseconds(25),
            .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
            .milliseconds(2500), .seconds(5),
        ]

        private static let operations: [EmulatedOperation?] = EmulatedOperation.allCases + [nil]

        /// By the number of the operation, and last for what is none, the statuses answered and how often.
        private var answers = [[(status: Int, count: Int)]](repeating: [], count: operations.count)
        var durations = [Int](repeating: 0, count: bounds.count + 1)
        var time = Duration.zero
        var faults = 0
        var hints = 0

        fileprivate mutating func count(_ event: ServeEvent, processing: Duration) {
            let operation = event.endpoint?.operation.map { Int($0.rawValue) } ?? answers.count - 1
            let status = event.sentStatus
            if let place = answers[operation].firstIndex(where: { $0.status == status }) {
                answers[operation][place].count += 1
            } else {
                answers[operation].append((status, 1))
            }
            durations[Self.bounds.firstIndex { processing <= $0 } ?? Self.bounds.count] += 1
            time += processing
            if !event.effects.isEmpty { faults += 1 }
            if event.answer.hint != nil { hints += 1 }
        }

        /// How often each status was answered, by operation; nil is what is none.
        var requests: [(operation: EmulatedOperation?, status: Int, count: Int)] {
            zip(Self.operations, answers).flatMap { operation, counts in
                counts.sorted { $0.status < $1.status }.map { (operation, $0.status, $0.count) }
            }
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
    public var entries: [Entry] { records.map(Entry.init) }

    var records: [RequestRecord] { state.withLock(\.all) }

    /// Those kept whose numbers are greater, oldest first.
    func records(after number: Int) -> [RequestRecord] {
        state.withLock { state in
            let start = state.records.lastIndex { ($0?.number ?? 0) <= number }.map { $0 + 1 } ?? state.oldest
            return state.records[max(start, state.oldest)...].compactMap { $0 }
        }
    }

    /// How many requests the world has answered, kept or not.
    public var count: Int { state.withLock(\.count) }

    var totals: Totals { state.withLock(\.totals) }

    /// The records and the bytes that they count for.
    var size: (records: Int, bytes: Int) { state.withLock { ($0.kept, $0.byteCount) } }

    /// Counts a request that has been answered, and keeps it if anything is kept.
    func record(_ event: ServeEvent) -> RequestRecord? {
        let processing = ContinuousClock.now - event.arrival
        let record = isKept ? RequestRecord(event, processing: processing) : nil
        add(record) { $0.totals.count(event, processing: processing) }
        return record
    }

    /// Counts and keeps what was no request.
    func record(_ record: RequestRecord) {
        add(isKept ? record : nil) { _ in }
    }

    private func add(_ record: RequestRecord?, _ count: (inout State) -> Void) {
        let listeners = state.withLock { state in
            state.count += 1
            count(&state)
            if let record {
                record.setNumber(state.count)
                state.append(record, capacity: capacity, byteCapacity: byteCapacity)
            }
            return state.listeners
        }
        guard let record, !listeners.isEmpty else { return }
        for listener in listeners.values { listener(record) }
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
