/// Text compared without regard to letter case, the same on every machine: each scalar by its simple lower-case mapping,
/// final sigma as sigma, no normalization and no language's rules (a Turkish dotted or dotless i is its own letter).
enum TextFolding {
    /// The folded form in UTF-8.
    static func folded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return bytes
    }

    /// Appends the folded form in UTF-8.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        let start = bytes.count
        let isASCII = text.withUTF8 { buffer in
            guard buffer.allSatisfy({ $0 < 0x80 }) else { return false }
            bytes.append(contentsOf: buffer)
            return true
        }
        if isASCII {
            bytes.lowerASCII(from: start)
        } else {
            for scalar in text.unicodeScalars { append(folded(scalar), to: &bytes) }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar.value {
        case ..<0x80: bytes.append(UInt8(scalar.value))
        case ..<0x800:
            bytes.append(UInt8(0xC0 | scalar.value >> 6))
            bytes.append(UInt8(0x80 | scalar.value & 0x3F))
        default: bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    /// Whether `needle` occurs in `text`; both folded. An empty needle occurs everywhere.
    static func contains(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard text.count >= needle.count else { return false }
        return text.withUnsafeBufferPointer { text in
            needle.withUnsafeBufferPointer { needle in
                for start in 0...text.count - needle.count where text[start] == first {
                    var matched = 1
                    while matched < needle.count, text[start + matched] == needle[matched] { matched += 1 }
                    if matched == needle.count { return true }
                }
                return false
            }
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.value < table.count ? table[Int(scalar.value)] : mapped(scalar)
    }

    /// The mappings of Latin, Greek and Cyrillic, because asking Unicode's tables makes a string each time.
    private static let table: [Unicode.Scalar] = (0..<0x530).map { mapped(Unicode.Scalar(UInt16($0))!) }

    private static func mapped(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\u{3C2}" { return "\u{3C3}" }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first! : scalar
    }
}

extension [UInt8] {
    /// Turns the capitals of ASCII from `start` on into small letters.
    mutating func lowerASCII(from start: Int) {
        withUnsafeMutableBufferPointer { buffer in
            for index in start..<buffer.count {
                let isCapital = buffer[index] &- UInt8(ascii: "A") < 26
                buffer[index] |= isCapital ? 0x20 : 0
            }
        }
    }
}
