import ArgumentParser
import Conduct
import Foundation
import ResellerAPI
import ResellerMock
import Scenarios

/// `reseller-mock judge`: runs a program against the mock and says how well it behaved.
struct Judge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Run a program against scenarios and judge how it behaves as a client.",
        discussion: """
            The program runs once for each scenario (all bundled ones when none is named), against a mock of its own on a
            free port. It finds RESELLER_BASE_URL, RESELLER_TOKEN_URL, RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET in its
            environment, with --tls RESELLER_CA_FILE too; {baseURL}, {plainURL}, {tokenURL}, {clientId}, {clientSecret}, {caFile} in
            its arguments and in --env are replaced.

            Exit codes: 0 nothing is bad, 4 something is, 1 the program ended otherwise than a good client, 2 usage.

            Examples:
              reseller-mock judge -- python3 sync.py
              reseller-mock judge rate-limited flaky -- ./sync --url {baseURL}
              reseller-mock judge --require retries-spaced --junit verdict.xml -- ./sync
            """.helpText)

    @Option(help: ArgumentHelp("The time a run may take, such as 90s (default: 60s).", valueName: "duration"))
    var timeout: String?

    @Option(
        help: ArgumentHelp(
            "Set a variable for the program; {baseURL} and so on are replaced. Repeatable.", valueName: "NAME=TEXT"))
    var env: [String] = []

    @Option(
        help: ArgumentHelp(
            "A criterion that must be good; not observed is bad then. Repeatable.", valueName: "criterion"))
    var require: [String] = []

    @Option(help: ArgumentHelp("A criterion that may be bad. Repeatable.", valueName: "criterion"))
    var allow: [String] = []

    @Option(
        help: ArgumentHelp("The file that the program's standard output must equal.", valueName: "path"),
        completion: .file())
    var expect: String?

    @Flag(help: "Serve HTTPS.")
    var tls = false

    @Option(help: ArgumentHelp("Write the verdict as JUnit XML.", valueName: "path"), completion: .file()) var junit:
        String?
    @Option(help: ArgumentHelp("Write the verdict as JSON.", valueName: "path"), completion: .file()) var json: String?
    @Option(help: ArgumentHelp("Write the verdict as Markdown.", valueName: "path"), completion: .file()) var markdown:
        String?

    @Argument(help: "Scenarios, then -- and the program.")
    var arguments: [String] = []

    /// What stands behind `--`; the parser puts it behind the scenarios.
    private var program: [String] { Array(CommandLine.arguments.drop { $0 != "--" }.dropFirst()) }

    func run() throws {
        guard !program.isEmpty else {
            throw Failure.usage("No program is named: reseller-mock judge [SCENARIO...] -- COMMAND ARGUMENTS...")
        }
        var limit = Duration.seconds(60)
        if let timeout {
            guard let given = DurationText.parse(timeout), given > .zero else {
                throw Failure.usage("--timeout \(timeout) is no duration such as 90s.")
            }
            limit = given
        }
        let requirements: Requirements
        do {
            requirements = try Requirements(required: require, allowed: allow)
        } catch {
            throw Failure.usage("\(error)")
        }
        var variables: [(String, String)] = []
        for text in env {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw Failure.usage("--env \(text) is not of the form NAME=TEXT.")
            }
            variables.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        var files = NamedFiles()
        files.reads("--expect", expect)
        files.writes("--junit", junit)
        files.writes("--json", json)
        files.writes("--markdown", markdown)
        try files.check()
        let expected = try expect.map { try TextFile.read($0, as: "the expected output") }
        let given = arguments.dropLast(program.count)
        let names = given.isEmpty ? BundledScenarios.names : Array(given)
        var report = ConductReport([])
        for name in names {
            let (scenario, _) = try ScenarioArgument.load(try ScenarioArgument.source(name), behaviour: nil)
            let verdict = try Console.withProgress("running the program in \(name)") {
                try judge(scenario, requirements, variables, expected, limit)
            }
            report.scenarios.append(verdict)
        }
        Console.document(report.text())
        if let junit { try TextFile.write(report.jUnit(), to: junit) }
        if let json { try TextFile.write(report.json(), to: json) }
        if let markdown { try TextFile.write(report.markdown(), to: markdown) }
        switch report.exitCode {
        case 0: return
        case Failure.failed: throw Failure.failed("The program ended otherwise than a good client.")
        case let code: throw Failure(message: "The program behaved badly; the verdict says where.", exitCode: code)
        }
    }

    private func judge(
        _ scenario: Scenario, _ requirements: Requirements, _ variables: [(String, String)], _ expected: String?,
        _ limit: Duration
    ) throws -> ScenarioVerdict {
        guard let client = scenario.clients.first(where: { $0.isActive && $0.role == Role.reseller.name }) else {
            throw Failure.failed("The scenario \(scenario.name) has no active client with the role Reseller.")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "reseller-mock-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = MockServer.Configuration()
        if tls {
            configuration.tls = try TLSConfiguration()
            configuration.tlsPort = 0
        }
        let server = try MockServer.start(scenario: scenario, configuration: configuration)
        defer { server.stop(grace: .zero) }
        let address = server.tlsBaseURL ?? server.baseURL
        var values = [
            "baseURL": address, "plainURL": server.baseURL, "tokenURL": address + "/connect/token",
            "clientId": client.clientId,
            "clientSecret": client.clientSecret,
        ]
        var environment = ProcessInfo.processInfo.environment
        if let certificate = server.caCertificatePEM {
            values["caFile"] = folder.appending(path: "ca.pem").path
            try TextFile.write(certificate, to: values["caFile"] ?? "")
            environment["RESELLER_CA_FILE"] = values["caFile"]
        }
        environment["RESELLER_BASE_URL"] = values["baseURL"]
        environment["RESELLER_TOKEN_URL"] = values["tokenURL"]
        environment["RESELLER_CLIENT_ID"] = values["clientId"]
        environment["RESELLER_CLIENT_SECRET"] = values["clientSecret"]
        func filled(_ text: String) -> String {
            values.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
        }
        for (name, text) in variables { environment[name] = filled(text) }
        let output = folder.appending(path: "output").path
        let end = try ProgramUnderTest.run(program.map(filled), environment: environment, output: output, limit: limit)
        let printed = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        var circumstances = Circumstances()
        circumstances.programEnd = end == .succeeded ? .succeeded : .failed
        circumstances.isResultRight = expected.map { $0 == printed }
        let outcome: ProgramRun.Outcome =
            switch scenario.outcome {
            case .success: .success
            case .failure: .failure
            case .either: .either
            }
        do {
            return try server.verdict(requirements, circumstances, ProgramRun(expected: outcome, end: end))
        } catch let error as UnknownCriterion {
            throw Failure.failed("The scenario \(scenario.name): \(error.description)")
        }
    }
}

/// A program with all its children, ended when it takes too long.
enum ProgramUnderTest {
    static func run(
        _ arguments: [String], environment: [String: String], output: String, limit: Duration
    ) throws -> ProgramRun.End {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that its children end with it, and the signals that this process ignores are its own again.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &envp)
        guard result == 0 else {
            throw Failure.usage("\(arguments[0]) cannot be run: \(String(cString: strerror(result))).")
        }
        let deadline = ContinuousClock.now + limit
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else {
                kill(-pid, SIGTERM)
                usleep(200_000)
                kill(-pid, SIGKILL)
                waitpid(pid, &status, 0)
                return .hung(limit)
            }
            usleep(5000)
        }
        kill(-pid, SIGKILL)
        let signal = status & 0x7F
        guard signal == 0 else { return .failed("signal \(signal)") }
        let code = status >> 8 & 0xFF
        return code == 0 ? .succeeded : .failed("exit code \(code)")
    }
}
