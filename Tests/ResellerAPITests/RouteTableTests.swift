import Testing

@testable import ResellerAPI

struct RouteTableTests {
    private func match(_ method: String, _ path: String) -> RouteMatch {
        RouteTable.shared.match(method: method, path: path)
    }

    @Test(arguments: [
        ("POST", "/connect/token", "POST /connect/token", EmulatedOperation.token, ""),
        ("GET", "/Connect/Token", "POST /connect/token", .token, ""),
        ("QUERY", "/connect/token", "POST /connect/token", .token, ""),
        ("POST", "/api/companies/search", "POST /api/companies/search", .searchCompanies, ""),
        ("POST", "/API/Companies/SEARCH", "POST /api/companies/search", .searchCompanies, ""),
        ("POST", "/api/companies/%73earch/", "POST /api/companies/search", .searchCompanies, ""),
        ("GET", "/api/companies/xC5kfGz7w2Nz", "GET /api/companies/{resourceId}", .getCompany, "xC5kfGz7w2Nz"),
        ("GET", "/api/companies/xC5kfGz7w2N%7A", "GET /api/companies/{resourceId}", .getCompany, "xC5kfGz7w2Nz"),
        ("GET", "/api/companies/%zz%41", "GET /api/companies/{resourceId}", .getCompany, "%zzA"),
        ("GET", "/api/companies/a%2Fb", "GET /api/companies/{resourceId}", .getCompany, "a/b"),
        ("GET", "/api/companies/search", "GET /api/companies/{resourceId}", .getCompany, "search"),
        ("GET", "/api/companies/bulk-delete", "GET /api/companies/{resourceId}", .getCompany, "bulk-delete"),
        ("PUT", "/api/companies/search", "PUT /api/companies/{resourceId}", .updateCompany, "search"),
        ("GET", "/api/companies/my", "GET /api/companies/my", .listMyCompanies, ""),
        ("GET", "/api/companies/privacy", "GET /api/companies/privacy", .getPrivacy, ""),
        ("PUT", "/api/companies/limited/", "PUT /api/companies/limited", .updateCompanyLimited, ""),
        ("DELETE", "/api/companies/bulk-delete", "DELETE /api/companies/bulk-delete", .deleteCompanies, ""),
        ("GET", "/api/companies/privacymask", "GET /api/companies/privacymask", nil, ""),
        ("GET", "/api/whitelabeling/x", "GET /api/whitelabeling/{companyId}", nil, "x"),
        ("PUT", "/api/whitelabeling/x", "PUT /api/whitelabeling/{resourceId}", nil, "x"),
        ("GET", "/.well-known/openid-configuration", "GET /.well-known/openid-configuration", .discovery, ""),
        ("GET", "/.well-known/openid-configuration/jwks", "GET /.well-known/openid-configuration/jwks", .keys, ""),
        ("get", "/api/companies/a.b", "GET /api/companies/{resourceId}", .getCompany, "a.b"),
        ("Post", "/api/companies/search", "POST /api/companies/search", .searchCompanies, ""),
        ("GET", "/api/x/../companies/./a", "GET /api/companies/{resourceId}", .getCompany, "a"),
        ("GET", "/api/companies/%2e%2E/companies/...", "GET /api/companies/{resourceId}", .getCompany, "..."),
        ("GET", "/../../.well-known/openid-configuration", "GET /.well-known/openid-configuration", .discovery, ""),
        ("POST", "/api/companies/search/x/..", "POST /api/companies/search", .searchCompanies, ""),
    ])
    func pathReachesTheMostSpecificRouteWithItsVerb(
        _ method: String, _ path: String, _ name: String, _ operation: EmulatedOperation?, _ parameter: String
    ) throws {
        guard case .endpoint(let endpoint, parameter) = match(method, path) else {
            Issue.record("\(match(method, path))")
            return
        }
        #expect(endpoint.name == name && endpoint.operation == operation)
    }

    @Test(arguments: [
        ("PATCH", "/api/companies/search", "DELETE, GET, POST, PUT"),
        ("POST", "/api/companies/my", "DELETE, GET, PUT"),
        ("HEAD", "/api/companies/xC5kfGz7w2Nz", "DELETE, GET, PUT"),
        ("OPTIONS", "/api/companies/xC5kfGz7w2Nz", "DELETE, GET, PUT"),
        ("gett", "/api/companies/xC5kfGz7w2Nz", "DELETE, GET, PUT"),
        ("GET", "/api/companies", "POST"),
        ("GET", "/api/companies/x/..", "POST"),
        ("PATCH", "/api/companies/clients", "DELETE, GET, POST, PUT"),
        ("PATCH", "/api/whitelabeling/x", "DELETE, GET, PUT"),
        ("POST", "/.well-known/openid-configuration", "GET"),
    ])
    func unknownVerbGetsThePooledVerbsOfThePath(_ method: String, _ path: String, _ allow: String) {
        guard case .wrongVerb(_, let allowed) = match(method, path) else {
            Issue.record("\(match(method, path))")
            return
        }
        #expect(allowed.map(\.name).joined(separator: ", ") == allow)
    }

    @Test(arguments: [
        "/", "*", "", "/api", "/api/", "/api/companies//", "//api/companies/search", "/connect/token/",
        "/companies/search",
        "/.well-known/openid-configuration/", "/api/companies/x/y/z", "/api/loo\u{212A}ups/licenses",
    ])
    func pathOfNoTemplateIsNone(_ path: String) {
        #expect(match("GET", path) == .none)
    }

    /// Every line is reached with each of its verbs under its own name: no literal is taken for a parameter.
    @Test func everyLineOfTheTableIsReached() {
        let lines = RouteTable.lines.description.split(separator: "\n").map { $0.split(separator: " ") }
        // The vendor's document has 829 paths, the platform's identity service two more.
        #expect(lines.count == 831 && Set(lines.map(\.first)).count == 831)
        for words in lines {
            let path = words[0].replacing(/\{\w+\}/, with: "xC5kfGz7w2Nz")
            for verb in words.dropFirst().map({ $0.prefix { $0 != "=" } }) where verb != "ANY" {
                guard case .endpoint(let endpoint, _) = match(String(verb), path.uppercased()) else {
                    Issue.record("\(verb) \(path) is no operation")
                    continue
                }
                #expect(endpoint.name == "\(verb) \(words[0])")
            }
        }
    }

    @Test func operationsAreInTheTableOnceWithTheirPermissions() {
        let table = RouteTable.shared
        #expect(
            table.emulated.compactMap(\.operation).sorted { $0.rawValue < $1.rawValue } == EmulatedOperation.allCases)
        #expect(
            EmulatedOperation.allCases.prefix(5).map { table.endpoint(of: $0).permission?.description } == [
                nil, nil, nil, "companies/search|POST", "companies/{resourceId}|GET",
            ])
        #expect(Set(Role.reseller.permissions).count == EmulatedOperation.allCases.count - 3)
        #expect(Set(Role.companyAdmin.permissions).isSubset(of: Role.reseller.permissions))
    }

    @Test(arguments: [
        ("/companies/search", "/api/companies/search"), ("/api/company/xC5kfGz7w2Nz", "/api/companies/{resourceId}"),
        ("/api/companies/serch/export", "/api/companies/search/export"), ("/connect/tokn", "/connect/token"),
        ("/api//companies/search", "/api/companies/search"), ("/api/connect/token", "/connect/token"),
        ("/api/lokups/licenses", "/api/lookups/licenses"), ("/companies/my", "/api/companies/my"),
    ])
    func nearestRouteIsFound(_ path: String, _ template: String) {
        #expect(RouteTable.shared.nearest(to: RouteTable.segments(of: path))?.template == template)
    }

    @Test(arguments: ["/", "/nowhere", "/a/b/c", "", "/\u{1F600}", "/" + String(repeating: "a/", count: 500)])
    func nothingIsNearToAPathFromElsewhere(_ path: String) {
        #expect(RouteTable.shared.nearest(to: RouteTable.segments(of: path)) == nil)
    }
}
