import Conduct
import Foundation
import Scenarios
import Testing

@testable import CLI

/// `reseller-mock sweep` and what it shares with `judge`, with clients of the shell and curl.
@Suite(.threadsOfTheirOwn)
struct SweepTests {
    /// Asks for a token and for a page; `$1` are options of curl. It takes whatever comes for a page.
    private static let careless = """
        token=$(curl -s -m 1 $1 "$RESELLER_TOKEN_URL" -d grant_type=client_credentials -d scope=api1 \
        -d "client_id=$RESELLER_CLIENT_ID" -d "client_secret=$RESELLER_CLIENT_SECRET" \
        | sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')
        test -n "$token" || { echo no token >&2; exit 1; }
        curl -s -m 1 $1 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d '{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName","ascending":true}' \
        "$RESELLER_BASE_URL/api/companies/search" > "$RESELLER_RUN_FOLDER/page"
        """
    private static let printing = "\ngrep -o '\"companyName\":\"[^\"]*\"' \"$RESELLER_RUN_FOLDER/page\"\n"
    private static let careful = """
        test $? = 0 || exit 1
        test "$(grep -o '"companyName"' "$RESELLER_RUN_FOLDER/page" | wc -l)" = "$(sed -n \
        's/.*"totalNumberOfRecords":\\([0-9]*\\).*/\\1/p' "$RESELLER_RUN_FOLDER/page")" || exit 1
        """

    private let folder: TemporaryFolder
    private let json: String

    init() throws {
        folder = try TemporaryFolder()
        json = folder.path + "/outcomes.json"
        _ = try folder.write(
            """
            {"version":1,"companies":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}
            """, to: "four.json")
    }

    private func sweep(_ options: String..., program: String, _ arguments: String...) throws -> Command.Result {
        let script = try folder.write(program, to: "client.sh")
        return try Command.run(
            ["sweep", "--scenario", "four.json", "--json", json] + options + ["--", "sh", script] + arguments,
            folder: folder.path)
    }

    /// The outcomes by operation and fault.
    private func outcomes() throws -> (runs: [String: String], leftOut: Int) {
        let parsed = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json))) as? [String: Any]
        let document = try #require(parsed)
        let runs = try #require(document["runs"] as? [[String: Any]])
        let pairs = runs.map { run in
            ("\(run["operation"] ?? "") #\(run["number"] ?? "") \(run["fault"] ?? "")", run["outcome"] as? String ?? "")
        }
        return (Dictionary(pairs, uniquingKeysWith: { $1 }), try #require(document["leftOut"] as? [Any]).count)
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func clientThatTakesWhatComesIsWrongWithoutAWord() throws {
        let result = try sweep(program: Self.careless + Self.printing)
        #expect(result.status == 4, "\(result)")
        let runs = try outcomes().runs
        #expect(runs.count == 23)
        let search = "POST /api/companies/search #1 "
        for fault in ["SHORT_PAGE", "TRUNCATED_BODY"] { #expect(runs[search + fault] == "wrong without a word") }
        for fault in ["WRONG_CONTENT_LENGTH", "INVALID_JSON", "WRONG_CONTENT_TYPE"] {
            #expect(runs[search + fault] == "survived")
        }
        for fault in ["STALL", "EMPTY_RESPONSE"] {
            #expect(runs[search + fault] == "failed loudly")
            #expect(runs["POST /connect/token #1 \(fault)"] == "failed loudly")
        }
        #expect(runs["POST /connect/token #1 SHORT_PAGE"] == nil)
        #expect(result.output.contains("wrong without a word: SHORT_PAGE at POST /api/companies/search #1\n"))
        #expect(result.output.contains("has 2 lines where 4 are right"))
        let line = try #require(result.output.split(separator: "\n").last.map { String($0.drop { $0 == " " }) })
        #expect(line.hasPrefix("reseller-mock sweep --repeat sweep-case.json --scenario four.json -- sh "))

        #expect(try Command.run("check", "sweep-case.json", folder: folder.path).status == 0)
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let again = try Command.run(["sweep", "--json", json] + words.dropFirst(), folder: folder.path)
        #expect(again.status == 4)
        #expect(try outcomes().runs == [search + "SHORT_PAGE": "wrong without a word"])
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func clientThatLooksSurvivesOrFailsLoudlyOverHTTPSToo() throws {
        let result = try sweep(
            "--tls", "--jobs", "3", program: Self.careless + "\n" + Self.careful + Self.printing, "--cacert {caFile}")
        #expect(result.status == 0, "\(result)")
        let runs = try outcomes().runs
        #expect(Set(runs.values) == ["survived", "failed loudly"])
        #expect(runs.count == 24 && runs["TLS handshake #1 TLS_HANDSHAKE_FAILURE"] == "failed loudly")
        #expect(runs["POST /api/companies/search #1 SHORT_PAGE"] == "failed loudly")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/sweep-case.json"))
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func resultIsWhatACommandSays() throws {
        let repeatOf = try folder.write(
            """
            {"version":1,"extends":"four.json","rules":[{"name":"c","when":{"method":"POST",\
            "path":"/api/companies/search","nth":1},"then":{"fault":"SHORT_PAGE"}}]}
            """, to: "case.json")
        // What it prints is another each time, and what it leaves in its folder is not.
        let program = Self.careless + "\necho $$\n"
        #expect(try sweep("--repeat", repeatOf, program: program).status == 1)
        let command = "grep -o '\"companyName\":\"[^\"]*\"' {folder}/page"
        #expect(try sweep("--repeat", repeatOf, "--result", command, program: program).status == 4)
        let right = try folder.write(
            (["a", "b", "c", "d"].map { "\"companyName\":\"\($0)\"\n" }).joined(), to: "right")
        #expect(try sweep("--repeat", repeatOf, "--result", command, "--expect", right, program: program).status == 4)
        let wrong = try folder.write("x\n", to: "wrong")
        let result = try sweep("--repeat", repeatOf, "--result", command, "--expect", wrong, program: program)
        #expect(result.status == 1 && result.errors.contains("is not that of --expect: it differs from line 1 on"))
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func whatTheBudgetDoesNotReachIsListed() throws {
        let starts = folder.path + "/starts"
        let program = "echo started >> '\(starts)'\n" + Self.careless + Self.printing
        let result = try sweep("--budget", "1ms", "--timeout", "60s", program: program)
        #expect(result.status == 0)
        #expect(try String(contentsOfFile: starts, encoding: .utf8) == "started\nstarted\n")
        #expect(try outcomes().runs.isEmpty && outcomes().leftOut == 23)
        #expect(result.output.contains("    POST /connect/token #1: all faults\n"))
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func programThatHangsIsEndedWithAllItsChildren() throws {
        let pid = folder.path + "/pid"
        let hanging = try folder.write(
            Self.careless + "\ntest $? = 0 || { sleep 1000 & echo $! > '\(pid)'; wait; }\n" + Self.printing,
            to: "hanging.sh")
        let repeatOf = try folder.write(
            """
            {"version":1,"extends":"four.json","rules":[{"name":"c","when":{"method":"POST",\
            "path":"/api/companies/search","nth":1},"then":{"fault":"EMPTY_RESPONSE"}}]}
            """, to: "case.json")
        let result = try Command.run(
            ["sweep", "--scenario", "four.json", "--repeat", repeatOf, "--timeout", "2s", "--", "sh", hanging],
            folder: folder.path)
        #expect(
            result.status == 4
                && result.output.contains(
                    "\n  hung: EMPTY_RESPONSE at POST /api/companies/search #1\n    ended after 2 s\n")
        )
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines)))
        #expect(!isRunning(child))
    }

    private func caseFile(_ fault: String, nth: Int = 1) throws -> String {
        try folder.write(
            """
            {"version":1,"extends":"four.json","rules":[{"name":"c","when":{"method":"POST",\
            "path":"/api/companies/search","nth":\(nth)},"then":{"fault":"\(fault)"}}]}
            """, to: "case.json")
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func requestThatDoesNotComeIsNotAsked() throws {
        let program = Self.careless + Self.printing
        let result = try sweep("--repeat", try caseFile("TRUNCATED_BODY", nth: 9), program: program)
        #expect(result.status == 0)
        #expect(try outcomes().runs == ["POST /api/companies/search #9 TRUNCATED_BODY": "not asked"])
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func runThatTheBudgetEndsIsLeftOut() throws {
        let program = Self.careless + "\ntest $? = 0 || sleep 1000\n" + Self.printing
        let result = try sweep(
            "--repeat", try caseFile("EMPTY_RESPONSE"), "--budget", "2s", "--timeout", "60s", program: program)
        #expect(result.status == 0)
        #expect(try outcomes().runs.isEmpty && outcomes().leftOut == 1)
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func requestsThatTheScenarioDecidesAreNotBroken() throws {
        let own = try folder.write(
            #"{"version":1,"rules":[{"name":"r","when":{"path":"/connect/token"},"then":{"delay":"1ms"}}]}"#,
            to: "own.json")
        let script = try folder.write(Self.careless + Self.printing, to: "client.sh")
        let result = try Command.run(
            "sweep", "--scenario", own, "--budget", "1ms", "--timeout", "60s", "--json", json, "--", "sh", script,
            folder: folder.path)
        #expect(result.status == 0)
        #expect(try outcomes().leftOut == 12 && !result.output.contains("/connect/token"))
    }

    @Test func programLeavesNothingBehindAndFindsWhatItNeeds() throws {
        let (pid, found) = (folder.path + "/pid", folder.path + "/found")
        let script =
            "cat > '\(found)'; sleep 1000 & echo $! > '\(pid)'; "
            + "{ ls {folder}; env; echo {baseURL}; } >> '\(found)'"
        let input = try folder.write("not for the program\n", to: "input")
        let result = try Command.Running(
            ["judge", "empty", "--env", "MY_URL={baseURL}/x", "--", "sh", "-c", script],
            environment: ["RESELLER_MOCK_PORT": "1"], input: input
        ).wait()
        #expect(result.status == 0)
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines)))
        #expect(hasEnded(child))
        let lines = try String(contentsOfFile: found, encoding: .utf8).split(separator: "\n").map(String.init)
        let url = try #require(lines.last)
        #expect(lines.contains("RESELLER_BASE_URL=\(url)") && lines.contains("MY_URL=\(url)/x"))
        #expect(lines.contains("RESELLER_TOKEN_URL=\(url)/connect/token"))
        #expect(lines.contains("RESELLER_CLIENT_ID=reseller-client"))
        // Nothing came in, and the folder is empty.
        #expect(lines[0].contains("="))
        #expect(
            lines.contains { $0.hasPrefix("RESELLER_RUN_FOLDER=/") }
                && !lines.contains { $0.hasPrefix("RESELLER_MOCK_") })
    }

    /// Whether a process that was sent SIGKILL ends; it takes a moment, and ten seconds are for ever.
    private func hasEnded(_ pid: pid_t) -> Bool {
        for _ in 0..<1000 where isRunning(pid) { Thread.sleep(forTimeInterval: 0.01) }
        return !isRunning(pid)
    }

    /// Whether a process is there and no zombie.
    private func isRunning(_ pid: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first.map { $0 != "Z" } ?? false
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test(arguments: ["judge", "sweep"], [SIGINT, SIGTERM])
    func programsEndWithTheCommand(_ command: String, _ signal: Int32) throws {
        let pid = folder.path + "/pid"
        let own = folder.path + "/own"
        let program = "echo \"$RESELLER_RUN_FOLDER\" > '\(own)'; echo $$ > '\(pid)~'; mv '\(pid)~' '\(pid)'; sleep 1000"
        let running = try Command.Running(
            [command] + (command == "judge" ? ["empty"] : []) + ["--", "sh", "-c", program])
        while !FileManager.default.fileExists(atPath: pid), running.process.isRunning {
            Thread.sleep(forTimeInterval: 0.01)
        }
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines)))
        let ownFolder = try String(contentsOfFile: own, encoding: .utf8).trimmingCharacters(in: .newlines)
        #expect(isThere(ownFolder))
        #expect(running.end(signal).status == 128 + signal)
        #expect(!isThere(URL(filePath: ownFolder).deletingLastPathComponent().path))
        // Its parent is gone, so that somebody else waits for it; that it was sent the signal is certain by now.
        #expect(hasEnded(child))
    }

    @Test(arguments: [
        (["sweep"], "No program is named: reseller-mock sweep -- COMMAND ARGUMENTS..."),
        (["sweep", "pagination", "--", "true"], #"takes options and -- before the program, not "pagination""#),
        (["sweep", "--budget", "5", "--", "true"], "--budget 5 is no duration such as 5m."),
        (["sweep", "--jobs", "0", "--", "true"], "The number of jobs 0 is not between 1 and 256."),
        (["sweep", "--scenario", "-", "--", "true"], "A sweep needs a bundled scenario or a file"),
        (["sweep", "--env", "x", "--", "true"], "--env x is not of the form NAME=TEXT."),
        (["sweep", "--", "/nowhere/x"], "/nowhere/x cannot be run: No such file or directory."),
        (["judge"], "No program is named: reseller-mock judge [SCENARIO...] -- COMMAND ARGUMENTS..."),
        (["judge", "--timeout", "0s", "--", "true"], "--timeout 0s is no duration such as 90s."),
    ])
    func wrongCommandLinesAreRefused(_ arguments: [String], _ message: String) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 2 && result.errors.contains(message), "\(result.errors)")
    }

    @Test func undisturbedProgramMustSucceedAndAskForSomething() throws {
        let failing = try Command.run("sweep", "--", "sh", "-c", "echo first >&2; echo 'no luck' >&2; exit 3")
        #expect(
            failing.status == 1 && failing.errors.contains("The undisturbed program failed with exit code 3: no luck"))
        let idle = try Command.run("sweep", "--", "true")
        #expect(idle.status == 1 && idle.errors.contains("asked for nothing that the API has"))
    }

    @Test func caseStandsBesideTheScenarioThatItExtends() throws {
        #expect(try SweepCase.path(nil, beside: .bundled("empty")) == "sweep-case.json")
        #expect(try SweepCase.path("x/y.json", beside: .bundled("empty")) == "x/y.json")
        #expect(try SweepCase.path(nil, beside: .file("a.json")) == "sweep-case.json")
        #expect(try SweepCase.path(nil, beside: .file("b/a.json")) == "b/sweep-case.json")
        #expect(try SweepCase.path("b/c.json", beside: .file("b/a.json")) == "b/c.json")
        #expect(throws: Failure.self) { try SweepCase.path("c.json", beside: .file("b/a.json")) }
    }

    @Test(arguments: WireFault.Kind.allCases)
    func everyFaultIsSweptAndItsCaseReadAgain(_ kind: WireFault.Kind) throws {
        #expect(FaultSweep.faults.count { $0 == kind } == 1)
        let operation = kind.isAboutConnections ? FaultSweep.handshake : "GET /api/companies/{resourceId}"
        let pair = SweepPair(.init(operation, 7), kind.rawValue)
        let file = try folder.write(SweepCase.text(pair, base: .bundled("default")), to: "case.json")
        #expect(try SweepCase.read(file) == pair)
    }

    @Test func differencesOfResultsAreTold() {
        func difference(_ result: String, _ expected: String) -> String? {
            FaultSweep.difference(Array(result.utf8), Array(expected.utf8))
        }
        #expect(difference("a\nb\n", "a\nb\n") == nil)
        #expect(difference("a\n", "a\nb\n") == "it differs from line 2 on and has 1 lines where 2 are right")
        #expect(difference("", "a") == "it differs from line 1 on and has 0 lines where 1 are right")
    }
}
