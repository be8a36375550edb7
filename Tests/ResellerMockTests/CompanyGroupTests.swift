import Foundation
import Testing

@testable import ResellerMock

struct CompanyGroupTests {
    @Test func aNewGroupIsInTheListTheSearchAndItsCompanies() throws {
        let mock = try Mock()
        let created = try mock.call(
            "POST", "/api/company-groups",
            json: #"{"Name":"Pilots","companyResourceIdArray":["Company00001","Company00002","Company00001"]}"#)
        #expect(created.status == 200)
        #expect(try !(created.member("message") as? String ?? "").isEmpty)
        let id = try #require(try created.member("data.resourceId") as? String)
        #expect(id.count == 12)
        let list = try mock.call("GET", "/api/company-groups")
        #expect(
            list.text.hasPrefix(
                #"{"data":[{"resourceId":"\#(id)","name":"Pilots","addedTime":"01/03/2026 09:00","companyCount":2}]"#))
        let found = try mock.call("POST", "/api/company-groups/search", json: Mock.searchBody)
        #expect(try found.member("data.totalNumberOfRecords") as? Int == 1)
        #expect(
            found.text.contains(
                #""results":[{"resourceId":"\#(id)","name":"Pilots","companyCount":2,"createTime":"01/03/2026 09:00"}]"#
            ))
        #expect(
            try mock.detail("Company00002").text.contains(#""companyGroups":[{"resourceId":"\#(id)","name":"Pilots"}]"#)
        )
        #expect(try mock.call("GET", "/api/company-groups", as: "other").text.hasPrefix(#"{"data":[]"#))
    }

    @Test func identifiersAreRepeatedFromTheSeed() throws {
        func ids(seed: Int) throws -> [String] {
            let mock = try Mock(["seed": seed])
            return try (0..<3).map {
                try #require(
                    try mock.call("POST", "/api/company-groups", json: #"{"name":"\#($0)"}"#).member("data.resourceId")
                        as? String)
            }
        }
        #expect(try ids(seed: 1) == ids(seed: 1))
        #expect(try ids(seed: 1) != ids(seed: 2))
    }

    @Test(arguments: [
        (#"{"name":""}"#, 400, "name must not be empty"), ("{}", 400, "name must not be empty"),
        (#"{"name":"x","companyResourceIdArray":["Unknown00000"]}"#, 400, "Unknown00000"),
        (#"{"name":"x","companyResourceIdArray":["Company00003"]}"#, 403, "No permission"),
        (#"{"name":"x""#, 400, "not valid JSON"), ("", 400, "must not be empty"),
    ])
    func whatIsRefusedChangesNothing(_ body: String, _ status: Int, _ text: String) throws {
        let mock = try Mock()
        let reply = try mock.call("POST", "/api/company-groups", json: body)
        #expect(reply.status == status && reply.text.contains(text))
        #expect(try mock.call("GET", "/api/company-groups").text.hasPrefix(#"{"data":[]"#))
    }

    @Test func otherTypesAndRolesAreRefused() throws {
        let mock = try Mock()
        #expect(try mock.call("POST", "/api/company-groups", type: "text/plain", body: "{}").status == 415)
        #expect(try mock.call("POST", "/api/company-groups", as: "admin", json: #"{"name":"x"}"#).status == 403)
        #expect(try mock.call("POST", "/api/company-groups/search", json: "{}").status == 500)
    }
}
