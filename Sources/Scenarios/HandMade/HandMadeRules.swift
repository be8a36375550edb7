public import ResellerAPI

/// Rules, limits and outages made by hand.
extension HandMadeChecks {
    mutating func check(_ rule: Rule, _ roles: Set<ExactText>) {
        check(length: rule.name, "name", 1...100)
        check(rule.condition)
        switch rule.outcome {
        case .action(let action): check(action, roles)
        case .sequence(let steps, _):
            check(count: steps.count, "sequence", 1...RuleLimits.steps)
            for step in steps {
                check(count: step.times, "times", RuleLimits.counts)
                check(step.action, roles)
            }
        }
    }

    private mutating func check(_ condition: RuleCondition) {
        for (count, name) in [(condition.nth, "nth"), (condition.every, "every"), (condition.first, "first")] {
            if let count { check(count: count, name, RuleLimits.counts) }
        }
        if let probability = condition.probability { check(probability, "probability", 0...1) }
        check(condition.from, "from")
        check(condition.until, "until")
        for case .equals(_, let value) in condition.body { check(value, "body") }
    }

    private mutating func check(_ time: WorldTime?, _ name: String) {
        switch time {
        case .date(let date): check(date, name)
        case .relative, nil: break
        }
    }

    private mutating func check(_ action: RuleAction, _ roles: Set<ExactText>) {
        if let answer = action.answer { check(answer) }
        if let delay = action.delay { check(delay) }
        if let fault = action.fault { check(fault.fraction, "at", RuleLimits.fractions) }
        if let token = action.token { check(token, roles) }
        if let change = action.change { check(count: change.count, "change", 0...RuleLimits.changes) }
        for conflict in action.conflicts { report(.conflict(conflict)) }
    }

    private mutating func check(_ answer: RuleAnswer) {
        if let status = answer.status { check(count: status, "status", RuleLimits.statuses) }
        check(count: answer.headers.count, "headers", 0...RuleLimits.headers)
        for header in answer.headers {
            if let problem = RuleAnswer.Header.problem(withName: header.name, canBeFraming: false) { report(problem) }
            if let problem = header.problemWithValue { report(problem) }
            if let dateIn = header.dateIn {
                check(dateIn, "dateIn", SettingsReader.tokenLifetimes, "whole seconds, from \"1s\" to \"3650d\"")
            }
        }
        if let status = answer.status, answer.isBodiless, answer.body != nil {
            report(.conflict("an answer with status \(status) has no body (RFC 9110 section 6.4.1); remove it"))
        }
        let expected = "a body of at most 1 MiB"
        switch answer.body {
        case .json(let bytes) where bytes.count > RuleLimits.bodyBytes:
            report(.outOfRange("\"json\"", value: "\(bytes.count) bytes long", expected: expected))
        case .text(let text) where text.utf8.count > RuleLimits.bodyBytes:
            report(.outOfRange("\"text\"", value: "\(text.utf8.count) bytes long", expected: expected))
        case .patch(let changes):
            check(count: changes.count, "patch", 0...RuleLimits.changes)
            for case .set(_, let value) in changes { check(value, "patch") }
        case .json, .text, nil: break
        }
    }

    private mutating func check(_ delay: RuleDelay) {
        func check(_ time: Duration, _ name: String, in checks: inout HandMadeChecks) {
            checks.check(time, name, RuleLimits.delays, "\"0s\" to \"1h\"")
        }
        switch delay.time {
        case .fixed(let time): check(time, "fixed", in: &self)
        case .uniform(let from, let to):
            check(from, "from", in: &self)
            check(to, "to", in: &self)
            if from > to { report(.conflict("\"from\" is longer than \"to\"; swap them")) }
        case .lognormal(let median, let sigma, let max):
            check(median, "median", in: &self)
            check(max, "max", in: &self)
            self.check(sigma, "sigma", RuleLimits.sigmas)
            if median > max { report(.conflict("\"median\" is longer than \"max\"; swap them")) }
        case nil: break
        }
        if let dribble = delay.dribble {
            self.check(count: dribble.chunks, "chunks", RuleLimits.chunks)
            check(dribble.time, "over", in: &self)
        }
    }

    private mutating func check(_ token: TokenFate, _ roles: Set<ExactText>) {
        if let lifetime = token.lifetime {
            check(lifetime, "lifetime", SettingsReader.tokenLifetimes, "whole seconds, from \"1s\" to \"3650d\"")
        }
        if let uses = token.revokedAfter { check(count: uses, "revokedAfter", RuleLimits.uses) }
        if let role = token.role { check(reference: role, "role", "role", among: roles) }
    }

    mutating func check(_ limit: RateLimit) {
        check(count: limit.requests, "requests", RuleLimits.requests)
        check(limit.period, "per", RuleLimits.periods, "\"1ms\" to \"31d\"")
        check(count: limit.burst, "burst", 0...RuleLimits.counts.upperBound)
        if let answer = limit.answer {
            check(answer)
            checkHasNoPatch(answer)
        }
    }

    mutating func check(_ outage: Outage, _ roles: Set<ExactText>) {
        check(outage.from, "from")
        check(outage.until, "until")
        check(outage.action, roles)
        if let answer = outage.action.answer { checkHasNoPatch(answer) }
    }

    private mutating func checkHasNoPatch(_ answer: RuleAnswer) {
        if case .patch = answer.body {
            report(.conflict("there is no real answer here that \"patch\" could change"))
        }
    }
}

extension RuleAction {
    /// An answer of one's own in the place of the real one.
    public static func answer(status: Int, json: JSONValue? = nil) -> RuleAction {
        var answer = RuleAnswer()
        answer.status = status
        answer.body = json.map { .json($0.bytes) }
        var action = RuleAction()
        action.answer = answer
        return action
    }

    /// The real answer, late.
    public static func delay(_ time: Duration) -> RuleAction {
        var action = RuleAction()
        action.delay = RuleDelay(time: .fixed(time))
        return action
    }

    /// Something broken on the wire.
    public static func fault(_ kind: WireFault.Kind) -> RuleAction {
        var action = RuleAction()
        action.fault = WireFault(kind)
        return action
    }

    /// The real answer, from companies that have changed.
    public static func change(_ change: CompaniesChange) -> RuleAction {
        var action = RuleAction()
        action.change = change
        return action
    }

    /// What cannot come together in it, each as a sentence.
    var conflicts: [String] {
        guard let fault = fault?.kind else { return [] }
        let name = Problem.quoted(fault.rawValue)
        var conflicts: [String] = []
        if answer != nil, !fault.sendsHead {
            conflicts.append("with the fault \(name) no answer is sent; remove \"answer\" or \"fault\"")
        }
        if let answer, answer.isBodiless, let status = answer.status, fault.breaksBody {
            conflicts.append(
                "an answer with status \(status) has no body (RFC 9110 section 6.4.1) that the fault \(name) could break"
            )
        }
        if let delay {
            if delay.dribble != nil || (delay.place == .body && delay.time != nil), !fault.sendsBody {
                conflicts.append("with the fault \(name) no body is sent that could be delayed; delay the head")
            } else if fault == .stall || fault == .tlsHandshakeFailure {
                conflicts.append("a delay shows nothing with the fault \(name); remove one of the two")
            }
        }
        if change != nil, fault.isAboutConnections {
            conflicts.append(
                "the fault \(name) comes before any request that \"change\" could precede; remove one of the two")
        }
        if token != nil, !fault.sendsBody {
            conflicts.append("with the fault \(name) no token is sent; remove \"token\" or \"fault\"")
        }
        return conflicts
    }
}

extension RuleAnswer.Header {
    /// What is wrong with the name of a header field (RFC 9110 section 5.1); the server itself writes those that frame a
    /// message.
    static func problem(withName name: String, canBeFraming: Bool) -> Problem? {
        let marks = "!#$%&'*+-.^_`|~"
        let isToken =
            !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || marks.unicodeScalars.contains($0))
            }
        guard isToken else {
            return .malformed(
                "the header name", value: Problem.quoted(name),
                expected: "letters, digits and hyphens such as \"X-Request-Id\"")
        }
        let framing = ["content-length", "transfer-encoding", "connection"]
        guard canBeFraming || !framing.contains(where: name.isExactlyIgnoringCase) else {
            return .conflict("the server writes \(Problem.quoted(name)) itself; use a fault to break it")
        }
        return nil
    }

    var problemWithValue: Problem? {
        guard value.unicodeScalars.contains(where: { ($0.value < 0x20 && $0 != "\t") || $0.value == 0x7F }) else {
            return nil
        }
        return .malformed(
            Problem.quoted(name), value: Problem.quoted(value),
            expected: "one line of text without control characters")
    }
}
