import Foundation
import Testing

@testable import ResellerMock

struct RoleOperationsTests {
    private func permissionID(_ name: String, _ mock: Mock) throws -> String {
        let modules = try #require(try mock.call("GET", "/api/permissions/all").member("data") as? [[String: Any]])
        let leaves = modules.flatMap { $0["children"] as? [[String: Any]] ?? [] }
        let leaf = try #require(leaves.first { $0["permissionName"] as? String == name }, "\(name)")
        return try #require(leaf["permissionResourceId"] as? String)
    }

    private func body(
        _ name: String, _ permissions: [String] = [], availableFor: [String] = [], description: String = "For tests"
    ) throws -> String {
        let object: [String: Any] = [
            "name": name, "description": description, "permissionResourceIdList": permissions,
            "availableForRequests": availableFor.map { ["type": "Company", "resourceId": $0] },
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    @Test func theVendorsAndTheScenariosRolesAreListedWithStableIdentifiers() throws {
        let (first, second) = (try Mock(), try Mock(["seed": 7]))
        let list = try first.call("GET", "/api/roles")
        let roles = try #require(try list.member("data") as? [[String: String]])
        #expect(roles.map { $0["name"] } == ["Reseller", "Company Admin", "Auditor"])
        #expect(roles.allSatisfy { $0["resourceId"]?.count == 12 && $0.count == 2 })
        #expect(try second.call("GET", "/api/roles").body == list.body)
        #expect(try first.call("GET", "/api/RolesWithAvailable", as: "admin").body == list.body)
    }

    @Test func aRoleOpensWhatItsPermissionsSayForItsClients() throws {
        let mock = try Mock()
        let permission = try permissionID("companies/search|POST", mock)
        let id = try mock.made(
            try mock.call("POST", "/api/roles", Mock.inCompany1, json: body("Reader", [permission])))
        let detail = try mock.call("GET", "/api/roles/\(id)", Mock.inCompany1)
        #expect(
            detail.text.hasPrefix(
                #"{"data":{"resourceId":"\#(id)","name":"Reader","description":"For tests","availableForList":[],"#
                    + #""permissionResourceIdList":["\#(permission)"]}"#))
        _ = try mock.makeClient(["roleResourceIdList": [id]])
        let headers = [
            "Authorization": "Bearer \(try mock.bearerOf("nightly", "n1ghtly"))", "Content-Type": "application/json",
        ]
        func search() throws -> Int {
            try mock.send("POST", "/api/companies/search", headers, body: Mock.searchBody).status
        }
        #expect(try search() == 200)
        #expect(try mock.send("GET", "/api/roles", headers).status == 403)
        // A new name leaves old tokens what the role may do.
        _ = try mock.made(
            try mock.call("PUT", "/api/roles/\(id)", Mock.inCompany1, json: body("Searcher", [permission])))
        #expect(try search() == 200)
        let claims = try decodedToken(mock.bearerOf("nightly", "n1ghtly")).claims
        #expect(claims["role"] as? String == "Searcher")
        _ = try mock.made(try mock.call("PUT", "/api/roles/\(id)", Mock.inCompany1, json: body("Searcher")))
        #expect(try search() == 403)
    }

    @Test func aSavedScenarioKnowsARolesFormerNames() throws {
        let mock = try Mock()
        let permission = try permissionID("companies/search|POST", mock)
        let id = try mock.made(try mock.call("POST", "/api/roles", json: body("Reader", [permission])))
        let role = try clientBody(role: id)
        _ = try mock.made(try mock.call("POST", "/api/companies/clients", json: role))
        let headers = [
            "Authorization": "Bearer \(try mock.bearerOf("nightly", "n1ghtly"))", "Content-Type": "application/json",
        ]
        for name in ["Searcher", "Finder"] {
            _ = try mock.made(try mock.call("PUT", "/api/roles/\(id)", json: body(name, [permission])))
        }
        let again = try Mock(text: String(decoding: mock.service.world.saved.json, as: UTF8.self))
        #expect(again.service.world.snapshot.tables.roles[id]?.formerNames == ["Reader", "Searcher"])
        #expect(try again.send("POST", "/api/companies/search", headers, body: Mock.searchBody).status == 200)
    }

    @Test func aCompanysRolesEndWithItUnlessAnotherCompanyUsesThem() throws {
        let mock = try Mock()
        for name in ["Gone", "Kept", "Held"] {
            _ = try mock.made(
                try mock.call("POST", "/api/roles", Mock.inCompany1, json: body(name, availableFor: ["Company00002"])))
        }
        let elsewhere = ["X-KEEPNET-Company-Id": "Company00002"]
        func available() throws -> [String: String] {
            let roles = try mock.call("GET", "/api/roleswithavailable", elsewhere).member("data")
            let pairs = try #require(roles as? [[String: String]]).map { ($0["name"] ?? "", $0["resourceId"] ?? "") }
            return Dictionary(pairs) { $1 }
        }
        let kept = try clientBody(["roleResourceIdList": [available()["Kept"]]], role: "")
        _ = try mock.made(try mock.call("POST", "/api/companies/clients", elsewhere, json: kept))
        let user =
            #"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","roleResourceIdList":["\#(try available()["Held"] ?? "")"]}"#
        _ = try mock.made(try mock.call("POST", "/api/system-users", elsewhere, json: user))
        #expect(try mock.call("DELETE", "/api/companies/Company00001").status == 200)
        #expect(try Set(available().keys).isDisjoint(with: ["Gone"]))
        #expect(try Set(available().keys).isSuperset(of: ["Kept", "Held"]))
        #expect(try mock.call("POST", "/api/roles", json: body("Gone")).status == 200, "the name is free")
    }

    @Test func usersAreCountedInTheCompanyAndInAll() throws {
        let mock = try Mock()
        let role = try mock.roleID("Company Admin")
        for scope in [Mock.inCompany1, [:], [:]] {
            let user =
                #"{"firstName":"a","lastName":"b","email":"c","phoneNumber":"5","roleResourceIdList":["\#(role)"]}"#
            _ = try mock.made(try mock.call("POST", "/api/system-users", scope, json: user))
        }
        let body = Mock.searchBody.replacing("CreateTime", with: "UserCount")
        let found = try mock.call("POST", "/api/roles/search", Mock.inCompany1, json: body)
        #expect(try found.member("data.results.0.roleName") as? String == "Company Admin")
        #expect(try found.member("data.results.0.userCount") as? Int == 1)
        #expect(try found.member("data.results.0.tenantUserCount") as? Int == 3)
    }

    @Test func aRoleOfAnotherCompanyIsNotThere() throws {
        let mock = try Mock()
        let id = try mock.made(try mock.call("POST", "/api/roles", json: body("Own")))
        #expect(try mock.call("GET", "/api/roles/\(id)").status == 200)
        #expect(try mock.call("GET", "/api/roles/\(id)", Mock.inCompany1).status == 404)
    }

    @Test func aChangeLeavesTheTimeOfCreationAndTakesNoNameInUse() throws {
        let mock = try Mock()
        let id = try mock.made(try mock.call("POST", "/api/roles", json: body("Own")))
        mock.service.world.clock.advance(by: .seconds(3600))
        let refused = try mock.call("PUT", "/api/roles/\(id)", json: body("Auditor"))
        #expect(refused.status == 400 && refused.text.contains("name must be another"))
        _ = try mock.made(try mock.call("PUT", "/api/roles/\(id)", json: body("Own", description: "Changed")))
        let search = Mock.searchBody.replacing("CreateTime", with: "RoleName")
        let found = try mock.call("POST", "/api/roles/search", json: search)
        #expect(found.text.contains(#""roleName":"Own","roleDescription":"Changed""#))
        #expect(found.text.contains(#""companyName":"First Reseller","createTime":"01/03/2026 09:00""#))
    }

    @Test func permissionsOfRolesThatAreNotEmulatedAreListed() throws {
        let mock = try Mock(["roles": [["name": "Auditor", "permissions": ["trainings/vendors|GET"]]]])
        let id = try permissionID("trainings/vendors|GET", mock)
        _ = try mock.made(try mock.call("POST", "/api/roles", json: body("Trainer", [id])))
    }

    @Test func aRoleInUseStays() throws {
        let mock = try Mock()
        let id = try mock.made(try mock.call("POST", "/api/roles", Mock.inCompany1, json: body("Reader")))
        let client = try mock.makeClient(["roleResourceIdList": [id]])
        let refused = try mock.call("DELETE", "/api/roles/\(id)", Mock.inCompany1)
        #expect(refused.status == 400 && refused.text.contains("in use"))
        _ = try mock.made(try mock.call("DELETE", "/api/companies/clients/\(client)", Mock.inCompany1))
        #expect(try mock.made(try mock.call("DELETE", "/api/roles/\(id)", Mock.inCompany1)) == id)
        #expect(try mock.call("GET", "/api/roles/\(id)", Mock.inCompany1).status == 404)
    }

    @Test func aRoleIsSeenByItsCompanyAndThoseItIsMadeAvailableFor() throws {
        let mock = try Mock()
        _ = try mock.made(
            try mock.call("POST", "/api/roles", json: body("Shared", availableFor: ["Company00001"])))
        func names(_ path: String, _ headers: [String: String] = [:]) throws -> [String?] {
            try #require(try mock.call("GET", path, headers).member("data") as? [[String: String]]).map { $0["name"] }
        }
        #expect(try names("/api/roles").contains("Shared"))
        #expect(try !names("/api/roles", Mock.inCompany1).contains("Shared"))
        #expect(try names("/api/roleswithavailable", Mock.inCompany1).contains("Shared"))
        let elsewhere = ["X-KEEPNET-Company-Id": "Company00002"]
        #expect(try !names("/api/roleswithavailable", elsewhere).contains("Shared"))
        let body = Mock.searchBody.replacing("CreateTime", with: "RoleName")
        let found = try mock.call("POST", "/api/roles/search", json: body)
        #expect(
            found.text.contains(
                #"{"roleName":"Shared","roleDescription":"For tests","resourceId":"#))
        #expect(
            found.text.contains(
                #","companyResourceId":"Reseller0001","companyName":"First Reseller","createTime":"01/03/2026 09:00","#
                    + #""userCount":0,"tenantUserCount":0,"typeName":"Custom","isOwner":true}"#))
        #expect(found.text.contains(#""typeName":"System","isOwner":false}"#))
    }

    @Test(arguments: [
        (#"{"name":"x"}"#, "description must not be empty"), (#"{"description":"x"}"#, "name must not be empty"),
        (#"{"name":"Reseller","description":"x"}"#, "name must be another"),
        (#"{"name":"x","description":"x","permissionResourceIdList":["none"]}"#, "none, which is no permission"),
        (
            #"{"name":"x","description":"x","availableForRequests":[{"resourceId":"Unknown00000"}]}"#,
            "Unknown00000, which is no company"
        ),
        (
            #"{"name":"x","description":"x","availableForRequests":[{}]}"#,
            "availableForRequests[0].resourceId must not be empty"
        ),
    ])
    func badRolesAreRefused(_ body: String, _ text: String) throws {
        let mock = try Mock()
        let before = try mock.call("GET", "/api/roles").body
        let reply = try mock.call("POST", "/api/roles", json: body)
        #expect(reply.status == 400 && reply.text.contains(text), "\(reply.text)")
        #expect(try mock.call("GET", "/api/roles").body == before)
    }

    @Test func everyCompanysRolesAreNobodysToChange() throws {
        let mock = try Mock()
        let id = try mock.roleID("Auditor")
        #expect(try mock.call("PUT", "/api/roles/\(id)", json: body("Other")).status == 403)
        #expect(try mock.call("DELETE", "/api/roles/\(id)").status == 403)
        let own = try mock.made(try mock.call("POST", "/api/roles", json: body("Own")))
        #expect(try mock.call("DELETE", "/api/roles/\(own)", Mock.inCompany1).status == 404)
        #expect(try mock.call("DELETE", "/api/roles/\(own)").status == 200)
    }

    @Test func permissionsAreATreeOfPathsAndVerbs() throws {
        let mock = try Mock()
        let answer = try mock.call("GET", "/api/permissions/all", as: "admin")
        #expect(answer.text.hasPrefix(#"{"data":[{"moduleName":"companies","permissionResourceId":""#))
        let modules = try #require(try answer.member("data") as? [[String: Any]])
        let leaves = modules.flatMap { $0["children"] as? [[String: Any]] ?? [] }
        let names = Set(leaves.compactMap { $0["permissionName"] as? String })
        #expect(names.isSuperset(of: ["companies/{resourceId}|GET", "companies/clients|POST", "roles|GET"]))
        #expect(Set(leaves.compactMap { $0["permissionResourceId"] as? String }).count == leaves.count)
        #expect(leaves.allSatisfy { ($0["children"] as? [Any])?.isEmpty == true && $0["isDisabled"] as? Bool == false })
    }
}
