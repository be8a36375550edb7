import Foundation
import Testing

@testable import ResellerMock

struct ExportTests {
    private static let header =
        "\u{FEFF}Company Name,Reseller Name,Industry,License Type,Target Users,Inactive Users,Deleted Users,Monthly Users,License Limit,Tags,Renewal Date,Date Created\r\n"

    private func export(
        _ mock: Mock, _ type: String, _ more: String = "", path: String = "/api/companies/search/export"
    ) throws -> Reply {
        try mock.call(
            "POST", path,
            json:
                #"{"pageNumber":1,"pageSize":2,"orderBy":"CreateTime","ascending":true,"exportType":"\#(type)","filter":null\#(more)}"#
        )
    }

    @Test(arguments: ["CSV", "Csv", "csv"])
    func aPageOfTheSearchAsCSV(_ type: String) throws {
        let reply = try export(Mock(), type)
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(reply.header("Content-Disposition") == "attachment; filename=Companies.csv")
        #expect(
            reply.text == Self.header
                + "ACME LLC,First Reseller,Technology,Custom,0,0,0,0,9999,,,01/02/2026 09:15\r\n"
                + "Below,First Reseller,Technology,Custom,0,0,0,0,9999,,,02/02/2026 09:15\r\n")
    }

    @Test func allPagesAndClusteredAreTheSameRows() throws {
        let reply = try export(Mock(), "CSV", #","reportAllPages":true,"isClustered":true"#)
        #expect(reply.text.utf8.filter { $0 == 0x0A }.count == 4)
    }

    @Test func cellsAreQuotedAndNeverFormulas() throws {
        let mock = try Mock([
            "companies": [
                ["resourceId": "Reseller0001", "name": "=R"], ["resourceId": "Reseller0002", "name": "x"],
                [
                    "resourceId": "Company00001", "name": "=HYPERLINK(\"a\")", "parent": "Reseller0001",
                    "tags": ["-1", "a,b\nc"], "createTime": "2026-02-01",
                ],
            ]
        ])
        #expect(
            try export(mock, "CSV").text.contains(
                "\r\n\"'=HYPERLINK(\"\"a\"\")\",'=R,Technology,Custom,0,0,0,0,9999,\"'-1, a,b\nc\",,"))
        let sheet = String(decoding: try export(mock, "Excel").body, as: UTF8.self)
        #expect(sheet.contains(#"<c t="inlineStr"><is><t xml:space="preserve">=HYPERLINK("a")</t></is></c>"#))
    }

    @Test func anExcelFileIsAZIPArchive() throws {
        let reply = try export(Mock(), "excel")
        #expect(reply.header("Content-Type") == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        #expect(reply.body.starts(with: Array("PK\u{3}\u{4}".utf8)))
        #expect(reply.text.contains("[Content_Types].xml"))
    }

    @Test func otherTypesAndBadSearchesAreTold() throws {
        let mock = try Mock()
        #expect(try export(mock, "PDF").status == 501)
        #expect(try export(mock, "Word").text.contains("exportType must be one of CSV, Excel, PDF"))
        #expect(try mock.call("POST", "/api/companies/search/export", json: #"{"exportType":"CSV"}"#).status == 400)
        #expect(try mock.call("POST", "/api/companies/search/export", as: "admin", json: "{}").status == 403)
    }

    @Test func theClientsOfACompanyAreExported() throws {
        let mock = try Mock()
        let path = "/api/companies/clients/search/export"
        _ = try mock.makeClient(["clientId": "=1+1", "name": "Nightly, daily"])
        func export(_ type: String, _ headers: [String: String] = [:], filter: String = "{}") throws -> Reply {
            let body =
                #"{"pageNumber":1,"pageSize":1,"orderBy":"ClientName","ascending":true,"reportAllPages":true,"#
                + #""exportType":"\#(type)","filter":\#(filter)}"#
            return try mock.call("POST", path, headers, json: body)
        }
        let file = try export("csv", Mock.inCompany1)
        #expect(file.header("Content-Disposition") == "attachment; filename=Clients.csv")
        #expect(
            file.text == "\u{FEFF}Client Name,Client Id,Date Created,Status\r\nadmin,admin,01/03/2026 09:00,Active\r\n"
                + "\"Nightly, daily\",'=1+1,01/03/2026 09:00,Active\r\n")
        #expect(try export("CSV").text.contains("\r\ninactive,inactive,01/03/2026 09:00,Inactive\r\n"))
        let inactive =
            #"{"FilterGroups":[{"FilterItems":[{"FieldName":"StatusId","Operator":"Include","Value":"0"}]}]}"#
        #expect(try export("CSV", filter: inactive).text.utf8.filter { $0 == 0x0A }.count == 2)
        #expect(try export("Excel").body.starts(with: Array("PK\u{3}\u{4}".utf8)))
        #expect(try export("PDF").status == 501)
        #expect(try export("Word").status == 400)
        #expect(try export("CSV", filter: "null").status == 500)
        #expect(try export("CSV", ["X-KEEPNET-Company-Id": "Company00003"]).status == 403)
        #expect(try mock.call("POST", path, as: "auditor", json: "{}").status == 403)
    }

    @Test func groupsAndTheirCompaniesAreExported() throws {
        let mock = try Mock()
        let id = try #require(
            try mock.call(
                "POST", "/api/company-groups", json: #"{"name":"Pilots","companyResourceIdArray":["Company00002"]}"#
            )
            .member("data.resourceId") as? String)
        #expect(
            try export(mock, "CSV", path: "/api/company-groups/search/export").text
                == "\u{FEFF}Name,Company Count,Date Created\r\nPilots,1,01/03/2026 09:00\r\n")
        let members = try export(mock, "CSV", path: "/api/company-groups/\(id)/companies/search/export")
        #expect(members.text.hasPrefix(Self.header + "Deep,Below,"))
        #expect(members.text.utf8.filter { $0 == 0x0A }.count == 2)
    }
}
