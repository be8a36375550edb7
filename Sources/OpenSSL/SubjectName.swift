internal import COpenSSL

/// A name a server can be reached by, validated for a subjectAltName (RFC 5280 section 4.2.1.6).
struct SubjectName: Equatable {
    let text: String
    let isAddress: Bool

    /// In the notation of x509v3_config(5). The characters allowed by `init` are none of its own syntax.
    var extensionValue: String { (isAddress ? "IP:" : "DNS:") + text }

    /// An IPv6 address may stand in brackets, as in URLs, and a DNS name may end with a dot, which certificates leave out.
    ///
    /// - Throws: `OpenSSLError` unless the text is an IPv4 or IPv6 address or a DNS name, whose first label may be `*`.
    init(_ text: String) throws {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        isAddress = Self.isIPAddress(bare) && (bare == text || bare.contains(":"))
        let name = isAddress ? bare : text.hasSuffix(".") ? String(text.dropLast()) : text
        if !isAddress, let reason = Self.flaw(inHostName: name) {
            throw OpenSSLError("issue a certificate for \"\(text)\"", because: reason)
        }
        self.text = name.lowercased()
    }

    private static func isIPAddress(_ text: String) -> Bool {
        // libcrypto's reader lets signs and spaces pass.
        guard text.utf8.allSatisfy({ "0123456789abcdefABCDEF.:".utf8.contains($0) }) else { return false }
        let address = a2i_IPADDRESS(text)
        defer {
            ASN1_OCTET_STRING_free(address)
            ErrorQueue.clear()
        }
        return address != nil
    }

    /// The rules of RFC 1123 section 2.1, as a reason for refusal; but with underscores, which Docker Compose puts into the
    /// names of containers and clients take.
    private static func flaw(inHostName text: String) -> String? {
        guard text.utf8.allSatisfy({ $0 < 128 }) else {
            return "a DNS name is ASCII; write it in its \"xn--\" form"
        }
        guard (1...253).contains(text.utf8.count) else { return "a DNS name has 1 to 253 characters" }
        var labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)[...]
        if labels.count > 1, labels.first?.elementsEqual("*".utf8) == true { labels.removeFirst() }
        for label in labels {
            let name = String(decoding: label, as: UTF8.self)
            guard (1...63).contains(label.count) else {
                return
                    "each part between the dots of a DNS name has 1 to 63 characters, and \"\(name)\" has \(label.count)"
            }
            guard label.allSatisfy(isAllowed), label.first != hyphen, label.last != hyphen else {
                return "\"\(name)\" is not letters, digits and inner hyphens, nor is the whole an IP address"
            }
        }
        // No top-level domain is a number, so this was meant as an address.
        if labels.last?.allSatisfy({ (0x30...0x39).contains($0) }) == true {
            return "it looks like an IPv4 address, and is none"
        }
        return nil
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen, UInt8(ascii: "_"): true
        default: false
        }
    }
}
