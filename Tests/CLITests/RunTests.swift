import Foundation
import Testing

/// `run`: a program with a mock beside it.
@Suite(.threadsOfTheirOwn)
struct RunTests {
    @Test func theProgramFindsTheMock() throws {
        let script = """
            printf '%s\\n' "$RESELLER_CLIENT_ID" "$OTHER" "$1" "${RESELLER_MOCK_PORT-none}"
            curl -s "$RESELLER_MOCK_URL/__admin/version"
            curl -s -o /dev/null -w ' %{http_code}' "$RESELLER_TOKEN_URL" -d grant_type=client_credentials \
                -d client_id="$RESELLER_CLIENT_ID" -d client_secret="$RESELLER_CLIENT_SECRET"
            """
        let result = try Command.run(
            [
                "run", "--scenario", "default", "--env", "OTHER=<{tokenURL}>", "--", "sh", "-c", script, "sh",
                "{baseURL}",
            ],
            environment: ["RESELLER_MOCK_PORT": "0"])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 5, "\(result.output)")
        #expect(lines[0] == "reseller-client")
        #expect(lines[2].hasPrefix("http://127.0.0.1:") && lines[1] == "<\(lines[2])/connect/token>")
        #expect(lines[3] == "none")
        #expect(lines[4].hasPrefix(#"{"version":"#) && lines[4].hasSuffix(" 200"))
        // Nothing of the mock's own among what the program says.
        #expect(result.errors.isEmpty)
    }

    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -TERM $PPID; exec sleep 60", 143)])
    func itEndsAsTheProgramEnds(_ script: String, _ status: Int32) throws {
        #expect(try Command.run("run", "--", "sh", "-c", script).status == status)
    }

    @Test func withHTTPSTheProgramTrustsTheMock() throws {
        let script = """
            curl -s -o /dev/null -w '%{http_code} %{scheme}' --cacert "$CA" "$RESELLER_BASE_URL/nothing"
            exec "\(Command.path)" healthcheck
            """
        let result = try Command.run("run", "--tls", "--env", "CA={caFile}", "--", "sh", "-c", script)
        #expect(result.output.lowercased() == "404 https" && result.status == 0, "\(result.errors)")
    }

    @Test(arguments: [
        ([], "No program is named"), (["--"], "No program is named"), (["sh", "--", "sh"], "\"sh\" stands before --"),
        (["--env", "X", "--", "true"], "--env X is not of the form NAME=TEXT"),
        (["--scenario", "defalt", "--", "true"], "did you mean \"default\"?"),
        (["--", "/nonexistent/program"], "/nonexistent/program cannot be run: No such file or directory"),
    ])
    func whatIsWrongIsTold(_ arguments: [String], _ told: String) throws {
        let result = try Command.run(["run"] + arguments)
        #expect(result.status == 2 && result.errors.contains(told), "\(result.errors)")
    }

    /// The program's own failure comes before the mock's verdict on it.
    @Test func aHintFailsARunThatSucceeds() throws {
        let hinted = #"curl -s -o /dev/null "$RESELLER_BASE_URL/nothing""#
        #expect(try Command.run("run", "--fail-on-hint", "--", "sh", "-c", hinted).status == 5)
        #expect(try Command.run("run", "--fail-on-hint", "--", "sh", "-c", "\(hinted); exit 3").status == 3)
    }

    @Test func aSignalIsPassedOn() throws {
        let command = try Command.Running([
            "run", "--", "sh", "-c", "trap 'echo got it; exit 9' TERM; echo ready; while :; do sleep 0.01; done",
        ])
        #expect(command.readLine() == "ready")
        let result = command.end(SIGTERM)
        #expect(result.status == 9 && result.output == "got it\n")
    }
}
