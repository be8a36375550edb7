/// A `Content-Type` (RFC 9110 section 8.3.1).
struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case, such as `application/json`.
    let essence: String
    /// The `charset` parameter in lower case.
    let charset: String?

    /// Nil unless the text has a type and a subtype.
    init?(_ text: some StringProtocol) {
        let parts = text.lowercased().utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { String(Substring($0)).trimmingBlanks() }
        essence = parts[0]
        let halves = essence.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && !$0.contains(where: isBlank) }) else {
            return nil
        }
        charset = parts.dropFirst().first { $0.hasPrefix("charset=") }.map { parameter in
            String(parameter.dropFirst("charset=".count).filter { $0 != "\"" })
        }
    }

    /// Whether the vendor's JSON operations take it: `application/json`, `text/json`, `application/*+json`, in UTF-8.
    var isJSON: Bool {
        guard charset == nil || charset == "utf-8" || charset == "us-ascii" else { return false }
        return essence == "application/json" || essence == "text/json"
            || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
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

extension String {
    fileprivate func trimmingBlanks() -> String {
        let bytes = utf8.drop(while: isBlank)
        return String(
            Substring(bytes.prefix(upTo: bytes.lastIndex { !isBlank($0) }.map(bytes.index(after:)) ?? bytes.startIndex))
        )
    }
}
