import Foundation
import Testing

/// Where `serve` listens, and with how many event loops.
@Suite(.threadsOfTheirOwn)
struct ServeAddressTests {
    private func serve(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> (command: Command.Running, addresses: String) {
        let command = try Command.Running(["serve", "--port", "0", "--quiet"] + arguments, environment: environment)
        let line = command.readLine()
        let prefix = "Listening on "
        try #require(line.hasPrefix(prefix), "\(line) \(command.log)")
        return (command, String(line.dropFirst(prefix.count)))
    }

    private func isServed(_ url: String) throws -> Bool {
        try KeepAliveConnection(url).get("/") == "HTTP/1.1 404 Not Found"
    }

    @Test(arguments: [
        (["--host", "localhost"], [:]), (["--host", "127.0.0.1", "--host", "[::1]"], [:]),
        ([], ["RESELLER_MOCK_HOST": "127.0.0.1, ::1"]),
    ])
    func severalAddressesAreServedOnOnePort(_ arguments: [String], _ environment: [String: String]) throws {
        let command = try Command.Running(["serve", "--port", "0", "--quiet"] + arguments, environment: environment)
        let line = command.readLine()
        let match = try #require(
            line.wholeMatch(of: #/Listening on (http://127\.0\.0\.1:(\d+)) and (http://\[::1\]:(\d+))/#), "\(line)")
        #expect(match.2 == match.4)
        for url in [match.1, match.3] { #expect(try isServed(String(url))) }
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test(arguments: ["0.0.0.0", "::", "[::]"])
    func aWildcardIsToldAsAnAddressToConnectTo(_ host: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ready"
        let (command, addresses) = try serve("--host", host, "--ready-file", file)
        let match = try #require(
            addresses.wholeMatch(of: #/(http://127\.0\.0\.1:\d+) \(all interfaces\)/#), "\(addresses)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "\(match.1)\n")
        #expect(try isServed(String(match.1)))
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test func whatCannotBeListenedOnIsNamed() throws {
        let result = try Command.run("serve", "--port", "0", "--host", "127.0.0.1", "--host", "192.0.2.1")
        #expect(result.status == 1)
        #expect(result.errors == "error: Cannot listen on 192.0.2.1:0: this machine has no such address.\n")
    }

    @Test(.enabled(if: Program.runs("taskset", "--version")))
    func eventLoopsFollowTheAffinity() throws {
        let command = try Command.Running(
            ["taskset", "-c", "0", Command.path, "serve", "--port", "0", "--quiet"], program: "/usr/bin/env")
        #expect(command.readLine().hasPrefix("Listening on "))
        let tasks = "/proc/\(command.process.identifier)/task"
        var loops: [String] = []
        // A thread gives itself its name, which may come after the announcement.
        while loops.isEmpty, command.process.isRunning {
            loops = try FileManager.default.contentsOfDirectory(atPath: tasks)
                .compactMap { try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8) }
                .filter { $0.hasPrefix("http-") }
        }
        #expect(loops == ["http-0\n"])
        #expect(command.end(SIGTERM).status == 0)
    }
}
