import HTTP1
import ResellerAPI

/// Who asks, as far as the request proves it.
enum Authentication: Sendable {
    /// Of a request for a token.
    indirect case grant(GrantDecision)
    case bearer(Bearer)
    /// Of a request without a good token.
    case refused(TokenRefusal)

    /// Who asks, by valid credentials or a valid token.
    var caller: Caller? {
        switch self {
        case .grant(let decision): decision.client.map { Caller(clientId: $0.clientId, roles: $0.roles) }
        case .bearer(let bearer): bearer.token.caller
        case .refused: nil
        }
    }

    /// The OAuth client, at the token endpoint as it names itself.
    var clientId: String? {
        switch self {
        case .grant(let decision): decision.claimedClientId
        case .bearer(let bearer): bearer.token.clientId
        case .refused: nil
        }
    }

    /// Whether the request gets a token by itself.
    var isGranted: Bool {
        switch self {
        case .grant(let decision): decision.isGranted
        case .bearer, .refused: false
        }
    }
}

/// A good token and its bytes.
struct Bearer: Sendable {
    let bytes: ArraySlice<UInt8>
    let token: AccessToken
}

/// Finds out who asks, once for each request, and with that the world that it belongs to: the one of the client in its
/// credentials or its token.
struct Authenticator: Sendable {
    let reader: TokenReader

    func authenticate(_ event: ServeEvent, in worlds: Worlds) {
        if event.endpoint?.operation == .token {
            let request = Result { () throws(GrantRefusal) in try TokenRequest(event.request) }
            // A client of a world that has ended is one that the main world, in which the event is, does not know.
            if let client = (try? request.get())?.clientId, let world = worlds.world(ofClient: client) {
                event.enter(world)
            }
            event.authentication = .grant(GrantDecision(event, request))
            return
        }
        do throws(TokenRefusal) {
            let bytes = try Self.token(in: event.headers)
            let token = try reader.read(bytes)
            event.claimedClient = token.clientId
            guard let world = worlds.world(ofClient: token.clientId) else { throw .malformed("its world has ended") }
            event.enter(world)
            try token.check(in: event.world, at: event.now)
            event.authentication = .bearer(Bearer(bytes: bytes, token: token))
        } catch {
            event.authentication = .refused(error)
        }
    }

    /// The token of `Authorization: Bearer` (RFC 6750 section 2.1).
    private static func token(in headers: Headers) throws(TokenRefusal) -> ArraySlice<UInt8> {
        let (authorization, count) = headers.occurrences(of: "authorization")
        guard let authorization, let bytes = token(in: authorization) else { throw .missing }
        // The platform joins repeated fields with commas, which is no token; the first must not win silently.
        guard count == 1 else {
            throw .malformed("the request has several Authorization fields, only one is allowed")
        }
        return bytes
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
