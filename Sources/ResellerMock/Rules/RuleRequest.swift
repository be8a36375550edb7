import HTTP1
import ResellerAPI
import Scenarios

/// A request as rules see it. What takes work is found out when a rule first asks, and once.
struct RuleRequest {
    let request: Request
    let world: World
    let now: DateTime
    private var knownSegments: [String]?
    private var knownCaller: (client: String, roles: [String])??
    private var knownBody: JSONValue??

    init(_ request: Request, in world: World, at now: DateTime) {
        self.request = request
        self.world = world
        self.now = now
    }

    /// The client and roles of valid credentials or of a valid token; nil for a request without.
    var caller: (client: String, roles: [String])? {
        mutating get {
            if let knownCaller { return knownCaller }
            let caller = RuleRequest.caller(of: request, in: world, at: now)
            knownCaller = .some(caller)
            return caller
        }
    }

    private static func caller(
        of request: Request, in world: World, at now: DateTime
    ) -> (client: String, roles: [String])? {
        if case .operation(.token, _) = Router.match(request) {
            guard let parsed = try? TokenRequest(request), let identifier = parsed.clientId,
                let client = world.client(withID: identifier), client.isActive,
                parsed.clientSecret == client.clientSecret
            else { return nil }
            return (identifier, [client.role])
        }
        guard let token = try? BearerAuthentication.verifiedToken(of: request, in: world, at: now) else { return nil }
        return (token.clientId, token.roles)
    }

    mutating func meets(_ condition: RuleCondition) -> Bool {
        if let method = condition.method, method != request.method.rawValue { return false }
        if let from = condition.from, now < from { return false }
        if let until = condition.until, now >= until { return false }
        if let path = condition.path, !path.fits(segments()) { return false }
        for header in condition.headers where !meets(header) { return false }
        for body in condition.body where !meets(body) { return false }
        if let client = condition.client, caller?.client != client { return false }
        if let role = condition.role, caller?.roles.contains(role) != true { return false }
        return true
    }

    private mutating func segments() -> [String] {
        if let knownSegments { return knownSegments }
        let segments = Router.segments(of: request.target.path).segments.map { $0.lowercased() }
        knownSegments = segments
        return segments
    }

    private func meets(_ header: HeaderCondition) -> Bool {
        let value = request.headers.first(header.name)
        return switch header.test {
        case .present: value != nil
        case .absent: value == nil
        case .equals(let text): value == text
        case .contains(let text): value?.contains(text) == true
        }
    }

    private mutating func meets(_ body: BodyCondition) -> Bool {
        switch body {
        case .contains(let text): return String(decoding: request.body, as: UTF8.self).contains(text)
        case .exists(let pointer): return document().flatMap(pointer.value) != nil
        case .equals(let pointer, let value):
            return document().flatMap(pointer.value).map { $0.means(value) } ?? false
        }
    }

    private mutating func document() -> JSONValue? {
        if let knownBody { return knownBody }
        let document = try? JSONValue.read(request.body)
        knownBody = .some(document)
        return document
    }
}

extension JSONValue {
    /// Whether two values mean the same: numbers by value, members in any order.
    func means(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): return left == right || Double(left) == Double(right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.name == member.name && $0.value.means(member.value) }
                }
        default: return self == other
        }
    }
}
