import Foundation
import HTTP1
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// Worlds that the door makes.
@Suite(.timeLimit(.minutes(2)))
struct ControlWorldTests {
    /// Many tests at once, each with a clock, a fault and data of its own.
    @Test func worldsNeverSeeEachOther() async throws {
        let mock = try Mock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let made = try mock.door("POST", "/__admin/worlds")
                    #expect(made.status == 201)
                    let identifier = try #require(try made.member("id") as? String)
                    let client = try #require(try made.member("clients.0.clientId") as? String)
                    let secret = try #require(try made.member("clients.0.clientSecret") as? String)
                    let tree = "/__admin/worlds/\(identifier)"
                    #expect(try mock.door("PUT", "\(tree)/clock", #"{"advance":"\#(number)h"}"#).status == 200)
                    let token = try #require(try mock.token(client, secret).member("access_token") as? String)
                    let status = 500 + number % 90
                    let rule = #"{"when":{"path":"/api/companies/search"},"then":{"answer":{"status":\#(status)}}}"#
                    #expect(try mock.door("PUT", "\(tree)/rules/own", rule).status == 200)
                    let headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
                    #expect(
                        try mock.send("POST", "/api/companies/search", headers, body: Mock.searchBody).status == status)
                    #expect(try mock.send("GET", "/api/companies/Company00001", headers).status == 200)
                    #expect(try mock.door("POST", "\(tree)/requests/count", "{}").member("count") as? Int == 3)
                    let now = try #require(try mock.door("GET", "\(tree)/clock").member("now") as? String)
                    let hours = (try #require(DateTime.parse(now)).instant.unixSeconds - 1_772_355_600) / 3600
                    #expect(hours == Int64(number))
                    #expect(try mock.door("DELETE", tree).status == 200)
                    #expect(try mock.send("GET", "/api/companies/Company00001", headers).status == 401)
                    #expect(try mock.token(client, secret).status == 400)
                    #expect(try mock.door("GET", "\(tree)/clock").status == 404)
                }
            }
            try await group.waitForAll()
        }
        #expect(try mock.count("{}") == 40 * 2)
        #expect(mock.service.world.journal.entries.allSatisfy { $0.status >= 400 })
    }

    /// A change in a world that shares its data with others is seen there alone.
    @Test func changesStayInTheirWorld() throws {
        let mock = try Mock()
        let control = try #require(mock.service.control)
        let (first, second) = (
            try control.makeWorld(nil, timeToLive: nil).world, try control.makeWorld(nil, timeToLive: nil).world
        )
        var company = try #require(first.snapshot.company(withID: "Company00001"))
        company.name = "Renamed"
        try first.change { try $0.applying([.replace(company)]) }
        #expect(first.snapshot.company(withID: "Company00001")?.name == "Renamed")
        for world in [second, mock.service.world] {
            #expect(world.snapshot.company(withID: "Company00001")?.name == "ACME LLC")
        }
        first.resetData()
        #expect(first.snapshot.company(withID: "Company00001")?.name == "ACME LLC")
    }

    @Test func aWorldEndsWhenItsTimeIsOver() async throws {
        let mock = try Mock()
        let world = try mock.door("POST", "/__admin/worlds", #"{"ttl":"1ms"}"#)
        let id = try #require(try world.member("id") as? String)
        // However long that takes; a world that does not end holds the test up until its suite's limit.
        while try mock.door("GET", "/__admin/worlds/\(id)").status != 404 {
            try await Task.sleep(for: .milliseconds(1))
        }
        let client = try #require(try world.member("clients.0.clientId") as? String)
        let secret = try #require(try world.member("clients.0.clientSecret") as? String)
        #expect(try mock.token(client, secret).status == 400)
    }

    @Test func worldsAreBoundedAndEnd() throws {
        let scenario = try #require(
            ScenarioLoader.load(.text(Mock.scenario, name: "test"), now: WorldClock.systemNow()).scenario)
        var gate = ControlGate()
        gate.maximumWorlds = 1
        let mock = try Mock(scenario: scenario, gate: gate)
        #expect(try mock.door("POST", "/__admin/worlds", #"{"scenario":"over-limit","ttl":"1h"}"#).status == 201)
        #expect(try mock.door("POST", "/__admin/worlds").status == 429)
        #expect(try mock.door("GET", "/__admin/worlds").member("worlds.0.scenario") as? String == "over-limit")
        let id = try #require(try mock.door("GET", "/__admin/worlds").member("worlds.0.id") as? String)
        #expect(try mock.door("GET", "/__admin/worlds/\(id)").member("id") as? String == id)
        #expect(try mock.door("GET", "/__admin/worlds/none").status == 404)
        // Who may not use the door does not learn which worlds there are.
        #expect(
            try mock.door("GET", "/__admin/worlds/none/clock", headers: ["Origin": "http://evil.example"]).status == 403
        )
        #expect(try mock.door("POST", "/__admin/worlds", #"{"ttl":"0s"}"#).status == 422)
        #expect(try mock.door("DELETE", "/__admin/worlds").status == 200)
        #expect(try mock.door("POST", "/__admin/worlds").status == 201)
    }
}

/// What the door says of itself.
struct ControlDescriptionTests {
    @Test func everyRouteOfTheDoorIsDescribed() throws {
        let mock = try Mock()
        let document = try mock.door("GET", "/__admin/openapi.json")
        let paths = try #require(try document.member("paths") as? [String: [String: Any]])
        for route in ControlRoutes().all {
            let path = route.template.isEmpty ? "/__admin" : "/__admin/\(route.template)"
            #expect(paths[path]?[route.method.lowercased()] != nil, "\(route.method) \(path)")
        }
        for endpoint in RouteTable.shared.emulated {
            #expect(paths[endpoint.route.template]?[endpoint.verb.name.lowercased()] != nil, "\(endpoint.name)")
        }
    }

    /// What is answered, good or bad, is what the description says.
    @Test func answersAreAsDescribed() throws {
        let mock = try Mock()
        let document = try mock.door("GET", "/__admin/openapi.json")
        let paths = try #require(try document.member("paths") as? [String: [String: [String: Any]]])
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        for (template, verbs) in paths {
            let path = template.replacing(/{[^}]*}/, with: "x")
            for (verb, operation) in verbs {
                let described = try #require(operation["responses"] as? [String: Any])
                let type = ((operation["requestBody"] as? [String: Any])?["content"] as? [String: Any])?.keys.first
                var bodies = [""]
                if type != nil { bodies += ["{}", "["] }
                for body in bodies where !template.hasSuffix("events") {
                    var headers = type.map { ["Content-Type": $0] } ?? [:]
                    let isDoor = template.hasPrefix("/__admin")
                    let method = verb.uppercased()
                    let statuses =
                        isDoor
                        ? [try? mock.door(method, path, body, headers: headers).status]
                        : try [[:], token].map { credentials in
                            headers.merge(credentials) { $1 }
                            return try mock.send(method, path, headers, body: body).status
                        }
                    for status in statuses.compactMap({ $0 }) {
                        #expect(described["\(status)"] != nil, "\(method) \(path) \(body): \(status)")
                    }
                }
            }
        }
    }
}
