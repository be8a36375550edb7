import HTTP1
import OpenSSL
import ResellerAPI

/// Reads bearer tokens: checks their signatures, as the stock platform does first, and knows their clients. What a world
/// makes of a token says `AccessToken.check`.
struct TokenReader: Sendable {
    let key: SigningKey
    private let known = TokenCache()

    init(key: SigningKey) {
        self.key = key
    }

    /// What a token with a good signature says.
    func read(_ bytes: ArraySlice<UInt8>) throws(TokenRefusal) -> AccessToken {
        if let token = known.token(for: bytes) { return token }
        let token = try verified(bytes)
        known.store(token, for: bytes)
        return token
    }

    private func verified(_ token: ArraySlice<UInt8>) throws(TokenRefusal) -> AccessToken {
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw .malformed("a JWT has three parts between dots, this text has \(parts.count)")
        }
        let header = try Self.read("header", parts[0], as: Header.init)
        let claims = try Self.read("payload", parts[1], as: Claims.init)
        guard let signature = Base64URL.decode(parts[2]) else { throw .malformed("its signature is not Base64URL") }
        if let extensions = header.critical {
            throw .malformed("its crit asks for \(extensions), and this server knows no extension of JWS")
        }
        // The key decides the algorithm, never the token: that is what "none" and HS256 with the public key attack.
        guard let algorithm = header.algorithm, algorithm.isExactly("RS256") else {
            throw .invalidSignature("its alg is \(header.algorithm?.excerpt ?? "missing"), only RS256 is accepted")
        }
        if let identifier = header.keyIdentifier, !identifier.isExactly(key.identifier) {
            throw .unknownKey("its kid is \(identifier.excerpt), this server signs with \(key.identifier)")
        }
        let signed = Array(token[parts[0].startIndex..<parts[1].endIndex])
        guard key.key.isValid(signature: signature, for: signed) else {
            throw .invalidSignature("its signature does not fit its header and payload, or another key signed it")
        }
        return AccessToken(
            clientId: claims.clientId.prefix(bytes: Journal.longestText), roles: claims.roles, company: claims.company,
            audiences: claims.audiences, issuer: claims.issuer, expires: claims.expires, notBefore: claims.notBefore,
            fingerprint: Secrets.fingerprint(token))
    }

    private static func read<Part>(
        _ name: String, _ part: ArraySlice<UInt8>, as make: (TokenObject) throws(TokenObject.Problem) -> Part
    ) throws(TokenRefusal) -> Part {
        do throws(TokenObject.Problem) {
            return try make(TokenObject(part))
        } catch {
            throw .malformed("its \(name) \(error.text)")
        }
    }

    private struct Header {
        let algorithm: String?
        let keyIdentifier: String?
        /// The extensions that must be understood (RFC 7515 section 4.1.11), as far as they are quoted.
        let critical: String?

        init(_ object: TokenObject) throws(TokenObject.Problem) {
            algorithm = try object.string("alg")
            keyIdentifier = try object.string("kid")
            let names = try object.strings("crit")
            if object["crit"] == nil {
                critical = nil
            } else if let names, !names.isEmpty {
                critical = names.excerpt
            } else {
                critical = "nothing"
            }
        }
    }

    /// The claims that are looked at.
    private struct Claims {
        let issuer: String?
        let audiences: [String]
        let expires: DateTime?
        let notBefore: DateTime?
        let clientId: String
        let roles: [String]
        let company: String

        init(_ object: TokenObject) throws(TokenObject.Problem) {
            issuer = try object.string("iss")
            audiences = try object.strings("aud") ?? []
            expires = try object.date("exp")
            notBefore = try object.date("nbf")
            clientId = try object.string("client_id") ?? ""
            roles = try object.strings("role") ?? []
            company = try object.string("user_company_resourceid") ?? ""
        }
    }
}
