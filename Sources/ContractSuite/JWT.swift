import Foundation

/// A JSON Web Token taken apart, unverified (RFC 7519, RFC 7515).
struct JWT {
    var header: JSON
    var claims: JSON
    var signature: String
    private let parts: [Substring]

    /// Throws a deviation with `exchange` when the text is no JWT.
    init(_ token: String, in exchange: Exchange) throws {
        parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Deviation("a JWT: three parts between dots", "\(parts.count) parts", exchange)
        }
        func object(_ part: Substring, _ name: String) throws -> JSON {
            guard let bytes = Base64URL.decode(part), let json = try? JSONParser.parse(bytes), json.isObject else {
                throw Deviation("the token's \(name) is Base64URL of a JSON object", "it is not", exchange)
            }
            return json
        }
        header = try object(parts[0], "header")
        claims = try object(parts[1], "payload")
        guard Base64URL.decode(parts[2]) != nil else {
            throw Deviation("the token's signature is Base64URL", "it is not", exchange)
        }
        signature = String(parts[2])
    }

    /// The token with a header or claims replaced and the signature left as it is, or replaced.
    func forged(header: JSON? = nil, claims: JSON? = nil, signature: String? = nil) -> String {
        let first = header.map { Base64URL.encode(Array($0.serialized.utf8)) } ?? String(parts[0])
        let second = claims.map { Base64URL.encode(Array($0.serialized.utf8)) } ?? String(parts[1])
        return "\(first).\(second).\(signature ?? self.signature)"
    }

    /// The signature with one character in its middle changed; at its end unused bits could hide the change.
    ///
    /// Throws `Skip` when the token is not signed.
    func damagedSignature() throws -> String {
        guard !signature.isEmpty else { throw Skip("the target's tokens have no signature", .target) }
        var characters = Array(signature.utf8)
        let middle = characters.count / 2
        characters[middle] = UInt8(ascii: characters[middle] == UInt8(ascii: "A") ? "B" : "A")
        return String(decoding: characters, as: UTF8.self)
    }
}

/// Base64 with the alphabet of URLs and no padding (RFC 4648 section 5).
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    static func decode(_ text: Substring) -> [UInt8]? {
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        var base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        return Data(base64Encoded: base64).map(Array.init)
    }
}
