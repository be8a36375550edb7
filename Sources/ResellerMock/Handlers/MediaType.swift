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

    /// Whether the vendor's JSON operations take it: `application/json`, `text/json`, `application/*+json`, in UTF-8.
    var isJSON: Bool {
        guard charset.map(["utf-8", "us-ascii"].containsExactly) ?? true else { return false }
        return ["application/json", "text/json"].containsExactly(essence)
            || (essence.startsExactly(with: "application/") && essence.endsExactly(with: "+json"))
    }

    /// `MediaType(text)?.isJSON`, without taking apart the text that nearly every client sends.
    static func isJSON(_ text: ArraySlice<UInt8>) -> Bool {
        let usual: StaticString = "application/json"
        let isUsual = text.withUnsafeBytes { bytes in
            bytes.elementsEqual(UnsafeRawBufferPointer(start: usual.utf8Start, count: usual.utf8CodeUnitCount))
        }
        return isUsual || MediaType(String(decoding: text, as: UTF8.self))?.isJSON == true
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}
