import HTTP1
import ResellerAPI
import Scenarios

/// What the API answers, rules aside: the operation that a request is for, behind the checks that all of them share.
struct Operations: Sendable {
    private let tokens: TokenEndpoint
    private let keySet: [UInt8]

    init(key: SigningKey) {
        tokens = TokenEndpoint(issuer: TokenIssuer(key: key))
        keySet = key.keySet
    }

    /// Carries a request out; `fate` is what a rule makes of the token if one is given out.
    func answer(_ event: ServeEvent, fate: TokenFate? = nil) -> HintedResponse {
        switch event.match {
        case .endpoint(let endpoint, let parameter):
            switch endpoint.operation {
            case .token: return token(event, fate)
            case .discovery: return DiscoveryDocument.answer(event)
            case .keys: return .json(200, keySet)
            case .searchCompanies:
                return authorized(event, for: endpoint) { CompanyOperations.search(event, by: $0) }
            case .getCompany:
                return authorized(event, for: endpoint, or: { CompanyOperations.mayReadOwn(event, parameter, $0) }) {
                    CompanyOperations.company(parameter, event, by: $0)
                }
            case .some(let operation):
                return authorized(event, for: endpoint) { operation.handler.answer(event, by: $0) }
            case nil: return authorized(event, for: endpoint) { _ in .notEmulated(endpoint, in: event.world) }
            }
        case .wrongVerb(_, let allowed):
            let allow = allowed.map(\.name).joined(separator: ", ")
            return .empty(
                405, fields: ["Allow": allow], hint: "\(event.request.method.rawValue.excerpt) is not one of \(allow)")
        case .none:
            // No answer of the vendor's, so a browser may as well be told not to guess.
            let hint = RouteHint.text(for: event.request.target)
            return .empty(404, fields: ["X-Content-Type-Options": "nosniff"], hint: hint)
        }
    }

    private func token(_ event: ServeEvent, _ fate: TokenFate?) -> HintedResponse {
        switch event.authentication {
        case .grant(let decision): tokens.answer(decision, to: event, fate: fate)
        case .bearer, .refused: .unhandled(hint: "the credentials were not looked at")
        }
    }

    /// An operation of the API for a good token whose role may call it, or that makes an exception; one more use of the
    /// token.
    private func authorized(
        _ event: ServeEvent, for endpoint: Endpoint, or isException: (AccessToken) -> Bool = { _ in false },
        _ operation: (AccessToken) -> HintedResponse
    ) -> HintedResponse {
        let bearer: Bearer
        let snapshot = event.snapshot
        switch event.authentication {
        case .bearer(let known): bearer = known
        case .refused(let refusal): return .unauthorized(refusal, in: event.world)
        case .grant: return .unauthorized(.missing, in: event.world)
        }
        guard event.world.revocations.use(bearer.bytes) else {
            return .unauthorized(
                .malformed("a rule of the scenario has revoked it after its last use"), in: event.world)
        }
        if snapshot.isEnded(client: bearer.token.clientId), event.world.scenario.behaviour.endedClients == .refuse {
            return .unauthorized(.malformed("its client was deleted or is inactive"), in: event.world)
        }
        if let blocks = snapshot.addresses(ofClient: bearer.token.clientId),
            !blocks.contains(where: { $0.contains(event.peer.address) })
        {
            return .restricted(event.peer.address, fields: .json, in: event.world)
        }
        guard snapshot.allows(endpoint, to: bearer.token.roles) || isException(bearer.token) else {
            let roles = bearer.token.roles.excerpt
            let permission = endpoint.permission?.description ?? endpoint.name
            return .forbidden(in: event.world, hint: "role \(roles) lacks the permission \(permission)")
        }
        if let refusal = CompanyScope.refusal(event, by: bearer.token) { return refusal }
        return operation(bearer.token)
    }
}

extension HintedResponse {
    /// The platform's 401.
    fileprivate static func unauthorized(_ refusal: TokenRefusal, in world: World) -> HintedResponse {
        var fields = ResponseFields().adding("WWW-Authenticate", refusal.challenge)
        var body: [UInt8] = []
        switch world.scenario.behaviour.unauthorizedBody {
        case .empty: break
        case .envelope:
            fields.append(.json)
            body = Envelope.failure(
                status: "FAILED", message: "Unauthorized", nulls: world.scenario.behaviour.nulls)
        }
        let hint = refusal.hint(settings: world.scenario.token, at: world.clock.now)
        return HintedResponse(Response(status: 401, fields: fields, body: body), hint: hint)
    }

    /// For a client that may not ask from an address. The status and the texts are those of the vendor's sign-in
    /// (assumed for the API).
    static func restricted(_ address: String, fields: ResponseFields, in world: World) -> HintedResponse {
        let body = Envelope.failure(
            status: "IP_RESTRICTED", message: "Your network is not authorized to access this platform.",
            nulls: world.scenario.behaviour.nulls)
        return HintedResponse(
            Response(status: 403, fields: fields, body: body),
            hint: "the client's allowedIpAddresses do not hold \(address)")
    }

    /// For something that is not there.
    static func notFound(_ message: String, in world: World, hint: String) -> HintedResponse {
        let behaviour = world.scenario.behaviour
        let body = Envelope.failure(status: behaviour.notFoundStatus, message: message, nulls: behaviour.nulls)
        return .json(404, body, hint: hint)
    }

    static func companyNotFound(in world: World, hint: String) -> HintedResponse {
        notFound("Company not found", in: world, hint: hint)
    }

    static func forbidden(in world: World, hint: String) -> HintedResponse {
        let behaviour = world.scenario.behaviour
        let body = Envelope.failure(
            status: behaviour.forbiddenStatus, message: "No permission to access resource", nulls: behaviour.nulls)
        return .json(403, body, hint: hint)
    }

    /// For a company that lets nobody act in it.
    static func privacy(_ company: String, in world: World) -> HintedResponse {
        let body = Envelope.failure(
            status: "PRIVACY_ERROR", message: "The company does not allow access", nulls: world.scenario.behaviour.nulls
        )
        return .json(403, body, hint: "the account privacy of \(company.excerpt) denies access or has run out")
    }

    fileprivate static func notEmulated(_ endpoint: Endpoint, in world: World) -> HintedResponse {
        var answer = notImplemented("reseller-mock does not emulate \(endpoint.name) yet", in: world)
        answer.hint = "the vendor has \(endpoint.name), reseller-mock does not emulate it yet"
        return answer
    }

    /// For what the vendor does and the mock does not.
    static func notImplemented(_ message: String, in world: World) -> HintedResponse {
        .json(501, Envelope.failure(status: "FAILED", message: message, nulls: world.scenario.behaviour.nulls))
    }
}
