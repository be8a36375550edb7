import HTTP1
import ResellerAPI
import Scenarios

/// A request as rules see it. What takes work is found out when a rule first asks, and once.
struct RuleRequest {
    /// What of a request rules may ask for beside its method.
    struct Aspects: OptionSet, Sendable {
        let rawValue: UInt8

        static let path = Aspects(rawValue: 1)
        static let fields = Aspects(rawValue: 2)
        static let caller = Aspects(rawValue: 4)
        static let body = Aspects(rawValue: 8)
    }

    let call: Call
    /// That of its path, when rules ask for it.
    private(set) var pathHash: PathHash?
    /// Those of its header fields that rules ask for.
    private(set) var fieldHashes: [UInt64] = []
    private var knownSegments: [ExactText]?
    private var knownCaller: Caller??
    /// The conditions on bodies that its body meets; nil until asked for.
    private var knownBody: BodyConditions.Met?

    init(_ call: Call) {
        self.call = call
    }

    var now: DateTime { call.now }
    /// The index of its route among `VendorRoutes`; nil for a path that is none.
    var route: Int? { call.destination.route }

    /// What it has, as far as rules ask for it; `names` are the features of all header names that they ask for, `bodies`
    /// their conditions on bodies.
    mutating func features(_ aspects: Aspects, names: Features, bodies: BodyConditions) -> Features {
        var features = Features()
        features.insert(method: call.request.method.rawValue)
        if aspects.contains(.path) {
            let hash = call.request.withPathBytes { PathHash($0) } ?? PathHash(segments: segments())
            pathHash = hash
            features.insert(path: hash)
        }
        if aspects.contains(.fields) {
            var hashes: [UInt64] = []
            call.request.headers.forEachField { name, value in
                if let hash = features.insert(field: name, value: value, ifAmong: names) { hashes.append(hash) }
            }
            fieldHashes = hashes
        }
        if aspects.contains(.caller), let caller { features.formUnion(caller.features) }
        if aspects.contains(.body) {
            let met = bodies.met(by: call.request.body)
            knownBody = met
            features.formUnion(met.features)
        }
        return features
    }

    /// Whether it meets a rule's conditions, those on times aside; `looksAtPath` says that its route does not tell
    /// whether its path fits.
    mutating func meets(_ rule: CompiledRule, looksAtPath: Bool, bodies: BodyConditions) -> Bool {
        guard rule.isEnabled else { return false }
        if rule.isBare, !looksAtPath { return true }
        // Taken one by one, for the whole of the conditions is costly to copy.
        if let method = rule.rule.condition.method, !method.isExactly(call.request.method.rawValue) { return false }
        if looksAtPath, let path = rule.rule.condition.path, !path.fits(segments(), route: route) { return false }
        for header in rule.rule.condition.headers where !meets(header) { return false }
        if let client = rule.rule.condition.client, caller?.clientId.isExactly(client) != true { return false }
        if let role = rule.rule.condition.role, caller?.roles.containsExactly(role) != true { return false }
        if rule.needsCaller, caller == nil { return false }
        for body in rule.rule.condition.body where knownBody?.numbers.contains(bodies.number(of: body)) != true {
            return false
        }
        return true
    }

    private func meets(_ header: HeaderCondition) -> Bool {
        var (isPresent, holds) = (false, false)
        call.request.headers.forEachValue(of: header.name) { value in
            isPresent = true
            switch header.test {
            case .present, .absent: break
            case .equals(let text): holds = holds || value.elementsEqual(text.utf8)
            case .contains(let text): holds = holds || value.holds(Array(text.utf8))
            }
        }
        return switch header.test {
        case .present: isPresent
        case .absent: !isPresent
        case .equals, .contains: holds
        }
    }

    private mutating func segments() -> [ExactText] {
        if let knownSegments { return knownSegments }
        let segments = Router.segments(of: call.request.target.path).segments.map { ExactText($0.lowercasedASCII) }
        knownSegments = segments
        return segments
    }

    /// Who asks, by valid credentials or a valid token; nil for a request without.
    var caller: Caller? {
        mutating get {
            if let knownCaller { return knownCaller }
            let caller = findCaller()
            knownCaller = .some(caller)
            return caller
        }
    }

    private mutating func findCaller() -> Caller? {
        if route == RouteTable.token {
            guard let parsed = try? TokenRequest(call.request), let identifier = parsed.clientId,
                let client = call.world.client(withID: identifier), client.isActive,
                parsed.clientSecret?.isExactly(client.clientSecret) == true
            else { return nil }
            return Caller(clientId: identifier, roles: [client.role])
        }
        return BearerAuthentication.caller(of: call)
    }
}
