import CLinux
import Glibc
public import HTTP1
public import OpenSSL
import Synchronization

/// A running HTTP/1.1 server: event loops on threads of their own.
public final class Server: Sendable {
    /// An address to listen on.
    public struct Listener: Sendable {
        /// An IPv4 or IPv6 address or a name; `::` takes IPv4 connections too. Of a name with several addresses the
        /// first IPv4 one is taken.
        public var host: String
        /// The port; 0 for a free one.
        public var port: UInt16
        /// What makes the connections that come in here encrypted; nil for plain HTTP.
        public var tls: TLSContext?

        /// An address to listen on.
        public init(host: String = "127.0.0.1", port: UInt16 = 0, tls: TLSContext? = nil) {
            self.host = host
            self.port = port
            self.tls = tls
        }
    }

    /// How a server runs.
    public struct Configuration: Sendable {
        /// The addresses, each with every event loop.
        public var listeners: [Listener]
        /// The number of event loops, at least 1.
        public var workers: Int
        /// The bounds.
        public var limits: Limits

        /// A configuration; one event loop per core unless told otherwise.
        public init(
            listeners: [Listener] = [Listener()], workers: Int = Configuration.cores, limits: Limits = Limits()
        ) {
            self.listeners = listeners
            self.workers = max(1, workers)
            self.limits = limits
        }

        /// The number of processor cores this process may use.
        public static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    }

    /// Where it listens, in the order of the configuration's listeners.
    public let addresses: [BoundAddress]

    private let state: ServerState
    private let wakeUps: [Int32]
    private let threads: Mutex<[LoopThread]>

    /// Starts a server; it accepts connections when this returns.
    ///
    /// - Throws: `ServerError` when a listener cannot be opened; nothing is left open then.
    public static func start(_ configuration: Configuration = Configuration(), handler: Handler) throws(ServerError)
        -> Server
    {
        var sockets: [ListeningSockets] = []
        var parts: [LoopParts] = []
        do throws(ServerError) {
            for listener in configuration.listeners {
                sockets.append(try ListeningSockets.open(listener, count: configuration.workers))
            }
            for number in 0..<configuration.workers {
                parts.append(try LoopParts(listeners: sockets.map { $0.listener(ofLoop: number) }))
            }
        } catch {
            sockets.flatMap(\.descriptors).forEach(SystemCalls.close)
            parts.forEach { $0.close() }
            throw error
        }
        return Server(configuration, handler, sockets.map(\.address), parts)
    }

    private init(_ configuration: Configuration, _ handler: Handler, _ addresses: [BoundAddress], _ parts: [LoopParts])
    {
        let state = ServerState(handler: handler, limits: configuration.limits)
        self.state = state
        self.addresses = addresses
        wakeUps = parts.map(\.wakeUp)
        threads = Mutex(
            parts.enumerated().map { number, parts in
                LoopThread(name: "http-\(number)") { EventLoop(state, number: number, parts: parts).run() }
            })
    }

    /// Stops: listens no more, closes idle connections, lets requests in progress finish for `grace` at most, and
    /// closes what is left. Returns when all of that is done; again and again without harm. A handler may call it, but
    /// then it does not wait for its own loop.
    public func stop(grace: Duration = .zero) {
        state.stop(at: Clock.monotonic + max(.zero, grace).nanoseconds)
        threads.withLock { threads in
            guard !threads.isEmpty else { return }
            for descriptor in wakeUps {
                var one: UInt64 = 1
                _ = write(descriptor, &one, 8)
            }
            threads.forEach { $0.join() }
            threads = []
            wakeUps.forEach(SystemCalls.close)
        }
    }

    deinit {
        stop()
    }
}

/// What a server and its event loops share.
final class ServerState: Sendable {
    let handler: Handler
    let limits: Limits
    private let connections = Atomic<Int>(0)
    /// By the monotonic clock; `Int64.max` while the server runs.
    private let stopTime = Atomic<Int64>(.max)

    init(handler: Handler, limits: Limits) {
        self.handler = handler
        self.limits = limits
    }

    /// When all must be over; nil while the server runs.
    var stopDeadline: Int64? {
        let time = stopTime.load(ordering: .acquiring)
        return time == .max ? nil : time
    }

    func stop(at time: Int64) {
        stopTime.min(time, ordering: .acquiringAndReleasing)
    }

    /// Counts a connection in, unless there are too many.
    func openConnection() -> Bool {
        let count = connections.add(1, ordering: .relaxed).newValue
        if count <= limits.connections { return true }
        closeConnection()
        return false
    }

    func closeConnection() {
        connections.subtract(1, ordering: .relaxed)
    }
}

/// The descriptors an event loop is made of, opened before its thread so that failures reach the caller.
struct LoopParts: Sendable {
    let epoll: Int32
    let wakeUp: Int32
    let listeners: [LoopListener]

    init(listeners: [LoopListener]) throws(ServerError) {
        let address = listeners.first?.address.description ?? "no address"
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw ServerError("epoll_create1", address, errno: errno) }
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard wakeUp >= 0 else {
            let code = errno
            SystemCalls.close(epoll)
            throw ServerError("eventfd", address, errno: code)
        }
        // Registration 0 of a descriptor that no listener has: the event says no more than that it is time to look. Edge
        // triggered, so that it is said once and need not be read.
        _ = SystemCalls.watch(
            epoll, wakeUp, operation: EPOLL_CTL_ADD, events: EPOLLIN.rawValue | EPOLLET.rawValue,
            data: UInt64(UInt32(wakeUp)) << 32)
        self.listeners = listeners
    }

    func close() {
        SystemCalls.close(epoll)
        SystemCalls.close(wakeUp)
    }
}
