import CLinux
import Glibc
import HTTP1
import Synchronization

/// One thread's share of a server: an epoll instance, its listening sockets and its connections.
///
/// Made, used and gone within its thread, so nothing of it is locked. Its variables, those of a connection and those of the
/// story of a request are not checked for exclusive access at run time either: that took a tenth of what a request costs.
final class EventLoop {
    let shared: ServerState
    let number: Int
    let handle: LoopHandle
    let limits: Limits
    let epoll: Descriptor
    /// Those that may still have connections to accept.
    @exclusivity(unchecked) var listeners: [ListeningSocket]
    /// By descriptor.
    @exclusivity(unchecked) var connections: [Connection?] = []
    @exclusivity(unchecked) var connectionCount = 0
    @exclusivity(unchecked) var registrations: UInt32 = 0
    /// The connections it ever had.
    @exclusivity(unchecked) var opened: UInt64 = 0
    /// When accepting goes on after the process ran out of descriptors; nil when it does not pause.
    @exclusivity(unchecked) var acceptResumesAt: Int64?
    /// When to look whether shortages that this loop has seen are over.
    @exclusivity(unchecked) var shortagesEndAt: Int64?
    @exclusivity(unchecked) var timers = TimerHeap()
    @exclusivity(unchecked) var serializer = ResponseSerializer()
    /// The replies to the event being handled; empty between events.
    @exclusivity(unchecked) var output: [UInt8] = []
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
    /// The monotonic clock at the last return from epoll, and whether the server stops.
    @exclusivity(unchecked) var moment: Conversation.Moment
    /// The system's clock at the same moment.
    @exclusivity(unchecked) var realNow = Clock.realtime

    init(_ shared: ServerState, _ parts: LoopParts) {
        self.shared = shared
        number = parts.number
        handle = parts.handle
        limits = shared.limits
        moment = Conversation.Moment(now: Clock.monotonic, times: LimitTimes(shared.limits))
        epoll = parts.epoll
        listeners = parts.sockets
        output.reserveCapacity(16 * 1024)
    }

    deinit {
        input.deallocate()
        events.deallocate()
        epoll.close()
    }

    /// Runs until the server is stopped and its connections are done.
    func run() {
        while !(moment.isStopping && connectionCount == 0 && listeners.isEmpty && handle.closeIfEmpty()) {
            let count = SystemCalls.wait(epoll.number, events, milliseconds: timeout())
            moment.now = Clock.monotonic
            realNow = Clock.realtime
            for index in 0..<count {
                dispatch(events[index].events, ConnectionKey(epollData: events[index].data.u64))
            }
            for message in handle.takeAll() { take(message) }
            expireTimers()
            if !moment.isStopping, shared.stopDeadline != nil { beginStop() }
            if moment.isStopping, let deadline = shared.stopDeadline, deadline <= moment.now { closeAll() }
        }
    }

    private func dispatch(_ event: UInt32, _ key: ConnectionKey) {
        if key.registration == 0 {
            if let listener = listeners.first(where: { $0.descriptor.number == key.descriptor }) {
                _ = accept(listener)
            }
            return
        }
        // An event of a connection that ended earlier in this round; its descriptor may have a new owner by now.
        guard let connection = connection(key) else { return }
        let isBroken = event & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        // A client that breaks off a handshake says why in an alert, which lies before the end.
        if isBroken, !connection.conversation.isHandshaking {
            reportEarlyEnd(connection)
            return close(connection)
        }
        if isBroken || event & EPOLLIN.rawValue != 0 { read(connection) }
        if event & EPOLLOUT.rawValue != 0, !connection.isClosed { tell(connection, .writable) }
    }

    func connection(_ key: ConnectionKey) -> Connection? {
        let index = Int(key.descriptor)
        guard index < connections.count, let connection = connections[index], connection.key == key else { return nil }
        return connection
    }

    private func take(_ message: LoopHandle.Message) {
        switch message {
        case .connection(let accepted): open(accepted)
        case .steps(let reply): takeSteps(of: reply)
        }
    }

    /// Milliseconds to the next timer, rounded up; -1 for never.
    private func timeout() -> Int32 {
        var next = timers.nextTime ?? .max
        if let acceptResumesAt { next = min(next, acceptResumesAt) }
        if let shortagesEndAt { next = min(next, shortagesEndAt) }
        if moment.isStopping, let deadline = shared.stopDeadline { next = min(next, deadline) }
        if next == .max { return -1 }
        // The clock may have moved on while events were handled.
        return Int32(clamping: max(0, next - Clock.monotonic + 999_999) / 1_000_000)
    }

    private func expireTimers() {
        if let resume = acceptResumesAt, resume <= moment.now {
            acceptResumesAt = nil
            if moment.isStopping { drainListeners() } else { watchListeners() }
        }
        if let time = shortagesEndAt, time <= moment.now { endShortages() }
        while let descriptor = timers.popDue(moment.now) {
            guard let connection = connections[descriptor] else { continue }
            connection.timerAt = .max
            if connection.conversation.deadline(moment.times) <= moment.now {
                tell(connection, .timeUp)
            } else {
                setTimer(connection)
            }
        }
    }

    func setTimer(_ connection: Connection) {
        let deadline = connection.conversation.deadline(moment.times)
        guard deadline < connection.timerAt else { return }
        connection.timerAt = deadline
        timers.schedule(Int(connection.descriptor), at: deadline)
    }

    // MARK: - Accepting

    private func watchListeners() {
        for listener in listeners where !LoopParts.watch(listener.descriptor, by: epoll, isShared: true) {
            // The kernel's room for watches will come back.
            pauseAccepting()
        }
    }

    /// Clients wait in the queue meanwhile. Without a pause the loop would spin, for the listeners stay readable.
    private func pauseAccepting() {
        acceptResumesAt = moment.now + 50_000_000
        for listener in listeners { SystemCalls.unwatch(epoll.number, listener.descriptor.number) }
    }

    private enum AcceptOutcome {
        case queueIsEmpty
        case mayHaveMore
        case noDescriptors
    }

    private func accept(_ listener: ListeningSocket) -> AcceptOutcome {
        // A bound on one round, so that a flood of connections does not starve those that are there.
        for _ in 0..<64 {
            var remote = SocketAddress()
            switch SystemCalls.accept(listener.descriptor.number, &remote.storage) {
            case .done(let descriptor):
                place(.init(descriptor: Int32(descriptor), listener: listener, remote: remote))
            // EINVAL: another loop has ended the listening.
            case .wouldBlock, .failed(EINVAL):
                return .queueIsEmpty
            case .failed(EMFILE), .failed(ENFILE), .failed(ENOBUFS), .failed(ENOMEM):
                pauseAccepting()
                feel(.descriptors)
                return .noDescriptors
            case .failed:
                continue  // An error of the connection itself, such as ECONNABORTED (accept(2)).
            }
        }
        return .mayHaveMore
    }

    /// Gives a new connection to the loop with the fewest.
    private func place(_ connection: LoopHandle.AcceptedConnection) {
        guard shared.openConnection() else {
            SystemCalls.close(connection.descriptor)
            return feel(.connections)
        }
        let target = moment.isStopping ? handle : shared.loop(forConnectionOf: handle)
        target.countConnections(1)
        if target !== handle {
            if target.post(.connection(connection)) { return }
            target.countConnections(-1)
            handle.countConnections(1)
        }
        open(connection)
    }

    /// Takes up a connection that is counted already.
    private func open(_ accepted: LoopHandle.AcceptedConnection) {
        let (descriptor, listener) = (accepted.descriptor, accepted.listener)
        registrations = registrations == .max - 1 ? 1 : registrations + 1
        opened += 1
        let info = ConnectionInfo(
            id: UInt64(number) << 48 | opened, loop: number, local: listener.address, isTLS: listener.tls != nil,
            remote: accepted.remote)
        let isRefused = listener.tls != nil && !shared.handler.admits(info)
        let key = ConnectionKey(descriptor: descriptor, registration: registrations)
        guard let transport = isRefused ? .plain : try? ByteStream(listener.tls),
            SystemCalls.watch(
                epoll.number, descriptor, operation: EPOLL_CTL_ADD, events: EPOLLIN.rawValue, data: key.epollData)
        else { return closeSocket(descriptor) }
        let connection = Connection(
            key: key, info: info, transport: transport, limits: limits, now: moment.now)
        connection.interest = EPOLLIN.rawValue
        let index = Int(descriptor)
        if index >= connections.count {
            connections += [Connection?](repeating: nil, count: index + 1 - connections.count)
        }
        connections[index] = connection
        connectionCount += 1
        if isRefused {
            output += ByteStream.handshakeFailure
            tell(connection, .refused)
        } else if moment.isStopping {
            // Its request may have arrived while it waited.
            read(connection)
            if !connection.isClosed { tell(connection, .stopping) }
        } else {
            setTimer(connection)
        }
    }

    private func closeSocket(_ descriptor: Int32) {
        SystemCalls.close(descriptor)
        handle.countConnections(-1)
        shared.closeConnection()
    }

    /// Closes at once and forgets.
    func close(_ connection: Connection) {
        connection.isClosed = true
        output.removeAll(keepingCapacity: true)
        timers.remove(Int(connection.descriptor))
        connections[Int(connection.descriptor)] = nil
        connectionCount -= 1
        shared.countUnread(-connection.countedBytes)
        closeSocket(connection.descriptor)
        connection.openReply?.detach()
        let isSent = connection.pendingCount == 0 && !connection.conversation.isReplying
        connection.tellObservers(isSent ? .whole : .cutOff)
    }

    // MARK: - Shortages

    /// A client feels a shortage.
    func feel(_ shortage: Shortage) {
        if shared.shortages.withLock({ $0.note(shortage, at: moment.now) }) {
            shared.handler.shortage(shortage, .began)
        }
        if shortagesEndAt == nil { shortagesEndAt = moment.now + moment.times.shortageEnd }
    }

    private func endShortages() {
        let time = moment.now - moment.times.shortageEnd
        let (ended, goOn) = shared.shortages.withLock { record in
            (record.takeEnded(since: time, unless: shared.holds), !record.isEmpty)
        }
        for (shortage, count) in ended { shared.handler.shortage(shortage, .ended(count: count)) }
        shortagesEndAt = goOn ? moment.now + moment.times.shortageEnd : nil
    }

    // MARK: - Stopping

    private func beginStop() {
        moment.isStopping = true
        for connection in connections.compactMap({ $0 }) {
            connection.openReply?.tellStopping()
            // Its request may have arrived without having been read.
            if connection.interest & EPOLLIN.rawValue != 0 { read(connection) }
            if !connection.isClosed { tell(connection, .stopping) }
        }
        drainListeners()
    }

    /// Takes up what waits to be accepted, then listens no more.
    private func drainListeners() {
        listeners.removeAll { listener in
            while true {
                switch accept(listener) {
                case .mayHaveMore: continue
                case .noDescriptors: return false
                case .queueIsEmpty:
                    letGo(listener)
                    return true
                }
            }
        }
    }

    private func letGo(_ listener: ListeningSocket) {
        SystemCalls.unwatch(epoll.number, listener.descriptor.number)
        listener.stopListening()
        listener.release()
    }

    private func closeAll() {
        listeners.forEach(letGo)
        listeners = []
        for case .connection(let accepted) in handle.takeAll() { closeSocket(accepted.descriptor) }
        for connection in connections.compactMap({ $0 }) { close(connection) }
    }
}
