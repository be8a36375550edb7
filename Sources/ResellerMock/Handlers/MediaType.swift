import HTTP1
import ResellerAPI

/// A `Content-Type` (RFC 9110 section 8.3.1).
struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case, such as `application/json`.
    let essence: String
    /// The `charset` parameter in lower case.
    let charset: String?

    /// Nil unless the text has a type and a subtype.
    init?(_ text: some StringProtocol) {
        let parts = String(text).lowercasedASCII.parts(separatedBy: ";").map { $0.trimmingBlanks() }
        essence = parts[0]
        let halves = essence.parts(separatedBy: "/")
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(where: isBlank) }) else {
            return nil
        }
        charset = parts.dropFirst().first { $0.startsExactly(with: "charset=") }.map { parameter in
            let value = parameter.utf8.dropFirst("charset=".utf8.count).filter { $0 != UInt8(ascii: "\"") }
            return String(decoding: value, as: UTF8.self)
        }
    }

    /// Whether the vendor's JSON operations take it: `application/json`, `text/json`, `application/*+json`, in the two
    /// encodings that the platform's formatters have.
    var isJSON: Bool {
        guard charset.map(["utf-8", "utf-16"].containsExactly) ?? true else { return false }
        return ["application/json", "text/json"].containsExactly(essence)
            || (essence.startsExactly(with: "application/") && essence.endsExactly(with: "+json"))
    }

    /// The body of a request in UTF-8, where its type is JSON; nil where it is not.
    static func json(_ body: [UInt8], type: ArraySlice<UInt8>) -> [UInt8]? {
        // Without taking apart what nearly every client sends.
        let usual: StaticString = "application/json"
        let isUsual = type.withUnsafeBytes { bytes in
            bytes.elementsEqual(UnsafeRawBufferPointer(start: usual.utf8Start, count: usual.utf8CodeUnitCount))
        }
        if isUsual { return body }
        guard let type = MediaType(String(decoding: type, as: UTF8.self)), type.isJSON else { return nil }
        return type.charset?.isExactly("utf-16") == true ? decodedUTF16(body) : body
    }

    /// Little-endian unless a byte order mark says otherwise; what is no UTF-16 becomes U+FFFD.
    private static func decodedUTF16(_ body: [UInt8]) -> [UInt8] {
        let isBigEndian = body.starts(with: [0xFE, 0xFF])
        let units = stride(from: 0, to: body.count, by: 2).map { index -> UInt16 in
            guard index + 1 < body.count else { return 0xFFFD }
            let unit = UInt16(body[index]) | UInt16(body[index + 1]) << 8
            return isBigEndian ? unit.byteSwapped : unit
        }
        return Array(String(decoding: units.first == 0xFEFF ? units[1...] : units[...], as: UTF16.self).utf8)
    }

    /// The body of a request to one of the vendor's JSON operations in UTF-8, or the answer to one of another type.
    static func jsonBody(of event: ServeEvent) -> Result<[UInt8], HintedResponse> {
        let body = event.request.body
        // An empty body without a type is the documented empty-body case, not a wrong type.
        guard let contentType = event.headers.firstBytes("content-type") else {
            return body.isEmpty ? .success(body) : .failure(.unsupportedMediaType(nil, expected: "application/json"))
        }
        if let json = json(body, type: contentType) { return .success(json) }
        let sent = String(decoding: contentType, as: UTF8.self)
        return .failure(.unsupportedMediaType(sent, expected: "application/json"))
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

extension HintedResponse {
    /// What the platform answers when no input formatter takes the type (assumed: left stock by the vendor).
    static func unsupportedMediaType(_ contentType: String?, expected: String) -> HintedResponse {
        let body = JSONValue.object([
            .init("type", .string("https://tools.ietf.org/html/rfc9110#section-15.5.16")),
            .init("title", .string("Unsupported Media Type")),
            .init("status", .number("415")),
        ]).bytes
        let hint = "send Content-Type: \(expected), not \(contentType?.excerpt ?? "a body without a type")"
        return HintedResponse(Response(status: 415, fields: .problemJSON, body: body), hint: hint)
    }
}
