import HTTP1

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

    static let tokenPath = "/connect/token"
    static let discoveryPath = "/.well-known/openid-configuration"
    static let keysPath = "/.well-known/openid-configuration/jwks"

    static let routes: [Route] = [
        route(tokenPath, "POST"),
        route(discoveryPath, "GET"),
        route(keysPath, "GET"),
        route("/api/companies/search", "POST"),
        route("/api/companies/{resourceId}", "DELETE GET PUT"),
        route("/api/companies", "POST"),
        route("/api/companies/search/export", "POST"),
        route("/api/companies/my", "GET"),
        route("/api/companies/{resourceId}/license-check", "GET"),
        route("/api/companies/bulk-delete", "DELETE"),
        route("/api/companies/clients", "POST"),
        route("/api/companies/clients/{resourceId}", "DELETE GET PUT"),
        route("/api/companies/clients/search", "POST"),
        route("/api/companies/clients/generate-client-credentials", "GET"),
        route("/api/roles", "GET"),
        route("/api/company-groups", "GET POST"),
        route("/api/company-groups/search", "POST"),
        route("/api/company-groups/{resourceId}", "DELETE GET PUT"),
        route("/api/company-groups/{resourceId}/participants", "DELETE PUT"),
        route("/api/company-groups/{resourceId}/companies/search", "POST"),
        route("/api/lookups", "POST"),
        route("/api/lookups/{typeId}", "GET"),
        route("/api/lookups/licenses", "GET"),
        route("/api/codetypes", "GET"),
    ]

    private static func route(_ template: String, _ methods: String) -> Route {
        let segments = template.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? Segment.parameter : .literal(segment.lowercased())
        }
        let operations = methods.split(separator: " ").map { method in
            (String(method), operation(method: String(method), template: template))
        }
        return Route(template: template, segments: segments, operations: operations)
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
