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

    /// A caller by the table's numbers; -2 for what no rule names.
    private struct CallerNumbers {
        var client: Int32 = -2
        var role: Int32 = -2
        /// Of a token with several roles.
        var otherRoles: [Int32] = []
    }

    let request: Request
    /// The index of its route among `VendorRoutes`; nil for a path that is none.
    let route: Int?
    let world: World
    let table: RuleTable
    let now: DateTime
    private var knownMethod: Int32?
    private var knownPath: Fingerprint?
    private var knownSegments: [String]?
    private var knownCaller: Caller??
    private var knownNumbers: CallerNumbers??
    private var knownBody: JSONValue??
    /// Those of its fields that some rule asks for, which are few; nil until a rule does.
    private var fields: [(name: Int32, value: Fingerprint)]?

    init(
        _ request: Request, to destination: Router.Destination, in world: World, of table: RuleTable, at now: DateTime
    ) {
        self.request = request
        self.table = table
        route = destination.route
        self.world = world
        self.now = now
    }

    // MARK: - By numbers

    /// Whether nothing that a gate can tell speaks against a rule.
    @inline(__always)
    mutating func passes(_ gate: RuleTable.Gate) -> Bool {
        let any = RuleTable.Gate.any
        if gate.method != any, gate.method != method() { return false }
        if now.ticks < gate.from || now.ticks >= gate.until { return false }
        if let path = gate.path, path != self.path() { return false }
        if gate.header != any, !passes(gate.headerTest, header: gate.header) { return false }
        if gate.client != any || gate.role != any { return passes(client: gate.client, role: gate.role) }
        return true
    }

    private mutating func passes(_ test: RuleTable.HeaderTest, header: Int32) -> Bool {
        if fields == nil { fields = readFields() }
        guard let fields else { return false }
        return switch test {
        case .any: true
        case .present: fields.contains { $0.name == header }
        case .absent: !fields.contains { $0.name == header }
        case .equals(let value): fields.contains { $0.name == header && $0.value == value }
        }
    }

    private func readFields() -> [(name: Int32, value: Fingerprint)] {
        var fields: [(name: Int32, value: Fingerprint)] = []
        request.headers.forEachField { name, value in
            if let number = table.headers.number(of: name) { fields.append((number, Fingerprint(value))) }
        }
        return fields
    }

    private mutating func passes(client: Int32, role: Int32) -> Bool {
        if knownNumbers == nil { knownNumbers = .some(callerNumbers()) }
        guard let numbers = knownNumbers ?? nil else { return false }
        if client != RuleTable.Gate.any, client != numbers.client { return false }
        return role == RuleTable.Gate.any || role == numbers.role || numbers.otherRoles.contains(role)
    }

    private mutating func callerNumbers() -> CallerNumbers? {
        guard let caller else { return nil }
        var numbers = CallerNumbers()
        if let client = table.clients.numbers[caller.client] { numbers.client = client }
        let roles = caller.roles.compactMap { table.roles.numbers[$0] }
        if let first = roles.first { numbers.role = first }
        if roles.count > 1 { numbers.otherRoles = roles }
        return numbers
    }

    private mutating func method() -> Int32 {
        if let knownMethod { return knownMethod }
        let number = table.methods.numbers[request.method.rawValue] ?? -2
        knownMethod = number
        return number
    }

    private mutating func path() -> Fingerprint {
        if let knownPath { return knownPath }
        let path = request.withPathBytes { Fingerprint(path: $0) } ?? Fingerprint(path: segments())
        knownPath = path
        return path
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
            let caller = RuleRequest.caller(of: request, route: route, in: world, at: now)
            knownCaller = .some(caller)
            return caller
        }
    }

    /// The client's name if anyone has asked for it.
    var knownClient: String? { knownCaller??.client }

    private static func caller(of request: Request, route: Int?, in world: World, at now: DateTime) -> Caller? {
        if route == RouteTable.token {
            guard let parsed = try? TokenRequest(request), let identifier = parsed.clientId,
                let client = world.client(withID: identifier), client.isActive,
                parsed.clientSecret == client.clientSecret
            else { return nil }
            return Caller(client: identifier, roles: [client.role])
        }
        guard let token = try? BearerAuthentication.verifiedToken(of: request, in: world, at: now) else { return nil }
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
