/// What a request has, or what a rule wants it to have, as a set of bits: its method, path, caller, header fields.
///
/// Several features may share a bit, so the set can only rule out: a request without a bit that a rule wants does not
/// meet the rule. Telling that takes a few instructions, however many conditions a rule has.
struct Features: Hashable, Sendable {
    /// Bits of names and values of header fields.
    private var fields: UInt64 = 0
    /// Sixteen bits each of methods, clients, roles and paths.
    private var others: UInt64 = 0
    /// Bits of conditions on bodies, by the lowest six bits of their numbers.
    private var bodies: UInt64 = 0

    /// Whether all of these are among `others`, as far as bits can tell.
    @inline(__always)
    func mayBeAmong(_ all: Features) -> Bool {
        (fields & ~all.fields) | (others & ~all.others) | (bodies & ~all.bodies) == 0
    }

    mutating func insert(method: String) { insert(Self.hash(method), at: 0) }
    mutating func insert(client: String) { insert(Self.hash(client), at: 16) }
    mutating func insert(role: String) { insert(Self.hash(role), at: 32) }
    mutating func insert(bodyCondition number: Int) { bodies |= 1 << UInt64(number & 63) }
    mutating func insert(path: PathHash) { insert(Self.mixed(path.bits), at: 48) }

    private mutating func insert(_ hash: UInt64, at place: UInt64) {
        others |= 1 << (place + hash >> 60)
    }

    /// Adds a header field's name in any case, and its whole value; nothing when the name is not among `names`.
    mutating func insert(field name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>, ifAmong names: Features)
    {
        let hash = Self.hash(name, ignoringCase: true)
        let bit: UInt64 = 1 << (hash >> 58)
        guard names.fields & bit != 0 else { return }
        fields |= bit | 1 << (Self.mixed(hash ^ Self.hash(value)) >> 58)
    }

    /// The same of texts: a name, and a value where one is wanted.
    mutating func insert(fieldName name: String, value: String? = nil) {
        let hash = Self.hash(name, ignoringCase: true)
        fields |= 1 << (hash >> 58)
        if let value { fields |= 1 << (Self.mixed(hash ^ Self.hash(value)) >> 58) }
    }

    private static func hash(_ text: String, ignoringCase: Bool = false) -> UInt64 {
        var text = text
        return text.withUTF8 { hash($0, ignoringCase: ignoringCase) }
    }

    /// Of the length, the first and the last eight bytes, for values may be long.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, ignoringCase: Bool = false) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        // Of ASCII, this bit is all that tells capitals from small letters, and more besides, which is no harm in a hash.
        let mask: UInt64 = ignoringCase ? 0x2020_2020_2020_2020 : 0
        guard raw.count >= 8 else {
            return mixed(raw.reduce(UInt64(raw.count)) { $0 << 8 | UInt64($1) | mask & 0xFF })
        }
        let first = raw.loadUnaligned(as: UInt64.self) | mask
        let last = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self) | mask
        return mixed(mixed(first ^ UInt64(raw.count)) ^ last)
    }

    fileprivate static func mixed(_ word: UInt64) -> UInt64 {
        let product = word &* 0x9e37_79b9_7f4a_7c15
        return product ^ product >> 29
    }
}

/// A number for a path without regard to the case of letters and to a slash at the end. Equal paths have equal numbers;
/// equal numbers prove nothing.
struct PathHash: Hashable, Sendable {
    private(set) var bits: UInt64 = 0

    /// Of a path given by its segments in lower case.
    init(segments: [String]) {
        for segment in segments {
            add(UInt8(ascii: "/"))
            for byte in segment.utf8 { add(byte) }
        }
    }

    /// Of the path of a request as it stands there; nil when it takes more than that to read it.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let end = bytes.count > 1 && bytes.last == UInt8(ascii: "/") ? bytes.count - 1 : bytes.count
        for index in 0..<end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") || byte >= 0x80 { return nil }
            add(byte)
        }
    }

    @inline(__always)
    private mutating func add(_ byte: UInt8) {
        bits = (bits ^ UInt64(byte | 0x20)) &* 0x0000_0100_0000_01b3
    }
}
