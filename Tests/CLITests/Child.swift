import Foundation
import Testing

@testable import CLI

/// A program whose standard streams are what a test makes them.
final class Child {
    let process: ChildProcess
    private let folder: TemporaryFolder
    private let watchdog: Watchdog

    /// Where a server says that it is ready, for its standard output may be of no use.
    var readyFile: String { folder.path + "/ready" }

    /// `READY` among the arguments stands for the path of the ready file.
    init(
        _ arguments: [String], program: String = Command.path, environment: [String: String]? = nil,
        output: FileHandle = .nullDevice, errors: FileHandle = .nullDevice
    ) throws {
        folder = try TemporaryFolder()
        let readyFile = folder.path + "/ready"
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RESELLER_MOCK_") }
        process = try ChildProcess(
            program, arguments.map { $0 == "READY" ? readyFile : $0 },
            environment: (environment ?? inherited).merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 },
            input: .nullDevice, output: output, errors: errors)
        watchdog = Watchdog(process)
    }

    deinit {
        process.send(SIGKILL)
    }

    /// Waits for the ready file and gives the address in it.
    func address(_ location: SourceLocation = #_sourceLocation) throws -> String {
        while true {
            if let text = try? String(contentsOfFile: readyFile, encoding: .utf8),
                let line = text.split(separator: "\n").first
            {
                return String(line)
            }
            try #require(process.isRunning, "the server ended", sourceLocation: location)
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Everything that comes through a pipe until the last writer is gone.
    func text(_ pipe: Pipe) -> String {
        try? pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// The exit code, or the signal that ended it as a negative number.
    func wait() -> Int32 {
        process.wait()
    }

    func end(_ signal: Int32 = SIGTERM) -> Int32 {
        process.send(signal)
        return wait()
    }
}

extension Pipe {
    /// Fills it up, so that the next writer waits.
    func fill() {
        let descriptor = fileHandleForWriting.fileDescriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        let dots = [UInt8](repeating: UInt8(ascii: "."), count: 4096)
        while write(descriptor, dots, dots.count) > 0 {}
        while write(descriptor, dots, 1) > 0 {}
        _ = fcntl(descriptor, F_SETFL, flags)
    }
}

/// A connection on which requests are asked one after another.
final class KeepAliveConnection {
    private let descriptor: Int32

    init(_ address: String) throws {
        let url = try #require(URL(string: address))
        // URLSession takes no IPv6 literal on Linux.
        let host = try #require(url.host).trimmingCharacters(in: ["[", "]"])
        var found: UnsafeMutablePointer<addrinfo>?
        try #require(getaddrinfo(host, "\(try #require(url.port))", nil, &found) == 0)
        let address = try #require(found)
        defer { freeaddrinfo(address) }
        descriptor = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        try #require(connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0)
        // A failure of the test, not a hang of it.
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// The status line of an answer without a body.
    func get(_ path: String) throws -> String {
        try ask(path)
        return try statusLine()
    }

    func ask(_ path: String) throws {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        try #require(send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
    }

    /// That of the next answer, which has no body.
    func statusLine() throws -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while !answer.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            try #require(count > 0)
            answer += buffer[..<count]
        }
        return String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}
