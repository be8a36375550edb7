import ResellerAPI
import Scenarios
import Testing

struct CompanyTests {
    @Test func aNameIsACompleteCompany() throws {
        let scenario = try scenario("{ \"version\": 1, \"companies\": [ { \"name\": \"ACME LLC\" } ] }")
        let company = try #require(scenario.companies.last)
        #expect(company.resourceId == ResourceID.derived(from: "company:ACME LLC"))
        #expect(company.parent == "h3VnQ6tYc8Ws")
        #expect(company.isNumberOfUsersLimited == false)
        #expect(company.numberOfUsers == 9999)
        #expect(
            company.industry
                == Company.Reference(resourceId: ResourceID.derived(from: "industry:Technology"), name: "Technology"))
        #expect(company.country.name == "Turkey")
        #expect(company.countryCode == "TR")
        #expect(company.licenseType.name == "Custom")
        #expect(company.licensePeriodType == Company.Reference(resourceId: "MaR9NJslgSGW", name: "Custom"))
        #expect(company.preferredLanguageType.name == "English")
        #expect(company.description == "ACME LLC")
        for type in [company.notificationTemplateType, company.trainingContentType, company.smtpConfigurationType] {
            #expect(type.name == "All" && type.resourceId != nil)
        }
        #expect(company.timeZoneId == "Turkey Standard Time")
        #expect(company.dateFormat == "dd/MM/yyyy")
        #expect(company.timeFormat == "24h")
        #expect(company.createTime == now)
        #expect(company.licenseEndDate == nil)
        #expect(company.statusId == 1)
    }

    /// Members and values as in the published schema and the vendor client's samples.
    @Test func aRecordedSearchRowPastesIn() throws {
        let scenario = try scenario(
            """
            {"version": 1, "companies": [{
              "companyName": "ACME LLC", "companyResourceId": "xC5kfGz7w2Nz", "resellerName": "ACME Corp",
              "industryName": "Legal", "industryResourceId": "862249c19aad",
              "licenseTypeName": "Custom", "licenseTypeResourceId": "9fd0afec416c",
              "isNumberOfUsersLimited": true, "numberOfUsers": "100", "privacyDurationId": 1, "licenceExpired": false,
              "licenseEndDate": "2027-03-31T00:00:00", "createTime": "14/06/2022 06:49", "targetUserCount": 112,
              "children": null, "tags": ["pilot"], "deletedTargetUserCount": 3, "inactiveTargetUserCount": 5,
              "monthlyActiveUserCount": 9
            }]}
            """)
        let company = try #require(scenario.companies.last)
        #expect(company.resourceId == "xC5kfGz7w2Nz")
        #expect(company.name == "ACME LLC")
        #expect(company.resellerName == "ACME Corp")
        #expect(company.industry == Company.Reference(resourceId: "862249c19aad", name: "Legal"))
        #expect(company.licenseType == Company.Reference(resourceId: "9fd0afec416c", name: "Custom"))
        #expect(company.isNumberOfUsersLimited)
        #expect(company.numberOfUsers == 100)
        #expect(company.licenceExpired == false)
        #expect(company.licenseEndDate == DateTime(year: 2027, month: 3, day: 31))
        #expect(company.createTime == DateTime(year: 2022, month: 6, day: 14, hour: 6, minute: 49))
        #expect(company.tags == ["pilot"])
        #expect(company.monthlyActiveUserCount == 9)
    }

    @Test func aRecordedDetailPastesInNullsAndAll() throws {
        let names = [
            "description", "industryResourceId", "industryName", "countryResourceId", "countryName", "countryCode",
            "address", "websiteUrl", "logoUrl", "licenseTypeResourceId", "licenseTypeName",
            "licensePeriodTypeResourceId", "licensePeriodTypeName", "licenseStartDate", "licenseEndDate",
            "numberOfUsers", "notificationTemplateTypeResourceId", "notificationTemplateTypeName",
            "trainingContentTypeResourceId", "trainingContentTypeName", "smtpConfigurationTypeResourceId",
            "smtpConfigurationTypeName", "preferredLanguageTypeResourceId", "preferredLanguageTypeName",
            "releaseNotesUrl", "companyGroups", "parentId", "statusId", "statusName", "licenseModules", "timeZoneId",
            "callBackNumberBookingCount", "dateFormat", "timeFormat", "tags", "createTime", "resellerName", "children",
        ]
        let nulls = try company(names.map { "\"\($0)\": null" }.joined(separator: ", "))
        var expected = Company(resourceId: nulls.resourceId, name: "ACME LLC", parent: "h3VnQ6tYc8Ws")
        expected.numberOfUsers = nil
        expected.statusId = nil
        #expect(nulls == expected)
    }

    @Test func everyMemberArrives() throws {
        let company = try company(
            """
            "resourceId": "xC5kfGz7w2Nz", "companyResourceId": "xC5kfGz7w2Nz", "companyName": "ACME LLC",
            "description": "d", "address": "a", "websiteUrl": "w", "logoUrl": "l", "releaseNotesUrl": "r",
            "countryName": "Germany", "smtpConfigurationTypeName": "all", "preferredLanguageTypeResourceId": "",
            "isVersionVisible": true, "isReleaseNotesVisible": true, "hasAgenticAILicense": true,
            "companyGroups": [{"resourceId": "gggggggggggg", "name": "g"}], "parentId": 7, "baseManHourCost": -1,
            "baseManHour": 8, "statusId": 0, "statusName": "Paused", "licenseModules": ["AYAPp3vt3SvS"],
            "callBackNumberBookingCount": 12, "privacyDurationId": 5,
            "monthlyActiveUserCounts": {"2026-01": 9, "2025-12": 4},
            "training": {"vendorIds": ["v"], "enrolledMonths": ["2026-02"],
              "consumptions": [{"month": "2026-01", "status": 2}]},
            "extra": {"regionCode": "canadacentral", "modules": [{"n": 1.50}, null, true]}
            """)
        #expect(company.country.name == "Germany")
        #expect(company.countryCode == "DE")
        #expect(company.smtpConfigurationType.resourceId == ResourceID.derived(from: "smtpConfigurationType:all"))
        #expect(company.preferredLanguageType == Company.Reference(resourceId: "", name: nil))
        #expect([company.description, company.address, company.websiteUrl, company.logoUrl] == ["d", "a", "w", "l"])
        #expect(company.releaseNotesUrl == "r")
        #expect(company.isVersionVisible && company.isReleaseNotesVisible && company.hasAgenticAILicense)
        #expect(company.companyGroups == [Company.Reference(resourceId: "gggggggggggg", name: "g")])
        #expect([company.parentId, company.statusId, company.callBackNumberBookingCount] == [7, 0, 12])
        #expect([company.baseManHourCost, company.baseManHour, company.privacyDurationId] == [-1, 8, 5])
        #expect(company.statusName == "Paused")
        #expect(company.licenseModules == ["AYAPp3vt3SvS"])
        #expect(company.monthlyActiveUserCounts == [YearMonth("2026-01")!: 9, YearMonth("2025-12")!: 4])
        #expect(company.training.vendorIds == ["v"])
        #expect(company.training.enrolledMonths == [YearMonth("2026-02")!])
        #expect(company.training.consumptions == [.init(month: YearMonth("2026-01")!, status: 2)])
        #expect(
            company.extra == [
                .init("regionCode", .string("canadacentral")),
                .init("modules", .array([.object([.init("n", .number("1.50"))]), .null, .boolean(true)])),
            ])
    }

    @Test func aLimitIsOneOnceItIsGiven() throws {
        #expect(try company("\"numberOfUsers\": 50").isNumberOfUsersLimited)
        #expect(try company("\"numberOfUsers\": \"50\"").numberOfUsers == 50)
        #expect(try company("\"numberOfUsers\": null").isNumberOfUsersLimited == false)
        #expect(try company("\"isNumberOfUsersLimited\": false").numberOfUsers == 9999)
        #expect(try company("\"isNumberOfUsersLimited\": false, \"numberOfUsers\": 7").isNumberOfUsersLimited == false)
        #expect(try company("\"isNumberOfUsersLimited\": true, \"numberOfUsers\": null").isNumberOfUsersLimited)
    }

    @Test func namesAndIdentifiersOfListsCompleteEachOther() throws {
        let period = try company("\"licensePeriodTypeResourceId\": \"HTHpWWXGJshG\"").licensePeriodType
        #expect(period == Company.Reference(resourceId: "HTHpWWXGJshG", name: "1 Year"))
        #expect(try company("\"licensePeriodTypeName\": \"3 Years\"").licensePeriodType.resourceId == "6EXwfaM5ZDT4")
        #expect(try company("\"industryResourceId\": \"862249c19aad\"").industry.name == nil)
        #expect(try company("\"countryCode\": \"JP\"").country.name == "Japan")
        #expect(try company("\"countryName\": \"Atlantis\"").countryCode == nil)
        #expect(try company("\"statusName\": \"Inactive\"").statusId == 0)
    }

    @Test func datesFollowTheCompanysOwnOrder() throws {
        let european = try company("\"licenseEndDate\": \"03/04/2026\"")
        #expect(european.licenseEndDate == DateTime(year: 2026, month: 4, day: 3))
        let american = try company("\"licenseEndDate\": \"03/04/2026 09:51 AM\", \"dateFormat\": \"MM/dd/yyyy\"")
        #expect(american.licenseEndDate == DateTime(year: 2026, month: 3, day: 4, hour: 9, minute: 51))
    }

    @Test(arguments: [
        ("now", "2026-03-01T09:00:00"), ("now-10d", "2026-02-19T09:00:00"), ("now+1y", "2027-03-01T09:00:00"),
        ("now+30s", "2026-03-01T09:00:30"), ("now-90m", "2026-03-01T07:30:00"), ("now+36h", "2026-03-02T21:00:00"),
        ("now+2w", "2026-03-15T09:00:00"), ("now-1mo", "2026-02-01T09:00:00"), ("now-0d", "2026-03-01T09:00:00"),
    ])
    func relativeDatesCountFromTheStartOfTheWorld(text: String, expected: String) throws {
        let end = try company("\"licenseEndDate\": \"\(text)\"").licenseEndDate
        #expect(end.map(DateTimeFormat.iso8601.string) == expected)
    }

    @Test(arguments: ["now+", "now-d", "now+1", "now+1x", "now 1d", "now+1.5d", "NOW", "now+1d2h", "10d"])
    func whatOnlyResemblesARelativeDateIsRefused(text: String) {
        let result = load("{\"version\":1,\"companies\":[{\"name\":\"a\",\"createTime\":\"\(text)\"}]}")
        #expect(result.diagnostics.map(\.code) == [.malformedDate])
    }

    @Test(arguments: ["now+9999999999999999999d", "now-3000y", "now+400000000000s", "now+99999999999w", "2026-02-29"])
    func datesBeyondTheCalendarAreImpossible(text: String) {
        let result = load("{\"version\":1,\"companies\":[{\"name\":\"a\",\"createTime\":\"\(text)\"}]}")
        #expect(result.diagnostics.map(\.code) == [.impossibleDate])
    }

    @Test func nestedChildrenAreCompaniesBelow() throws {
        let scenario = try scenario(
            """
            {"version": 1, "companies": [
              {"resourceId": "aaaaaaaaaaaa", "name": "a", "children": [
                {"resourceId": "bbbbbbbbbbbb", "name": "b", "children": [{"name": "c", "children": []}]}]}]}
            """)
        let parents = Dictionary(uniqueKeysWithValues: scenario.companies.map { ($0.name, $0.parent) })
        #expect(parents["a"] == "h3VnQ6tYc8Ws")
        #expect(parents["b"] == "aaaaaaaaaaaa")
        #expect(parents["c"] == "bbbbbbbbbbbb")
        #expect(
            diagnostics(
                members: "\"companies\":[{\"name\":\"a\",\"resourceId\":\"aaaaaaaaaaaa\","
                    + "\"children\":[{\"name\":\"b\",\"parent\":null}]}]"
            ) == [
                "1:100: error: \"parent\" contradicts the \"children\" that this company stands in, "
                    + "expected \"aaaaaaaaaaaa\" or no \"parent\""
            ])
    }

    @Test func equalNamesGetIdentifiersOfTheirOwn() throws {
        let text = "{\"version\":1,\"companies\":[{\"name\":\"a\"},{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"a\"}]}"
        let ids = try scenario(text).companies.dropFirst(2).map(\.resourceId)
        #expect(Set(ids).count == 4)
        #expect(ids[0] == ResourceID.derived(from: "company:a"))
        #expect(try scenario(text).companies.dropFirst(2).map(\.resourceId) == ids)
    }
}
