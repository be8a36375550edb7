/// What of a request decides how its response is framed.
package struct ResponseFraming: Hashable, Sendable {
    /// Whether the request was `HEAD`: the body stays away, its length is still told.
    package var isHead: Bool
    /// The version of the request.
    package var version: Version
    /// Whether the connection lives on after the response.
    package var keepsConnection: Bool

    /// A framing from its parts.
    package init(isHead: Bool = false, version: Version = .http11, keepsConnection: Bool = true) {
        self.isHead = isHead
        self.version = version
        self.keepsConnection = keepsConnection
    }

    /// What the request asks for.
    package init(_ request: Request) {
        self.init(
            isHead: request.method == .head, version: request.version, keepsConnection: request.keepsConnection)
    }
}

/// How the end of a response's body is told.
package enum BodyFraming: Hashable, Sendable {
    /// `Content-Length`, whatever the body's own length is.
    case length(Int)
    /// `Transfer-Encoding: chunked`; whoever sends the body sends it in chunks.
    case chunked
}

/// Writes responses as HTTP/1.1 messages. A value per event loop: it remembers the text of the current second.
package struct ResponseSerializer: Sendable {
    private var second = Int64.min
    private var dateLine: [UInt8] = []

    /// A serializer.
    package init() {}

    /// Appends a response to `output`.
    ///
    /// `now` is in seconds since 1970-01-01T00:00:00Z and says `Date` unless the response does.
    package mutating func append(
        _ response: Response, _ framing: ResponseFraming, now: Int64, to output: inout [UInt8]
    ) {
        appendHead(response, framing, now: now, to: &output)
        if Self.hasBody(response, framing) { output.append(contentsOf: response.body) }
    }

    /// Appends the status line and the header section with the empty line that ends it, without the body. `body` tells
    /// something other than the body's length, for replies that are broken on purpose.
    package mutating func appendHead(
        _ response: Response, _ framing: ResponseFraming, now: Int64, body: BodyFraming? = nil,
        to output: inout [UInt8]
    ) {
        Self.appendStatusLine(response.status, to: &output)
        if !response.fields.hasDate {
            remember(response.date ?? now)
            output.append(contentsOf: dateLine)
        }
        output.append(contentsOf: response.fields.bytes)
        // RFC 9110 section 8.6: no Content-Length with 1xx and 204; with 304 it would be that of a 200.
        if Self.allowsBody(response.status) {
            switch body ?? .length(response.body.count) {
            case .length(let length):
                Self.append("Content-Length: ", to: &output)
                Self.append(decimal: length, to: &output)
                Self.append("\r\n", to: &output)
            case .chunked:
                Self.append("Transfer-Encoding: chunked\r\n", to: &output)
            }
        }
        if response.closesConnection || !framing.keepsConnection {
            Self.append("Connection: close\r\n\r\n", to: &output)
        } else if framing.version == .http10 {
            Self.append("Connection: keep-alive\r\n\r\n", to: &output)
        } else {
            Self.append("\r\n", to: &output)
        }
    }

    /// Whether the response goes with its body.
    package static func hasBody(_ response: Response, _ framing: ResponseFraming) -> Bool {
        !framing.isHead && allowsBody(response.status)
    }

    private static func allowsBody(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    private mutating func remember(_ unixSeconds: Int64) {
        guard unixSeconds != second else { return }
        second = unixSeconds
        dateLine = Array("Date: ".utf8) + HTTPDate.bytes(unixSeconds: unixSeconds) + [carriageReturn, lineFeed]
    }

    private static func appendStatusLine(_ status: Int, to output: inout [UInt8]) {
        if status == 200 {
            append("HTTP/1.1 200 OK\r\n", to: &output)
        } else {
            append("HTTP/1.1 ", to: &output)
            append(decimal: status, to: &output)
            output.append(space)
            output.append(contentsOf: ReasonPhrase.standard(status).utf8)
            append("\r\n", to: &output)
        }
    }

    @inline(__always)
    private static func append(_ text: StaticString, to output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func append(decimal value: Int, to output: inout [UInt8]) {
        guard value >= 10 else { return output.append(UInt8(ascii: "0") + UInt8(max(0, value))) }
        append(decimal: value / 10, to: &output)
        output.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
