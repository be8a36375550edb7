import Foundation
import Testing

@testable import CLI

/// Results that cannot be written, and texts of others in what is shown.
@Suite(.threadsOfTheirOwn)
struct StandardOutputTests {
    /// Commands whose result is standard output.
    static let commands: [[String]] = [
        ["scenarios"], ["scenarios", "show", "default"], ["schema"], ["fidelity"], ["fidelity", "--markdown"],
        ["contract", "--list"], ["contract", "--only", "token.success"], ["check", "--format", "json", "/nonexistent"],
        ["--help"], ["serve", "--help"], ["--version"], ["--generate-completion-script", "bash"],
    ]

    @Test(arguments: commands)
    func aFullDiskIsAnErrorInOneLine(_ command: [String]) throws {
        let errors = Pipe()
        let child = try Child(
            command, output: try #require(FileHandle(forWritingAtPath: "/dev/full")),
            errors: errors.fileHandleForWriting)
        #expect(child.text(errors) == "error: Cannot write to standard output: No space left on device.\n")
        #expect(child.wait() == 1)
    }

    /// One for each way in which a result is written.
    @Test(arguments: [["schema"], ["contract", "--list"], ["--help"], ["--generate-completion-script", "bash"]])
    func aClosedPipeIsAQuietEnd(_ command: [String]) throws {
        let (output, errors) = (Pipe(), Pipe())
        try output.fileHandleForReading.close()
        let child = try Child(command, output: output.fileHandleForWriting, errors: errors.fileHandleForWriting)
        #expect(child.text(errors) == "")
        #expect(child.wait() == 1)
    }

    @Test func closedStandardOutputIsAnErrorAndNotASuccess() throws {
        let errors = Pipe()
        let child = try Child(
            ["-c", #"exec "$0" schema >&-"#, Command.path], program: "/bin/sh", errors: errors.fileHandleForWriting)
        #expect(child.text(errors) == "error: Cannot write to standard output: Bad file descriptor.\n")
        #expect(child.wait() == 1)
    }

    /// A file whose diagnostics are more than a pipe takes.
    private func mistakes(_ folder: TemporaryFolder, name: String = "mistakes.json") throws -> String {
        let companies = (0..<900).map { #"{ "name": "Company \#($0)", "nmae": 1 }"# }
        return try folder.write(
            #"{ "version": 1, "companies": [\#(companies.joined(separator: ","))] }"#, to: name)
    }

    @Test func aPipeThatTakesNoWaitGetsTheWholeResult() throws {
        let folder = try TemporaryFolder()
        let output = Pipe()
        let writing = output.fileHandleForWriting.fileDescriptor
        _ = fcntl(writing, F_SETFL, fcntl(writing, F_GETFL) | O_NONBLOCK)
        let child = try Child(
            ["check", "--format", "json", try mistakes(folder)], output: output.fileHandleForWriting)
        let text = child.text(output)
        #expect(text.utf8.count > 65536)
        #expect((try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any])?.count == 900)
        #expect(child.wait() == 1)
    }

    // MARK: Texts of others

    /// Turns a terminal red, begins a line of its own, and turns the direction of writing.
    private static let bad = "a\u{1B}[31m\u{9B}1m\u{7}\n\u{2028}\u{202E}b"
    private static let shown = #"a\u{1b}[31m\u{9b}1m\u{7}\u{a}\u{2028}\u{202e}b"#

    private func isSafe(_ text: String) -> Bool {
        text.escapedLines.utf8.elementsEqual(text.utf8)
    }

    /// Where the command line, a variable or a file says something bad, and what is said of it.
    @Test(
        arguments: [
            ([bad], [:]), (["--\(bad)"], [:]), (["serve", "--port", bad], [:]), (["serve", bad], [:]),
            (["serve", "--scenario", "x\(bad)"], [:]), (["serve", "--scenario", "/\(bad).json"], [:]),
            (["serve", "--host", bad, "--port", "0"], [:]), (["serve", "--signing-key", "/\(bad)"], [:]),
            (["serve", "--tls-state", "/dev/null/\(bad)"], [:]), (["serve", "--tls-client-ca", "/\(bad)"], [:]),
            (["serve", "--tls-name", bad], [:]), (["serve", "--log-level", bad], [:]),
            (["serve", "--ready-file", "/nonexistent/\(bad)", "--port", "0"], [:]),
            (["serve"], ["RESELLER_MOCK_PORT": bad]), (["serve"], ["RESELLER_MOCK_SCENARIO": bad]),
            (["serve", "--port", "x"], ["RESELLER_MOCK_\(bad)": "1"]), (["scenarios", "show", bad], [:]),
            (["check", "/\(bad).json"], [:]), (["check", "--format", bad, "x"], [:]),
            (["contract", "--only", bad], [:]),
            (["contract", "--base-url", bad], [:]), (["contract", "--base-url", "http://127.0.0.1:1/\(bad)"], [:]),
            (["contract", "--base-url", "http://127.0.0.1:1", "--credentials", "/\(bad)"], [:]),
            (["contract", "--timeout", bad], [:]), (["contract", "--rate", bad], [:]),
        ] as [([String], [String: String])])
    func messagesShowWhatActsOnATerminalByItsNumber(_ arguments: [String], _ environment: [String: String]) throws {
        let result = try Command.run(arguments, environment: environment)
        #expect(result.status != 0)
        #expect(isSafe(result.errors) && isSafe(result.output), "\(result.errors.escaped)")
        #expect(!result.errors.isEmpty)
    }

    @Test func theSameInTheFormOfJSON() throws {
        let cases: [[String]] = [
            ["--\(Self.bad)"], ["--port", Self.bad], [Self.bad], ["--scenario", "/\(Self.bad).json"],
            ["--signing-key", "/\(Self.bad)"],
        ]
        for arguments in cases {
            let result = try Command.run(["serve", "--log-format", "json"] + arguments)
            #expect(result.status != 0)
            let lines = result.errors.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(isSafe(String(line)))
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(object?["level"] as? String == "error", "\(line)")
                #expect(object?["message"] is String)
                #expect(object?["time"] is String)
            }
        }
        let variable = try Command.run(["serve", "--foo"], environment: ["RESELLER_MOCK_LOG_FORMAT": "json"])
        #expect(variable.status == 2)
        #expect(variable.errors.hasPrefix(#"{"time":"#))
    }

    @Test func checkNamesFilesSafelyInBothForms() throws {
        let folder = try TemporaryFolder()
        let good = try folder.write(#"{ "version": 1 }"#, to: "\(Self.bad).json")
        let ok = try Command.run("check", good)
        #expect(ok.status == 0)
        #expect(ok.output.contains("/\(Self.shown).json: ok, "))
        #expect(isSafe(ok.output))
        let member = Self.bad.replacing("\n", with: "\\n").replacing("\u{1B}", with: "\\u001b")
            .replacing("\u{7}", with: "\\u0007")
        let file = try folder.write(#"{ "version": 1, "\#(member)": 1 }"#, to: "2\(Self.bad).json")
        let text = try Command.run("check", file)
        #expect(text.status == 1)
        #expect(text.errors.hasPrefix("\(folder.path)/2\(Self.shown).json:1:"))
        #expect(isSafe(text.errors))
        let json = try Command.run("check", "--format", "json", file)
        #expect(isSafe(json.output))
        let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(list?.first?["file"] as? String == file)
    }

    @Test func startMessageShowsNamesOfTheScenarioSafely() throws {
        let folder = try TemporaryFolder()
        let scenario: [String: Any] = [
            "version": 1, "description": Self.bad,
            "clients": [["clientId": Self.bad, "clientSecret": Self.bad]],
            "rules": [["name": Self.bad, "when": ["path": "/x"], "then": ["answer": ["status": 418]]]],
        ]
        let data = try JSONSerialization.data(withJSONObject: scenario)
        let file = try folder.write(String(decoding: data, as: UTF8.self), to: "\(Self.bad).json")
        let server = try Command.Running(
            ["serve", "--port", "0", "--scenario", file, "--tls", "--tls-ca-output", "\(folder.path)/\(Self.bad).pem"])
        #expect(server.readLine().hasPrefix("Listening on https://127.0.0.1:"))
        let result = server.end(SIGTERM)
        #expect(result.status == 0, "\(result.errors.escaped)")
        #expect(isSafe(result.output) && isSafe(result.errors))
        #expect(result.output.contains("  \(Self.shown) / \(Self.shown)  (Reseller)\n"))
        #expect(result.output.contains("2 companies: \(Self.shown)\n"), "\(result.output)")
        #expect(result.output.contains("  rule \"\(Self.shown)\"\n"))
    }
}
