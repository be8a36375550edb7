import HTTP1
import Testing

@testable import ResellerMock

struct RouteHintTests {
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
            "no route /; among the routes are POST /connect/token, POST /api/companies/search, "
                + "GET /api/companies/{resourceId}"
        ),
    ])
    func unknownPathIsToldTheNearestRoute(_ path: String, _ hint: String) throws {
        #expect(RouteHint.text(for: try Request(path: path).target) == hint)
    }
}
