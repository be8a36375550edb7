import Foundation
import Testing

@testable import ResellerMock

struct CompanyOperationsTests {
    @Test func searchListsAllDescendantsAndNothingElse() throws {
        let reply = try Mock().search()
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
        let rows = try #require(try reply.member("data.results") as? [[String: Any]])
        #expect(
            rows.compactMap { $0["companyResourceId"] as? String } == ["Company00002", "SubReseller1", "Company00001"])
        #expect(try reply.member("status") as? String == "SUCCESS")
    }

    @Test func detailHasTheSameCompanyInFull() throws {
        let reply = try Mock().detail("Company00002")
        #expect(reply.status == 200)
        #expect(try reply.member("data.name") as? String == "Deep")
        #expect(!reply.text.contains("null"))
        let written = try Mock(["behaviour": ["nulls": "write"]]).detail("Company00002")
        #expect((try written.member("data") as? [String: Any])?.count == 44)
    }

    @Test func roleWithoutThePermissionIsForbidden() throws {
        let mock = try Mock()
        for reply in [
            try mock.search(as: "admin"), try mock.detail("Company00001", as: "admin"),
            try mock.detail("Company00001", as: "auditor"),
        ] {
            #expect(reply.status == 403)
            #expect(try reply.member("message") as? String == "No permission to access resource")
            #expect(try reply.member("status") as? String == "FAILED")
        }
        #expect(try mock.search(as: "auditor").status == 200)
    }

    @Test func companyOfAnotherResellerIsForbidden() throws {
        let mock = try Mock()
        for identifier in ["Company00003", "Reseller0002", "Reseller0001"] {
            #expect(try mock.detail(identifier).status == 403)
        }
        #expect(try mock.detail("Company00003", as: "other").status == 200)
    }

    @Test(arguments: ["Unknown00000", "search", "company00001", "x", "%F0%9F%8E%89"])
    func unknownCompanyIsNotFound(_ identifier: String) throws {
        let reply = try Mock().detail(identifier)
        #expect(reply.status == 404)
        #expect(try reply.member("status") as? String == "FAILED")
        #expect(reply.header("X-Reseller-Mock-Hint") != nil)
    }

    @Test func companyAdminMayReadItsOwnCompanyWhereSwitched() throws {
        let mock = try Mock(["behaviour": ["ownCompany": "companyAdmin"]])
        #expect(try mock.detail("Company00001", as: "admin").status == 200)
        #expect(try mock.detail("Company00002", as: "admin").status == 403)
        #expect(try mock.detail("Reseller0001").status == 403)
    }

    @Test(arguments: [
        ("deny", 403, 403), ("companyAdmin", 200, 403), ("reseller", 403, 200), ("both", 200, 200),
    ])
    func theOwnCompanyIsReadWhereSwitched(_ choice: String, _ admin: Int, _ reseller: Int) throws {
        let mock = try Mock(["behaviour": ["ownCompany": choice]])
        #expect(try mock.detail("Company00001", as: "admin").status == admin)
        #expect(try mock.detail("Reseller0001").status == reseller)
        #expect(try mock.detail("Reseller0002").status == 403)
    }

    @Test(arguments: ["X-KEEPNET-Company-Id", "x-ir-company-id", "X-Ir-COMPANY-Id"])
    func theCompanyInTheScopeHeaderIsJudged(_ name: String) throws {
        for (company, status) in [
            ("Company00002", 200), ("Reseller0001", 200), ("Company00003", 403), ("Unknown00000", 404), ("", 200),
        ] {
            let mock = try Mock()
            let headers = [
                "Authorization": "Bearer \(try mock.bearer())", name: company, "Content-Type": "application/json",
            ]
            #expect(try mock.send("GET", "/api/companies/Company00001", headers).status == status)
            // After the role, before the body.
            let search = try mock.send("POST", "/api/companies/search", headers, body: "nonsense")
            #expect(search.status == (status == 200 ? 400 : status))
            let admin = headers.merging(["Authorization": "Bearer \(try mock.bearer("admin"))"]) { $1 }
            #expect(try mock.send("GET", "/api/companies/Company00001", admin).status == 403)
        }
        let mock = try Mock(["behaviour": ["scopeHeader": "ignore"]])
        let headers = ["Authorization": "Bearer \(try mock.bearer())", name: "Unknown00000"]
        #expect(try mock.send("GET", "/api/companies/Company00001", headers).status == 200)
    }

    @Test func ofTwoScopeHeadersTheDocumentedOneWins() throws {
        let mock = try Mock()
        let headers = [
            "Authorization": "Bearer \(try mock.bearer())", "X-KEEPNET-Company-Id": "Company00003",
            "x-ir-company-id": "Unknown00000",
        ]
        #expect(try mock.send("GET", "/api/companies/Company00001", headers).status == 403)
    }

    @Test func aClientsAddressesHoldForEveryRequest() throws {
        let mock = try Mock()
        let token = try mock.token("fenced", from: "192.0.2.7").member("access_token") as? String
        let headers = ["Authorization": "Bearer \(try #require(token))"]
        #expect(try mock.send("GET", "/api/companies/Company00001", headers, from: "192.0.2.9").status == 200)
        let refused = try mock.send("GET", "/api/companies/Company00001", headers, from: "198.51.100.7")
        #expect(refused.status == 403)
        #expect(try refused.member("status") as? String == "IP_RESTRICTED")
    }

    @Test func statusStringsOfFailuresCanBeChosen() throws {
        let mock = try Mock(["behaviour": ["forbiddenStatus": "NO_ACCESS", "notFoundStatus": "NO_COMPANY"]])
        #expect(try mock.detail("Company00003").member("status") as? String == "NO_ACCESS")
        #expect(try mock.detail("Unknown00000").member("status") as? String == "NO_COMPANY")
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "text/json", "application/json-patch+json",
        "application/vnd.example+json", "APPLICATION/JSON;charset=\"UTF-8\"",
    ])
    func jsonTypesAreTaken(_ type: String) throws {
        #expect(try Mock().search(type: type).status == 200)
    }

    @Test(arguments: [
        nil, "text/plain", Mock.formType, "application/xml", "application/json; charset=us-ascii", "json",
        "application/json; charset=utf-32",
    ])
    func otherTypesAreUnsupported(_ type: String?) throws {
        let reply = try Mock().search(type: type)
        #expect(reply.status == 415)
        #expect(reply.header("Content-Type") == "application/problem+json; charset=utf-8")
    }

    @Test(arguments: [[], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func aBodyInUTF16IsRead(_ mark: [UInt8]) throws {
        let mock = try Mock([
            "rules": [
                [
                    "name": "r", "when": ["body": ["pointer": "/orderBy", "equals": "CompanyName"]],
                    "then": ["answer": ["status": 418]],
                ]
            ]
        ])
        let send = { (order: String) in
            let text = #"{"pageNumber":1,"pageSize":1,"orderBy":"\#(order)","ascending":true,"x":"ş🎉"}"#
            let isBigEndian = mark.first == 0xFE
            let body = text.utf16.flatMap { unit in
                [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            }
            let bytes =
                isBigEndian ? stride(from: 0, to: body.count, by: 2).flatMap { [body[$0 + 1], body[$0]] } : body
            return try mock.send(
                "POST", "/api/companies/search",
                [
                    "Authorization": "Bearer \(try mock.bearer())",
                    "Content-Type": "application/json; charset=\"UTF-16\"",
                ],
                bytes: mark + bytes
            ).status
        }
        #expect(try send("CreateTime") == 200)
        #expect(try send("CompanyName") == 418)
        #expect(try send("Name of none") == 400)
    }

    @Test func aContentCodingIsNamed() throws {
        let headers = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
        let hint = try Mock().send("POST", "/api/companies/search", headers, bytes: [0x1F, 0x8B]).header(
            "X-Reseller-Mock-Hint")
        #expect(hint?.contains("Content-Encoding gzip") == true)
        let without = try Mock().send("POST", "/api/companies/search", headers)
        #expect(without.header("X-Reseller-Mock-Hint")?.contains("gzip") == false)
    }

    @Test func emptySearchBodyIsTheVendors500() throws {
        let mock = try Mock()
        for (body, type) in [("", "application/json"), ("{}", "application/json"), ("", nil)] {
            let reply = try mock.search(body, type: type)
            #expect(reply.status == 500)
            #expect(try reply.member("Status") as? String == "INTERNAL_SERVER_ERROR")
        }
    }

    @Test func emptySearchBodyCanBeA400() throws {
        let reply = try Mock(["behaviour": ["emptySearchBody": 400]]).search("{}")
        #expect(reply.status == 400)
        #expect(try reply.member("status") as? String == "INPUT_ERROR")
    }

    @Test func invalidSearchIsAnInputError() throws {
        let reply = try Mock().search(#"{"pageNumber":1,"pageSize":0,"orderBy":"CreateTime","ascending":true}"#)
        #expect(reply.status == 400)
        #expect(
            reply.text == #"{"data":{},"status":"INPUT_ERROR","message":"Invalid request","validationMessages":"#
                + #"["Value of the property PageSize must be between 1 and 99999"]}"#)
    }

    @Test func checksComeInTheDesignedOrder() throws {
        let mock = try Mock()
        let admin = ["Authorization": "Bearer \(try mock.bearer("admin"))"]
        let reseller = ["Authorization": "Bearer \(try mock.bearer())"]
        // Route before verb, verb before token, token before role, role before type, type before body.
        #expect(try mock.send("PATCH", "/api/nothing").status == 404)
        #expect(try mock.send("PATCH", "/api/companies/search").status == 405)
        #expect(try mock.send("POST", "/api/companies/search", ["Content-Type": "text/plain"], body: "x").status == 401)
        #expect(
            try mock.send(
                "POST", "/api/companies/search", admin.merging(["Content-Type": "text/plain"]) { $1 }, body: "x"
            ).status == 403)
        #expect(
            try mock.send(
                "POST", "/api/companies/search", reseller.merging(["Content-Type": "text/plain"]) { $1 }, body: "x"
            ).status == 415)
        #expect(try mock.search("x").status == 400)
        // Role before the company itself.
        #expect(try mock.detail("Unknown00000", as: "admin").status == 403)
        #expect(try mock.send("GET", "/api/companies/Unknown00000").status == 401)
    }

    @Test func routeErrorsAreEmptyWithAHint() throws {
        let mock = try Mock()
        let missing = try mock.send("GET", "/api/compnies/search")
        #expect(missing.status == 404 && missing.body.isEmpty)
        #expect(missing.header("X-Reseller-Mock-Hint")?.contains("/api/companies/search") == true)
        let verb = try mock.send("PATCH", "/api/companies/search")
        #expect(verb.status == 405 && verb.body.isEmpty)
        #expect(verb.header("Allow") == "DELETE, GET, POST, PUT")
    }

    @Test(arguments: [
        ("GET", "/api/companies/getcompany/7", "GET /api/companies/getcompany/{companyId}"),
        ("PUT", "/api/companies/privacymask", "PUT /api/companies/privacymask"),
        (
            "POST", "/api/phishing-simulator/phishing-scenario/search",
            "POST /api/phishing-simulator/phishing-scenario/search"
        ),
    ])
    func vendorOperationThatIsNotEmulatedSaysSo(_ method: String, _ path: String, _ name: String) throws {
        let mock = try Mock([
            "roles": [["name": "Auditor", "permissions": ["\(name.replacing(/.* .api./, with: ""))|\(method)"]]]
        ])
        #expect(try mock.send(method, path).status == 401)
        let refused = try mock.send(method, path, ["Authorization": "Bearer \(try mock.bearer("admin"))"])
        #expect(refused.status == 403)
        // A reseller may, and who has the permission.
        for client in ["reseller", "auditor"] {
            let reply = try mock.send(method, path, ["Authorization": "Bearer \(try mock.bearer(client))"])
            #expect(reply.status == 501)
            #expect(try reply.member("message") as? String == "reseller-mock does not emulate \(name) yet")
        }
    }

    @Test func datesCanFollowTheCallersCompany() throws {
        let mock = try Mock([
            "behaviour": ["dates": "preferred"],
            "companies": [
                ["resourceId": "Reseller0001", "name": "R", "dateFormat": "MM/dd/yyyy", "timeFormat": "12h"],
                ["resourceId": "Reseller0002", "name": "S"],
                [
                    "resourceId": "Company00001", "name": "C", "parent": "Reseller0001",
                    "createTime": "2026-02-01T21:15:00", "licenseEndDate": "2026-12-31T00:00:00",
                ],
            ],
        ])
        #expect(try mock.search().member("data.results.0.createTime") as? String == "02/01/2026 09:15 PM")
        #expect(try mock.detail("Company00001").member("data.licenseEndDate") as? String == "12/31/2026 12:00 AM")
    }

    @Test func licenceExpiresWithTheClock() throws {
        let mock = try Mock([
            "companies": [
                ["resourceId": "Reseller0001", "name": "R"], ["resourceId": "Reseller0002", "name": "S"],
                [
                    "resourceId": "Company00001", "name": "C", "parent": "Reseller0001", "licenseEndDate": "now+1d",
                ],
            ]
        ])
        #expect(try mock.search().member("data.results.0.licenceExpired") as? Bool == false)
        mock.service.world.clock.advance(by: .seconds(86_401))
        #expect(try mock.search().member("data.results.0.licenceExpired") as? Bool == true)
    }
}
