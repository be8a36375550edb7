import HTTP1
import OpenSSL
import ResellerAPI
import Scenarios

/// Checks bearer tokens as the stock platform does: the signature, then the times, the audience, the issuer.
struct TokenVerifier: Sendable {
    let key: SigningKey
    let settings: Scenario.TokenSettings

    /// Why a bearer token is refused; the texts are those of the platform's JWT bearer handler.
    enum Refusal: Error, Hashable, Sendable {
        /// No `Authorization`, another scheme, or nothing behind the scheme.
        case missing
        /// Not a JWT at all, or one that asks for more than this server can do; the handler gives no description.
        case malformed(String)
        case unknownKey(String)
        case invalidSignature(String)
        case noExpiration
        case expired(DateTime)
        case notYetValid(DateTime)
        case invalidAudience(String)
        case invalidIssuer(String)
    }

    /// Verifies a token at `now` and reads its claims.
    func verify(_ token: ArraySlice<UInt8>, at now: DateTime) throws(Refusal) -> AccessToken {
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
        guard let expires = claims.expires else { throw .noExpiration }
        let result = AccessToken(
            clientId: claims.clientId.prefix(bytes: Journal.longestText), roles: claims.roles, company: claims.company,
            expires: expires,
            notBefore: claims.notBefore)
        try check(result, at: now)
        guard claims.audiences.containsExactly(settings.audience) else {
            throw .invalidAudience(claims.audiences.excerpt)
        }
        guard let issuer = claims.issuer, issuer.isExactly(settings.issuer) else {
            throw .invalidIssuer(claims.issuer?.excerpt ?? "")
        }
        return result
    }

    /// Throws when the token is expired or not yet valid at `now`; the scenario's clock skew is allowed for.
    func check(_ token: AccessToken, at now: DateTime) throws(Refusal) {
        if let notBefore = token.notBefore, notBefore.ticks > now.ticks + skew { throw .notYetValid(notBefore) }
        if token.expires.ticks <= now.ticks - skew { throw .expired(token.expires) }
    }

    /// The clock skew in ticks; in a scenario it is a day at most, and no more than can be added to any instant counts.
    private var skew: Int64 {
        let (seconds, attoseconds) = settings.clockSkew.components
        return min(max(seconds, 0), 400_000_000_000) * DateTime.ticksPerSecond + attoseconds / 100_000_000_000
    }

    private static func read<Part>(
        _ name: String, _ part: ArraySlice<UInt8>, as make: (TokenObject) throws(TokenObject.Problem) -> Part
    ) throws(Refusal) -> Part {
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

extension TokenVerifier.Refusal {
    /// The value of `WWW-Authenticate`.
    var challenge: String {
        guard let description = errorDescription else {
            return self == .missing ? "Bearer" : #"Bearer error="invalid_token""#
        }
        return #"Bearer error="invalid_token", error_description="\#(description)""#
    }

    private var errorDescription: String? {
        switch self {
        case .missing, .malformed: nil
        case .unknownKey: "The signature key was not found"
        case .invalidSignature: "The signature is invalid"
        case .noExpiration: "The token has no expiration"
        case .expired(let time): "The token expired at '\(invariant(time))'"
        case .notYetValid(let time): "The token is not valid before '\(invariant(time))'"
        case .invalidAudience(let audience): "The audience '\(quoted(audience))' is invalid"
        case .invalidIssuer(let issuer): "The issuer '\(quoted(issuer))' is invalid"
        }
    }

    /// What the platform does not tell and a programmer wants to know.
    func hint(settings: Scenario.TokenSettings) -> String {
        switch self {
        case .missing:
            "send Authorization: Bearer TOKEN with an access_token from POST /connect/token"
        case .malformed(let detail), .unknownKey(let detail), .invalidSignature(let detail):
            "the token is refused: \(detail)"
        case .noExpiration: "the token is refused: it has no exp claim"
        case .expired: "the token has expired by the world's clock; request a new one"
        case .notYetValid: "the token's nbf lies in the future of the world's clock"
        case .invalidAudience: "the token's aud must be \(settings.audience)"
        case .invalidIssuer: "the token's iss must be \(settings.issuer)"
        }
    }

    /// `MM/dd/yyyy HH:mm:ss`, the invariant culture's form.
    private func invariant(_ time: DateTime) -> String {
        let date = DateTimeFormat.preferred(.monthDayYear, .hours24).string(time).prefix(10)
        return "\(date) \(DateTimeFormat.iso8601.string(time).dropFirst(11).prefix(8))"
    }

    /// The text without what would break out of a quoted string of a header field.
    private func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isQuotable = (0x20..<0x7F).contains(scalar.value) && scalar != "\"" && scalar != "\\"
            result.unicodeScalars.append(isQuotable ? scalar : "?")
        }
        return result
    }
}
