import HTTP1
import ResellerAPI

/// A request with what is known of it. A class, for it is handed about while it is answered; it does not outlive that.
final class Call {
    let request: Request
    let headers: Headers
    let match: RouteMatch
    let isTLS: Bool
    let world: World
    /// The world's time, one for the whole request.
    let now: DateTime
    /// Its bearer token, or why it has none, where a rule had to know before the API does.
    var bearer: BearerAuthentication.Bearer?
    var refusal: TokenVerifier.Refusal?
    private var knownCaller: Caller??

    // What rules alone look at:

    private(set) lazy var lowercasedParameter = ExactText(parameter.lowercasedASCII)
    /// The decoded segments of the path, in lower case.
    private(set) lazy var segments = RouteTable.segments(of: request.target.path).map { ExactText($0.lowercasedASCII) }
    /// The body, if it is JSON.
    private(set) lazy var document = try? JSONValue.read(request.body)

    init(_ request: Request, isTLS: Bool, world: World, now: DateTime) {
        self.request = request
        headers = request.headers
        match = request.withPathBytes { RouteTable.shared.match(method: request.method.rawValue, path: $0) }
        self.isTLS = isTLS
        self.world = world
        self.now = now
    }

    /// The vendor's operation that it is for.
    var endpoint: Endpoint? {
        if case .endpoint(let endpoint, _) = match { endpoint } else { nil }
    }

    private var parameter: String {
        if case .endpoint(_, let parameter) = match { parameter } else { "" }
    }

    /// Who asks, by valid credentials or a valid token; nil for a request without.
    var caller: Caller? {
        if let knownCaller { return knownCaller }
        let caller = findCaller()
        knownCaller = .some(caller)
        return caller
    }

    private func findCaller() -> Caller? {
        guard endpoint?.operation == .token else { return BearerAuthentication.caller(of: self) }
        guard let parsed = try? TokenRequest(request), let identifier = parsed.clientId,
            let client = world.client(withID: identifier), client.isActive,
            parsed.clientSecret?.isExactly(client.clientSecret) == true
        else { return nil }
        return Caller(clientId: identifier, roles: [client.role])
    }
}
