import Glibc

/// An address a server listens on.
package struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in digits.
    package let host: String
    /// The port, never 0.
    package let port: UInt16

    /// An address in digits and a port.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Host and port as they stand in a URL: `127.0.0.1:8080`, `[::1]:8080`.
    package var description: String { "\(Self.bracketed(host)):\(port)" }

    /// Whether it stands for every address of this machine, and so is none that a client can connect to everywhere.
    package var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// The address itself, or loopback in place of every address. `::` takes IPv4 connections too.
    package var connectable: BoundAddress { isWildcard ? BoundAddress(host: "127.0.0.1", port: port) : self }

    static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
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
    var port: UInt16 {
        get { UInt16(bigEndian: storage.sin6_port) }
        set { storage.sin6_port = newValue.bigEndian }
    }

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
