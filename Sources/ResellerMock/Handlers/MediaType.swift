/// A `Content-Type` (RFC 9110 section 8.3.1).
struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case, such as `application/json`.
    let essence: String
    /// The `charset` parameter in lower case.
    let charset: String?

    /// Nil unless the text has a type and a subtype.
    init?(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        }
        essence = String(parts[0]).lowercased()
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
            return nil
        }
        charset =
            parts.dropFirst().lazy.compactMap { part in
                let text = String(part).lowercased()
                guard text.hasPrefix("charset=") else { return nil }
                return text.dropFirst(8).filter { $0 != "\"" }
            }.first
    }

    /// Whether the vendor's JSON operations take it: `application/json`, `text/json`, `application/*+json`, in UTF-8.
    var isJSON: Bool {
        guard charset == nil || charset == "utf-8" || charset == "us-ascii" else { return false }
        return essence == "application/json" || essence == "text/json"
            || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}
