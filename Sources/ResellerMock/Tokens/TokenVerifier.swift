import Foundation
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
        /// Not a JWT at all; the handler gives no description.
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
        guard let header: Header = decode(parts[0]) else { throw .malformed("its header is not Base64URL of JSON") }
        guard let claims: Claims = decode(parts[1]) else {
            throw .malformed("its payload is not Base64URL of a JSON object with the expected types")
        }
        guard let signature = Base64URL.decode(String(decoding: parts[2], as: UTF8.self)) else {
            throw .malformed("its signature is not Base64URL")
        }
        // The key decides the algorithm, never the token: that is what "none" and HS256 with the public key attack.
        guard header.alg?.isExactly("RS256") == true else {
            throw .invalidSignature("its alg is \(header.alg ?? "missing"), only RS256 is accepted")
        }
        if let identifier = header.kid, !identifier.isExactly(key.identifier) {
            throw .unknownKey("its kid is \(identifier), this server signs with \(key.identifier)")
        }
        let signed = Array(token[parts[0].startIndex..<parts[1].endIndex])
        guard key.key.isValid(signature: signature, for: signed) else {
            throw .invalidSignature("its signature does not fit its header and payload, or another key signed it")
        }
        guard let expires = claims.exp else { throw .noExpiration }
        let result = AccessToken(
            clientId: claims.client_id ?? "", roles: claims.role?.values ?? [],
            company: claims.user_company_resourceid ?? "", expires: expires, notBefore: claims.nbf)
        try check(result, at: now)
        guard claims.aud?.values.containsExactly(settings.audience) == true else {
            throw .invalidAudience(claims.aud?.values.joined(separator: ", ") ?? "")
        }
        guard claims.iss?.isExactly(settings.issuer) == true else { throw .invalidIssuer(claims.iss ?? "") }
        return result
    }

    /// Throws when the token is expired or not yet valid at `now`; the scenario's clock skew is allowed for.
    func check(_ token: AccessToken, at now: DateTime) throws(Refusal) {
        let skew = settings.clockSkew.components.seconds
        let seconds = now.unixSeconds
        if let notBefore = token.notBefore, notBefore > seconds + skew {
            throw .notYetValid(DateTime(unixSeconds: notBefore))
        }
        if token.expires <= seconds - skew { throw .expired(DateTime(unixSeconds: token.expires)) }
    }

    private func decode<Value: Decodable>(_ part: ArraySlice<UInt8>) -> Value? {
        guard let bytes = Base64URL.decode(String(decoding: part, as: UTF8.self)) else { return nil }
        return try? JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    private struct Header: Decodable {
        var alg: String?
        var kid: String?
    }

    private struct Claims: Decodable {
        var iss: String?
        var aud: OneOrMany?
        var exp: Int64?
        var nbf: Int64?
        var client_id: String?
        var role: OneOrMany?
        var user_company_resourceid: String?
    }

    /// A claim that is a string, or an array of them.
    private struct OneOrMany: Decodable {
        var values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                values = [one]
            } else {
                values = try container.decode([String].self)
            }
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
        String(
            text.unicodeScalars.prefix(200).map { scalar in
                scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\"" && scalar != "\\"
                    ? Character(scalar) : "?"
            })
    }
}
