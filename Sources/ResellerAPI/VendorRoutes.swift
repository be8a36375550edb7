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

    /// The segments of each template in lower case, nil for a parameter.
    package static let segments: [[ExactText?]] = all.map { template, _ in
        template.parts(separatedBy: "/").dropFirst().map {
            $0.startsExactly(with: "{") ? nil : ExactText($0.lowercasedASCII)
        }
    }

    /// The index of the route with this template.
    public static func index(ofTemplate template: String) -> Int? {
        all.firstIndex { $0.template == template }
    }

    /// The indices of the routes that a path fits, whatever the verb; segments are decoded, the letters A to Z in lower
    /// case.
    package static func fitting(_ path: [ExactText]) -> [Int] {
        segments.indices.filter { fits(segments[$0], path) }
    }

    /// Which of the routes that a path fits the platform takes: the one with the most literal segments that has the
    /// verb; where none has it, the one with the most literal segments, and the verb is refused (facts of the platform's
    /// endpoint matcher). The token endpoint takes every verb and refuses by itself.
    public static func choice(among routes: [Int], method: String) -> (route: Int, takesMethod: Bool)? {
        let takers = routes.filter { all[$0].methods.contains(method) || all[$0].template == tokenTemplate }
        func mostLiteral(_ routes: [Int]) -> Int? {
            routes.max { literals($0) < literals($1) }
        }
        return mostLiteral(takers).map { ($0, true) } ?? mostLiteral(routes).map { ($0, false) }
    }

    private static func literals(_ route: Int) -> Int {
        segments[route].count { $0 != nil }
    }

    /// Whether decoded segments in lower case fit a template's.
    static func fits(_ template: [ExactText?], _ path: [ExactText]) -> Bool {
        path.count == template.count
            && zip(template, path).allSatisfy { pattern, segment in
                pattern.map { $0 == segment } ?? !segment.text.isEmpty
            }
    }
}
