import Foundation
import Testing

/// `serve` at the bounds of its process.
@Suite(.threadsOfTheirOwn)
struct ServeLimitsTests {
    /// A server of at most 40 open files, and the address of it.
    private func serve() throws -> (command: Command.Running, address: String) {
        let command = try Command.Running(
            ["-c", #"ulimit -n 40; exec "$0" "$@""#, Command.path, "serve", "--port", "0"], program: "/bin/sh")
        let line = command.readLine()
        let prefix = "Listening on "
        try #require(line.hasPrefix(prefix), "\(line) \(command.log)")
        return (command, String(line.dropFirst(prefix.count)))
    }

    @Test func aShortageOfDescriptorsIsToldOfOnceAndItsEndToo() throws {
        let (command, address) = try serve()
        var connections = try (0..<60).map { _ in try KeepAliveConnection(address) }
        let warning = "no descriptors are left for further connections"
        #expect(command.waitForLog(warning))
        #expect(try connections[0].get("/") == "HTTP/1.1 404 Not Found")
        connections = []
        #expect(command.waitForLog("there are descriptors for connections again"))
        let log = command.end(SIGTERM).errors
        #expect(log.components(separatedBy: warning).count == 2)
    }

    /// Those that there were no descriptors for too.
    @Test func everyRequestThatWaitsIsAnsweredWhenTheServerStops() throws {
        let (command, address) = try serve()
        let connections = try (0..<120).map { _ in
            let connection = try KeepAliveConnection(address)
            try connection.ask("/")
            return connection
        }
        command.process.send(SIGTERM)
        for connection in connections { #expect(try connection.statusLine() == "HTTP/1.1 404 Not Found") }
        #expect(command.wait().status == 0)
    }
}
