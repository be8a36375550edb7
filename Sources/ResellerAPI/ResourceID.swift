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
        var low = hash(text, basis: 0xcbf2_9ce4_8422_2325)
        var high = hash(text, basis: 0x9e37_79b9_7f4a_7c15)
        var characters: [UInt8] = []
        characters.reserveCapacity(length)
        for position in 0..<length {
            if position % 2 == 0 {
                characters.append(alphabet[Int(low % 62)])
                low /= 62
            } else {
                characters.append(alphabet[Int(high % 62)])
                high /= 62
            }
        }
        return String(decoding: characters, as: UTF8.self)
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

    /// FNV-1a, then the finalizer of SplitMix64, so that texts which differ only at the end differ everywhere.
    private static func hash(_ text: String, basis: UInt64) -> UInt64 {
        var state = basis
        for byte in text.utf8 {
            state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        state = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        state = (state ^ (state >> 27)) &* 0x94d0_49bb_1331_11eb
        return state ^ (state >> 31)
    }
}
