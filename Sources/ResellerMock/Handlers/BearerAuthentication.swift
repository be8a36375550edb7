import HTTP1
import ResellerAPI

/// The check of `Authorization: Bearer` on API routes (RFC 6750 section 2.1), answered as the platform answers.
enum BearerAuthentication {
    /// A good token and its bytes.
    struct Bearer: Sendable {
        let bytes: ArraySlice<UInt8>
        let token: AccessToken
    }

    /// The token of a request that an operation is about to carry out: one more use of it.
    static func token(of call: Call) throws(TokenVerifier.Refusal) -> AccessToken {
        if let refusal = call.refusal { throw refusal }
        let bearer = if let known = call.bearer { known } else { try bearer(of: call) }
        guard call.world.revocations.use(bearer.bytes) else {
            throw .malformed("a rule of the scenario has revoked it after its last use")
        }
        return bearer.token
    }

    /// Who asks, for one that only wants to know that; the outcome is kept for the operation.
    static func caller(of call: Call) -> Caller? {
        do throws(TokenVerifier.Refusal) {
            let bearer = try bearer(of: call)
            call.bearer = bearer
            return bearer.token.caller
        } catch {
            call.refusal = error
            return nil
        }
    }

    private static func bearer(of call: Call) throws(TokenVerifier.Refusal) -> Bearer {
        let (authorization, count) = call.request.headers.occurrences(of: "authorization")
        guard let authorization, let bytes = token(in: authorization) else { throw .missing }
        // The platform joins repeated fields with commas, which is no token; the first must not win silently.
        guard count == 1 else {
            throw .malformed("the request has several Authorization fields, only one is allowed")
        }
        let world = call.world
        if let known = world.verifiedTokens.token(for: bytes) {
            try world.verifier.check(known, at: call.now)
            return Bearer(bytes: bytes, token: known)
        }
        let verified = try world.verifier.verify(bytes, at: call.now)
        world.verifiedTokens.store(verified, for: bytes)
        return Bearer(bytes: bytes, token: verified)
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
    private static func token(in value: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let scheme: StaticString = "bearer "
        let count = scheme.utf8CodeUnitCount
        guard value.count > count else { return nil }
        for offset in 0..<count where value[value.startIndex + offset] | 0x20 != scheme.utf8Start[offset] { return nil }
        let token = value[(value.startIndex + count)...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : token
    }
}
