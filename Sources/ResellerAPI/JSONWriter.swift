/// Writes JSON text (RFC 8259) in the order of the calls, because the vendor's members have an order.
///
/// Commas are placed by the writer; that every object and array is closed is the caller's business.
package struct JSONWriter: Sendable {
    /// The text so far, UTF-8.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false
    private let nulls: Behaviour.Nulls
    /// Where the last member begins, and whether a comma stands before it, to take it back.
    private var member = (start: 0, hasComma: false)

    /// An empty text, with room for `capacity` bytes. Members of an object whose value is nil are written as `nulls` says.
    package init(capacity: Int = 0, nulls: Behaviour.Nulls = .write) {
        bytes.reserveCapacity(capacity)
        self.nulls = nulls
    }

    /// Opens an object.
    package mutating func beginObject() {
        open(UInt8(ascii: "{"))
    }

    /// Closes the innermost object.
    package mutating func endObject() {
        close(UInt8(ascii: "}"))
    }

    /// Opens an array.
    package mutating func beginArray() {
        open(UInt8(ascii: "["))
    }

    /// Closes the innermost array.
    package mutating func endArray() {
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; its value must follow. `name` is written as it is, so it must need no escape.
    package mutating func name(_ name: StaticString) {
        member = (bytes.count, needsComma)
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name that is not known beforehand; its value must follow.
    package mutating func name(escaping name: String) {
        member = (bytes.count, needsComma)
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes `null` for a member, or takes its name back.
    package mutating func null() {
        switch nulls {
        case .write: literal("null")
        case .omit:
            bytes.removeSubrange(member.start...)
            needsComma = member.hasComma
        }
    }

    /// Writes a string, or `null` for nil.
    package mutating func string(_ value: String?) {
        guard let value else { return null() }
        separate()
        appendQuoted(value)
        needsComma = true
    }

    /// Writes a number, or `null` for nil.
    package mutating func integer(_ value: Int?) {
        guard let value else { return null() }
        separate()
        bytes.appendDecimal(value)
        needsComma = true
    }

    /// Writes `true` or `false`.
    package mutating func boolean(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    /// Writes a date as a string in the given form, or `null` for nil.
    package mutating func date(_ value: DateTime?, _ format: DateTimeFormat) {
        guard let value else { return null() }
        separate()
        bytes.append(UInt8(ascii: "\""))
        format.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes an array of strings.
    package mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Writes a value whose JSON text exists already.
    package mutating func encoded(_ text: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
        needsComma = true
    }

    /// Writes any value, members in their order.
    ///
    /// Nesting costs stack, so it must be bounded where the value was read.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .boolean(let value): boolean(value)
        case .number(let text): encoded(text.utf8)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                name(escaping: member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        needsComma = true
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { buffer in
            if buffer.allSatisfy(Self.isPlain) {
                bytes.append(contentsOf: buffer)
            } else {
                for byte in buffer { appendEscaped(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        guard !Self.isPlain(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}

extension [UInt8] {
    /// Appends a number in decimal digits without making a string of it.
    mutating func appendDecimal(_ value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends the digits of a number without its sign, with zeros before them up to `width` digits.
    mutating func appendPadded(_ value: Int, width: Int) {
        let magnitude = value.magnitude
        if width == 2, magnitude < 100 {
            append(UInt8(ascii: "0") + UInt8(magnitude / 10))
            append(UInt8(ascii: "0") + UInt8(magnitude % 10))
        } else if width == 4, magnitude < 10_000 {
            appendPadded(Int(magnitude / 100), width: 2)
            appendPadded(Int(magnitude % 100), width: 2)
        } else {
            let digits = String(magnitude).utf8
            append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Swift.max(0, width - digits.count)))
            append(contentsOf: digits)
        }
    }
}
