/// An IPv4 or IPv6 address, or a CIDR block of them (RFC 4632, RFC 4291).
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// As written.
    public let description: String
    private let bytes: [UInt8]
    private let prefixLength: Int

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard var bytes = Self.address(String(parts[0])) else { return nil }
        var prefixLength = bytes.count * 8
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }), parts[1].utf8.count <= 3,
                let length = Int(parts[1]), length <= prefixLength
            else { return nil }
            prefixLength = length
        }
        if prefixLength >= 96, Self.isMapped(bytes) {
            bytes.removeFirst(12)
            prefixLength -= 96
        }
        self.description = text
        self.bytes = bytes
        self.prefixLength = prefixLength
    }

    /// Whether the numeric address `text` lies in the block. An IPv4 address mapped into IPv6 counts as IPv4; an IPv6
    /// zone such as `%eth0` is left out of account.
    public func contains(_ text: String) -> Bool {
        let unscoped = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard var other = Self.address(String(unscoped)) else { return false }
        if Self.isMapped(other) { other.removeFirst(12) }
        guard other.count == bytes.count else { return false }
        let whole = prefixLength / 8
        guard other[..<whole] == bytes[..<whole] else { return false }
        let rest = prefixLength % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> rest)
        return other[whole] & mask == bytes[whole] & mask
    }

    private static func address(_ text: String) -> [UInt8]? {
        if !text.contains(":") { return version4(Substring(text)) }
        return version6(text)
    }

    /// Whether an IPv6 address stands for an IPv4 one (RFC 4291 section 2.5.5.2).
    private static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.count == 16 && bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero is octal to some readers, so it is refused (RFC 6943 section 3.1.1).
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                part == "0" || part.first != "0", let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2 else { return nil }
        var sides: [[UInt8]] = []
        for (index, half) in halves.enumerated() {
            guard let side = groups(half, isLast: index == halves.count - 1) else { return nil }
            sides.append(side)
        }
        if sides.count == 1 { return sides[0].count == 16 ? sides[0] : nil }
        let missing = 16 - sides[0].count - sides[1].count
        guard missing >= 2 else { return nil }
        return sides[0] + [UInt8](repeating: 0, count: missing) + sides[1]
    }

    private static func groups(_ text: String, isLast: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, part.contains(".") {
                guard let tail = version4(part) else { return nil }
                bytes += tail
            } else {
                guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
            }
        }
        return bytes
    }
}
