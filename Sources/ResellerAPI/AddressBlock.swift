internal import Glibc

/// An IPv4 or IPv6 address, or a CIDR block of them (RFC 4632, RFC 4291).
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// As written.
    public let description: String
    private let bytes: [UInt8]
    private let prefixLength: Int

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.parts(separatedBy: "/", maximumSplits: 1)
        guard var bytes = Self.address(parts[0]) else { return nil }
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
        guard var other = Self.address(text.parts(separatedBy: "%", maximumSplits: 1)[0]) else { return false }
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
        // A zero byte would end the text for C.
        guard !text.utf8.contains(0) else { return nil }
        let isVersion6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isVersion6 ? 16 : 4)
        // It takes no octal numbers, which readers disagree about (RFC 6943 section 3.1.1), and no zones.
        return inet_pton(isVersion6 ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
    }

    /// Whether an IPv6 address stands for an IPv4 one (RFC 4291 section 2.5.5.2).
    private static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.count == 16 && bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
    }
}
