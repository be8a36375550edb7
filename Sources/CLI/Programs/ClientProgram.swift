import Conduct
import Foundation
import ResellerAPI
import ResellerMock
import Scenarios

/// A client of the API as the command line names it, to be run against mocks of its own.
///
/// It finds the mock in its environment; `{baseURL}` and so on are replaced in its arguments and in further variables.
struct ClientProgram: Sendable {
    /// The program and its arguments.
    let arguments: [String]
    /// Further variables.
    let variables: [(name: String, text: String)]
    /// Whether it is served HTTPS.
    let usesTLS: Bool

    /// What is behind `--`, and texts of the form NAME=TEXT.
    init(_ arguments: [String], environment: [String], usesTLS: Bool, usage: String) throws {
        guard !arguments.isEmpty else { throw Failure.usage("No program is named: \(usage)") }
        self.arguments = arguments
        variables = try Self.variables(environment)
        self.usesTLS = usesTLS
    }

    /// Variables as options give them, of the form NAME=TEXT.
    static func variables(_ texts: [String]) throws -> [(name: String, text: String)] {
        try texts.map { text in
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw Failure.usage("--env \(text) is not of the form NAME=TEXT.")
            }
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
    }

    /// What stands behind `--` on this process's command line; the parser puts it behind the other arguments.
    static var named: [String] { Array(CommandLine.arguments.drop { $0 != "--" }.dropFirst()) }

    /// A time that an option gives.
    static func duration(_ option: String, _ text: String?, example: String) throws -> Duration? {
        guard let text else { return nil }
        guard let time = DurationText.parse(text), time > .zero else {
            throw Failure.usage("\(option) \(text) is no duration such as \(example).")
        }
        return time
    }

    /// What a file says that a good run ends with.
    static func expectedResult(_ path: String) throws -> [UInt8] {
        Array(try TextFile.read(path, as: "the expected output", limit: 256 << 20).utf8)
    }

    /// A run that is over.
    struct Run {
        let end: ProgramRun.End
        /// What the program printed, or the command that says its result.
        let result: [UInt8]
        /// What it said on standard error, where that was kept.
        let complaints: String
        let duration: Duration
        /// Still there, with the journal.
        let server: MockServer
    }

    /// Runs it against a mock of its own, with a folder of its own, and gives the run to `body`; afterwards both are gone.
    ///
    /// - Parameters:
    ///   - resultCommand: run by the shell afterwards, while the mock is still there; what it prints is the result.
    ///   - keepsComplaints: whether standard error is kept instead of being shown.
    func run<Result>(
        in scenario: Scenario, limit: Duration, resultCommand: String? = nil, keepsComplaints: Bool = false,
        _ body: (Run) throws -> Result
    ) throws -> Result {
        guard let client = scenario.clients.first(where: { $0.isActive && $0.role == Role.reseller.name }) else {
            throw Failure.failed("The scenario \(scenario.name) has no active client with the role Reseller.")
        }
        let folder = try RunFolder()
        defer { folder.remove() }
        let own = folder.path + "/own"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
        var configuration = MockServer.Configuration()
        if usesTLS {
            configuration.tls = try TLSConfiguration()
            configuration.tlsPort = 0
        }
        let server = try MockServer.start(scenario: scenario, configuration: configuration)
        defer { server.stop(grace: .zero) }
        let address = server.tlsBaseURL ?? server.baseURL
        var values = [
            "baseURL": address, "plainURL": server.baseURL, "tokenURL": address + "/connect/token",
            "clientId": client.clientId, "clientSecret": client.clientSecret, "folder": own,
        ]
        if let certificate = server.caCertificatePEM {
            values["caFile"] = try folder.add(certificate: certificate)
        }
        let environment = Self.environment(values, variables)
        var output = StartedProgram.Output(path: folder.path + "/output")
        if keepsComplaints { output.errorPath = folder.path + "/errors" }
        let start = ContinuousClock.now
        let end = try ProgramUnderTest.run(
            arguments.map { Self.filled($0, values) }, environment: environment, output: output, limit: limit)
        let duration = ContinuousClock.now - start
        let complaints = output.errorPath.map(Self.text) ?? ""
        if let resultCommand, end == .succeeded {
            output.path = folder.path + "/result"
            let shell = ["/bin/sh", "-c", Self.filled(resultCommand, values)]
            let end = try ProgramUnderTest.run(
                shell, environment: environment, output: output, limit: max(limit, .seconds(60)))
            guard end == .succeeded else {
                throw Failure.failed("The command of --result failed in \(scenario.name): \(resultCommand)")
            }
        }
        return try body(
            Run(end: end, result: Self.bytes(output.path), complaints: complaints, duration: duration, server: server))
    }

    /// The environment of a program: this process's, what of the values has a variable, and further variables.
    static func environment(
        _ values: [String: String], _ variables: [(name: String, text: String)]
    ) -> [String: String] {
        // What is for the mock is not for another one that the program may start.
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix(Environment.prefix) }
        for (name, value) in [
            ("RESELLER_BASE_URL", "baseURL"), ("RESELLER_TOKEN_URL", "tokenURL"), ("RESELLER_CLIENT_ID", "clientId"),
            ("RESELLER_CLIENT_SECRET", "clientSecret"), ("RESELLER_CA_FILE", "caFile"),
            ("RESELLER_RUN_FOLDER", "folder"), ("RESELLER_MOCK_URL", "adminURL"),
            ("RESELLER_MOCK_ADMIN_TOKEN", "adminToken"),
        ] {
            environment[name] = values[value]
        }
        for (name, text) in variables { environment[name] = filled(text, values) }
        return environment
    }

    /// A text with the values of `{baseURL}` and so on.
    static func filled(_ text: String, _ values: [String: String]) -> String {
        values.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    private static func bytes(_ path: String) -> [UInt8] {
        (try? Data(contentsOf: URL(filePath: path))).map(Array.init) ?? []
    }

    private static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }
}
