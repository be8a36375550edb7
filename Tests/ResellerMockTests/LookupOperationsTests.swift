import Foundation
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

struct LookupOperationsTests {
    private func rows(_ reply: Reply) throws -> [[String: Any]] {
        try #require(try reply.member("data") as? [[String: Any]], "\(reply.text)")
    }

    /// That each identifier of a company's detail is in the lists, with its name.
    private func expectComplete(_ mock: Mock, _ company: String, as client: String = "reseller") throws {
        let all = try rows(try mock.call("POST", "/api/lookups", as: client, json: "{}"))
        let detail = try #require(try mock.detail(company, as: client).member("data") as? [String: Any])
        let kinds = [
            (1, "country"), (2, "industry"), (3, "licenseType"), (4, "licensePeriodType"),
            (5, "notificationTemplateType"), (6, "trainingContentType"), (7, "smtpConfigurationType"),
            (21, "preferredLanguageType"),
        ]
        for (type, kind) in kinds {
            let id = try #require(detail["\(kind)ResourceId"] as? String)
            let found = all.filter { $0["resourceId"] as? String == id && $0["genericCodeTypeId"] as? Int == type }
            #expect(found.count == 1, "\(kind) \(id)")
            #expect(found.first?["name"] as? String == detail["\(kind)Name"] as? String)
        }
        let licenses = try mock.call("GET", "/api/lookups/licenses", as: client)
        let modules = try #require(try licenses.member("data.allLicenseModules") as? [[String: Any]])
        let ids = Set(modules.compactMap { $0["resourceId"] as? String })
        #expect(ids.isSuperset(of: try #require(detail["licenseModules"] as? [String])))
        let zones = try #require(
            try mock.call("GET", "/api/timezone/timezones", as: client).member("data.timeZoneList") as? [[String: Any]])
        #expect(zones.contains { $0["id"] as? String == detail["timeZoneId"] as? String })
    }

    @Test func companiesCarryWhatTheListsHave() throws {
        let mock = try Mock([
            "generate": [["companies": 30, "namePrefix": "Made"]],
            "lookups": [
                ["genericCodeTypeId": 2, "name": "Mining", "resourceId": "Mining000001"],
                ["genericCodeTypeId": 20, "name": "Hard", "genericCodeTypeName": "Difficulties", "code": "3"],
            ],
            "companies": [
                ["resourceId": "Reseller0001", "name": "First Reseller"], ["resourceId": "Reseller0002", "name": "S"],
                ["resourceId": "SubReseller1", "name": "x"], ["resourceId": "Company00002", "name": "x"],
                [
                    "resourceId": "Company00001", "name": "Pasted", "parent": "Reseller0001",
                    "industryName": "Technology", "industryResourceId": "q7RtB2mKx9Lp", "countryName": "Atlantis",
                    "countryCode": "AX", "licenseModules": ["AYAPp3vt3SvS", "Unknown00000"],
                    "timeZoneId": "Azores Standard Time",
                ],
                ["resourceId": "Company00003", "name": "Named", "parent": "Reseller0001", "industryName": "Mining"],
            ],
        ])
        try expectComplete(mock, "Company00001")
        try expectComplete(mock, "Company00003")
        #expect(
            try mock.detail("Company00003").member("data.industryResourceId") as? String == "Mining000001")
        for row in try #require(
            try mock.search(Mock.searchBody.replacing("10", with: "30")).member("data.results") as? [[String: Any]])
        {
            try expectComplete(mock, try #require(row["companyResourceId"] as? String))
        }
        let others = try rows(try mock.call("GET", "/api/lookups/20"))
        #expect(others.map { $0["name"] as? String } == ["Hard"])
        #expect(
            try mock.call("GET", "/api/codetypes").text.contains(
                #"{"id":20,"name":"Difficulties","description":"Difficulties"}"#))
    }

    @Test func listsAreToldApartByTheirNumbersAndExpire() throws {
        let mock = try Mock()
        let now = Int(Date().timeIntervalSince1970)
        let mixed = try mock.call("POST", "/api/lookups", as: "admin", json: #"{"typeidlist":[2,"4"]}"#)
        #expect(Set(try rows(mixed).compactMap { $0["genericCodeTypeId"] as? Int }) == [2, 4])
        let one = try mock.call("GET", "/api/lookups/1")
        #expect(
            one.text.hasPrefix(
                #"{"data":[{"resourceId":""#))
        #expect(
            one.text.contains(
                #""genericCodeTypeId":1,"genericCodeTypeName":"Countries","name":"Turkey","code":"TR","orderNumber":1,"isoCode":"TR","isoFriendlyName":"Turkey"}"#
            ))
        let others = try ["lookups/licenses", "lookups/country-timezones", "codetypes", "timezone/timezones"].map {
            try mock.call("GET", "/api/\($0)")
        }
        for reply in [mixed, one] + others {
            let end = try #require(reply.header("lookup-expire").flatMap { Int($0) })
            #expect(end > now && end < now + 86_400, "the system's clock, whatever the world's")
        }
        #expect(try rows(try mock.call("POST", "/api/lookups", json: #"{"typeName":"languages"}"#)).count > 5)
        #expect(try rows(try mock.call("GET", "/api/lookups/999")).isEmpty)
        #expect(try mock.call("GET", "/api/lookups/many").status == 400)
        #expect(try mock.call("GET", "/api/lookups/phishing-scenario-roles").status == 501)
        #expect(try mock.call("POST", "/api/lookups", json: #"{"typeIdList":["x"]}"#).status == 400)
        #expect(try mock.call("POST", "/api/lookups", as: "auditor", json: "{}").status == 403)
    }

    @Test func whatAScenarioGivesTakesThePlaceOfWhatHasItsName() throws {
        let mock = try Mock([
            "lookups": [
                ["genericCodeTypeId": 2, "name": "Technology", "resourceId": "OwnTech00001"],
                ["genericCodeTypeId": 2, "name": "Insurance", "resourceId": "OwnIns000001"],
                ["genericCodeTypeId": 20, "name": "Hard", "orderNumber": 7], ["genericCodeTypeId": 20, "name": "Easy"],
            ]
        ])
        let industries = try rows(try mock.call("GET", "/api/lookups/2"))
        for (name, id) in [("Technology", "OwnTech00001"), ("Insurance", "OwnIns000001")] {
            #expect(industries.filter { $0["name"] as? String == name }.map { $0["resourceId"] as? String } == [id])
        }
        #expect(try mock.detail("Company00001").member("data.industryResourceId") as? String == "OwnTech00001")
        #expect(try rows(try mock.call("GET", "/api/lookups/20")).map { $0["orderNumber"] as? Int } == [7, 2])
    }

    @Test func companiesThatComePastTheAPICarryWhatTheListsHave() throws {
        let mock = try Mock()
        try expectComplete(mock, "Company00001")
        var company = try #require(mock.service.world.snapshot.company(withID: "Company00001"))
        company.resourceId = "Company00009"
        company.industry = Company.Reference(resourceId: "Whaling00001", name: "Whaling")
        company.licenseModules = ["Module000009"]
        company.timeZoneId = "Azores Standard Time"
        try MockCompanies(mock.service.world).insert(company)
        try expectComplete(mock, "Company00009")
        company.resourceId = "Company00010"
        company.industry = Company.Reference(resourceId: "Sealing00001", name: "Sealing")
        #expect(mock.service.world.make(CompaniesChange(add: [company])) == [])
        try expectComplete(mock, "Company00010")
        try expectComplete(mock, "Company00001")
    }

    @Test func everyListIsNamedOnceAndEveryLicenceHasModules() throws {
        let mock = try Mock()
        let types = try rows(try mock.call("GET", "/api/codetypes")).compactMap { $0["id"] as? Int }
        #expect(types.count > 5 && Set(types).count == types.count)
        let licences = try mock.call("GET", "/api/lookups/licenses")
        let all = try #require(try licences.member("data.allLicenseModules") as? [[String: Any]])
        for licence in try #require(try licences.member("data.licenses") as? [[String: Any]]) {
            let modules = try #require(licence["licenseModules"] as? [[String: Any]])
            #expect(modules.compactMap { $0["name"] as? String } == all.compactMap { $0["name"] as? String })
        }
        #expect(!all.isEmpty)
    }

    @Test func countriesHaveFormatsAndLanguages() throws {
        let mock = try Mock()
        let countries = try rows(try mock.call("GET", "/api/lookups/country-timezones"))
        let turkey = try #require(countries.first { $0["countryCode"] as? String == "TR" })
        #expect(turkey["dateFormat"] as? String == "dd/MM/yyyy" && turkey["timeFormat"] as? String == "24h")
        #expect(turkey["timezone"] as? String == "Turkey Standard Time")
        #expect(turkey["clockFormat"] as? String == "24h" && turkey["languageName"] as? String == "Turkish")
        #expect(turkey["phoneNumberCode"] as? String == "90" && turkey["languageCode"] as? String == "tr")
        let languages = try rows(try mock.call("GET", "/api/lookups/21"))
        for country in countries {
            #expect(languages.contains { $0["resourceId"] as? String == country["languageResourceId"] as? String })
        }
        let formats = try mock.call("GET", "/api/timezone/timezones")
        #expect(
            formats.text.contains(
                #""dateFormatList":["dd/MM/yyyy","MM/dd/yyyy","yyyy/MM/dd"],"timeFormatList":["24h","12h"]"#))
    }
}
