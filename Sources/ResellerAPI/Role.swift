/// A permission string of the vendor: the path below `/api/` with its template kept literally, a bar, the verb, as in
/// `companies/{resourceId}|GET`.
public struct Permission: Hashable, Sendable, CustomStringConvertible {
    private let exactText: ExactText

    /// As the vendor writes it.
    public var description: String { exactText.text }

    /// Reads a permission; nil unless it is a path without a leading slash, one bar and an upper-case HTTP verb.
    public init?(_ text: String) {
        let parts = text.parts(separatedBy: "|")
        guard parts.count == 2, let first = parts[0].utf8.first, first != UInt8(ascii: "/"),
            !parts[0].unicodeScalars.contains(where: \.properties.isWhitespace),
            ["GET", "POST", "PUT", "DELETE", "PATCH"].containsExactly(parts[1])
        else { return nil }
        exactText = ExactText(text)
    }

    /// `POST /api/companies/search`.
    public static let searchCompanies = RouteTable.shared.endpoint(of: .searchCompanies).permission!
    /// `GET /api/companies/{resourceId}`.
    public static let getCompany = RouteTable.shared.endpoint(of: .getCompany).permission!
}

/// A named set of permissions, in the order in which a token response lists them.
public struct Role: Hashable, Sendable {
    /// The name, also the token's `role` claim.
    public var name: String
    /// Listed in the token response.
    public var permissions: [Permission]
    /// The identifier in calls; derived from the name where none is given.
    package var givenResourceId: String?

    /// A role with these permissions.
    public init(name: String, permissions: [Permission]) {
        self.name = name
        self.permissions = permissions
    }

    /// The vendor's role for credentials that manage companies; it may do all that the mock emulates.
    public static let reseller = Role(
        name: "Reseller", permissions: RouteTable.shared.emulated.compactMap(\.permission))
    /// The vendor's role for credentials of a single company; the page makes both company operations reseller-only.
    public static let companyAdmin = Role(
        name: "Company Admin",
        permissions: RouteTable.shared.emulated.filter { $0.operation?.isForCompanyAdmins ?? false }
            .compactMap(\.permission))
}

/// A REST API client: the credential of the client-credentials grant.
public struct Client: Hashable, Sendable {
    /// The identifier in calls; derived from `clientId` where none is given.
    package var givenResourceId: String?
    /// At most 100 UTF-16 units (the platform's input limit).
    public var clientId: String
    /// At most 100 UTF-16 units (the platform's input limit).
    public var clientSecret: String
    /// The name of a role.
    public var role: String
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

extension Role: Resource {
    package var resourceId: String { givenResourceId ?? ResourceID.derived(from: "role:\(name)") }
}

extension Client: Resource {
    package var resourceId: String { givenResourceId ?? ResourceID.derived(from: "restClient:\(clientId)") }
}
