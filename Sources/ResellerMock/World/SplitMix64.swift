/// The generator of Steele, Lea and Flood (2014).
enum SplitMix64 {
    static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

    static func mixed(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
