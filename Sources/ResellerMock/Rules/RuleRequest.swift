import Foundation
import HTTP1
import ResellerAPI
import Scenarios

/// A request as rules see it. What takes work is found out when a rule first asks, and once.
struct RuleRequest {
    /// The client and roles of valid credentials or of a valid token.
    struct Caller {
        var client: String
        var roles: [String]
    }

    /// What of a request rules may ask for beside its method.
    struct Aspects: OptionSet, Sendable {
        let rawValue: UInt8

        static let path = Aspects(rawValue: 1)
        static let fields = Aspects(rawValue: 2)
        static let caller = Aspects(rawValue: 4)
    }

    let call: Call
    /// That of its path, when rules ask for it.
    private(set) var pathHash: PathHash?
    private var knownSegments: [String]?
    private var knownCaller: Caller??
    private var knownBody: JSONValue??

    init(_ call: Call) {
        self.call = call
    }

    private var request: Request { call.request }
    var now: DateTime { call.now }
    /// The index of its route among `VendorRoutes`; nil for a path that is none.
    var route: Int? { call.destination.route }

    /// What it has, as far as rules ask for it; `names` are the features of all header names that they ask for.
    mutating func features(_ aspects: Aspects, names: Features) -> Features {
        var features = Features()
        features.insert(method: request.method.rawValue)
        if aspects.contains(.path) {
            let hash = request.withPathBytes { PathHash($0) } ?? PathHash(segments: segments())
            pathHash = hash
            features.insert(path: hash)
        }
        if aspects.contains(.fields) {
            request.headers.forEachField { name, value in
                var own = Features()
                own.insert(fieldName: name)
                if own.mayBeAmong(names) { features.insert(fieldName: name, value: value) }
            }
        }
        if aspects.contains(.caller), let caller {
            features.insert(client: caller.client)
            for role in caller.roles { features.insert(role: role) }
        }
        return features
    }

    /// Whether it meets a rule's conditions, those on times aside.
    mutating func meets(_ rule: CompiledRule) -> Bool {
        guard rule.isEnabled else { return false }
        let condition = rule.rule.condition
        if let method = condition.method, method != request.method.rawValue { return false }
        if let path = rule.path, !path.fits(segments(), route: route) { return false }
        for header in condition.headers where !meets(header) { return false }
        if let client = condition.client, caller?.client != client { return false }
        if let role = condition.role, caller?.roles.contains(role) != true { return false }
        if rule.needsCaller, caller == nil { return false }
        for body in condition.body where !meets(body) { return false }
        return true
    }

    private func meets(_ header: HeaderCondition) -> Bool {
        var (isPresent, holds) = (false, false)
        request.headers.forEachValue(of: header.name) { value in
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

    private mutating func meets(_ body: BodyCondition) -> Bool {
        switch body {
        case .contains(let text):
            return request.body.withUnsafeBufferPointer { $0.holds(Array(text.utf8)) }
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

    private mutating func segments() -> [String] {
        if let knownSegments { return knownSegments }
        let segments = Router.segments(of: request.target.path).segments.map { $0.lowercased() }
        knownSegments = segments
        return segments
    }

    /// Who asks; nil for a request without valid credentials.
    var caller: Caller? {
        mutating get {
            if let knownCaller { return knownCaller }
            let caller = findCaller()
            knownCaller = .some(caller)
            return caller
        }
    }

    /// The client's name if anyone has asked for it.
    var knownClient: String? { knownCaller??.client }

    private mutating func findCaller() -> Caller? {
        if route == RouteTable.token {
            guard let parsed = try? TokenRequest(request), let identifier = parsed.clientId,
                let client = call.world.client(withID: identifier), client.isActive,
                parsed.clientSecret == client.clientSecret
            else { return nil }
            return Caller(client: identifier, roles: [client.role])
        }
        return BearerAuthentication.unusedToken(of: call).map { Caller(client: $0.clientId, roles: $0.roles) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes stand somewhere among them.
    fileprivate func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        return bytes.withUnsafeBytes { wanted in
            var rest = UnsafeRawBufferPointer(self)
            while rest.count >= wanted.count, let start = rest.baseAddress {
                let places = rest.count - wanted.count + 1
                guard let found = memchr(start, Int32(first), places) else { return false }
                if memcmp(found, wanted.baseAddress!, wanted.count) == 0 { return true }
                rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - start + 1)...])
            }
            return false
        }
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
