import ResellerAPI

/// What a text must be like, in WireMock's operators.
indirect enum ValuePattern: Sendable {
    case equalTo(String, ignoresCase: Bool)
    case contains(String)
    case matches(BoundedPattern)
    case absent
    case equalToJSON(JSONValue, ignoresOrder: Bool, ignoresExtra: Bool)
    case path(JSONPath, ValuePattern?)
    case and([ValuePattern])
    case or([ValuePattern])
    case not(ValuePattern)

    private static let operators = [
        "equalTo", "contains", "doesNotContain", "matches", "doesNotMatch", "absent", "equalToJson", "matchesJsonPath",
        "and", "or", "not",
    ]

    init(_ object: ControlObject) throws(ControlError) {
        let modifiers = ["caseInsensitive", "ignoreArrayOrder", "ignoreExtraElements"]
        let named = object.members.filter { !modifiers.containsExactly($0.name) }
        guard named.count == 1, let member = named.first else {
            throw .invalid(
                object.pointer, "expected one operator, not \(named.count)",
                "known are \(Self.operators.joined(separator: ", "))")
        }
        let place = object.place(member.name)
        func text() throws(ControlError) -> String { try object.requiredString(member.name) }
        func pattern() throws(ControlError) -> BoundedPattern { try BoundedPattern(text(), at: place) }
        func all() throws(ControlError) -> [ValuePattern] {
            var patterns: [ValuePattern] = []
            for (pointer, value) in try object.array(member.name) ?? [] {
                patterns.append(try ValuePattern(try ControlObject(value, at: pointer)))
            }
            return patterns
        }
        switch member.name {
        case "equalTo": self = .equalTo(try text(), ignoresCase: try object.boolean("caseInsensitive") ?? false)
        case "contains": self = .contains(try text())
        case "doesNotContain": self = .not(.contains(try text()))
        case "matches": self = .matches(try pattern())
        case "doesNotMatch": self = .not(.matches(try pattern()))
        case "absent": self = .absent
        case "equalToJson":
            var value = member.value
            if case .string(let text) = value {
                do {
                    value = try JSONValue.read(Array(text.utf8))
                } catch {
                    throw .invalid(place, "the text is no JSON", "\(error)")
                }
            }
            self = .equalToJSON(
                value, ignoresOrder: try object.boolean("ignoreArrayOrder") ?? false,
                ignoresExtra: try object.boolean("ignoreExtraElements") ?? false)
        case "matchesJsonPath":
            if case .object = member.value {
                let inner = try ControlObject(member.value, at: place)
                let expression = try inner.requiredString("expression")
                let rest = try ControlObject(.object(inner.members.filter { $0.name != "expression" }), at: place)
                self = .path(
                    try JSONPath(expression, at: inner.place("expression")),
                    rest.members.isEmpty ? nil : try ValuePattern(rest))
            } else {
                self = .path(try JSONPath(try text(), at: place), nil)
            }
        case "and": self = .and(try all())
        case "or": self = .or(try all())
        case "not":
            guard let inner = try object.object(member.name) else { throw .invalid(place, "expected an object") }
            self = .not(try ValuePattern(inner))
        default:
            let nearest = Spelling.nearest(to: member.name, among: Self.operators)
            throw .invalid(
                place, "the operator \(member.name.excerpt) is not known here",
                nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(Self.operators.joined(separator: ", "))")
        }
    }

    /// Whether a text is so; nil is one that is not there.
    func isMet(by text: String?, steps: inout Int) -> Bool {
        switch self {
        case .absent: return text == nil
        case .equalTo(let wanted, let ignoresCase):
            guard let text else { return false }
            return ignoresCase ? text.lowercased().isExactly(wanted.lowercased()) : text.isExactly(wanted)
        case .contains(let part): return text?.containsExactly(part) ?? false
        case .matches(let pattern): return text.map { pattern.matches($0, steps: &steps) } ?? false
        case .equalToJSON(let wanted, let ignoresOrder, let ignoresExtra):
            guard let text, let value = try? JSONValue.read(Array(text.utf8)) else { return false }
            return Self.isEqual(value, wanted, ignoresOrder, ignoresExtra)
        case .path(let path, let pattern):
            guard let text, let document = try? JSONValue.read(Array(text.utf8)) else { return false }
            guard let value = path.value(in: document) else {
                if case .absent = pattern { return true }
                return false
            }
            return pattern?.isMet(by: value.patternText, steps: &steps) ?? true
        case .and(let patterns):
            for pattern in patterns where !pattern.isMet(by: text, steps: &steps) { return false }
            return true
        case .or(let patterns):
            for pattern in patterns where pattern.isMet(by: text, steps: &steps) { return true }
            return false
        case .not(let pattern): return !pattern.isMet(by: text, steps: &steps)
        }
    }

    /// Whether one of several values is so, or that there are none.
    func isMet(byAny values: [String], steps: inout Int) -> Bool {
        if values.isEmpty { return isMet(by: nil, steps: &steps) }
        for value in values where isMet(by: value, steps: &steps) { return true }
        return false
    }

    private static func isEqual(
        _ left: JSONValue, _ right: JSONValue, _ ignoresOrder: Bool, _ ignoresExtra: Bool
    ) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)):
            guard ignoresExtra || left.count == right.count else { return false }
            return right.allSatisfy { wanted in
                left.contains {
                    $0.name.isExactly(wanted.name) && isEqual($0.value, wanted.value, ignoresOrder, ignoresExtra)
                }
            }
        case (.array(let left), .array(let right)):
            guard ignoresExtra && ignoresOrder || left.count == right.count else { return false }
            guard ignoresOrder else {
                return zip(left, right).allSatisfy { isEqual($0, $1, ignoresOrder, ignoresExtra) }
            }
            var rest = left
            return right.allSatisfy { wanted in
                guard let index = rest.firstIndex(where: { isEqual($0, wanted, ignoresOrder, ignoresExtra) }) else {
                    return false
                }
                rest.remove(at: index)
                return true
            }
        case (.number(let left), .number(let right)): return left.isExactly(right) || Double(left) == Double(right)
        default: return left == right
        }
    }
}

extension JSONValue {
    /// A text as itself, anything else as JSON.
    fileprivate var patternText: String? {
        switch self {
        case .string(let text): text
        case .null: nil
        case .boolean, .number, .array, .object: String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension BoundedPattern {
    init(_ text: String, at pointer: String) throws(ControlError) {
        do {
            try self.init(text)
        } catch {
            throw .invalid(pointer, "the pattern is not taken", error.text)
        }
    }
}

/// A path of members and indexes into a JSON document, such as `$.filter.items[0].value` or `$['a b']`.
struct JSONPath: Sendable {
    private enum Part: Sendable {
        case member(String)
        case index(Int)
    }

    private var parts: [Part] = []

    init(_ text: String, at pointer: String) throws(ControlError) {
        var rest = text.unicodeScalars[...]
        func refuse() -> ControlError {
            .invalid(
                pointer, "the path \(text.excerpt) is not known here",
                "known are members and indexes: $.a.b[0], $['a b']")
        }
        guard rest.popFirst() == "$" else { throw refuse() }
        while let sign = rest.popFirst() {
            switch sign {
            case ".":
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty, !name.contains(where: { "*?()@".unicodeScalars.contains($0) }) else {
                    throw refuse()
                }
                parts.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            case "[":
                guard let end = rest.firstIndex(of: "]") else { throw refuse() }
                let inside = String(rest[..<end])
                rest = rest[rest.index(after: end)...]
                if let index = Int(inside), index >= 0 {
                    parts.append(.index(index))
                } else if inside.count >= 2, let quote = inside.first, quote == "'" || quote == "\"",
                    inside.last == quote
                {
                    parts.append(.member(String(inside.dropFirst().dropLast())))
                } else {
                    throw refuse()
                }
            default: throw refuse()
            }
        }
    }

    func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for part in parts {
            switch (part, value) {
            case (.member(let name), .object(let members)):
                guard let member = members.first(where: { $0.name.isExactly(name) }) else { return nil }
                value = member.value
            case (.index(let index), .array(let elements)):
                guard index < elements.count else { return nil }
                value = elements[index]
            case (.member, _), (.index, _): return nil
            }
        }
        return value
    }
}
