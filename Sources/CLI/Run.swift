import ArgumentParser
import Foundation
import ResellerAPI
import ResellerMock
import Synchronization

/// `reseller-mock run`: a program, a test suite for example, with a mock beside it.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a program with a mock beside it, and end as the program ends.",
        usage: "reseller-mock run [<options of serve>] [--env <NAME=TEXT> ...] -- <command> [<argument> ...]",
        discussion: """
            The mock serves on a free port, as serve with the same options would, and is gone when the program has ended. The
            program finds it in its environment: RESELLER_BASE_URL, RESELLER_TOKEN_URL, RESELLER_CLIENT_ID,
            RESELLER_CLIENT_SECRET, RESELLER_MOCK_URL (for the mock's own /__admin), and with --tls RESELLER_CA_FILE.
            {baseURL}, {tokenURL}, {clientId}, {clientSecret}, {adminURL} and {caFile} are replaced in its arguments and in
            --env.

            The exit code is the program's, or 128 and the number of the signal that ended it; 1 when the mock cannot serve,
            2 usage. Signals that this process gets are passed on.

            Examples:
              reseller-mock run -- pytest
              reseller-mock run --scenario rate-limited -- npm test
              reseller-mock run --tls --env NODE_EXTRA_CA_CERTS={caFile} -- node sync.js
              reseller-mock run -- sh -c 'curl -s $RESELLER_BASE_URL/__admin/health'
            """.helpText)

    @Option(
        help: ArgumentHelp(
            "Set a variable for the program; {baseURL} and so on are replaced. Repeatable.", valueName: "NAME=TEXT"))
    var env: [String] = []

    @OptionGroup(title: "Options of serve") var serve: Serve

    func run() throws {
        let program = ClientProgram.named
        let usage = "reseller-mock run [options of serve] -- COMMAND ARGUMENTS..."
        guard !program.isEmpty else { throw Failure.usage("No program is named: \(usage)") }
        guard serve.strays == program else {
            throw Failure.usage("\"\(serve.strays[0])\" stands before --; the program stands behind it: \(usage)")
        }
        let variables = try ClientProgram.variables(env)
        let child = AttendedProgram()
        child.passSignalsOn()
        let log = Console.startLog()
        let environment = Environment()
        for warning in environment.warnings(Serve.self) { Console.warning(warning) }
        let options = LayeredOptions(commandLine: serve, variables: try environment.options(Serve.self))
        var settings = try ServeSettings(options, log: log, defaultPort: 0, isQuiet: true)
        settings.announces = false
        // The door's own client, and curl without a CA, speak plain HTTP.
        if settings.tls != nil, settings.tls?.port == nil, settings.configuration.adminPort == nil {
            settings.configuration.adminPort = 0
        }
        try settings.files.check()
        var code: Int32 = 0
        do {
            try attend(settings, child, program, variables) { code = $0 }
        } catch  where code != 0 {
            // What the mock has to say comes after what the program has said.
            throw ExitCode(code)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func attend(
        _ settings: ServeSettings, _ child: AttendedProgram, _ program: [String],
        _ variables: [(name: String, text: String)], _ ended: (Int32) -> Void
    ) throws {
        try ServerProcess(settings).run { server, scenario in
            var values = Self.values(server, scenario)
            values["adminToken"] = settings.configuration.adminToken
            var folder: RunFolder?
            defer { folder?.remove() }
            if let certificate = server.caCertificatePEM {
                let new = try RunFolder()
                folder = new
                values["caFile"] = try new.add(certificate: certificate)
            }
            ended(
                try child.run(
                    program.map { ClientProgram.filled($0, values) },
                    environment: ClientProgram.environment(values, variables)))
        }
    }

    private static func values(_ server: MockServer, _ scenario: Scenario) -> [String: String] {
        let address = server.tlsBaseURL ?? server.baseURL
        var values = ["baseURL": address, "tokenURL": address + "/connect/token"]
        values["adminURL"] = server.adminURL
        let active = scenario.clients.filter(\.isActive)
        if let client = active.first(where: { $0.role == Role.reseller.name }) ?? active.first {
            values["clientId"] = client.clientId
            values["clientSecret"] = client.clientSecret
        }
        return values
    }
}

/// A program that has this process's terminal, streams and process group, and gets the signals that this process gets.
private final class AttendedProgram: Sendable {
    private let program = Mutex<StartedProgram?>(nil)

    /// Call before the first thread starts, for threads inherit what is blocked. While no program runs a signal ends this
    /// process.
    func passSignalsOn() {
        var set = Self.signals
        pthread_sigmask(SIG_BLOCK, &set, nil)
        Thread.detachNewThread { [self] in
            while true {
                var set = Self.signals
                var info = siginfo_t()
                let number = sigwaitinfo(&set, &info)
                guard number > 0 else { continue }
                // A terminal has sent it to the program as well, which is of the same process group.
                let isFromTerminal = info.si_code > 0
                program.withLock { program in
                    guard let program else { RunFolder.endProcess(128 + number) }
                    if !isFromTerminal { kill(program.pid, number) }
                }
            }
        }
    }

    /// Runs a program to its end and gives its exit code, or 128 and the number of the signal that ended it.
    func run(_ arguments: [String], environment: [String: String]) throws -> Int32 {
        let started = try program.withLock { program in
            let started = try StartedProgram(arguments, environment: environment)
            program = started
            return started
        }
        _ = started.hasEnded(waiting: true)
        return program.withLock { program in
            program = nil
            let (code, signal) = started.takeEnd()
            return signal == 0 ? code : 128 + signal
        }
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&set, number) }
        return set
    }
}
