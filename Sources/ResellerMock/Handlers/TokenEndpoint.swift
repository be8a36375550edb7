import HTTP1
import OpenSSL
import ResellerAPI
import Scenarios

/// `POST /connect/token`: the client-credentials grant, checked in the platform's order: form, client, grant, scope.
struct TokenEndpoint: Sendable {
    let issuer: TokenIssuer

    /// The platform's input limits in UTF-16 units.
    private static let longestCredential = 100
    private static let longestScope = 300
    /// Grants the platform knows and a client-credentials client may not use.
    private static let otherGrants = ["password", "authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]

    /// Answers a token request; `fate` is what a rule makes of the token if it is given out.
    func answer(
        _ request: Request, from address: String, fate: TokenFate? = nil, in world: World, at now: DateTime
    ) -> Answer {
        let parsed: TokenRequest
        do {
            parsed = try TokenRequest(request)
        } catch {
            switch error {
            case .invalid(let hint): return Self.refusal("invalid_request", hint: hint)
            case .notAForm(let contentType): return notAForm(contentType, in: world)
            }
        }
        var answer = answer(parsed, from: address, fate: fate, in: world, at: now)
        answer.clientId = parsed.clientId.map { $0.prefix(bytes: Self.longestCredential) }
        return answer
    }

    private func answer(
        _ request: TokenRequest, from address: String, fate: TokenFate?, in world: World, at now: DateTime
    ) -> Answer {
        let client: Client
        switch authenticate(request, in: world) {
        case .failure(let mismatch): return Self.refusal("invalid_client", hint: mismatch.hint)
        case .success(let known): client = known
        }
        if let blocks = client.allowedIpAddresses, !blocks.contains(where: { $0.contains(address) }) {
            return addressRefused(address, in: world)
        }
        if let refusal = grantRefusal(request) ?? scopeRefusal(request) { return refusal }
        guard let role = world.role(named: fate?.role ?? client.role) else {
            return .unhandled(hint: "the client's role \(client.role) is not in the scenario")
        }
        do {
            let token = try issuer.token(for: client, role: role, fate: fate, in: world, at: now)
            return Self.success(token, role: role, lifetime: fate?.lifetime, in: world)
        } catch {
            return .unhandled(hint: "the token could not be signed: \(error)")
        }
    }

    private struct Mismatch: Error {
        var hint: String
    }

    private func authenticate(_ request: TokenRequest, in world: World) -> Result<Client, Mismatch> {
        guard let identifier = request.clientId, !identifier.isEmpty else {
            return .failure(
                Mismatch(hint: "client_id is missing; send client_id and client_secret in the form or as HTTP Basic"))
        }
        guard let secret = request.clientSecret, !secret.isEmpty else {
            return .failure(Mismatch(hint: "client_secret is missing"))
        }
        guard identifier.utf16.count <= Self.longestCredential, secret.utf16.count <= Self.longestCredential else {
            return .failure(
                Mismatch(hint: "client_id and client_secret have at most \(Self.longestCredential) characters"))
        }
        guard let client = world.client(withID: identifier) else {
            let suggestion =
                Spelling.nearest(to: identifier, among: world.clientIDs).map { " (did you mean \"\($0)\"?)" } ?? ""
            return .failure(Mismatch(hint: "the scenario has no client \"\(identifier)\"\(suggestion)"))
        }
        guard constantTimeEquals(secret.utf8, client.clientSecret.utf8) else {
            return .failure(Mismatch(hint: "the client_secret is not that of client \"\(identifier)\""))
        }
        guard client.isActive else {
            return .failure(Mismatch(hint: "client \"\(identifier)\" is Inactive in the scenario"))
        }
        return .success(client)
    }

    private func grantRefusal(_ request: TokenRequest) -> Answer? {
        let hint = "grant_type must be client_credentials"
        let grant = request.grantType ?? ""
        if grant.isExactly("client_credentials") { return nil }
        if Self.otherGrants.containsExactly(grant) { return Self.refusal("unauthorized_client", hint: hint) }
        if grant.isExactly("refresh_token") {
            let isMissing = request.refreshToken?.isEmpty ?? true
            return Self.refusal(isMissing ? "invalid_request" : "invalid_grant", hint: hint)
        }
        return Self.refusal("unsupported_grant_type", hint: hint)
    }

    /// A missing scope stands for all the client may have, which is `api1`.
    private func scopeRefusal(_ request: TokenRequest) -> Answer? {
        guard let scope = request.scope, scope.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { return nil }
        let scopes = scope.parts(separatedBy: " ").filter { !$0.isEmpty }
        guard scope.utf16.count <= Self.longestScope, scopes.allSatisfy({ $0.isExactly("api1") }) else {
            return Self.refusal("invalid_scope", hint: "the only scope is api1")
        }
        return nil
    }

    private func notAForm(_ contentType: String?, in world: World) -> Answer {
        let hint =
            "send the token request as application/x-www-form-urlencoded, not \(contentType ?? "without Content-Type")"
        switch world.scenario.behaviour.tokenJSONBody {
        case .status500: return .unhandled(hint: hint)
        case .status400: return Self.refusal("invalid_request", hint: hint)
        }
    }

    private func addressRefused(_ address: String, in world: World) -> Answer {
        let hint = "the client's allowedIpAddresses do not hold \(address)"
        switch world.scenario.behaviour.addressRefusal {
        case .invalidClient: return Self.refusal("invalid_client", hint: hint)
        case .ipRestricted:
            let body = Envelope.failure(
                status: "IP_RESTRICTED", message: "Your network is not authorized to access this platform.",
                validationMessages: nil)
            return Answer(Response(status: 403, fields: .tokenJSON, body: body), hint: hint)
        }
    }

    private static func refusal(_ error: String, hint: String) -> Answer {
        let body = JSONValue.object([.init("error", .string(error))]).bytes
        return Answer(Response(status: 400, fields: .tokenJSON, body: body), hint: hint)
    }

    private static func success(_ token: String, role: Role, lifetime: Duration?, in world: World) -> Answer {
        let body = JSONValue.object([
            .init("access_token", .string(token)),
            .init("expires_in", .number("\((lifetime ?? world.scenario.token.lifetime).components.seconds)")),
            .init("token_type", .string("Bearer")),
            .init("scope", .string("api1")),
            .init("permissions", .array(role.permissions.map { .string($0.description) })),
        ]).bytes
        return Answer(Response(status: 200, fields: .tokenJSON, body: body))
    }
}
