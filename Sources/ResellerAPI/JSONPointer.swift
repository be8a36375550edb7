/// A place in a JSON document (RFC 6901), such as `/data/results/0/companyName`.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The reference tokens, unescaped; none for the whole document.
    package let tokens: [ExactText]
    private let exactText: ExactText

    /// The pointer as written.
    public var description: String { exactText.text }

    /// Reads a pointer; nil unless it is empty or starts with `/`, with `~` only in `~0` and `~1`.
    public init?(_ text: String) {
        guard text.isEmpty || text.startsExactly(with: "/") else { return nil }
        var tokens: [ExactText] = []
        for part in text.parts(separatedBy: "/").dropFirst() {
            var token = ""
            var isEscaping = false
            for scalar in part.unicodeScalars {
                switch (isEscaping, scalar) {
                case (false, "~"):
                    isEscaping = true
                case (true, "0"):
                    token += "~"
                    isEscaping = false
                case (true, "1"):
                    token += "/"
                    isEscaping = false
                case (true, _): return nil
                case (false, _): token.unicodeScalars.append(scalar)
                }
            }
            if isEscaping { return nil }
            tokens.append(ExactText(token))
        }
        self.tokens = tokens
        exactText = ExactText(text)
    }

    /// The value it points to; nil when there is none.
    public func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members.first(where: { $0.name.isExactly(token.text) }) else { return nil }
                value = member.value
            case .array(let elements):
                guard let index = Self.index(token.text), index < elements.count else { return nil }
                value = elements[index]
            case .null, .boolean, .number, .string: return nil
            }
        }
        return value
    }

    /// Puts a value there, in the place of what is there or as a new member; `-` stands for the end of an array.
    /// False, and nothing changed, when there is nothing to put it into.
    public func set(_ value: JSONValue, in document: inout JSONValue) -> Bool {
        Self.change(&document, tokens[...]) { _ in value }
    }

    /// Removes what is there. False when there is nothing, and for the whole document.
    public func remove(from document: inout JSONValue) -> Bool {
        guard !tokens.isEmpty, value(in: document) != nil else { return false }
        return Self.change(&document, tokens[...]) { _ in nil }
    }

    private static func change(
        _ value: inout JSONValue, _ tokens: ArraySlice<ExactText>, _ replacement: (JSONValue?) -> JSONValue?
    ) -> Bool {
        guard let token = tokens.first?.text else {
            if let new = replacement(value) { value = new }
            return true
        }
        let isLast = tokens.count == 1
        switch value {
        case .object(var members):
            let index = members.firstIndex { $0.name.isExactly(token) }
            if isLast {
                switch (index, replacement(index.map { members[$0].value })) {
                case (let index?, let new?): members[index].value = new
                case (let index?, nil): members.remove(at: index)
                case (nil, let new?): members.append(JSONValue.Member(token, new))
                case (nil, nil): return false
                }
            } else {
                guard let index, change(&members[index].value, tokens.dropFirst(), replacement) else { return false }
            }
            value = .object(members)
        case .array(var elements):
            guard let index = token.isExactly("-") ? elements.count : Self.index(token) else { return false }
            if isLast {
                let old = index < elements.count ? elements[index] : nil
                switch replacement(old) {
                case let new? where index < elements.count: elements[index] = new
                case let new? where index == elements.count: elements.append(new)
                case nil where index < elements.count: elements.remove(at: index)
                default: return false
                }
            } else {
                guard index < elements.count, change(&elements[index], tokens.dropFirst(), replacement) else {
                    return false
                }
            }
            value = .array(elements)
        case .null, .boolean, .number, .string: return false
        }
        return true
    }

    /// Digits without a leading zero (RFC 6901 section 4).
    private static func index(_ token: String) -> Int? {
        guard token.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            token.utf8.count == 1 || token.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return Int(token)
    }
}
