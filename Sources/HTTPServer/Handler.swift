package import HTTP1
package import OpenSSL

/// Who is at the other end of a connection, and where it came in.
package final class ConnectionInfo: Sendable {
    /// Unique among all connections of a server.
    package let id: UInt64
    /// The number of the event loop it lives on, from 0.
    package let loop: Int
    /// The address it came in at.
    package let local: BoundAddress
    /// Whether it is encrypted.
    package let isTLS: Bool
    private let remote: SocketAddress

    /// The peer's address in digits.
    package var remoteHost: String { remote.host }
    /// The peer's port.
    package var remotePort: UInt16 { remote.port }

    init(id: UInt64, loop: Int, local: BoundAddress, isTLS: Bool, remote: SocketAddress) {
        self.id = id
        self.loop = loop
        self.local = local
        self.isTLS = isTLS
        self.remote = remote
    }
}

/// The circumstances of one request.
package struct RequestArrival: Sendable {
    /// The connection it came on.
    package let connection: ConnectionInfo
    /// When its last byte was read, in nanoseconds since 1970-01-01T00:00:00Z by the system's clock.
    package let receivedAt: Int64
}

/// What a server does with what it reads. All are called on the thread of a connection's event loop, several at once
/// when there are several loops; while one runs, that loop's other connections wait.
package struct Handler: Sendable {
    /// Answers a request, and says who wants to know when the answer has gone out.
    package let respond: @Sendable (Request, RequestArrival) -> (Reply, (any ReplyObserver)?)
    /// Answers bytes that are no request; the connection ends after the response.
    package let refuse: @Sendable (RequestError, ConnectionInfo) -> Response
    /// Learns of encrypted connections that came to nothing, for a log, each once. Where the client asked for a host that the
    /// certificate is not for, the name comes too.
    package let tlsFailed: @Sendable (TLSFailure, String?, ConnectionInfo) -> Void
    /// Asked of each connection to a TLS listener; refused, it is told of a failed handshake and closed.
    package let admits: @Sendable (ConnectionInfo) -> Bool
    /// Learns that clients feel a bound of the server, and that it is over, for a log.
    package let shortage: @Sendable (Shortage, Shortage.Change) -> Void

    /// A handler from its functions.
    package init(
        respond: @escaping @Sendable (Request, RequestArrival) -> Reply,
        refuse: @escaping @Sendable (RequestError, ConnectionInfo) -> Response = { error, _ in Response(error) },
        tlsFailed: @escaping @Sendable (TLSFailure, String?, ConnectionInfo) -> Void = { _, _, _ in },
        admits: @escaping @Sendable (ConnectionInfo) -> Bool = { _ in true },
        shortage: @escaping @Sendable (Shortage, Shortage.Change) -> Void = { _, _ in }
    ) {
        self.init(
            observed: { (respond($0, $1), nil) }, refuse: refuse, tlsFailed: tlsFailed, admits: admits,
            shortage: shortage)
    }

    /// A handler whose replies are observed.
    package init(
        observed: @escaping @Sendable (Request, RequestArrival) -> (Reply, (any ReplyObserver)?),
        refuse: @escaping @Sendable (RequestError, ConnectionInfo) -> Response,
        tlsFailed: @escaping @Sendable (TLSFailure, String?, ConnectionInfo) -> Void,
        admits: @escaping @Sendable (ConnectionInfo) -> Bool,
        shortage: @escaping @Sendable (Shortage, Shortage.Change) -> Void
    ) {
        respond = observed
        self.refuse = refuse
        self.tlsFailed = tlsFailed
        self.admits = admits
        self.shortage = shortage
    }
}

/// Who wants to know when a reply has gone out.
package protocol ReplyObserver: AnyObject, Sendable {
    /// The system has taken the last byte, or the connection has ended; on the thread of its event loop.
    func replyEnded(_ delivery: Delivery)
}

/// How far a reply has come.
package enum Delivery: Hashable, Sendable {
    /// The system has taken all of it.
    case whole
    /// The connection ended before.
    case cutOff
}

/// A response, or what to do on the wire instead.
package enum Reply: Sendable {
    /// Sent at once, in one system call where the system takes it.
    case response(Response)
    /// Done step by step. When the last step leaves the connection open it serves the next request, provided that the
    /// client keeps it. Requests pipelined behind this one wait.
    case script([WireStep])
    /// Done step by step as the steps come, from any thread and at any time.
    case open(OpenReply)

    /// The bytes that it keeps in memory until its client has read them, without heads.
    func byteCount(isHead: Bool) -> Int {
        switch self {
        case .response(let response): isHead ? 0 : response.body.count
        case .script(let steps): steps.byteCount
        case .open: 0
        }
    }
}

/// One thing done on the wire; the words out of which delays and faults are made.
package enum WireStep: Hashable, Sendable {
    /// Sends a response, serialized at this moment.
    case respond(Response)
    /// Sends bytes as they are. `WireMessage` gives those of a response.
    case send([UInt8])
    /// Does nothing for a time; bytes before it are on their way by then.
    case wait(Duration)
    /// Ends the connection in good order, over TLS with close_notify. As the only step it is an empty reply.
    case close
    /// Ends the connection with a TCP reset once the system has taken the bytes before it. Those that the client's side
    /// has no room for are lost then, as it is with resets.
    case reset
    /// Never does anything again; the connection ends when the client closes it or the server stops.
    case stall

    var byteCount: Int {
        switch self {
        case .respond(let response): response.body.count
        case .send(let bytes): bytes.count
        case .wait, .close, .reset, .stall: 0
        }
    }
}

extension [WireStep] {
    var byteCount: Int { reduce(0) { $0 + $1.byteCount } }
}

/// The bytes of a response to a request, for scripts that send it in pieces or broken.
package struct WireMessage: Hashable, Sendable {
    /// The status line and header section with the empty line.
    package let head: [UInt8]
    /// The body as it goes on the wire; empty for `HEAD`.
    package let body: [UInt8]

    /// Serializes a response. `now` is in seconds since 1970-01-01T00:00:00Z; `bodyFraming` is told in place of the
    /// body's length.
    package init(_ response: Response, to request: Request, now: Int64, bodyFraming: BodyFraming? = nil) {
        let framing = ResponseFraming(request)
        var serializer = ResponseSerializer()
        var head: [UInt8] = []
        serializer.appendHead(response, framing, now: now, body: bodyFraming, to: &head)
        self.head = head
        body = ResponseSerializer.hasBody(response, framing) ? response.body : []
    }

    /// Bytes of a body as one chunk, for `BodyFraming.chunked` (RFC 9112 section 7.1). No bytes are no chunk.
    package static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    /// What ends a body of chunks.
    package static let lastChunk = Array("0\r\n\r\n".utf8)
}
