import Foundation
import Testing

/// `admin`, `healthcheck` and what `serve` does with its journal, as processes.
@Suite(.threadsOfTheirOwn)
struct AdminTests {
    private func serve(_ arguments: String...) throws -> (command: Command.Running, address: String) {
        let command = try Command.Running(["serve", "--port", "0", "--quiet"] + arguments)
        let line = command.readLine()
        let prefix = "Listening on "
        try #require(line.hasPrefix(prefix), "\(line) \(command.log)")
        return (command, String(line.dropFirst(prefix.count)))
    }

    @Test func theDoorFromAShell() throws {
        let (command, url) = try serve()
        func admin(_ arguments: String...) throws -> Command.Result {
            try Command.run(["admin"] + arguments, environment: ["RESELLER_MOCK_URL": url])
        }
        let connection = try KeepAliveConnection(url)
        _ = try connection.get("/nothing")
        let requests = try admin("requests", "--unmatched")
        #expect(requests.status == 0 && requests.output.contains("/nothing"))
        #expect(try admin("verify", "--path", "/nothing", "--exactly", "1").status == 0)
        #expect(try admin("verify", "--path", "/nothing", "--exactly", "2").status == 1)
        #expect(try admin("clock", "set", "2026-03-01T09:00:00Z").output.contains("2026-03-01T09:00:00"))
        #expect(try admin("clock", "advance").status == 2)
        #expect(try admin("scenario", "over-limit").output.contains("over-limit"))
        #expect(try admin("rules", "enable", "none").status == 1)
        #expect(try admin("call", "POST", "worlds").output.contains("clientSecret"))
        #expect(try admin("reset", "--all").status == 0)
        #expect(try Command.run("healthcheck", "--url", url).status == 0)
        #expect(command.end(SIGTERM).status == 0)
        #expect(try admin("clock").status == 3)
        #expect(try Command.run("healthcheck", "--url", url).status == 1)
    }

    /// As in a container, where server and check have the same variables.
    @Test(arguments: [[:], ["RESELLER_MOCK_TLS": "true"], ["RESELLER_MOCK_NO_ADMIN": "true"]])
    func aHealthcheckFindsTheMockByTheVariablesOfServe(_ variables: [String: String]) throws {
        let command = try Command.Running(
            ["serve", "--port", "0", "--quiet"], environment: variables)
        let line = command.readLine()
        let port = String(try #require(line.split(separator: ":").last, "\(line) \(command.log)"))
        var own = variables
        own["RESELLER_MOCK_PORT"] = port
        #expect(try Command.run(["healthcheck"], environment: own).status == 0)
        #expect(command.end(SIGTERM).status == 0)
        #expect(try Command.run(["healthcheck"], environment: own).status == 1)
    }

    @Test func theJournalGoesToFilesAndAHintFails() throws {
        let folder = try TemporaryFolder()
        let (lines, archive) = (folder.path + "/journal.jsonl", folder.path + "/requests.har")
        let (command, url) = try serve("--journal-output", lines, "--request-log", archive, "--fail-on-hint")
        let connection = try KeepAliveConnection(url)
        _ = try connection.get("/nothing?secret=hidden")
        let result = command.end(SIGTERM)
        #expect(result.status == 5)
        #expect(result.errors.contains("1 request drew a hint"))
        let line = try String(contentsOfFile: lines, encoding: .utf8)
        #expect(line.hasSuffix("}\n") && line.contains("\"url\":\"/nothing?secret=sha256:"))
        let document = try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: archive)))
        let log = try #require((document as? [String: Any])?["log"] as? [String: Any])
        #expect((log["entries"] as? [Any])?.count == 1)
        #expect(!line.contains("hidden"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func theVerdictIsWrittenWhateverEndsTheServer(_ signal: Int32) throws {
        let folder = try TemporaryFolder()
        let verdict = folder.path + "/verdict.json"
        let (command, url) = try serve("--judge-output", verdict)
        _ = try KeepAliveConnection(url).get("/api/companys")
        #expect(command.end(signal).status == 0)
        let document = try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: verdict)))
        let scenarios = try #require((document as? [String: Any])?["scenarios"] as? [[String: Any]])
        let criteria = try #require(scenarios.first?["criteria"] as? [[String: Any]])
        #expect(scenarios.count == 1 && scenarios[0]["scenario"] as? String == "default")
        let bad = criteria.filter { $0["verdict"] as? String == "bad" }
        #expect(bad.map { $0["criterion"] as? String } == ["nothing-unknown-asked"])
    }

    @Test func criteriaThatThereAreNotAreFoundAtTheStart() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(#"{"version":1,"criteria":["token-reuse"]}"#, to: "s.json")
        let result = try Command.run(
            "serve", "--port", "0", "--scenario", file, "--judge-output", folder.path + "/verdict.json")
        #expect(result.status == 1)
        #expect(result.errors.contains("There is no criterion \"token-reuse\" (did you mean \"token-reused\"?)."))
    }

    @Test(arguments: [
        ["--no-admin", "--admin-port", "0"], ["--admin-token", "short"], ["--journal-size", "0"],
        ["--no-journal", "--request-log", "x.har"], ["--no-journal", "--judge-output", "x.json"],
        ["--max-worlds", "-1"],
    ])
    func optionsThatMakeNoSense(_ arguments: [String]) throws {
        let result = try Command.run(["serve", "--port", "0"] + arguments)
        #expect(result.status == 2, "\(result.errors)")
    }

    @Test func theServerIsEndedWhereThatIsAllowed() throws {
        let (command, url) = try serve("--allow-shutdown")
        let result = try Command.run("admin", "call", "POST", "shutdown", "--url", url)
        #expect(result.status == 0)
        #expect(command.wait().status == 0)
    }
}
