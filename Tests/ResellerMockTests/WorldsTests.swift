import Foundation
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

struct WorldsTests {
    private func scenario(_ text: String) throws -> Scenario {
        let result = ScenarioLoader.load(.text(text, name: "test"), now: WorldClock.systemNow())
        return try #require(result.scenario, "\(result.diagnostics.map(\.description))")
    }

    private func sandbox() throws -> World {
        let text = """
            { "version": 1, "clock": { "now": "2030-01-01T00:00:00Z", "mode": "frozen" },
              "clients": [ { "clientId": "guest", "clientSecret": "s3cret", "company": "Reseller0009" } ],
              "companies": [
                { "resourceId": "Reseller0009", "name": "Apart" },
                { "resourceId": "Company00009", "name": "Only there", "parent": "Reseller0009" } ],
              "rules": [ { "name": "down", "enabled": false, "then": { "answer": { "status": 503 } } } ] }
            """
        return World(try scenario(text))
    }

    @Test func aClientMadeInASandboxBelongsToIt() throws {
        let mock = try Mock()
        let sandbox = World(
            try Mock(["clients": [["clientId": "guest", "clientSecret": "s3cret"]]]).service.world.scenario)
        mock.service.worlds.add(sandbox, ofClients: ["guest"])
        let role = try mock.roleID("Company Admin")
        for id in ["nightly", "reseller"] {
            let body = try clientBody(["clientId": id, "clientSecret": "guest's"], role: role)
            _ = try mock.made(try mock.call("POST", "/api/companies/clients", as: "guest", json: body))
        }
        #expect(try mock.token("nightly", "guest's").status == 200)
        #expect(try mock.token("reseller").status == 200, "the main world's own")
        #expect(mock.service.world.snapshot.client(withID: "nightly") == nil)
    }

    @Test func requestsHappenInTheWorldOfTheirClient() throws {
        let mock = try Mock()
        let sandbox = try sandbox()
        mock.service.worlds.add(sandbox, ofClients: ["guest"])
        #expect(try mock.detail("Company00009", as: "guest").status == 200)
        #expect(try mock.detail("Company00009").status == 404)
        #expect(try mock.detail("Company00001", as: "guest").status == 404)
        #expect(try mock.search(as: "guest").member("data.results.0.companyName") as? String == "Only there")
        #expect(sandbox.journal.entries.map(\.clientId).allSatisfy { $0 == "guest" })
        #expect(mock.service.world.journal.entries.map(\.clientId).allSatisfy { $0 == "reseller" })
        #expect(sandbox.journal.entries.allSatisfy { $0.time == sandbox.clock.now })
    }

    @Test func rulesAndClocksAreEachWorldsOwn() throws {
        let mock = try Mock()
        let sandbox = try sandbox()
        mock.service.worlds.add(sandbox, ofClients: ["guest"])
        let token = ["Authorization": "Bearer \(try mock.bearer("guest"))"]
        try ActiveRules(sandbox).enable("down")
        #expect(try mock.send("GET", "/api/companies/Company00009", token).status == 503)
        // Nobody's request is the main world's.
        #expect(try mock.send("GET", "/api/companies/Company00009").status == 401)
        try ActiveRules(sandbox).disable("down")
        sandbox.clock.advance(by: .seconds(3600))
        #expect(try mock.send("GET", "/api/companies/Company00009", token).status == 401)
        #expect(try mock.detail("Company00001").status == 200)
    }

    @Test func clientsOfAnEndedWorldAreUnknown() throws {
        let mock = try Mock()
        let sandbox = try sandbox()
        mock.service.worlds.add(sandbox, ofClients: ["guest"])
        #expect(try mock.token("guest").status == 200)
        mock.service.worlds.remove(sandbox)
        #expect(try mock.token("guest").status == 400)
        #expect(sandbox.journal.count == 1 && mock.service.world.journal.count == 1)
    }

    @Test func changeMakesTheNextSnapshotInOneStep() throws {
        let world = try Mock().service.world
        let before = world.snapshot
        try world.change { snapshot in
            #expect(snapshot === before)
            return try snapshot.applying([
                .insert(Company(resourceId: "Company00004", name: "New", parent: "Reseller0001"))
            ])
        }
        #expect(before.company(withID: "Company00004") == nil)
        #expect(world.snapshot.company(withID: "Company00004")?.name == "New")
        #expect(throws: CompanyChangeError.notThere("nobody")) {
            try world.change { try $0.applying([.remove("Company00004"), .remove("nobody")]) }
        }
        #expect(world.snapshot.company(withID: "Company00004") != nil)
    }

    @Test func requestsAfterAChangeSeeIt() throws {
        let mock = try Mock()
        func names() throws -> [String] {
            let rows = try #require(try mock.search().member("data.results") as? [[String: Any]])
            return rows.compactMap { $0["companyName"] as? String }
        }
        let before = try names()
        #expect(try mock.detail("Company00004").status == 404)
        try mock.service.world.change {
            var first = try #require($0.company(withID: "Company00001"))
            first.name = "Renamed"
            let new = Company(resourceId: "Company00004", name: "New", parent: "Reseller0001")
            return try $0.applying([.insert(new), .replace(first)])
        }
        #expect(try mock.detail("Company00004").member("data.name") as? String == "New")
        #expect(try mock.detail("Company00001").member("data.name") as? String == "Renamed")
        #expect(try names().count == before.count + 1)
        #expect(try Set(names()).isSuperset(of: ["New", "Renamed"]))
        try mock.service.world.change { try $0.applying([.remove("Company00004"), .remove("Company00001")]) }
        #expect(try mock.detail("Company00004").status == 404)
        #expect(try names().count == before.count - 1)
    }

    /// Each change adds a client to those before it, so that a lost one would be missed.
    @Test func changesAtTheSameTimeAreOneAfterAnother() async throws {
        let world = try Mock().service.world
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    world.change { snapshot in
                        let client = Client(
                            clientId: "\(number)", clientSecret: "s", role: "Reseller", company: "Reseller0001")
                        return snapshot.changing { $0.clients[client.resourceId] = client }
                    }
                }
                group.addTask { #expect(world.snapshot.client(withID: "reseller") != nil) }
            }
        }
        #expect((0..<100).allSatisfy { world.snapshot.client(withID: "\($0)") != nil })
    }
}
