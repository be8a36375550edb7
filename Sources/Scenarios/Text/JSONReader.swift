import ResellerAPI

/// Reads JSON (RFC 8259) into nodes that know their places.
///
/// Hand-written rather than left to the YAML reader, which would let comments, single quotes and trailing commas
/// pass that every JSON tool after us refuses, refuse surrogate pairs, and be slower.
struct JSONReader {
    private let bytes: [UInt8]
    private let file: Int32
    private let log: DiagnosticLog
    private var offset = 0
    private var line = 1
    private var lineStart = 0
    /// UTF-8 continuation bytes since `lineStart`, which do not count as columns.
    private var continuationBytes = 0
    private var depth = 0

    private struct Failure: Error {
        var problem: Problem.Syntax
        var position: Position
    }

    private init(_ bytes: [UInt8], file: Int32, log: DiagnosticLog) {
        self.bytes = bytes
        self.file = file
        self.log = log
    }

    /// Reads `bytes`, which must be UTF-8. Reports every repeated member, or the first place where the text stops
    /// being JSON; nil in the latter case.
    static func read(_ bytes: [UInt8], file: Int32, log: DiagnosticLog) -> Node? {
        var reader = JSONReader(bytes, file: file, log: log)
        do {
            return try reader.document()
        } catch {
            log.report(.syntax(error.problem), at: error.position)
            return nil
        }
    }

    private var position: Position {
        Position(file: file, line: line, column: offset - lineStart - continuationBytes + 1)
    }

    private var next: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private func failure(_ problem: Problem.Syntax) -> Failure {
        Failure(problem: problem, position: position)
    }

    private mutating func document() throws(Failure) -> Node {
        try skipSpace()
        let node = try value(expected: "a value")
        try skipSpace()
        if next != nil { throw failure(.textAfterEnd(found)) }
        return node
    }

    // MARK: - Values

    private mutating func value(expected: @autoclosure () -> String) throws(Failure) -> Node {
        let start = position
        switch next {
        case nil: throw failure(.unexpectedEnd(expected: expected()))
        case UInt8(ascii: "{"): return Node(value: .object(try members()), position: start)
        case UInt8(ascii: "["): return Node(value: .array(try elements()), position: start)
        case UInt8(ascii: "\""): return Node(value: .string(try string()), position: start)
        case UInt8(ascii: "'"): throw failure(.singleQuote)
        case let byte? where "-+.0123456789".utf8.contains(byte):
            return Node(value: .number(try number()), position: start)
        default:
            let word = self.word
            let value: Node.Value
            switch word {
            case "true": value = .boolean(true)
            case "false": value = .boolean(false)
            case "null": value = .null
            case "": throw failure(.unexpected(found, expected: expected()))
            default: throw failure(.unknownWord(word))
            }
            offset += word.utf8.count
            return Node(value: value, position: start)
        }
    }

    private mutating func members() throws(Failure) -> [Node.Member] {
        try enter()
        var members: [Node.Member] = []
        var firstLines: [ExactText: Int] = [:]
        try skipSpace()
        if next == UInt8(ascii: "}") {
            leave()
            return members
        }
        while true {
            let start = position
            let name = try memberName()
            try skipSpace()
            guard next == UInt8(ascii: ":") else {
                throw failure(next == nil ? .unexpectedEnd(expected: "\":\"") : .unexpected(found, expected: "\":\""))
            }
            offset += 1
            try skipSpace()
            let node = try value(expected: "the value of \(Problem.quoted(name))")
            if let line = firstLines[ExactText(name)] {
                log.report(.duplicateMember(name, firstLine: line), at: start)
            } else {
                firstLines[ExactText(name)] = Int(start.line)
                members.append(Node.Member(name: name, position: start, node: node))
            }
            if try isAtEnd(closing: UInt8(ascii: "}"), expected: "\",\" or \"}\"") { return members }
        }
    }

    private mutating func memberName() throws(Failure) -> String {
        switch next {
        case UInt8(ascii: "\""): return try string()
        case nil: throw failure(.unexpectedEnd(expected: "a member's name"))
        case UInt8(ascii: "'"): throw failure(.singleQuote)
        default:
            let word = self.word
            throw failure(
                word.isEmpty ? .unexpected(found, expected: "a member's name in double quotes") : .unquotedName(word))
        }
    }

    private mutating func elements() throws(Failure) -> [Node] {
        try enter()
        var elements: [Node] = []
        try skipSpace()
        if next == UInt8(ascii: "]") {
            leave()
            return elements
        }
        while true {
            elements.append(try value(expected: "a value"))
            if try isAtEnd(closing: UInt8(ascii: "]"), expected: "\",\" or \"]\"") { return elements }
        }
    }

    private mutating func enter() throws(Failure) {
        depth += 1
        guard depth <= maximumNestingDepth else { throw failure(.tooDeep) }
        offset += 1
    }

    private mutating func leave() {
        depth -= 1
        offset += 1
    }

    /// After a member or element: true past the closing bracket, false past a comma.
    private mutating func isAtEnd(closing: UInt8, expected: String) throws(Failure) -> Bool {
        try skipSpace()
        switch next {
        case closing:
            leave()
            return true
        case UInt8(ascii: ","):
            let comma = position
            offset += 1
            try skipSpace()
            if next == closing { throw Failure(problem: .trailingComma, position: comma) }
            return false
        case nil: throw failure(.unexpectedEnd(expected: expected))
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw failure(.unexpected(found, expected: expected))
        default: throw failure(.missingComma(found))
        }
    }

    // MARK: - Scalars

    private mutating func number() throws(Failure) -> String {
        let start = offset
        var end = offset
        while end < bytes.count, isWordByte(bytes[end]) || [0x2b, 0x2d, 0x2e].contains(bytes[end]) { end += 1 }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        guard isJSONNumber(bytes[start..<end]) else { throw failure(.malformedNumber(text)) }
        offset = end
        return text
    }

    private mutating func string() throws(Failure) -> String {
        let start = position
        offset += 1
        var decoded: [UInt8] = []
        var runStart = offset
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let run = bytes[runStart..<offset]
                offset += 1
                if decoded.isEmpty { return String(decoding: run, as: UTF8.self) }
                decoded += run
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                decoded += bytes[runStart..<offset]
                let scalar = try escape()
                decoded += Array(String(scalar).utf8)
                runStart = offset
            case 0x0a, 0x0d: throw Failure(problem: .unterminatedString, position: start)
            case ..<0x20: throw failure(.controlCharacter(byte))
            default:
                if byte & 0xc0 == 0x80 { continuationBytes += 1 }
                offset += 1
            }
        }
        throw Failure(problem: .unterminatedString, position: start)
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        let start = position
        guard offset + 1 < bytes.count else { throw failure(.unexpectedEnd(expected: "an escape sequence")) }
        let kind = bytes[offset + 1]
        if let scalar = simpleEscape(kind) {
            offset += 2
            return scalar
        }
        guard kind == UInt8(ascii: "u") else { throw failure(.unknownEscape(text(from: offset, scalars: 2))) }
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isPair = first < 0xdc00 && offset + 1 < bytes.count && bytes[offset] == 0x5c && bytes[offset + 1] == 0x75
        if isPair {
            let second = try codeUnit()
            if (0xdc00...0xdfff).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00))
            {
                return scalar
            }
        }
        throw Failure(problem: .loneSurrogate, position: start)
    }

    /// The four digits of a `\u` escape, which `offset` is at.
    private mutating func codeUnit() throws(Failure) -> UInt16 {
        let digits = bytes[min(offset + 2, bytes.count)..<min(offset + 6, bytes.count)]
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure(.unknownEscape(text(from: offset, scalars: 6))) }
        offset += 6
        return unit
    }

    // MARK: - Between values

    private mutating func skipSpace() throws(Failure) {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0d: offset += 1
            case 0x0a:
                offset += 1
                line += 1
                lineStart = offset
                continuationBytes = 0
            case UInt8(ascii: "#"): throw failure(.comment)
            case UInt8(ascii: "/"):
                let isComment = offset + 1 < bytes.count && [0x2f, 0x2a].contains(bytes[offset + 1])
                throw failure(isComment ? .comment : .unexpected(found, expected: "JSON"))
            default: return
            }
        }
    }

    /// The letters, digits and underscores from here on, at most 64.
    private var word: String {
        var end = offset
        while end < bytes.count, end - offset < 64, isWordByte(bytes[end]) { end += 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }

    /// The character here, for a message.
    private var found: String {
        text(from: offset, scalars: 1)
    }

    private func text(from start: Int, scalars: Int) -> String {
        let rest = String(decoding: bytes[start..<min(bytes.count, start + scalars * 4)], as: UTF8.self)
        return String(String.UnicodeScalarView(rest.unicodeScalars.prefix(scalars)))
    }
}

private func simpleEscape(_ letter: UInt8) -> Unicode.Scalar? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(letter)
    case UInt8(ascii: "b"): "\u{8}"
    case UInt8(ascii: "f"): "\u{c}"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "t"): "\t"
    default: nil
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "$"):
        true
    default: false
    }
}

/// Whether bytes are a number by RFC 8259 section 6.
func isJSONNumber(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = bytes[...]
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard isDigit(rest.first) else { return false }
    let isZero = rest.first == UInt8(ascii: "0")
    rest = isZero ? rest.dropFirst() : rest.drop(while: isDigit)
    if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        guard isDigit(rest.first) else { return false }
        rest = rest.drop(while: isDigit)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard isDigit(rest.first) else { return false }
        rest = rest.drop(while: isDigit)
    }
    return rest.isEmpty
}
