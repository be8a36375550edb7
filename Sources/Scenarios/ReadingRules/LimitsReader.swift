import ResellerAPI

/// Reads a scenario's `rateLimit` and `outages`.
struct LimitsReader {
    let values: ValueReader
    /// The world's start, to which dates are relative.
    let now: DateTime
    let nulls: Behaviour.Nulls

    private var actions: ActionReader { ActionReader(values: values, nulls: nulls, changes: nil) }

    func rateLimit(_ node: Node) -> RateLimit? {
        if case .null = node.value { return nil }
        var limit = RateLimit(requests: 0, period: .zero)
        var burst: Int?
        values.members(of: node, .member("rateLimit"), as: RateLimitMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .requests: limit.requests = values.integer(node, subject, in: RuleLimits.requests) ?? 0
            case .per:
                limit.period =
                    values.duration(
                        node, subject, in: RuleLimits.periods, limits: "\"1ms\" to \"31d\"")
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
            var (from, until): (WorldTime?, WorldTime?)
            var action = RuleAction()
            values.members(of: node, .thing("an outage"), as: OutageMember.self) { member, node in
                switch member {
                case .from: from = values.worldTime(node, .member("from"), now: now)
                case .until: until = values.worldTime(node, .member("until"), now: now)
                case .answer: action.answer = actions.answer(node, canPatch: false)
                case .delay: action.delay = actions.delay(node)
                case .fault: action.fault = actions.fault(node)
                }
            }
            for name in ["from", "until"] where node[name] == nil {
                values.report(.missingMember(name, of: "an outage"), at: node)
            }
            actions.check(action, at: node)
            values.checkWindow(from, until, node, now: now)
            guard let from, let until else { return nil }
            return Outage(from: from, until: until, action: action)
        }
    }
}
