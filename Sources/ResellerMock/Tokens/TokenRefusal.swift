import ResellerAPI
import Scenarios

/// Why a bearer token is refused; the texts are those of the platform's JWT bearer handler.
enum TokenRefusal: Error, Hashable, Sendable {
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

extension TokenRefusal {
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
    func hint(settings: Scenario.TokenSettings, at now: DateTime) -> String {
        switch self {
        case .missing:
            "send Authorization: Bearer TOKEN with an access_token from POST /connect/token"
        case .malformed(let detail), .unknownKey(let detail), .invalidSignature(let detail):
            "the token is refused: \(detail)"
        case .noExpiration: "the token is refused: it has no exp claim"
        case .expired(let end):
            "the token expired \(Self.seconds(from: end, to: now)) ago by the world's clock; request a new one"
        case .notYetValid(let start):
            "the token's nbf lies \(Self.seconds(from: now, to: start)) in the future of the world's clock"
        case .invalidAudience: "the token's aud must be \(settings.audience)"
        case .invalidIssuer: "the token's iss must be \(settings.issuer)"
        }
    }

    private static func seconds(from start: DateTime, to end: DateTime) -> String {
        "\(max(0, (end.ticks - start.ticks) / DateTime.ticksPerSecond)) s"
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
