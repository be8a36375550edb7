import ResellerAPI
import Scenarios
import Testing

struct DefaultsTests {
    @Test func theShortestScenarioIsComplete() throws {
        let scenario = try scenario(#"{ "version": 1, "companies": [ { "name": "ACME LLC" } ] }"#)
        #expect(scenario.clients.map(\.clientId) == ["reseller-client", "company-admin-client"])
        #expect(scenario.clients.map(\.clientSecret) == ["reseller-secret", "company-admin-secret"])
        #expect(scenario.clients.map(\.role) == ["Reseller", "Company Admin"])
        let reseller = try #require(scenario.clients.first?.company)
        let acme = try #require(scenario.companies.first { $0.name == "ACME LLC" })
        #expect(acme.parent == reseller)
        #expect(scenario.companies.contains { $0.resourceId == reseller && $0.parent == "Kn2rTv8wX4yZ" })
        #expect(scenario.roles == [.reseller, .companyAdmin])
    }

    @Test func leftOutIdsAreStableAndUnique() throws {
        let text = #"{ "version": 1, "companies": [ { "name": "Same" }, { "name": "Same" }, { "name": "Other" } ] }"#
        let first = try scenario(text).companies.map(\.resourceId)
        let second = try scenario(text).companies.map(\.resourceId)
        #expect(first == second)
        #expect(Set(first).count == first.count)
        #expect(first.allSatisfy(ResourceID.isWellFormed))
    }

    @Test func companyHasTheDocumentedDefaults() throws {
        let company = try ScenariosTests.company(#""tags": []"#)
        #expect(company.createTime == now)
        #expect(!company.isNumberOfUsersLimited && company.numberOfUsers == 9999)
        #expect(company.statusId == 1)
        #expect(company.licenceExpired == nil && company.statusName == nil && company.resellerName == nil)
        #expect(company.dateFormat == "dd/MM/yyyy" && company.timeFormat == "24h")
        let limited = try ScenariosTests.company(#""numberOfUsers": "100""#)
        #expect(limited.isNumberOfUsersLimited)
    }

    @Test(arguments: [
        (#""now""#, "2026-03-01T09:00:00"), (#""now-10d""#, "2026-02-19T09:00:00"),
        (#""now+1y""#, "2027-03-01T09:00:00"), (#""now-1mo""#, "2026-02-01T09:00:00"),
        (#""now+90m""#, "2026-03-01T10:30:00"), (#""2026-02-28""#, "2026-02-28T00:00:00"),
        (#""14/06/2022 06:49""#, "2022-06-14T06:49:00"), (#""2021/06/09 09:51 AM""#, "2021-06-09T09:51:00"),
    ])
    func datesAreReadInEveryForm(_ text: String, _ expected: String) throws {
        let date = try #require(try company("\"licenseEndDate\": \(text)").licenseEndDate)
        #expect(DateTimeFormat.iso8601.string(date) == expected)
    }

    @Test func datesFollowTheCompanysOwnOrder() throws {
        let date = try company(#""dateFormat": "MM/dd/yyyy", "licenseEndDate": "06/14/2022 06:49""#).licenseEndDate
        #expect(date == DateTime(year: 2022, month: 6, day: 14, hour: 6, minute: 49))
    }

    @Test func clientsMayBelongToMadeCompanies() throws {
        let scenario = try scenario(
            #"{ "version": 1, "clients": [ { "clientId": "a", "clientSecret": "b" } ] }"#)
        let client = try #require(scenario.clients.first)
        #expect(client.role == "Reseller" && client.isActive && client.allowedIpAddresses == nil)
        #expect(scenario.companies.first?.resourceId == client.company)
    }

    @Test func clientSettingsAreRead() throws {
        let client = try #require(
            try scenario(
                """
                { "version": 1, "clients": [ { "clientId": "a", "clientSecret": "b", "status": "Inactive",
                  "allowedIpAddresses": ["192.0.2.0/24"] } ] }
                """
            ).clients.first)
        #expect(!client.isActive)
        #expect(client.allowedIpAddresses?.map { $0.contains("192.0.2.9") } == [true])
    }

    @Test func recordedRowPastesInAndNestedChildrenBecomeCompanies() throws {
        let scenario = try scenario(
            """
            { "version": 1, "companies": [ { "companyName": "ACME", "companyResourceId": "xC5kfGz7w2Nz", "resellerName": "R",
              "industryName": "Technology", "industryResourceId": "q7RtB2mKx9Lp", "isNumberOfUsersLimited": true,
              "numberOfUsers": "100", "privacyDurationId": 1, "licenceExpired": false,
              "licenseEndDate": "2027-03-31T00:00:00", "createTime": "13/01/2026 14:00", "targetUserCount": 112,
              "children": [ { "companyName": "Child", "companyResourceId": "aaaaaaaaaaaa", "children": null } ],
              "tags": null, "deletedTargetUserCount": 3, "inactiveTargetUserCount": 5, "monthlyActiveUserCount": 9,
              "resourceId": "xC5kfGz7w2Nz", "name": "ACME" } ] }
            """)
        let acme = try #require(scenario.companies.first { $0.resourceId == "xC5kfGz7w2Nz" })
        #expect(acme.numberOfUsers == 100 && acme.isOverLimit && acme.licenceExpired == false)
        #expect(acme.resellerName == "R" && acme.industry.resourceId == "q7RtB2mKx9Lp")
        #expect(scenario.companies.first { $0.name == "Child" }?.parent == "xC5kfGz7w2Nz")
    }

    /// What the mock answers is a scenario again: the answers of both operations paste back to the same company.
    @Test func theMocksOwnAnswersPasteIn() throws {
        let original = try #require(ScenarioLoader.load(.bundled("default"), now: now).scenario)
        let directory = CompanyDirectory(companies: original.companies, behaviour: original.behaviour)
        for position in original.companies.indices {
            let body = directory.detailBody(at: position, dates: .iso8601)
            guard case .object(let envelope) = try JSONValue.read(body), case .object(let data)? = envelope.first?.value
            else {
                Issue.record("no envelope")
                continue
            }
            let known = data.filter { member in !original.companies[position].extra.contains { $0.name == member.name }
            }
            let pasted = String(decoding: JSONValue.object(known).bytes, as: UTF8.self)
            let copy = try #require(
                try scenario(#"{ "version": 1, "companies": [ \#(pasted) ] }"#).companies.first {
                    $0.resourceId == original.companies[position].resourceId
                })
            #expect(copy.name == original.companies[position].name)
            #expect(copy.licenseEndDate == original.companies[position].licenseEndDate)
            #expect(copy.industry == original.companies[position].industry)
            #expect(copy.numberOfUsers == original.companies[position].numberOfUsers)
        }
    }
}
