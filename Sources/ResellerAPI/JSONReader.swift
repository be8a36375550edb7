/// Why a text is not JSON, and where.
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// From 1, counted in characters of Unicode (scalars).
    package var column: Int
    /// What was expected and what was found.
    package var problem: String

    /// The place and what is wrong there.
    package var description: String {
        "line \(line), column \(column): \(problem)"
    }
}

extension JSONValue {
    /// The nesting that the platform's request reader allows unless told otherwise
    /// (ASP.NET Core, `JsonSerializerSettingsProvider`).
    package static let maximumDepth = 32

    /// Reads JSON text (RFC 8259), keeping the order of members, members that occur twice, and the text of numbers.
    ///
    /// Bytes that are no UTF-8 and escapes that are half a surrogate pair become U+FFFD, as on the platform. `syntax` may
    /// let pass what the platform's reader lets pass.
    /// - Throws: the first mistake; nesting of more than `maximumDepth` arrays and objects is one, and so is more than
    ///   `maximumValues` values.
    package static func read(
        _ text: [UInt8], _ syntax: Behaviour.JSONBodies = .strict, maximumDepth: Int = maximumDepth,
        maximumValues: Int = .max
    ) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(
            scanner: JSONScanner(text), syntax: syntax, maximumDepth: maximumDepth, maximumValues: maximumValues)
        return try reader.document()
    }
}

private struct JSONReader {
    var scanner: JSONScanner
    let syntax: Behaviour.JSONBodies
    let maximumDepth: Int
    let maximumValues: Int
    private var depth = 0
    private var values = 0

    init(scanner: JSONScanner, syntax: Behaviour.JSONBodies, maximumDepth: Int, maximumValues: Int) {
        self.scanner = scanner
        self.syntax = syntax
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        let value = try value()
        try skipSpace()
        guard scanner.next == nil else { throw unexpected("the end of the text") }
        return value
    }

    /// White space and, unless strict, comments.
    private mutating func skipSpace() throws(JSONSyntaxError) {
        scanner.skipSpace()
        while syntax == .lenient, scanner.next == UInt8(ascii: "/") {
            guard scanner.skipComment() else { throw unexpected("a comment, whole") }
            scanner.skipSpace()
        }
    }

    private var isAtString: Bool {
        scanner.next == UInt8(ascii: "\"") || (syntax == .lenient && scanner.next == UInt8(ascii: "'"))
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        try skipSpace()
        values += 1
        guard values <= maximumValues else {
            throw error("the text may have at most \(maximumValues) values, this is one more")
        }
        if isAtString { return .string(try string()) }
        switch scanner.next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        var members: [JSONValue.Member] = []
        try enter()
        if scanner.skip(UInt8(ascii: "}")) { return leave(.object([])) }
        repeat {
            guard isAtString else { throw unexpected("a member name in double quotes") }
            let name = try string()
            try skipSpace()
            guard scanner.skip(UInt8(ascii: ":")) else { throw unexpected("\":\" after the member name") }
            members.append(JSONValue.Member(name, try value()))
        } while try goesOn(before: UInt8(ascii: "}"))
        guard scanner.skip(UInt8(ascii: "}")) else { throw unexpected("\",\" or \"}\"") }
        return leave(.object(members))
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        try enter()
        if scanner.skip(UInt8(ascii: "]")) { return leave(.array([])) }
        repeat { elements.append(try value()) } while try goesOn(before: UInt8(ascii: "]"))
        guard scanner.skip(UInt8(ascii: "]")) else { throw unexpected("\",\" or \"]\"") }
        return leave(.array(elements))
    }

    /// Past a comma, to what follows; false too where that is, unless strict, the end.
    private mutating func goesOn(before end: UInt8) throws(JSONSyntaxError) -> Bool {
        try skipSpace()
        guard scanner.skip(UInt8(ascii: ",")) else { return false }
        try skipSpace()
        return syntax == .strict || scanner.next != end
    }

    private mutating func enter() throws(JSONSyntaxError) {
        depth += 1
        guard depth <= maximumDepth else {
            throw error("arrays and objects may be nested \(maximumDepth) deep, this one is deeper")
        }
        scanner.skip(bytes: 1)
        try skipSpace()
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = scanner.place.offset
        guard scanner.skipNumber() else { throw unexpected("a digit") }
        return String(decoding: scanner.bytes[start..<scanner.place.offset], as: UTF8.self)
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard scanner.isAt(word) else { throw unexpected("a value") }
        scanner.skip(bytes: word.utf8CodeUnitCount)
        return value
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        do {
            return try scanner.string(replacesLoneSurrogates: true)
        } catch {
            switch error {
            case .end: throw unexpected("a quote that ends the string")
            case .controlCharacter:
                throw self.error("a control character in a string must be written as an escape such as \\n")
            // Lone surrogates are replaced.
            case .unknownEscape, .loneSurrogate:
                throw self.error(
                    "unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits")
            case .malformedCodeUnit: throw unexpected("four hexadecimal digits after \\u")
            }
        }
    }

    private func unexpected(_ expected: String) -> JSONSyntaxError {
        guard scanner.next != nil else { return error("expected \(expected), found the end of the text") }
        let rest = String(decoding: scanner.bytes[scanner.place.offset...].prefix(4), as: UTF8.self)
        let scalar = rest.unicodeScalars.first!
        let printable = scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0xFFFD && scalar.value != 0xFEFF
        let found =
            if printable {
                scalar == "\"" ? "a double quote" : "\"\(scalar)\""
            } else {
                "U+" + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4)
            }
        return error("expected \(expected), found \(found)")
    }

    private func error(_ problem: String) -> JSONSyntaxError {
        JSONSyntaxError(line: scanner.place.line, column: scanner.place.column, problem: problem)
    }
}

extension JSONValue {
    /// Whether a text has nothing but the white space of JSON.
    static func isBlank(_ text: [UInt8]) -> Bool {
        text.allSatisfy(JSONScanner.isSpace)
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
