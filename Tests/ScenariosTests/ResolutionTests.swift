import ResellerAPI
import Scenarios
import Testing

struct ResolutionTests {
    @Test func withoutClientsThereAreTheTwoOfTheExample() throws {
        let scenario = try scenario("{\"version\": 1}")
        #expect(
            scenario.clients == [
                Client(
                    clientId: "reseller-client", clientSecret: "reseller-secret", role: "Reseller",
                    company: "h3VnQ6tYc8Ws"),
                Client(
                    clientId: "company-admin-client", clientSecret: "company-admin-secret", role: "Company Admin",
                    company: "xC5kfGz7w2Nz"),
            ])
        #expect(scenario.companies.map(\.name) == ["Example MSSP", "Example Distribution", "ACME LLC"])
        #expect(scenario.companies.map(\.parent) == ["Kn2rTv8wX4yZ", nil, "h3VnQ6tYc8Ws"])
        #expect(scenario.roles == [.reseller, .companyAdmin])
    }

    @Test func theDefaultCompanyAdminBelongsToTheFirstCompanyWhichTheResellerManages() throws {
        let named = try scenario("{\"version\":1,\"companies\":[{\"name\":\"a\"},{\"name\":\"b\"}]}")
        #expect(named.companies.map(\.name) == ["Example MSSP", "Example Distribution", "a", "b"])
        #expect(named.clients[1].company == named.companies[2].resourceId)
        #expect(named.companies[2].parent == "h3VnQ6tYc8Ws")
        let generated = try scenario("{\"version\":1,\"generate\":[{\"companies\":3}]}")
        #expect(generated.companies.count == 5)
        #expect(generated.clients[1].company == generated.companies[2].resourceId)
    }

    @Test func noClientsAtAllIsAChoice() throws {
        let scenario = try scenario("{\"version\":1,\"clients\":[],\"companies\":[{\"name\":\"a\"}]}")
        #expect(scenario.clients == [])
        #expect(scenario.companies.map(\.parent) == [nil])
    }

    @Test func aClientWithoutCompanyGetsOne() throws {
        let scenario = try scenario(
            """
            {"version": 1, "roles": [{"name": "Auditor", "permissions": ["companies/search|POST"]}],
             "clients": [
              {"clientId": "one", "clientSecret": "s"},
              {"clientId": "two", "clientSecret": "s", "role": "Reseller", "status": "Inactive"},
              {"clientId": "auditor", "clientSecret": "s", "role": "Auditor"},
              {"clientId": "admin", "clientSecret": "s", "role": "Company Admin",
               "allowedIpAddresses": ["127.0.0.1", "2001:db8::/32"]}],
             "companies": [{"name": "a"}, {"name": "top", "parent": null}]}
            """)
        #expect(scenario.clients.map(\.role) == ["Reseller", "Reseller", "Auditor", "Company Admin"])
        #expect(scenario.clients.map(\.isActive) == [true, false, true, true])
        #expect(scenario.clients[0].allowedIpAddresses == nil)
        #expect(scenario.clients[3].allowedIpAddresses?.map(\.description) == ["127.0.0.1", "2001:db8::/32"])
        let byId = Dictionary(uniqueKeysWithValues: scenario.companies.map { ($0.resourceId, $0) })
        let first = scenario.clients[0].company
        let own = try scenario.clients.map { try #require(byId[$0.company]) }
        #expect(own.map(\.parent) == ["Kn2rTv8wX4yZ", "Kn2rTv8wX4yZ", "Kn2rTv8wX4yZ", first])
        #expect(own[1].name == "Company of two")
        #expect(scenario.companies.first { $0.name == "a" }?.parent == first)
        #expect(scenario.companies.contains { $0.name == "top" && $0.parent == nil })
    }

    @Test func aCompanyAboveTheResellersIsNotPutBelowIt() throws {
        let scenario = try scenario(
            """
            {"version": 1,
             "clients": [{"clientId": "c", "clientSecret": "s", "company": "rrrrrrrrrrrr"}],
             "companies": [
              {"resourceId": "gggggggggggg", "name": "Group"},
              {"resourceId": "rrrrrrrrrrrr", "name": "Reseller", "parent": "gggggggggggg"},
              {"resourceId": "cccccccccccc", "name": "Customer"}]}
            """)
        #expect(scenario.companies.map(\.parent) == [nil, "gggggggggggg", "rrrrrrrrrrrr"])
    }

    @Test func rolesOfTheScenarioJoinOrReplaceTheVendors() throws {
        let scenario = try scenario(
            """
            {"version": 1, "roles": [
              {"name": "Auditor", "permissions": ["companies/search|POST"]}, {"name": "Reseller", "permissions": []}]}
            """)
        #expect(scenario.roles.map(\.name) == ["Reseller", "Company Admin", "Auditor"])
        #expect(scenario.roles.map(\.permissions) == [[], Role.companyAdmin.permissions, [.searchCompanies]])
    }

    @Test(arguments: ["", ", \"clients\": [{\"clientId\": \"r\", \"clientSecret\": \"s\"}]"])
    func aResellersCompanyThatIsMadeHasAParent(members: String) throws {
        let scenario = try scenario("{\"version\":1\(members)}")
        let company = scenario.companies.first { $0.resourceId == scenario.clients[0].company }
        let parent = scenario.companies.first { $0.resourceId == company?.parent }
        #expect(parent?.name == "Example Distribution")
        #expect(parent?.parent == nil)
        // Not one of the scenario's own, which may be below the reseller.
        let text = "{\"version\":1,\"companies\":[{\"resourceId\":\"Kn2rTv8wX4yZ\",\"name\":\"a\"}]\(members)}"
        #expect(try ScenariosTests.scenario(text).companies.first?.parent == nil)
    }

    @Test func clientsMayNameGeneratedCompanies() throws {
        let first = try scenario("{\"version\":1,\"generate\":[{\"companies\":5,\"seed\":3}]}").companies[3]
        let text = """
            {"version": 1, "generate": [{"companies": 5, "seed": 3}], "clients": [
              {"clientId": "r", "clientSecret": "s"},
              {"clientId": "a", "clientSecret": "s", "role": "Company Admin", "company": "\(first.resourceId)"}]}
            """
        #expect(try scenario(text).clients[1].company == first.resourceId)
    }

    @Test func settingsArriveAndHaveTheirDefaults() throws {
        let plain = try scenario("{\"version\":1}")
        #expect(plain.behaviour == Behaviour())
        #expect(plain.token == Scenario.TokenSettings())
        #expect(plain.clock == Scenario.ClockSettings())
        #expect(plain.name == "test.json")
        let scenario = try scenario(
            """
            {"$schema": "x", "version": 1, "description": "d",
             "behaviour": {"searchItemNames": "page", "nullFilter": "reject", "emptySearchBody": 400,
               "tokenJSONBody": 400, "unauthorizedBody": "envelope", "ownCompany": "both", "nulls": "write", "scopeHeader": "ignore",
               "letterCase": "turkish", "duplicateNames": "reject", "jsonBodies": "strict",
               "dates": "iso8601", "renewalDateSort": "reject", "forbiddenStatus": "FORBIDDEN",
               "notFoundStatus": "NOT_FOUND", "claimTypes": "native",
               "addressRefusal": "invalid_client", "endedClients": "accept"},
             "token": {"lifetime": "5m", "issuer": "i", "audience": "a", "clockSkew": "250ms"},
             "clock": {"now": "2030-01-01", "mode": "frozen"},
             "companies": [{"name": "a", "licenseEndDate": "now+1d"}]}
            """)
        var behaviour = Behaviour()
        behaviour.searchItemNames = .page
        behaviour.nullFilter = .reject
        behaviour.emptySearchBody = .status400
        behaviour.tokenJSONBody = .status400
        behaviour.unauthorizedBody = .envelope
        behaviour.ownCompany = .both
        behaviour.nulls = .write
        behaviour.scopeHeader = .ignore
        behaviour.letterCase = .turkish
        behaviour.duplicateNames = .reject
        behaviour.jsonBodies = .strict
        behaviour.dates = .iso8601
        behaviour.renewalDateSort = .reject
        behaviour.forbiddenStatus = "FORBIDDEN"
        behaviour.notFoundStatus = "NOT_FOUND"
        behaviour.claimTypes = .native
        behaviour.addressRefusal = .invalidClient
        behaviour.endedClients = .accept
        #expect(scenario.behaviour == behaviour)
        #expect(scenario.token.lifetime == .seconds(300))
        #expect(scenario.token.clockSkew == .milliseconds(250))
        #expect([scenario.token.issuer, scenario.token.audience] == ["i", "a"])
        #expect(scenario.clock.now == DateTime(year: 2030, month: 1, day: 1))
        #expect(scenario.clock.mode == .frozen)
        #expect(scenario.companies.last?.licenseEndDate == DateTime(year: 2030, month: 1, day: 2))
        #expect(scenario.companies.last?.createTime == DateTime(year: 2030, month: 1, day: 1))
    }
}
