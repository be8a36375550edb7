import Foundation
import Glibc

/// A blocking socket to a server on loopback that shows the bytes of the wire and how the connection ends.
final class RawConnection {
    /// How the other side ended the connection.
    enum End: Equatable {
        case closed
        case reset
        /// Nothing more for the time given.
        case silent
    }

    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Everything up to the end, or up to `silence` milliseconds without a byte.
    func readAll(silence: Int = 60_000) -> (bytes: [UInt8], end: End) {
        var timeout = timeval(tv_sec: silence / 1000, tv_usec: silence % 1000 * 1000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return (all, .closed) }
            if count < 0 { return (all, errno == ECONNRESET ? .reset : .silent) }
            all += buffer[..<count]
        }
    }
}
