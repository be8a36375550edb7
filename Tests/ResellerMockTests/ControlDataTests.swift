import Foundation
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// Clients, companies and rules, changed through the door while the world is used.
struct ControlDataTests {
    @Test func clientsChangePastTheAPI() throws {
        let mock = try Mock()
        let new = #"{"clientId":"new","clientSecret":"n3w","role":"Auditor","company":"Reseller0002"}"#
        let made = try mock.door("POST", "/__admin/clients", new)
        #expect(made.status == 201 && !made.text.contains("n3w"))
        #expect(try mock.token("new", "n3w").status == 200)
        #expect(try mock.door("POST", "/__admin/clients", new).status == 422)
        let token = try #require(try mock.token("new", "n3w").member("access_token") as? String)
        func status() throws -> Int {
            try mock.send(
                "POST", "/api/companies/search",
                ["Authorization": "Bearer \(token)", "Content-Type": "application/json"], body: Mock.searchBody
            ).status
        }
        #expect(try status() == 200)
        let told = try mock.door("GET", "/__admin/clients/new")
        #expect(try told.member("role") as? String == "Auditor")
        #expect(!told.text.contains("n3w"))
        let id = try #require(try told.member("resourceId") as? String)
        #expect(try mock.door("GET", "/__admin/clients/\(id)").member("clientId") as? String == "new")
        let all = try mock.door("GET", "/__admin/clients").text
        #expect(all.contains("reseller") && !all.contains("s3cret"))
        // What a change does not name stays, the secret too.
        #expect(try mock.door("PATCH", "/__admin/clients/new", #"{"name":"Called so"}"#).status == 200)
        #expect(try mock.token("new", "n3w").status == 200)
        #expect(
            try mock.door("PATCH", "/__admin/clients/new", #"{"status":"Inactive"}"#).member("name") as? String
                == "Called so")
        #expect(try mock.token("new", "n3w").status == 400)
        #expect(try status() == 401)
        #expect(try mock.door("PATCH", "/__admin/clients/new", #"{"clientId":"other2"}"#).status == 422)
        #expect(try mock.door("DELETE", "/__admin/clients/new").status == 200)
        #expect(try mock.door("DELETE", "/__admin/clients/new").status == 404)
        let lost = try mock.door("GET", "/__admin/clients/resseler")
        #expect(lost.status == 404 && lost.text.contains("did you mean \\\"reseller\\\"?"))
    }

    @Test(arguments: [
        (#"{"clientSecret":"x"}"#, "/clientId"),
        (#"{"clientId":"x","company":"Company0NONE","clientSecret":"x"}"#, "/company"),
        (#"{"clientId":"x","clientSecret":"x","role":"Audtor"}"#, "Auditor"),
        (#"{"clientId":"x","clientSecret":"x","rle":"Auditor"}"#, "did you mean"),
        (#"{"clientId":"x","clientSecret":"x","resourceId":"Reseller0001x"}"#, "resourceId"),
        (#"[]"#, "expected an object"),
    ])
    func aClientThatCannotBeIsRefused(_ body: String, _ told: String) throws {
        let mock = try Mock()
        let before = mock.service.world.snapshot.clientIDs
        let reply = try mock.door("POST", "/__admin/clients", body)
        #expect(reply.status == 422 && reply.text.contains(told), "\(reply.text)")
        #expect(mock.service.world.snapshot.clientIDs == before)
    }

    @Test func clientsOfAWorldAreItsOwn() throws {
        let mock = try Mock()
        let id = try #require(try mock.door("POST", "/__admin/worlds").member("id") as? String)
        let tree = "/__admin/worlds/\(id)"
        let new = #"{"clientId":"inside","clientSecret":"x"}"#
        #expect(try mock.door("POST", "\(tree)/clients", new).status == 201)
        #expect(try mock.token("inside", "x").status == 200)
        #expect(try mock.door("GET", "\(tree)/requests").member("meta.total") as? Int == 1)
        #expect(try mock.door("GET", "/__admin/clients/inside").status == 404)
        #expect(try mock.door("POST", "/__admin/clients", new).status == 422)
    }

    /// A rule of the scenario that names a client is about the one that has its place in the world.
    @Test func rulesOfAWorldAreAboutItsClients() throws {
        let rule: [String: Any] = [
            "name": "other down", "when": ["client": "other"], "then": ["answer": ["status": 503]],
        ]
        let mock = try Mock(["rules": [rule]])
        let world = try mock.door("POST", "/__admin/worlds")
        let id = try #require(try world.member("id") as? String)
        func status(_ index: Int) throws -> Int {
            let client = try #require(try world.member("clients.\(index).clientId") as? String)
            return try mock.token(client, try #require(try world.member("clients.\(index).clientSecret") as? String))
                .status
        }
        #expect(try status(0) == 200)
        #expect(try status(3) == 503)
        let saved = try mock.door("GET", "/__admin/worlds/\(id)/scenario/current")
        #expect(try saved.member("rules.0.when.client") as? String == "world-\(id)-4")
    }

    /// Rules change in the same world that requests write to, and nothing that is written is lost.
    @Test func writesWhileRulesChangeAreKept() async throws {
        let world = try Mock().service.world
        let count = 500
        let rule = RunningRule(Rule(name: "r", outcome: .action(.answer(status: 503))), seed: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { () throws in
                for number in 0..<count {
                    let company = Company(resourceId: "Made\(10_000_000 + number)", name: "n", parent: "Reseller0001")
                    try world.change { try $0.applying([.insert(company)]) }
                }
            }
            group.addTask {
                for _ in 0..<count {
                    world.changeRules { $0.append(rule) }
                    world.changeRules { $0.removeAll() }
                }
            }
            try await group.waitForAll()
        }
        #expect(world.snapshot.directory.count == 6 + count)
        #expect(world.rules == nil)
    }

    /// A rule more or less is no reason to forget who has used up a limit.
    @Test func aRateLimitGoesOnCountingWhenRulesChange() throws {
        let mock = try Mock(["rateLimit": ["requests": 1, "per": "1h", "scope": "world"]])
        let token = try mock.bearer()
        #expect(try mock.door("POST", "/__admin/rules", #"{"name":"b","then":{"delay":"1ms"}}"#).status == 201)
        #expect(
            try mock.send("GET", "/api/companies/Company00001", ["Authorization": "Bearer \(token)"]).status == 429)
    }

    /// The world as it stands has the rules of the door, in force or not, and a reset those of the start.
    @Test func aSavedWorldHasItsRules() throws {
        let mock = try Mock(["rules": [["name": "first", "then": ["delay": "1ms"]]]])
        let rule = #"{"when":{"path":"/api/companies/{resourceId}"},"then":{"answer":{"status":503}}}"#
        _ = try mock.door("PUT", "/__admin/rules/down", rule)
        _ = try mock.door("POST", "/__admin/rules/first/disable")
        let saved = try mock.door("GET", "/__admin/scenario/current")
        #expect(try saved.member("rules.1.name") as? String == "down")
        #expect(try saved.member("rules.0.enabled") as? Bool == false)
        #expect(try Mock(text: saved.text).detail("Company00001").status == 503)
        let start = mock.service.world.clock.now
        mock.service.world.clock.advance(by: .seconds(60))
        #expect(try mock.door("POST", "/__admin/scenario/reset").status == 200)
        #expect(mock.service.world.clock.now == start)
        let rules = try mock.door("GET", "/__admin/rules")
        #expect(try rules.member("rules.0.enabled") as? Bool == true)
        #expect(!rules.text.contains("down"))
    }

    @Test func theSameFromSwift() throws {
        let mock = try MockServer.start(scenario: Scenario(.text(Mock.scenario, name: "test")))
        defer { mock.stop(grace: .zero) }
        let world = try mock.makeWorld()
        let down = Scenario.Rule(name: "down", outcome: .action(.answer(status: 503)))
        try mock.rules.put(down)
        try mock.rules.put(down)
        #expect(mock.rules.names == ["down"])
        #expect(world.rules?.names == [])
        try mock.rules.remove("down")
        #expect(mock.rules.names.isEmpty)
        #expect(throws: UnknownRuleError.self) { try mock.rules.remove("down") }
        #expect(throws: ScenarioError.self) {
            try mock.rules.put(.init(name: "bad", outcome: .action(.answer(status: 99))))
        }
        try mock.clients.put(.init(clientId: "new", clientSecret: "x", role: "Auditor", company: "Reseller0001"))
        #expect(mock.clients["new"]?.role == "Auditor" && world.clients?["new"] == nil)
        for (role, company) in [("Nobody", "Reseller0001"), ("Auditor", "Company0NONE")] {
            let wrong = Scenario.Client(clientId: "new", clientSecret: "x", role: role, company: company)
            #expect(throws: ClientProblem.self) { try mock.clients.put(wrong) }
        }
        try mock.clients.remove("new")
        #expect(mock.clients["new"] == nil)
        #expect(throws: ClientProblem.self) { try mock.clients.remove("new") }
    }
}
