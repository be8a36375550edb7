import Foundation
import Scenarios
import Testing

@testable import ResellerMock

struct CompanyWriteTests {
    /// What the vendor's web client sends, some of it twice.
    static let fields: [(String, String)] = [
        ("Name", "Müller & Söhne"), ("Description", "d"), ("IndustryResourceId", industry),
        ("countryResourceId", country),
        ("Address", ""), ("WebsiteUrl", "https://a.example"), ("LicenseTypeResourceId", licence),
        ("LicenseTypeName", "Custom"), ("licenseTypeName", "Custom"), ("LicenseModuleResourceIdArray", "AYAPp3vt3SvS"),
        ("LicensePeriodTypeResourceId", "HTHpWWXGJshG"), ("LicenseStartDate", "2026-03-01"),
        ("LicenseEndDate", "01/03/2027 10:30"), ("IsNumberOfUsersLimited", "true"), ("NumberOfUsers", "500"),
        ("PreferredLanguageTypeResourceId", ""), ("statusId", "1"), ("timeZoneId", "Turkey Standard Time"),
        ("DateFormat", "dd/MM/yyyy"), ("TimeFormat", "24h"), ("tags", "one"), ("tags", "two, three"),
        ("RegionCode", ""),
        ("BaseManHour", "8"),
    ]
    static let industry = ReferenceCatalogue.id(.industry, "Legal")
    static let country = ReferenceCatalogue.id(.country, "Turkey")
    static let licence = ReferenceCatalogue.id(.licenseType, "Custom")
    static let png = [UInt8]([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1, 2])

    static func form(_ changes: [String: String?] = [:], file: [UInt8]? = nil) -> [UInt8] {
        var body: [UInt8] = []
        var fields = fields.filter { changes[$0.0] == nil }
        fields += changes.compactMap { name, value in value.map { (name, $0) } }
        for (name, value) in fields {
            body += Array("--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if let file {
            body += Array(
                "--XX\r\nContent-Disposition: form-data; name=\"File\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
                    .utf8)
            body += file + Array("\r\n".utf8)
        }
        return body + Array("--XX--\r\n".utf8)
    }

    private func send(
        _ mock: Mock, _ method: String = "POST", _ path: String = "/api/companies", as client: String = "reseller",
        with changes: [String: String?] = [:], file: [UInt8]? = nil
    ) throws -> Reply {
        try mock.call(
            method, path, as: client, type: "multipart/form-data; boundary=XX", bytes: Self.form(changes, file: file))
    }

    private func created(_ mock: Mock, _ changes: [String: String?] = [:], file: [UInt8]? = nil) throws -> String {
        let reply = try send(mock, with: changes, file: file)
        #expect(reply.status == 200, "\(reply.text)")
        return try #require(try reply.member("data.resourceId") as? String)
    }

    private func names(_ mock: Mock) throws -> [String] {
        try (mock.search().member("data.results") as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }

    @Test func aNewCompanyIsSeenEverywhere() throws {
        let mock = try Mock()
        let group = try #require(
            try mock.call("POST", "/api/company-groups", json: #"{"name":"Pilots"}"#).member("data.resourceId")
                as? String)
        let id = try created(mock, ["CompanyGroupResourceIdArray": group], file: Self.png)
        #expect(try names(mock).first == "Müller & Söhne")
        let detail = try mock.detail(id)
        for (name, value) in [
            "name": "Müller & Söhne", "industryName": "Legal", "countryName": "Turkey", "countryCode": "TR",
            "licenseTypeName": "Custom", "licensePeriodTypeName": "1 Year", "licenseStartDate": "01/03/2026 00:00",
            "licenseEndDate": "01/03/2027 10:30", "statusName": "Active",
            "logoUrl": "https://api.keepnetlabs.com/companylogo/\(id)",
        ] { #expect(try detail.member("data.\(name)") as? String == value, "\(name)") }
        #expect(try detail.member("data.numberOfUsers") as? Int == 500)
        #expect(try detail.member("data.baseManHour") as? Int == 8)
        #expect(try detail.member("data.tags") as? [String] == ["one", "two, three"])
        #expect(try detail.member("data.licenseModules") as? [String] == ["AYAPp3vt3SvS"])
        #expect(try detail.member("data.companyGroups.0.resourceId") as? String == group)
        #expect(try mock.call("GET", "/api/company-groups/\(group)").member("data.companyCount") as? Int == 1)
        #expect(
            try mock.call("GET", "/api/companies/\(id)/logo").text.hasPrefix(
                #"{"data":{"fileName":"a.png","fileContent":"iVBORw0KGgoAAQI="}"#))
        let check = try mock.call("GET", "/api/companies/\(id)/license-check")
        #expect(
            check.text.hasPrefix(
                #"{"data":{"isLimited":true,"licenseLimit":500,"activeUserCount":0,"totalUserCount":0,"isLicenseExceeded":false}"#
            ))
        #expect(try mock.call("GET", "/api/companies/my").text.contains(#""resourceId":"\#(id)""#))
        #expect(try mock.detail(id, as: "other").status == 403)
    }

    @Test func theNewestIsFirstThoughTheClockStandsStill() throws {
        let mock = try Mock()
        for number in 0..<5 { _ = try created(mock, ["Name": "New \(number)"]) }
        #expect(try names(mock).prefix(5) == ["New 4", "New 3", "New 2", "New 1", "New 0"])
    }

    @Test(
        arguments: [
            ("Name", nil, "Name must not be empty"),
            ("IndustryResourceId", nil, "IndustryResourceId must not be empty"),
            ("countryResourceId", "", "CountryResourceId must not be empty"),
            ("TimeFormat", "13h", "TimeFormat must be one of"),
            ("LicenseTypeResourceId", "Unknown00000", "LicenseTypeResourceId must be the resourceId of a lookup"),
            ("NumberOfUsers", nil, "NumberOfUsers must not be empty"), ("NumberOfUsers", "-1", "must be between 0 and"),
            ("LicenseEndDate", "soon", "must be a date"), ("statusId", "2", "StatusId must be between 0 and 1"),
            ("LicenseModuleResourceIdArray", "Unknown00000", "which is no licence module"),
            ("CompanyGroupResourceIdArray", "Unknown00000", "which is no group of the caller's"),
            ("CallBackNumberBookingCount", "13", "must be between 1 and 12"),
            ("Name", String(repeating: "x", count: 65), "at most 64"),
            ("IsNumberOfUsersLimited", "maybe", "must be true or false"),
        ] as [(String, String?, String)])
    func mistakesAreNamedAndChangeNothing(_ field: String, _ value: String?, _ message: String) throws {
        let mock = try Mock()
        let before = try names(mock)
        let reply = try send(mock, with: [field: value])
        #expect(reply.status == 400)
        #expect(try reply.member("status") as? String == "INPUT_ERROR")
        #expect(
            (try reply.member("validationMessages") as? [String])?.first?.contains(message) == true, "\(reply.text)")
        #expect(try names(mock) == before)
        #expect(try send(mock, "PUT", "/api/companies/Company00001", with: [field: value]).status == 400)
        #expect(try mock.detail("Company00001").member("data.name") as? String == "ACME LLC")
    }

    @Test func logosAreBoundedImages() throws {
        let mock = try Mock()
        #expect(try send(mock, file: Array("MZ".utf8)).text.contains("File must be an image"))
        let size = CompanyWrites.longestLogo
        #expect(
            try send(mock, file: Self.png + [UInt8](repeating: 0, count: size)).text.contains("at most 2097152 bytes"))
        #expect(try send(mock, file: Self.png + [UInt8](repeating: 0, count: size - Self.png.count)).status == 200)
        for image in ["\u{FEFF}<svg/>", "GIF89a", "<?xml?><svg/>"] {
            #expect(try send(mock, file: Array(image.utf8)).status == 200)
        }
    }

    @Test func typesAndFormsAreJudgedAfterTheRole() throws {
        let mock = try Mock()
        #expect(try mock.call("POST", "/api/companies", as: "admin", json: "{}").status == 403)
        #expect(try mock.call("POST", "/api/companies", json: "{}").status == 415)
        let broken = try mock.call("POST", "/api/companies", type: "multipart/form-data; boundary=XX", body: "--XY--")
        #expect(broken.status == 400 && broken.text.contains("The form cannot be read"))
    }

    @Test func anUpdateReplacesAndKeepsWhatIsThePlatforms() throws {
        let mock = try Mock([
            "companies": [
                ["resourceId": "Reseller0001", "name": "First Reseller"],
                ["resourceId": "Reseller0002", "name": "Second"],
                [
                    "resourceId": "Company00001", "name": "ACME LLC", "parent": "Reseller0001", "targetUserCount": 600,
                    "address": "Main Street", "licenceExpired": true, "createTime": "2026-02-01T09:15:00",
                ],
            ]
        ])
        #expect(try mock.search().member("data.results.0.licenceExpired") as? Bool == true)
        #expect(try send(mock, "PUT", "/api/companies/Company00001").status == 200)
        let row = try mock.search()
        #expect(try row.member("data.limitExceededCompanyCount") as? Int == 1)
        #expect(try row.member("data.results.0.licenceExpired") as? Bool == false)
        #expect(try row.member("data.results.0.createTime") as? String == "01/02/2026 09:15")
        #expect(!(try mock.detail("Company00001").text.contains("Main Street")))
        #expect(try send(mock, "PUT", "/api/companies/Company00001", with: ["NumberOfUsers": "600"]).status == 200)
        #expect(try mock.search().member("data.limitExceededCompanyCount") as? Int == 0)
        #expect(try send(mock, "PUT", "/api/companies/Unknown00000").status == 404)
        #expect(try send(mock, "PUT", "/api/companies/Reseller0001").status == 403)
        #expect(try send(mock, "PUT", "/api/companies/search").status == 404)
    }

    @Test func aCompanyAdminChangesWhatItMayOfItsOwn() throws {
        let mock = try Mock()
        let changes: [String: String?] = ["ResourceId": "Company00001", "Name": "Renamed"]
        #expect(try send(mock, "PUT", "/api/companies/limited", as: "admin", with: changes).status == 200)
        #expect(try mock.detail("Company00001").member("data.name") as? String == "Renamed")
        #expect(try mock.detail("Company00001").member("data.licenseTypeName") as? String == "Custom")
        #expect(
            try send(mock, "PUT", "/api/companies/limited", as: "admin", with: ["ResourceId": "Company00002"]).status
                == 403)
        #expect(try send(mock, "PUT", "/api/companies/limited", as: "admin").status == 400)
    }

    @Test func aDeletedCompanyIsGoneWithItsClientsAndMemberships() throws {
        let mock = try Mock()
        let admin = try mock.bearer("admin")
        let group = try #require(
            try mock.call(
                "POST", "/api/company-groups", json: #"{"name":"x","companyResourceIdArray":["Company00001"]}"#
            )
            .member("data.resourceId") as? String)
        let reply = try mock.call("DELETE", "/api/companies/Company00001", json: "{}")
        #expect(reply.status == 200)
        #expect(try reply.member("data.resourceId") as? String == "Company00001")
        #expect(try mock.detail("Company00001").status == 404)
        #expect(!(try names(mock).contains("ACME LLC")))
        #expect(try mock.token("admin").status == 400)
        #expect(try mock.send("GET", "/api/companies/my", ["Authorization": "Bearer \(admin)"]).status == 401)
        #expect(try mock.call("GET", "/api/company-groups/\(group)").member("data.companyCount") as? Int == 0)
        #expect(try mock.call("DELETE", "/api/companies/Company00001").status == 404)
    }

    @Test(arguments: [
        ("SubReseller1", "reseller", 400), ("Reseller0001", "reseller", 400), ("Company00003", "reseller", 403),
        ("Unknown00000", "reseller", 404), ("privacymask", "reseller", 404), ("Company00001", "admin", 403),
    ])
    func whatCannotBeDeletedStays(_ id: String, _ client: String, _ status: Int) throws {
        let mock = try Mock()
        #expect(try mock.call("DELETE", "/api/companies/\(id)", as: client).status == status)
        #expect(try names(mock).count == 3)
    }

    @Test(arguments: [
        (#"{"items":["Company00001","Company00001"]}"#, 200, ["Deep", "Below"]),
        (#"{"items":["SubReseller1","Company00002"]}"#, 200, ["ACME LLC"]),
        (#"{"items":[],"selectAll":true,"excludedItems":["Company00001"]}"#, 200, ["ACME LLC"]),
        (#"{"items":["Company00001","SubReseller1"]}"#, 400, ["Deep", "Below", "ACME LLC"]),
        (#"{"items":["Company00001","Unknown00000"]}"#, 404, ["Deep", "Below", "ACME LLC"]),
        (#"{"items":["Company00001","Company00003"]}"#, 403, ["Deep", "Below", "ACME LLC"]),
        (#"{"items":[]}"#, 400, ["Deep", "Below", "ACME LLC"]),
        (
            #"{"selectAll":true,"filter":{"Condition":"AND","FilterGroups":[{"FilterItems":[{"FieldName":"CompanyName","Operator":"Contains","Value":"acme","DataType":"x"}]}]}}"#,
            200, ["Deep", "Below"]
        ),
        (
            #"{"selectAll":true,"filter":{"FilterGroups":[{"FilterItems":[{"FieldName":"Nam"}]}]}}"#, 400,
            ["Deep", "Below", "ACME LLC"]
        ),
    ])
    func manyAreDeletedOrNone(_ body: String, _ status: Int, _ left: [String]) throws {
        let mock = try Mock()
        #expect(try mock.call("DELETE", "/api/companies/bulk-delete", json: body).status == status)
        #expect(try names(mock) == left)
    }

    @Test func namesInUseAreRefusedWhereSwitched() throws {
        #expect(try send(Mock(), with: ["Name": "ACME LLC"]).status == 200)
        let mock = try Mock(["behaviour": ["duplicateNames": "reject"]])
        #expect(try send(mock, with: ["Name": "ACME LLC"]).status == 400)
        #expect(try send(mock, "PUT", "/api/companies/Company00001", with: ["Name": "ACME LLC"]).status == 200)
    }

    /// A reader sees each company with its group or without it, and every group's count and its members agree.
    @Test func readersSeeWritesWholeAndWritersAreOneAfterAnother() async throws {
        let mock = try Mock()
        let group = try #require(
            try mock.call("POST", "/api/company-groups", json: #"{"name":"x"}"#).member("data.resourceId") as? String)
        let bearer = try mock.bearer()
        let headers = ["Authorization": "Bearer \(bearer)", "Content-Type": "application/json"]
        let service = mock.service
        await withTaskGroup(of: Void.self) { tasks in
            for writer in 0..<4 {
                tasks.addTask {
                    for number in 0..<10 {
                        let form = Self.form(["Name": "\(writer)-\(number)", "CompanyGroupResourceIdArray": group])
                        let reply = try? mock.call(
                            "POST", "/api/companies", type: "multipart/form-data; boundary=XX", bytes: form)
                        #expect(reply?.status == 200)
                    }
                }
            }
            tasks.addTask {
                for _ in 0..<50 {
                    let snapshot = service.world.snapshot
                    let members = snapshot.directory.members(of: group)
                    #expect(snapshot.directory.countsByGroup.values.reduce(0, +) == members.count)
                    #expect(members.count == snapshot.directory.count - 6)
                    _ = try? mock.send("POST", "/api/companies/search", headers, body: Mock.searchBody)
                }
            }
        }
        #expect(try mock.call("GET", "/api/company-groups/\(group)").member("data.companyCount") as? Int == 40)
        #expect(try mock.search().member("data.totalNumberOfRecords") as? Int == 43)
    }
}
