/// A complete and valid HTTP/1 request.
///
/// Made by a `RequestParser`, or from parts by the initializer, which parses what it is given: the type is the proof. A
/// class, so that handing one on costs the same however much there is to it.
package final class Request: Sendable {
    /// The method.
    package let method: Method
    /// The protocol version, which the reply's framing depends on.
    package let version: Version
    /// Whether the client lets the connection live on after the reply (RFC 9112 section 9.3).
    package let keepsConnection: Bool
    /// The body without chunked framing; empty when there is none.
    package let body: [UInt8]

    let head: [UInt8]
    let targetPositions: TargetPositions
    let fieldPositions: [FieldPosition]
    let hostPosition: Range<Int>?

    /// What the request is for.
    package var target: RequestTarget { RequestTarget(bytes: head, positions: targetPositions) }

    /// The header fields.
    package var headers: Headers { Headers(bytes: head, positions: fieldPositions) }

    /// The host, and port if given, that the client wants: that of an absolute target, else of `Host` (RFC 9112 section
    /// 3.3). Nil when an HTTP/1.0 client says none.
    package var host: String? {
        (targetPositions.authority ?? hostPosition).map { String(decoding: head[$0], as: UTF8.self) }
    }

    /// Lends the bytes of the path without copying or reference counting, for matching routes.
    package func withPathBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        head.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[targetPositions.path])) }
    }

    init(_ head: ParsedHead, body: [UInt8]) {
        method = head.method
        version = head.version
        keepsConnection = head.keepsConnection
        self.head = head.bytes
        targetPositions = head.target
        fieldPositions = head.fields
        hostPosition = head.host
        self.body = body
    }

    private init(_ other: Request) {
        method = other.method
        version = other.version
        keepsConnection = other.keepsConnection
        head = other.head
        targetPositions = other.targetPositions
        fieldPositions = other.fieldPositions
        hostPosition = other.hostPosition
        body = other.body
    }

    /// A request from its parts, for tests and callers in process.
    ///
    /// `path` may have a query. `Host: localhost` and the `Content-Length` of the body are added when they are not among
    /// the headers. Throws what a server would refuse the same request with.
    package convenience init(
        method: Method = .get, path: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        limits: Limits = Limits()
    ) throws(RequestError) {
        if let byte = method.rawValue.utf8.first(where: { !isTokenByte($0) }) { throw .invalidMethod(byte: byte) }
        let target = Array(path.utf8)
        guard !method.rawValue.isEmpty, !target.isEmpty else { throw .invalidRequestLine(nil) }
        _ = try TargetPositions.parse(target.span, 0..<target.count, method: method)
        var head = "\(method) \(path) HTTP/1.1\r\n"
        func has(_ name: String) -> Bool { headers.contains { $0.name.lowercased() == name } }
        if !has("host") { head += "Host: localhost\r\n" }
        if !body.isEmpty, !has("content-length") { head += "Content-Length: \(body.count)\r\n" }
        for (index, field) in headers.enumerated() {
            let line = "\(field.name): \(field.value)"
            try Self.checkField(line, nameLength: field.name.utf8.count, number: index + 2)
            head += line + "\r\n"
        }
        var parser = RequestParser(limits: limits)
        parser.append(Array((head + "\r\n").utf8))
        parser.append(body)
        var outcome = parser.next()
        if case .sendContinue = outcome { outcome = parser.next() }
        switch outcome {
        case .request(let request): self.init(request)
        case .error(let error): throw error
        case .needMore, .sendContinue: throw parser.finish() ?? .truncatedHead
        }
    }

    /// A line that reads as another field than it was made of would be one more than the caller knows of.
    private static func checkField(_ line: String, nameLength: Int, number: Int) throws(RequestError) {
        let bytes = Array(line.utf8)
        let field = try ParsedHead.fieldPosition(bytes.span, 0..<bytes.count, number: number)
        guard field.name.count == nameLength else {
            throw .invalidFieldName(
                after: bytes.span.quotedName(field.name), byte: UInt8(ascii: ":"), line: number)
        }
    }
}
