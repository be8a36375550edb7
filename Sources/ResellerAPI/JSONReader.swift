/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    /// From 1, counted in characters of Unicode (scalars).
    public var column: Int
    /// What was expected and what was found.
    public var problem: String

    public var description: String {
        "line \(line), column \(column): \(problem)"
    }
}

extension JSONValue {
    /// The nesting that the platform's request reader allows unless told otherwise
    /// (ASP.NET Core, `JsonSerializerSettingsProvider`).
    public static let maximumDepth = 32

    /// Reads JSON text (RFC 8259), keeping the order of members, members that occur twice, and the text of numbers.
    ///
    /// Bytes that are no UTF-8 and escapes that are half a surrogate pair become U+FFFD, as on the platform.
    /// - Throws: the first mistake; nesting of more than `maximumDepth` arrays and objects is one, and so is more than
    ///   `maximumValues` values.
    public static func read(
        _ text: [UInt8], maximumDepth: Int = maximumDepth, maximumValues: Int = .max
    ) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(text: text, maximumDepth: maximumDepth, maximumValues: maximumValues)
        return try reader.document()
    }
}

private struct JSONReader {
    let text: [UInt8]
    let maximumDepth: Int
    let maximumValues: Int
    private var position = 0
    private var depth = 0
    private var values = 0

    init(text: [UInt8], maximumDepth: Int, maximumValues: Int) {
        self.text = text
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == text.count else { throw unexpected("the end of the text") }
        return value
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        values += 1
        guard values <= maximumValues else {
            throw error("the text may have at most \(maximumValues) values, this is one more")
        }
        switch peek {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        var members: [JSONValue.Member] = []
        skipSpace()
        if skip(UInt8(ascii: "}")) {
            depth -= 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a member name in double quotes") }
            let name = try string()
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw unexpected("\":\" after the member name") }
            members.append(JSONValue.Member(name, try value()))
            skipSpace()
            if skip(UInt8(ascii: ",")) { continue }
            guard skip(UInt8(ascii: "}")) else { throw unexpected("\",\" or \"}\"") }
            depth -= 1
            return .object(members)
        }
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        skipSpace()
        if skip(UInt8(ascii: "]")) {
            depth -= 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            skipSpace()
            if skip(UInt8(ascii: ",")) { continue }
            guard skip(UInt8(ascii: "]")) else { throw unexpected("\",\" or \"]\"") }
            depth -= 1
            return .array(elements)
        }
    }

    private mutating func enter() throws(JSONSyntaxError) {
        depth += 1
        guard depth <= maximumDepth else {
            throw error("arrays and objects may be nested \(maximumDepth) deep, this one is deeper")
        }
        position += 1
    }

    private mutating func number() throws(JSONSyntaxError) -> String {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw unexpected("a digit") }
    }

    private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard text[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        if peek == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: text[start..<position], as: UTF8.self)
        }
        var bytes = Array(text[start..<position])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &bytes)
            case 0x20...:
                bytes.append(byte)
                position += 1
            default:
                throw error("a control character in a string must be written as an escape such as \\n")
            }
        }
        throw unexpected("a double quote that ends the string")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position
        position += 1
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(text[position])
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            bytes.append(contentsOf: String(try unicodeEscape()).utf8)
            return
        default:
            position = start
            throw error("unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits")
        }
        position += 1
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Character {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        let afterFirst = position
        if UTF16.isLeadSurrogate(unit), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
            let second = try hexadecimalUnit()
            if UTF16.isTrailSurrogate(second) {
                let value = 0x10000 + UInt32(unit - 0xD800) << 10 + UInt32(second - 0xDC00)
                return Character(Unicode.Scalar(value)!)
            }
        }
        position = afterFirst
        return "\u{FFFD}"
    }

    private mutating func hexadecimalUnit() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek {
            case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
                digit = byte - UInt8(ascii: "0")
            case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: throw unexpected("four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private var peek: UInt8? {
        position < text.count ? text[position] : nil
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, JSONReader.isSpace(byte) { position += 1 }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func unexpected(_ expected: String) -> JSONSyntaxError {
        guard position < text.count else { return error("expected \(expected), found the end of the text") }
        let rest = String(decoding: text[position..<min(position + 4, text.count)], as: UTF8.self)
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
        let before = text[..<position]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Continuation bytes of UTF-8 belong to the character before them.
        let column = text[lineStart..<position].count { $0 & 0xC0 != 0x80 } + 1
        return JSONSyntaxError(line: before.count { $0 == 0x0A } + 1, column: column, problem: problem)
    }
}

extension JSONValue {
    /// Whether a text has nothing but the white space of JSON.
    static func isBlank(_ text: [UInt8]) -> Bool {
        text.allSatisfy(JSONReader.isSpace)
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
