import ResellerAPI

/// What a message is about.
enum Subject {
    /// A member of the name.
    case member(String)
    /// An element of the array that is the member of the name.
    case element(String)
    /// Anything else, with its article.
    case thing(String)

    var text: String {
        switch self {
        case .member(let name): Problem.quoted(name)
        case .element(let name): "an element of \(Problem.quoted(name))"
        case .thing(let text): text
        }
    }
}

/// Takes values of the expected kind out of nodes; everything else is reported and nil.
struct ValueReader {
    let log: DiagnosticLog

    func report(_ problem: Problem, at node: Node) {
        log.report(problem, at: node.position)
    }

    func wrongType(_ node: Node, _ subject: Subject, expected: String) {
        report(.wrongType(subject.text, found: node.value, expected: expected), at: node)
    }

    // MARK: - Scalars

    func string(_ node: Node, _ subject: Subject, expected: String = "a string") -> String? {
        if case .string(let text) = node.value { return text }
        wrongType(node, subject, expected: expected)
        return nil
    }

    /// A string whose length lies in `lengths`, counted as the platform counts characters: in UTF-16 units.
    func string(_ node: Node, _ subject: Subject, lengths: ClosedRange<Int>) -> String? {
        let expected = "a string of \(lengths.lowerBound) to \(lengths.upperBound) characters"
        guard let text = string(node, subject, expected: expected) else { return nil }
        guard lengths.contains(text.utf16.count) else {
            let found = text.isEmpty ? "empty" : "\(text.utf16.count) characters long"
            report(.outOfRange(subject.text, value: found, expected: expected), at: node)
            return nil
        }
        return text
    }

    func boolean(_ node: Node, _ subject: Subject) -> Bool? {
        if case .boolean(let value) = node.value { return value }
        wrongType(node, subject, expected: "true or false")
        return nil
    }

    /// A whole number in `range`, written as a number, or as a string too where `acceptsText`.
    func integer(
        _ node: Node, _ subject: Subject, in range: ClosedRange<Int>, acceptsText: Bool = false
    ) -> Int? {
        let text: String
        switch node.value {
        case .number(let digits): text = digits
        case .string(let digits) where acceptsText && JSONScanner.isNumber(digits): text = digits
        case .null, .boolean, .string, .array, .object:
            wrongType(node, subject, expected: Self.wholeNumber(range) + (acceptsText ? " or one in a string" : ""))
            return nil
        }
        guard let value = Self.whole(text), range.contains(value) else {
            let shown = text.utf8.count <= 20 ? text : "a number of \(text.utf8.count) characters"
            report(.outOfRange(subject.text, value: shown, expected: Self.wholeNumber(range)), at: node)
            return nil
        }
        return value
    }

    /// The integer that a number of JSON is, however it is written: `100`, `100.0`, `1e2` (JSON Schema, section 6.1.1 of
    /// its validation).
    private static func whole(_ text: String) -> Int? {
        Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    static func wholeNumber(_ range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    // MARK: - Choices

    /// One of the raw values of `Choice`.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: Node, _ subject: Subject, as type: Choice.Type
    ) -> Choice? {
        choice(node, subject, among: type.allCases.map(\.rawValue)).flatMap { Choice(exactly: $0) }
    }

    /// One of some texts.
    func choice(_ node: Node, _ subject: Subject, among allowed: [String]) -> String? {
        guard case .string(let text) = node.value else {
            report(
                .unknownValue(subject.text, value: node.value.kind, allowed: allowed, suggestion: nil), at: node)
            return nil
        }
        if let choice = allowed.first(where: text.isExactly) { return choice }
        report(
            .unknownValue(
                subject.text, value: Problem.quoted(text), allowed: allowed,
                suggestion: log.suggestion(for: text, among: allowed)),
            at: node)
        return nil
    }

    /// One of the raw values of `Choice`, which are numbers.
    func choice<Choice: RawRepresentable<Int> & CaseIterable>(
        _ node: Node, _ subject: Subject, as type: Choice.Type
    ) -> Choice? {
        if case .number(let text) = node.value, let choice = Self.whole(text).flatMap(Choice.init(rawValue:)) {
            return choice
        }
        let allowed = type.allCases.map { String($0.rawValue) }
        report(.unknownValue(subject.text, value: node.value.kind, allowed: allowed, suggestion: nil), at: node)
        return nil
    }

    // MARK: - Composites

    /// The elements of an array; nothing for null where `acceptsNull`.
    func elements(_ node: Node, _ subject: Subject, acceptsNull: Bool = false) -> [Node]? {
        switch node.value {
        case .array(let elements): return elements
        case .null where acceptsNull: return []
        case .null, .boolean, .number, .string, .object:
            wrongType(node, subject, expected: acceptsNull ? "an array or null" : "an array")
            return nil
        }
    }

    /// An array of strings, null for none.
    func strings(_ node: Node, _ name: String) -> [String]? {
        elements(node, .member(name), acceptsNull: true)?.compactMap { string($0, .element(name)) }
    }

    /// Calls `body` for each member of an object that `Name` knows; reports the others, with `hint` if given.
    /// False when the node is no object.
    @discardableResult
    func members<Name: RawRepresentable<String> & CaseIterable>(
        of node: Node, _ subject: Subject, as names: Name.Type, hint: String? = nil, _ body: (Name, Node) -> Void
    ) -> Bool {
        guard case .object(let members) = node.value else {
            wrongType(node, subject, expected: "an object")
            return false
        }
        for member in members {
            if let name = Name(exactly: member.name) {
                body(name, member.node)
            } else {
                reportUnknown(member, of: subject, known: names.allCases.map(\.rawValue), hint: hint)
            }
        }
        return true
    }

    func reportUnknown(_ member: Node.Member, of owner: Subject, known: [String], hint: String?) {
        let suggestion = log.suggestion(for: member.name, among: known)
        log.report(
            .unknownMember(member.name, of: owner.text, suggestion: suggestion, hint: hint), at: member.position)
    }

    /// The node as a plain JSON value.
    func json(_ node: Node) -> JSONValue {
        switch node.value {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .number(let text): .number(text)
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(json))
        case .object(let members): .object(members.map { JSONValue.Member($0.name, json($0.node)) })
        }
    }
}
