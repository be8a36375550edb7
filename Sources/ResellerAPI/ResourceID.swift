/// The vendor's resource identifiers: 12 characters of `[A-Za-z0-9]`, as in the vendor page's `xC5kfGz7w2Nz`.
public enum ResourceID {
    /// The length of every identifier seen.
    public static let length = 12

    /// Whether `text` has the form of a resource identifier.
    public static func isWellFormed(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.count == length && bytes.allSatisfy(isAlphanumeric)
    }

    /// An identifier that is always the same for the same text, on every machine.
    ///
    /// Two independent 64-bit hashes feed its characters, so that chance collisions are not to be expected below
    /// billions of names.
    public static func derived(from text: String) -> String {
        // Mixed, so that texts which differ only at the end differ everywhere.
        var low = SplitMix64.mixed(text.stableHash())
        var high = SplitMix64.mixed(text.stableHash(from: StableHash(0x9e37_79b9_7f4a_7c15)))
        return characters { position in position % 2 == 0 ? digit(of: &low) : digit(of: &high) }
    }

    /// An identifier for a number, another for each.
    package static func numbered(_ number: UInt64) -> String {
        var rest = number
        // Eleven digits to base 62 hold any 64-bit number; the twelfth only fills the length.
        return characters { position in position < length - 1 ? digit(of: &rest) : Int(number >> 40) % 62 }
    }

    private static func characters(_ digit: (Int) -> Int) -> String {
        String(unsafeUninitializedCapacity: length) { characters in
            for position in 0..<length { characters[position] = alphabet[digit(position)] }
            return length
        }
    }

    /// Takes the last digit to base 62 off a number.
    private static func digit(of number: inout UInt64) -> Int {
        defer { number /= 62 }
        return Int(number % 62)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
