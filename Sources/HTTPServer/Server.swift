import CLinux
import Glibc
package import HTTP1
package import OpenSSL
import Synchronization

/// A running HTTP/1.1 server: event loops on threads of their own.
package final class Server: Sendable {
    /// One port to listen on, at one or more addresses.
    package struct Listener: Sendable {
        /// IPv4 and IPv6 addresses, in brackets or without, and names; of a name all addresses that this machine has are
        /// taken, and `localhost` is 127.0.0.1 and ::1. `::` takes IPv4 connections too.
        package var hosts: [String]
        /// The port of all of them; 0 for a free one.
        package var port: UInt16
        /// What makes the connections that come in here encrypted; nil for plain HTTP.
        package var tls: TLSContext?

        /// A port at some addresses.
        package init(hosts: [String], port: UInt16 = 0, tls: TLSContext? = nil) {
            self.hosts = hosts
            self.port = port
            self.tls = tls
        }

        /// A port at one address.
        package init(host: String = "127.0.0.1", port: UInt16 = 0, tls: TLSContext? = nil) {
            self.init(hosts: [host], port: port, tls: tls)
        }
    }

    /// How a server runs.
    package struct Configuration: Sendable {
        /// The ports, each served by every event loop.
        package var listeners: [Listener]
        /// The number of event loops, at least 1. More than `Processors.available` gain nothing.
        package var workers: Int
        /// The bounds.
        package var limits: Limits

        /// A configuration.
        package init(listeners: [Listener] = [Listener()], workers: Int = 1, limits: Limits = Limits()) {
            self.listeners = listeners
            self.workers = max(1, workers)
            self.limits = limits
        }
    }

    /// Where it listens: for each of the configuration's listeners the addresses of its hosts, in their order.
    package let boundListeners: [[BoundAddress]]

    /// Where it listens, in the order of the configuration.
    package var addresses: [BoundAddress] { boundListeners.flatMap(\.self) }

    private let state: ServerState
    private let sockets: [ListeningSocket]

    /// Starts a server; it accepts connections when this returns.
    ///
    /// - Throws: `ServerError` when a listener cannot be opened or a thread cannot be made; nothing is left open then.
    package static func start(_ configuration: Configuration = Configuration(), handler: Handler) throws(ServerError)
        -> Server
    {
        try start(configuration, handler: handler, startThread: LoopThread.start)
    }

    /// `startThread` is replaced in tests alone.
    static func start(
        _ configuration: Configuration, handler: Handler,
        startThread: (String, @escaping @Sendable () -> Void) throws(ServerError) -> Void
    ) throws(ServerError) -> Server {
        var listeners: [[ListeningSocket]] = []
        for listener in configuration.listeners {
            listeners.append(try ListeningSocket.open(listener, users: configuration.workers))
        }
        let sockets = listeners.flatMap(\.self)
        var parts: [LoopParts] = []
        for number in 0..<configuration.workers { parts.append(try LoopParts(number: number, sockets: sockets)) }
        let state = try ServerState(handler: handler, limits: configuration.limits, loops: parts.map(\.handle))
        let server = Server(state, sockets, listeners.map { $0.map(\.address) })
        for (count, parts) in parts.enumerated() {
            do throws(ServerError) {
                try startThread("http-\(parts.number)") {
                    state.loopBegins()
                    EventLoop(state, parts).run()
                    state.loopsEnd(1)
                }
            } catch {
                let missing = configuration.workers - count
                for _ in 0..<missing { sockets.forEach { $0.release() } }
                state.loopsEnd(missing)
                server.stop()
                throw error
            }
        }
        return server
    }

    private init(_ state: ServerState, _ sockets: [ListeningSocket], _ addresses: [[BoundAddress]]) {
        self.state = state
        self.sockets = sockets
        boundListeners = addresses
    }

    /// How much longer than the grace `stop` waits for a loop that a handler holds.
    private static let patience: Int64 = 1_000_000_000

    /// The connections that are open.
    package var connectionCount: Int { state.connectionCount }

    /// Stops: answers what waits to be accepted, listens no more, closes idle connections, lets requests in progress
    /// finish for `grace` at most, and closes what is left.
    ///
    /// Returns when all of that is done, or soon after the end of `grace` when a handler does not return. It may be called
    /// again and from several threads; the earliest end of grace counts. A handler may call it too, and then it does
    /// not wait: its own connection has yet to be answered.
    package func stop(grace: Duration = .zero) {
        let end = Clock.monotonic + max(.zero, grace).nanoseconds
        state.stop(at: end)
        guard !state.isLoopThread else { return }
        if !state.waitForEnd(until: end + Self.patience) { sockets.forEach { $0.stopListening() } }
    }

    deinit {
        stop()
    }
}

/// What a server and its event loops share.
final class ServerState: Sendable {
    let handler: Handler
    let limits: Limits
    let loops: [LoopHandle]
    let shortages = Mutex(ShortageRecord())
    private let connections = Atomic<Int>(0)
    /// Bytes of answers that wait for their clients.
    private let unreadBytes = Atomic<Int>(0)
    /// By the monotonic clock; `Int64.max` while the server runs.
    private let stopTime = Atomic<Int64>(.max)
    /// The loops that have not ended, and the threads of those that have begun.
    private let running: Mutex<(count: Int, threads: [pthread_t])>
    /// Readable once no loop runs.
    private let ended: Descriptor

    init(handler: Handler, limits: Limits, loops: [LoopHandle]) throws(ServerError) {
        self.handler = handler
        self.limits = limits
        self.loops = loops
        running = Mutex((loops.count, []))
        let number = eventfd(0, Int32(EFD_CLOEXEC))
        guard number >= 0 else { throw ServerError("eventfd", errno: errno) }
        ended = Descriptor(number)
    }

    // MARK: - Connections

    /// Counts a connection in, unless there are too many.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    func openConnection() -> Bool {
        let count = connections.add(1, ordering: .relaxed).newValue
        if count <= limits.connections { return true }
        closeConnection()
        return false
    }

    func closeConnection() {
        connections.subtract(1, ordering: .relaxed)
    }

    func countUnread(_ change: Int) {
        if change != 0 { unreadBytes.add(change, ordering: .relaxed) }
    }

    /// One answer is always taken, however large.
    var isFullOfUnreadAnswers: Bool { unreadBytes.load(ordering: .relaxed) >= limits.unreadAnswers }

    /// Whether the next client would feel the shortage too.
    func holds(_ shortage: Shortage) -> Bool {
        switch shortage {
        case .connections: connections.load(ordering: .relaxed) >= limits.connections
        case .descriptors: false  // Known by trying alone.
        case .unreadAnswers: isFullOfUnreadAnswers
        }
    }

    /// The loop that should have the next connection: the one that asks, unless another has fewer.
    func loop(forConnectionOf loop: LoopHandle) -> LoopHandle {
        var (chosen, least) = (loop, loop.connectionCount)
        for other in loops {
            let count = other.connectionCount
            if count < least { (chosen, least) = (other, count) }
        }
        return chosen
    }

    // MARK: - The end

    /// When all must be over; nil while the server runs.
    var stopDeadline: Int64? {
        let time = stopTime.load(ordering: .acquiring)
        return time == .max ? nil : time
    }

    func stop(at time: Int64) {
        stopTime.min(time, ordering: .acquiringAndReleasing)
        loops.forEach { $0.wake() }
    }

    func loopBegins() {
        running.withLock { $0.threads.append(pthread_self()) }
    }

    /// Called by a loop's thread at its end, or in the place of loops that never began.
    func loopsEnd(_ count: Int) {
        let isLast = running.withLock { running in
            running.count -= count
            running.threads.removeAll { pthread_equal($0, pthread_self()) != 0 }
            return running.count == 0
        }
        guard isLast else { return }
        var one: UInt64 = 1
        _ = write(ended.number, &one, 8)
    }

    /// Whether a loop's own thread asks, which must not wait for it.
    var isLoopThread: Bool {
        running.withLock { $0.threads.contains { pthread_equal($0, pthread_self()) != 0 } }
    }

    /// Waits for the end of all loops; false when the time is up before.
    func waitForEnd(until time: Int64) -> Bool {
        while true {
            let milliseconds = Int32(clamping: max(0, time - Clock.monotonic + 999_999) / 1_000_000)
            var entry = pollfd(fd: ended.number, events: Int16(POLLIN), revents: 0)
            let count = poll(&entry, 1, milliseconds)
            if count > 0 { return true }
            if count == 0, milliseconds < .max { return false }
        }
    }
}

/// What an event loop is made of, opened before its thread so that failures reach the caller.
struct LoopParts: Sendable {
    let number: Int
    let handle: LoopHandle
    let epoll: Descriptor
    let sockets: [ListeningSocket]

    init(number: Int, sockets: [ListeningSocket]) throws(ServerError) {
        self.number = number
        self.sockets = sockets
        handle = try LoopHandle()
        let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw ServerError("epoll_create1", errno: errno) }
        epoll = Descriptor(descriptor)
        for (descriptor, isShared) in [(handle.wakeUp, false)] + sockets.map({ ($0.descriptor, true) })
        where !Self.watch(descriptor, by: epoll, isShared: isShared) {
            throw ServerError("epoll_ctl", errno: ENOSPC)
        }
    }

    /// Watches what is no connection and so has registration 0. Of several loops that share a descriptor one is woken.
    /// What is not shared says no more than that it is time to look: once for each time, and it need not be read.
    static func watch(_ descriptor: Descriptor, by epoll: Descriptor, isShared: Bool) -> Bool {
        SystemCalls.watch(
            epoll.number, descriptor.number, operation: EPOLL_CTL_ADD,
            events: EPOLLIN.rawValue | (isShared ? EPOLLEXCLUSIVE.rawValue : EPOLLET.rawValue),
            data: UInt64(UInt32(descriptor.number)) << 32)
    }
}
