import ResellerAPI
import Scenarios

/// What a request has, or what a rule wants it to have, as a set of bits: its method, path, caller, header fields.
///
/// Several features may share a bit, so the set can only rule out: a request without a bit that a rule wants does not
/// meet the rule. Telling that takes a few instructions, however many conditions a rule has.
struct Features: Sendable {
    /// Bits of the names of header fields.
    private var names: UInt64 = 0
    /// Bits of the values of header fields, each together with its name.
    private var values: UInt64 = 0
    /// Sixteen bits each of methods, clients, roles and paths.
    private var others: UInt64 = 0
    /// Bits of conditions on bodies, by the lowest six bits of their numbers.
    private var bodies: UInt64 = 0

    /// Whether all of these are among `all`, as far as bits can tell.
    @inline(__always)
    func mayBeAmong(_ all: Features) -> Bool {
        (names & ~all.names) | (values & ~all.values) | (others & ~all.others) | (bodies & ~all.bodies) == 0
    }

    /// All of them in one word. What is among others has its bits among those of the others, but not the other way round.
    var digest: UInt64 {
        func turned(_ word: UInt64, by count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
        return names | turned(values, by: 17) | turned(others, by: 31) | turned(bodies, by: 47)
    }

    mutating func formUnion(_ other: Features) {
        names |= other.names
        values |= other.values
        others |= other.others
        bodies |= other.bodies
    }

    /// The methods of scenario files have a bit each, so that the bit tells all; the others share one.
    mutating func insert(method: String) {
        others |= 1 << UInt64(RuleCondition.methods.firstIndex(of: method) ?? 15)
    }

    mutating func insert(client: String) { insert(Self.hash(client), at: 16) }
    mutating func insert(role: String) { insert(Self.hash(role), at: 32) }
    mutating func insert(bodyCondition number: Int) { bodies |= 1 << UInt64(number & 63) }
    mutating func insert(path: PathHash) { insert(Self.mixed(path.bits), at: 48) }

    private mutating func insert(_ hash: UInt64, at place: UInt64) {
        others |= 1 << (place + hash >> 60)
    }

    /// Adds a header field's name in any case, and its whole value, and gives their hash; nothing and nil when the name is
    /// not among `names`.
    mutating func insert(
        field name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>, ifAmong names: Features
    ) -> UInt64? {
        let hash = Self.hash(name, ignoringCase: true)
        let bit: UInt64 = 1 << (hash >> 58)
        guard names.names & bit != 0 else { return nil }
        self.names |= bit
        let whole = Self.mixed(hash ^ Self.hash(value))
        values |= 1 << (whole >> 58)
        return whole
    }

    /// The hash of a header field.
    static func hash(fieldName name: String, value: String) -> UInt64 {
        mixed(hash(name, ignoringCase: true) ^ hash(value))
    }

    /// The same of texts: a name, and a value where one is wanted.
    mutating func insert(fieldName name: String, value: String? = nil) {
        let hash = Self.hash(name, ignoringCase: true)
        names |= 1 << (hash >> 58)
        if let value { values |= 1 << (Self.hash(fieldName: name, value: value) >> 58) }
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

    static func mixed(_ word: UInt64) -> UInt64 {
        let product = word &* 0x9e37_79b9_7f4a_7c15
        return product ^ product >> 29
    }
}

/// A number for a path without regard to the case of letters and to a slash at the end. Equal paths have equal numbers;
/// equal numbers prove nothing.
struct PathHash: Hashable, Sendable {
    let bits: UInt64

    /// Of a path given by its decoded segments.
    init(segments: [ExactText]) {
        var path = "/" + segments.map(\.text).joined(separator: "/")
        bits = path.withUTF8 { Self.read(UnsafeRawBufferPointer($0)).hash }
    }

    /// Of the path of a request as it stands there; nil when it takes more than that to read it.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let hasSlash = bytes.count > 1 && bytes.last == UInt8(ascii: "/")
        let path = UnsafeBufferPointer(rebasing: hasSlash ? bytes.dropLast() : bytes[...])
        let (hash, isPlain) = Self.read(UnsafeRawBufferPointer(path))
        guard isPlain else { return nil }
        bits = hash
    }

    /// Eight bytes at a time; plain is what has ASCII without escapes.
    private static func read(_ bytes: UnsafeRawBufferPointer) -> (hash: UInt64, isPlain: Bool) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        var (hash, suspects) = (UInt64(bytes.count), 0 as UInt64)
        var place = 0
        while place < bytes.count {
            var word: UInt64 = 0
            if place + 8 <= bytes.count {
                word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            } else {
                for index in place..<bytes.count { word = word << 8 | UInt64(bytes[index]) }
            }
            // A byte of the difference is zero where the word has a percent sign; then its high bit is set here.
            let difference = word ^ ones &* UInt64(UInt8(ascii: "%"))
            suspects |= word | (difference &- ones) & ~difference
            hash = Features.mixed(hash ^ (word | ones &* 0x20))
            place += 8
        }
        return (hash, suspects & highs == 0)
    }
}
