import Synchronization

/// The random choices of a world, repeatable from its seed: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Not for secrets: nothing the mock hands out needs to be unguessable.
final class RandomSource: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= SplitMix64.increment
            return SplitMix64.mixed(state)
        }
    }

    /// 32 upper-case hexadecimal digits, the form of the platform's token ids.
    func tokenID() -> String {
        hexadecimal(next()) + hexadecimal(next())
    }

    private func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
