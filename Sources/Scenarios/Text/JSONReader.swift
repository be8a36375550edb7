import ResellerAPI

/// Reads JSON (RFC 8259) into nodes that know their places.
///
/// Hand-written rather than left to the YAML reader, which would let comments, single quotes and trailing commas
/// pass that every JSON tool after us refuses, refuse surrogate pairs, and be slower.
struct JSONReader {
    private var scanner: JSONScanner
    private let file: Int32
    private let log: DiagnosticLog
    private var depth = 0

    private struct Failure: Error {
        var problem: Problem.Syntax
        var position: Position
    }

    private init(_ bytes: [UInt8], file: Int32, log: DiagnosticLog) {
        scanner = JSONScanner(bytes)
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

    private var position: Position { position(scanner.place) }

    private func position(_ place: JSONScanner.Place) -> Position {
        Position(file: file, line: place.line, column: place.column)
    }

    private func failure(_ problem: Problem.Syntax, at place: JSONScanner.Place? = nil) -> Failure {
        Failure(problem: problem, position: place.map(position) ?? position)
    }

    private mutating func document() throws(Failure) -> Node {
        try skipSpace()
        let node = try value(expected: "a value")
        try skipSpace()
        if scanner.next != nil { throw failure(.textAfterEnd(found)) }
        return node
    }

    // MARK: - Values

    private mutating func value(expected: @autoclosure () -> String) throws(Failure) -> Node {
        let start = position
        switch scanner.next {
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
            scanner.skip(bytes: word.utf8.count)
            return Node(value: value, position: start)
        }
    }

    private mutating func members() throws(Failure) -> [Node.Member] {
        var members: [Node.Member] = []
        var firstLines: [ExactText: Int] = [:]
        try enter()
        if leaves(UInt8(ascii: "}")) { return [] }
        repeat {
            let start = position
            let name = try memberName()
            try skipSpace()
            guard scanner.skip(UInt8(ascii: ":")) else {
                throw failure(
                    scanner.next == nil ? .unexpectedEnd(expected: "\":\"") : .unexpected(found, expected: "\":\""))
            }
            try skipSpace()
            let node = try value(expected: "the value of \(Problem.quoted(name))")
            if let line = firstLines[ExactText(name)] {
                log.report(.duplicateMember(name, firstLine: line), at: start)
            } else {
                firstLines[ExactText(name)] = Int(start.line)
                members.append(Node.Member(name: name, position: start, node: node))
            }
        } while try !isAtEnd(closing: UInt8(ascii: "}"), expected: "\",\" or \"}\"")
        return members
    }

    private mutating func memberName() throws(Failure) -> String {
        switch scanner.next {
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
        var elements: [Node] = []
        try enter()
        if leaves(UInt8(ascii: "]")) { return [] }
        repeat {
            elements.append(try value(expected: "a value"))
        } while try !isAtEnd(closing: UInt8(ascii: "]"), expected: "\",\" or \"]\"")
        return elements
    }

    private mutating func enter() throws(Failure) {
        depth += 1
        guard depth <= maximumNestingDepth else { throw failure(.tooDeep) }
        scanner.skip(bytes: 1)
        try skipSpace()
    }

    /// True past the closing bracket, if that is next.
    private mutating func leaves(_ closing: UInt8) -> Bool {
        guard scanner.skip(closing) else { return false }
        depth -= 1
        return true
    }

    /// After a member or element: true past the closing bracket, false past a comma.
    private mutating func isAtEnd(closing: UInt8, expected: String) throws(Failure) -> Bool {
        try skipSpace()
        if leaves(closing) { return true }
        switch scanner.next {
        case UInt8(ascii: ","):
            let comma = scanner.place
            scanner.skip(bytes: 1)
            try skipSpace()
            if scanner.next == closing { throw failure(.trailingComma, at: comma) }
            return false
        case nil: throw failure(.unexpectedEnd(expected: expected))
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
            throw failure(.unexpected(found, expected: expected))
        default: throw failure(.missingComma(found))
        }
    }

    // MARK: - Scalars

    private mutating func number() throws(Failure) -> String {
        let start = scanner.place
        let rest = scanner.bytes[start.offset...]
        let text = String(decoding: rest.prefix { isWordByte($0) || "+-.".utf8.contains($0) }, as: UTF8.self)
        guard scanner.skipNumber(), scanner.place.offset == start.offset + text.utf8.count else {
            throw failure(.malformedNumber(text), at: start)
        }
        return text
    }

    private mutating func string() throws(Failure) -> String {
        let start = scanner.place
        do {
            return try scanner.string(replacesLoneSurrogates: false)
        } catch {
            switch error {
            case .end, .controlCharacter(0x0A), .controlCharacter(0x0D): throw failure(.unterminatedString, at: start)
            case .controlCharacter(let byte): throw failure(.controlCharacter(byte))
            case .unknownEscape where scanner.place.offset + 1 == scanner.bytes.count:
                throw failure(.unexpectedEnd(expected: "an escape sequence"))
            case .unknownEscape: throw failure(.unknownEscape(text(from: scanner.place, scalars: 2)))
            case .malformedCodeUnit(let escape):
                throw failure(.unknownEscape(text(from: escape, scalars: 6)), at: escape)
            case .loneSurrogate: throw failure(.loneSurrogate)
            }
        }
    }

    // MARK: - Between values

    private mutating func skipSpace() throws(Failure) {
        scanner.skipSpace()
        switch scanner.next {
        case UInt8(ascii: "#"): throw failure(.comment)
        case UInt8(ascii: "/"):
            let isComment = scanner.isAt("//") || scanner.isAt("/*")
            throw failure(isComment ? .comment : .unexpected(found, expected: "JSON"))
        default: break
        }
    }

    /// The letters, digits and underscores from here on, at most 64.
    private var word: String {
        let rest = scanner.bytes[scanner.place.offset...]
        return String(decoding: rest.prefix(64).prefix(while: isWordByte), as: UTF8.self)
    }

    /// The character here, for a message.
    private var found: String { text(from: scanner.place, scalars: 1) }

    private func text(from place: JSONScanner.Place, scalars: Int) -> String {
        let rest = String(decoding: scanner.bytes[place.offset...].prefix(scalars * 4), as: UTF8.self)
        return String(String.UnicodeScalarView(rest.unicodeScalars.prefix(scalars)))
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
