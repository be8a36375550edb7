import Foundation
import Testing

@testable import ResellerMock

/// A body for a new client or a changed one; nil leaves a member out.
func clientBody(_ changes: [String: Any?] = [:], role: String) throws -> String {
    var body: [String: Any] = [
        "name": "Nightly", "clientId": "nightly", "clientSecret": "n1ghtly", "statusId": 1,
        "hasIpAddressRestriction": false, "roleResourceIdList": [role],
    ]
    for (name, value) in changes { body[name] = value }
    return String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
}

extension Mock {
    static let inCompany1 = ["X-KEEPNET-Company-Id": "Company00001"]
    static let filteredSearch =
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false,"filter":{"Condition":"AND","SearchInputTextValue":""}}"#

    func roleID(_ name: String, _ headers: [String: String] = [:]) throws -> String {
        let roles = try #require(try call("GET", "/api/roles", headers).member("data") as? [[String: String]])
        return try #require(roles.first { $0["name"] == name }?["resourceId"])
    }

    /// The identifier that a write answers with.
    func made(_ reply: Reply, _ location: SourceLocation = #_sourceLocation) throws -> String {
        try #require(reply.status == 200, "\(reply.text)", sourceLocation: location)
        #expect(try !(reply.member("message") as? String ?? "").isEmpty, sourceLocation: location)
        return try #require(try reply.member("data.resourceId") as? String, sourceLocation: location)
    }

    /// A client of `Company00001`.
    func makeClient(_ changes: [String: Any?] = [:], role: String = "Company Admin") throws -> String {
        try made(
            try call(
                "POST", "/api/companies/clients", Self.inCompany1, json: clientBody(changes, role: roleID(role))))
    }
}

struct ClientOperationsTests {
    private let path = "/api/companies/clients"

    /// The vendor's own flow: token, search, roles, generate, create, get, search, delete.
    @Test func theVendorsFlow() throws {
        let mock = try Mock()
        let customer = try #require(try mock.search().member("data.results.1.companyResourceId") as? String)
        let scope = ["X-KEEPNET-Company-Id": customer]
        let role = try mock.roleID("Company Admin", scope)
        let pair = try mock.call("GET", "\(path)/generate-client-credentials", scope)
        let id = try #require(try pair.member("data.clientId") as? String)
        let secret = try #require(try pair.member("data.clientSecret") as? String)
        #expect(id.wholeMatch(of: /[A-Za-z0-9]{32}/) != nil && (1...100).contains(secret.count))
        #expect(try mock.token(id, secret).status == 400, "nothing is stored yet")
        let body = try clientBody(["clientId": id, "clientSecret": secret], role: role)
        let made = try mock.made(try mock.call("POST", path, scope, json: body))
        #expect(made.count == 12)
        let detail = try mock.call("GET", "\(path)/\(made)", scope)
        #expect(
            detail.text.hasPrefix(
                #"{"data":{"resourceId":"\#(made)","name":"Nightly","clientId":"\#(id)","clientSecret":"********","#
                    + #""statusId":1,"statusName":"Active","hasIpAddressRestriction":false,"#
                    + #""roleResourceIdList":["\#(role)"]},"status":"SUCCESS""#))
        let found = try mock.call("POST", "\(path)/search", scope, json: Mock.filteredSearch)
        #expect(
            found.text.contains(
                #"{"resourceId":"\#(made)","clientName":"Nightly","clientId":"\#(id)","#
                    + #""createTime":"01/03/2026 09:00","statusId":1,"statusName":"Active"}"#))
        let token = try #require(try mock.token(id, secret).member("access_token") as? String)
        let claims = try decodedToken(token).claims
        #expect(claims["role"] as? String == "Company Admin")
        #expect(claims["user_company_resourceid"] as? String == customer)
        // A body on DELETE, as the vendor's script sends it.
        #expect(try mock.made(try mock.call("DELETE", "\(path)/\(made)", scope, json: "{}")) == made)
        #expect(try mock.call("GET", "\(path)/\(made)", scope).status == 404)
        #expect(try !mock.call("POST", "\(path)/search", scope, json: Mock.filteredSearch).text.contains(made))
        #expect(try mock.token(id, secret).status == 400)
        #expect(try mock.send("GET", "/api/roles", ["Authorization": "Bearer \(token)"]).status == 401)
    }

    @Test func credentialsRepeatFromTheSeedAndDifferAmongThemselves() throws {
        func pairs(_ seed: Int) throws -> [String] {
            let mock = try Mock(["seed": seed])
            return try (0..<2).map { _ in try mock.call("GET", "\(path)/generate-client-credentials").text }
        }
        let first = try pairs(1)
        #expect(try first == pairs(1))
        #expect(first[0] != first[1])
        #expect(try first != pairs(2))
    }

    @Test(arguments: [
        ("statusId", "7", "Status Id is invalid"), ("statusId", "null", "Status Id is invalid"),
        ("roleResourceIdList", "[]", "Role should be selected"),
        ("roleResourceIdList", "null", "Role should be selected"),
        ("allowedIpAddresses", #"["10.0.0.300"]"#, "Invalid ip address"),
        ("allowedIpAddresses", #"["10.0.0.1","10.0.0.300"]"#, "Invalid ip address"),
        ("allowedIpAddresses", "[]", "Invalid ip address"),
    ])
    func whatIsWrongIsSaidInTheVendorsWords(_ member: String, _ value: String, _ text: String) throws {
        let mock = try Mock()
        let value = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
        let body = try clientBody(
            [member: value, "hasIpAddressRestriction": true].merging(
                member == "allowedIpAddresses" ? [:] : ["allowedIpAddresses": ["10.0.0.1"]]
            ) { $1 },
            role: mock.roleID("Reseller"))
        let reply = try mock.call("POST", path, json: body)
        #expect(reply.status == 400)
        #expect(try reply.member("status") as? String == "INPUT_ERROR")
        #expect(try reply.member("message") as? String == "Invalid request")
        #expect(try reply.member("validationMessages") as? [String] == [text])
        #expect(try mock.token("nightly", "n1ghtly").status == 400)
    }

    @Test(arguments: [
        ("name", "", "name must not be empty"), ("clientId", "", "clientId must not be empty"),
        ("clientSecret", "", "clientSecret must not be empty"),
        ("name", String(repeating: "x", count: 65), "name must have at most 64 characters"),
        ("clientId", String(repeating: "x", count: 33), "clientId must have at most 32 characters"),
        ("clientSecret", String(repeating: "x", count: 101), "clientSecret must have at most 100 characters"),
        ("clientId", "admin", "clientId must be another"),
    ])
    func lengthsAndDoublesAreRefused(_ member: String, _ value: String, _ text: String) throws {
        let mock = try Mock()
        let reply = try mock.call("POST", path, json: clientBody([member: value], role: mock.roleID("Reseller")))
        #expect(reply.status == 400)
        let messages = try #require(try reply.member("validationMessages") as? [String])
        #expect(messages.count == 1 && messages[0].hasPrefix(text), "\(messages)")
    }

    @Test func aMaskedSecretSentBackChangesNothingAndAnotherDoes() throws {
        let mock = try Mock()
        let id = try mock.makeClient()
        let mask = try #require(
            try mock.call("GET", "\(path)/\(id)", Mock.inCompany1).member("data.clientSecret") as? String)
        #expect(!mask.isEmpty && mask != "n1ghtly")
        func put(_ secret: String) throws {
            let body = try clientBody(["clientSecret": secret, "name": "Renamed"], role: mock.roleID("Company Admin"))
            #expect(try mock.made(try mock.call("PUT", "\(path)/\(id)", Mock.inCompany1, json: body)) == id)
        }
        let token = try mock.bearerOf("nightly", "n1ghtly")
        try put(mask)
        #expect(try mock.token("nightly", "n1ghtly").status == 200)
        #expect(try mock.call("GET", "\(path)/\(id)", Mock.inCompany1).member("data.name") as? String == "Renamed")
        try put("other")
        #expect(try mock.token("nightly", "n1ghtly").status == 400)
        #expect(try mock.token("nightly", "other").status == 200)
        #expect(try mock.send("GET", "/api/roles", ["Authorization": "Bearer \(token)"]).status == 200)
    }

    @Test func aDeactivatedClientGetsNoTokenAndItsTokensEndUntilItIsActiveAgain() throws {
        for (behaviour, status) in [("refuse", 401), ("accept", 200)] {
            let mock = try Mock(["behaviour": ["endedClients": behaviour]])
            let id = try mock.makeClient()
            let headers = ["Authorization": "Bearer \(try mock.bearerOf("nightly", "n1ghtly"))"]
            func put(_ statusId: Int) throws {
                let body = try clientBody(["statusId": statusId], role: mock.roleID("Company Admin"))
                _ = try mock.made(try mock.call("PUT", "\(path)/\(id)", Mock.inCompany1, json: body))
            }
            try put(0)
            #expect(try mock.token("nightly", "n1ghtly").member("error") as? String == "invalid_client")
            let refused = try mock.send("GET", "/api/roles", headers)
            #expect(refused.status == status)
            #expect(refused.header("WWW-Authenticate") == (status == 401 ? #"Bearer error="invalid_token""# : nil))
            try put(1)
            #expect(try mock.token("nightly", "n1ghtly").status == 200)
            #expect(try mock.send("GET", "/api/roles", headers).status == 200)
            _ = try mock.made(try mock.call("DELETE", "\(path)/\(id)", Mock.inCompany1))
            #expect(try mock.send("GET", "/api/roles", headers).status == status)
        }
    }

    @Test func addressesHoldForTokensAndRequests() throws {
        let mock = try Mock()
        _ = try mock.makeClient([
            "hasIpAddressRestriction": true, "allowedIpAddresses": ["127.0.0.1", "192.0.2.0/24"],
        ])
        let headers = ["Authorization": "Bearer \(try mock.bearerOf("nightly", "n1ghtly"))"]
        #expect(try mock.token("nightly", "n1ghtly", from: "198.51.100.1").status == 403)
        #expect(try mock.send("GET", "/api/roles", headers, from: "192.0.2.7").status == 200)
        #expect(try mock.send("GET", "/api/roles", headers, from: "198.51.100.1").status == 403)
    }

    @Test func aDetailSaysWhereFromAClientMayAsk() throws {
        let mock = try Mock()
        let id = try mock.makeClient(["hasIpAddressRestriction": true, "allowedIpAddresses": ["192.0.2.0/24"]])
        let detail = try mock.call("GET", "\(path)/\(id)", Mock.inCompany1)
        #expect(try detail.member("data.hasIpAddressRestriction") as? Bool == true)
        #expect(try detail.member("data.allowedIpAddresses") as? [String] == ["192.0.2.0/24"])
    }

    @Test func rowsAreSortedAndFilteredByTheirMembers() throws {
        let mock = try Mock()
        let first = try mock.makeClient(["clientId": "zeta", "name": "Alpha"])
        mock.service.world.clock.advance(by: .seconds(60))
        let second = try mock.makeClient(["clientId": "alpha", "name": "Zeta"])
        func found(_ field: String, ascending: Bool = true, value: String = "") throws -> [String] {
            let filter =
                value.isEmpty
                ? "{}"
                : #"{"FilterGroups":[{"FilterItems":[{"FieldName":"\#(field)","Operator":"=","Value":"\#(value)"}]}]}"#
            let body =
                #"{"pageNumber":1,"pageSize":10,"orderBy":"\#(field)","ascending":\#(ascending),"filter":\#(filter)}"#
            let rows = try mock.call("POST", "\(path)/search", Mock.inCompany1, json: body).member("data.results")
            return try #require(rows as? [[String: Any]]).compactMap { $0["resourceId"] as? String }
                .filter { [first, second].contains($0) }
        }
        #expect(try found("ClientName") == [first, second])
        #expect(try found("ClientId") == [second, first])
        #expect(try found("CreateTime") == [first, second])
        #expect(try found("CreateTime", ascending: false) == [second, first])
        #expect(try found("ClientId", value: "zeta") == [first])
        #expect(try found("ClientName", value: "Zeta") == [second])
    }

    @Test func aChangeLeavesTheTimeOfCreation() throws {
        let mock = try Mock()
        let id = try mock.makeClient()
        mock.service.world.clock.advance(by: .seconds(3600))
        let body = try clientBody(["name": "Later"], role: mock.roleID("Company Admin"))
        _ = try mock.made(try mock.call("PUT", "\(path)/\(id)", Mock.inCompany1, json: body))
        let found = try mock.call("POST", "\(path)/search", Mock.inCompany1, json: Mock.filteredSearch)
        #expect(
            found.text.contains(
                #""clientName":"Later","clientId":"nightly","createTime":"01/03/2026 09:00""#), "\(found.text)")
    }

    @Test func aDeletedIDThatIsMadeAnewIsAsGoodAsNew() throws {
        let mock = try Mock()
        let id = try mock.makeClient()
        _ = try mock.made(try mock.call("DELETE", "\(path)/\(id)", Mock.inCompany1))
        #expect(try mock.makeClient() != id)
        let headers = ["Authorization": "Bearer \(try mock.bearerOf("nightly", "n1ghtly"))"]
        #expect(try mock.send("GET", "/api/roles", headers).status == 200)
    }

    @Test func rolesOfOtherCompaniesCannotBeGiven() throws {
        let mock = try Mock()
        let role = try mock.made(
            try mock.call("POST", "/api/roles", json: #"{"name":"Own","description":"d"}"#))
        let refused = try mock.call("POST", path, Mock.inCompany1, json: clientBody(role: role))
        #expect(refused.status == 400 && refused.text.contains("which is no role of the company"))
    }

    @Test func severalRolesAddUp() throws {
        let mock = try Mock()
        let roles = try [mock.roleID("Auditor"), mock.roleID("Company Admin")]
        let id = try mock.makeClient(["roleResourceIdList": roles])
        let detail = try mock.call("GET", "\(path)/\(id)", Mock.inCompany1)
        #expect(try detail.member("data.roleResourceIdList") as? [String] == roles)
        let answer = try mock.token("nightly", "n1ghtly")
        let claims = try decodedToken(#require(try answer.member("access_token") as? String)).claims
        #expect(claims["role"] as? [String] == ["Auditor", "Company Admin"])
        let permissions = try #require(try answer.member("permissions") as? [String])
        #expect(permissions.contains("companies/search|POST") && permissions.contains("roles|GET"))
        #expect(Set(permissions).count == permissions.count)
    }

    @Test func theScopeSaysWhose() throws {
        let mock = try Mock()
        let id = try mock.makeClient()
        #expect(try mock.call("GET", "\(path)/\(id)").status == 404, "the reseller's own company has no such client")
        #expect(try mock.call("GET", "\(path)/\(id)", as: "admin").status == 200)
        let foreign = ["X-KEEPNET-Company-Id": "Company00003"]
        let unknown = ["x-ir-company-id": "Unknown00000"]
        for (method, path) in [("GET", "\(path)/\(id)"), ("DELETE", "\(path)/\(id)"), ("GET", "/api/roles")] {
            #expect(try mock.call(method, path, foreign).status == 403)
            #expect(try mock.call(method, path, unknown).status == 404)
        }
        #expect(try mock.call("POST", path, foreign, type: "text/plain", body: "x").status == 403, "before the body")
        #expect(try mock.call("POST", path, as: "auditor", json: "{").status == 403, "the role before all")
        #expect(try mock.call("POST", path, type: "text/plain", body: "x").status == 415)
        #expect(try mock.call("PUT", "\(path)/Unknown00000", json: "{}").status == 400, "the body before the client")
        #expect(try mock.call("DELETE", "\(path)/Unknown00000").status == 404)
        #expect(try mock.call("PATCH", "\(path)/\(id)").status == 405)
    }

    @Test func namesMayRepeatUnlessTheScenarioSaysOtherwise() throws {
        let mock = try Mock()
        _ = try mock.makeClient()
        _ = try mock.makeClient(["clientId": "weekly"])
        let strict = try Mock(["behaviour": ["duplicateNames": "reject"]])
        let id = try strict.makeClient()
        let role = try strict.roleID("Company Admin")
        let second = try clientBody(["clientId": "weekly"], role: role)
        let refused = try strict.call("POST", path, Mock.inCompany1, json: second)
        #expect(refused.status == 400)
        #expect(refused.text.contains(#"["name must be a new one"#), "\(refused.text)")
        _ = try strict.made(try strict.call("POST", path, json: second))
        let other = try strict.makeClient(["clientId": "daily", "name": "Daily"])
        let taken = try clientBody(["clientId": "daily"], role: role)
        #expect(try strict.call("PUT", "\(path)/\(other)", Mock.inCompany1, json: taken).status == 400)
        let same = try clientBody(["statusId": 0], role: role)
        #expect(try strict.call("PUT", "\(path)/\(id)", Mock.inCompany1, json: same).status == 200)
    }

    @Test func theSearchNeedsAFilter() throws {
        let mock = try Mock()
        let null = try mock.call("POST", "\(path)/search", json: Mock.searchBody.dropLast() + #","filter":null}"#)
        #expect(null.status == 500)
        #expect(try null.member("Status") as? String == "INTERNAL_SERVER_ERROR")
        #expect(try mock.call("POST", "\(path)/search", json: Mock.searchBody).status == 500)
        #expect(try mock.call("POST", "\(path)/search", json: "{}").status == 500)
        #expect(try mock.call("POST", "\(path)/search", json: #"{"filter":{}}"#).status == 400)
    }

    @Test func statusesAreFilteredAsTheVendorsClientDoes() throws {
        let mock = try Mock()
        func found(_ value: String) throws -> [String] {
            let body =
                Mock.searchBody.dropLast()
                + #","filter":{"Condition":"AND","FilterGroups":[{"Condition":"AND","FilterItems":[{"FieldName":"StatusId","Operator":"Include","Value":"\#(value)"}]}]}}"#
            let rows = try mock.call("POST", "\(path)/search", json: String(body)).member("data.results")
            return try #require(rows as? [[String: Any]]).compactMap { $0["clientId"] as? String }.sorted()
        }
        #expect(try found("0") == ["inactive"])
        #expect(try found("1") == ["auditor", "fenced", "reseller"])
        #expect(try found("0,1").count == 4)
    }
}

extension Mock {
    func bearerOf(_ client: String, _ secret: String) throws -> String {
        try #require(try token(client, secret).member("access_token") as? String)
    }
}
