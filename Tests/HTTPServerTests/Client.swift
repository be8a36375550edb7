import Glibc
import HTTPServer

/// A blocking socket that shows what really is on the wire.
final class Client {
    /// How the other side ended the connection.
    enum End: Equatable {
        case closed
        case reset
        /// Nothing for ten seconds: a failure of the test, not a hang of it.
        case timedOut
    }

    private let descriptor: Int32
    private var received: [UInt8] = []
    private var start = 0
    private(set) var end: End?

    init(_ address: BoundAddress, receiveBuffer: Int32? = nil) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &list) == 0, let list else {
            throw ConnectError(code: EINVAL)
        }
        defer { freeaddrinfo(list) }
        descriptor = socket(list.pointee.ai_family, list.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        guard connect(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 else {
            throw ConnectError(code: errno)
        }
    }

    deinit { close(descriptor) }

    struct ConnectError: Error, Equatable { let code: Int32 }

    /// Sends all of it, and says whether the system took it.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func abort() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Reads once; false at the end.
    private func fill() -> Bool {
        guard end == nil else { return false }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            received += buffer[..<count]
            return true
        }
        end = count == 0 ? .closed : errno == ECONNRESET ? .reset : .timedOut
        return false
    }

    /// The next `count` bytes, or what there is of them when the connection ends.
    func read(_ count: Int) -> String {
        while received.count - start < count, fill() {}
        return take(min(count, received.count - start))
    }

    private func take(_ count: Int) -> String {
        defer {
            start += count
            if start == received.count { (received, start) = ([], 0) }
        }
        return String(decoding: received[start..<start + count], as: UTF8.self)
    }

    /// Everything up to the end of the connection.
    func readAll() -> String {
        while fill() {}
        return take(received.count - start)
    }

    struct Answer: Equatable {
        var head: String
        var body: String
        var status: Int { Int(head.split(separator: " ")[1]) ?? 0 }
    }

    /// The next response, with as much body as `Content-Length` says unless it answers `HEAD`.
    func answer(toHead: Bool = false) throws -> Answer {
        var scanned = start
        while true {
            if let end = received[scanned...].firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                scanned = end
                break
            }
            guard fill() else { throw Ended(after: take(received.count - start), end: end) }
        }
        let head = take(scanned - start)
        var length = 0
        for line in head.split(separator: "\r\n") where line.hasPrefix("Content-Length: ") {
            length = Int(line.dropFirst(16)) ?? 0
        }
        return Answer(head: head, body: toHead ? "" : read(length))
    }

    struct Ended: Error {
        let after: String
        let end: End?
    }
}
