import HTTP1

/// The state of one connection. It belongs to one event loop and is touched by that loop's thread only.
final class Connection {
    /// A reply that is put on the wire step by step.
    struct Script {
        var steps: ArraySlice<WireStep>
        var framing: ResponseFraming
        /// The bytes of those steps.
        var byteCount: Int
        /// When the step being waited for is over, by the monotonic clock; nil while the script stalls.
        var resumesAt: Int64?
    }

    /// How the connection ends once its output is sent.
    enum Ending {
        /// The peer sees the end of the stream.
        case orderly
        /// The peer sees a reset.
        case reset
    }

    /// What its time limit is about.
    enum Waiting {
        case handshake
        case request
        case head
        case body
        case script
        case peerToRead
        case peerToClose
    }

    let descriptor: Int32
    /// Tells this connection from an earlier one with the same descriptor.
    let registration: UInt32
    let info: ConnectionInfo
    var transport: Transport
    var parser: RequestParser
    /// The first bytes that came where a TLS handshake is expected, as many as the longest method and space that matter.
    var opening: [UInt8] = []
    /// What the socket did not take yet, before encryption.
    var outbox = Outbox()
    /// What the server counts for this connection among its unread answers.
    var countedBytes = 0
    var script: Script?
    var ending: Ending?
    /// Requests may be left in the parser because output was full or a script ran.
    var mayHaveRequests = false
    /// Its script has stalled.
    var isStalled = false
    /// The peer has said that it sends no more.
    var peerFinished = false
    /// Ended on our side, waiting for the peer to read the last reply; what it still sends is dropped.
    var isLingering = false
    var lingeringBytes = 0
    /// What epoll was last told.
    var interest: UInt32 = 0

    var phase = RequestParser.Phase.idle
    var phaseStart: Int64
    /// When the peer last took bytes, the last reply was given, or the handshake was done.
    var lastProgress: Int64
    var lingersUntil: Int64 = 0
    var deadline = Int64.max
    var waiting = Waiting.request
    /// The time of its entry among the loop's timers. The entry is moved only to an earlier time; when it comes up
    /// early it is set again. So requests cost no timer work.
    var timerAt = Int64.max

    init(
        descriptor: Int32, registration: UInt32, info: ConnectionInfo, transport: Transport, limits: Limits, now: Int64
    ) {
        self.descriptor = descriptor
        self.registration = registration
        self.info = info
        self.transport = transport
        parser = RequestParser(limits: limits)
        phaseStart = now
        lastProgress = now
    }

    /// The bytes that wait for the socket.
    var pendingCount: Int { outbox.count + transport.unsentCount }

    /// Nothing asked, nothing owed.
    var isIdle: Bool { script == nil && ending == nil && phase == .idle && pendingCount == 0 && !mayHaveRequests }

    /// Works out what the connection waits for, and until when.
    func updateDeadline(_ limits: LimitTimes, now: Int64) {
        let parserPhase = parser.phase
        if parserPhase != phase {
            phase = parserPhase
            phaseStart = now
        }
        if isLingering {
            (waiting, deadline) = (.peerToClose, lingersUntil)
        } else if transport.isHandshaking {
            // Whatever the peer sends or takes meanwhile: no request can begin before it is done.
            (waiting, deadline) = (.handshake, phaseStart + limits.handshake)
        } else if pendingCount > 0 {
            (waiting, deadline) = (.peerToRead, lastProgress + limits.idle)
        } else if let script {
            (waiting, deadline) = (.script, script.resumesAt ?? .max)
        } else {
            switch parserPhase {
            case .idle: (waiting, deadline) = (.request, lastProgress + limits.idle)
            case .head: (waiting, deadline) = (.head, phaseStart + limits.headArrival)
            case .body: (waiting, deadline) = (.body, phaseStart + limits.bodyArrival)
            }
        }
    }
}

/// The times of `Limits` as numbers of nanoseconds.
struct LimitTimes {
    let handshake: Int64
    let headArrival: Int64
    let bodyArrival: Int64
    let idle: Int64
    let lingering: Int64
    let shortageEnd: Int64

    init(_ limits: Limits) {
        handshake = limits.handshake.nanoseconds
        headArrival = limits.headArrival.nanoseconds
        bodyArrival = limits.bodyArrival.nanoseconds
        idle = limits.idle.nanoseconds
        lingering = limits.lingering.nanoseconds
        shortageEnd = limits.shortageEnd.nanoseconds
    }
}
