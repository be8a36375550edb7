import Foundation
import Scenarios
import Testing

@testable import ResellerMock

struct MyCompaniesTests {
    private func my(_ mock: Mock, as client: String = "reseller") throws -> Any {
        try mock.call("GET", "/api/companies/my", as: client).member("data")
    }

    @Test func aResellerSeesATreeWithoutItself() throws {
        let data = try my(Mock()) as? [[String: Any]] ?? []
        #expect(data.map { $0["name"] as? String } == ["ACME LLC", "Below"])
        #expect((data[0]["children"] as? [Any])?.isEmpty == true)
        let below = data[1]["children"] as? [[String: Any]] ?? []
        #expect(below.map { $0["resourceId"] as? String } == ["Company00002"])
        #expect((below[0]["children"] as? [Any])?.isEmpty == true)
    }

    @Test func membersComeInTheSchemasOrder() throws {
        let mock = try Mock(["behaviour": ["nulls": "write"]])
        #expect(
            try mock.call("GET", "/api/companies/my", as: "admin").text.hasPrefix(
                #"{"data":[{"name":"ACME LLC","resourceId":"Company00001","logoUrl":null,"privacyDurationId":1,"licenceExpired":false,"privacyDurationStartTime":null,"privacyDurationEndTime":null,"children":[]}]"#
            ))
    }

    @Test func aSearchGivesTheNodesThatMatch() throws {
        let mock = try Mock()
        func names(_ body: String, as client: String = "reseller") throws -> [String?] {
            (try mock.call("POST", "/api/companies/my/search", as: client, json: body).member("data")
                as? [[String: Any]] ?? [])
                .map { $0["name"] as? String }
        }
        #expect(try names(#"{"text":"DEEP"}"#) == ["Deep"])
        #expect(try names(#"{"text":null}"#) == ["ACME LLC", "Below", "Deep"])
        #expect(try names("{}", as: "admin") == ["ACME LLC"])
        #expect(try names(#"{"text":"zzz"}"#).isEmpty)
    }

    @Test func aLongChainOfCompaniesIsWritten() throws {
        let companies = (0..<10_000).map { number in
            Scenario.Company(
                resourceId: "C\(100_000_000_00 + number)", name: "\(number)",
                parent: number == 0 ? "h3VnQ6tYc8Ws" : "C\(100_000_000_00 + number - 1)")
        }
        let scenario = try Scenario(extending: Scenario(.bundled("default")), companies: companies)
        let mock = try Mock(scenario: scenario)
        let token = try #require(try mock.token("reseller-client", "reseller-secret").member("access_token") as? String)
        let reply = try mock.send("GET", "/api/companies/my", ["Authorization": "Bearer \(token)"])
        #expect(reply.status == 200 && reply.text.contains(#""name":"9999""#))
    }

    @Test func licencesOfRestrictedResellersEndAfterNinetyDays() throws {
        let body = #"{"licenseStartDate":"2026-03-01"}"#
        let mock = try Mock(["restrictedResellers": ["Reseller0001"]])
        func answer(_ client: String) throws -> String {
            try mock.call("POST", "/api/companies/licenseexpirydate", as: client, json: body).text
        }
        #expect(try answer("reseller").hasPrefix(#"{"data":{"licenseExpiryDate":"30/05/2026 00:00"}"#))
        #expect(try answer("other").hasPrefix(#"{"data":{},"#))
        #expect(try mock.call("POST", "/api/companies/licenseexpirydate", json: "{}").status == 400)
    }
}

struct PrivacyTests {
    private let scope = ["X-KEEPNET-Company-Id": "Company00001"]

    @Test func aDurationRunsOnTheWorldsClock() throws {
        let mock = try Mock()
        #expect(
            try mock.call("GET", "/api/companies/privacy", scope).text.hasPrefix(#"{"data":{"privacyDurationId":1}"#))
        let set = try mock.call("PUT", "/api/companies/privacy", scope, json: #"{"privacyDurationId":2}"#)
        #expect(try set.member("data.resourceId") as? String == "Company00001")
        let expected =
            #"{"data":{"privacyDurationId":2,"privacyDurationStartTime":"01/03/2026 09:00","privacyDurationEndTime":"01/03/2026 11:00"}"#
        #expect(try mock.call("GET", "/api/companies/privacy", scope).text.hasPrefix(expected))
        #expect(try mock.search().text.contains(#""privacyDurationId":2"#))
        let company = { try #require(mock.service.world.snapshot.company(withID: "Company00001")) }
        #expect(try !company().deniesAccess(at: mock.service.world.clock.now))
        mock.service.world.clock.advance(by: .seconds(7200))
        #expect(try company().deniesAccess(at: mock.service.world.clock.now))
        #expect(try mock.call("PUT", "/api/companies/privacy", scope, json: #"{"privacyDurationId":1}"#).status == 200)
        #expect(try !company().deniesAccess(at: mock.service.world.clock.now))
    }

    @Test func theScopeHeaderIsJudgedBeforeTheBody() throws {
        let mock = try Mock()
        for (company, status) in [("Company00003", 403), ("Unknown00000", 404), ("Company00001", 400)] {
            #expect(
                try mock.call("PUT", "/api/companies/privacy", ["x-ir-company-id": company], json: "{}").status
                    == status)
        }
        #expect(
            try mock.call("PUT", "/api/companies/privacy", as: "admin", scope, json: #"{"privacyDurationId":0}"#).status
                == 200)
        #expect(try mock.call("PUT", "/api/companies/privacy", json: #"{"privacyDurationId":6}"#).status == 400)
    }
}
