import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite(.threadsOfTheirOwn)
struct ServeTests {
    private func serve(
        _ arguments: String..., environment: [String: String] = [:], folder: String? = nil
    ) throws -> (command: Command.Running, url: String) {
        let command = try Command.Running(
            ["serve", "--port", "0"] + arguments, environment: environment, folder: folder)
        let line = command.readLine()
        let prefix = "Listening on "
        try #require(line.hasPrefix("\(prefix)http://"), "\(line) \(command.log)")
        return (command, String(line.dropFirst(prefix.count)))
    }

    private func status(_ url: String, body: String? = nil) async throws -> Int {
        var request = URLRequest(url: try #require(URL(string: url)))
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        }
        // One of its own, for a shared one would keep the connection and spin once the server has closed it.
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (_, response) = try await session.data(for: request)
        return try #require(response as? HTTPURLResponse).statusCode
    }

    private func grant(_ client: String, _ secret: String) -> String {
        "grant_type=client_credentials&client_id=\(client)&client_secret=\(secret)"
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func servesFromAnyFolderUntilASignalEndsIt(_ signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let (command, url) = try serve(folder: folder.path)
        #expect(try await status("\(url)/connect/token", body: grant("reseller-client", "reseller-secret")) == 200)
        let result = command.end(signal)
        #expect(result.status == 0)
        #expect(result.output.contains("reseller-client / reseller-secret"))
        #expect(result.output.contains("curl -s \(url)/connect/token"))
        #expect(result.errors.contains("POST /connect/token 200"))
    }

    @Test func readyFileHoldsTheAddressWhileTheServerRuns() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("stale", to: "ready")
        let (command, url) = try serve("--ready-file", file)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "\(url)\n")
        #expect(command.end(SIGTERM).status == 0)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func theScenarioAsItStandsIsWrittenAtTheEnd() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/saved.json"
        let (command, url) = try serve("--save-scenario", file, "--seed", "7")
        #expect(try await status("\(url)/connect/token", body: grant("reseller-client", "reseller-secret")) == 200)
        #expect(command.end(SIGTERM).status == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(#""seed":7"#) && text.contains(#""clientSecret":"reseller-secret""#))
        let check = try Command.run("check", file)
        #expect(check.status == 0 && check.output.contains("ok,"))
    }

    @Test func readyFileThatCannotBeWrittenEndsTheServer() throws {
        let result = try Command.run("serve", "--port", "0", "--ready-file", "/nonexistent/ready")
        #expect(result.status == 1)
        #expect(result.errors.contains("/nonexistent/ready: No such file or directory"))
    }

    @Test func quietPrintsTheAddressAlone() async throws {
        let (command, url) = try serve("--quiet")
        #expect(try await status(url) == 404)
        let result = command.end(SIGTERM)
        #expect(result.output.isEmpty)
        #expect(result.errors.isEmpty)
    }

    @Test func everyLineOfAJSONLogIsAnObject() async throws {
        let folder = try TemporaryFolder()
        let rules = #"[{ "name": "busy", "when": { "client": "c" }, "then": { "answer": { "status": 503 } } }]"#
        func scenario(_ version: Int) -> String {
            #"{ "version": \#(version), "clients": [{ "clientId": "c", "clientSecret": "s" }], "rules": \#(rules) }"#
        }
        let file = try folder.write(scenario(1), to: "s.json")
        let (command, url) = try serve(
            "--log-format", "json", "--watch", "--scenario", file, environment: ["RESELLER_MOCK_PROT": "1"])
        #expect(try await status("\(url)/nothing") == 404)
        #expect(try await status("\(url)/connect/token", body: grant("c", "s")) == 503)
        _ = try folder.write(scenario(2), to: "s.json")
        #expect(command.waitForLog("the one before stays in use"))
        let result = command.end(SIGTERM)
        let objects = try result.errors.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
        #expect(objects.map { $0["level"] as? String } == ["warning", "info", "info", "error", "error"])
        #expect(objects.allSatisfy { ($0["time"] as? String)?.wholeMatch(of: /.{19}\.\d{3}Z/) != nil })
        try #require(objects.count == 5)
        #expect((objects[0]["message"] as? String)?.contains("RESELLER_MOCK_PROT is unknown") == true)
        #expect(objects[1]["message"] as? String == "GET /nothing 404")
        #expect(objects[1]["method"] as? String == "GET")
        #expect(objects[1]["path"] as? String == "/nothing")
        #expect(objects[1]["status"] as? Int == 404)
        #expect((objects[1]["hint"] as? String)?.isEmpty == false)
        #expect(objects[2]["operation"] as? String == "POST /connect/token")
        #expect(objects[2]["client"] as? String == "c")
        #expect(objects[2]["rule"] as? String == "busy")
        #expect(objects[2]["ms"] is Double)
        #expect(objects[3]["file"] as? String == file)
        #expect(objects[3]["line"] as? Int == 1)
        #expect(objects[3]["column"] as? Int == 14)
        #expect(objects[3]["code"] as? String == "unsupported-version")
    }

    @Test func noTextOfOthersCanForgeOrColourALogLine() async throws {
        let folder = try TemporaryFolder()
        let rule = ##"{"name": "a\u0007\u009b31mé\nb", "when": {"path": "/x"}, "then": {"answer": {"status": 418}}}"##
        let file = try folder.write(#"{"version": 1, "extends": "default", "rules": [\#(rule)]}"#, to: "s.json")
        let (command, url) = try serve("--scenario", file)
        #expect(try await status("\(url)/x") == 418)
        let line = try #require(command.end(SIGTERM).errors.split(separator: "\n").last)
        #expect(line.contains(#" rule=a\u{7}\u{9b}31mé\u{a}b - "#))
    }

    @Test func environmentMirrorsOptionsAndOptionsWin() async throws {
        let (command, url) = try serve(
            environment: ["RESELLER_MOCK_PORT": "1", "RESELLER_MOCK_SCENARIO": "empty", "RESELLER_MOCK_PROT": "1"])
        #expect(try await status(url) == 404)
        let result = command.end(SIGTERM)
        #expect(result.output.contains("Scenario empty"))
        #expect(
            result.errors.contains(
                "RESELLER_MOCK_PROT is unknown and has no effect (did you mean RESELLER_MOCK_PORT?)"))
    }

    @Test func whatMisbehavesIsToldAtTheStartWithTheSeed() throws {
        let folder = try TemporaryFolder()
        let rules = #"{ "name": "no TLS", "then": { "fault": "TLS_HANDSHAKE_FAILURE" } }"#
        let off = #"{ "name": "off", "enabled": false, "when": { "method": "GET" }, "then": { "fault": "STALL" } }"#
        let file = try folder.write(
            #"{ "version": 1, "seed": 3, "rateLimit": { "requests": 1, "per": "1h" }, "rules": [\#(rules), \#(off)] }"#,
            to: "rules.json")
        let (command, _) = try serve("--scenario", file, environment: ["RESELLER_MOCK_SEED": "42"])
        let result = command.end(SIGTERM)
        #expect(
            result.output.contains(
                """
                It misbehaves on purpose (seed 42):
                  rule "no TLS"
                  rule "off", not enabled
                  rate limit, 1 request in 3600.0 seconds for each client
                """))
        #expect(
            result.errors.contains(
                "The rule \"no TLS\" breaks TLS handshakes, and only HTTP is served; add --tls or --tls-port."))
        #expect(!result.errors.contains("RESELLER_MOCK_SEED"))
        let plain = try serve()
        #expect(!plain.command.end(SIGTERM).output.contains("misbehaves"))
    }

    @Test func seedDecidesWhichRequestsFail() async throws {
        func statuses(_ seed: String) async throws -> [Int] {
            let folder = try TemporaryFolder()
            let rule = #"{ "name": "r", "when": { "probability": 0.5 }, "then": { "answer": { "status": 503 } } }"#
            let file = try folder.write(#"{ "version": 1, "rules": [\#(rule)] }"#, to: "rules.json")
            let (command, url) = try serve("--scenario", file, "--seed", seed)
            defer { _ = command.end(SIGTERM) }
            var statuses: [Int] = []
            for _ in 0..<20 { statuses.append(try await status(url)) }
            return statuses
        }
        let first = try await statuses("1")
        #expect(try await statuses("1") == first)
        #expect(try await statuses("2") != first)
    }

    @Test(arguments: [
        (["RESELLER_MOCK_SEED": "-1"], "The seed -1 is not between 0 and 9007199254740991."),
        (["RESELLER_MOCK_PORT": "many"], "RESELLER_MOCK_PORT=many: The value 'many' is invalid for '--port <port>'."),
        (["RESELLER_MOCK_PORT": "65536"], "The port 65536 is not between 0 and 65535."),
        (["RESELLER_MOCK_QUIET": "maybe"], "RESELLER_MOCK_QUIET=maybe is not true or false."),
        (
            ["RESELLER_MOCK_LOG_FORMAT": "xml"],
            "RESELLER_MOCK_LOG_FORMAT=xml: The value 'xml' is invalid for '--log-format <log-format>'. "
                + "Please provide one of 'text' and 'json'."
        ),
        (["RESELLER_MOCK_WORKERS": "0"], "The number of workers 0 is not between 1 and 256."),
    ])
    func badEnvironmentIsAUsageError(_ environment: [String: String], _ message: String) throws {
        let result = try Command.run("serve", environment: environment)
        #expect(result.status == 2)
        #expect(result.errors.contains(message))
    }

    @Test func usedPortNamesTheMend() throws {
        let (command, url) = try serve()
        let port = try #require(URL(string: url)?.port)
        let result = try Command.run("serve", "--port", "\(port)")
        #expect(result.status == 1)
        #expect(result.errors.contains("\(port)"))
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test func scenarioWithErrorsIsNotServed() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(#"{ "version": 1, "companys": [] }"#, to: "bad.json")
        let result = try Command.run("serve", "--port", "0", "--scenario", file)
        #expect(result.status == 1)
        #expect(result.errors.contains("\(file):1:17: error: "))
    }

    @Test func watchingABundledScenarioIsAUsageError() throws {
        let result = try Command.run("serve", "--watch")
        #expect(result.status == 2)
        #expect(result.errors.contains("--watch needs a scenario file"))
    }

    @Test func watchedFileSwapsInWholeAndABadOneDoesNot() async throws {
        func scenario(_ client: String) -> String {
            #"{ "version": 1, "clients": [ { "clientId": "\#(client)", "clientSecret": "s" } ] }"#
        }
        let folder = try TemporaryFolder()
        let file = try folder.write(scenario("first"), to: "watched.json")
        let (command, url) = try serve("--scenario", file, "--watch")
        #expect(try await status("\(url)/connect/token", body: grant("first", "s")) == 200)

        _ = try folder.write("{ \"version\": 1,", to: "watched.json")
        #expect(command.waitForLog("the one before stays in use"))
        #expect(try await status("\(url)/connect/token", body: grant("first", "s")) == 200)

        // A file that replaces the old one, as editors do, and one written in place.
        _ = try folder.write(scenario("second"), to: "watched.json")
        #expect(command.waitForLog("scenario watched reloaded"))
        #expect(try await status("\(url)/connect/token", body: grant("second", "s")) == 200)
        #expect(try await status("\(url)/connect/token", body: grant("first", "s")) == 400)
        try scenario("third3").write(toFile: file, atomically: false, encoding: .utf8)
        while try await status("\(url)/connect/token", body: grant("third3", "s")) != 200 {
            try #require(command.process.isRunning)
        }
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test func signingKeyThatCannotBeUsedIsNamed() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("no key at all", to: "key.pem")
        let wrong = try Command.run("serve", "--port", "0", "--signing-key", file)
        #expect(wrong.status == 1)
        #expect(
            wrong.errors
                == "error: \(file): Cannot read the RSA private key: the text has no \"-----BEGIN PRIVATE KEY-----\" line.\n"
        )
        let result = try Command.run("serve", "--signing-key", "/nonexistent/key.pem")
        #expect(result.status == 1)
        #expect(result.errors.contains("Cannot read the signing key /nonexistent/key.pem"))
    }
}
