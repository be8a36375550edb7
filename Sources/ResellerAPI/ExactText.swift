internal import Glibc

/// A text as a key of tables: equal to another when their UTF-8 bytes are equal.
///
/// `String` takes canonically equivalent texts for one another, such as the Kelvin sign and the letter K, and normalizes
/// texts to compare and to hash them, which takes the square of a run of combining marks. Both are wrong for what comes
/// from outside: identifiers, secrets, member names, roles. Those are looked up by this and compared by
/// `String.isExactly`.
package struct ExactText: Hashable, Comparable, Sendable {
    /// The text.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.isExactly(right.text)
    }

    package static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        let bytes: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if bytes == nil { for byte in text.utf8 { hasher.combine(byte) } }
        // No byte of UTF-8, so that two texts after one another have an end between them.
        hasher.combine(0xFF as UInt8)
    }
}

extension String {
    /// Whether two texts have the same bytes in UTF-8.
    package func isExactly(_ other: String) -> Bool {
        utf8.count == other.utf8.count && startsExactly(with: other)
    }

    /// Whether two texts have the same bytes in UTF-8, the case of the letters A to Z aside: how the platform compares
    /// names that are in ASCII (.NET's `OrdinalIgnoreCase`).
    package func isExactlyIgnoringCase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// The text with small letters for the capitals A to Z.
    package var lowercasedASCII: String {
        String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
    }

    /// Whether the text begins with these very bytes.
    package func startsExactly(with prefix: String) -> Bool {
        // As buffers: every request asks this of many texts, and the views go through a call for each byte.
        let result = utf8.withContiguousStorageIfAvailable { bytes in
            prefix.utf8.withContiguousStorageIfAvailable { prefix in
                prefix.isEmpty
                    || prefix.count <= bytes.count && memcmp(bytes.baseAddress!, prefix.baseAddress!, prefix.count) == 0
            }
        }
        // Only a text that another language's runtime keeps has no storage of UTF-8.
        return (result ?? nil) ?? utf8.starts(with: prefix.utf8)
    }

    /// Whether the text ends with these very bytes.
    package func endsExactly(with suffix: String) -> Bool {
        utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// The text without spaces and tabs at its ends.
    package func trimmingBlanks() -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: utf8[first...last], as: UTF8.self)
    }

    /// Whether these very bytes stand somewhere in the text.
    package func containsExactly(_ part: String) -> Bool {
        TextFolding.contains(Array(utf8), Array(part.utf8))
    }

    /// The parts between a separator of ASCII, empty ones too.
    package func parts(separatedBy separator: Unicode.Scalar, maximumSplits: Int = .max) -> [String] {
        utf8.split(separator: UInt8(ascii: separator), maxSplits: maximumSplits, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// At most so many bytes from the start, a character of Unicode that would be cut left out: what may be kept of a
    /// text whose length somebody else decides.
    package func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(decoding: utf8[..<end], as: UTF8.self)
    }
}

extension [String] {
    /// Whether a text of the same bytes is among them.
    package func containsExactly(_ text: String) -> Bool {
        contains { $0.isExactly(text) }
    }
}

extension RawRepresentable<String> where Self: CaseIterable {
    /// The case whose raw value has the same bytes; nil when there is none.
    package init?(exactly text: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue.isExactly(text) }) else { return nil }
        self = found
    }
}

extension UInt8 {
    /// The small letter for a capital A to Z; any other byte itself.
    package var lowercasedASCII: UInt8 {
        self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self
    }
}
