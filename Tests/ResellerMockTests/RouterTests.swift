import HTTP1
import Testing

@testable import ResellerMock

struct RouterTests {
    private static func destination(_ method: String, _ path: String) throws -> Router.Destination {
        Router.destination(of: try Request(method: Method(method), path: path))
    }

    @Test(arguments: [
        ("POST", "/connect/token", Operation.token, "token"),
        ("GET", "/Connect/Token", .token, "Token"),
        ("POST", "/api/companies/search", .searchCompanies, ""),
        ("POST", "/API/Companies/SEARCH", .searchCompanies, "SEARCH"),
        ("POST", "/api/companies/search/", .searchCompanies, "search"),
        ("GET", "/api/companies/xC5kfGz7w2Nz", .getCompany, "xC5kfGz7w2Nz"),
        ("GET", "/api/companies/xC5kfGz7w2N%7A", .getCompany, "xC5kfGz7w2Nz"),
        ("GET", "/api/companies/search", .getCompany, "search"),
        ("GET", "/api/companies/bulk-delete", .getCompany, "bulk-delete"),
        ("GET", "/api/companies/my", .notEmulated("GET /api/companies/my"), "my"),
        ("PUT", "/api/companies/search", .notEmulated("PUT /api/companies/{resourceId}"), "search"),
        ("DELETE", "/api/companies/bulk-delete", .notEmulated("DELETE /api/companies/bulk-delete"), "bulk-delete"),
        ("GET", "/api/lookups/licenses", .notEmulated("GET /api/lookups/licenses"), "licenses"),
        ("GET", "/.well-known/openid-configuration", .discovery, "openid-configuration"),
        ("GET", "/.well-known/openid-configuration/jwks", .keys, "jwks"),
    ])
    func pathReachesTheMostSpecificRouteWithItsVerb(
        _ method: String, _ path: String, _ operation: Operation, _ parameter: String
    ) throws {
        #expect(try Self.destination(method, path).match == .operation(operation, parameter: parameter))
    }

    @Test(arguments: [
        ("PATCH", "/api/companies/search", "DELETE, GET, POST, PUT"),
        ("POST", "/api/companies/my", "DELETE, GET, PUT"),
        ("HEAD", "/api/companies/xC5kfGz7w2Nz", "DELETE, GET, PUT"),
        ("OPTIONS", "/api/companies/xC5kfGz7w2Nz", "DELETE, GET, PUT"),
        ("GET", "/api/companies", "POST"),
        ("PATCH", "/api/companies/clients", "DELETE, GET, POST, PUT"),
        ("POST", "/.well-known/openid-configuration", "GET"),
    ])
    func unknownVerbGetsThePooledVerbsOfThePath(_ method: String, _ path: String, _ allow: String) throws {
        #expect(try Self.destination(method, path).match == .methodNotAllowed(allow: allow))
    }

    @Test(arguments: [
        ("/companies/search", "no route /companies/search; the nearest is POST /api/companies/search"),
        (
            "/api/company/xC5kfGz7w2Nz",
            "no route /api/company/xC5kfGz7w2Nz; the nearest is DELETE, GET, PUT /api/companies/{resourceId}"
        ),
        ("/api/connect/token", "no route /api/connect/token; the nearest is POST /connect/token"),
        ("/connect/token/", "no route /connect/token/; the nearest is POST /connect/token"),
        (
            "/",
            "no route /; the routes are POST /connect/token, POST /api/companies/search, "
                + "GET /api/companies/{resourceId}"
        ),
    ])
    func unknownPathIsToldTheNearestRoute(_ path: String, _ hint: String) throws {
        #expect(try Self.destination("GET", path).match == .notFound(hint: hint))
    }
}
