import ArgumentParser
import Foundation
import Testing

@testable import CLI

@Suite(.threadsOfTheirOwn)
struct EnvironmentTests {
    /// The long names of an option in a help text, without the dashes.
    private func options(inHelp help: String) -> [String] {
        help.split(separator: "\n").compactMap { line in
            line.prefixMatch(of: #/ {2}--([a-z][a-z-]+)( |$)/#).map { String($0.1) }
        }
    }

    @Test func everyOptionOfServeHasItsVariableAndEveryVariableItsOption() throws {
        let help = try Command.run("serve", "--help").output
        let expected = options(inHelp: help).filter { $0 != "version" }
            .map { $0.uppercased().replacing("-", with: "_") }
        #expect(expected.contains("PORT") && expected.contains("TLS_CA_OUTPUT"))
        #expect(Environment.names(Serve.self).sorted() == expected.sorted())
    }

    @Test func thePageHasARowForEveryOption() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/command-line.md"), encoding: .utf8)
        let rows = page.matches(of: /\n\| `--([a-z-]+)[^`]*` \| `RESELLER_MOCK_([A-Z_]+)` \|/)
        #expect(rows.map { String($0.2) }.sorted() == Environment.names(Serve.self).sorted())
        for row in rows { #expect(row.1.uppercased().replacing("-", with: "_") == row.2) }
    }

    @Test func variablesAreReadAsTheirOptionsWouldBe() throws {
        let environment = Environment([
            "RESELLER_MOCK_PORT": "81", "RESELLER_MOCK_QUIET": "Yes", "RESELLER_MOCK_WATCH": "0",
            "RESELLER_MOCK_TLS_NAME": "a.test, b.test", "RESELLER_MOCK_LOG_FORMAT": "json",
            "RESELLER_MOCK_READY_FILE": "--odd=name", "RESELLER_MOCK_HOST": "", "PORT": "1",
        ])
        let options = try #require(try environment.options(Serve.self))
        #expect(options.port == 81)
        #expect(options.quiet && !options.watch)
        #expect(options.tls.tlsName == ["a.test", "b.test"])
        #expect(options.logFormat == .json)
        #expect(options.readyFile == "--odd=name")
        #expect(options.scenario == nil)
        #expect(try Environment(["RESELLER_MOCK_PORT": "", "PORT": "1"]).options(Serve.self) == nil)
    }

    @Test func theCommandLineBeatsVariables() throws {
        let given = try Serve.parse(["--port", "1", "--tls-name", "a.test"])
        let variables = try Serve.parse(["--port", "2", "--tls-name", "b.test", "--quiet", "--seed", "3"])
        let options = LayeredOptions(commandLine: given, variables: variables)
        #expect(options[\.port] == 1)
        #expect(options[\.tls.tlsName] == ["a.test"])
        #expect(options[\.quiet] && !options[\.watch])
        #expect(options[\.seed] == 3)
        let alone = LayeredOptions(commandLine: given, variables: nil)
        #expect(alone[\.seed] == nil && !alone[\.quiet] && alone[\.tls.tlsName] == ["a.test"])
    }

    @Test func theDoorIsOnItsOwnPortOrOnThatOfTheAPI() {
        #expect(Environment(["RESELLER_MOCK_PORT": "9000"]).door == "http://127.0.0.1:9000")
        #expect(
            Environment(["RESELLER_MOCK_PORT": "9000", "RESELLER_MOCK_ADMIN_PORT": "9001"]).door
                == "http://127.0.0.1:9001")
    }

    /// What `kubectl exec ... env` shows beside a Service named `reseller-mock`, and for ones named `reseller-mock-tls`
    /// and `reseller-mock-v2`.
    static let ofKubernetes = [
        "RESELLER_MOCK_SERVICE_HOST": "10.96.0.7", "RESELLER_MOCK_SERVICE_PORT": "8080",
        "RESELLER_MOCK_SERVICE_PORT_HTTP": "8080", "RESELLER_MOCK_PORT": "tcp://10.96.0.7:8080",
        "RESELLER_MOCK_PORT_8080_TCP": "tcp://10.96.0.7:8080", "RESELLER_MOCK_PORT_8080_TCP_PROTO": "tcp",
        "RESELLER_MOCK_PORT_8080_TCP_PORT": "8080", "RESELLER_MOCK_PORT_8080_TCP_ADDR": "10.96.0.7",
        "RESELLER_MOCK_TLS_SERVICE_HOST": "fd00::7", "RESELLER_MOCK_TLS_PORT": "tcp://[fd00::7]:8443",
        "RESELLER_MOCK_TLS_PORT_53_UDP_ADDR": "fd00::7", "RESELLER_MOCK_V2_PORT": "udp://10.96.0.8:53",
        "RESELLER_MOCK_V2_PORT_9_SCTP": "sctp://10.96.0.8:9",
    ]

    @Test func whatKubernetesPutsThereIsNotOurs() throws {
        let environment = Environment(Self.ofKubernetes)
        #expect(environment.warnings(Serve.self) == [])
        #expect(try environment.options(Serve.self) == nil)
        let command = try Command.Running(
            ["serve", "--port", "0", "--quiet"], environment: Self.ofKubernetes)
        #expect(command.readLine().hasPrefix("Listening on http://127.0.0.1:"))
        #expect(command.end(SIGTERM).errors == "")
        #expect(environment.door == "http://127.0.0.1:8080")
        // Near misses are mistakes to be told.
        let ours = Environment(["RESELLER_MOCK_PORT": "tcp:/8080", "RESELLER_MOCK_SERVICE": "x"])
        #expect(ours.warnings(Serve.self).count == 1)
        #expect(throws: Failure.self) { try ours.options(Serve.self) }
    }
}
