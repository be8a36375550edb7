import OpenSSL
import ResellerAPI
import Scenarios

/// Makes access tokens: RS256 JWTs with the vendor's claims (the vendor's token documentation; times, `jti`, `typ` and
/// the order of claims are the platform's).
struct TokenIssuer: Sendable {
    let key: SigningKey
    private let headers: [Scenario.TokenSettings.TokenType: String]

    init(key: SigningKey) {
        self.key = key
        headers = Dictionary(
            uniqueKeysWithValues: Scenario.TokenSettings.TokenType.allCases.map { type in
                let header = #"{"alg":"RS256","kid":"\#(key.identifier)","typ":"\#(type.rawValue)"}"#
                return (type, Base64URL.encode(Array(header.utf8)))
            })
    }

    /// A token for a client, valid from the request's time for the scenario's lifetime; or what a rule makes of it.
    /// With `delay` it is valid that much later.
    func token(
        for client: Client, roles: [Role], fate: TokenFate?, in event: ServeEvent, delay: Int64 = 0
    ) throws -> String {
        let now = event.now.unixSeconds + delay
        // No more than the calendar has, so that the sums below are numbers whatever a scenario made by hand says.
        let wanted = (fate?.lifetime ?? event.world.scenario.token.lifetime).components.seconds
        let lifetime = min(max(wanted, 0), DateTime.latest.unixSeconds)
        // An expired token has lived its life and ended a second ago.
        let issued = fate?.flaw == .expired ? now - lifetime - 1 : now
        var claims = claims(client: client, roles: roles, event: event, now: issued, lifetime: lifetime)
        if fate?.flaw == .wrongAudience, let index = claims.firstIndex(where: { $0.name == "aud" }) {
            claims[index].value = .string("wrong-audience")
        }
        let signed = headers[event.world.scenario.token.type]! + "." + Base64URL.encode(JSONValue.object(claims).bytes)
        var signature = try key.key.sign(Array(signed.utf8))
        if fate?.flaw == .wrongSignature { signature[0] ^= 0x55 }
        let token = signed + "." + Base64URL.encode(signature)
        event.world.revocations.note(token, of: client.clientId)
        if let uses = fate?.revokedAfter { event.world.revocations.limit(token, uses: uses) }
        return token
    }

    private func claims(
        client: Client, roles: [Role], event: ServeEvent, now: Int64, lifetime: Int64
    ) -> [JSONValue.Member] {
        let (token, behaviour) = (event.world.scenario.token, event.world.scenario.behaviour)
        let directory = event.snapshot.directory
        let position = directory.position(of: client.company)
        let company = position.map { directory.company(at: $0) }
        // A Company Admin's parent claims are empty strings, not absent (the vendor's table of claims).
        let managesCompanies = roles.contains(where: \.managesCompanies)
        let parent = managesCompanies ? company?.parent.flatMap(event.snapshot.company(withID:)) : nil
        let names = roles.map { JSONValue.string($0.name) }
        let native = behaviour.claimTypes == .native
        func boolean(_ value: Bool) -> JSONValue { native ? .boolean(value) : .string(value ? "true" : "false") }
        let number = position.map { String(directory.number(at: $0)) } ?? "0"
        return [
            .init("nbf", .number("\(now)")),
            .init("exp", .number("\(now + lifetime)")),
            .init("iss", .string(event.issuer)),
            .init("aud", .string(token.audience)),
            .init("client_id", .string(client.clientId)),
            .init("user_company_resourceid", .string(client.company)),
            .init("user_company_name", .string(company?.name ?? "")),
            .init("user_company_id", native ? .number(number) : .string(number)),
            .init("user_company_logopath", .string(company?.logoUrl ?? "")),
            .init("user_company_industry_name", .string(company?.industry.name ?? "")),
            .init("user_company_industry_resourceid", .string(company?.industry.resourceId ?? "")),
            .init("user_company_parentcompany_resourceid", .string(parent?.resourceId ?? "")),
            .init("user_company_parentcompany_name", .string(parent?.name ?? "")),
            .init("role", names.count == 1 ? names[0] : .array(names)),
            .init("company_admin_access", boolean(true)),
            .init("reseller_access", boolean(managesCompanies)),
            .init("root_access", boolean(false)),
            .init("jti", .string(event.world.random.tokenID())),
            .init("iat", .number("\(now)")),
            .init("scope", .array([.string("api1")])),
        ]
    }
}

extension Role {
    /// Whether the role is one for many companies, as `reseller_access` says.
    var managesCompanies: Bool { permissions.contains(.searchCompanies) }
}
