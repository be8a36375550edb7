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
    /// What it is for.
    package var description: String?
    /// The `resourceId` of the company that has made it; nil for one that every company has.
    package var owner: String?
    /// When it was made; nil for one that was there from the start.
    package var createTime: DateTime?
    /// The companies that have it beside its own.
    package var availableFor: [RoleAvailability] = []
    /// Names that it had before, which tokens may still say.
    package var formerNames: [String] = []

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

/// A company that a role is made available for.
package struct RoleAvailability: Hashable, Sendable {
    /// What kind of thing `target` is; the vendor's texts are not known.
    package var type: String?
    /// The `resourceId` of a company.
    package var target: String

    package init(type: String?, target: String) {
        self.type = type
        self.target = target
    }
}

extension Role: CompanyResource {
    package var resourceId: String { givenResourceId ?? ResourceID.derived(from: "role:\(name)") }

    /// Whether the role is one of the vendor's.
    package var isSystem: Bool { [Role.reseller.name, Role.companyAdmin.name].containsExactly(name) }
}

extension Permission {
    /// The identifier in lists of permissions.
    package var resourceId: String { ResourceID.derived(from: "permission:\(description)") }
}
