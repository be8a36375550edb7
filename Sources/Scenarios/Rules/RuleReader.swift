import ResellerAPI

/// Reads a scenario's `rules`, `rateLimit` and `outages`.
struct RuleReader {
    let values: ValueReader
    /// The world's start, to which dates are relative.
    let now: DateTime
    let roles: [String]
    /// The scenario's clients; nil when a base is missing, whose clients and roles must not be missed once more.
    let clients: [String]?

    private var actions: ActionReader { ActionReader(values: values) }

    func rules(_ node: Node) -> [Rule] {
        let elements = values.elements(node, .member("rules")) ?? []
        if elements.count > RuleLimits.rules {
            values.report(
                .outOfRange("\"rules\"", value: "\(elements.count) rules", expected: "at most \(RuleLimits.rules)"),
                at: node)
            return []
        }
        var rules: [Rule] = []
        var positions: [String: Position] = [:]
        for element in elements {
            guard let rule = rule(element) else { continue }
            let position = element["name"]?.node.position ?? element.position
            if let first = positions[rule.name] {
                values.log.reportDuplicate("rule", rule.name, at: position, first: first)
                continue
            }
            positions[rule.name] = position
            if let earlier = rules.first(where: { $0.shadows(rule) }) {
                let text =
                    "the rule \(Problem.quoted(rule.name)) never fires: the earlier rule \(Problem.quoted(earlier.name)) "
                    + "takes every request that it is about; put it first or narrow the earlier one"
                values.report(.suspicious(text, suggestion: nil), at: element)
            }
            rules.append(rule)
        }
        return rules
    }

    private func rule(_ node: Node) -> Rule? {
        var name = ""
        var condition = RuleCondition()
        var outcome: RuleOutcome?
        let isObject = values.members(of: node, .thing("a rule"), as: RuleMember.self) { member, node in
            switch member {
            case .name: name = values.string(node, .member("name"), lengths: 1...100) ?? ""
            case .when: condition = self.condition(node)
            case .then: outcome = self.outcome(node)
            }
        }
        guard isObject else { return nil }
        for member in [RuleMember.name, .then] where node[member.rawValue] == nil {
            values.report(.missingMember(member.rawValue, of: "a rule"), at: node)
        }
        guard let outcome, !name.isEmpty else { return nil }
        let rule = Rule(name: name, condition: condition, outcome: outcome)
        if rule.hasTokenFate, let path = node["when"]?.node["path"]?.node, let pattern = condition.path,
            !pattern.fits(["connect", "token"])
        {
            values.report(
                .conflict(
                    "tokens come from \(VendorRoutes.tokenTemplate); a rule with \"token\" needs no other \"path\""),
                at: path)
        }
        return rule
    }

    // MARK: - Conditions

    private func condition(_ node: Node) -> RuleCondition {
        var condition = RuleCondition()
        values.members(of: node, .member("when"), as: ConditionMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .method: condition.method = method(node)
            case .path: condition.path = path(node)
            case .client: condition.client = reference(node, subject, "client", clients)
            case .role: condition.role = reference(node, subject, "role", clients == nil ? nil : roles)
            case .headers: condition.headers = headers(node)
            case .body: condition.body = body(node)
            case .nth: condition.nth = values.integer(node, subject, in: RuleLimits.counts)
            case .every: condition.every = values.integer(node, subject, in: RuleLimits.counts)
            case .first: condition.first = values.integer(node, subject, in: RuleLimits.counts)
            case .probability:
                condition.probability = values.number(node, subject, in: 0...1, limits: "a number from 0 to 1")
            case .from: condition.from = values.date(node, subject, now: now)
            case .until: condition.until = values.date(node, subject, now: now)
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
        checkWindow(condition.from, condition.until, node)
        return condition
    }

    private func checkWindow(_ from: DateTime?, _ until: DateTime?, _ node: Node) {
        guard let from, let until, from >= until, let member = node["until"] else { return }
        values.log.report(.conflict("\"until\" is not after \"from\""), at: member.position)
    }

    private func method(_ node: Node) -> String? {
        let known = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
        guard let text = values.string(node, .member("method"), lengths: 1...32) else { return nil }
        guard known.contains(text) else {
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
        let templates = VendorRoutes.all.map(\.template)
        let isRoute = templates.contains { template in
            guard let route = PathPattern(template), route.segments.count == pattern.segments.count else {
                return false
            }
            return zip(route.segments, pattern.segments).allSatisfy { route, own in route == nil || route == own }
        }
        if !isRoute {
            values.report(
                .suspicious(
                    "the path \(Problem.quoted(text)) is no route of the API",
                    suggestion: values.log.suggestion(for: text, among: templates)), at: node)
        }
        return pattern
    }

    private func reference(_ node: Node, _ subject: Subject, _ kind: String, _ known: [String]?) -> String? {
        guard let text = values.string(node, subject, expected: "the name of a \(kind)") else { return nil }
        if let known, !known.contains(text) {
            values.report(
                .unknownReference(
                    subject.text, kind: kind, value: text, suggestion: values.log.suggestion(for: text, among: known)),
                at: node)
        }
        return text
    }

    private func headers(_ node: Node) -> [HeaderCondition] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, .member("headers"), expected: "an object of header fields")
            return []
        }
        return members.compactMap { member in
            guard actions.isFieldName(member, canBeFraming: true), let test = headerTest(member) else { return nil }
            return HeaderCondition(name: member.name.lowercased(), test: test)
        }
    }

    /// The shorthand is the text that the field equals.
    private func headerTest(_ member: Node.Member) -> HeaderCondition.Test? {
        if case .string(let text) = member.node.value { return .equals(text) }
        var tests: [HeaderCondition.Test] = []
        values.members(of: member.node, .member(member.name), as: HeaderTestMember.self) { name, node in
            let subject = Subject.member(name.rawValue)
            switch name {
            case .present: if let value = values.boolean(node, subject) { tests.append(value ? .present : .absent) }
            case .equals: if let text = values.string(node, subject, lengths: 0...8000) { tests.append(.equals(text)) }
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

    // MARK: - Outcomes

    private func outcome(_ node: Node) -> RuleOutcome? {
        var action = RuleAction()
        var steps: [RuleStep]?
        var end: SequenceEnd?
        let isObject = values.members(of: node, .member("then"), as: OutcomeMember.self) { member, node in
            switch member {
            case .sequence: steps = sequence(node)
            case .then: end = values.choice(node, .member("then"), as: SequenceEnd.self)
            default: ActionMember(rawValue: member.rawValue).map { actions.read($0, node, into: &action) }
            }
        }
        guard isObject else { return nil }
        let others = ActionMember.allCases.filter { node[$0.rawValue] != nil }
        if let sequence = node["sequence"] {
            for other in others {
                values.log.report(
                    .conflict("\"\(other.rawValue)\" stands beside \"sequence\"; put it into a step"),
                    at: node[other.rawValue]?.position ?? sequence.position)
            }
            return steps.map { .sequence($0, end: end ?? .last) }
        }
        if let end = node["then"] {
            values.log.report(.conflict("\"then\" ends a \"sequence\", and there is none"), at: end.position)
        }
        if others.isEmpty {
            values.report(.missingMember("answer", of: "\"then\" without delay, fault, token and sequence"), at: node)
        }
        check(action, at: node)
        return .action(action)
    }

    private func sequence(_ node: Node) -> [RuleStep]? {
        guard let elements = values.elements(node, .member("sequence")) else { return nil }
        guard (1...RuleLimits.steps).contains(elements.count) else {
            values.report(
                .outOfRange("\"sequence\"", value: "\(elements.count) steps", expected: "1 to \(RuleLimits.steps)"),
                at: node)
            return nil
        }
        return elements.map { node in
            var step = RuleStep(times: 1, action: RuleAction())
            values.members(of: node, .thing("a step"), as: StepMember.self) { member, node in
                if let part = ActionMember(rawValue: member.rawValue) {
                    actions.read(part, node, into: &step.action)
                } else {
                    step.times = values.integer(node, .member("times"), in: 1...1_000_000) ?? 1
                }
            }
            check(step.action, at: node)
            return step
        }
    }

    private func check(_ action: RuleAction, at node: Node) {
        actions.check(action, at: node)
        guard let role = action.token?.role, clients != nil, !roles.contains(role),
            let place = node["token"]?.node["role"]?.node
        else { return }
        _ = reference(place, .member("role"), "role", roles)
    }

    // MARK: - Limits and outages

    func rateLimit(_ node: Node) -> RateLimit? {
        if case .null = node.value { return nil }
        var limit = RateLimit(requests: 0, period: .zero, burst: 0)
        var burst: Int?
        values.members(of: node, .member("rateLimit"), as: RateLimitMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .requests: limit.requests = values.integer(node, subject, in: 0...1_000_000_000) ?? 0
            case .per:
                limit.period =
                    values.duration(
                        node, subject, in: .milliseconds(1)...(.seconds(31 * 86_400)), limits: "\"1ms\" to \"31d\"")
                    ?? .seconds(1)
            case .algorithm:
                limit.algorithm = values.choice(node, subject, as: RateLimit.Algorithm.self) ?? .fixedWindow
            case .scope: limit.scope = values.choice(node, subject, as: RateLimit.Scope.self) ?? .client
            case .burst: burst = values.integer(node, subject, in: RuleLimits.counts)
            case .headers: limit.headers = values.boolean(node, subject) ?? false
            case .answer: limit.answer = actions.answer(node, canPatch: false)
            }
        }
        for name in ["requests", "per"] where node[name] == nil {
            values.report(.missingMember(name, of: "a rate limit"), at: node)
        }
        if limit.algorithm == .fixedWindow, let member = node["burst"] {
            values.log.report(
                .conflict("\"burst\" is the size of a bucket; a \"fixedWindow\" has none"), at: member.position)
        }
        limit.burst = burst ?? limit.requests
        return limit
    }

    func outages(_ node: Node) -> [Outage] {
        let elements = values.elements(node, .member("outages")) ?? []
        if elements.count > RuleLimits.outages {
            values.report(
                .outOfRange("\"outages\"", value: "\(elements.count) outages", expected: "at most 100"), at: node)
        }
        return elements.compactMap { node in
            var (from, until): (DateTime?, DateTime?)
            var action = RuleAction()
            values.members(of: node, .thing("an outage"), as: OutageMember.self) { member, node in
                switch member {
                case .from: from = values.date(node, .member("from"), now: now)
                case .until: until = values.date(node, .member("until"), now: now)
                case .answer: action.answer = actions.answer(node, canPatch: false)
                case .delay: action.delay = actions.delay(node)
                case .fault: action.fault = actions.fault(node)
                }
            }
            for name in ["from", "until"] where node[name] == nil {
                values.report(.missingMember(name, of: "an outage"), at: node)
            }
            actions.check(action, at: node)
            checkWindow(from, until, node)
            guard let from, let until else { return nil }
            return Outage(from: from, until: until, action: action)
        }
    }
}

extension Rule {
    /// Whether some token that it lets through is not as usual.
    public var hasTokenFate: Bool {
        switch outcome {
        case .action(let action): action.token != nil
        case .sequence(let steps, _): steps.contains { $0.action.token != nil }
        }
    }

    /// Whether no request that `other` is about gets past this rule.
    func shadows(_ other: Rule) -> Bool {
        guard condition.firesAlways else { return false }
        if case .sequence(_, .pass) = outcome { return false }
        if hasTokenFate, !other.hasTokenFate { return false }
        let own = condition
        let theirs = other.condition
        func implied<Value: Equatable>(_ own: Value?, _ theirs: Value?) -> Bool { own == nil || own == theirs }
        guard implied(own.method, theirs.method), implied(own.client, theirs.client), implied(own.role, theirs.role),
            implied(own.path?.segments, theirs.path?.segments), own.headers.allSatisfy(theirs.headers.contains),
            own.body.allSatisfy(theirs.body.contains)
        else { return false }
        if let from = own.from, theirs.from.map({ $0 < from }) ?? true { return false }
        if let until = own.until, theirs.until.map({ $0 > until }) ?? true { return false }
        return true
    }
}
