import Foundation
import HTTP1
import HTTPServer
public import HTTPTypes
public import Logging
import OpenSSL
import ResellerAPI
public import Scenarios
import Synchronization

/// A running reseller-mock: the API of a scenario on an HTTP port, an HTTPS port, or both.
///
/// ```swift
/// let mock = try MockServer.start()
/// defer { mock.stop() }
/// // point the program under test at mock.baseURL
/// ```
public final class MockServer: Sendable {
    /// Where and how to serve.
    public struct Configuration: Sendable {
        /// Addresses and host names, 127.0.0.1 where there are none; `localhost` is 127.0.0.1 and ::1. Beyond loopback every machine that reaches them can
        /// ask for tokens.
        public var hosts = ["127.0.0.1"]
        /// 0 takes a free port.
        public var port: UInt16 = 0
        /// Serves HTTPS; nil for HTTP alone.
        public var tls: TLSConfiguration?
        /// The port of HTTPS beside HTTP on `port`; 0 takes a free one. Nil serves HTTPS on `port` and no HTTP. Without
        /// `tls` it means nothing.
        public var tlsPort: UInt16?
        /// Event loops, at least one, each with a thread of its own. More than `usefulWorkers` gain nothing.
        public var workers = 1
        /// How many event loops can run at once: the processors that this process may use by its affinity and by the CPU
        /// quota of its container.
        public static var usefulWorkers: Int { Processors.available }
        /// An RSA private key of at least 2048 bits in PEM to sign tokens with, instead of the development key that
        /// every copy of reseller-mock has.
        public var signingKeyPEM: String?
        /// Requests at `info`, with the facts of a `FinishedRequest` as metadata; what HTTP or TLS refuse at `warning`.
        public var logger = Logger(label: "reseller-mock") { _ in SwiftLogNoOpLogHandler() }
        /// Called with every request that was answered, in place of the logger. It runs on the thread that serves the
        /// connection, so it must return at once.
        public var onRequest: (@Sendable (FinishedRequest) -> Void)?

        /// The requests that the journal keeps at most; 0 keeps none. They have `Journal.byteCapacity` bytes at most.
        public var journalSize = Journal.capacity
        /// Whether `/__admin` answers, the door by which a test in any language asks and changes the mock. Without a token it is
        /// open to this machine alone.
        public var servesAdmin = true
        /// A port for that door alone, in plain HTTP at the same addresses; 0 takes a free one. Nil has it on the API's port.
        public var adminPort: UInt16?
        /// What `Authorization: Bearer` must say at that door; with it other machines may use the door too.
        public var adminToken: String?
        /// Further names that `Host` may have at that door when it has no token.
        public var adminHosts: [String] = []
        /// Called when a request to that door asks for the end of the server, which is refused where there is neither this nor a
        /// token.
        public var onShutdownRequest: (@Sendable () -> Void)?
        /// The worlds that may be asked for at that door, at once.
        public var maximumWorlds = 10_000

        /// Called with every request as a line of JSON, without its secrets, on the thread that serves the connection.
        package var onJournalLine: (@Sendable ([UInt8]) -> Void)?

        /// Loopback, a free port, no log.
        public init() {}
    }

    /// The version of this source tree.
    public static let version = "0.1.0"

    let service: Service
    private let server: Server

    /// The address to point clients at, such as `http://127.0.0.1:8080`, without a slash at the end. It begins with
    /// `https` when only HTTPS is served. Where every address of the machine is served it is loopback.
    public let baseURL: String
    /// The address of HTTPS; nil when it is not served.
    public let tlsBaseURL: String?
    /// The certificate that HTTPS clients must trust in PEM form; nil without HTTPS and when the server's certificate
    /// was given.
    public let caCertificatePEM: String?
    /// The port that requests are taken on.
    public let port: UInt16
    /// Every address served, in the form of `baseURL`, which is the first.
    public let urls: [String]
    /// Whether requests are taken at every address of this machine, beyond those that `urls` names.
    public let isOnAllInterfaces: Bool

    /// The address of the door to the mock itself, to which `/__admin` is added; nil where it is not served.
    public let adminURL: String?

    private init(service: Service, server: Server, _ configuration: Configuration) {
        self.service = service
        self.server = server
        let tls = configuration.tls
        let ownPorts = configuration.hasAdminPort ? 1 : 0
        let tlsListener = tls == nil ? -1 : server.boundListeners.count - 1 - ownPorts
        var adminURL: String?
        var encrypted: [String] = []
        var all: [String] = []
        for (number, addresses) in server.boundListeners.enumerated() {
            if configuration.hasAdminPort, number == server.boundListeners.count - 1 {
                adminURL = "http://\(addresses[0].connectable)"
                service.control?.ownPort.store(Int(addresses[0].port), ordering: .relaxed)
                continue
            }
            let isTLS = number == tlsListener
            let urls = addresses.map { "\(isTLS ? "https" : "http")://\($0.connectable)" }
            all += urls
            if isTLS { encrypted = urls }
        }
        port = server.addresses[0].port
        urls = all
        baseURL = all[0]
        tlsBaseURL = encrypted.first
        isOnAllInterfaces = server.addresses.contains(where: \.isWildcard)
        caCertificatePEM = tls?.caCertificatePEM
        service.control?.server = .init(isTLSOffered: tls != nil) { [weak server] in server?.connectionCount ?? 0 }
        self.adminURL = adminURL ?? (service.control == nil ? nil : all[0])
    }

    /// Serves a scenario; requests made after the return are answered.
    ///
    /// Throws `ScenarioError` when the scenario has errors, `OpenSSLError` for a signing key that cannot be used, and
    /// `ServerError` when an address cannot be served on or a thread cannot be made.
    public static func start(
        _ source: ScenarioSource = .bundled("default"), configuration: Configuration = Configuration()
    ) throws -> MockServer {
        try start(scenario: Scenario(source), configuration: configuration)
    }

    /// Serves a scenario that is already loaded.
    public static func start(
        scenario: Scenario, configuration: Configuration = Configuration()
    ) throws -> MockServer {
        let key =
            try configuration.signingKeyPEM.map { SigningKey(try RSAKey(privateKeyPEM: $0)) }
            ?? SigningKey.development()
        let service = Service(
            scenario: scenario, key: key, logger: configuration.logger, onRequest: configuration.onRequest,
            journal: Journal(capacity: max(0, configuration.journalSize)), gate: configuration.gate,
            shutDown: configuration.onShutdownRequest ?? {}, onJournalLine: configuration.onJournalLine)
        var settings = Server.Configuration()
        let log = ConnectionLog(logger: configuration.logger, limits: settings.limits)
        let handler = Handler(
            observed: { request, arrival in
                service.reply(to: request, from: .connection(arrival.connection))
            },
            refuse: { error, connection in
                service.refuse(error, from: connection.remoteHost)
            },
            tlsFailed: { failure, missingName, connection in
                log.tlsFailed(failure, missingName: missingName, connection)
            },
            admits: { connection in service.admitsConnection(from: connection.remoteHost) },
            shortage: { shortage, change in log.shortage(shortage, change) })
        let context = configuration.tls?.context
        let hosts = configuration.hosts.isEmpty ? Configuration().hosts : configuration.hosts
        settings.listeners =
            if let context, let tlsPort = configuration.tlsPort {
                [
                    .init(hosts: hosts, port: configuration.port),
                    .init(hosts: hosts, port: tlsPort, tls: context),
                ]
            } else {
                [.init(hosts: hosts, port: configuration.port, tls: context)]
            }
        if configuration.hasAdminPort, let adminPort = configuration.adminPort {
            settings.listeners.append(.init(hosts: hosts, port: adminPort))
        }
        settings.workers = max(1, configuration.workers)
        let server = try Server.start(settings, handler: handler)
        return MockServer(service: service, server: server, configuration)
    }

    /// Stops accepting, lets requests under way finish for at most `grace`, and closes; returns soon after the grace at the
    /// latest. Any thread may call it, several times too: the earliest end of a grace counts.
    public func stop(grace: Duration = .seconds(5)) {
        server.stop(grace: grace)
    }

    /// Replaces the scenario in one step: later requests see the new one. With `keeping` it goes on with the clock, the
    /// journal, revoked tokens and the counts of rules that did not change; else all of them begin anew.
    /// - Returns: what is different, such as `company Xyz changed`.
    @discardableResult
    public func replaceScenario(_ scenario: Scenario, keeping: Bool = false) -> [String] {
        let old = service.world
        service.worlds.replaceMain(
            with: keeping ? World(scenario, after: old) : World(scenario, journal: old.journal.emptyCopy()))
        return ScenarioDifferences.told(from: old.scenario, to: scenario)
    }

    /// The scenario with everything that requests have changed, as a file in JSON. It holds the secrets of clients.
    package var savedScenario: [UInt8] { service.world.saved.json }

    /// The clock everything derived from time follows.
    public var clock: WorldClock { service.world.clock }

    /// The scenario's rules, to be switched and counted.
    public var rules: ActiveRules { ActiveRules(service.world) }

    /// The requests answered so far.
    public var journal: Journal { service.world.journal }

    /// Answers a request in process, without the network, as a caller on loopback would be answered.
    ///
    /// Delays are left out. Throws what HTTP would refuse the request with, and `WireFaultError` where a rule breaks the
    /// connection.
    public func respond(to request: HTTPRequest, body: [UInt8] = []) throws -> (HTTPResponse, [UInt8]) {
        var headers = request.headerFields.map { (name: $0.name.rawName, value: $0.value) }
        if let authority = request.authority { headers.insert((name: "Host", value: authority), at: 0) }
        let inner = try Request(
            method: Method(request.method.rawValue), path: request.path ?? "/", headers: headers, body: body)
        let peer = Peer.inProcess(address: "127.0.0.1", isTLS: request.scheme == "https")
        let response = try service.respond(to: inner, from: peer)
        var fields = HTTPFields()
        for field in response.fields.list {
            if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
        }
        return (HTTPResponse(status: .init(code: response.status), headerFields: fields), response.body)
    }
}

extension MockServer.Configuration {
    fileprivate var hasAdminPort: Bool { servesAdmin && adminPort != nil }

    fileprivate var gate: ControlGate? {
        guard servesAdmin else { return nil }
        return ControlGate(
            token: adminToken, hosts: adminHosts, allowsShutdown: onShutdownRequest != nil, maximumWorlds: maximumWorlds
        )
    }
}

extension Scenario {
    /// Loads a scenario.
    ///
    /// Throws a `ScenarioError` with everything that is wrong with it. Relative dates are relative to the system's time,
    /// unless the scenario sets another.
    public init(_ source: ScenarioSource) throws(ScenarioError) {
        let result = ScenarioLoader.load(source, now: WorldClock.systemNow())
        guard let scenario = result.scenario else { throw ScenarioError(diagnostics: result.diagnostics) }
        self = scenario
    }
}
