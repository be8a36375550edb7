import Foundation
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// What holds for all operations alike.
struct EveryOperationTests {
    private static let endpoints = RouteTable.shared.emulated

    /// A request for an operation; whatever it has in its path is a company.
    private func send(_ endpoint: Endpoint, _ mock: Mock, _ headers: [String: String] = [:]) throws -> Reply {
        let path = endpoint.route.template.replacing(/\{[^}]*\}/, with: "Company00001")
        return try mock.call(endpoint.verb.name, path, headers)
    }

    private func rules(_ then: String) -> String {
        Self.endpoints.map { endpoint in
            #"{ "name": "\#(endpoint.name)", "when": { "path": "\#(endpoint.route.template)", "#
                + #""method": "\#(endpoint.verb.name)", "headers": { "X-Rules": { "present": true } } }, "then": { \#(then) } }"#
        }.joined(separator: ",")
    }

    @Test func aRuleOfItsPathAnswersEachOperation() throws {
        let mock = try mock(rules: rules(#""answer": { "status": 418 }"#))
        for endpoint in Self.endpoints {
            #expect(try send(endpoint, mock, ["X-Rules": "1"]).status == 418, "\(endpoint.name)")
            #expect(mock.service.world.journal.entries.last?.rule == endpoint.name)
            // A token request without credentials is answered too.
            #expect(try send(endpoint, mock).status != 418, "\(endpoint.name)")
        }
    }

    @Test func aRuleOfItsPathBreaksEachOperation() throws {
        let mock = try mock(rules: rules(#""fault": "CONNECTION_RESET_BY_PEER""#))
        for endpoint in Self.endpoints {
            #expect(throws: WireFaultError.self, "\(endpoint.name)") { try send(endpoint, mock, ["X-Rules": "1"]) }
            #expect(mock.service.world.journal.entries.last?.rule == endpoint.name)
        }
    }

    /// Those that the scope header sends into a company.
    private static let scoped = [
        "/api/companies/clients", "/api/roles", "/api/roleswithavailable", "/api/system-users", "/api/scim",
    ]

    @Test func theScopeHeaderIsJudgedByThoseThatFollowIt() throws {
        let companies: [[String: Any]] = [
            ["resourceId": "Reseller0001", "name": "First Reseller"], ["resourceId": "Reseller0002", "name": "Second"],
            ["resourceId": "Company00001", "name": "Closed", "parent": "Reseller0001", "privacyDurationId": 0],
            ["resourceId": "Company00003", "name": "Foreign", "parent": "Reseller0002"],
        ]
        for endpoint in Self.endpoints {
            let mock = try Mock(["companies": companies])
            let template = endpoint.route.template
            let isScoped = Self.scoped.contains { template == $0 || template.hasPrefix($0 + "/") }
            for name in ["X-KEEPNET-Company-Id", "x-ir-company-id"] {
                let denied = try send(endpoint, mock, [name: "Company00001"])
                let isDenied = denied.status == 403 && denied.text.contains(#""PRIVACY_ERROR""#)
                #expect(isDenied == isScoped, "\(endpoint.name): \(denied.status) \(denied.text)")
                guard isScoped else { continue }
                #expect(try send(endpoint, mock, [name: "Company00003"]).status == 403, "\(endpoint.name)")
                #expect(try send(endpoint, mock, [name: "Unknown00000"]).status == 404, "\(endpoint.name)")
            }
        }
    }

    @Test func nobodyIsDeniedItsOwnCompany() throws {
        let mock = try Mock([
            "companies": [
                ["resourceId": "Reseller0001", "name": "First Reseller", "privacyDurationId": 0],
                ["resourceId": "Reseller0002", "name": "Second"],
                ["resourceId": "Company00001", "name": "Closed", "parent": "Reseller0001", "privacyDurationId": 0],
            ]
        ])
        for (client, company) in [("admin", "Company00001"), ("reseller", "Reseller0001")] {
            let answer = try mock.call("GET", "/api/roles", as: client, ["X-KEEPNET-Company-Id": company])
            #expect(answer.status == 200, "\(answer.text)")
        }
        #expect(try mock.call("GET", "/api/roles", Mock.inCompany1).status == 403)
    }

    @Test func theDocumentSaysWhatIsEmulatedAndForWhom() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/operations.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        var emulated: [String] = []
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.replacing("\\|", with: "/").split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            try #require(cells.count == 5, "\(line)")
            let name = cells[0].trimmingCharacters(in: ["`"])
            let parts = name.split(separator: " ")
            let path = String(parts[1]).replacing(/\{[^}]*\}/, with: "x")
            guard case .endpoint(let endpoint, _) = RouteTable.shared.match(method: String(parts[0]), path: path) else {
                Issue.record("\(name) is no operation")
                continue
            }
            #expect(endpoint.name == name)
            #expect(!cells[3].isEmpty, "\(name) has no source")
            guard let operation = endpoint.operation else {
                #expect(cells[1] == "501" && cells[2].isEmpty, "\(name)")
                continue
            }
            emulated.append(name)
            #expect(cells[1].hasPrefix("emulated"), "\(name)")
            let roles =
                endpoint.permission == nil
                ? "everyone" : "Reseller" + (operation.isForCompanyAdmins ? ", Company Admin" : "")
            #expect(cells[2] == roles, "\(name)")
        }
        #expect(emulated.sorted() == Self.endpoints.map(\.name).sorted())
    }
}
