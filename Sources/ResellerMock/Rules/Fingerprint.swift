/// A number for a text that tells most different texts apart at little cost. Equal numbers prove nothing.
struct Fingerprint: Hashable, Sendable {
    private var bits: UInt64

    /// Of any bytes, however long: from their number, the first and the last eight.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        bits = UInt64(bytes.count)
        for word in [bytes.prefix(8), bytes.suffix(8)] { mix(word.reduce(0) { $0 << 8 | UInt64($1) }) }
    }

    /// Of a path given by its segments in lower case.
    init(path segments: [String]) {
        bits = 0
        for segment in segments {
            mix(UInt64(UInt8(ascii: "/")))
            for byte in segment.utf8 { mix(UInt64(byte)) }
        }
    }

    /// Of the path of a request as it stands there, without regard to the case of letters and to a slash at the end; nil
    /// when it takes more than that to read it.
    init?(path bytes: UnsafeBufferPointer<UInt8>) {
        bits = 0
        let end = bytes.count > 1 && bytes.last == UInt8(ascii: "/") ? bytes.count - 1 : bytes.count
        for byte in bytes[..<end] {
            if byte == UInt8(ascii: "%") || byte >= 0x80 { return nil }
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            mix(UInt64(isCapital ? byte | 0x20 : byte))
        }
    }

    @inline(__always)
    private mutating func mix(_ word: UInt64) {
        bits = (bits ^ word) &* 0x9e37_79b9_7f4a_7c15
        bits ^= bits >> 29
    }
}
