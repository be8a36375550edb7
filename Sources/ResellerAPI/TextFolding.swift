internal import Foundation

/// Text compared and sorted without regard to letter case, the same on every machine: each scalar of the composed form
/// (NFC) by its simple lower-case mapping, final sigma as sigma. Of languages only the Turkish letters i are known.
enum TextFolding {
    /// The folded form in UTF-8.
    static func folded(_ text: String, _ letterCase: Behaviour.LetterCase) -> [UInt8] {
        var bytes: [UInt8] = []
        append(text, letterCase, to: &bytes)
        return bytes
    }

    /// Appends the folded form in UTF-8.
    static func append(_ text: String, _ letterCase: Behaviour.LetterCase, to bytes: inout [UInt8]) {
        if appendedASCII(text, letterCase, to: &bytes) { return }
        // Some letters are composed in their small form only.
        bytes.append(contentsOf: composed(lowercased(composed(text), letterCase)).utf8)
    }

    /// Appends the folded form of a text that is ASCII throughout, as most are; false for another.
    private static func appendedASCII(
        _ text: String, _ letterCase: Behaviour.LetterCase, to bytes: inout [UInt8]
    ) -> Bool {
        var text = text
        let start = bytes.count
        let isASCII = text.withUTF8 { buffer in
            guard buffer.allSatisfy({ $0 < 0x80 }), letterCase == .invariant || !buffer.contains(UInt8(ascii: "I"))
            else { return false }
            bytes.append(contentsOf: buffer)
            return true
        }
        if isASCII { bytes.lowerASCII(from: start) }
        return isASCII
    }

    /// Appends what texts are sorted by as a database sorts them: by their letters, then by the marks on these, small
    /// letters before capitals last.
    static func appendSortKey(_ text: String, _ letterCase: Behaviour.LetterCase, to bytes: inout [UInt8]) {
        let start = bytes.count
        if appendedASCII(text, letterCase, to: &bytes) {
            let cases = zip(text.utf8, bytes[start...]).map { $0 == $1 ? place : place + 1 }
            return append(marks: [], cases, to: &bytes)
        }
        let composed = composed(text)
        let small = lowercased(composed, letterCase)
        // Each letter has a place that is below every mark, so that what is marked first decides.
        var marks: [UInt8] = []
        for scalar in decomposed(small).unicodeScalars {
            if scalar.isMark {
                append(scalar, to: &marks)
                continue
            }
            marks.append(place)
            if let letters = undecomposed(scalar) {
                bytes.append(contentsOf: letters.utf8)
                append(scalar, to: &marks)
            } else {
                append(folded(scalar, .invariant), to: &bytes)
            }
        }
        let cases = zip(composed.unicodeScalars, small.unicodeScalars).map { $0 == $1 ? place : place + 1 }
        append(marks: marks, cases, to: &bytes)
    }

    private static func append(marks: [UInt8], _ cases: [UInt8], to bytes: inout [UInt8]) {
        for part in [marks, cases] {
            bytes.append(0)
            bytes.append(contentsOf: part[...(part.lastIndex { $0 != place } ?? -1)])
        }
    }

    private static let place: UInt8 = 2

    /// The letters that one is sorted among as if it had a mark, though Unicode does not take it apart.
    private static func undecomposed(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "ı": "i"
        case "ø": "o"
        case "ł": "l"
        case "đ": "d"
        case "ß": "ss"
        case "æ": "ae"
        case "œ": "oe"
        default: nil
        }
    }

    private static func lowercased(_ text: String, _ letterCase: Behaviour.LetterCase) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { folded($0, letterCase) }))
    }

    private static func composed(_ text: String) -> String {
        // What is below is composed.
        text.canBeNormalized(from: 0x300) ? text.precomposedStringWithCanonicalMapping : text
    }

    private static func decomposed(_ text: String) -> String {
        text.canBeNormalized(from: 0x80) ? text.decomposedStringWithCanonicalMapping : text
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

    private static func folded(_ scalar: Unicode.Scalar, _ letterCase: Behaviour.LetterCase) -> Unicode.Scalar {
        if letterCase == .turkish {
            if scalar == "I" { return "ı" }
            if scalar == "İ" { return "i" }
        }
        return scalar.value < table.count ? table[Int(scalar.value)] : mapped(scalar)
    }

    /// The mappings of Latin, Greek and Cyrillic, because asking Unicode's tables makes a string each time.
    private static let table: [Unicode.Scalar] = (0..<0x530).map { mapped(Unicode.Scalar(UInt16($0))!) }

    private static func mapped(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\u{3C2}" { return "\u{3C3}" }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first! : scalar
    }
}

extension String {
    /// Whether it has scalars from one on and no more than 30 marks on a letter, the limit of Unicode's stream-safe texts
    /// (UAX #15): normalizing takes the square of their number.
    fileprivate func canBeNormalized(from first: UInt32) -> Bool {
        var (found, marks) = (false, 0)
        for scalar in unicodeScalars {
            found = found || scalar.value >= first
            marks = scalar.isMark ? marks + 1 : 0
            if marks > 30 { return false }
        }
        return found
    }
}

extension Unicode.Scalar {
    /// Whether it stands on the letter before it.
    fileprivate var isMark: Bool {
        value >= 0x300 && properties.canonicalCombiningClass != .notReordered
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
