import Foundation
import ResellerMock
import Testing

@testable import CLI

/// Files that options name, written and read by the whole command.
@Suite(.threadsOfTheirOwn)
struct NamedFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func serve(_ arguments: String...) throws -> (command: Command.Running, url: String) {
        let command = try Command.Running(["serve", "--port", "0", "--quiet"] + arguments)
        let line = command.readLine()
        try #require(line.hasPrefix("Listening on http"), "\(line) \(command.log)")
        return (command, String(line.dropFirst("Listening on ".count)))
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// Fails after a minute instead of waiting for ever.
    private func wait(until condition: () -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while !condition() {
            try #require(ContinuousClock.now < end, "waited for a minute")
            usleep(5000)
        }
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func type(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    // MARK: Writing

    @Test func aFIFOAndADeviceAndALinkAsReadyFileAreWrittenToAndStay() async throws {
        let fifo = "\(folder.path)/fifo"
        mkfifo(fifo, 0o600)
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
        // Nobody reads from the FIFO yet, and the server is announced all the same.
        let (first, firstURL) = try serve("--ready-file", fifo)
        let reader = try #require(FileHandle(forReadingAtPath: fifo))
        #expect(try reader.readToEnd() == Data("\(firstURL)\n".utf8))
        #expect(first.end(SIGTERM).status == 0)
        #expect(type(fifo) == S_IFIFO)
        let (second, secondURL) = try serve("--ready-file", link)
        #expect(try text("\(folder.path)/target") == "\(secondURL)\n")
        #expect(second.end(SIGTERM).status == 0)
        #expect(type(link) == S_IFLNK)
        #expect(try text("\(folder.path)/target") == "")
        #expect(try serve("--ready-file", "/dev/null").command.end(SIGTERM).status == 0)
        #expect(type("/dev/null") == S_IFCHR)
    }

    @Test func aFIFOThatNobodyReadsKeepsNoServerFromEnding() throws {
        let fifo = "\(folder.path)/fifo"
        mkfifo(fifo, 0o600)
        #expect(try serve("--ready-file", fifo).command.end(SIGTERM).status == 0)
    }

    @Test func outputsThatCannotBeWrittenAreErrorsWithTheirReason() throws {
        for (path, reason) in [
            ("/dev/full", "No space left on device"), (folder.path, "Is a directory"),
            ("\(folder.path)/none/file", "No such file or directory"),
        ] {
            let result = try Command.run("serve", "--port", "0", "--ready-file", path)
            #expect(result.status == 1)
            #expect(result.errors == "error: Cannot write \(path): \(reason).\n")
            #expect(result.output == "")
        }
        let ca = "\(folder.path)/ca.pem"
        _ = try Command.run("serve", "--port", "0", "--tls-ca-output", ca, "--ready-file", "/dev/full")
        #expect(!FileManager.default.fileExists(atPath: ca))
    }

    @Test func aReportThatCannotBeWrittenKeepsNoneOfTheOthers() throws {
        let markdown = "\(folder.path)/report.md"
        let result = try Command.run(
            "contract", "--only", "token.lifetime", "--json", "/dev/full", "--markdown", markdown)
        #expect(result.status == 1)
        #expect(result.errors == "error: Cannot write /dev/full: No space left on device.\n")
        #expect(try text(markdown).hasPrefix("#"))
    }

    @Test func aReportWithoutAFolderIsToldBeforeTheChecks() throws {
        let result = try Command.run("contract", "--json", "\(folder.path)/none/report.json")
        #expect(result.status == 1)
        #expect(result.errors == "error: Cannot write \(folder.path)/none/report.json: No such file or directory.\n")
        #expect(result.output == "")
    }

    @Test func outputsThatAreInputsAreRefusedUntouched() throws {
        let scenario = #"{ "version": 1, "extends": "base.json" }"#
        let file = try folder.write(scenario, to: "s.json")
        let base = try folder.write(#"{ "version": 1 }"#, to: "base.json")
        let address = try folder.write("http://127.0.0.1:1\n", to: "address")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: "s.json")
        let link = "\(folder.path)/link"
        let cases: [(arguments: [String], message: String)] = [
            (
                ["serve", "--scenario", file, "--ready-file", link],
                "--ready-file would overwrite \(file), which --scenario"
            ),
            (
                ["serve", "--scenario", file, "--ready-file", base],
                "--ready-file would overwrite \(base), which --scenario"
            ),
            (["serve", "--signing-key", address, "--ready-file", address], "which --signing-key reads"),
            (["serve", "--tls-client-ca", address, "--tls-ca-output", address], "which --tls-client-ca reads"),
            (
                ["serve", "--tls-ca-output", "\(folder.path)/new", "--ready-file", "\(folder.path)/./new"],
                "--ready-file and --tls-ca-output would both write \(folder.path)/new"
            ),
            (
                ["contract", "--base-url", "http://h", "--credentials", file, "--json", file],
                "which --credentials reads"
            ),
            (["contract", "--base-url", "http://h", "--ca-file", file, "--junit", link], "which --ca-file reads"),
            (["contract", "--json", "\(folder.path)/new", "--junit", "\(folder.path)/new"], "would both write"),
        ]
        for (arguments, message) in cases {
            let result = try Command.Running(arguments).wait()
            #expect(result.status == 2, "\(arguments)")
            #expect(result.errors.contains(message), "\(result.errors)")
            #expect(result.output == "")
        }
        #expect(try text(file) == scenario)
        #expect(try text(base) == #"{ "version": 1 }"#)
        #expect(try text(address) == "http://127.0.0.1:1\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
    }

    @Test func stateAndItsCopyAreToldApart() throws {
        let state = "\(folder.path)/state"
        #expect(try serve("--tls-state", state).command.end(SIGTERM).status == 0)
        let result = try Command.run("serve", "--tls-state", state, "--tls-ca-output", "\(state)/ca.pem")
        #expect(result.status == 2)
        #expect(result.errors.contains("--tls-ca-output would overwrite \(state)/ca.pem, which --tls-state reads"))
    }

    // MARK: The ready file

    @Test func aReadyFileLeftOverIsGoneBeforeTheScenarioIsRead() throws {
        func isThereAfterAFailedStart(_ content: String) throws -> Bool {
            let file = try folder.write(content, to: "ready")
            let result = try Command.run(
                "serve", "--port", "0", "--scenario", "\(folder.path)/none.json", "--ready-file", file)
            #expect(result.status == 1)
            return FileManager.default.fileExists(atPath: file)
        }
        #expect(try !isThereAfterAFailedStart("http://127.0.0.1:8080\n"))
        #expect(try isThereAfterAFailedStart("notes"))
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080\n", true), ("http://[::1]:80\nhttps://mock.test:8443\n", true), ("", false),
        ("notes", false), ("http://127.0.0.1:8080\nnotes\n", false), (#"{ "version": 1 }"#, false),
    ])
    func aReadyFileIsKnownByItsAddresses(_ text: String, _ isOne: Bool) throws {
        let file = try folder.write(text, to: "ready")
        ReadyFile.removeLeftOver(file)
        #expect(isThere(file) == !isOne)
    }

    @Test func aReadyFileOfAnotherServerIsNotRemoved() throws {
        let file = "\(folder.path)/ready"
        let (first, _) = try serve("--ready-file", file)
        let (second, url) = try serve("--ready-file", file)
        #expect(first.end(SIGTERM).status == 0)
        #expect(try text(file) == "\(url)\n")
        #expect(second.end(SIGTERM).status == 0)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    // MARK: Reading

    @Test func standardInputCanBeTheScenario() throws {
        let file = try folder.write(
            #"{ "version": 1, "clients": [{ "clientId": "piped", "clientSecret": "s" }] }"#, to: "s.json")
        let command = try Command.Running(["serve", "--port", "0", "--scenario", "-"], input: file)
        #expect(command.readLine().hasPrefix("Listening on http"))
        let output = command.end(SIGTERM).output
        #expect(output.contains("Scenario stdin, "))
        #expect(output.contains("piped / s"))
        let wrong = try folder.write("\u{FEFF}{ \"version\": 2,\n \"extends\": \"base.json\" }", to: "wrong.json")
        let checked = try Command.Running(["check", "-"], input: wrong).wait()
        #expect(checked.errors.contains("<stdin>:1:14: error: "))
        #expect(
            checked.errors.contains(
                "<stdin>:2:13: error: \"extends\" is \"base.json\", but this scenario is not a file"))
        let watched = try Command.run("serve", "--scenario", "-", "--watch")
        #expect(watched.status == 2)
        #expect(watched.errors == "error: --watch needs a scenario file; standard input cannot be read again.\n")
        let overwritten = try Command.Running(["serve", "--scenario", "-", "--ready-file", file], input: file).wait()
        #expect(overwritten.errors.contains("--ready-file would overwrite /dev/stdin, which --scenario reads"))
    }

    @Test func byteOrderMarksAreSkippedWhereverTextIsRead() throws {
        let authority = try CertificateAuthority.make(commonName: "Test CA", now: Date())
        let credentials = try authority.issue(names: ["localhost"], now: Date())
        let certificate = try folder.write("\u{FEFF}" + credentials.certificateChainPEM, to: "server.pem")
        let key = try folder.write("\u{FEFF}" + credentials.privateKeyPEM, to: "server.key")
        let scenario = try folder.write("\u{FEFF}{ \"version\": 1 }", to: "s.json")
        let yaml = try folder.write("\u{FEFF}version: 1\n", to: "s.yaml")
        let (command, _) = try serve(
            "--scenario", scenario, "--tls-certificate", certificate, "--tls-private-key", key)
        #expect(command.end(SIGTERM).status == 0)
        #expect(try Command.run("check", scenario, yaml).status == 0)
        let variables = try folder.write("\u{FEFF}RESELLER_CLIENT_ID=a\nRESELLER_CLIENT_SECRET=b\n", to: "c.env")
        let result = try Command.run("contract", "--base-url", "http://127.0.0.1:1", "--credentials", variables)
        #expect(result.status == 3, "\(result.errors)")
    }

    @Test func whatIsNoTextFileIsAClearErrorWhereverTextIsRead() throws {
        for (path, reason) in [
            (folder.path, "Is a directory"), ("/dev/zero", "it is larger than 1 MiB"),
            ("\(folder.path)/none", "No such file or directory"),
        ] {
            let cases = [
                (["serve", "--signing-key", path], 1, "the signing key"),
                (["serve", "--tls-client-ca", path], 1, "the client CA certificates"),
                (["contract", "--base-url", "http://h", "--credentials", path], 2, "the credentials"),
            ]
            // One kind of path shows that each reader tells, one reader that all kinds are told.
            for (arguments, status, what) in path == folder.path ? cases : [cases[0]] {
                let result = try Command.Running(arguments).wait()
                #expect(result.status == status)
                #expect(result.errors == "error: Cannot read \(what) \(path): \(reason).\n")
            }
        }
        let environment = ["RESELLER_CLIENT_ID": "a", "RESELLER_CLIENT_SECRET": "b"]
        let arguments = ["contract", "--base-url", "https://127.0.0.1:1", "--ca-file"]
        let zero = try Command.Running(arguments + ["/dev/zero"], environment: environment).wait()
        #expect(zero.errors == "error: Cannot read the CA certificates /dev/zero: it is larger than 1 MiB.\n")
        let none = try Command.Running(arguments + [folder.write("x", to: "x")], environment: environment).wait()
        #expect(none.status == 2)
        #expect(none.errors.contains("has no \"-----BEGIN CERTIFICATE-----\" line"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aStartThatWaitsForAFileEndsAtOnce(_ signal: Int32) throws {
        let fifo = "\(folder.path)/s.json"
        mkfifo(fifo, 0o600)
        let ready = "\(folder.path)/ready"
        for arguments in [["--scenario", fifo], ["--signing-key", fifo]] {
            _ = try folder.write("http://127.0.0.1:1\n", to: "ready")
            let command = try Command.Running(["serve", "--port", "0", "--ready-file", ready] + arguments)
            // Signals are taken by the time that the file is gone.
            try wait(until: { !isThere(ready) })
            let result = command.end(signal)
            #expect(result.output == "")
            #expect(result.errors == "")
        }
    }

    // MARK: Watching

    @Test func changesRightAfterTheReadyLineAreSeen() async throws {
        let commands = try (0..<4).map { number in
            let file = try folder.write(#"{ "version": 1, "description": "a" }"#, to: "\(number).json")
            let command = try Command.Running(["serve", "--port", "0", "--watch", "--scenario", file])
            _ = command.readLine()
            try #"{ "version": 1, "description": "b" }"#.write(toFile: file, atomically: false, encoding: .utf8)
            return command
        }
        for command in commands {
            #expect(command.waitForLog("reloaded"))
            #expect(command.end(SIGTERM).status == 0)
        }
    }

    @Test func aFIFOInTheScenariosPlaceStopsNothing() throws {
        let file = try folder.write(#"{ "version": 1 }"#, to: "s.json")
        let (command, _) = try serve("--scenario", file, "--watch", "--log-level", "notice")
        unlink(file)
        mkfifo(file, 0o600)
        #expect(command.waitForLog("\(file) is no regular file; the scenario before stays in use until it is one"))
        _ = try folder.write(#"{ "version": 1, "companies": [{ "name": "ACME LLC" }] }"#, to: "s.json")
        #expect(command.waitForLog("scenario s reloaded"))
        #expect(command.end(SIGTERM).status == 0)
    }

    // MARK: The end

    @Test func hangUpEndsAsTerminationDoes() throws {
        let ready = "\(folder.path)/ready"
        #expect(try serve("--ready-file", ready).command.end(SIGHUP).status == 0)
        #expect(!FileManager.default.fileExists(atPath: ready))
    }

    @Test func theServerEndsWithTheProcessThatStartedItIfAsked() throws {
        let ready = "\(folder.path)/ready"
        // The server's output is not the test's, which would wait for the server otherwise.
        let script = #""$0" serve --port 0 --quiet --ready-file "$1" --exit-with-parent >/dev/null 2>&1 & wait"#
        let process = try ChildProcess("/bin/sh", ["-c", script, Command.path, ready])
        try wait(until: { isThere(ready) })
        process.send(SIGKILL)
        _ = process.wait()
        try wait(until: { !isThere(ready) })
    }
}
