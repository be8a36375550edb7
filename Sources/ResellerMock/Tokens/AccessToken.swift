import ResellerAPI

/// What a verified token says of its bearer, as far as the API's answers depend on it.
struct AccessToken: Sendable {
    /// The token's `client_id` and `role`.
    let caller: Caller
    /// `user_company_resourceid`, the company the credential belongs to.
    let company: String
    let expires: DateTime
    let notBefore: DateTime?

    init(clientId: String, roles: [String], company: String, expires: DateTime, notBefore: DateTime?) {
        caller = Caller(clientId: clientId, roles: roles)
        self.company = company
        self.expires = expires
        self.notBefore = notBefore
    }

    var clientId: String { caller.clientId }
    /// Several when the claim is an array.
    var roles: [String] { caller.roles }
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
