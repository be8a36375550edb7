import Foundation
import Testing

@testable import CLI

/// `serve` as test harnesses of strangers start it: with pipes that nobody reads.
@Suite(.threadsOfTheirOwn)
struct HarnessTests {
    /// More lines of the log than twice a pipe holds.
    private static let requestCount = 1000

    @Test(arguments: ["text", "json"])
    func aHarnessThatReadsNothingGetsEveryAnswerAndAnOrderlyEnd(_ format: String) throws {
        let (output, errors) = (Pipe(), Pipe())
        let server = try Child(
            ["serve", "--port", "0", "--ready-file", "READY", "--log-format", format],
            output: output.fileHandleForWriting, errors: errors.fileHandleForWriting)
        let connection = try KeepAliveConnection(server.address())
        for number in 0..<Self.requestCount {
            let status = try connection.get("/api/companies/\(number)")
            guard status == "HTTP/1.1 401 Unauthorized" else { return #expect(Bool(false), "\(number): \(status)") }
        }
        #expect(server.end() == 0)
        #expect(server.text(output).hasPrefix("Listening on http://127.0.0.1:"))
        // As much as the pipe takes, in order and whole but for the last line.
        let lines = server.text(errors).split(separator: "\n").dropLast()
        #expect(lines.count > 100)
        for (number, line) in lines.enumerated() {
            #expect(line.contains("GET /api/companies/\(number) 401"))
        }
    }

    @Test(.enabled(if: Program.isThere("python3"), "python3 is not there"))
    func aPythonHarnessGetsEveryAnswerAndAnOrderlyEnd() throws {
        let script = """
            import http.client, subprocess, sys
            server = subprocess.Popen(
                [sys.argv[1], "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            address = server.stdout.readline().split()[-1].decode().removeprefix("http://")
            connection = http.client.HTTPConnection(address)
            answers = 0
            for number in range(2000):
                connection.request("GET", f"/api/companies/{number}")
                answer = connection.getresponse()
                answer.read()
                answers += answer.status == 401
            server.terminate()
            print(answers, server.wait())
            """
        let output = Pipe()
        let python = try Child(
            ["python3", "-c", script, Command.path], program: "/usr/bin/env", output: output.fileHandleForWriting)
        #expect(python.text(output) == "2000 0\n")
        #expect(python.wait() == 0)
    }

    @Test func aPipeThatIsFullFromTheStartHoldsUpNothing() throws {
        let pipe = Pipe()
        pipe.fill()
        // A warning before the ready line, which then wants to go the same way.
        let server = try Child(
            ["serve", "--port", "0", "--ready-file", "READY"], environment: ["RESELLER_MOCK_NOTHING": "1"],
            output: pipe.fileHandleForWriting, errors: pipe.fileHandleForWriting)
        #expect(try KeepAliveConnection(server.address()).get("/") == "HTTP/1.1 404 Not Found")
        #expect(server.end() == 0)
    }

    @Test func aStartThatFailsEndsBesideAFullPipe() throws {
        let pipe = Pipe()
        pipe.fill()
        let server = try Child(
            ["serve", "--scenario", "/nonexistent.json"], output: pipe.fileHandleForWriting,
            errors: pipe.fileHandleForWriting)
        #expect(server.wait() == 1)
    }

    /// Holds a thread of the server still, as a handler that hangs would.
    private static let holdsAThread = """
        import ctypes, os, subprocess, sys, time
        SEIZE, INTERRUPT, ALL_THREADS = 0x4206, 0x4207, 0x40000000
        server = subprocess.Popen([sys.argv[1], *sys.argv[3:]], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        while not os.path.exists(sys.argv[2]) and server.poll() is None:
            time.sleep(0.01)
        tasks = f"/proc/{server.pid}/task"
        thread = next(int(task) for task in os.listdir(tasks) if open(f"{tasks}/{task}/comm").read().startswith("http-"))
        ptrace = ctypes.CDLL(None, use_errno=True).ptrace
        for request in SEIZE, INTERRUPT:
            if ptrace(request, thread, None, None) != 0:
                server.kill()
                sys.exit("ptrace: " + os.strerror(ctypes.get_errno()))
        os.waitpid(thread, ALL_THREADS)
        for _ in range(int(os.environ["SIGNALS"])):
            server.terminate()
            time.sleep(0.5)
        os.waitpid(thread, ALL_THREADS)
        print(server.wait(), server.stderr.read().decode())
        """

    /// Whether a program may hold another one, which containers can forbid.
    private static let mayTrace = Program.runs(
        "python3", "-c",
        """
        import ctypes, subprocess, sys
        child = subprocess.Popen(["sleep", "60"])
        seized = ctypes.CDLL(None).ptrace(0x4206, child.pid, None, None)
        child.kill()
        sys.exit(seized != 0)
        """)

    /// One signal is followed by the server's own limit; the second one ends it at once.
    @Test(
        .enabled(if: mayTrace, "needs python3 and the right to trace"),
        arguments: [(1, "1 error: The server did not end in time; it is ended all the same.\n\n"), (2, "1 \n")])
    func aHandlerThatHangsDoesNotHoldUpTheEnd(_ signals: Int, _ result: String) throws {
        let (output, errors) = (Pipe(), Pipe())
        let folder = try TemporaryFolder()
        let ready = folder.path + "/ready"
        let arguments = ["serve", "--port", "0", "--workers", "1", "--ready-file", ready]
        let environment = ProcessInfo.processInfo.environment.merging(["SIGNALS": "\(signals)"]) { $1 }
        let python = try Child(
            ["python3", "-c", Self.holdsAThread, Command.path, ready] + arguments, program: "/usr/bin/env",
            environment: environment, output: output.fileHandleForWriting, errors: errors.fileHandleForWriting)
        let text = python.text(output)
        let reason = python.text(errors)
        #expect(text == result, "\(reason)")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func everySignalThatAsksForAnEndGetsAnOrderlyOne(_ signal: Int32) throws {
        let server = try Child(["serve", "--port", "0", "--ready-file", "READY"])
        _ = try server.address()
        #expect(server.end(signal) == 0)
        #expect(!FileManager.default.fileExists(atPath: server.readyFile))
    }

    @Test func aHangUpIsIgnoredWhereTheCallerSaysSo() throws {
        let server = try Child(
            ["-c", #"trap "" HUP; exec "$0" "$@""#, Command.path, "serve", "--port", "0", "--ready-file", "READY"],
            program: "/bin/sh")
        let address = try server.address()
        server.process.send(SIGHUP)
        #expect(try KeepAliveConnection(address).get("/") == "HTTP/1.1 404 Not Found")
        #expect(server.end() == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func aStartThatWaitsCanBeEnded(_ signal: Int32) throws {
        let folder = try TemporaryFolder()
        let fifo = folder.path + "/scenario.json"
        try #require(mkfifo(fifo, 0o600) == 0)
        let server = try Child(["serve", "--port", "0", "--scenario", fifo])
        // It waits for a writer once one can be found without waiting.
        var writer: Int32 = -1
        while writer < 0, server.process.isRunning { writer = open(fifo, O_WRONLY | O_NONBLOCK) }
        defer { close(writer) }
        #expect(server.end(signal) == 0)
    }
}
