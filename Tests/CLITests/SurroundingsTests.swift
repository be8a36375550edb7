import Foundation
import Testing

/// `serve` where little of a usual system is there: in containers, under supervisors.
@Suite(.threadsOfTheirOwn)
struct SurroundingsTests {
    private static let serve = ["serve", "--port", "0", "--ready-file", "READY"]

    /// Programs that a user who may do little can run this with, the first that works; nil when none does.
    private static func permitted(_ candidates: [[String]]) -> [String]? {
        candidates.first { candidate in
            guard let child = try? Child(candidate + ["true"], program: "/usr/bin/env") else { return false }
            return child.wait() == 0
        }
    }

    private static let ownProcesses = permitted([
        ["unshare", "--pid", "--fork"], ["unshare", "--user", "--map-root-user", "--pid", "--fork"],
    ])
    private static let ownMounts = permitted([
        ["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"],
    ])

    @Test(.enabled(if: ownProcesses != nil, "unshare --pid is not permitted"), arguments: [SIGTERM, SIGINT])
    func asTheFirstProcess(_ signal: Int32) throws {
        let unshare = try #require(Self.ownProcesses)
        let server = try Child(unshare + [Command.path] + Self.serve, program: "/usr/bin/env")
        #expect(try KeepAliveConnection(server.address()).get("/") == "HTTP/1.1 404 Not Found")
        let outer = server.process.identifier
        let children = try String(contentsOfFile: "/proc/\(outer)/task/\(outer)/children", encoding: .utf8)
        let inner = try #require(Int32(children.trimmingCharacters(in: .whitespaces)))
        #expect(try String(contentsOfFile: "/proc/\(inner)/status", encoding: .utf8).contains(/NSpid:\s+\d+\s+1\n/))
        kill(inner, signal)
        #expect(server.wait() == 0)
    }

    /// Root can become someone whom no file knows; anyone else stays who he is.
    @Test func asAUserWithoutAHome() throws {
        let stranger =
            getuid() == 0
            ? Self.permitted([["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"]]) : nil
        let output = Pipe()
        let server = try Child(
            (stranger ?? []) + [Command.path, "serve", "--port", "0"], program: "/usr/bin/env",
            environment: ["PATH": "/usr/bin:/bin"], output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        try checkThatItServes(server, output)
    }

    @Test(.enabled(if: ownMounts != nil, "unshare --mount is not permitted"))
    func onAReadOnlyRoot() throws {
        let unshare = try #require(Self.ownMounts)
        let output = Pipe()
        // Every mount, for the folder of temporary files may be one.
        let script = """
            awk '{ print $2 }' /proc/self/mounts | while read -r mount; do
                mount -o remount,bind,ro "$mount" 2>/dev/null
            done
            if touch "$1/probe" 2>/dev/null; then exit 9; fi
            exec "$0" serve --port 0
            """
        let folder = try TemporaryFolder()
        let server = try Child(
            unshare + ["/bin/sh", "-c", script, Command.path, folder.path], program: "/usr/bin/env",
            output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        try checkThatItServes(server, output)
    }

    private func checkThatItServes(_ server: Child, _ output: Pipe) throws {
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let address = try #require(text.firstMatch(of: /^Listening on (http:\S+)/), "\(text)").1
        #expect(try KeepAliveConnection(String(address)).get("/") == "HTTP/1.1 404 Not Found")
        #expect(server.end() == 0)
    }

    @Test(arguments: [("<&- >&- 2>&-", [0, 1, 2]), ("<&-", [0]), (">&-", [1]), ("2>&-", [2])])
    func withStandardStreamsClosed(_ redirections: String, _ closed: [Int]) throws {
        let server = try Child(
            ["-c", #"exec "$0" "$@" \#(redirections)"#, Command.path] + Self.serve, program: "/bin/sh")
        let address = try server.address()
        for descriptor in closed {
            let path = "/proc/\(server.process.identifier)/fd/\(descriptor)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
        }
        #expect(try KeepAliveConnection(address).get("/") == "HTTP/1.1 404 Not Found")
        #expect(server.end() == 0)
    }
}
