import ResellerAPI

/// What a YAML text must not have, because libyaml or Yams would need more time for it than in proportion to its length.
///
/// It is looked for in the bytes, before anything is parsed, so it may find what only looks like it.
struct YAMLHazard {
    /// Where it stands.
    var offset: Int
    /// What it is and what to do.
    var problem: String

    /// Ten thousand companies written out in full are 15 MiB; more are for JSON, which is read ten times as fast.
    static let largestText = 16 << 20
    /// Yams finds repeated names by hashing them; names that are collections are hashed once for each level of them.
    private static let mostExplicitKeys = 64
    /// The bound of UAX #15's stream-safe texts: a run of combining marks is normalized, which takes its square.
    private static let longestRunOfMarks = 30
    /// Escapes in a tag may be combining marks too.
    private static let longestTag = 256

    static let anchors = "anchors and aliases are not read, expected every value written out"

    static func first(in bytes: [UInt8]) -> YAMLHazard? {
        structural(in: bytes) ?? marks(in: bytes)
    }

    private static func structural(in bytes: [UInt8]) -> YAMLHazard? {
        var seesAnchor = false
        var seesAlias = false
        var collectionKey: Int?
        var explicitKeys = 0
        var previous = UInt8(ascii: "\n")
        for (offset, byte) in bytes.enumerated() {
            defer { previous = byte }
            let isAtLineStart = previous == 0x0a || previous == 0x0d
            switch byte {
            // Each directive is compared with all before it.
            case UInt8(ascii: "%") where isAtLineStart && !bytes[offset...].starts(with: "%YAML ".utf8):
                return YAMLHazard(offset: offset, problem: "directives are not read; begin no line with %")
            case UInt8(ascii: "!") where opensToken(previous):
                let tag = word(in: bytes, from: offset, limit: longestTag + 1)
                if tag.count > longestTag, tag.contains(UInt8(ascii: "%")) {
                    return YAMLHazard(offset: offset, problem: "this tag is longer than \(longestTag) bytes; remove it")
                }
            case UInt8(ascii: "&") where opensToken(previous) && isName(bytes, at: offset + 1): seesAnchor = true
            case UInt8(ascii: "*") where opensToken(previous) && isName(bytes, at: offset + 1):
                seesAlias = true
                let alias = word(in: bytes, from: offset, limit: 256)
                if alias.last == UInt8(ascii: ":") || isFollowedByColon(bytes, alias.endIndex) {
                    collectionKey = collectionKey ?? offset
                }
            case UInt8(ascii: "?") where opensToken(previous):
                collectionKey = collectionKey ?? offset
                explicitKeys += 1
                if explicitKeys > mostExplicitKeys {
                    return YAMLHazard(
                        offset: offset, problem: "more than \(mostExplicitKeys) names begin with \"?\"; leave it out")
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if isFollowedByColon(bytes, offset + 1) { collectionKey = collectionKey ?? offset }
            default: break
            }
        }
        // Such a key is hashed with all that its aliases stand for, which may be more than there is time for.
        guard seesAnchor, seesAlias, let collectionKey else { return nil }
        return YAMLHazard(offset: collectionKey, problem: anchors)
    }

    private static func opensToken(_ previous: UInt8) -> Bool { " \t\r\n[]{},:-?".utf8.contains(previous) }

    /// Whether a byte is one of those that libyaml allows in the names of anchors.
    private static func isName(_ bytes: [UInt8], at offset: Int) -> Bool {
        guard offset < bytes.count else { return false }
        switch bytes[offset].lowercasedASCII {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            return true
        default: return false
        }
    }

    /// The bytes up to the next blank or bracket, at most `limit`.
    private static func word(in bytes: [UInt8], from start: Int, limit: Int) -> ArraySlice<UInt8> {
        bytes[start...].prefix(limit).prefix { !" \t\r\n[]{},".utf8.contains($0) }
    }

    private static func isFollowedByColon(_ bytes: [UInt8], _ offset: Int) -> Bool {
        bytes[offset...].first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ":")
    }

    /// A long run of combining marks, as they are or as escapes; blanks and breaks of lines between them, which folding
    /// may remove, do not end it.
    private static func marks(in bytes: [UInt8]) -> YAMLHazard? {
        // Most texts have neither.
        guard bytes.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "\\") }) else { return nil }
        var run = 0
        var offset = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(var scalar) = decoder.decode(&iterator) {
            var length = UTF8.width(scalar)
            if scalar == "\\", let (escaped, escapeLength) = escape(bytes[offset...]) {
                scalar = escaped
                for _ in length..<escapeLength { _ = iterator.next() }
                length = escapeLength
            }
            if isCombining(scalar) {
                run += 1
                if run > longestRunOfMarks {
                    return YAMLHazard(
                        offset: offset,
                        problem: "more than \(longestRunOfMarks) combining marks follow one another; remove some")
                }
            } else if !" \t\r\n\\".unicodeScalars.contains(scalar) {
                run = 0
            }
            offset += length
        }
        return nil
    }

    /// What a `\u` or `\U` escape at the start stands for, and its length.
    private static func escape(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        let kind = bytes.dropFirst().first
        let count = kind == UInt8(ascii: "u") ? 4 : kind == UInt8(ascii: "U") ? 8 : 0
        let digits = bytes.dropFirst(2).prefix(count)
        guard count > 0, digits.count == count,
            let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init)
        else { return nil }
        return (scalar, 2 + count)
    }

    /// Whether normalization may move it; some vowel signs of Tibetan are none themselves and made of two that are.
    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300
            && (scalar.properties.canonicalCombiningClass != .notReordered || (0xF71...0xF81).contains(scalar.value))
    }
}
