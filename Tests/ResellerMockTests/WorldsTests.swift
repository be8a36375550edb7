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
        let body = try clientBody(["clientId": "nightly", "clientSecret": "guest's"], role: role)
        _ = try mock.made(try mock.call("POST", "/api/companies/clients", as: "guest", json: body))
        #expect(try mock.token("nightly", "guest's").status == 200)
        #expect(mock.service.world.snapshot.client(withID: "nightly") == nil)
    }

    /// Two sandboxes and the main world, each with a client of its own.
    private func threeWorlds() throws -> Mock {
        let mock = try Mock()
        for id in ["guest", "visitor"] {
            let scenario = try Mock(["clients": [["clientId": id, "clientSecret": "s3cret"]]]).service.world.scenario
            mock.service.worlds.add(World(scenario), ofClients: [id])
        }
        return mock
    }

    private func make(_ id: String, as client: String, _ mock: Mock, _ method: String = "POST", at path: String = "")
        throws
        -> Reply
    {
        let body = try clientBody(
            ["clientId": id, "clientSecret": client], role: Role.companyAdmin.resourceId)
        return try mock.call(method, "/api/companies/clients\(path)", as: client, json: body)
    }

    @Test func aClientIDIsOneWorldsWhoeverWantsIt() throws {
        for (first, others) in [
            ("guest", ["visitor", "reseller"]), ("visitor", ["guest", "reseller"]), ("reseller", ["guest", "visitor"]),
        ] {
            let mock = try threeWorlds()
            let id = try mock.made(make("nightly", as: first, mock))
            for other in others {
                let refused = try make("nightly", as: other, mock)
                #expect(refused.status == 400)
                #expect(
                    try refused.member("validationMessages") as? [String]
                        == ["clientId must be another, another world of this server has a client with nightly"])
                #expect(refused.header("X-Reseller-Mock-Hint")?.contains("every id is one world's") == true)
                let own = try mock.made(make("of-\(other)", as: other, mock))
                #expect(try make("nightly", as: other, mock, "PUT", at: "/\(own)").status == 400)
                #expect(try mock.call("DELETE", "/api/companies/clients/\(own)", as: other).status == 200)
                #expect(try mock.token("nightly", other).status == 400)
            }
            #expect(try mock.token("nightly", first).status == 200)
            // A deleted client's tokens may live, so its id stays its world's.
            #expect(try mock.call("DELETE", "/api/companies/clients/\(id)", as: first).status == 200)
            #expect(try make("nightly", as: others[0], mock).status == 400)
            #expect(try make("nightly", as: first, mock).status == 200)
        }
    }

    @Test func theIDsOfTheMainScenarioAreTheMainWorlds() throws {
        let mock = try threeWorlds()
        #expect(try make("auditor", as: "guest", mock).status == 400)
        let deleted = try mock.call("POST", "/api/companies/clients/search", json: Mock.filteredSearch)
        let rows = try #require(try deleted.member("data.results") as? [[String: Any]])
        let id = try #require(rows.first { $0["clientId"] as? String == "auditor" }?["resourceId"] as? String)
        #expect(try mock.call("DELETE", "/api/companies/clients/\(id)").status == 200)
        #expect(try make("auditor", as: "guest", mock).status == 400, "deleted, and its tokens may live")
        _ = try mock.made(make("nightly", as: "guest", mock))
        _ = try mock.made(make("daily", as: "reseller", mock))
        let next = try Mock(["clients": [["clientId": "nightly", "clientSecret": "main's"]]]).service.world.scenario
        mock.service.worlds.replaceMain(with: World(next))
        #expect(try mock.token("nightly", "main's").status == 200)
        #expect(try mock.token("nightly", "guest").status == 400)
        #expect(try make("daily", as: "visitor", mock).status == 200, "what the old main world had is free")
    }

    @Test func anEndedWorldsIDsAreFree() throws {
        let mock = try threeWorlds()
        _ = try mock.made(make("nightly", as: "guest", mock))
        mock.service.worlds.remove(try #require(mock.service.worlds.world(ofClient: "guest")))
        _ = try mock.made(make("nightly", as: "reseller", mock))
        #expect(try mock.token("nightly", "reseller").status == 200)
    }

    @Test func oneOfManyThatWantAnIDAtOnceGetsIt() async throws {
        let worlds = Worlds(try Mock().service.world)
        let others = try (0..<8).map { number in
            let world = World(
                try Mock(["clients": [["clientId": "c\(number)", "clientSecret": "s"]]]).service.world.scenario)
            worlds.add(world, ofClients: ["c\(number)"])
            return world
        }
        let taken = await withTaskGroup(of: Bool.self) { group in
            for world in others + [worlds.main] { group.addTask { worlds.claim("nightly", for: world) } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken == 1)
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
        #expect(try mock.token("admin").status == 400, "a client of a company that is no more")
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
