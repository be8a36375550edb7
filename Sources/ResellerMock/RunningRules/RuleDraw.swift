import Foundation
import ResellerAPI
import Scenarios

/// The random choices of one firing of one rule, repeatable: they depend on the seed, the rule's name and how many
/// requests the rule has met, and not on what other connections do meanwhile.
struct RuleDraw: Sendable {
    /// Where the draws of a rule come from.
    struct Source: Sendable {
        private let state: UInt64

        init(seed: UInt64, name: String) {
            state = SplitMix64.mixed(seed ^ name.stableHash())
        }

        /// The draw for the request of this number among those that the rule has met.
        func draw(_ number: Int) -> RuleDraw {
            RuleDraw(state: state &+ UInt64(number) &* SplitMix64.increment)
        }
    }

    private var state: UInt64

    mutating func next() -> UInt64 {
        state &+= SplitMix64.increment
        // Twice, for the states of neighbouring numbers are neighbours in the generator's sequence.
        return SplitMix64.mixed(SplitMix64.mixed(state) ^ 0x6a09_e667_f3bc_c908)
    }

    /// From 0 to just below 1.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 56) }
    }

    /// Bytes that are no HTTP: the first is none that a status line could begin with.
    mutating func noise(_ count: Int) -> [UInt8] {
        var bytes = bytes(count)
        if let first = bytes.first { bytes[0] = first | 0x80 }
        return bytes
    }

    /// A delay of a distribution; never negative.
    mutating func duration(_ distribution: RuleDelay.Distribution) -> Duration {
        switch distribution {
        case .fixed(let time): return time
        case .uniform(let from, let to): return from + (to - from) * unit()
        case .lognormal(let median, let sigma, let max):
            // Box and Muller's transform; 1 - u keeps the logarithm from infinity.
            let deviate = (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit())
            let factor = exp(sigma * deviate)
            let (seconds, attoseconds) = median.components
            let limit = Double(max.components.seconds) + Double(max.components.attoseconds) * 1e-18
            let value = (Double(seconds) + Double(attoseconds) * 1e-18) * factor
            // Beyond a century it makes no difference, and the sum of nanoseconds would not be a number any more.
            return value >= limit ? max : .nanoseconds(Int64(min(value, 3e9) * 1e9))
        }
    }
}
