import CLinux
import Glibc
import OpenSSL

/// A listening socket of one event loop.
struct LoopListener {
    let descriptor: Int32
    let address: BoundAddress
    let tls: TLSContext?
}

/// The sockets of one address, one for each event loop, all on the same port.
struct ListeningSockets {
    let descriptors: [Int32]
    let address: BoundAddress
    let tls: TLSContext?

    /// The share of one event loop.
    func listener(ofLoop number: Int) -> LoopListener {
        LoopListener(descriptor: descriptors[number], address: address, tls: tls)
    }

    /// Binds `count` sockets; nothing stays open when it throws.
    static func open(_ listener: Server.Listener, count: Int) throws(ServerError) -> ListeningSockets {
        let wanted = "\(BoundAddress.bracketed(listener.host)):\(listener.port)"
        var address = try resolve(listener, wanted)
        var descriptors: [Int32] = []
        do throws(ServerError) {
            // SO_REUSEPORT would share the port with any other server of the same user without a word. So the first
            // socket binds and listens without it, which fails when anybody listens there, and allows sharing only then.
            let first = try open(address, wanted, sharesPort: false, isPortFixed: listener.port != 0)
            descriptors.append(first)
            address = try boundAddress(first, wanted)
            if count > 1 {
                try check(SystemCalls.setOption(first, level: SOL_SOCKET, SO_REUSEPORT, 1), "setsockopt", wanted)
            }
            for _ in 1..<max(1, count) {
                descriptors.append(try open(address, wanted, sharesPort: true, isPortFixed: true))
            }
        } catch {
            descriptors.forEach(SystemCalls.close)
            throw error
        }
        return ListeningSockets(
            descriptors: descriptors, address: BoundAddress(host: address.host, port: address.port),
            tls: listener.tls)
    }

    private static func open(
        _ address: SocketAddress, _ wanted: String, sharesPort: Bool, isPortFixed: Bool
    ) throws(ServerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw ServerError("socket", wanted, errno: errno) }
        do throws(ServerError) {
            func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(ServerError) {
                try check(SystemCalls.setOption(descriptor, level: level, option, value), "setsockopt", wanted)
            }
            // With port 0 it would let the system pick a port that somebody else has bound and is about to listen on.
            if isPortFixed { try set(SOL_SOCKET, SO_REUSEADDR, 1) }
            if sharesPort { try set(SOL_SOCKET, SO_REUSEPORT, 1) }
            // `::` means every address of this machine, IPv4 too, whatever the system's default.
            if address.family == AF_INET6 { try set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
            // Accepted sockets inherit it, which saves a system call for each.
            try set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            let bound = address.withSockaddr { bind(descriptor, $0, $1) }
            try check(bound == 0 ? 0 : errno, "bind", wanted)
            try check(listen(descriptor, 4096) == 0 ? 0 : errno, "listen", wanted)
            // A server started again right away must not wait for the connections of the last one to leave TIME_WAIT;
            // both sides of that comparison need the option, and connections have it from here.
            try set(SOL_SOCKET, SO_REUSEADDR, 1)
        } catch {
            SystemCalls.close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(_ code: Int32, _ operation: String, _ wanted: String) throws(ServerError) {
        if code != 0 { throw ServerError(operation, wanted, errno: code) }
    }

    /// The first IPv4 address of a name, else its first address: `localhost` is 127.0.0.1 for clients of either kind.
    private static func resolve(_ listener: Server.Listener, _ wanted: String) throws(ServerError) -> SocketAddress {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(listener.host, String(listener.port), &hints, &list)
        guard code == 0, let list else {
            let reason = code == EAI_SYSTEM ? strerror(errno) : UnsafeMutablePointer(mutating: gai_strerror(code))
            throw ServerError("getaddrinfo", wanted, .unknownHost(reason.map { String(cString: $0) } ?? ""))
        }
        defer { freeaddrinfo(list) }
        let all = sequence(first: list, next: { $0.pointee.ai_next })
        let chosen = all.first { $0.pointee.ai_family == AF_INET } ?? list
        return SocketAddress(chosen.pointee.ai_addr, chosen.pointee.ai_addrlen)
    }

    private static func boundAddress(_ descriptor: Int32, _ wanted: String) throws(ServerError) -> SocketAddress {
        var address = SocketAddress()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address.storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        try check(result == 0 ? 0 : errno, "getsockname", wanted)
        return address
    }
}

/// An IPv4 or IPv6 address with a port, as the system writes it.
struct SocketAddress: Sendable {
    /// Room for both families; an IPv4 address uses its first 16 bytes.
    var storage = sockaddr_in6()

    init() {}

    init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: min(Int(length), $0.count)))
        }
    }

    var family: Int32 { Int32(storage.sin6_family) }

    /// `sin_port` and `sin6_port` lie at the same place.
    var port: UInt16 { UInt16(bigEndian: storage.sin6_port) }

    /// The address in digits; an IPv4 address in IPv6 clothes as IPv4.
    var host: String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = withSockaddr { getnameinfo($0, $1, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) }
        guard code == 0 else { return "?" }
        let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let mapped = "::ffff:"
        return host.hasPrefix(mapped) && host.contains(".") ? String(host.dropFirst(mapped.count)) : host
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        return withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }
}

/// An address a server listens on.
public struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in digits.
    public let host: String
    /// The port, never 0.
    public let port: UInt16

    /// An address in digits and a port.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Host and port as they stand in a URL: `127.0.0.1:8080`, `[::1]:8080`.
    public var description: String { "\(Self.bracketed(host)):\(port)" }

    static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
