import ResellerAPI

/// Reads a scenario's `rules`.
struct RuleReader {
    let values: ValueReader
    let conditions: ConditionReader

    private var actions: ActionReader { conditions.actions }

    func rules(_ node: Node) -> [Rule] {
        let elements = values.elements(node, .member("rules")) ?? []
        if elements.count > RuleLimits.rules {
            values.report(
                .outOfRange("\"rules\"", value: "\(elements.count) rules", expected: "at most \(RuleLimits.rules)"),
                at: node)
            return []
        }
        var rules: [Rule] = []
        var positions: [ExactText: Position] = [:]
        for element in elements {
            guard let rule = rule(element) else { continue }
            let position = element["name"]?.node.position ?? element.position
            if let first = positions[ExactText(rule.name)] {
                values.log.reportDuplicate("rule", rule.name, at: position, first: first)
                continue
            }
            positions[ExactText(rule.name)] = position
            if let earlier = rules.first(where: { $0.shadows(rule) }) {
                let text =
                    "the rule \(Problem.quoted(rule.name)) never fires: the earlier rule \(Problem.quoted(earlier.name)) "
                    + "takes every request that it is about; put it first or narrow the earlier one"
                values.report(.suspicious(text, suggestion: nil), at: element)
            }
            rules.append(rule)
        }
        conditions.changes.checkCompanies(of: elements, rules)
        return rules
    }

    private func rule(_ node: Node) -> Rule? {
        var name = ""
        var isEnabled = true
        var condition = RuleCondition()
        var outcome: RuleOutcome?
        let isObject = values.members(of: node, .thing("a rule"), as: RuleMember.self) { member, node in
            switch member {
            case .replace: _ = values.boolean(node, .member(member.rawValue))
            case .name: name = values.string(node, .member("name"), lengths: 1...100) ?? ""
            case .enabled: isEnabled = values.boolean(node, .member("enabled")) ?? true
            case .when: condition = conditions.condition(node)
            case .then: outcome = self.outcome(node)
            }
        }
        guard isObject else { return nil }
        for member in [RuleMember.name, .then] where node[member.rawValue] == nil {
            values.report(.missingMember(member.rawValue, of: "a rule"), at: node)
        }
        guard let outcome, !name.isEmpty else { return nil }
        var rule = Rule(name: name, isEnabled: isEnabled, condition: condition, outcome: outcome)
        if rule.hasTokenFate { placeAtTokenEndpoint(&rule, node) }
        if rule.isAboutConnections { checkConnectionRule(rule, node) }
        return rule
    }

    private func placeAtTokenEndpoint(_ rule: inout Rule, _ node: Node) {
        let template = RouteTable.shared.endpoint(of: .token).route.template
        let endpoint = PathPattern(template)
        if let path = node["when"]?.node["path"]?.node, let pattern = rule.condition.path,
            pattern.segments != endpoint?.segments
        {
            values.report(
                .conflict(
                    "tokens come from \(template); a rule with \"token\" needs no other \"path\""),
                at: path)
        }
        rule.condition.path = endpoint
    }

    /// A TLS handshake comes before any request, so nothing of a request can decide about it.
    private func checkConnectionRule(_ rule: Rule, _ node: Node) {
        let name = Problem.quoted(WireFault.Kind.tlsHandshakeFailure.rawValue)
        let known: [ConditionMember] = [.nth, .every, .first, .probability, .from, .until]
        if case .object(let members)? = node["when"]?.node.value {
            for member in members where ConditionMember(exactly: member.name).map({ !known.contains($0) }) ?? false {
                values.log.report(
                    .conflict(
                        "the fault \(name) comes before any request, which alone has a \(Problem.quoted(member.name)); "
                            + "of \"when\" only counts, \"probability\" and times are left"),
                    at: member.position)
            }
        }
        guard case .sequence(let steps, _) = rule.outcome,
            case .array(let elements)? = node["then"]?.node["sequence"]?.node.value
        else { return }
        for (step, element) in zip(steps, elements) where !step.action.isEmpty {
            if step.action.fault?.kind.isAboutConnections == true { continue }
            values.report(
                .conflict(
                    "beside the fault \(name) the other steps of a sequence are empty; remove this one's members"),
                at: element)
        }
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
            case .answer: actions.read(.answer, node, into: &action)
            case .delay: actions.read(.delay, node, into: &action)
            case .fault: actions.read(.fault, node, into: &action)
            case .token: actions.read(.token, node, into: &action)
            case .change: actions.read(.change, node, into: &action)
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
            values.report(
                .missingMember("answer", of: "\"then\" without delay, fault, token, change and sequence"), at: node)
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
        guard action.token?.role != nil, conditions.clients != nil, let place = node["token"]?.node["role"]?.node
        else { return }
        _ = values.reference(place, .member("role"), "role", conditions.roles)
    }
}

extension Rule {
    /// Whether some token that it lets through is not as usual.
    package var hasTokenFate: Bool {
        switch outcome {
        case .action(let action): action.token != nil
        case .sequence(let steps, _): steps.contains { $0.action.token != nil }
        }
    }

    /// Whether it is about TLS connections, before any request: a failed handshake has none.
    package var isAboutConnections: Bool {
        switch outcome {
        case .action(let action): action.fault?.kind.isAboutConnections == true
        case .sequence(let steps, _): steps.contains { $0.action.fault?.kind.isAboutConnections == true }
        }
    }

    /// Whether nothing that `other` is about gets past this rule.
    func shadows(_ other: Rule) -> Bool {
        guard isEnabled, condition.firesAlways, isAboutConnections == other.isAboutConnections else { return false }
        if case .sequence(_, .pass) = outcome { return false }
        // It fires for requests with valid credentials only.
        if hasTokenFate, !other.hasTokenFate { return false }
        return condition.covers(other.condition)
    }
}

extension RuleCondition {
    /// Whether everything that `other` is about is among what this is about; counts and probability are left out.
    fileprivate func covers(_ other: RuleCondition) -> Bool {
        func implied(_ own: String?, _ theirs: String?) -> Bool {
            own.map { own in theirs.map(own.isExactly) ?? false } ?? true
        }
        guard implied(method, other.method), implied(client, other.client), implied(role, other.role),
            body.allSatisfy(other.body.contains),
            headers.allSatisfy({ own in other.headers.contains { own.isImplied(by: $0) } })
        else { return false }
        if let path {
            let methods = other.method.map { [$0] } ?? Self.methods
            guard let otherPath = other.path, path.covers(otherPath, methods: methods) else { return false }
        }
        // Worlds start at different times, so only what is certain for all of them counts.
        func starts(_ own: WorldTime, noLaterThan theirs: WorldTime) -> Bool {
            switch (own, theirs) {
            case (.date(let own), .date(let theirs)): own <= theirs
            case (.date, .relative), (.relative, _): own == theirs
            }
        }
        if let from, !(other.from.map { starts(from, noLaterThan: $0) } ?? false) { return false }
        if let until, !(other.until.map { starts($0, noLaterThan: until) } ?? false) { return false }
        return true
    }
}

extension HeaderCondition {
    /// Whether it holds for every request for which the other does.
    fileprivate func isImplied(by other: HeaderCondition) -> Bool {
        guard name.isExactly(other.name) else { return false }
        return switch (test, other.test) {
        case (.present, .present), (.present, .equals), (.present, .contains), (.absent, .absent): true
        case (.contains(let part), .equals(let whole)), (.contains(let part), .contains(let whole)):
            whole.containsExactly(part)
        case (.equals(let own), .equals(let theirs)): own.isExactly(theirs)
        case (.present, .absent), (.absent, _), (.contains, _), (.equals, _): false
        }
    }
}
