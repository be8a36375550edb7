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
        func unit(at offset: Int) -> UInt32? {
            let escape = bytes.dropFirst(offset).prefix(6)
            guard escape.count == 6, escape.starts(with: "\\u".utf8) else { return nil }
            return UInt32(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
        }
        guard let high = unit(at: 0), (0xd800...0xdbff).contains(high), let low = unit(at: 6),
            (0xdc00...0xdfff).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
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

    /// The original's place for a number of characters from the start of the edited text, as Yams counts them.
    func original(characterOffset: Int) -> Place {
        var place = Place(line: 1, column: 1)
        advance(&place, over: Array(edited.prefix(characterOffset).utf8)[...])
        return original(line: place.line, column: place.column)
    }

    /// The original's place for a number of bytes from its start.
    func place(ofByte offset: Int) -> Place {
        var place = Place(line: 1, column: 1)
        advance(&place, over: Array(original.utf8.prefix(offset))[...])
        return place
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
}

extension String.UTF8View {
    /// The byte at an offset from the start.
    fileprivate subscript(offset offset: Int) -> UInt8? {
        index(startIndex, offsetBy: offset, limitedBy: endIndex).flatMap { $0 == endIndex ? nil : self[$0] }
    }
}
