/// The generator SplitMix64 (Steele, Lea and Flood 2014): small, fast, and the same on every machine.
///
/// Its output function is one-to-one and its state passes through all 64-bit values, so that one stream does not
/// repeat a number before it has given all of them.
package struct SplitMix64: Sendable {
    private var state: UInt64

    package static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mixed(state)
    }

    /// A number from 0 up to but not including `bound`, which is at most 2^32.
    package mutating func below(_ bound: Int) -> Int {
        Int((UInt64(next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A number of a closed range.
    package mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    package static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// The hash FNV-1a of 64 bits: the same on every machine, and good enough where nobody chooses texts to make others wait.
package struct StableHash: Sendable {
    package private(set) var value: UInt64

    /// A hash that begins as the algorithm's authors say; from another start where a second one is wanted, or where one goes
    /// on.
    package init(_ start: UInt64 = 0xcbf2_9ce4_8422_2325) {
        value = start
    }

    package mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}

extension String {
    /// The hash of its bytes.
    package func stableHash(from start: StableHash = StableHash()) -> UInt64 {
        utf8.reduce(into: start) { $0.combine($1) }.value
    }
}
