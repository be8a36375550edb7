import ResellerAPI
import Synchronization

/// The random choices of a world, repeatable from its seed.
///
/// Not for secrets: nothing the mock hands out needs to be unguessable.
final class RandomSource: Sendable {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    func next() -> UInt64 {
        generator.withLock { $0.next() }
    }

    /// Letters and digits, others for another salt.
    func alphanumeric(_ count: Int, salt: UInt64 = 0) -> String {
        var text = ""
        // The last character of an identifier tells little that the others do not.
        while text.utf8.count < count {
            text += ResourceID.numbered(SplitMix64.mixed(next() ^ salt)).dropLast()
        }
        return String(text.prefix(count))
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
