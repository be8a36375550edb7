import HTTP1
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
}

/// The vendor's routes and verbs: those emulated and those the vendor's schema knows beside them.
enum RouteTable {
    struct Route: Sendable {
        /// As in the vendor's schema, such as `/api/companies/{resourceId}`.
        let template: String
        let segments: [Segment]
        /// How specific the template is: of two that fit, the platform takes the one with more literals.
        var literals: Int { segments.count { $0 != .parameter } }
        /// Verbs in alphabetical order, the order of `Allow`.
        let operations: [(method: String, operation: Operation)]
        /// Routes outside `/api` belong to the token service, which matches them exactly; the others tolerate a
        /// slash at the end.
        var toleratesTrailingSlash: Bool { template.hasPrefix("/api/") }
        /// The platform's token endpoint answers every verb itself.
        var answersEveryMethod: Bool { template == tokenPath }
    }

    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter
    }

    static let tokenPath = VendorRoutes.tokenTemplate
    static let discoveryPath = "/.well-known/openid-configuration"
    static let keysPath = "/.well-known/openid-configuration/jwks"

    static let routes: [Route] = VendorRoutes.all.map { template, methods in
        let segments = template.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? Segment.parameter : .literal(segment.lowercased())
        }
        return Route(
            template: template, segments: segments,
            operations: methods.map { ($0, operation(method: $0, template: template)) })
    }

    private static func operation(method: String, template: String) -> Operation {
        switch "\(method) \(template)" {
        case "POST \(tokenPath)": .token
        case "GET \(discoveryPath)": .discovery
        case "GET \(keysPath)": .keys
        case "POST /api/companies/search": .searchCompanies
        case "GET /api/companies/{resourceId}": .getCompany
        case let other: .notEmulated(other)
        }
    }
}
