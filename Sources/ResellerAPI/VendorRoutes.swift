/// The routes of the vendor's API in reach of the mock: those emulated and those the vendor's schema knows beside them.
public enum VendorRoutes {
    /// Templates as in the vendor's schema, with their verbs in alphabetical order.
    public static let all: [(template: String, methods: [String])] = [
        ("/connect/token", ["POST"]),
        ("/.well-known/openid-configuration", ["GET"]),
        ("/.well-known/openid-configuration/jwks", ["GET"]),
        ("/api/companies/search", ["POST"]),
        ("/api/companies/{resourceId}", ["DELETE", "GET", "PUT"]),
        ("/api/companies", ["POST"]),
        ("/api/companies/search/export", ["POST"]),
        ("/api/companies/my", ["GET"]),
        ("/api/companies/{resourceId}/license-check", ["GET"]),
        ("/api/companies/bulk-delete", ["DELETE"]),
        ("/api/companies/clients", ["POST"]),
        ("/api/companies/clients/{resourceId}", ["DELETE", "GET", "PUT"]),
        ("/api/companies/clients/search", ["POST"]),
        ("/api/companies/clients/generate-client-credentials", ["GET"]),
        ("/api/roles", ["GET"]),
        ("/api/company-groups", ["GET", "POST"]),
        ("/api/company-groups/search", ["POST"]),
        ("/api/company-groups/{resourceId}", ["DELETE", "GET", "PUT"]),
        ("/api/company-groups/{resourceId}/participants", ["DELETE", "PUT"]),
        ("/api/company-groups/{resourceId}/companies/search", ["POST"]),
        ("/api/lookups", ["POST"]),
        ("/api/lookups/{typeId}", ["GET"]),
        ("/api/lookups/licenses", ["GET"]),
        ("/api/codetypes", ["GET"]),
    ]

    /// The token endpoint, outside `/api`.
    public static let tokenTemplate = "/connect/token"
}
