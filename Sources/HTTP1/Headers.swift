/// Where one header field stands in the bytes of its head.
struct FieldPosition: Hashable, Sendable {
    let nameStart: UInt32
    let nameEnd: UInt32
    let valueStart: UInt32
    let valueEnd: UInt32

    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}

/// The header fields of a request in the order they came; repeated names stay apart.
///
/// A view into the bytes of the head: nothing is copied before it is asked for. Names compare without regard to case.
package struct Headers: Sendable, Sequence {
    let bytes: [UInt8]
    let positions: [FieldPosition]

    /// The number of fields.
    package var count: Int { positions.count }

    /// The value of the first field with this name, without white space at its ends. Bytes that are not UTF-8 become
    /// U+FFFD.
    package func first(_ name: String) -> String? {
        positions.first { matches($0, name) }.map { String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    /// The bytes of the value of the first field with this name, which is in small letters.
    package func firstBytes(_ name: StaticString) -> ArraySlice<UInt8>? { occurrences(of: name).first }

    /// The values of all fields with this name, in order.
    package func all(_ name: String) -> [String] {
        positions.filter { matches($0, name) }.map { String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    /// The bytes of the value of the first field with this name, which is in small letters, and how many fields have it.
    package func occurrences(of name: StaticString) -> (first: ArraySlice<UInt8>?, count: Int) {
        var (first, count): (FieldPosition?, Int) = (nil, 0)
        for position in positions where bytes.span.equalsIgnoringCase(position.name, name) {
            if count == 0 { first = position }
            count += 1
        }
        return (first.map { bytes[$0.value] }, count)
    }

    /// Whether a field has this name.
    package func contains(_ name: String) -> Bool {
        positions.contains { matches($0, name) }
    }

    /// Lends the bytes of the value of each field with this name, which is in small letters, in order and without copying
    /// them.
    package func forEachValue(of name: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            for position in positions where position.name.count == name.count {
                let start = Int(position.nameStart)
                guard name.indices.allSatisfy({ lowercased(bytes[start + $0]) == name[$0] }) else { continue }
                body(UnsafeBufferPointer(rebasing: bytes[position.value]))
            }
        }
    }

    /// Goes over the fields as (name, value) in order.
    package func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var rest = positions[...]
        return AnyIterator {
            rest.popFirst().map { position in
                (
                    String(decoding: bytes[position.name], as: UTF8.self),
                    String(decoding: bytes[position.value], as: UTF8.self)
                )
            }
        }
    }

    @inline(__always)
    func matches(_ position: FieldPosition, _ name: String) -> Bool {
        guard Int(position.nameEnd &- position.nameStart) == name.utf8.count else { return false }
        var name = name
        return name.withUTF8 { name in
            var index = Int(position.nameStart)
            for byte in name {
                if lowercased(bytes[index]) != lowercased(byte) { return false }
                index &+= 1
            }
            return true
        }
    }
}
