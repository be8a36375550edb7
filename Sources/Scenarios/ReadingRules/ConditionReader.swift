import ResellerAPI

/// The names of things of one kind that a scenario has.
struct KnownNames {
    let names: [String]
    private let keys: Set<ExactText>

    init(_ names: [String], by key: (String) -> String = { $0 }) {
        self.names = names
        keys = Set(names.map { ExactText(key($0)) })
    }

    /// Whether one of them has this key, which is the name itself unless told otherwise.
    func contains(_ key: String) -> Bool { keys.contains(ExactText(key)) }
}

/// Reads which requests a rule is about.
struct ConditionReader {
    let values: ValueReader
    /// The world's start, to which dates are relative.
    let now: DateTime
    let roles: KnownNames
    /// The scenario's clients; nil when a base is missing, whose clients and roles must not be missed once more.
    let clients: KnownNames?
    /// The identifiers of the companies that are written out, by themselves in lower case.
    let companies: KnownNames

    let nulls: Behaviour.Nulls
    let changes: ChangeReader

    var actions: ActionReader { ActionReader(values: values, nulls: nulls, changes: changes) }

    func condition(_ node: Node) -> RuleCondition {
        var condition = RuleCondition()
        values.members(of: node, .member("when"), as: ConditionMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .method: condition.method = method(node)
            case .path: condition.path = path(node)
            case .client: condition.client = values.reference(node, subject, "client", clients)
            case .role: condition.role = values.reference(node, subject, "role", clients == nil ? nil : roles)
            case .headers: condition.headers = headers(node)
            case .body: condition.body = body(node)
            case .nth: condition.nth = values.integer(node, subject, in: RuleLimits.counts)
            case .every: condition.every = values.integer(node, subject, in: RuleLimits.counts)
            case .first: condition.first = values.integer(node, subject, in: RuleLimits.counts)
            case .probability:
                condition.probability = values.number(node, subject, in: 0...1, limits: "a number from 0 to 1")
            case .from: condition.from = values.worldTime(node, subject, now: now)
            case .until: condition.until = values.worldTime(node, subject, now: now)
            }
        }
        for other in ["every", "first"] where condition.nth != nil {
            if let member = node[other] {
                values.log.report(
                    .conflict("\"nth\" is one request and \"\(other)\" many; remove one of the two"),
                    at: member.position)
            }
        }
        var never: String?
        if let every = condition.every, let first = condition.first, every > first {
            never = "\"every\" is \(every), beyond the \"first\" \(first)"
        }
        if condition.probability == 0 { never = "its \"probability\" is 0" }
        if let never { values.report(.suspicious("the rule never fires: \(never)", suggestion: nil), at: node) }
        values.checkWindow(condition.from, condition.until, node, now: now)
        if let path = condition.path { checkRoute(path, condition.method, node) }
        return condition
    }

    private func method(_ node: Node) -> String? {
        let known = RuleCondition.methods
        guard let text = values.string(node, .member("method"), lengths: 1...32) else { return nil }
        guard known.containsExactly(text) else {
            values.report(
                .unknownValue(
                    "\"method\"", value: Problem.quoted(text), allowed: known,
                    suggestion: values.log.suggestion(for: text, among: known)), at: node)
            return nil
        }
        return text
    }

    private func path(_ node: Node) -> PathPattern? {
        let expected = "a path such as \"/api/companies/{resourceId}\", without host and query"
        guard let text = values.string(node, .member("path"), expected: expected) else { return nil }
        guard let pattern = PathPattern(text) else {
            values.report(.malformed("\"path\"", value: Problem.quoted(text), expected: expected), at: node)
            return nil
        }
        return pattern
    }

    /// Warns of a path that is no route, or not with this method, and of an identifier that looks like a slip of the pen:
    /// such rules are about requests that the API refuses, which is seldom meant.
    private func checkRoute(_ path: PathPattern, _ method: String?, _ node: Node) {
        guard let place = node["path"]?.node.position else { return }
        let routes = path.overlappingRoutes
        if routes.isEmpty {
            let nearest = RouteTable.shared.nearest(to: RouteTable.segments(of: path.text))
            values.log.report(
                .suspicious(
                    "the path \(Problem.quoted(path.text)) is no route of the API", suggestion: nearest?.template),
                at: place)
            return
        }
        let methods = Set(routes.flatMap(\.verbs)).map(\.name).sorted()
        if let method, !methods.contains(method), !routes.contains(where: \.takesEveryVerb) {
            let text =
                "the API has no \(method) \(path.text), only \(methods.joined(separator: ", ")); the rule is about "
                + "requests that are refused with 405"
            values.log.report(.suspicious(text, suggestion: nil), at: node["method"]?.node.position ?? place)
        }
        checkIdentifier(path, routes, place)
    }

    /// Warns of a literal where a route has a parameter, when it is near to a literal of another route or to a company.
    private func checkIdentifier(_ path: PathPattern, _ routes: [Route], _ place: Position) {
        guard let literals = path.literals else { return }
        let templates = routes.map(\.segments)
        let written = Array(path.text.parts(separatedBy: "/").dropFirst())
        for index in literals.indices where templates.allSatisfy({ $0[index] == nil }) {
            if companies.contains(literals[index].text) { continue }
            let siblings = RouteTable.shared.literals(after: literals[..<index])
            let isCompany = routes[0].template.startsExactly(with: "/api/companies/{")
            let known = siblings + (isCompany ? companies.names : [])
            guard let nearest = values.log.suggestion(for: written[index], among: known) else { continue }
            let kind = siblings.containsExactly(nearest) ? "reads as an identifier" : "is no company of this scenario"
            values.log.report(
                .suspicious(
                    "\(Problem.quoted(written[index])) in the path \(Problem.quoted(path.text)) \(kind)",
                    suggestion: nearest),
                at: place)
        }
    }

    private func headers(_ node: Node) -> [HeaderCondition] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, .member("headers"), expected: "an object of header fields")
            return []
        }
        return members.compactMap { member in
            guard actions.isFieldName(member, canBeFraming: true), let test = headerTest(member) else { return nil }
            return HeaderCondition(name: member.name, test: test)
        }
    }

    /// The shorthand is the text that the field equals.
    private func headerTest(_ member: Node.Member) -> HeaderCondition.Test? {
        if case .string(let text) = member.node.value { return .equals(checked(text, member.node)) }
        var tests: [HeaderCondition.Test] = []
        values.members(of: member.node, .member(member.name), as: HeaderTestMember.self) { name, node in
            let subject = Subject.member(name.rawValue)
            switch name {
            case .present: if let value = values.boolean(node, subject) { tests.append(value ? .present : .absent) }
            case .equals:
                if let text = values.string(node, subject, lengths: 0...8000) {
                    tests.append(.equals(checked(text, node)))
                }
            case .contains:
                if let text = values.string(node, subject, lengths: 1...8000) { tests.append(.contains(text)) }
            }
        }
        if case .object(let given) = member.node.value, given.count != 1 {
            values.report(
                .conflict("a header condition has one of \"present\", \"equals\" and \"contains\""), at: member.node)
        }
        return tests.first
    }

    /// Warns of a text that no field equals, for blanks at the ends are no part of a value (RFC 9110 section 5.5).
    private func checked(_ text: String, _ node: Node) -> String {
        if !text.trimmingBlanks().isExactly(text) {
            values.report(
                .suspicious(
                    "the rule never fires: no header field has blanks at the ends of its value", suggestion: nil),
                at: node)
        }
        return text
    }

    /// One condition, or an array of them.
    private func body(_ node: Node) -> [BodyCondition] {
        if case .array(let elements) = node.value {
            if elements.count > RuleLimits.changes {
                values.report(
                    .outOfRange("\"body\"", value: "\(elements.count) conditions", expected: "at most 100"), at: node)
            }
            return elements.compactMap(bodyTest)
        }
        return bodyTest(node).map { [$0] } ?? []
    }

    private func bodyTest(_ node: Node) -> BodyCondition? {
        var pointer: JSONPointer?
        var test: BodyCondition?
        values.members(of: node, .thing("a body condition"), as: BodyTestMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .pointer:
                pointer = values.string(node, subject, expected: "a JSON Pointer such as \"/pageNumber\"").flatMap {
                    actions.pointer($0, subject.text, node.position)
                }
            case .contains: test = values.string(node, subject, lengths: 1...10_000).map { .contains($0) }
            case .equals, .exists: break
            }
        }
        guard case .object = node.value else { return nil }
        let tests = ["equals", "exists", "contains"].filter { node[$0] != nil }
        let needsPointer = tests != ["contains"]
        if tests.count != 1 || needsPointer != (node["pointer"] != nil) {
            values.report(
                .conflict(
                    "a body condition is \"contains\", or a \"pointer\" with \"equals\" or with \"exists\": true"),
                at: node)
            return nil
        }
        if let equals = node["equals"], let pointer { return .equals(pointer, values.json(equals.node)) }
        if let exists = node["exists"] {
            guard case .boolean(true) = exists.node.value else {
                values.wrongType(exists.node, .member("exists"), expected: "true")
                return nil
            }
            return pointer.map { .exists($0) }
        }
        return test
    }
}

extension ValueReader {
    /// The name of something that the scenario has; nil `known` takes every name.
    func reference(_ node: Node, _ subject: Subject, _ kind: String, _ known: KnownNames?) -> String? {
        guard let text = string(node, subject, expected: "the name of a \(kind)") else { return nil }
        if let known, !known.contains(text) {
            report(
                .unknownReference(
                    subject.text, kind: kind, value: text, suggestion: log.suggestion(for: text, among: known.names)),
                at: node)
        }
        return text
    }

    /// Reports a time that ends before it begins.
    func checkWindow(_ from: WorldTime?, _ until: WorldTime?, _ node: Node, now: DateTime) {
        guard let from, let until, from.instant(start: now) >= until.instant(start: now), let member = node["until"]
        else { return }
        log.report(.conflict("\"until\" is not after \"from\""), at: member.position)
    }
}
