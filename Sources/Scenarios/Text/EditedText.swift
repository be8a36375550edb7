/// A text with replacements that knows what place of the original each place of the edited text comes from.
struct EditedText {
    /// A line and a column, both from 1, columns in Unicode scalars.
    struct Place {
        var line: Int
        var column: Int
    }

    /// In the original, in ascending order, not overlapping.
    private struct Edit {
        var offset: Int
        /// All of one byte each and none a line break.
        var removedBytes: Int
        var inserted: String
    }

    let original: String
    private(set) var edited: String
    private var edits: [Edit] = []
    /// For each edited line, where the replacements end in it and how many columns it is longer by then.
    private var shifts: [Int: [(column: Int, delta: Int)]] = [:]

    init(_ text: String) {
        original = text
        edited = text
    }

    // MARK: - Editing

    /// Joins the two escapes of a surrogate pair, `\ud83c\udf89`, which JSON writes and YAML refuses.
    mutating func combineSurrogatePairs() {
        let bytes = Array(original.utf8)
        var offset = 0
        var quotes = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x0a, 0x0d: quotes = 0
            case UInt8(ascii: "\""): quotes += 1
            case UInt8(ascii: "\\"):
                // Only double quotes make a backslash an escape; they are looked for in the same line alone.
                if quotes % 2 == 1, let scalar = surrogatePair(bytes[offset...].prefix(12)) {
                    edits.append(Edit(offset: offset, removedBytes: 12, inserted: String(scalar)))
                    offset += 11
                } else {
                    offset += 1
                }
            default: break
            }
            offset += 1
        }
        if !edits.isEmpty { apply() }
    }

    private func surrogatePair(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.count == 12, text.hasPrefix("\\u"), text.dropFirst(6).hasPrefix("\\u"),
            let high = UInt32(text.dropFirst(2).prefix(4), radix: 16), (0xd800...0xdbff).contains(high),
            let low = UInt32(text.dropFirst(8), radix: 16), (0xdc00...0xdfff).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    }

    /// Inserts a text at the front of the scalar that starts at a place of the edited text, behind its quote if it has
    /// one; false when there is something other than a scalar.
    mutating func insert(_ text: String, intoScalarAt line: Int, _ column: Int) -> Bool {
        let place = original(line: line, column: column)
        guard var offset = offset(of: place) else { return false }
        let bytes = original.utf8
        guard let first = bytes[offset: offset], !"&!*?[]{}|>@`%,#".utf8.contains(first) else { return false }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { offset += 1 }
        let index = edits.firstIndex { $0.offset >= offset } ?? edits.count
        edits.insert(Edit(offset: offset, removedBytes: 0, inserted: text), at: index)
        apply()
        return true
    }

    private mutating func apply() {
        var result: [UInt8] = []
        shifts = [:]
        var place = Place(line: 1, column: 1)
        var delta = 0
        var line = 1
        let bytes = Array(original.utf8)
        var offset = 0
        for edit in edits {
            advance(&place, over: bytes[offset..<edit.offset])
            result += bytes[offset..<edit.offset]
            if place.line != line {
                line = place.line
                delta = 0
            }
            result += Array(edit.inserted.utf8)
            let insertedCount = edit.inserted.unicodeScalars.count
            delta += insertedCount - edit.removedBytes
            place.column += edit.removedBytes
            shifts[line, default: []].append((place.column + delta, delta))
            offset = edit.offset + edit.removedBytes
        }
        result += bytes[offset...]
        edited = String(decoding: result, as: UTF8.self)
    }

    // MARK: - Places

    /// The original's place for one of the edited text.
    func original(line: Int, column: Int) -> Place {
        guard let lineShifts = shifts[line] else { return Place(line: line, column: column) }
        var low = 0
        var high = lineShifts.count
        while low < high {
            let middle = (low + high) / 2
            if lineShifts[middle].column <= column { low = middle + 1 } else { high = middle }
        }
        return Place(line: line, column: low == 0 ? column : column - lineShifts[low - 1].delta)
    }

    /// The original's place for a number of characters from the start of the edited text.
    func original(characterOffset: Int) -> Place {
        var place = Place(line: 1, column: 1)
        advance(&place, over: Array(edited.prefix(characterOffset).utf8)[...])
        return original(line: place.line, column: place.column)
    }

    /// The scalar at a place of the edited text.
    func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        guard let offset = offset(of: original(line: line, column: column)) else { return nil }
        return original.utf8[offset: offset].map { Unicode.Scalar($0) }
    }

    /// The bytes before a place of the original.
    private func offset(of wanted: Place) -> Int? {
        var place = Place(line: 1, column: 1)
        var offset = 0
        var last: UInt8 = 0
        for byte in original.utf8 {
            if place.line > wanted.line { return nil }
            if place.line == wanted.line, place.column == wanted.column, byte & 0xc0 != 0x80 { return offset }
            step(&place, byte, after: last)
            last = byte
            offset += 1
        }
        return nil
    }

    private func advance(_ place: inout Place, over bytes: ArraySlice<UInt8>) {
        var last: UInt8 = 0
        for byte in bytes {
            step(&place, byte, after: last)
            last = byte
        }
    }

    private func step(_ place: inout Place, _ byte: UInt8, after last: UInt8) {
        switch byte {
        case 0x0a where last == 0x0d: break  // The break was counted at the carriage return.
        case 0x0a, 0x0d:
            place.line += 1
            place.column = 1
        default:
            if byte & 0xc0 != 0x80 { place.column += 1 }
        }
    }

    // MARK: - Aliases

    /// Where a key that is a collection or an alias stands in a text that seems to have anchors and aliases; nil
    /// otherwise. Yams hashes such a key with all its aliases stand for, and would do so for ever.
    var aliasHazard: Place? {
        var seesAnchor = false
        var seesAlias = false
        var key: Int?
        var previous = UInt8(ascii: "\n")
        let bytes = Array(original.utf8)
        func opensToken(_ byte: UInt8) -> Bool { " \t\r\n[]{},:-?".utf8.contains(byte) }
        for (offset, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "&") where opensToken(previous): seesAnchor = true
            case UInt8(ascii: "*") where opensToken(previous):
                seesAlias = true
                // A bound, lest a text of nothing but asterisks take the square of its length.
                let limit = min(bytes.count, offset + 256)
                let end = bytes[(offset + 1)..<limit].firstIndex { " \t\r\n[]{},".utf8.contains($0) } ?? limit
                if nextVisible(bytes, from: end) == UInt8(ascii: ":") || bytes[end - 1] == UInt8(ascii: ":") {
                    key = key ?? offset
                }
            case UInt8(ascii: "?") where opensToken(previous): key = key ?? offset
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if nextVisible(bytes, from: offset + 1) == UInt8(ascii: ":") { key = key ?? offset }
            default: break
            }
            previous = byte
        }
        guard seesAnchor, seesAlias, let key else { return nil }
        var place = Place(line: 1, column: 1)
        advance(&place, over: bytes[..<key])
        return place
    }

    private func nextVisible(_ bytes: [UInt8], from offset: Int) -> UInt8? {
        bytes[offset...].first { ![0x20, 0x09].contains($0) }
    }
}

extension String.UTF8View {
    /// The byte at an offset from the start.
    fileprivate subscript(offset offset: Int) -> UInt8? {
        index(startIndex, offsetBy: offset, limitedBy: endIndex).flatMap { $0 == endIndex ? nil : self[$0] }
    }
}
