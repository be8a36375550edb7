import HTTP1

/// One connection: its socket, what has been read and is to be sent, and the conversation that decides.
///
/// It belongs to one event loop and is touched by that loop's thread only.
final class Connection {
    let key: ConnectionKey
    let info: ConnectionInfo
    @exclusivity(unchecked) var transport: ByteStream
    @exclusivity(unchecked) var parser: RequestParser
    @exclusivity(unchecked) var conversation: Conversation
    /// What the socket did not take yet, before encryption.
    @exclusivity(unchecked) var outbox = Outbox()
    /// Where further steps of the reply come from.
    @exclusivity(unchecked) var openReply: OpenReply?
    /// Who waits for the end of a reply.
    @exclusivity(unchecked) var observers: [any ReplyObserver] = []
    /// What the server counts for this connection among its unread answers.
    @exclusivity(unchecked) var countedBytes = 0
    /// What epoll was last told.
    @exclusivity(unchecked) var interest: UInt32 = 0
    /// The time of its entry among the loop's timers. The entry is moved only to an earlier time; when it comes up
    /// early it is set again. So requests cost no timer work.
    @exclusivity(unchecked) var timerAt = Int64.max
    @exclusivity(unchecked) var isClosed = false

    init(key: ConnectionKey, info: ConnectionInfo, transport: ByteStream, limits: Limits, now: Int64) {
        self.key = key
        self.info = info
        self.transport = transport
        parser = RequestParser(limits: limits)
        conversation = Conversation(isEncrypted: transport.isTLS, now: now)
    }

    /// Tells those who wait for the end of a reply.
    func tellObservers(_ delivery: Delivery) {
        let told = observers
        observers.removeAll(keepingCapacity: true)
        for observer in told { observer.replyEnded(delivery) }
    }

    /// The bytes that wait for the socket.
    var pendingCount: Int { outbox.count + transport.unsentCount }

    var descriptor: Int32 { key.descriptor }
}

/// Tells a connection from all others of its loop, of now and before: a descriptor has many owners in turn.
struct ConnectionKey: Hashable, Sendable {
    let descriptor: Int32
    /// 0 for what is no connection.
    let registration: UInt32

    init(descriptor: Int32, registration: UInt32) {
        self.descriptor = descriptor
        self.registration = registration
    }

    /// As epoll hands it back with an event.
    init(epollData: UInt64) {
        descriptor = Int32(truncatingIfNeeded: epollData >> 32)
        registration = UInt32(truncatingIfNeeded: epollData)
    }

    var epollData: UInt64 { UInt64(UInt32(descriptor)) << 32 | UInt64(registration) }
}
