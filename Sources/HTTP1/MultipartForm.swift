/// A `multipart/form-data` body (RFC 7578 on RFC 2046 section 5.1) in memory.
package struct MultipartForm: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var name: String
        /// Nil for a field that is no file.
        package var fileName: String?
        package var content: [UInt8]

        /// The content as a text; bytes that are no UTF-8 become U+FFFD.
        package var text: String { String(decoding: content, as: UTF8.self) }
    }

    /// In the order of the body; names may repeat.
    package let parts: [Part]

    // The platform's limits (ASP.NET Core, `FormOptions`).
    package static let mostParts = 1024
    package static let longestBoundary = 128
    package static let longestPartHead = 16 * 1024

    /// - Throws: what is wrong with the body, or with the boundary that its content type names.
    package init(_ body: [UInt8], contentType: String) throws(MultipartError) {
        guard let boundary = HeaderParameters(contentType)["boundary"], !boundary.isEmpty else {
            throw MultipartError("the Content-Type must name a boundary")
        }
        guard boundary.utf8.count <= Self.longestBoundary else {
            throw MultipartError("the boundary may have at most \(Self.longestBoundary) bytes")
        }
        var reader = MultipartReader(body: body, delimiter: Array("\r\n--\(boundary)".utf8))
        parts = try reader.parts()
    }
}

/// What is wrong with a multipart body, and where.
package struct MultipartError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

private struct MultipartReader {
    let body: [UInt8]
    /// The line end before a boundary belongs to it.
    let delimiter: [UInt8]
    private var position = 0

    init(body: [UInt8], delimiter: [UInt8]) {
        self.body = body
        self.delimiter = delimiter
    }

    mutating func parts() throws(MultipartError) -> [MultipartForm.Part] {
        // The first may stand at the very beginning; what is before it is to be ignored.
        if body.starts(with: delimiter.dropFirst(2)) {
            position = delimiter.count - 2
        } else {
            guard let start = next(delimiter) else { throw failure("the boundary of the Content-Type is not there") }
            position = start + delimiter.count
        }
        var parts: [MultipartForm.Part] = []
        while !body[position...].starts(with: "--".utf8) {
            guard parts.count < MultipartForm.mostParts else {
                throw failure("a form may have at most \(MultipartForm.mostParts) parts")
            }
            parts.append(try part())
        }
        return parts
    }

    private mutating func part() throws(MultipartError) -> MultipartForm.Part {
        while position < body.count, [0x20, 0x09].contains(body[position]) { position += 1 }
        guard body[position...].starts(with: "\r\n".utf8) else {
            throw failure("a boundary must be followed by a line end, or by -- at the end of the form")
        }
        // The line end of the boundary counts, so that a part without any header has an empty line, too.
        guard let end = next(Array("\r\n\r\n".utf8), within: MultipartForm.longestPartHead) else {
            throw failure(
                "the head of a part must end with an empty line within \(MultipartForm.longestPartHead) bytes")
        }
        let head = String(decoding: body[position..<end], as: UTF8.self)
        let disposition = head.utf8.split(separator: 0x0A).lazy.compactMap { Self.disposition($0) }.first
        guard let disposition, let name = disposition["name"] else {
            throw failure("a part must have Content-Disposition: form-data with a name")
        }
        position = end + 4
        // The line end before the head's empty line serves an empty part that leaves out its own.
        guard let contentEnd = next(delimiter, from: end + 2) else {
            throw failure("the part \"\(name.prefix(60))\" has no boundary behind it")
        }
        let content = Array(body[min(position, contentEnd)..<contentEnd])
        position = contentEnd + delimiter.count
        return MultipartForm.Part(
            name: name, fileName: disposition.extended("filename") ?? disposition["filename"], content: content)
    }

    private static func disposition(_ line: Substring.UTF8View) -> HeaderParameters? {
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        guard parts.count == 2,
            String(decoding: parts[0], as: UTF8.self).trimmingSpace().lowercased() == "content-disposition"
        else { return nil }
        let parameters = HeaderParameters(String(decoding: parts[1], as: UTF8.self))
        return parameters.value.lowercased() == "form-data" ? parameters : nil
    }

    private func next(_ bytes: [UInt8], from start: Int? = nil, within limit: Int = .max) -> Int? {
        let start = start ?? position
        let end = min(body.count - start, limit) + start - bytes.count
        return body.withUnsafeBufferPointer { body in
            var index = start
            while index <= end {
                // Both that are looked for begin with a carriage return.
                guard let found = body[index...end].firstIndex(of: 0x0D) else { return nil }
                if body[found...].starts(with: bytes) { return found }
                index = found + 1
            }
            return nil
        }
    }

    private func failure(_ problem: String) -> MultipartError {
        MultipartError("\(problem) (at byte \(position))")
    }
}

/// A header field's value and its parameters, such as `form-data; name="File"` (RFC 9110 section 5.6.6).
private struct HeaderParameters {
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ";"), !isQuoted {
                parts.append([])
                continue
            }
            parts[parts.count - 1].append(byte)
        }
        let texts = parts.map { String(decoding: $0, as: UTF8.self).trimmingSpace() }
        value = texts[0]
        for text in texts.dropFirst() {
            let halves = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1)
                .map { String(decoding: $0, as: UTF8.self).trimmingSpace() }
            guard halves.count == 2 else { continue }
            // The first of a name counts.
            parameters.merge([halves[0].lowercased(): Self.unquoted(halves[1])]) { first, _ in first }
        }
    }

    subscript(name: String) -> String? { parameters[name] }

    /// A parameter in the form of RFC 8187, `filename*=UTF-8''a%20b`.
    func extended(_ name: String) -> String? {
        let parts = parameters["\(name)*"]?.utf8.split(
            separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard let parts, parts.count == 3 else { return nil }
        return try? PercentEncoding.decode(String(decoding: parts[2], as: UTF8.self))
    }

    private static func unquoted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") else { return text }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                isEscaped = false
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}

extension String {
    fileprivate func trimmingSpace() -> String {
        let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0D].contains(byte) }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: utf8[first...last], as: UTF8.self)
    }
}
