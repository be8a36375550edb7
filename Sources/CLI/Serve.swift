import ArgumentParser
import Files
import Foundation
import Logging
import ResellerMock
import Scenarios

/// `reseller-mock serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a scenario over HTTP (the default command).",
        discussion: """
            Every option has an environment variable, RESELLER_MOCK_ and its name in capitals, as RESELLER_MOCK_PORT. An
            option beats its variable; a variable of an option that is repeated takes several values with commas between.

            Examples:
              reseller-mock serve
              reseller-mock serve --scenario pagination --port 0 --ready-file /tmp/mock.url
              reseller-mock serve --scenario ./mine.json --watch --log-format json
              reseller-mock serve --scenario flaky --seed 42
              reseller-mock serve --scenario ./mine.json --behaviour tenant.yaml
              generate-scenario | reseller-mock serve --scenario - --exit-with-parent
              reseller-mock serve --tls --tls-ca-output ca.pem
              reseller-mock serve --tls-port 8443 --tls-name mock.test --tls-state ./tls
              RESELLER_MOCK_HOST=0.0.0.0 reseller-mock serve

            --tls serves HTTPS on --port, with a certificate made at start; --tls-port serves HTTPS there and HTTP on
            --port. TLS 1.2 and 1.3.
            """.helpText)

    @Option(
        help: ArgumentHelp(
            "A bundled scenario or a file; - is standard input (default: default).", valueName: "name|path"),
        completion: .list(BundledScenarios.names))
    var scenario: String?

    @Option(
        help: ArgumentHelp(
            "A scenario file whose behaviour, and nothing else of it, is put over the scenario's, such as contract "
                + "--write-behaviour makes.", valueName: "path"),
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var behaviour: String?

    @Option(help: ArgumentHelp("The seed of every random choice, in place of the scenario's.", valueName: "n"))
    var seed: Int?

    @Option(
        help: ArgumentHelp(
            "Let pages of this origin read the answers, such as https://app.example; * is any. Repeatable.",
            valueName: "origin"))
    var cors: [String] = []

    @Option(help: "An address or name to listen on (default: 127.0.0.1). Repeatable.")
    var host: [String] = []

    @Option(help: "The port to listen on; 0 takes a free one (default: 8080).")
    var port: Int?

    @Option(help: ArgumentHelp("Event loops (default: one for each processor this process may use).", valueName: "n"))
    var workers: Int?

    @Option(
        help: ArgumentHelp("Write the base URL to this file once requests are served.", valueName: "path"),
        completion: .file())
    var readyFile: String?

    @Option(help: ArgumentHelp("The lowest level to log (default: info).", valueName: "level"))
    var logLevel: LogLevel?

    @Option(help: "How log lines are written: text, json (default: text).")
    var logFormat: LogFormat?

    @Option(
        help: ArgumentHelp("Sign tokens with this RSA private key instead of the built-in one.", valueName: "pem"),
        completion: .file(extensions: ["pem", "key"]))
    var signingKey: String?

    @OptionGroup(title: "HTTPS Options")
    var tls: TLSOptions

    @OptionGroup(title: "Journal and Admin Options")
    var admin: AdminOptions

    @Flag(help: "End when the process that started this one ends, even if it is killed.")
    var exitWithParent = false

    @Flag(help: "Print the address alone and log no requests.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Write the scenario with all that requests have changed to this file when the server stops.",
            valueName: "path"),
        completion: .file(extensions: ["json"]))
    var saveScenario: String?

    @Flag(help: "Reload the scenario when its file changes.")
    var watch = false

    /// None is taken; those that come are answered better than the parser would.
    @Argument(help: .hidden)
    var strays: [String] = []

    func run() throws {
        Signals.prepare(limit: ServerProcess.grace + .seconds(1))
        let log = Console.startLog()
        if let stray = strays.first {
            throw Failure.usage(
                "\"serve\" takes options only, not \"\(stray)\"; a scenario is named by --scenario, a port by --port.")
        }
        let environment = Environment()
        for warning in environment.warnings(Self.self) { Console.warning(warning) }
        let options = LayeredOptions(commandLine: self, variables: try environment.options(Self.self))
        let settings = try ServeSettings(options, log: log)
        try settings.files.check()
        if let path = settings.readyFile { ReadyFile.removeLeftOver(path) }
        if settings.exitsWithParent, !ParentWatcher.start() {
            Console.warning("--exit-with-parent has no effect: there is no parent process to be seen from here.")
        }
        raiseDescriptorLimit()
        try ServerProcess(settings).run()
    }
}

/// What `serve` was asked for, by options first and by the environment second.
struct ServeSettings {
    var scenario: ScenarioSource
    /// What is put over the scenario's behaviour.
    var behaviour: ScenarioSource?
    /// In place of the scenario's own.
    var seed: UInt64?
    /// Beside the scenario's own.
    var cors: [String]
    var configuration = MockServer.Configuration()
    var tls: TLSSettings?
    var admin: AdminSettings
    var signingKeyPath: String?
    var readyFile: String?
    /// Where the scenario goes at the end.
    var savedScenario: String?
    /// What the options name.
    var files = NamedFiles()
    var exitsWithParent: Bool
    var logger: Logger
    var quiet: Bool
    /// Whether standard output says where it listens.
    var announces = true
    var watch: Bool

    /// Puts what options ask for into a scenario.
    func adapt(_ scenario: inout Scenario) {
        if let seed { scenario.seed = seed }
        scenario.cors += cors
    }

    /// - Parameter defaultPort: where no option and no variable names one.
    /// - Parameter isQuiet: whether it is as if `--quiet` were given.
    init(_ options: LayeredOptions<Serve>, log: Log, defaultPort: Int = 8080, isQuiet: Bool = false) throws {
        let name = options[\.scenario] ?? "default"
        scenario = try ScenarioArgument.source(name)
        behaviour = options[\.behaviour].map { .file($0) }
        files.reads("--behaviour", options[\.behaviour])
        if let number = options[\.seed] {
            guard (0...Scenario.greatestSeed).contains(number) else {
                throw Failure.usage("The seed \(number) is not between 0 and \(Scenario.greatestSeed).")
            }
            seed = UInt64(number)
        }
        cors = options[\.cors]
        if let text = cors.first(where: { !Scenario.isOrigin($0) }) {
            throw Failure.usage("--cors \(text) is not an origin such as https://app.example, or *.")
        }
        quiet = isQuiet || options[\.quiet]
        watch = options[\.watch]
        readyFile = options[\.readyFile]
        exitsWithParent = options[\.exitWithParent]
        files.writes("--ready-file", readyFile)
        savedScenario = options[\.saveScenario]
        files.writes("--save-scenario", savedScenario)
        switch scenario {
        case .bundled(let name) where watch:
            throw Failure.usage(
                "--watch needs a scenario file; \(name) is bundled. Save it with "
                    + "\"reseller-mock scenarios show \(name) > \(name).json\" and serve that.")
        case .standardInput where watch:
            throw Failure.usage("--watch needs a scenario file; standard input cannot be read again.")
        case .file(let path): files.reads("--scenario", path)
        case .standardInput: files.reads("--scenario", "/dev/stdin")
        case .bundled, .text: break
        }

        let level = (options[\.logLevel] ?? (quiet ? .warning : .info)).level
        logger = Logger(label: "reseller-mock") { _ in LineLogHandler(log, level: level) }

        configuration.logger = logger
        if level <= .info { configuration.onRequest = { log.add($0) } }
        let hosts = options[\.host]
        if !hosts.isEmpty { configuration.hosts = hosts }
        let port = options[\.port] ?? defaultPort
        configuration.port = try Self.port(port)
        tls = try TLSSettings(options)
        configuration.tlsPort = tls?.port
        if let tlsPort = tls?.port, tlsPort != 0, tlsPort == port {
            throw Failure.usage("--port and --tls-port are both \(port); give HTTP and HTTPS a port each.")
        }
        configuration.workers = options[\.workers] ?? min(256, MockServer.Configuration.usefulWorkers)
        guard (1...256).contains(configuration.workers) else {
            throw Failure.usage("The number of workers \(configuration.workers) is not between 1 and 256.")
        }
        admin = try AdminSettings(options, &configuration, &files)
        signingKeyPath = options[\.signingKey]
        files.reads("--signing-key", signingKeyPath)
        tls?.name(&files)
    }

    static func port(_ number: Int) throws -> UInt16 {
        guard let port = UInt16(exactly: number) else {
            throw Failure.usage("The port \(number) is not between 0 and 65535.")
        }
        return port
    }
}

/// Takes as many descriptors as the process may have: the usual soft limit of 1,024 is below the server's 10,000
/// connections.
private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// A server from its start to its end.
struct ServerProcess {
    /// How long requests under way may take once the server is to end.
    static let grace = Duration.seconds(5)

    private let settings: ServeSettings

    init(_ settings: ServeSettings) {
        self.settings = settings
    }

    /// - Parameter serve: returns when the server is to end.
    func run(while serve: (MockServer, Scenario) throws -> Void = { _, _ in Signals.wait() }) throws {
        var configuration = settings.configuration
        configuration.signingKeyPEM = try settings.signingKeyPath.map { try TextFile.read($0, as: "the signing key") }
        var (scenario, files) = try ScenarioArgument.load(settings.scenario, behaviour: settings.behaviour)
        settings.adapt(&scenario)
        try settings.admin.checkCriteria(scenario)
        var named = settings.files
        for file in files { named.reads("--scenario", file.path) }
        try named.check()
        configuration.tls = try settings.tls?.configuration(hosts: configuration.hosts)
        let journal = try settings.admin.open(&configuration)
        let server: MockServer
        do {
            server = try MockServer.start(scenario: scenario, configuration: configuration)
        } catch let error as OpenSSLError where settings.signingKeyPath != nil {
            // The TLS settings are checked by now, so the signing key is what libcrypto does not like.
            throw Failure.failed("\(settings.signingKeyPath ?? ""): \(error)")
        } catch {
            throw Failure.failed("\(error)")
        }
        Signals.beginServing()
        warnOfIdleRules(scenario)
        if settings.watch { watch(files, server) }
        var certificateFile: WrittenFile?
        let readyFile: WrittenFile?
        do {
            if let path = settings.tls?.caOutput, let certificate = server.caCertificatePEM {
                certificateFile = try write(certificate, to: path)
            }
            readyFile = try settings.readyFile.flatMap { try write(ReadyFile.text(server.urls), to: $0) }
        } catch {
            certificateFile?.remove()
            server.stop(grace: .zero)
            throw error
        }
        let reach = server.isOnAllInterfaces ? " (all interfaces)" : ""
        if settings.announces {
            Console.announce("Listening on \(server.urls.joined(separator: " and "))\(reach)")
        }
        if !settings.quiet {
            let url = server.tlsBaseURL ?? server.baseURL
            Console.announce(StartMessage.text(scenario, baseURL: url, tls: settings.tls))
        }

        do {
            defer { readyFile?.remove() }
            try serve(server, scenario)
        }
        server.stop(grace: Self.grace)
        if let path = settings.savedScenario {
            try TextFile.write(String(decoding: server.savedScenario, as: UTF8.self), to: path, isSecret: true)
        }
        try settings.admin.finish(server, journal)
    }

    /// Nil for a FIFO, whose reader may come late or never and must not keep the server from being announced.
    private func write(_ text: String, to path: String) throws -> WrittenFile? {
        guard FileWriter.waitsForReader(path) else { return try TextFile.write(text, to: path) }
        Thread.detachNewThread {
            do {
                try TextFile.write(text, to: path)
            } catch {
                Console.warning((error as? Failure)?.message ?? "\(error)")
            }
        }
        return nil
    }

    /// Tells of rules that this server gives nothing to do.
    private func warnOfIdleRules(_ scenario: Scenario) {
        guard settings.tls == nil, let rule = scenario.rules.first(where: \.isAboutConnections) else { return }
        Console.warning(
            "The rule \"\(rule.name)\" breaks TLS handshakes, and only HTTP is served; add --tls or --tls-port.")
    }

    private func watch(_ files: [LoadResult.File], _ server: MockServer) {
        let settings = settings
        for file in files where file.version.stamp?.kind == .other {
            Console.warning(
                "\(file.path) is a FIFO or a device, which is not read again; --watch waits for a file instead.")
        }
        ScenarioWatcher.start(files) {
            let result = ScenarioLoader.load(
                settings.scenario, behaviour: settings.behaviour, now: WorldClock.systemNow())
            for diagnostic in result.diagnostics { Console.diagnostic(diagnostic) }
            if var scenario = result.scenario {
                settings.adapt(&scenario)
                warnOfIdleRules(scenario)
                let changes = server.replaceScenario(scenario, keeping: true)
                let told = changes.isEmpty ? "nothing changed" : changes.joined(separator: ", ")
                settings.logger.notice(
                    "scenario \(scenario.name) reloaded, \(scenario.companies.count) companies: \(told)")
            } else {
                settings.logger.error("the changed scenario has errors; the one before stays in use")
            }
            return result.watched
        } refuse: { path in
            settings.logger.warning("\(path) is no regular file; the scenario before stays in use until it is one")
        }
    }
}
