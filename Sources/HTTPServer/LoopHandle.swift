import CLinux
import Glibc
import Synchronization

/// What other threads know of an event loop: how busy it is, and how to tell it something.
final class LoopHandle: Sendable {
    enum Message: Sendable {
        /// A connection that another loop accepted.
        case connection(AcceptedConnection)
        /// An open reply has further steps.
        case steps(OpenReply)
    }

    /// A connection as it comes from a listening socket.
    struct AcceptedConnection: Sendable {
        let descriptor: Int32
        let listener: ListeningSocket
        let remote: SocketAddress
    }

    /// Becomes readable, for epoll, when there is something to look at.
    let wakeUp: Descriptor
    private let connections = Atomic<Int>(0)
    /// Nil once the loop has ended.
    private let inbox = Mutex<[Message]?>([])

    init() throws(ServerError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard number >= 0 else { throw ServerError("eventfd", errno: errno) }
        wakeUp = Descriptor(number)
    }

    /// The connections that live there or are on their way.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Counts a connection in or out.
    func countConnections(_ change: Int) { connections.add(change, ordering: .relaxed) }

    /// Makes the loop look at its inbox and at whether the server stops.
    func wake() {
        var one: UInt64 = 1
        _ = write(wakeUp.number, &one, 8)
    }

    /// False when the loop has ended.
    func post(_ message: Message) -> Bool {
        let isFirst = inbox.withLock { inbox in
            let isFirst = inbox?.isEmpty
            inbox?.append(message)
            return isFirst
        }
        if isFirst == true { wake() }
        return isFirst != nil
    }

    /// Everything that was posted since the last time.
    func takeAll() -> [Message] {
        inbox.withLock { inbox in
            guard let all = inbox, !all.isEmpty else { return [] }
            inbox = []
            return all
        }
    }

    /// Ends the taking of mail, unless there is some.
    func closeIfEmpty() -> Bool {
        inbox.withLock { inbox in
            guard inbox?.isEmpty ?? true else { return false }
            inbox = nil
            return true
        }
    }
}
