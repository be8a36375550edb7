import ResellerAPI
import Scenarios

/// What a token with a good signature says. A class, so that handing one on costs the same however much there is to it.
final class AccessToken: Sendable {
    /// The token's `client_id` and `role`.
    let caller: Caller
    /// `user_company_resourceid`, the company the credential belongs to.
    let company: String
    let audiences: [String]
    let issuer: String?
    let expires: DateTime?
    let notBefore: DateTime?
    /// What journals have in place of it.
    let fingerprint: [UInt8]

    init(
        clientId: String, roles: [String], company: String, audiences: [String], issuer: String?, expires: DateTime?,
        notBefore: DateTime?, fingerprint: [UInt8] = []
    ) {
        self.fingerprint = fingerprint
        caller = Caller(clientId: clientId, roles: roles)
        self.company = company
        self.audiences = audiences
        self.issuer = issuer
        self.expires = expires
        self.notBefore = notBefore
    }

    var clientId: String { caller.clientId }
    /// Several when the claim is an array.
    var roles: [String] { caller.roles }

    /// Throws when a world does not accept it at `now`, in the platform's order: the times, with the scenario's clock skew
    /// allowed for, the audience, the issuer.
    func check(in world: World, at now: DateTime) throws(TokenRefusal) {
        let skew = max(0, world.scenario.token.clockSkew.ticks)
        guard let expires else { throw .noExpiration }
        if let notBefore, notBefore > now.advanced(by: skew) { throw .notYetValid(notBefore) }
        if expires <= now.advanced(by: -skew) { throw .expired(expires) }
        guard audiences.containsExactly(world.scenario.token.audience) else {
            throw .invalidAudience(audiences.excerpt)
        }
        // A mock has several addresses, and its signature says that the token is one of its own.
        if world.scenario.token.issuesForItself { return }
        guard let issuer, issuer.isExactly(world.scenario.token.issuer) else {
            throw .invalidIssuer(issuer?.excerpt ?? "")
        }
    }
}

/// Who asks: an OAuth client and its roles. A class, so that handing one on costs the same however much there is to it.
final class Caller: Sendable {
    let clientId: String
    let roles: [String]

    init(clientId: String, roles: [String]) {
        self.clientId = clientId
        self.roles = roles
    }
}
