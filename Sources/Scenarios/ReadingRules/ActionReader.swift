import ResellerAPI

/// Reads what a rule or an outage does.
struct ActionReader {
    let values: ValueReader
    let nulls: Behaviour.Nulls
    /// Nil where nothing can be changed.
    let changes: ChangeReader?

    /// Takes one member of an action.
    func read(_ member: ActionMember, _ node: Node, into action: inout RuleAction) {
        switch member {
        case .answer: action.answer = answer(node)
        case .delay: action.delay = delay(node)
        case .fault: action.fault = fault(node)
        case .token: action.token = token(node)
        case .change: action.change = changes?.change(node)
        }
    }

    /// Reports parts that cannot come together.
    func check(_ action: RuleAction, at node: Node) {
        for conflict in action.conflicts { values.report(.conflict(conflict), at: node) }
    }

    // MARK: - Answers

    func answer(_ node: Node, canPatch: Bool = true) -> RuleAnswer? {
        var answer = RuleAnswer()
        var bodies: [String] = []
        let isObject = values.members(of: node, .member("answer"), as: AnswerMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            if ![.status, .headers].contains(member) { bodies.append(member.rawValue) }
            switch member {
            case .status: answer.status = values.integer(node, subject, in: RuleLimits.statuses)
            case .headers: answer.headers = headers(node)
            case .envelope: answer.body = envelope(node).map { .json($0) }
            case .json: answer.body = bounded(values.json(node).bytes, subject, node).map { .json($0) }
            case .text:
                if let text = values.string(node, subject), bounded(Array(text.utf8), subject, node) != nil {
                    answer.body = .text(text)
                }
            case .patch:
                if canPatch {
                    answer.body = .patch(patch(node))
                } else {
                    values.report(.conflict("there is no real answer here that \"patch\" could change"), at: node)
                }
            }
        }
        guard isObject else { return nil }
        if bodies.count > 1 {
            let names = bodies.map(Problem.quoted).joined(separator: " and ")
            values.report(.conflict("an answer has one body, but here are \(names); keep one of them"), at: node)
        }
        if answer.isBodiless, let status = answer.status, !bodies.isEmpty {
            values.report(
                .conflict("an answer with status \(status) has no body (RFC 9110 section 6.4.1); remove it"), at: node)
        }
        if bodies.isEmpty, node["status"] == nil, node["headers"] == nil {
            values.report(.missingMember("status", of: "an answer without headers and body"), at: node)
        }
        return answer
    }

    private func bounded(_ bytes: [UInt8], _ subject: Subject, _ node: Node) -> [UInt8]? {
        guard bytes.count > RuleLimits.bodyBytes else { return bytes }
        values.report(
            .outOfRange(subject.text, value: "\(bytes.count) bytes long", expected: "a body of at most 1 MiB"), at: node
        )
        return nil
    }

    private func headers(_ node: Node) -> [RuleAnswer.Header] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, .member("headers"), expected: "an object of header fields")
            return []
        }
        if members.count > RuleLimits.headers {
            values.report(
                .outOfRange("\"headers\"", value: "\(members.count) fields", expected: "at most 100"), at: node)
        }
        return members.compactMap { member in
            guard isFieldName(member, canBeFraming: false) else { return nil }
            if case .object = member.node.value { return date(member) }
            guard let value = values.string(member.node, .member(member.name), lengths: 0...8000) else { return nil }
            let header = RuleAnswer.Header(name: member.name, value: value)
            guard let problem = header.problemWithValue else { return header }
            values.report(problem, at: member.node)
            return nil
        }
    }

    /// A field whose value is a date, as far from the answer's own as it says.
    private func date(_ member: Node.Member) -> RuleAnswer.Header? {
        var header: RuleAnswer.Header?
        values.members(of: member.node, .member(member.name), as: HeaderDateMember.self) { _, node in
            header = values.duration(
                node, .member("dateIn"), in: SettingsReader.tokenLifetimes,
                limits: "whole seconds, from \"1s\" to \"3650d\"", wholeSeconds: true
            ).map { RuleAnswer.Header(name: member.name, dateIn: $0) }
        }
        if member.node["dateIn"] == nil {
            values.report(.missingMember("dateIn", of: "a header field that is no text"), at: member.node)
        }
        return header
    }

    /// Reports what is no name of a header field (RFC 9110 section 5.1).
    func isFieldName(_ member: Node.Member, canBeFraming: Bool) -> Bool {
        guard let problem = RuleAnswer.Header.problem(withName: member.name, canBeFraming: canBeFraming) else {
            return true
        }
        values.log.report(problem, at: member.position)
        return false
    }

    /// The shorthand is a message, or an object with any of the three members.
    private func envelope(_ node: Node) -> [UInt8]? {
        if case .string(let message) = node.value {
            return Envelope.failure(status: "FAILED", message: message, nulls: nulls)
        }
        var (status, message) = ("FAILED", "")
        var validation: [String]?
        guard
            values.members(
                of: node, .member("envelope"), as: EnvelopeMember.self,
                { member, node in
                    switch member {
                    case .status: status = values.string(node, .member("status"), lengths: 1...100) ?? status
                    case .message: message = values.string(node, .member("message"), lengths: 0...10_000) ?? message
                    case .validationMessages: validation = values.strings(node, "validationMessages")
                    }
                })
        else { return nil }
        return Envelope.failure(status: status, message: message, validationMessages: validation, nulls: nulls)
    }

    /// What is set comes first, then what is removed.
    private func patch(_ node: Node) -> [RuleAnswer.Change] {
        var (sets, removals): ([RuleAnswer.Change], [RuleAnswer.Change]) = ([], [])
        values.members(of: node, .member("patch"), as: PatchMember.self) { member, node in
            switch member {
            case .set:
                guard case .object(let members) = node.value else {
                    return values.wrongType(node, .member("set"), expected: "an object of JSON Pointers and values")
                }
                for member in members {
                    if let pointer = pointer(member.name, "the JSON Pointer", member.position) {
                        sets.append(.set(pointer, values.json(member.node)))
                    }
                }
            case .remove:
                for element in values.elements(node, .member("remove")) ?? [] {
                    let subject = Subject.element("remove")
                    guard let text = values.string(element, subject, expected: "a JSON Pointer such as \"/data/name\""),
                        let pointer = pointer(text, subject.text, element.position)
                    else { continue }
                    if pointer.tokens.isEmpty {
                        values.report(
                            .malformed(subject.text, value: "\"\"", expected: "a pointer to a member, not to all"),
                            at: element)
                    }
                    removals.append(.remove(pointer))
                }
            }
        }
        let changes = sets + removals
        if case .object(let members) = node.value, members.isEmpty {
            values.report(.missingMember("set", of: "a patch without \"remove\""), at: node)
        }
        if changes.count > RuleLimits.changes {
            values.report(
                .outOfRange("\"patch\"", value: "\(changes.count) changes", expected: "at most 100"), at: node)
        }
        return changes
    }

    func pointer(_ text: String, _ subject: String, _ position: Position) -> JSONPointer? {
        if let pointer = JSONPointer(text) { return pointer }
        values.log.report(
            .malformed(
                subject, value: Problem.quoted(text),
                expected: "a JSON Pointer such as \"/data/name\" (RFC 6901; ~0 for ~, ~1 for /)"), at: position)
        return nil
    }

    // MARK: - Faults and tokens

    func fault(_ node: Node) -> WireFault? {
        guard case .object = node.value else {
            return values.choice(node, .member("fault"), as: WireFault.Kind.self).map(WireFault.init)
        }
        var fault: WireFault?
        var fraction: Double?
        values.members(of: node, .member("fault"), as: FaultMember.self) { member, node in
            switch member {
            case .kind: fault = values.choice(node, .member("kind"), as: WireFault.Kind.self).map(WireFault.init)
            case .at:
                fraction = values.number(
                    node, .member("at"), in: RuleLimits.fractions, limits: "a number from 0 to 0.999")
            }
        }
        if node["kind"] == nil { values.report(.missingMember("kind", of: "a fault"), at: node) }
        if let kind = fault?.kind, kind != .truncatedBody, let at = node["at"] {
            values.log.report(
                .conflict("\"at\" is the share of the body that \"TRUNCATED_BODY\" sends; \(kind.rawValue) has none"),
                at: at.position)
        }
        if let fraction { fault?.fraction = fraction }
        return fault
    }

    private func token(_ node: Node) -> TokenFate? {
        var fate = TokenFate()
        if case .string = node.value {
            fate.flaw = values.choice(node, .member("token"), as: TokenFate.Flaw.self)
            return fate
        }
        let isObject = values.members(of: node, .member("token"), as: TokenFateMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .flaw: fate.flaw = values.choice(node, subject, as: TokenFate.Flaw.self)
            case .lifetime:
                fate.lifetime = values.duration(
                    node, subject, in: SettingsReader.tokenLifetimes,
                    limits: "whole seconds, from \"1s\" to \"3650d\"", wholeSeconds: true)
            case .role: fate.role = values.string(node, subject, expected: "the name of a role")
            case .revokedAfter: fate.revokedAfter = values.integer(node, subject, in: RuleLimits.uses)
            }
        }
        guard isObject else { return nil }
        if case .object(let members) = node.value, members.isEmpty {
            values.report(.missingMember("flaw", of: "a token fate without lifetime, role and revokedAfter"), at: node)
        }
        if fate.flaw == .expired, fate.lifetime != nil {
            values.report(.conflict("a token that is \"expired\" has no \"lifetime\"; remove one of the two"), at: node)
        }
        if fate.flaw != nil, fate.revokedAfter != nil {
            values.report(.conflict("a token with a \"flaw\" is never accepted; remove \"revokedAfter\""), at: node)
        }
        return fate
    }
}

extension ValueReader {
    /// A number in `range`; `limits` says the range in words.
    func number(_ node: Node, _ subject: Subject, in range: ClosedRange<Double>, limits: String) -> Double? {
        guard case .number(let text) = node.value else {
            wrongType(node, subject, expected: limits)
            return nil
        }
        guard let value = Double(text), range.contains(value) else {
            let shown = text.utf8.count <= 20 ? text : "a number of \(text.utf8.count) characters"
            report(.outOfRange(subject.text, value: shown, expected: limits), at: node)
            return nil
        }
        return value
    }
}
