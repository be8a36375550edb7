/// What keeps a text from being `uri-host [":" port]` (RFC 9110 section 7.2, RFC 3986 section 3.2.2).
///
/// A comma is refused although RFC 3986 has it: no name that can be looked up has one, and it is what two `Host` fields
/// become when something on the way joins them.
package enum HostProblem: Hashable, Sendable {
    /// Nothing stands before the port, or nothing at all.
    case missing
    /// A byte that no host has; the delimiters of other parts of a URI are what request smuggling is made of.
    case byte(UInt8)
    /// A `%` without two hexadecimal digits.
    case escape
    /// What follows the colon is no number up to 65535.
    case port
    /// An IPv6 address that does not stand in brackets.
    case unbracketedAddress
    /// Brackets with something other than an IPv6 address between them.
    case address
    /// A user's name or password before an `@`.
    case userInformation
}

extension HostProblem {
    /// What is wrong with the range of `bytes`, nil when it is a host with an optional port.
    static func find(in bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> HostProblem? {
        var end = range.lowerBound
        if !range.isEmpty, bytes[end] == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]"), in: range),
                isAddress(bytes, end + 1..<close) || isFutureAddress(bytes, end + 1..<close)
            else { return .address }
            end = close + 1
        } else {
            while end < range.upperBound, bytes[end] != UInt8(ascii: ":") {
                if isNameByte(bytes[end]) {
                    end &+= 1
                } else if bytes.isEscape(at: end, before: range.upperBound) {
                    end &+= 3
                } else {
                    return problem(of: bytes[end])
                }
            }
        }
        if end < range.upperBound, let problem = portProblem(bytes, end..<range.upperBound) { return problem }
        return end == range.lowerBound ? .missing : nil
    }

    /// One sentence's end about `subject`, such as "The Host field".
    func sentence(about subject: String) -> String {
        switch self {
        case .missing: "\(subject) names no host."
        case .byte(let byte):
            "\(subject) has the byte \"\(printable(byte))\"; expected a host name or address with an optional port."
        case .escape: "\(subject) has a % that two hexadecimal digits do not follow."
        case .port: "\(subject) has a port that is not a number up to 65535."
        case .unbracketedAddress:
            "\(subject) has more than one colon; an IPv6 address stands in brackets, as in [::1]:8080."
        case .address: "\(subject) has brackets without an IPv6 address between them."
        case .userInformation: "\(subject) has a user's name or password before an @, which does not belong there."
        }
    }

    private static func problem(of byte: UInt8) -> HostProblem {
        switch byte {
        case UInt8(ascii: "%"): .escape
        case UInt8(ascii: "@"): .userInformation
        default: .byte(byte)
        }
    }

    /// Of `":" *DIGIT`; the digits may be missing (RFC 3986 section 3.2.3).
    private static func portProblem(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> HostProblem? {
        guard bytes[range.lowerBound] == UInt8(ascii: ":") else { return problem(of: bytes[range.lowerBound]) }
        var port = 0
        for index in range.dropFirst() {
            guard isDigit(bytes[index]) else {
                if bytes.firstIndex(of: UInt8(ascii: "@"), in: range) != nil { return .userInformation }
                let hasMoreColons = bytes.firstIndex(of: UInt8(ascii: ":"), in: range.dropFirst()) != nil
                return hasMoreColons ? .unbracketedAddress : .port
            }
            port = min(port * 10 + Int(bytes[index] & 0x0F), 65_536)
        }
        return port > 65_535 ? .port : nil
    }

    /// `unreserved` and `sub-delims` without the comma, as two words of bits.
    @inline(__always)
    private static func isNameByte(_ byte: UInt8) -> Bool {
        let word: UInt64 = byte < 64 ? 0x2BFF_6FD2_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// `IPv6address`: eight groups of up to four hexadecimal digits, the last two perhaps as an IPv4 address, with one
    /// run of zeros perhaps left out. A zone is not part of it (RFC 6874 section 4 has clients drop it).
    private static func isAddress(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        let colon = UInt8(ascii: ":")
        var index = range.lowerBound
        var groups = 0
        var isShortened = false
        if range.count >= 2, bytes[index] == colon, bytes[index + 1] == colon {
            isShortened = true
            index += 2
        }
        while index < range.upperBound {
            let start = index
            while index < range.upperBound, hexadecimalValue(bytes[index]) != nil { index += 1 }
            if index < range.upperBound, bytes[index] == UInt8(ascii: ".") {
                groups += 2
                guard isDottedAddress(bytes, start..<range.upperBound) else { return false }
                break
            }
            guard (1...4).contains(index - start) else { return false }
            groups += 1
            guard index < range.upperBound else { break }
            guard bytes[index] == colon, index + 1 < range.upperBound else { return false }
            index += 1
            if bytes[index] == colon {
                guard !isShortened else { return false }
                isShortened = true
                index += 1
            }
        }
        return isShortened ? groups <= 7 : groups == 8
    }

    /// `IPv4address`: four numbers up to 255 without leading zeros.
    private static func isDottedAddress(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        var numbers = 0
        var start = range.lowerBound
        while start <= range.upperBound {
            let end = bytes.firstIndex(of: UInt8(ascii: "."), in: start..<range.upperBound) ?? range.upperBound
            guard (1...3).contains(end - start), end - start == 1 || bytes[start] != UInt8(ascii: "0") else {
                return false
            }
            var number = 0
            for index in start..<end {
                guard isDigit(bytes[index]) else { return false }
                number = number * 10 + Int(bytes[index] & 0x0F)
            }
            guard number <= 255 else { return false }
            numbers += 1
            start = end + 1
        }
        return numbers == 4
    }

    /// `IPvFuture`, which nothing uses and the grammar has.
    private static func isFutureAddress(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let dot = bytes.firstIndex(of: UInt8(ascii: "."), in: range), dot - range.lowerBound >= 2,
            lowercased(bytes[range.lowerBound]) == UInt8(ascii: "v"), dot + 1 < range.upperBound
        else { return false }
        for index in range.lowerBound + 1..<dot where hexadecimalValue(bytes[index]) == nil { return false }
        for index in dot + 1..<range.upperBound
        where !isNameByte(bytes[index]) && bytes[index] != UInt8(ascii: ":") && bytes[index] != UInt8(ascii: ",") {
            return false
        }
        return true
    }
}
