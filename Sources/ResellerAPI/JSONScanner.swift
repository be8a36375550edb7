/// Walks over JSON text (RFC 8259) byte by byte, keeping the place: what the readers of requests and of scenarios share.
///
/// They differ in what they make of the text and in what they tell who wrote it.
package struct JSONScanner {
    package let bytes: [UInt8]
    /// The place of the next byte.
    package private(set) var place = Place()

    /// A place in the text.
    package struct Place {
        package fileprivate(set) var offset = 0
        /// From 1.
        package fileprivate(set) var line = 1
        fileprivate var lineStart = 0
        /// Bytes of UTF-8 since the line's start that continue a character.
        fileprivate var continuationBytes = 0

        /// From 1, counted in characters of Unicode (scalars).
        package var column: Int { offset - lineStart - continuationBytes + 1 }
    }

    /// What keeps a string from being one.
    package enum Flaw: Error {
        case end
        case controlCharacter(UInt8)
        /// Another letter behind the backslash than those of RFC 8259.
        case unknownEscape
        /// Less than four hexadecimal digits behind `\u`, whose backslash is here.
        case malformedCodeUnit(Place)
        /// Half a surrogate pair without its other half.
        case loneSurrogate
    }

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next byte; nil at the end.
    package var next: UInt8? {
        place.offset < bytes.count ? bytes[place.offset] : nil
    }

    /// Whether the next bytes are these.
    package func isAt(_ text: StaticString) -> Bool {
        let text = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return bytes[place.offset...].starts(with: text)
    }

    /// Goes on by some bytes, none of them a line feed or beyond ASCII.
    package mutating func skip(bytes count: Int) {
        place.offset += count
    }

    /// Goes on by one byte if it is this one.
    package mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place.offset += 1
        return true
    }

    package mutating func skipSpace() {
        while let byte = next, Self.isSpace(byte) { skipAny(byte) }
    }

    /// Goes over a comment: from `//` to the end of the line, or from `/*` to `*/`. False where none is, at its start, or
    /// where it has no end, at the end.
    package mutating func skipComment() -> Bool {
        let isLine = isAt("//")
        guard isLine || isAt("/*") else { return false }
        skip(bytes: 2)
        while let byte = next {
            if isLine && byte == 0x0A { return true }
            if !isLine && isAt("*/") {
                skip(bytes: 2)
                return true
            }
            skipAny(byte)
        }
        return isLine
    }

    /// Goes on by the next byte, whatever it is.
    private mutating func skipAny(_ byte: UInt8) {
        place.offset += 1
        if byte == 0x0A {
            place.line += 1
            place.lineStart = place.offset
            place.continuationBytes = 0
        } else if byte & 0xC0 == 0x80 {
            place.continuationBytes += 1
        }
    }

    package static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    // MARK: - Numbers

    /// Goes over a number; false, at the byte that should have been a digit, when it is none.
    package mutating func skipNumber() -> Bool {
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")), !skipDigits() { return false }
        if skip(UInt8(ascii: ".")), !skipDigits() { return false }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            return skipDigits()
        }
        return true
    }

    private mutating func skipDigits() -> Bool {
        let start = place.offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place.offset += 1 }
        return place.offset > start
    }

    /// Whether a text is a number by RFC 8259 section 6.
    package static func isNumber(_ text: String) -> Bool {
        var scanner = JSONScanner(Array(text.utf8))
        return scanner.skipNumber() && scanner.next == nil
    }

    // MARK: - Strings

    /// Reads the string whose opening quote is next, double or single; the same one ends it.
    ///
    /// Bytes that are no UTF-8 become U+FFFD, and so do lone surrogates where `replacesLoneSurrogates`. With a flaw, the
    /// place is that of the byte that is wrong or missing; for unknown escapes and lone surrogates that of the backslash.
    package mutating func string(replacesLoneSurrogates: Bool) throws(Flaw) -> String {
        let quote = next
        place.offset += 1
        var start = place.offset
        var decoded: [UInt8] = []
        while let byte = next {
            switch byte {
            case quote:
                let run = bytes[start..<place.offset]
                place.offset += 1
                return String(decoding: decoded.isEmpty ? run : (decoded + run)[...], as: UTF8.self)
            case UInt8(ascii: "\\"):
                decoded += bytes[start..<place.offset]
                try escape(quote, into: &decoded, replacesLoneSurrogates)
                start = place.offset
            case ..<0x20: throw .controlCharacter(byte)
            default: skipAny(byte)
            }
        }
        throw .end
    }

    private mutating func escape(
        _ quote: UInt8?, into decoded: inout [UInt8], _ replacesLoneSurrogates: Bool
    ) throws(Flaw) {
        let start = place
        place.offset += 1
        let scalar: Unicode.Scalar
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scalar = Unicode.Scalar(bytes[place.offset])
        case UInt8(ascii: "'") where quote == UInt8(ascii: "'"): scalar = "'"
        case UInt8(ascii: "b"): scalar = "\u{8}"
        case UInt8(ascii: "f"): scalar = "\u{C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"):
            if let scalar = try codePoint(from: start) {
                decoded.append(contentsOf: UTF8.encode(scalar)!)
            } else if replacesLoneSurrogates {
                decoded.append(contentsOf: UTF8.encode("\u{FFFD}")!)
            } else {
                place = start
                throw .loneSurrogate
            }
            return
        default:
            place = start
            throw .unknownEscape
        }
        place.offset += 1
        decoded.append(UInt8(scalar.value))
    }

    /// What one `\u` escape, or two of a surrogate pair, stand for; nil, behind the first, for a lone surrogate.
    private mutating func codePoint(from escape: Place) throws(Flaw) -> Unicode.Scalar? {
        let unit = try codeUnit(from: escape)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let afterFirst = place
        if UTF16.isLeadSurrogate(unit), isAt("\\u") {
            let second = try codeUnit(from: place)
            if UTF16.isTrailSurrogate(second) {
                return Unicode.Scalar(0x10000 + UInt32(unit - 0xD800) << 10 + UInt32(second - 0xDC00))
            }
        }
        place = afterFirst
        return nil
    }

    private mutating func codeUnit(from escape: Place) throws(Flaw) -> UInt16 {
        place = escape
        place.offset += 2
        var unit: UInt16 = 0
        for _ in 0..<4 {
            switch next {
            case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
                unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                unit = unit << 4 | UInt16((byte | 0x20) - UInt8(ascii: "a") + 10)
            default: throw .malformedCodeUnit(escape)
            }
            place.offset += 1
        }
        return unit
    }
}
