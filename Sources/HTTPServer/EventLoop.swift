import CLinux
import Glibc
import HTTP1

/// One thread's share of a server: an epoll instance, its listening sockets and its connections.
///
/// Made, used and gone within its thread, so nothing of it is locked.
final class EventLoop {
    let shared: ServerState
    let number: Int
    let limits: Limits
    let limitTimes: LimitTimes
    let epoll: Int32
    var listeners: [LoopListener]
    /// By descriptor.
    var connections: [Connection?] = []
    var connectionCount = 0
    var registrations: UInt32 = 0
    var accepted: UInt64 = 0
    /// When accepting goes on after the process ran out of descriptors; nil when it does not pause.
    var acceptResumesAt: Int64?
    var timers = TimerHeap()
    var serializer = ResponseSerializer()
    /// The replies to the event being handled; empty between events.
    var output: [UInt8] = []
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
    /// The monotonic clock at the last return from epoll.
    var now = Clock.monotonic
    /// The system's clock at the same moment.
    var realNow = Clock.realtime
    var isStopping = false

    init(_ shared: ServerState, number: Int, parts: LoopParts) {
        self.shared = shared
        self.number = number
        limits = shared.limits
        limitTimes = LimitTimes(shared.limits)
        epoll = parts.epoll
        listeners = parts.listeners
        output.reserveCapacity(16 * 1024)
        watchListeners(EPOLL_CTL_ADD, events: EPOLLIN.rawValue)
    }

    deinit {
        input.deallocate()
        events.deallocate()
        SystemCalls.close(epoll)
    }

    /// Runs until the server is stopped and its connections are done.
    func run() {
        while !(isStopping && connectionCount == 0) {
            let count = SystemCalls.wait(epoll, events, milliseconds: timeout())
            now = Clock.monotonic
            realNow = Clock.realtime
            for index in 0..<count {
                dispatch(events[index].events, Registration(events[index].data.u64))
            }
            expireTimers()
            if !isStopping, shared.stopDeadline != nil { beginStop() }
            if isStopping, let deadline = shared.stopDeadline, deadline <= now { closeAll() }
        }
    }

    /// What epoll hands back with an event: whose it is.
    private struct Registration {
        let bits: UInt64

        init(_ bits: UInt64) { self.bits = bits }

        var descriptor: Int { Int(bits >> 32) }
        var number: UInt32 { UInt32(truncatingIfNeeded: bits) }
    }

    private func dispatch(_ event: UInt32, _ registration: Registration) {
        if registration.number == 0 {
            if let listener = listeners.first(where: { $0.descriptor == registration.descriptor }) {
                accept(listener)
            }
            return
        }
        // An event of a connection that ended earlier in this round; its descriptor may have a new owner by now.
        guard let connection = connection(registration.descriptor), connection.registration == registration.number
        else { return }
        let isBroken = event & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        // A client that breaks off a handshake says why in an alert, which lies before the end.
        if isBroken, !connection.transport.isHandshaking {
            finishInput(connection)
            return close(connection)
        }
        if isBroken || event & EPOLLIN.rawValue != 0 { read(connection) }
        settle(connection)
    }

    private func connection(_ descriptor: Int) -> Connection? {
        descriptor < connections.count ? connections[descriptor] : nil
    }

    /// Milliseconds to the next timer, rounded up; -1 for never.
    private func timeout() -> Int32 {
        var next = timers.nextTime ?? .max
        if let acceptResumesAt { next = min(next, acceptResumesAt) }
        if isStopping, let deadline = shared.stopDeadline { next = min(next, deadline) }
        if next == .max { return -1 }
        // The clock may have moved on while events were handled.
        return Int32(clamping: max(0, next - Clock.monotonic + 999_999) / 1_000_000)
    }

    private func expireTimers() {
        if let resume = acceptResumesAt, resume <= now {
            acceptResumesAt = nil
            watchListeners(EPOLL_CTL_MOD, events: EPOLLIN.rawValue)
        }
        while let descriptor = timers.popDue(now) {
            guard let connection = connection(descriptor) else { continue }
            connection.timerAt = .max
            if connection.deadline <= now {
                expire(connection)
            } else {
                setTimer(connection)
            }
        }
    }

    func setTimer(_ connection: Connection) {
        guard connection.deadline < connection.timerAt else { return }
        connection.timerAt = connection.deadline
        timers.schedule(Int(connection.descriptor), at: connection.deadline)
    }

    // MARK: - Accepting

    private func watchListeners(_ operation: Int32, events: UInt32) {
        for listener in listeners {
            let data = UInt64(UInt32(listener.descriptor)) << 32
            _ = SystemCalls.watch(epoll, listener.descriptor, operation: operation, events: events, data: data)
        }
    }

    private func accept(_ listener: LoopListener) {
        // A bound on one round, so that a flood of connections does not starve those that are there.
        for _ in 0..<64 {
            var remote = SocketAddress()
            switch SystemCalls.accept(listener.descriptor, &remote.storage) {
            case .done(let descriptor): open(Int32(descriptor), listener, remote)
            case .wouldBlock: return
            case .failed(EMFILE), .failed(ENFILE), .failed(ENOBUFS), .failed(ENOMEM):
                // The listener stays readable; without a pause the loop would spin. Clients wait in its queue.
                acceptResumesAt = now + 50_000_000
                watchListeners(EPOLL_CTL_MOD, events: 0)
                return
            case .failed: continue  // An error of the connection itself, such as ECONNABORTED (accept(2)).
            }
        }
    }

    private func open(_ descriptor: Int32, _ listener: LoopListener, _ remote: SocketAddress) {
        guard shared.openConnection() else { return SystemCalls.close(descriptor) }
        registrations = registrations == .max - 1 ? 1 : registrations + 1
        accepted += 1
        let info = ConnectionInfo(
            id: UInt64(number) << 48 | accepted, loop: number, local: listener.address, isTLS: listener.tls != nil,
            remote: remote)
        let isRefused = listener.tls != nil && !shared.handler.admits(info)
        guard let transport = isRefused ? .plain : try? Transport(listener.tls) else {
            shared.closeConnection()
            return SystemCalls.close(descriptor)
        }
        let connection = Connection(
            descriptor: descriptor, registration: registrations, info: info, transport: transport, limits: limits,
            now: now)
        connection.interest = EPOLLIN.rawValue
        let data = UInt64(UInt32(descriptor)) << 32 | UInt64(registrations)
        guard
            SystemCalls.watch(
                epoll, descriptor, operation: EPOLL_CTL_ADD, events: connection.interest, data: data)
        else {
            shared.closeConnection()
            return SystemCalls.close(descriptor)
        }
        let index = Int(descriptor)
        if index >= connections.count {
            connections += [Connection?](repeating: nil, count: index + 1 - connections.count)
        }
        connections[index] = connection
        connectionCount += 1
        if isRefused {
            output += Transport.handshakeFailure
            connection.ending = .orderly
            return settle(connection)
        }
        connection.updateDeadline(limitTimes, now: now)
        setTimer(connection)
    }

    /// Closes at once and forgets.
    func close(_ connection: Connection) {
        timers.remove(Int(connection.descriptor))
        connections[Int(connection.descriptor)] = nil
        connectionCount -= 1
        SystemCalls.close(connection.descriptor)
        shared.closeConnection()
    }

    // MARK: - Stopping

    private func beginStop() {
        isStopping = true
        for listener in listeners {
            accept(listener)
            SystemCalls.close(listener.descriptor)
        }
        listeners = []
        acceptResumesAt = nil
        for connection in connections.compactMap({ $0 }) {
            // Its request may have arrived without having been read.
            if connection.interest & EPOLLIN.rawValue != 0 { read(connection) }
            settle(connection)
        }
    }

    private func closeAll() {
        for connection in connections.compactMap({ $0 }) { close(connection) }
    }
}
