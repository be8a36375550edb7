/// Sebastiano Vigna's SplitMix64: small, fast, and the same on every machine.
///
/// Its output function is one-to-one and its state passes through all 64-bit values, so that one stream does not
/// repeat a number before it has given all of them.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    /// A number from 0 up to but not including `bound`, which is at most 2^32.
    mutating func below(_ bound: Int) -> Int {
        Int((UInt64(next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A number of a closed range.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
