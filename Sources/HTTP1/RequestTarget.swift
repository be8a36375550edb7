/// What a request is for (RFC 9112 section 3.2), with the absolute form already reduced to path and query.
package struct RequestTarget: Sendable, CustomStringConvertible {
    let bytes: [UInt8]
    let positions: TargetPositions

    /// The path as sent, still percent-encoded; begins with `/`, or is `*`.
    package var rawPath: ArraySlice<UInt8> { bytes[positions.path] }

    /// The text after the first `?` as sent, or nil when there is none.
    package var rawQuery: ArraySlice<UInt8>? { positions.query.map { bytes[$0] } }

    /// `rawPath` as text; all of its bytes are ASCII.
    package var path: String { String(decoding: rawPath, as: UTF8.self) }

    /// `rawQuery` as text; all of its bytes are ASCII.
    package var query: String? { rawQuery.map { String(decoding: $0, as: UTF8.self) } }

    /// The path as journals, logs and hints tell it: at most `limit` bytes of it, without user information, and nothing
    /// behind a `?` or `#` that is encoded, for a client that encodes too much has its query there.
    package func quotedPath(limit: Int) -> String {
        bytes.span.quotedPath(positions.path, limit: limit)
    }

    /// Path and query as sent.
    package var description: String { query.map { "\(path)?\($0)" } ?? path }
}

/// Where the parts of a request target stand in the bytes of its head.
struct TargetPositions: Hashable, Sendable {
    var path: Range<Int>
    var query: Range<Int>?
    /// The host and port of an absolute form.
    var authority: Range<Int>?
    /// An absolute form without a path stands for `/`, which is then found nowhere in the head.
    var needsRootPath = false
}

extension TargetPositions {
    /// Reads a request target out of the range of `line` that holds it.
    static func parse(
        _ line: borrowing Span<UInt8>, _ range: Range<Int>, method: Method
    ) throws(RequestError) -> TargetPositions {
        if method.rawValue == "CONNECT" { throw .connect }
        if line[range.lowerBound] == UInt8(ascii: "/") {
            return try split(line, range, of: range)
        }
        if range.count == 1, line[range.lowerBound] == UInt8(ascii: "*"), method == .options {
            return TargetPositions(path: range, query: nil)
        }
        let scheme =
            startsWith(line, range, "http://") ? 7 : startsWith(line, range, "https://") ? 8 : 0
        guard scheme > 0 else { throw .invalidTarget(line.quotedTarget(range)) }
        let start = range.lowerBound + scheme
        var end = start
        while end < range.upperBound, line[end] != UInt8(ascii: "/"), line[end] != UInt8(ascii: "?") { end += 1 }
        if let problem = HostProblem.find(in: line, start..<end) { throw .invalidAuthority(problem) }
        var positions = try split(line, end..<range.upperBound, of: range)
        positions.authority = start..<end
        positions.needsRootPath = positions.path.isEmpty
        return positions
    }

    /// Parts a path from its query, and refuses what neither has (RFC 3986 appendix A).
    private static func split(
        _ line: borrowing Span<UInt8>, _ range: Range<Int>, of target: Range<Int>
    ) throws(RequestError) -> TargetPositions {
        var mark: Int?
        var index = range.lowerBound
        while index < range.upperBound {
            if isTargetByte(line[index]) {
                if line[index] == UInt8(ascii: "?"), mark == nil { mark = index }
                index &+= 1
            } else if line.isEscape(at: index, before: range.upperBound) {
                index &+= 3
            } else {
                let before = line.quotedTarget(target, upTo: index)
                throw line[index] == UInt8(ascii: "%")
                    ? .invalidTargetEscape(after: before) : .invalidTargetByte(line[index], after: before)
            }
        }
        guard let mark else { return TargetPositions(path: range, query: nil) }
        return TargetPositions(path: range.lowerBound..<mark, query: mark + 1..<range.upperBound)
    }

    private static func startsWith(
        _ line: borrowing Span<UInt8>, _ range: Range<Int>, _ prefix: StaticString
    ) -> Bool {
        let count = prefix.utf8CodeUnitCount
        return range.count >= count
            && line.equalsIgnoringCase(range.lowerBound..<range.lowerBound + count, prefix)
    }
}
