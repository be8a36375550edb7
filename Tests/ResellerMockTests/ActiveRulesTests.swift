import HTTP1
import Testing

@testable import ResellerMock

struct ActiveRulesTests {
    private static let scenario = """
        { "version": 1, "rateLimit": { "requests": 4, "per": "1h", "scope": "world" },
          "rules": [
            { "name": "late", "enabled": false, "when": { "path": "/a" }, "then": { "answer": { "status": 418 } } },
            { "name": "twice", "when": { "path": "/a" },
              "then": { "sequence": [ { "times": 2, "answer": { "status": 503 } } ], "then": "pass" } },
            { "name": "handshakes", "enabled": false, "then": { "fault": "TLS_HANDSHAKE_FAILURE" } } ] }
        """

    private func statuses(_ service: Service, _ count: Int) throws -> [Int] {
        try (0..<count).map { _ in
            try service.respond(to: Request(path: "/a"), from: .loopback).status
        }
    }

    @Test func rulesAreSwitchedAndCountedWhileTheServerRuns() throws {
        let service = try Mock(text: Self.scenario).service
        let rules = ActiveRules(service.world)
        #expect(rules.names == ["late", "twice", "handshakes"])
        #expect(try rules.isEnabled("late") == false)
        #expect(try statuses(service, 1) == [503])
        try rules.enable("late")
        #expect(try statuses(service, 1) == [418])
        try rules.disable("late")
        #expect(try statuses(service, 3) == [503, 404, 429])
        #expect(try rules.firings(of: "twice") == 2)
        #expect(try rules.firings(of: "late") == 1)
        rules.restart()
        #expect(try rules.firings(of: "twice") == 0)
        #expect(try statuses(service, 3) == [503, 503, 404])
    }

    @Test func connectionsAreRefusedWhileTheirRuleIsEnabled() throws {
        let service = try Mock(text: Self.scenario).service
        let rules = ActiveRules(service.world)
        #expect(service.admitsConnection(from: "127.0.0.1"))
        try rules.enable("handshakes")
        #expect(!service.admitsConnection(from: "127.0.0.1"))
        #expect(try rules.firings(of: "handshakes") == 1)
    }

    @Test func unknownNameIsAnErrorThatSuggestsANearOne() throws {
        let rules = ActiveRules(try Mock(text: Self.scenario).service.world)
        let error = #expect(throws: UnknownRuleError.self) { try rules.enable("twise") }
        #expect(error?.description == #"The scenario has no rule "twise" (did you mean "twice"?)."#)
        let none = ActiveRules(try Mock().service.world)
        #expect(none.names == [])
        #expect(throws: UnknownRuleError.self) { try none.isEnabled("x") }
        none.restart()
    }
}

struct RefusedConnectionTests {
    private func admissions(_ members: String, _ count: Int, advancing seconds: Int64 = 0) throws -> [Bool] {
        let service = try Mock(text: #"{ "version": 1, "clock": { "mode": "frozen" }, \#(members) }"#).service
        return (0..<count).map { _ in
            defer { service.world.clock.advance(by: .seconds(seconds)) }
            return service.admitsConnection(from: "127.0.0.1")
        }
    }

    private func rule(_ when: String, _ then: String = #""fault": "TLS_HANDSHAKE_FAILURE""#) -> String {
        #""rules": [ { "name": "r", "when": { \#(when) }, "then": { \#(then) } } ]"#
    }

    @Test func countsAndTimesApplyToConnections() throws {
        #expect(try admissions(rule(#""first": 2"#), 4) == [false, false, true, true])
        #expect(try admissions(rule(#""every": 2"#), 4) == [true, false, true, false])
        let window = rule(#""from": "now+2s", "until": "now+3s""#)
        #expect(try admissions(window, 4, advancing: 1) == [true, true, false, true])
    }

    @Test func sequencesApplyToConnections() throws {
        let steps = #""sequence": [ {}, { "times": 2, "fault": "TLS_HANDSHAKE_FAILURE" } ], "then": "repeat""#
        #expect(try admissions(rule("", steps), 6) == [true, false, false, true, false, false])
    }

    @Test func outageMayKeepConnectionsOut() throws {
        let outage = #""outages": [ { "from": "now+1s", "until": "now+2s", "fault": "TLS_HANDSHAKE_FAILURE" } ]"#
        #expect(try admissions(outage, 3, advancing: 1) == [true, false, true])
    }

    @Test func refusedConnectionIsInTheJournal() throws {
        let service = try Mock(text: #"{ "version": 1, \#(rule(""))  }"#).service
        #expect(!service.admitsConnection(from: "127.0.0.1"))
        let entry = try #require(service.world.journal.entries.last)
        #expect(entry.rule == "r" && entry.status == 0 && entry.method == "")
        #expect(entry.effects == ["TLS_HANDSHAKE_FAILURE"])
    }
}
