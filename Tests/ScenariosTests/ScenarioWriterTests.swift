import ResellerAPI
import Testing

@testable import Scenarios

struct ScenarioWriterTests {
    private func written(_ scenario: Scenario) throws -> Scenario {
        let result = load(String(decoding: scenario.json, as: UTF8.self), name: scenario.name)
        #expect(result.diagnostics.map(\.description) == [])
        return try #require(result.scenario)
    }

    @Test(arguments: ["default", "empty", "flaky", "outage", "expiring-tokens"])
    func aWrittenScenarioIsTheSame(_ name: String) throws {
        var scenario = try #require(ScenarioLoader.load(.bundled(name), now: now).scenario)
        scenario.clock.now = now
        #expect(try written(scenario) == scenario)
    }

    @Test func whatCompaniesHaveIsWritten() throws {
        var scenario = try scenario(
            """
            {"version": 1, "clock": {"now": "2026-03-01T09:00:00", "mode": "frozen"}, "seed": 7, "cors": ["*"],
             "behaviour": {"dates": "iso8601"}, "restrictedResellers": ["h3VnQ6tYc8Ws"],
             "roles": [{"name": "All", "permissions": ["*"]}],
             "groups": [{"name": "Pilots", "owner": "h3VnQ6tYc8Ws", "createTime": "now-1d"}],
             "rules": [{"name": "r", "then": {"answer": {"status": 503}}}],
             "companies": [{"name": "a", "address": null, "numberOfUsers": null, "licenceExpired": true, "parent": "h3VnQ6tYc8Ws",
              "logo": {"fileName": "a.png", "fileContent": "iVBORw=="}, "privacyDurationId": 3, "privacyDurationStartTime": "now",
              "monthlyActiveUserCounts": {"2026-01": 9}, "training": {"vendorIds": ["v"], "enrolledMonths": ["2026-02"],
              "consumptions": [{"month": "2026-01", "status": 2}]}, "extra": {"regionCode": "x"}, "resellerName": "R",
              "companyGroups": [{"name": "Pilots"}]}]}
            """)
        #expect(scenario.roles[2].permissions == Role.reseller.permissions)
        #expect(scenario.groups[0].resourceId == scenario.companies.last?.companyGroups[0].resourceId)
        scenario.companies[0].name = "changed"
        #expect(try written(scenario) == scenario)
    }

    @Test func whatIsBesideCompaniesIsWritten() throws {
        let scenario = try scenario(
            """
            {"version": 1, "clock": {"now": "2026-03-01T09:00:00", "mode": "frozen"}, "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "A"}],
             "roles": [{"name": "Local", "resourceId": "rolerole0001", "description": "d", "company": "aaaaaaaaaaaa", "createTime": "now-1d",
              "availableFor": [{"type": "Company", "company": "aaaaaaaaaaaa"}], "formerNames": ["Lokal", "L"]}],
             "clients": [{"clientId": "c", "clientSecret": "s", "role": ["Local", "Company Admin"], "company": "aaaaaaaaaaaa",
              "resourceId": "client000001", "name": "C", "createTime": "now-2d", "status": "Inactive", "allowedIpAddresses": ["192.0.2.0/24"]}],
             "users": [{"resourceId": "useruser0001", "email": "a@x.example", "firstName": "Ada", "lastName": "A", "phoneNumber": "5",
              "company": "aaaaaaaaaaaa", "status": "Inactive", "roles": ["Local"], "createTime": "now-3d"}],
             "scim": [{"resourceId": "scimscim0001", "name": "Dir", "company": "aaaaaaaaaaaa", "token": "t", "groupName": "G",
              "groupByCustomFieldName": "F", "mappingDetails": [{"scimPath": "userName", "customFieldName": "u"}], "syncPlatformGroup": true,
              "createTime": "now-4d"}],
             "lookups": [{"resourceId": "l", "genericCodeTypeId": 40, "genericCodeTypeName": "T", "name": "N", "code": "c", "description": "d",
              "orderNumber": 3, "isoCode": "i", "isoFriendlyName": "f"}]}
            """)
        #expect(scenario.roles.last?.formerNames == ["Lokal", "L"] && scenario.users[0].roles == ["rolerole0001"])
        #expect(try written(scenario) == scenario)
    }

    @Test func groupsAreChecked() {
        #expect(
            diagnostics(members: #""groups":[{"resourceId":"x","owner":"nobody"},{"name":"A"},{"name":"A"}]"#) == [
                "1:24: error: a group needs a \"name\"",
                "1:38: error: \"resourceId\" is \"x\", expected 12 letters and digits such as \"xC5kfGz7w2Nz\"",
                "1:50: error: \"owner\" is \"nobody\", which is no company's resourceId of this scenario",
                "1:73: error: the resourceId \"ELJY9KPmpiN0\" is already taken in line 1, expected another one",
            ])
    }
}
