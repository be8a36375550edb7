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

    @Test func rulesMeetTheOperationAndKeepItFromWriting() throws {
        let mock = try Mock([
            "rules": [
                [
                    "name": "down", "when": ["path": "/api/company-groups/{resourceId}", "method": "DELETE"],
                    "then": ["answer": ["status": 503]],
                ]
            ]
        ])
        let id = try made(mock)
        #expect(try mock.call("DELETE", "/api/company-groups/\(id)").status == 503)
        #expect(try mock.call("GET", "/api/company-groups/\(id)").status == 200)
        #expect(try mock.rulesFired("down") == 1)
    }

    @Test func rolesOfTheScenarioOpenTheOperation() throws {
        let mock = try Mock([
            "roles": [
                ["name": "Auditor", "permissions": ["company-groups|GET"]], ["name": "Any", "permissions": ["*"]],
            ]
        ])
        #expect(try mock.call("GET", "/api/company-groups", as: "auditor").status == 200)
        #expect(try mock.call("POST", "/api/company-groups", as: "auditor", json: #"{"name":"x"}"#).status == 403)
        #expect(try mock.token("auditor").member("permissions") as? [String] == ["company-groups|GET"])
    }

    @Test func otherTypesAndRolesAreRefused() throws {
        let mock = try Mock()
        #expect(try mock.call("POST", "/api/company-groups", type: "text/plain", body: "{}").status == 415)
        #expect(try mock.call("POST", "/api/company-groups", as: "admin", json: #"{"name":"x"}"#).status == 403)
        #expect(try mock.call("POST", "/api/company-groups/search", json: "{}").status == 500)
    }

    // MARK: - Changes

    private func made(_ mock: Mock, _ companies: String = "[]") throws -> String {
        try #require(
            try mock.call("POST", "/api/company-groups", json: #"{"name":"A","companyResourceIdArray":\#(companies)}"#)
                .member("data.resourceId") as? String)
    }

    private func members(_ mock: Mock, _ id: String) throws -> [String] {
        (try mock.call("POST", "/api/company-groups/\(id)/companies/search", json: Mock.searchBody).member(
            "data.results")
            as? [[String: Any]] ?? []).compactMap { $0["companyResourceId"] as? String }
    }

    @Test func participantsAreAddedAndRemoved() throws {
        let mock = try Mock()
        let id = try made(mock, #"["Company00001"]"#)
        let path = "/api/company-groups/\(id)/participants"
        let body = #"{"companyResourceIdArray":["Company00002","Company00001"]}"#
        #expect(try mock.call("PUT", path, json: body).member("data.resourceId") as? String == id)
        #expect(try members(mock, id) == ["Company00002", "Company00001"])
        #expect(try mock.call("GET", "/api/company-groups/\(id)").member("data.companyCount") as? Int == 2)
        #expect(
            try mock.call("DELETE", path, json: #"{"companyResourceIdArray":["Company00001","SubReseller1"]}"#).status
                == 200)
        #expect(try members(mock, id) == ["Company00002"])
        #expect(try mock.call("PUT", path, json: "{}").status == 400)
        #expect(try mock.call("PUT", path, json: #"["Company00001"]"#).status == 400)
    }

    @Test func rowsOfAGroupsCompaniesHaveTheSchemasMembers() throws {
        let mock = try Mock(["behaviour": ["nulls": "write"]])
        let id = try made(mock, #"["Company00001"]"#)
        let reply = try mock.call("POST", "/api/company-groups/\(id)/companies/search", json: Mock.searchBody)
        let row = try #require(try reply.member("data.results.0") as? [String: Any])
        #expect(
            row.count == 12 && row["companyStatusName"] as? String == "Active"
                && row["numberOfUsers"] as? String == "9999")
        let filter =
            #"{"pageNumber":1,"pageSize":5,"orderBy":"CompanyName","ascending":true,"filter":{"filterGroups":[{"filterItems":[{"fieldName":"CompanyName","operator":"Contains","value":"zzz"}]}]}}"#
        #expect(
            try mock.call("POST", "/api/company-groups/\(id)/companies/search", json: filter).member(
                "data.totalNumberOfRecords") as? Int == 0)
    }

    @Test func aNewNameIsSeenInItsCompaniesAndAnArrayReplaces() throws {
        let mock = try Mock()
        let id = try made(mock, #"["Company00001"]"#)
        #expect(try mock.call("PUT", "/api/company-groups/\(id)", json: #"{"name":"B"}"#).status == 200)
        #expect(try mock.detail("Company00001").member("data.companyGroups.0.name") as? String == "B")
        let body = #"{"name":"B","companyResourceIdArray":["Company00002"]}"#
        #expect(try mock.call("PUT", "/api/company-groups/\(id)", json: body).status == 200)
        #expect(try members(mock, id) == ["Company00002"])
        #expect(try (mock.detail("Company00001").member("data.companyGroups") as? [Any])?.isEmpty == true)
    }

    @Test func aDeletedGroupLeavesItsCompanies() throws {
        let mock = try Mock()
        let id = try made(mock, #"["Company00001"]"#)
        #expect(try mock.call("DELETE", "/api/company-groups/\(id)").status == 200)
        #expect(try mock.call("GET", "/api/company-groups/\(id)").status == 404)
        #expect(try (mock.detail("Company00001").member("data.companyGroups") as? [Any])?.isEmpty == true)
    }

    @Test func manyGroupsAreDeletedOrNone() throws {
        let mock = try Mock()
        let ids = [try made(mock), try made(mock), try made(mock)]
        let path = "/api/company-groups/bulk-delete"
        #expect(try mock.call("DELETE", path, json: #"{"items":["\#(ids[0])","Unknown00000"]}"#).status == 404)
        #expect(try mock.call("DELETE", path, as: "other", json: #"{"items":["\#(ids[0])"]}"#).status == 403)
        #expect(try mock.call("GET", "/api/company-groups/\(ids[0])").status == 200)
        #expect(
            try mock.call("DELETE", path, json: #"{"selectAll":true,"excludedItems":["\#(ids[1])"]}"#).status == 200)
        #expect(try ids.map { try mock.call("GET", "/api/company-groups/\($0)").status } == [404, 200, 404])
    }

    @Test func groupsAreTheirResellersAlone() throws {
        let mock = try Mock()
        let id = try made(mock, #"["Company00001"]"#)
        for (method, path) in [
            ("GET", ""), ("DELETE", ""), ("POST", "/companies/search"), ("PUT", "/participants"), ("PUT", ""),
        ] {
            let body =
                path == "/companies/search"
                ? Mock.searchBody : #"{"name":"x","companyResourceIdArray":["Company00003"]}"#
            #expect(
                try mock.call(method, "/api/company-groups/\(id)\(path)", as: "other", json: body).status == 403,
                "\(method) \(path)")
        }
    }

    @Test func groupsOfTheScenarioAreThere() throws {
        let mock = try Mock([
            "groups": [["resourceId": "Group0000001", "name": "Listed", "owner": "Reseller0001"]],
            "companies": [
                ["resourceId": "Reseller0001", "name": "R"], ["resourceId": "Reseller0002", "name": "S"],
                [
                    "resourceId": "Company00001", "name": "C", "parent": "Reseller0001",
                    "companyGroups": [["resourceId": "Group0000001"], ["name": "By its name"]],
                ],
            ],
        ])
        let list = try mock.call("GET", "/api/company-groups").member("data") as? [[String: Any]] ?? []
        #expect(list.map { $0["name"] as? String } == ["Listed", "By its name"])
        #expect(list.map { $0["companyCount"] as? Int } == [1, 1])
        #expect(try mock.detail("Company00001").member("data.companyGroups.0.name") as? String == "Listed")
        let withParents = try mock.call("POST", "/api/company-groups/search-with-parent", json: Mock.searchBody)
        #expect(try withParents.member("data.results.0.isOwner") as? Bool == true)
    }
}
