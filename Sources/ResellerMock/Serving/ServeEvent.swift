import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// The story of one request, from its arrival to what went over the wire.
///
/// The stages of `Service` complete it in turn: route, authenticate, decide, carry out, put on the wire. Journal, log and
/// hint are made of it. A class, for it is handed about and never copied; it belongs to the thread of its connection.
final class ServeEvent {
    // Its arrival:

    let request: Request
    let headers: Headers
    let peer: Peer
    let arrival = ContinuousClock.now

    // Where it happens, by the world's clock and data, one of each for the whole request:

    @exclusivity(unchecked) private(set) var world: World
    /// All that there are; nil for an event that no service received.
    @exclusivity(unchecked) var worlds: Worlds?
    @exclusivity(unchecked) private(set) var snapshot: Snapshot
    @exclusivity(unchecked) private(set) var now: DateTime

    // What the stages find out:

    @exclusivity(unchecked) var match = RouteMatch.none
    @exclusivity(unchecked) var authentication = Authentication.refused(.missing)
    /// The client of a token with a good signature, accepted or not.
    @exclusivity(unchecked) var claimedClient: String?
    @exclusivity(unchecked) var decision = Decision.real
    /// Where the caller stands, if a rate limit has counted the request.
    @exclusivity(unchecked) var standing: RateLimitStanding?
    /// What answers it; a request that nothing carries out has got no service.
    @exclusivity(unchecked) var answer = HintedResponse.empty(503)
    /// False where the wire ends before anything of the response is sent.
    @exclusivity(unchecked) var isSent = true
    /// What was done on the wire beside sending a response, for the journal.
    @exclusivity(unchecked) var effects: [String] = []

    // What rules alone look at:

    private(set) lazy var lowercasedParameter = ExactText(parameter.lowercasedASCII)
    /// The decoded segments of the path, in lower case.
    private(set) lazy var segments = RouteTable.segments(of: request.target.path).map { ExactText($0.lowercasedASCII) }
    /// The body, if it is JSON, read as the API reads it.
    private(set) lazy var document = try? JSONValue.read(
        headers.firstBytes("content-type").flatMap { MediaType.json(request.body, type: $0) } ?? request.body,
        world.scenario.behaviour.jsonBodies)

    /// A request that has just arrived, in the world that it belongs to unless its caller's is another.
    init(_ request: Request, from peer: Peer, in world: World) {
        self.request = request
        headers = request.headers
        self.peer = peer
        self.world = world
        snapshot = world.snapshot
        now = world.clock.now
    }

    /// Makes it a request of its caller's world.
    func enter(_ other: World) {
        guard other !== world else { return }
        world = other
        snapshot = other.snapshot
        now = other.clock.now
    }

    /// Changes the companies of its world, and sees them as they are then.
    /// - Returns: what could not be done.
    func make(_ change: CompaniesChange) -> [String] {
        defer { snapshot = world.snapshot }
        return world.make(change)
    }

    /// The vendor's operation that it is for.
    var endpoint: Endpoint? {
        if case .endpoint(let endpoint, _) = match { endpoint } else { nil }
    }

    /// The first parameter in the path; empty where there is none.
    var parameter: String {
        if case .endpoint(_, let parameter) = match { parameter } else { "" }
    }

    /// The address that the client reached, of the connection where the request does not say.
    var baseURL: String {
        let said = request.host.flatMap { $0.isEmpty ? nil : $0 }
        return "\(peer.isTLS ? "https" : "http")://\(said ?? peer.reached)"
    }

    /// The issuer of a token that the request gets.
    var issuer: String {
        let token = world.scenario.token
        return token.issuesForItself ? baseURL : token.issuer
    }

    /// What a rule does to it.
    var action: RuleAction? {
        if case .fired(let firing) = decision { firing.action } else { nil }
    }
}

/// The other side of a request.
enum Peer: Sendable {
    case connection(ConnectionInfo)
    /// A caller without a connection, as one at this address would be.
    case inProcess(address: String, isTLS: Bool)

    /// The address in digits.
    var address: String {
        switch self {
        case .connection(let connection): connection.remoteHost
        case .inProcess(let address, _): address
        }
    }

    /// The host and port that it came in at.
    var reached: String {
        switch self {
        case .connection(let connection): connection.local.connectable.description
        case .inProcess: "localhost"
        }
    }

    var isTLS: Bool {
        switch self {
        case .connection(let connection): connection.isTLS
        case .inProcess(_, let isTLS): isTLS
        }
    }
}

// MARK: - What is told of it

extension ServeEvent {
    fileprivate var toldMethod: String { request.method.rawValue.prefix(bytes: Journal.longestText) }

    fileprivate var toldPath: String { request.target.quotedPath(limit: Journal.longestPath) }

    /// The answer's status; 0 where nothing of it was sent.
    var sentStatus: Int { isSent ? answer.response.status : 0 }

    /// What decided instead of the API.
    var rule: String? {
        switch decision {
        case .real: nil
        case .limited: "rateLimit"
        case .fired(let firing): firing.reason.name
        }
    }
}

extension FinishedRequest {
    init(_ event: ServeEvent) {
        self.init(
            method: event.toldMethod, path: event.toldPath, status: event.sentStatus,
            operation: event.endpoint?.name, client: event.authentication.clientId, rule: event.rule,
            effects: event.effects, hint: event.answer.hint, duration: ContinuousClock.now - event.arrival)
    }
}
