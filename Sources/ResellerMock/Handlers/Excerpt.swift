import ResellerAPI

extension String {
    /// As much of a text that a client chose as a hint quotes: 100 bytes, and nothing from where a query seems to begin,
    /// for that may hold secrets.
    var excerpt: String {
        let start = prefix(bytes: 100)
        let end = start.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? start.utf8.endIndex
        let kept = String(start[..<end])
        return kept.utf8.count < utf8.count ? kept + "..." : kept
    }
}

extension Sequence<String> {
    /// The first few, each in short.
    var excerpt: String {
        prefix(5).map(\.excerpt).joined(separator: ", ")
    }
}
