/// Byte classes and comparisons of RFC 9110 section 5.6.

let carriageReturn = UInt8(ascii: "\r")
let lineFeed = UInt8(ascii: "\n")
let space = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")

/// `tchar` as two words of bits instead of a table: a global array costs an initialization check on every use.
@inline(__always)
func isTokenByte(_ byte: UInt8) -> Bool {
    let word: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
    return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

/// The value of a hexadecimal digit.
@inline(__always)
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// `pchar`, `/` and `?` without the percent sign: what paths and queries are made of besides escapes (RFC 3986 section 3).
@inline(__always)
func isTargetByte(_ byte: UInt8) -> Bool {
    let word: UInt64 = byte < 64 ? 0xAFFF_FFD2_0000_0000 : 0x47FF_FFFE_87FF_FFFF
    return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
}

@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}

extension Span where Element == UInt8 {
    /// Whether the bytes are `text`, an ASCII text in lower case, in any case.
    @inline(__always)
    func equalsIgnoringCase(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let other = text.utf8Start
        for offset in 0..<range.count where lowercased(self[range.lowerBound &+ offset]) != other[offset] {
            return false
        }
        return true
    }

    /// The range without spaces and tabs at its ends.
    @inline(__always)
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start] == space || self[start] == tab { start &+= 1 }
        while end > start, self[end &- 1] == space || self[end &- 1] == tab { end &-= 1 }
        return start..<end
    }

    @inline(__always)
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        for index in range where self[index] == byte { return index }
        return nil
    }

    /// Whether a percent sign with two hexadecimal digits stands there (RFC 3986 section 2.1).
    @inline(__always)
    func isEscape(at index: Int, before end: Int) -> Bool {
        index &+ 2 < end && self[index] == UInt8(ascii: "%") && hexadecimalValue(self[index &+ 1]) != nil
            && hexadecimalValue(self[index &+ 2]) != nil
    }

    /// The first byte that a field value must not have: a control character other than tab (RFC 9110 section 5.5).
    func firstControlCharacter(in range: Range<Int>) -> Int? {
        // First to the end whatever is found, which the compiler makes vectors of: a bearer token is the longest walk of
        // a request. Without its eighth bit and one more, 0x7F is the least, and the others are at most 0x20.
        let mayHaveOne = withUnsafeBufferPointer { bytes in
            var least = UInt8.max
            for byte in UnsafeBufferPointer(rebasing: bytes[range]) { least = Swift.min(least, (byte &+ 1) & 0x7F) }
            return least <= 0x20
        }
        guard mayHaveOne else { return nil }
        return range.first { self[$0] < 0x20 && self[$0] != tab || self[$0] == 0x7F }
    }

    /// The items of a comma-separated list, trimmed, without the empty ones (RFC 9110 section 5.6.1).
    func listItems(in range: Range<Int>) -> [Range<Int>] {
        var items: [Range<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            let end = firstIndex(of: UInt8(ascii: ","), in: start..<range.upperBound) ?? range.upperBound
            let item = trimmed(start..<end)
            if !item.isEmpty { items.append(item) }
            start = end + 1
        }
        return items
    }

    /// A short printable copy for an error message.
    func excerpt(_ range: Range<Int>, limit: Int = 60) -> String {
        var text = ""
        for index in range.prefix(limit) { text += printable(self[index]) }
        return range.count > limit ? text + "..." : text
    }
}

/// The byte as itself when it is visible ASCII or a space, as `\xNN` otherwise.
func printable(_ byte: UInt8) -> String {
    if (0x20..<0x7F).contains(byte) { return String(UnicodeScalar(byte)) }
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count == 1 ? "0" : "") + digits
}
