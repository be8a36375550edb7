import Glibc
import HTTPServer

@testable import OpenSSL

/// Seconds after which a test that waits fails instead of waiting for ever: no claim about speed, however busy the
/// machine is.
let patience = 60

/// Whether `condition` holds within `patience`; it is tried again every few milliseconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(patience)
    while ContinuousClock.now < end {
        if try condition() { return true }
        usleep(5000)
    }
    return false
}

/// A blocking socket that shows what really is on the wire or, over TLS, inside of it.
final class Client {
    /// How the other side ended the connection.
    enum End: Equatable {
        case closed
        case reset
        /// Nothing for `patience`: a failure of the test, not a hang of it.
        case timedOut
    }

    private let descriptor: Int32
    private var received: [UInt8] = []
    private var start = 0
    private(set) var end: End?
    /// Nil for plain HTTP.
    let session: TLSSession?
    /// Bytes of one system call at most.
    var pieceSize = Int.max

    init(_ address: BoundAddress, receiveBuffer: Int32? = nil, session: TLSSession? = nil) throws {
        self.session = session
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &list) == 0, let list else {
            throw ConnectError(code: EINVAL)
        }
        defer { freeaddrinfo(list) }
        descriptor = socket(list.pointee.ai_family, list.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        var timeout = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // Otherwise the system keeps a request that follows the end of a handshake back until that is acknowledged.
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
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
        guard let session else { return sendOnWire(bytes) }
        while session.state == .handshaking, fill() {}
        guard session.state != .handshaking else { return false }
        bytes.withUnsafeBytes(session.write)
        return sendCiphertext()
    }

    /// Sends what the session has to say.
    @discardableResult
    func sendCiphertext() -> Bool {
        var ciphertext: [UInt8] = []
        session?.withCiphertext {
            ciphertext = Array($0)
            return $0.count
        }
        return sendOnWire(ciphertext)
    }

    /// Sends bytes as they are.
    @discardableResult
    func sendOnWire(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.prefix(pieceSize).withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
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
        if session?.state == .handshaking {
            received += plaintext()  // Begins the handshake.
            sendCiphertext()
        }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            if let session {
                buffer[..<count].withUnsafeBytes(session.feed)
                received += plaintext()
                sendCiphertext()
            } else {
                received += buffer[..<count]
            }
            return true
        }
        end = count == 0 ? .closed : errno == ECONNRESET ? .reset : .timedOut
        return false
    }

    private func plaintext() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while let count = buffer.withUnsafeMutableBytes({ session?.read(into: $0) }), count > 0 {
            all += buffer[..<count]
        }
        return all
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
