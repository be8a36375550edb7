import Foundation
import ResellerAPI

/// What the door said.
struct DoorAnswer: Sendable {
    let status: Int
    let text: String

    var isGood: Bool { (200..<300).contains(status) }
}

/// Asks the door of a mock that runs, over plain HTTP: one request for each connection. It needs no library that an image
/// with the mock alone would lack.
struct DoorClient {
    private let address: String
    private let host: String
    private let port: Int
    private let token: String?
    private let timeout: TimeInterval

    /// - Parameters:
    ///   - url: nil for that of `RESELLER_MOCK_URL`, or where `serve` with the variables of this process has its door.
    ///   - token: nil for that of `RESELLER_MOCK_ADMIN_TOKEN`, or none.
    ///   - timeout: of the whole exchange, in seconds.
    init(url: String?, token: String?, timeout: TimeInterval) throws {
        let variables = ProcessInfo.processInfo.environment
        var address = url ?? variables["RESELLER_MOCK_URL"] ?? Environment(variables).door
        while address.hasSuffix("/") { address.removeLast() }
        guard let target = URL(string: address), let scheme = target.scheme?.lowercased(), let host = target.host,
            !host.isEmpty, target.path.isEmpty, target.query == nil, target.user == nil
        else {
            throw Failure.usage("\(address) is no address such as http://127.0.0.1:8080.")
        }
        guard scheme == "http" else {
            throw Failure.usage(
                "\(address): the door is asked over plain HTTP; serve it on a port of its own with --admin-port.")
        }
        self.address = address
        // Foundation keeps the brackets of an IPv6 address or takes them away, as its version will.
        self.host = host.trimmingCharacters(in: ["[", "]"])
        port = target.port ?? 80
        self.token = token ?? variables["RESELLER_MOCK_ADMIN_TOKEN"]
        self.timeout = timeout
    }

    /// - Parameter path: below `/__admin/`.
    func send(_ method: String, _ path: String, _ body: JSONValue?) throws -> DoorAnswer {
        let name = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        var head = "\(method) /__admin/\(path) HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        let bytes = body?.bytes ?? []
        if body != nil { head += "Content-Type: application/json\r\nContent-Length: \(bytes.count)\r\n" }
        guard !method.isEmpty, !(method + path + (token ?? "")).utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else {
            throw Failure.usage("Method, path and token have neither blanks nor control characters.")
        }
        let deadline = ContinuousClock.now + .seconds(timeout)
        let descriptor = try connect(until: deadline)
        defer { close(descriptor) }
        try write(Array((head + "\r\n").utf8) + bytes, to: descriptor, until: deadline)
        return try parsed(try readAll(descriptor, until: deadline))
    }

    private func nothing(_ reason: String) -> Failure {
        Failure(message: "Nothing answers at \(address): \(reason).", exitCode: Failure.unreachable)
    }

    private static func reason(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }

    // MARK: - The socket

    private func connect(until deadline: ContinuousClock.Instant) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &list)
        guard code == 0 else { throw nothing(String(cString: gai_strerror(code)).lowercased()) }
        defer { freeaddrinfo(list) }
        var reason = "it has no address"
        var next = list
        while let info = next?.pointee {
            next = info.ai_next
            let descriptor = socket(
                info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            guard descriptor >= 0 else {
                reason = Self.reason(errno)
                continue
            }
            var result = Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 ? 0 : errno
            if result == EINPROGRESS {
                result = ETIMEDOUT
                if wait(for: POLLOUT, on: descriptor, until: deadline) {
                    var size = socklen_t(MemoryLayout<Int32>.size)
                    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &result, &size)
                }
            }
            if result == 0 { return descriptor }
            reason = Self.reason(result)
            close(descriptor)
        }
        throw nothing(reason)
    }

    /// False when the time is over.
    private func wait(for events: Int32, on descriptor: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { return false }
            let count = poll(&entry, 1, Int32(min(left.rounded(.up), 1e9)))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, until deadline: ContinuousClock.Instant) throws {
        var sent = 0
        while sent < bytes.count {
            guard wait(for: POLLOUT, on: descriptor, until: deadline) else { throw nothing("the time is over") }
            let count = Glibc.send(descriptor, Array(bytes[sent...]), bytes.count - sent, Int32(MSG_NOSIGNAL))
            if count > 0 {
                sent += count
            } else if errno == EPIPE || errno == ECONNRESET {
                // It has answered already, perhaps why it takes no more.
                return
            } else if errno != EAGAIN, errno != EINTR {
                throw nothing(Self.reason(errno))
            }
        }
    }

    private func readAll(_ descriptor: Int32, until deadline: ContinuousClock.Instant) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            guard wait(for: POLLIN, on: descriptor, until: deadline) else { throw nothing("the time is over") }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 || !bytes.isEmpty && errno == ECONNRESET {
                return bytes
            } else if errno != EAGAIN, errno != EINTR {
                throw nothing(Self.reason(errno))
            }
        }
    }

    // MARK: - The answer

    private func parsed(_ bytes: [UInt8]) throws -> DoorAnswer {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let head = text.firstRange(of: "\r\n\r\n") else { throw nothing("what answers speaks no HTTP") }
        let lines = text[..<head.lowerBound].split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
            throw nothing("what answers speaks no HTTP")
        }
        return DoorAnswer(status: status, text: String(text[head.upperBound...]))
    }
}
