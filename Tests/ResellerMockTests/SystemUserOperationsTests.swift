import Foundation
import Testing

@testable import ResellerMock

struct SystemUserOperationsTests {
    private let path = "/api/system-users"

    private func body(_ changes: [String: Any] = [:]) throws -> String {
        let object: [String: Any] = [
            "firstName": "Ada", "lastName": "Example", "email": "ada@example.com", "phoneNumber": "5550100",
        ].merging(changes) { $1 }
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    private func names(_ mock: Mock, _ headers: [String: String] = Mock.inCompany1) throws -> [String] {
        let rows = try mock.call("POST", "\(path)/search", headers, json: Mock.searchBody).member("data.results")
        return try #require(rows as? [[String: Any]]).compactMap { $0["firstName"] as? String }.sorted()
    }

    @Test func aUserComesChangesAndGoes() throws {
        let mock = try Mock()
        let role = try mock.roleID("Company Admin")
        let id = try mock.made(
            try mock.call(
                "POST", path, json: body(["companyResourceId": "Company00001", "roleResourceIdList": [role]])))
        let found = try mock.call("POST", "\(path)/search", Mock.inCompany1, json: Mock.searchBody)
        #expect(
            found.text.contains(
                #"{"resourceId":"\#(id)","firstName":"Ada","lastName":"Example","companyName":"ACME LLC","#
                    + #""companyResourceId":"Company00001","roles":"Company Admin","phoneNumber":"5550100","#
                    + #""statusId":1,"statusName":"Active","createTime":"01/03/2026 09:00","#
                    + #""email":"ada@example.com","isEditable":true}"#))
        #expect(try names(mock, [:]) == [])
        let roles = try mock.call(
            "POST", "/api/roles/search", Mock.inCompany1,
            json: Mock.searchBody.replacing("CreateTime", with: "UserCount"))
        #expect(roles.text.contains(#""roleName":"Company Admin""#))
        #expect(try roles.member("data.results.0.userCount") as? Int == 1)
        let change = try body(["firstName": "Bea", "statusId": 0])
        #expect(try mock.made(try mock.call("PUT", "\(path)/\(id)", Mock.inCompany1, json: change)) == id)
        let changed = try mock.call("POST", "\(path)/search", as: "admin", json: Mock.searchBody)
        #expect(try changed.member("data.results.0.firstName") as? String == "Bea")
        #expect(try changed.member("data.results.0.statusName") as? String == "Inactive")
        #expect(try mock.call("GET", "\(path)/\(id)", Mock.inCompany1).status == 405)
        #expect(try mock.call("DELETE", "\(path)/\(id)").status == 404, "of another company than the call is for")
        #expect(try mock.made(try mock.call("DELETE", "\(path)/\(id)", Mock.inCompany1)) == id)
        #expect(try names(mock) == [])
    }

    @Test func rowsHaveTheirRolesAndAreFilteredByStatus() throws {
        let mock = try Mock()
        let roles = try [mock.roleID("Auditor"), mock.roleID("Company Admin")]
        _ = try mock.made(try mock.call("POST", path, json: body(["roleResourceIdList": roles])))
        _ = try mock.made(try mock.call("POST", path, json: body(["firstName": "Bea", "statusId": 0])))
        func found(_ field: String, _ value: String) throws -> Reply {
            let filter =
                #"{"FilterGroups":[{"FilterItems":[{"FieldName":"\#(field)","Operator":"Include","Value":"\#(value)"}]}]}"#
            return try mock.call("POST", "\(path)/search", json: Mock.searchBody.dropLast() + #","filter":\#(filter)}"#)
        }
        let active = try found("StatusId", "1")
        #expect(try active.member("data.totalNumberOfRecords") as? Int == 1)
        #expect(try active.member("data.results.0.roles") as? String == "Auditor, Company Admin")
        #expect(try found("StatusId", "0").member("data.results.0.firstName") as? String == "Bea")
    }

    @Test func aChangeLeavesTheTimeOfCreation() throws {
        let mock = try Mock()
        let id = try mock.made(try mock.call("POST", path, json: body()))
        mock.service.world.clock.advance(by: .seconds(3600))
        _ = try mock.made(try mock.call("PUT", "\(path)/\(id)", json: body(["lastName": "Later"])))
        let found = try mock.call("POST", "\(path)/search", json: Mock.searchBody)
        #expect(try found.member("data.results.0.lastName") as? String == "Later")
        #expect(try found.member("data.results.0.createTime") as? String == "01/03/2026 09:00")
    }

    @Test func whatIsMadeIsSavedAndEndsWithItsCompany() throws {
        let mock = try Mock()
        _ = try mock.made(try mock.call("POST", path, Mock.inCompany1, json: body()))
        #expect(try mock.call("POST", "/api/scim", Mock.inCompany1, json: #"{"name":"Directory"}"#).status == 200)
        let again = try Mock(text: String(decoding: mock.service.world.saved.json, as: UTF8.self))
        let (saved, tables) = (again.service.world.snapshot.tables, mock.service.world.snapshot.tables)
        #expect(saved.users.all == tables.users.all && saved.users.all.count == 1)
        #expect(saved.scim.all == tables.scim.all && saved.scim.all.count == 1)
        #expect(try mock.call("DELETE", "/api/companies/Company00001").status == 200)
        #expect(mock.service.world.snapshot.tables.users.all.isEmpty)
        #expect(mock.service.world.snapshot.tables.scim.all.isEmpty)
    }

    @Test func manyAreDeletedAtOnceOrNone() throws {
        let mock = try Mock()
        var ids: [String: String] = [:]
        for name in ["Ada", "Bea", "Cleo", "Dora"] {
            ids[name] = try mock.made(
                try mock.call("POST", path, Mock.inCompany1, json: body(["firstName": name])))
        }
        func delete(_ body: String) throws -> Int {
            try mock.call("DELETE", "\(path)/bulk-delete", Mock.inCompany1, json: body).status
        }
        #expect(try delete(#"{"items":["\#(ids["Ada"]!)","Unknown00000"]}"#) == 404)
        #expect(try delete(#"{"items":[]}"#) == 400)
        #expect(
            try delete(#"{"selectAll":true,"filter":{"filterGroups":[{"filterItems":[{"fieldName":"x"}]}]}}"#) == 400)
        #expect(try names(mock).count == 4)
        #expect(try delete(#"{"items":["\#(ids["Ada"]!)"]}"#) == 200)
        #expect(try names(mock) == ["Bea", "Cleo", "Dora"])
        let filter =
            #"{"filterGroups":[{"condition":"OR","filterItems":[{"fieldName":"FirstName","operator":"Contains","value":"e"}]}]}"#
        let all = #"{"items":[],"selectAll":true,"excludedItems":["\#(ids["Bea"]!)"],"filter":\#(filter)}"#
        #expect(try delete(all) == 200)
        #expect(try names(mock) == ["Bea", "Dora"])
        #expect(try delete(#"{"selectAll":true}"#) == 200)
        #expect(try names(mock) == [])
    }

    @Test(arguments: [
        (#"{"firstName":"a","lastName":"b","email":"c"}"#, 400, "phoneNumber must not be empty"),
        (#"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","statusId":3}"#, 400, "Status Id is invalid"),
        (
            #"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","roleResourceIdList":["none"]}"#, 400,
            "no role of the company"
        ),
        (
            #"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","companyResourceId":"Unknown00000"}"#, 400,
            "Unknown00000, which is no company"
        ),
        (
            #"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","companyResourceId":"Company00003"}"#, 403,
            "No permission"
        ),
    ])
    func badUsersAreRefused(_ body: String, _ status: Int, _ text: String) throws {
        let mock = try Mock()
        let reply = try mock.call("POST", path, json: body)
        #expect(reply.status == status && reply.text.contains(text), "\(reply.text)")
        #expect(try names(mock, [:]) == [])
    }

    @Test func addressesMayRepeatUnlessTheScenarioSaysOtherwise() throws {
        let mock = try Mock()
        for _ in 0..<2 { _ = try mock.made(try mock.call("POST", path, json: body())) }
        let strict = try Mock(["behaviour": ["duplicateNames": "reject"]])
        let id = try strict.made(try strict.call("POST", path, json: body()))
        let refused = try strict.call("POST", path, Mock.inCompany1, json: body(["email": "ADA@example.com"]))
        #expect(refused.status == 400)
        #expect(refused.text.contains(#"["email must be a new one"#), "\(refused.text)")
        let other = try strict.made(try strict.call("POST", path, json: body(["email": "bea@example.com"])))
        #expect(try strict.call("PUT", "\(path)/\(other)", json: body()).status == 400)
        #expect(try strict.call("PUT", "\(path)/\(id)", json: body(["lastName": "Other"])).status == 200)
    }

    @Test func aScenarioHasThemFromTheStart() throws {
        let mock = try Mock([
            "roles": [["name": "Local", "company": "Company00001", "resourceId": "LocalRole001", "description": "d"]],
            "clients": [["clientId": "reseller", "clientSecret": "s3cret", "company": "Reseller0001"]],
            "users": [
                [
                    "firstName": "Eve", "lastName": "E", "email": "e@example.com", "company": "Company00001",
                    "roles": ["Local"], "status": "Inactive",
                ]
            ],
            "scim": [["name": "Directory", "company": "Company00001", "groupName": "All"]],
        ])
        #expect(try names(mock) == ["Eve"])
        #expect(try mock.call("DELETE", "/api/roles/LocalRole001", Mock.inCompany1).status == 400, "in use")
        let scim = try mock.call("POST", "/api/scim/search", Mock.inCompany1, json: Mock.searchBody)
        #expect(try scim.member("data.results.0.groupName") as? String == "All")
        for (value, count) in [("All", 1), ("Some", 0)] {
            let filter =
                #"{"FilterGroups":[{"FilterItems":[{"FieldName":"GroupName","Operator":"Contains","Value":"\#(value)"}]}]}"#
            let found = try mock.call(
                "POST", "/api/scim/search", Mock.inCompany1,
                json: Mock.searchBody.dropLast() + #","filter":\#(filter)}"#)
            #expect(try found.member("data.totalNumberOfRecords") as? Int == count)
        }
    }
}

struct SCIMOperationsTests {
    @Test func aSettingComesChangesAndGoes() throws {
        let mock = try Mock()
        func id() throws -> String {
            let found = try mock.call("POST", "/api/scim/search", Mock.inCompany1, json: Mock.searchBody)
            return try #require(try found.member("data.results.0.resourceId") as? String)
        }
        let fields = try #require(
            try mock.call("GET", "/api/scim/fields", Mock.inCompany1).member("data.fields") as? [[String: String]])
        let field = try #require(fields.first { $0["name"] == "userName" }?["resourceId"])
        let created = try mock.call(
            "POST", "/api/scim", Mock.inCompany1,
            json:
                #"{"name":"Directory","groupResourceId":null,"fieldMappings":[{"scimFieldResourceId":"\#(field)","customFieldResourceId":"Custom000001"}],"syncPlatformGroup":true}"#
        )
        let token = try #require(try created.member("data.token") as? String)
        #expect(try !(created.member("message") as? String ?? "").isEmpty)
        let detail = try mock.call("GET", "/api/scim/\(id())", Mock.inCompany1)
        #expect(
            detail.text.hasPrefix(
                #"{"data":{"resourceId":"\#(try id())","name":"Directory","mappingDetails":[{"scimPath":"userName","#
                    + #""customFieldName":"Custom000001"}],"syncPlatformGroup":true}"#))
        let revoked = try mock.call("POST", "/api/scim/\(id())/revoke", Mock.inCompany1)
        let next = try #require(try revoked.member("data.results.0.token") as? String)
        #expect(next != token && next.count == token.count)
        #expect(mock.service.world.snapshot.tables.scim.all.map(\.token) == [next])
        #expect(
            try mock.made(try mock.call("PUT", "/api/scim/\(id())", Mock.inCompany1, json: #"{"name":"Other"}"#))
                == id())
        let deleted = try id()
        #expect(try mock.call("GET", "/api/scim/\(deleted)").status == 404, "of another company than the call is for")
        #expect(try mock.made(try mock.call("DELETE", "/api/scim/\(deleted)", Mock.inCompany1)) == deleted)
        #expect(try mock.call("POST", "/api/scim/\(deleted)/revoke", Mock.inCompany1).status == 404)
    }

    @Test func aNameInUseIsAConflictInItsCompanyAlone() throws {
        let mock = try Mock()
        func create(_ name: String, _ headers: [String: String] = [:]) throws -> Int {
            try mock.call("POST", "/api/scim", headers, json: #"{"name":"\#(name)"}"#).status
        }
        #expect(try create("One") == 200)
        #expect(try create("One") == 409)
        #expect(try create("One", Mock.inCompany1) == 200)
        #expect(try create("Two") == 200)
        let found = try mock.call(
            "POST", "/api/scim/search", json: Mock.searchBody.replacing("CreateTime", with: "Name"))
        #expect(try found.member("data.results.0.name") as? String == "Two")
        let two = try #require(try found.member("data.results.0.resourceId") as? String)
        #expect(try mock.call("PUT", "/api/scim/\(two)", json: #"{"name":"One"}"#).status == 409)
        #expect(try mock.call("PUT", "/api/scim/\(two)", json: #"{"name":"Two"}"#).status == 200)
        #expect(
            try mock.call("GET", "/api/scim/\(two)").member("data.syncPlatformGroup") as? Bool == false)
        #expect(try create(String(repeating: "x", count: 31)) == 400)
        #expect(try create(String(repeating: "x", count: 30)) == 200)
        #expect(
            try mock.call("POST", "/api/scim", json: #"{"name":"y","fieldMappings":[{"scimFieldResourceId":"none"}]}"#)
                .text.contains("fieldMappings[0].scimFieldResourceId must be a field"))
    }
}
