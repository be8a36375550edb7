/// What may be quoted of bytes that are refused: enough to find the place in one's program, and nothing that a query, a
/// password, a token or a form has. A client that frames its requests badly puts such things where a method, a field name
/// or a chunk size is expected.
extension Span where Element == UInt8 {
    /// The request line as far as its query; nil unless it begins with a method that everybody knows, for otherwise it may
    /// be the rest of a body.
    func quotedRequestLine(_ line: Range<Int>) -> String? {
        let methodEnd = firstIndex(of: space, in: line) ?? line.upperBound
        guard isCommonMethod(line.lowerBound..<methodEnd) else { return nil }
        var targetStart = methodEnd
        while targetStart < line.upperBound, self[targetStart] == space { targetStart += 1 }
        return excerpt(line.lowerBound..<targetStart) + quotedTarget(targetStart..<line.upperBound)
    }

    /// The target up to `end` as far as its query, its fragment, or what looks like a parameter, without user
    /// information.
    func quotedTarget(_ target: Range<Int>, upTo end: Int? = nil) -> String {
        let end = end ?? target.upperBound
        var start = target.lowerBound
        var prefix = ""
        if let schemeEnd = schemeEnd(in: target),
            let at = target.last(where: { self[$0] == UInt8(ascii: "@") }), at >= schemeEnd
        {
            prefix = excerpt(start..<schemeEnd) + "..."
            let isBeforeQuery = !(schemeEnd..<at).contains { isParameterStart(self[$0]) }
            guard isBeforeQuery, at < end else { return prefix }
            start = at
        }
        var stop = start
        while stop < end, !isParameterStart(self[stop]), !isEncodedParameterStart(at: stop, before: end) { stop += 1 }
        guard stop < end else { return prefix + excerpt(start..<end) }
        let isEncoded = self[stop] == UInt8(ascii: "%")
        return prefix + excerpt(start..<min(stop + (isEncoded ? 3 : 1), end)) + "..."
    }

    /// A path that is taken, likewise, but with its parameters: they are a part of what was asked for.
    func quotedPath(_ path: Range<Int>, limit: Int) -> String {
        if path.count > 1, self[path.lowerBound + 1] == UInt8(ascii: "/"),
            firstIndex(of: UInt8(ascii: "@"), in: path) != nil
        {
            return quotedTarget(path)
        }
        let last = Swift.min(path.upperBound, path.lowerBound + limit)
        var end = path.lowerBound
        while end < last {
            if self[end] == UInt8(ascii: "%"), let byte = encodedByte(at: end, before: path.upperBound),
                byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
            {
                break
            }
            end &+= 1
        }
        let text = extracting(path.lowerBound..<end).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return end < last ? text + "..." : text
    }

    /// A field name that is not followed by a colon, if it looks like one: letters and hyphens. Others may be a part of a
    /// value.
    func quotedName(_ range: Range<Int>) -> String? {
        let isName = range.allSatisfy { index in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased(self[index]))
                || self[index] == UInt8(ascii: "-")
        }
        return isName && (1...40).contains(range.count) ? excerpt(range) : nil
    }

    /// The token that a value begins with, of a field that says how a request is framed. What follows may be the next
    /// field when a client forgot to end the line.
    func quotedToken(_ value: Range<Int>) -> String {
        let end = value.first { !isTokenByte(self[$0]) } ?? value.upperBound
        let token = value.lowerBound..<Swift.min(end, value.lowerBound + 40)
        return token.upperBound == value.upperBound ? excerpt(token) : excerpt(token) + "..."
    }

    private func isCommonMethod(_ range: Range<Int>) -> Bool {
        switch range.count {
        case 3: equalsIgnoringCase(range, "get") || equalsIgnoringCase(range, "put")
        case 4: equalsIgnoringCase(range, "post") || equalsIgnoringCase(range, "head")
        case 5: equalsIgnoringCase(range, "patch") || equalsIgnoringCase(range, "trace")
        case 6: equalsIgnoringCase(range, "delete")
        case 7: equalsIgnoringCase(range, "options") || equalsIgnoringCase(range, "connect")
        default: false
        }
    }

    /// Where the authority begins; nil for a path.
    private func schemeEnd(in target: Range<Int>) -> Int? {
        guard let first = target.first else { return nil }
        let slash = UInt8(ascii: "/")
        var index = first
        while index < target.upperBound, self[index] != slash { index += 1 }
        // "//authority", "scheme://authority"; without any slash it can be nothing but an authority.
        if index + 1 < target.upperBound, self[index + 1] == slash { return index + 2 }
        return index == first ? nil : first
    }

    /// Parameters of a path are among it: session identifiers travel in them.
    private func isParameterStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "="): true
        default: false
        }
    }

    /// A query that was encoded as if it were a part of the path.
    private func isEncodedParameterStart(at index: Int, before end: Int) -> Bool {
        guard let byte = encodedByte(at: index, before: end) else { return false }
        return isParameterStart(byte)
    }

    private func encodedByte(at index: Int, before end: Int) -> UInt8? {
        guard isEscape(at: index, before: end), let high = hexadecimalValue(self[index + 1]),
            let low = hexadecimalValue(self[index + 2])
        else { return nil }
        return high << 4 | low
    }
}
