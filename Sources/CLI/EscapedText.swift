/// Texts of others (options, variables, paths, files, requests) as they stand in messages and in the log.
///
/// What acts on a terminal, or makes a line look like another, is written as its number: control characters, Unicode's line
/// and paragraph separators, and the characters that turn the direction of writing (Unicode Technical Report 36, 2.6).
extension String {
    /// Safe to show, as one line.
    var escaped: String {
        if utf8.allSatisfy(\.isPlain) { return self }
        var bytes: [UInt8] = []
        bytes.append(escaping: self)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Safe to show; its own line feeds stay.
    var escapedLines: String {
        if utf8.allSatisfy(\.isPlain) { return self }
        let lines = utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.map { String(Substring($0)).escaped }.joined(separator: "\n")
    }

    /// JSON text with what is unsafe to show written as the escapes of JSON.
    var escapedJSON: String {
        if utf8.allSatisfy(\.isPlain) { return self }
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            // A line feed can only stand between values.
            if scalar.isUnsafe, scalar != "\n" {
                bytes.append(jsonEscape: scalar)
            } else {
                bytes += UTF8.encode(scalar)!
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a text with what is unsafe to show written as `\u{9b}`.
    mutating func append(escaping text: String) {
        if appendPlain(text, where: \.isPlain) { return }
        for scalar in text.unicodeScalars {
            if scalar.isUnsafe {
                append(contentsOf: #"\u{"#.utf8)
                append(contentsOf: String(scalar.value, radix: 16).utf8)
                append(UInt8(ascii: "}"))
            } else {
                append(contentsOf: UTF8.encode(scalar)!)
            }
        }
    }

    /// Appends a JSON string (RFC 8259 section 7) with what is unsafe to show written as `\u009b`.
    mutating func append(json text: String) {
        append(UInt8(ascii: "\""))
        if !appendPlain(text, where: { $0.isPlain && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: scalar)])
                case "\n": append(contentsOf: #"\n"#.utf8)
                case "\t": append(contentsOf: #"\t"#.utf8)
                case _ where scalar.isUnsafe: append(jsonEscape: scalar)
                default: append(contentsOf: UTF8.encode(scalar)!)
                }
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Nearly every text is plain ASCII and goes this way.
    private mutating func appendPlain(_ text: String, where isPlain: (UInt8) -> Bool) -> Bool {
        var text = text
        return text.withUTF8 { buffer in
            guard buffer.allSatisfy(isPlain) else { return false }
            append(contentsOf: buffer)
            return true
        }
    }

    fileprivate mutating func append(jsonEscape scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16)
        append(contentsOf: #"\u"#.utf8)
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        append(contentsOf: digits.utf8)
    }
}

extension UInt8 {
    /// A visible character of ASCII, or a space.
    fileprivate var isPlain: Bool { self >= 0x20 && self < 0x7F }
}

extension Unicode.Scalar {
    /// Whether it is shown by its number. All of these have four digits at most.
    fileprivate var isUnsafe: Bool {
        switch value {
        case ..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
