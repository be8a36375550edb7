import Testing

@testable import ResellerMock

/// Pages of other origins (CORS).
struct CrossOriginTests {
    private static let page = "https://app.example"
    private static let preflight = [
        "Origin": page, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    ]

    @Test(arguments: ["/connect/token", "/api/companies/search", "/api/companies/x", "/nowhere"])
    func preflightsAreAnsweredOnEveryRouteBeforeRulesAndOutages(_ path: String) throws {
        let mock = try Mock([
            "cors": [Self.page], "outages": [["from": "now", "until": "now+1h"]],
            "rules": [["name": "all", "then": ["answer": ["status": 500]]]],
        ])
        let reply = try mock.send("OPTIONS", path, Self.preflight)
        #expect(reply.status == 204)
        #expect(reply.body.isEmpty)
        #expect(reply.header("Access-Control-Allow-Origin") == Self.page)
        #expect(reply.header("Access-Control-Allow-Methods") == "POST")
        #expect(reply.header("Access-Control-Allow-Headers") == "authorization,content-type")
        #expect(reply.header("Access-Control-Allow-Credentials") == "true")
        #expect(reply.header("Access-Control-Max-Age") == "600")
        #expect(reply.header("Vary") == "Origin")
        #expect(try mock.rulesFired("all") == 0)
        // The field alone makes no preflight.
        #expect(try mock.send("GET", path, Self.preflight).status == 503)
    }

    @Test func everyAnswerMayBeRead() throws {
        let limited = try Mock([
            "cors": ["*"], "rateLimit": ["requests": 1, "per": "10s", "headers": true, "scope": "world"],
        ])
        for (path, status) in [("/api/companies/x", 401), ("/api/companies/x", 429)] {
            let reply = try limited.send("GET", path, ["Origin": Self.page])
            #expect(reply.status == status)
            #expect(reply.header("Access-Control-Allow-Origin") == Self.page)
            let exposed = try #require(reply.header("Access-Control-Expose-Headers"))
            for name in ["Retry-After", "RateLimit-Remaining", "X-Reseller-Mock-Hint"] {
                #expect(exposed.contains(name))
            }
        }
        let outage = try Mock(["cors": [Self.page], "outages": [["from": "now", "until": "now+1h"]]])
        let reply = try outage.send("GET", "/api/companies/x", ["Origin": Self.page])
        #expect(reply.status == 503)
        #expect(reply.header("Access-Control-Allow-Origin") == Self.page)
    }

    @Test func otherOriginsAreNotLetIn() throws {
        let mock = try Mock(["cors": [Self.page]])
        let reply = try mock.send("GET", "/api/companies/x", ["Origin": "https://app.example.evil"])
        #expect(reply.header("Access-Control-Allow-Origin") == nil)
        #expect(reply.header("Vary") == "Origin")
        let headers = Self.preflight.merging(["Origin": "https://other.example"]) { $1 }
        #expect(try mock.send("OPTIONS", "/connect/token", headers).status != 204)
    }

    @Test func nothingIsSaidUnlessAskedFor() throws {
        let mock = try Mock()
        let reply = try mock.send("OPTIONS", "/api/companies/search", Self.preflight)
        #expect(reply.status == 405)
        #expect(reply.header("Vary") == nil)
        #expect(reply.header("Access-Control-Allow-Origin") == nil)
        #expect(reply.header("X-Reseller-Mock-Hint")?.contains("serve --cors ORIGIN") == true)
    }
}
