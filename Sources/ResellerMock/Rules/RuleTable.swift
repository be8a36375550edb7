import ResellerAPI
import Scenarios

/// A world's rules, made ready so that a request passes by those it does not meet at next to no cost.
///
/// For each route there is a list of gates, one for each rule that a request there may meet, in the rules' order. A gate
/// holds numbers only: the texts that rules name (methods, header names, clients, roles) are numbered when the table is
/// made, those of a request when a gate first asks. What gets through a gate is looked at in full.
final class RuleTable: Sendable {
    /// What can be told of a request by comparing numbers.
    struct Gate: Sendable {
        static let any: Int32 = -1

        var rule: Int32
        var method = any
        var client = any
        var role = any
        /// The number of the header name of the rule's first condition on headers.
        var header = any
        var headerTest = HeaderTest.present
        /// Whether a request without such a field does not pass.
        var wantsHeader = false
        var hasPath = false
        /// The path that the request's must be, where it has one.
        var path: Fingerprint?
        var from: Int64
        var until: Int64
    }

    enum HeaderTest: Sendable {
        case present
        case absent
        case equals(Fingerprint)
    }

    let rules: [CompiledRule]
    /// By route as `VendorRoutes` numbers them; the last is for paths that are none.
    private let gates: [[Gate]]
    let methods: Numbering
    let clients: Numbering
    let roles: Numbering
    let headers: HeaderNumbering

    init(_ rules: [Rule], seed: UInt64, start: DateTime) {
        var (methods, clients, roles) = (Numbering(), Numbering(), Numbering())
        var headers = HeaderNumbering()
        var gates = [[Gate]](repeating: [], count: VendorRoutes.all.count + 1)
        var compiled: [CompiledRule] = []
        for (index, rule) in rules.enumerated() {
            let condition = rule.condition
            let tests = condition.headers.map { CompiledRule.Header(name: headers.add($0.name), $0.test) }
            let routes = gates.indices.map { route in
                condition.path?.test(onRoute: route < VendorRoutes.all.count ? route : nil) ?? .always
            }
            let made = CompiledRule(
                rule, headers: tests, path: routes.contains(.path) ? condition.path : nil, seed: seed, start: start)
            compiled.append(made)
            var gate = Gate(rule: Int32(index), from: made.from, until: made.until)
            if let method = condition.method { gate.method = methods.add(method) }
            if let client = condition.client { gate.client = clients.add(client) }
            if let role = condition.role { gate.role = roles.add(role) }
            if let first = tests.first {
                (gate.header, gate.headerTest) = (first.name, first.gate)
                if case .absent = first.gate { gate.wantsHeader = false } else { gate.wantsHeader = true }
            }
            let path = condition.path?.literals.map { Fingerprint(path: $0) }
            for route in gates.indices where routes[route] != .never {
                gate.path = routes[route] == .path ? path : nil
                gate.hasPath = gate.path != nil
                gates[route].append(gate)
            }
        }
        self.rules = compiled
        self.gates = gates
        self.methods = methods
        self.clients = clients
        self.roles = roles
        self.headers = headers
    }

    /// The first rule in order that a request meets and that fires for it, with what it does. The request is one that
    /// was made for this table.
    func firing(_ request: inout RuleRequest) -> Firing? {
        let gates = gates[request.route ?? VendorRoutes.all.count]
        return gates.withUnsafeBufferPointer { gates in
            for index in gates.indices where request.passes(gates[index]) {
                let rule = rules[Int(gates[index].rule)]
                if request.meets(rule), let firing = rule.fire() { return firing }
            }
            return nil
        }
    }
}

/// Texts numbered from 0 in the order they come. Rules name few different ones, so that comparing is faster than hashing.
struct Numbering: Sendable {
    private var texts: [String] = []

    /// Numbers a text that may be new.
    mutating func add(_ text: String) -> Int32 {
        if let known = number(of: text) { return known }
        texts.append(text)
        return Int32(texts.count - 1)
    }

    /// The number of a text; nil for one that no rule names.
    func number(of text: String) -> Int32? {
        texts.firstIndex(of: text).map(Int32.init)
    }
}

/// Header names numbered from 0, to be found by the bytes of a request's.
struct HeaderNumbering: Sendable {
    private(set) var count = 0
    /// Names in lower case with their numbers, by their lengths.
    private var byLength: [[(name: [UInt8], number: Int32)]] = []

    /// Numbers a name that may be new.
    mutating func add(_ name: String) -> Int32 {
        let name = Array(name.lowercased().utf8)
        if name.count >= byLength.count {
            byLength += [[(name: [UInt8], number: Int32)]](repeating: [], count: name.count + 1 - byLength.count)
        }
        if let known = byLength[name.count].first(where: { $0.name == name }) { return known.number }
        byLength[name.count].append((name, Int32(count)))
        count += 1
        return Int32(count - 1)
    }

    /// The number of a name in any case; nil for one that no rule names.
    func number(of name: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard name.count < byLength.count else { return nil }
        let bucket = byLength[name.count]
        return bucket.withUnsafeBufferPointer { bucket in
            bucket.first { known in
                known.name.withUnsafeBufferPointer { known in
                    for index in 0..<name.count where known[index] != name[index] {
                        let byte = name[index]
                        guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z"), known[index] == byte | 0x20 else {
                            return false
                        }
                    }
                    return true
                }
            }?.number
        }
    }
}
