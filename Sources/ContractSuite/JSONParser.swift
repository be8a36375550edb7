/// Why a text is no JSON, with the offset of the first wrong byte.
struct JSONError: Error, Hashable, CustomStringConvertible {
    var offset: Int
    var expected: String

    var description: String { "no JSON: \(expected) expected at byte \(offset)" }
}

/// A strict parser of RFC 8259: what the platform's client libraries would refuse must not pass for JSON here.
struct JSONParser {
    /// Deeper nesting is refused, for a hostile target must not overflow the stack.
    private static let deepest = 200
    /// Many times what a page of the longest rows has; each takes some thirty bytes of memory.
    private static let mostValues = 1_000_000
    /// More marks on one letter no language has (UAX #15, stream-safe text), and comparing texts takes the square of
    /// their number.
    private static let mostMarks = 30

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private var values = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one value that takes up the whole text.
    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error("the end") }
        return value
    }

    private func error(_ expected: String) -> JSONError { JSONError(offset: position, expected: expected) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == byte.value else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard let byte = current else { throw error("a value") }
        values += 1
        guard values <= Self.mostValues else { throw error("at most \(Self.mostValues) values") }
        switch UnicodeScalar(byte) {
        case "{": return try nested { parser throws(JSONError) in .object(try parser.members()) }
        case "[": return try nested { parser throws(JSONError) in .array(try parser.elements()) }
        case "\"": return .string(try string())
        case "t": return try literal("true", .boolean(true))
        case "f": return try literal("false", .boolean(false))
        case "n": return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        depth += 1
        guard depth <= Self.deepest else { throw error("nesting of at most \(Self.deepest) levels") }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func members() throws(JSONError) -> [JSON.Member] {
        var members: [JSON.Member] = []
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("a member name") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw error("a colon") }
            members.append(JSON.Member(name: name, value: try value()))
            skipSpace()
        } while take(",")
        guard take("}") else { throw error("a comma or a brace") }
        return members
    }

    private mutating func elements() throws(JSONError) -> [JSON] {
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return elements }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw error("a comma or a bracket") }
        return elements
    }

    private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw error("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw error("a digit") }
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        _ = take("-")
        guard let first = current, (0x30...0x39).contains(first) else { throw error("a value") }
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var result: [UInt8] = []
        // Bytes that stand for themselves are taken at once.
        var start = position
        var isASCII = true
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        // Comparisons alone, for a switch takes several times as long in a debug build, and tests read many megabytes.
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                result += bytes[start..<position]
                position += 1
                guard let text = String(validating: result, as: UTF8.self) else { throw error("UTF-8") }
                guard isASCII || Self.isStreamSafe(text) else {
                    throw error("at most \(Self.mostMarks) marks on a letter")
                }
                return text
            } else if byte == backslash {
                result += bytes[start..<position]
                position += 1
                result += String(try escaped()).utf8
                start = position
                isASCII = false
            } else if byte < 0x20 {
                throw error("no control character")
            } else {
                if byte >= 0x80 { isASCII = false }
                position += 1
            }
        }
        throw error("a closing quote")
    }

    private static func isStreamSafe(_ text: String) -> Bool {
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered ? marks + 1 : 0
            if marks > mostMarks { return false }
        }
        return true
    }

    private mutating func escaped() throws(JSONError) -> UnicodeScalar {
        guard let byte = current else { throw error("an escape") }
        position += 1
        switch UnicodeScalar(byte) {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            let unit = try codeUnit()
            if let scalar = UnicodeScalar(unit) { return scalar }
            guard unit < 0xDC00, take("\\"), take("u") else { throw error("the second half of a surrogate pair") }
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw error("the second half of a surrogate pair") }
            let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            guard let scalar = UnicodeScalar(value) else { throw error("a character") }
            return scalar
        default: throw error("an escape")
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let end = min(position + 4, bytes.count)
        guard end - position == 4, bytes[position..<end].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits") }
        position = end
        return unit
    }
}
