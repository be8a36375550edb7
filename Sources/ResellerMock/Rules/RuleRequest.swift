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

    let call: Call
    let table: RuleTable
    // Numbers of the table's; `unknown` until a gate asks, `none` for what no rule names.
    private static let unknown: Int32 = -2
    private static let none: Int32 = -3
    private var method = unknown
    private var client = unknown
    private var role = none
    /// Of a token with several roles.
    private var roles: [Int32] = []
    private var path: Fingerprint?
    /// A bit for each header name that the request has and some rule asks for, by the lowest six bits of its number.
    private var fieldBits: UInt64 = 0
    private var hasReadFields = false
    private var fields: [(name: Int32, value: Fingerprint)] = []
    private var knownSegments: [String]?
    private var knownCaller: Caller??
    /// What has become of its bearer token, if anyone has asked for it.
    private(set) var bearer: Result<BearerAuthentication.Bearer, TokenVerifier.Refusal>?
    private var knownBody: JSONValue??

    init(_ call: Call, of table: RuleTable) {
        self.call = call
        self.table = table
    }

    private var request: Request { call.request }
    var now: DateTime { call.now }
    /// The index of its route among `VendorRoutes`; nil for a path that is none.
    var route: Int? { call.destination.route }

    // MARK: - By numbers

    /// Whether nothing that a gate can tell speaks against a rule.
    @inline(__always)
    mutating func passes(_ gate: RuleTable.Gate) -> Bool {
        let any = RuleTable.Gate.any
        if gate.header != any {
            if !hasReadFields { readFields() }
            let mayHave = fieldBits >> UInt64(gate.header & 63) & 1 == 1
            if !mayHave, gate.wantsHeader { return false }
            if mayHave, !passes(gate.headerTest, header: gate.header) { return false }
        }
        if gate.method != any {
            if method == Self.unknown { method = table.methods.number(of: call.request.method.rawValue) ?? Self.none }
            if gate.method != method { return false }
        }
        if now.ticks < gate.from || now.ticks >= gate.until { return false }
        if gate.hasPath {
            if path == nil { path = readPath() }
            if gate.path != path { return false }
        }
        if gate.client != any || gate.role != any {
            if client == Self.unknown { readCaller() }
            if gate.client != any, gate.client != client { return false }
            if gate.role != any, gate.role != role, !roles.contains(gate.role) { return false }
        }
        return true
    }

    private func passes(_ test: RuleTable.HeaderTest, header: Int32) -> Bool {
        switch test {
        case .present: fields.contains { $0.name == header }
        case .absent: !fields.contains { $0.name == header }
        case .equals(let value): fields.contains { $0.name == header && $0.value == value }
        }
    }

    private mutating func readFields() {
        hasReadFields = true
        var (fields, bits) = (self.fields, fieldBits)
        request.headers.forEachField { name, value in
            guard let number = table.headers.number(of: name) else { return }
            fields.append((number, Fingerprint(value)))
            bits |= 1 << UInt64(number & 63)
        }
        (self.fields, fieldBits) = (fields, bits)
    }

    private mutating func readCaller() {
        client = Self.none
        guard let caller else { return }
        client = table.clients.number(of: caller.client) ?? Self.none
        let roles = caller.roles.compactMap { table.roles.number(of: $0) }
        role = roles.first ?? Self.none
        if roles.count > 1 { self.roles = roles }
    }

    private mutating func readPath() -> Fingerprint {
        request.withPathBytes { Fingerprint(path: $0) } ?? Fingerprint(path: segments())
    }

    // MARK: - In full

    /// Whether it meets the conditions of a rule whose gate it has passed.
    mutating func meets(_ rule: CompiledRule) -> Bool {
        guard rule.isEnabled else { return false }
        if let path = rule.path, !path.fits(segments(), route: route) { return false }
        for header in rule.headers where !meets(header) { return false }
        if rule.needsCaller, caller == nil { return false }
        for body in rule.rule.condition.body where !meets(body) { return false }
        return true
    }

    private func meets(_ header: CompiledRule.Header) -> Bool {
        var (isPresent, holds) = (false, false)
        request.headers.forEachField { name, value in
            guard !holds, table.headers.number(of: name) == header.name else { return }
            isPresent = true
            switch header.test {
            case .present, .absent: break
            case .equals(let bytes): holds = value.count == bytes.count && value.holds(bytes)
            case .contains(let bytes): holds = value.holds(bytes)
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
        let verified = BearerAuthentication.verified(call)
        bearer = verified
        guard let token = try? verified.get().token else { return nil }
        return Caller(client: token.clientId, roles: token.roles)
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
