import Foundation
import Testing

/// `record` and `import` as a user runs them.
@Suite(.threadsOfTheirOwn)
struct RecordCommandTests {
    private static let credentials = [
        "RESELLER_CLIENT_ID": "reseller-client", "RESELLER_CLIENT_SECRET": "reseller-secret",
    ]

    @Test func aWalkWritesAScenario() throws {
        let folder = try TemporaryFolder()
        let server = try Command.Running(["serve", "--port", "0"])
        let url = server.readLine().replacing("Listening on ", with: "")
        let result = try Command.run(
            "record", "--base-url", url, "--walk", "--limit", "3", "--rate", "1000", "--output", "mine.json",
            environment: Self.credentials, folder: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("mine.json is written: "))
        let text = try String(contentsOfFile: "\(folder.path)/mine.json", encoding: .utf8)
        #expect(!text.contains("ACME") && !text.contains("reseller-secret") && text.contains("made-up-word-1"))
        let check = try Command.run("check", "\(folder.path)/mine.json")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test func aProxyWritesWhenItIsEnded() throws {
        let folder = try TemporaryFolder()
        let proxy = try Command.Running(
            ["record", "--base-url", "http://127.0.0.1:1", "--output", "mine.json"], folder: folder.path)
        #expect(proxy.readLine().hasPrefix("Listening on http://127.0.0.1:"))
        let result = proxy.end(SIGINT)
        #expect(result.status == 1)
        #expect(result.errors.contains("Of 0 exchanges none tells of a company or of a token; expected answers of"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/mine.json"))
    }

    @Test func wrongCommandLinesAreToldWithTheirMend() throws {
        let folder = try TemporaryFolder()
        let har = try folder.write("{}", to: "session.har")
        for (arguments, status, message) in [
            (["record", "--base-url", "ftp://x", "--output", "m.json"], 2, "ftp://x is no address"),
            (["record", "--base-url", "http://x", "--output", "m.json", "--rate", "3"], 2, "--rate needs --walk"),
            (["record", "--base-url", "http://x", "--output", "m.yaml"], 2, "name it m.json"),
            (["record", "--base-url", "http://x", "--output", "m.json", "--walk", "--port", "1"], 2, "--port is for"),
            (
                ["record", "--base-url", "http://127.0.0.1:1", "--output", "m.json", "--walk"], 3,
                "could not be reached"
            ),
            (["import", har, "--output", "m.json"], 2, "session.har, log: expected an object"),
            (["import", "none.har", "--output", "m.json"], 2, "Cannot read the HAR file none.har"),
            (["import", har, "--output", har], 2, "would overwrite"),
        ] as [([String], Int32, String)] {
            let result = try Command.run(arguments, environment: Self.credentials, folder: folder.path)
            #expect(result.status == status && result.errors.contains(message), "\(arguments): \(result.errors)")
        }
    }
}
