/// An operation that the mock emulates. Where it is, with which verb, says `RouteTable`.
package enum EmulatedOperation: UInt8, CaseIterable, Hashable, Sendable {
    /// `POST /connect/token`; other verbs too, for the platform answers them as bad token requests.
    case token
    /// `GET /.well-known/openid-configuration`.
    case discovery
    /// `GET /.well-known/openid-configuration/jwks`.
    case keys
    /// `POST /api/companies/search`.
    case searchCompanies
    /// `GET /api/companies/{resourceId}`.
    case getCompany

    case createCompany, updateCompany, updateCompanyLimited, deleteCompany, deleteCompanies, getCompanyLogo
    case exportCompanies, listMyCompanies, searchMyCompanies, checkLicense, getLicenseExpiryDate, getPrivacy, setPrivacy
    case listCompanyGroups, createCompanyGroup, searchCompanyGroups, searchCompanyGroupsWithParents, getCompanyGroup
    case updateCompanyGroup, deleteCompanyGroup, deleteCompanyGroups, exportCompanyGroups, addGroupParticipants
    case removeGroupParticipants, searchGroupCompanies, exportGroupCompanies

    case generateClient, createClient, searchClients, exportClients, getClient, updateClient, deleteClient
    case listRoles, listAvailableRoles, searchRoles, getRole, createRole, updateRole, deleteRole, listPermissions
    case searchLookups, getLookups, listLicenses, listCodeTypes, listCountryTimeZones, listTimeZones
    case createSystemUser, searchSystemUsers, updateSystemUser, deleteSystemUser, deleteSystemUsers
    case listSCIMFields, createSCIM, searchSCIM, getSCIM, updateSCIM, deleteSCIM, revokeSCIM

    /// Whether the vendor's role for a single company may call it (assumed, but for `companies/my`).
    package var isForCompanyAdmins: Bool {
        switch self {
        case .updateCompanyLimited, .getCompanyLogo, .listMyCompanies, .searchMyCompanies, .checkLicense,
            .getLicenseExpiryDate, .getPrivacy, .setPrivacy:
            true
        case .token, .discovery, .keys, .searchCompanies, .getCompany, .createCompany, .updateCompany, .deleteCompany,
            .deleteCompanies, .exportCompanies, .listCompanyGroups, .createCompanyGroup, .searchCompanyGroups,
            .searchCompanyGroupsWithParents, .getCompanyGroup, .updateCompanyGroup, .deleteCompanyGroup,
            .deleteCompanyGroups, .exportCompanyGroups, .addGroupParticipants, .removeGroupParticipants,
            .searchGroupCompanies, .exportGroupCompanies:
            false
        case .generateClient, .createClient, .searchClients, .exportClients, .getClient, .updateClient, .deleteClient:
            true
        case .listRoles, .listAvailableRoles, .searchRoles, .getRole, .createRole, .updateRole, .deleteRole,
            .listPermissions:
            true
        case .searchLookups, .getLookups, .listLicenses, .listCodeTypes, .listCountryTimeZones, .listTimeZones: true
        case .createSystemUser, .searchSystemUsers, .updateSystemUser, .deleteSystemUser, .deleteSystemUsers: true
        case .listSCIMFields, .createSCIM, .searchSCIM, .getSCIM, .updateSCIM, .deleteSCIM, .revokeSCIM: true
        }
    }

    /// Whether it changes nothing.
    package var isReading: Bool {
        switch self {
        case .token, .discovery, .keys, .searchCompanies, .getCompany, .getCompanyLogo, .exportCompanies,
            .listMyCompanies,
            .searchMyCompanies, .checkLicense, .getLicenseExpiryDate, .getPrivacy, .listCompanyGroups,
            .searchCompanyGroups,
            .searchCompanyGroupsWithParents, .getCompanyGroup, .exportCompanyGroups, .searchGroupCompanies,
            .exportGroupCompanies:
            true
        case .createCompany, .updateCompany, .updateCompanyLimited, .deleteCompany, .deleteCompanies, .setPrivacy,
            .createCompanyGroup, .updateCompanyGroup, .deleteCompanyGroup, .deleteCompanyGroups, .addGroupParticipants,
            .removeGroupParticipants:
            false
        case .generateClient, .searchClients, .exportClients, .getClient: true
        case .createClient, .updateClient, .deleteClient: false
        case .listRoles, .listAvailableRoles, .searchRoles, .getRole, .listPermissions: true
        case .createRole, .updateRole, .deleteRole: false
        case .searchLookups, .getLookups, .listLicenses, .listCodeTypes, .listCountryTimeZones, .listTimeZones: true
        case .searchSystemUsers: true
        case .createSystemUser, .updateSystemUser, .deleteSystemUser, .deleteSystemUsers: false
        case .listSCIMFields, .searchSCIM, .getSCIM: true
        case .createSCIM, .updateSCIM, .deleteSCIM, .revokeSCIM: false
        }
    }
}

/// A verb of the vendor's API.
package enum Verb: UInt8, CaseIterable, Hashable, Sendable {
    case delete, get, patch, post, put

    /// Nil for a method that no operation of the vendor has. The platform routes verbs without regard to letter case.
    package init?(_ method: String) {
        switch method {
        case "GET": self = .get
        case "POST": self = .post
        default:
            guard let verb = Self.allCases.first(where: { $0.name.isExactlyIgnoringCase(method) }) else { return nil }
            self = verb
        }
    }

    /// In capitals.
    package var name: String {
        switch self {
        case .delete: "DELETE"
        case .get: "GET"
        case .patch: "PATCH"
        case .post: "POST"
        case .put: "PUT"
        }
    }
}

/// An operation of the vendor's API, emulated or not: a verb on a route.
package struct Endpoint: Hashable, Sendable {
    package let route: Route
    package let verb: Verb
    /// Nil for what the mock does not emulate.
    package let operation: EmulatedOperation?

    /// Such as `GET /api/companies/{resourceId}`.
    package var name: String { "\(verb.name) \(route.template)" }

    /// What a role needs for it; nil outside `/api`, where the caller proves who it is in the request itself or asks for
    /// what everyone may know.
    package var permission: Permission? {
        route.isBelowAPI ? Permission("\(route.template.dropFirst("/api/".count))|\(verb.name)") : nil
    }
}
