/// A request head while it is read line by line, with all decisions that need only the head.
///
/// Positions count from the first byte of the request line.
struct ParsedHead: Sendable {
    var bytes: [UInt8] = []
    var method = Method.get
    var version = Version.http11
    var target = TargetPositions(path: 0..<0, query: nil)
    var fields: [FieldPosition] = []
    var host: Range<Int>?
    var contentLength: Int?
    var isChunked = false
    var expectsContinue = false
    private var saysClose = false
    private var saysKeepAlive = false
    private var transferEncodings: [Range<Int>] = []

    /// Whether the connection lives on after the reply (RFC 9112 section 9.3).
    var keepsConnection: Bool {
        !saysClose && (version == .http11 || saysKeepAlive)
    }

    mutating func readRequestLine(_ head: borrowing Span<UInt8>, _ line: Range<Int>) throws(RequestError) {
        guard let methodEnd = head.firstIndex(of: space, in: line), methodEnd > line.lowerBound else {
            throw .invalidRequestLine(head.quotedRequestLine(line))
        }
        method = try Self.method(head, line.lowerBound..<methodEnd)
        let rest = methodEnd + 1..<line.upperBound
        guard let targetEnd = head.firstIndex(of: space, in: rest) else {
            if method == .get, !rest.isEmpty, head[rest.lowerBound] == UInt8(ascii: "/") { throw .http09 }
            throw .invalidRequestLine(head.quotedRequestLine(line))
        }
        guard targetEnd > rest.lowerBound else { throw .invalidRequestLine(head.quotedRequestLine(line)) }
        version = try Self.version(head, targetEnd + 1..<line.upperBound, line)
        target = try TargetPositions.parse(head, rest.lowerBound..<targetEnd, method: method)
    }

    private static func method(_ head: borrowing Span<UInt8>, _ range: Range<Int>) throws(RequestError) -> Method {
        // The two methods of the API without a walk through UTF-8 validation.
        if range.count == 3, head[0] == UInt8(ascii: "G"), head[1] == UInt8(ascii: "E"), head[2] == UInt8(ascii: "T") {
            return .get
        }
        var name = ""
        for index in range {
            guard isTokenByte(head[index]) else { throw .invalidMethod(byte: head[index]) }
            name.unicodeScalars.append(UnicodeScalar(head[index]))
        }
        return Method(name)
    }

    private static func version(
        _ head: borrowing Span<UInt8>, _ range: Range<Int>, _ line: Range<Int>
    ) throws(RequestError) -> Version {
        let start = range.lowerBound
        guard range.count == 8, head.equalsExactly(start..<start + 5, "HTTP/"), isDigit(head[start + 5]),
            head[start + 6] == UInt8(ascii: "."), isDigit(head[start + 7])
        else {
            if head.firstIndex(of: space, in: range) != nil { throw .invalidRequestLine(head.quotedRequestLine(line)) }
            // Without "HTTP" it may be the end of a query with a space in it.
            let isMisspelt = range.count >= 4 && head.equalsIgnoringCase(start..<start + 4, "http")
            throw .invalidVersion(isMisspelt ? head.excerpt(range, limit: 12) : nil)
        }
        switch head[start + 5] {
        case UInt8(ascii: "1"):
            return head[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
        default:
            if head.equalsExactly(line, "PRI * HTTP/2.0") { throw .http2 }
            throw .unsupportedVersion(head.excerpt(range))
        }
    }

    /// Reads a header line that is not empty.
    mutating func readField(_ head: borrowing Span<UInt8>, _ line: Range<Int>, number: Int) throws(RequestError) {
        let field = try Self.fieldPosition(head, line, number: number)
        fields.append(field)
        let name = field.name
        switch name.count {
        case 4 where head.equalsIgnoringCase(name, "host"):
            guard host == nil else { throw .repeatedHost }
            // Empty is what a target without an authority has (RFC 9112 section 3.2).
            if !field.value.isEmpty, let problem = HostProblem.find(in: head, field.value) {
                throw .invalidHost(problem)
            }
            host = field.value
        case 6 where head.equalsIgnoringCase(name, "expect"):
            guard head.equalsIgnoringCase(field.value, "100-continue") else {
                throw .unknownExpectation(head.quotedToken(field.value))
            }
            expectsContinue = true
        case 10 where head.equalsIgnoringCase(name, "connection"):
            for item in head.listItems(in: field.value) {
                if head.equalsIgnoringCase(item, "close") { saysClose = true }
                if head.equalsIgnoringCase(item, "keep-alive") { saysKeepAlive = true }
            }
        case 14 where head.equalsIgnoringCase(name, "content-length"):
            guard contentLength == nil else { throw .repeatedContentLength }
            contentLength = try Self.contentLength(head, field.value)
        case 17 where head.equalsIgnoringCase(name, "transfer-encoding"):
            transferEncodings.append(field.value)
        default:
            break
        }
    }

    /// Splits a header line and checks its bytes; used for trailers too.
    static func fieldPosition(
        _ head: borrowing Span<UInt8>, _ line: Range<Int>, number: Int
    ) throws(RequestError) -> FieldPosition {
        if head[line.lowerBound] == space || head[line.lowerBound] == tab { throw .foldedField(line: number) }
        var colon = line.lowerBound
        while colon < line.upperBound, isTokenByte(head[colon]) { colon &+= 1 }
        guard colon < line.upperBound, colon > line.lowerBound, head[colon] == UInt8(ascii: ":") else {
            let name = line.lowerBound..<colon
            guard head.firstIndex(of: UInt8(ascii: ":"), in: line) != nil else {
                // A lone word may be the rest of a token that was broken over lines.
                throw .missingColon(name: colon < line.upperBound ? head.quotedName(name) : nil, line: number)
            }
            guard head[colon] != UInt8(ascii: ":") else { throw .emptyFieldName(line: number) }
            throw .invalidFieldName(after: head.quotedName(name), byte: head[colon], line: number)
        }
        let value = head.trimmed(colon + 1..<line.upperBound)
        if let index = head.firstControlCharacter(in: value) {
            throw .invalidFieldValue(name: head.quotedName(line.lowerBound..<colon), byte: head[index], line: number)
        }
        return FieldPosition(
            nameStart: UInt32(line.lowerBound), nameEnd: UInt32(colon), valueStart: UInt32(value.lowerBound),
            valueEnd: UInt32(value.upperBound))
    }

    private static func contentLength(_ head: borrowing Span<UInt8>, _ value: Range<Int>) throws(RequestError) -> Int {
        guard !value.isEmpty else { throw .invalidContentLength("") }
        var length = 0
        for index in value {
            guard isDigit(head[index]) else { throw .invalidContentLength(head.quotedToken(value)) }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            // A number beyond Int is a body beyond every limit.
            length = overflow || product > Int.max - 9 ? Int.max / 10 : product + Int(head[index] & 0x0F)
        }
        return length
    }

    /// Checks what only the whole header section tells: `Host` and the body's framing (RFC 9112 sections 3.2, 6).
    mutating func finish(_ head: borrowing Span<UInt8>, limits: Limits) throws(RequestError) {
        if version == .http11, host == nil { throw .missingHost }
        if !transferEncodings.isEmpty {
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
            var codings = 0
            for value in transferEncodings {
                for item in head.listItems(in: value) {
                    guard head.equalsIgnoringCase(item, "chunked") else {
                        throw .unknownTransferCoding(head.quotedToken(item))
                    }
                    codings += 1
                }
            }
            guard codings == 1 else { throw .invalidTransferEncoding }
            isChunked = true
        }
        if let contentLength, contentLength > limits.body { throw .bodyTooLarge(limit: limits.body) }
        // RFC 9110 section 10.1.1: the expectation of an HTTP/1.0 client is ignored.
        if version == .http10 { expectsContinue = false }
    }

    /// Gives a target without a path the one that it stands for, behind the bytes of the head.
    mutating func placeRootPath() {
        guard target.needsRootPath else { return }
        bytes.append(UInt8(ascii: "/"))
        target.path = bytes.count - 1..<bytes.count
    }
}

extension Span where Element == UInt8 {
    func equalsExactly(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where self[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }
}
