import HTTP1
import ResellerAPI

/// The check of `Authorization: Bearer` on API routes (RFC 6750 section 2.1), answered as the platform answers.
enum BearerAuthentication {
    /// The token of a request that an operation is about to carry out.
    static func token(
        of request: Request, in world: World, at now: DateTime
    ) throws(TokenVerifier.Refusal) -> AccessToken {
        let token = try verifiedToken(of: request, in: world, at: now)
        if let bytes = bearerToken(of: request), !world.revocations.use(bytes) {
            throw .malformed("a rule of the scenario has revoked it after its last use")
        }
        return token
    }

    /// The same for one that only wants to know who asks.
    static func verifiedToken(
        of request: Request, in world: World, at now: DateTime
    ) throws(TokenVerifier.Refusal) -> AccessToken {
        guard let bytes = bearerToken(of: request) else { throw .missing }
        // The platform joins repeated fields with commas, which is no token; the first must not win silently.
        guard request.headers.count(of: "authorization") == 1 else {
            throw .malformed("the request has several Authorization fields, only one is allowed")
        }
        if let known = world.verifiedTokens.token(for: bytes) {
            try world.verifier.check(known, at: now)
            return known
        }
        let verified = try world.verifier.verify(bytes, at: now)
        world.verifiedTokens.store(verified, for: bytes)
        return verified
    }

    static func challenge(for refusal: TokenVerifier.Refusal, in world: World) -> Answer {
        var fields = ResponseFields().adding("WWW-Authenticate", refusal.challenge)
        var body: [UInt8] = []
        if world.scenario.behaviour.unauthorizedBody == .envelope {
            fields.append(.json)
            body = Envelope.failure(status: "FAILED", message: "Unauthorized", validationMessages: nil)
        }
        let hint = refusal.hint(settings: world.scenario.token)
        return Answer(Response(status: 401, fields: fields, body: body), hint: hint)
    }

    /// The text behind the scheme, which is compared without regard to case; nil for another scheme or none.
    private static func bearerToken(of request: Request) -> ArraySlice<UInt8>? {
        guard let value = request.headers.firstBytes("authorization") else { return nil }
        let scheme: StaticString = "bearer "
        let count = scheme.utf8CodeUnitCount
        guard value.count > count else { return nil }
        for offset in 0..<count where value[value.startIndex + offset] | 0x20 != scheme.utf8Start[offset] { return nil }
        let token = value[(value.startIndex + count)...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : token
    }
}
