import CLinux
import Glibc
import OpenSSL
import Synchronization

/// A socket that listens. All event loops of a server accept from it; it is closed when the last of them lets go.
///
/// One socket for all, and not one for each loop by `SO_REUSEPORT`: any program of the same user could join those.
final class ListeningSocket: Sendable {
    let descriptor: Descriptor
    let address: BoundAddress
    let tls: TLSContext?
    /// The event loops that have not let go.
    private let users: Atomic<Int>

    /// A loop accepts no more.
    func release() {
        if users.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { descriptor.close() }
    }

    /// Listens no more, whoever still holds the socket. What waits in its queue is reset.
    func stopListening() {
        shutdown(descriptor.number, Int32(SHUT_RD))
    }

    /// Binds and listens.
    private init(
        _ wantedAddress: SocketAddress, isPortFixed: Bool, tls: TLSContext?, users: Int, as wanted: String
    ) throws(ServerError) {
        func check(_ code: Int32, _ operation: String) throws(ServerError) {
            if code != 0 { throw ServerError(operation, wanted, errno: code) }
        }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = socket(wantedAddress.family, type, 0)
        guard number >= 0 else { throw ServerError("socket", wanted, errno: errno) }
        let descriptor = Descriptor(number)
        func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(ServerError) {
            try check(SystemCalls.setOption(number, level: level, option, value), "setsockopt")
        }
        // With port 0 it would let the system pick a port that somebody else has bound and is about to listen on.
        if isPortFixed { try set(SOL_SOCKET, SO_REUSEADDR, 1) }
        // `::` means every address of this machine, IPv4 too, whatever the system's default.
        if wantedAddress.family == AF_INET6 { try set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        // Accepted sockets inherit it, which saves a system call for each.
        try set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        try check(wantedAddress.withSockaddr { bind(number, $0, $1) } == 0 ? 0 : errno, "bind")
        try check(listen(number, 4096) == 0 ? 0 : errno, "listen")
        // A server started again right away must not wait for the connections of the last one to leave TIME_WAIT;
        // both sides of that comparison need the option, and connections have it from here.
        try set(SOL_SOCKET, SO_REUSEADDR, 1)
        var address = SocketAddress()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address.storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        try check(result == 0 ? 0 : errno, "getsockname")
        self.descriptor = descriptor
        self.address = BoundAddress(host: address.host, port: address.port)
        self.tls = tls
        self.users = Atomic(users)
    }

    /// The sockets of all hosts of a listener, on one port; nothing stays open when it throws.
    static func open(_ listener: Server.Listener, users: Int) throws(ServerError) -> [ListeningSocket] {
        let hosts = try resolve(listener)
        // A free port of one address may be taken at another.
        for _ in 0..<20 {
            do throws(ServerError) {
                return try open(listener, hosts, users)
            } catch  where listener.port == 0 && error.reason == .addressInUse {
                continue
            }
        }
        return try open(listener, hosts, users)
    }

    private static func open(
        _ listener: Server.Listener, _ hosts: [Host], _ users: Int
    ) throws(ServerError) -> [ListeningSocket] {
        let all = hosts.flatMap(\.addresses)
        var sockets: [ListeningSocket] = []
        var done: Set<String> = []
        for host in hosts {
            var refusal: ServerError?
            var isServed = false
            for var address in host.addresses {
                if done.contains(address.host) || all.contains(where: { $0.includes(address) }) {
                    isServed = true
                    continue
                }
                if let first = sockets.first { address.port = first.address.port }
                do throws(ServerError) {
                    sockets.append(
                        try ListeningSocket(
                            address, isPortFixed: listener.port != 0, tls: listener.tls, users: users,
                            as: host.wanted))
                    done.insert(address.host)
                    isServed = true
                } catch  where error.reason == .addressNotAvailable || error.reason == .system(EAFNOSUPPORT) {
                    // Such as ::1 of `localhost` where there is no IPv6.
                    refusal = refusal ?? error
                }
            }
            if !isServed, let refusal { throw refusal }
        }
        return sockets
    }

    // MARK: - Names

    /// A host of a listener and what it stands for.
    private struct Host {
        /// Host and port as configured.
        let wanted: String
        let addresses: [SocketAddress]
    }

    private static func resolve(_ listener: Server.Listener) throws(ServerError) -> [Host] {
        guard !listener.hosts.isEmpty else {
            throw ServerError("getaddrinfo", "port \(listener.port)", .unknownHost("none is given"))
        }
        var hosts: [Host] = []
        for host in listener.hosts {
            let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
            let name = isBracketed ? String(host.dropFirst().dropLast()) : host
            let wanted = "\(BoundAddress.bracketed(name)):\(listener.port)"
            // RFC 6761 section 6.3: always loopback, of both families, and no matter for the resolver.
            let isLocalhost = ["localhost", "localhost."].contains(name.lowercased())
            var addresses: [SocketAddress] = []
            for name in isLocalhost ? ["127.0.0.1", "::1"] : [name] {
                addresses += try resolve(name, listener.port, wanted)
            }
            hosts.append(Host(wanted: wanted, addresses: addresses))
        }
        return hosts
    }

    /// All addresses of a name, those of IPv4 first.
    private static func resolve(_ name: String, _ port: UInt16, _ wanted: String) throws(ServerError) -> [SocketAddress]
    {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, String(port), &hints, &list)
        guard code == 0, let list else {
            let reason = code == EAI_SYSTEM ? strerror(errno) : UnsafeMutablePointer(mutating: gai_strerror(code))
            throw ServerError("getaddrinfo", wanted, .unknownHost(reason.map { String(cString: $0) } ?? ""))
        }
        defer { freeaddrinfo(list) }
        let all = sequence(first: list, next: { $0.pointee.ai_next }).map {
            SocketAddress($0.pointee.ai_addr, $0.pointee.ai_addrlen)
        }
        return all.filter { $0.family == AF_INET } + all.filter { $0.family == AF_INET6 }
    }
}

extension SocketAddress {
    /// Whether a socket at this address, one that stands for every address, takes the connections of the other too.
    fileprivate func includes(_ other: SocketAddress) -> Bool {
        switch host {
        case "::": other.host != "::"
        case "0.0.0.0": other.family == AF_INET && other.host != "0.0.0.0"
        default: false
        }
    }
}
