import ResellerAPI

/// What a request can reach.
enum Operation: Hashable, Sendable {
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
    /// An operation of the vendor's schema that is not emulated, as `PUT /api/companies/{resourceId}`.
    case notEmulated(String)

    /// The vendor's verb and route.
    var name: String {
        switch self {
        case .token: "POST /connect/token"
        case .discovery: "GET /.well-known/openid-configuration"
        case .keys: "GET /.well-known/openid-configuration/jwks"
        case .searchCompanies: "POST /api/companies/search"
        case .getCompany: "GET /api/companies/{resourceId}"
        case .notEmulated(let name): name
        }
    }
}

/// What the mock does on the vendor's routes, which `VendorRoutes` lists.
enum RouteTable {
    static let tokenPath = VendorRoutes.tokenTemplate
    static let discoveryPath = "/.well-known/openid-configuration"
    static let keysPath = "/.well-known/openid-configuration/jwks"
    /// The indices of the routes that nearly all requests are for.
    static let search = VendorRoutes.index(ofTemplate: "/api/companies/search")!
    static let token = VendorRoutes.index(ofTemplate: tokenPath)!
    static let detail = VendorRoutes.index(ofTemplate: "/api/companies/{resourceId}")!

    /// Routes outside `/api` belong to the token service, which matches them exactly; the others tolerate a slash at
    /// the end.
    static func toleratesTrailingSlash(_ route: Int) -> Bool {
        VendorRoutes.all[route].template.hasPrefix("/api/")
    }

    static func operation(method: String, route: Int) -> Operation {
        let template = VendorRoutes.all[route].template
        if template == tokenPath { return .token }
        return switch "\(method) \(template)" {
        case "GET \(discoveryPath)": .discovery
        case "GET \(keysPath)": .keys
        case "POST /api/companies/search": .searchCompanies
        case "GET /api/companies/{resourceId}": .getCompany
        case let other: .notEmulated(other)
        }
    }
}
