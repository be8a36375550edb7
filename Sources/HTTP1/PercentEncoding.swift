/// Why text could not be percent-decoded.
package enum PercentDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A `%` without two hexadecimal digits; the offset is that of the `%` in bytes.
    case invalidEscape(String, offset: Int)
    /// The decoded bytes are not UTF-8.
    case invalidUTF8

    /// One plain sentence.
    package var description: String {
        switch self {
        case .invalidEscape(let escape, let offset):
            "\"\(escape)\" at byte \(offset) is not a percent escape: two hexadecimal digits must follow the %."
        case .invalidUTF8:
            "The percent-decoded bytes are not valid UTF-8."
        }
    }
}

/// Percent-encoding of RFC 3986 section 2.1.
package enum PercentEncoding {
    /// Decodes one path segment.
    package static func decode(_ bytes: ArraySlice<UInt8>) throws(PercentDecodingError) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex,
                    let high = hexadecimalValue(bytes[index + 1]), let low = hexadecimalValue(bytes[index + 2])
                else {
                    let escape = bytes[index..<min(index + 3, bytes.endIndex)].map(printable).joined()
                    throw .invalidEscape(escape, offset: index - bytes.startIndex)
                }
                decoded.append(high << 4 | low)
                index += 3
            case let byte:
                decoded.append(byte)
                index += 1
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .invalidUTF8 }
        return text
    }

    /// Decodes the UTF-8 of a text, as `decode` of its bytes.
    package static func decode(_ text: String) throws(PercentDecodingError) -> String {
        try decode(Array(text.utf8)[...])
    }

    /// Decodes one name or value of `application/x-www-form-urlencoded` (WHATWG URL section 5.1): a `+` is a space, a `%`
    /// without two hexadecimal digits stays as it is, and bytes that are no UTF-8 become U+FFFD.
    package static func decodeForm(_ bytes: ArraySlice<UInt8>) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                decoded.append(space)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2, let high = hexadecimalValue(rest[rest.startIndex]),
                let low = hexadecimalValue(rest[rest.startIndex + 1])
            {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
