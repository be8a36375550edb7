/// A REST API client: the credential of the client-credentials grant.
public struct Client: Hashable, Sendable {
    /// The identifier in calls; derived from `clientId` where none is given.
    package var givenResourceId: String?
    /// What people call it; `clientId` where nothing is given.
    package var givenName: String?
    /// When it was made; nil for one that was there from the start.
    package var createTime: DateTime?
    /// At most 100 UTF-16 units (the platform's input limit).
    public var clientId: String
    /// At most 100 UTF-16 units (the platform's input limit).
    public var clientSecret: String
    /// The name of a role.
    public var role: String
    /// The names of roles that it has beside that one.
    package var furtherRoles: [String] = []
    /// The `resourceId` of the company it belongs to.
    public var company: String
    /// An inactive client gets no tokens.
    public var isActive = true
    /// Addresses or CIDR blocks it may ask for tokens from; nil for no restriction.
    public var allowedIpAddresses: [AddressBlock]?

    /// An active client without an address restriction.
    public init(clientId: String, clientSecret: String, role: String, company: String) {
        self.clientId = clientId
        self.clientSecret = clientSecret
        self.role = role
        self.company = company
    }
}

extension Client: CompanyResource {
    package var resourceId: String { givenResourceId ?? ResourceID.derived(from: "restClient:\(clientId)") }
    package var owner: String? { company }
    package var name: String { givenName ?? clientId }
    package var roles: [String] {
        get { [role] + furtherRoles }
        set {
            role = newValue.first ?? role
            furtherRoles = Array(newValue.dropFirst())
        }
    }
}
