import HTTP1
import OpenSSL
import ResellerAPI
import Scenarios

/// What becomes of a request for a token by itself: the client-credentials grant, checked in the platform's order: form,
/// client, grant, scope.
struct GrantDecision: Sendable {
    /// The client as the request names it, cut to the platform's limit.
    let claimedClientId: String?
    /// The client whose credentials the request has, whether it gets a token or not.
    private(set) var client: Client?
    /// The client that gets a token.
    private(set) var outcome: Result<Client, GrantRefusal>

    /// Whether the request gets a token.
    var isGranted: Bool { if case .success = outcome { true } else { false } }

    /// The platform's input limits in UTF-16 units.
    private static let longestCredential = 100
    private static let longestScope = 300
    /// Grants the platform knows and a client-credentials client may not use.
    private static let otherGrants = ["password", "authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]

    init(_ event: ServeEvent, _ request: Result<TokenRequest, GrantRefusal>) {
        claimedClientId = (try? request.get().clientId)?.prefix(bytes: Self.longestCredential)
        do throws(GrantRefusal) {
            let request = try request.get()
            let client = try Self.client(request, in: event.snapshot)
            self.client = client
            outcome = .success(client)
            if let blocks = client.allowedIpAddresses {
                let address = event.peer.address
                guard blocks.contains(where: { $0.contains(address) }) else { throw .address(address) }
            }
            try Self.checkGrant(request)
            try Self.checkScope(request)
        } catch {
            outcome = .failure(error)
        }
    }

    private static func client(_ request: TokenRequest, in snapshot: Snapshot) throws(GrantRefusal) -> Client {
        func invalid(_ hint: String) -> GrantRefusal { .oauth(.invalidClient, hint: hint) }
        guard let identifier = request.clientId, !identifier.isEmpty else {
            throw invalid("client_id is missing; send client_id and client_secret in the form or as HTTP Basic")
        }
        guard let secret = request.clientSecret, !secret.isEmpty else { throw invalid("client_secret is missing") }
        guard identifier.utf16.count <= longestCredential, secret.utf16.count <= longestCredential else {
            throw invalid("client_id and client_secret have at most \(longestCredential) characters")
        }
        guard let client = snapshot.client(withID: identifier) else {
            let nearest = Spelling.nearest(to: identifier, among: snapshot.clientIDs)
            let suggestion = nearest.map { " (did you mean \"\($0)\"?)" } ?? ""
            throw invalid("the scenario has no client \"\(identifier)\"\(suggestion)")
        }
        guard constantTimeEquals(secret.utf8, client.clientSecret.utf8) else {
            throw invalid("the client_secret is not that of client \"\(identifier)\"")
        }
        guard client.isActive else { throw invalid("client \"\(identifier)\" is Inactive in the scenario") }
        return client
    }

    private static func checkGrant(_ request: TokenRequest) throws(GrantRefusal) {
        let grant = request.grantType ?? ""
        if grant.isExactly("client_credentials") { return }
        let error: OAuthError =
            if otherGrants.containsExactly(grant) {
                .unauthorizedClient
            } else if grant.isExactly("refresh_token") {
                request.refreshToken?.isEmpty ?? true ? .invalidRequest : .invalidGrant
            } else {
                .unsupportedGrantType
            }
        throw .oauth(error, hint: "grant_type must be client_credentials")
    }

    /// A missing scope stands for all the client may have, which is `api1`.
    private static func checkScope(_ request: TokenRequest) throws(GrantRefusal) {
        guard let scope = request.scope, scope.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { return }
        let scopes = scope.parts(separatedBy: " ").filter { !$0.isEmpty }
        guard scope.utf16.count <= longestScope, scopes.allSatisfy({ $0.isExactly("api1") }) else {
            throw .oauth(.invalidScope, hint: "the only scope is api1")
        }
    }
}

/// Why a request gets no token.
enum GrantRefusal: Error, Sendable {
    case oauth(OAuthError, hint: String)
    case notAForm(contentType: String?)
    /// The client may not ask from there.
    case address(String)
}

/// The errors of RFC 6749 section 5.2 that the platform gives.
enum OAuthError: String, Sendable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case invalidScope = "invalid_scope"
}

/// `POST /connect/token`.
struct TokenEndpoint: Sendable {
    let issuer: TokenIssuer

    /// Answers a token request; `fate` is what a rule makes of the token if it is given out.
    func answer(_ decision: GrantDecision, to event: ServeEvent, fate: TokenFate?) -> HintedResponse {
        let client: Client
        switch decision.outcome {
        case .failure(let refusal): return Self.answer(refusal, in: event.world)
        case .success(let known): client = known
        }
        let names = fate?.role.map { [$0] } ?? client.roles
        let roles = names.compactMap(event.snapshot.role(named:))
        guard roles.count == names.count else {
            return .unhandled(hint: "not all of the client's roles \(names.excerpt) are in the scenario")
        }
        do {
            let token = try issuer.token(for: client, roles: roles, fate: fate, in: event)
            let lifetime = fate?.lifetime ?? event.world.scenario.token.lifetime
            return Self.success(token, permissions: Self.permissions(of: roles, in: event.world), lifetime: lifetime)
        } catch {
            return .unhandled(hint: "the token could not be signed: \(error)")
        }
    }

    private static func answer(_ refusal: GrantRefusal, in world: World) -> HintedResponse {
        switch refusal {
        case .oauth(let error, let hint): return answer(error, hint: hint)
        case .notAForm(let contentType):
            let sent = contentType ?? "without Content-Type"
            let hint = "send the token request as application/x-www-form-urlencoded, not \(sent)"
            switch world.scenario.behaviour.tokenJSONBody {
            case .status500: return .unhandled(hint: hint)
            case .status400: return answer(.invalidRequest, hint: hint)
            }
        case .address(let address):
            switch world.scenario.behaviour.addressRefusal {
            case .invalidClient:
                return answer(.invalidClient, hint: "the client's allowedIpAddresses do not hold \(address)")
            case .ipRestricted: return .restricted(address, fields: .tokenJSON, in: world)
            }
        }
    }

    private static func answer(_ error: OAuthError, hint: String) -> HintedResponse {
        let body = JSONValue.object([.init("error", .string(error.rawValue))]).bytes
        return HintedResponse(Response(status: 400, fields: .tokenJSON, body: body), hint: hint)
    }

    /// Those of the roles, and for a client's own company what the scenario lets it read.
    private static func permissions(of roles: [Role], in world: World) -> [Permission] {
        let readsOwn = roles.contains { world.scenario.behaviour.ownCompany.includes($0.name) }
        var known: Set<Permission> = []
        return (roles.flatMap(\.permissions) + (readsOwn ? [.getCompany] : [])).filter { known.insert($0).inserted }
    }

    private static func success(
        _ token: String, permissions: [Permission], lifetime: Duration
    ) -> HintedResponse {
        let body = JSONValue.object([
            .init("access_token", .string(token)),
            .init("expires_in", .number("\(lifetime.components.seconds)")),
            .init("token_type", .string("Bearer")),
            .init("scope", .string("api1")),
            .init("permissions", .array(permissions.map { .string($0.description) })),
        ]).bytes
        return HintedResponse(Response(status: 200, fields: .tokenJSON, body: body))
    }
}
