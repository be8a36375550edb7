/// The head of a request as a journal keeps it: in few bytes, and with other values in the places of secrets.
package struct KeptHead: Sendable {
    /// The request line and the fields as they were sent, but for what was replaced.
    private let bytes: [UInt8]

    /// The bytes of memory that it takes, more or less.
    package var count: Int { bytes.count }

    /// That of bytes that were no request.
    package init() { bytes = [] }

    /// Copies the head of a request. No part of a replaced text stays.
    ///
    /// - Parameters:
    ///   - query: what stands in the place of the query of a request that has one.
    ///   - append: adds what stands in the place of the value of a field that has secrets. It must be bytes that a field may
    ///     have.
    package init(
        _ request: Request, query: [UInt8]?,
        append: (inout [UInt8], SecretField, _ value: ArraySlice<UInt8>) -> Void
    ) {
        let head = request.head
        var room = head.count + (query?.count ?? 0)
        var secrets: (first: Int, last: Int)?
        for (index, field) in request.fieldPositions.enumerated() where SecretField(head.span, field.name) != nil {
            secrets = (secrets?.first ?? index, index)
            room -= max(0, field.value.count - 40)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(room)
        var done = 0
        if let range = request.targetPositions.query, let query {
            bytes += head[..<range.lowerBound]
            bytes += query
            done = range.upperBound
        }
        if let secrets {
            for field in request.fieldPositions[secrets.first...secrets.last] {
                guard let secret = SecretField(head.span, field.name) else { continue }
                bytes += head[done..<field.value.lowerBound]
                append(&bytes, secret, head[field.value])
                done = field.value.upperBound
            }
        }
        bytes += head[done...]
        self.bytes = bytes
    }

    /// The request again, with a body that was kept beside it.
    package func request(body: [UInt8] = []) -> Request {
        Request(parsed(withFields: true), body: body)
    }

    /// The method and the target alone.
    package var requestLine: (method: Method, target: RequestTarget) {
        let head = parsed(withFields: false)
        return (head.method, RequestTarget(bytes: head.bytes, positions: head.target))
    }

    /// Reads the lines again, the first alone or all of them; nothing is wrong with what has been read before.
    private func parsed(withFields: Bool) -> ParsedHead {
        var head = ParsedHead()
        var (start, number) = (0, 1)
        while let end = bytes[start...].firstIndex(of: lineFeed), end > start + 1, number == 1 || withFields {
            let line = start..<end - 1
            if number == 1 {
                try? head.readRequestLine(bytes.span, line)
            } else {
                try? head.readField(bytes.span, line, number: number)
            }
            (start, number) = (end + 1, number + 1)
        }
        head.bytes = bytes
        head.placeRootPath()
        return head
    }
}

/// The fields of a request that have secrets.
package enum SecretField: Sendable {
    /// `Authorization` (RFC 9110 section 11.6.2).
    case authorization
    /// `Proxy-Authorization` (RFC 9110 section 11.7.2).
    case proxyAuthorization
    /// `Cookie` (RFC 6265 section 5.4).
    case cookie

    init?(_ head: borrowing Span<UInt8>, _ name: Range<Int>) {
        switch name.count {
        case 13 where head.equalsIgnoringCase(name, "authorization"): self = .authorization
        case 19 where head.equalsIgnoringCase(name, "proxy-authorization"): self = .proxyAuthorization
        case 6 where head.equalsIgnoringCase(name, "cookie"): self = .cookie
        default: return nil
        }
    }
}
