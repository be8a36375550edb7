import ResellerAPI

/// What a verified token says of its bearer, as far as the API's answers depend on it.
struct AccessToken: Hashable, Sendable {
    /// The token's `client_id`.
    var clientId: String
    /// The names in the `role` claim; several when it is an array.
    var roles: [String]
    /// `user_company_resourceid`, the company the credential belongs to.
    var company: String
    /// Seconds since 1970.
    var expires: Int64
    /// Seconds since 1970.
    var notBefore: Int64?
}
