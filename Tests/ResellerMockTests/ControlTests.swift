import Foundation
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

extension Mock {
    /// Asks the door in process.
    func door(
        _ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:],
        from peer: Peer = .loopback
    ) throws -> Reply {
        var fields = headers
        if !body.isEmpty, fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        let request = try Request(
            method: Method(method), path: path, headers: fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            body: Array(body.utf8))
        let control = try #require(service.control)
        guard case .response(let response)? = control.reply(to: request, from: peer) else {
            throw DoorError.noResponse
        }
        return Reply(
            status: response.status,
            headers: Dictionary(response.fields.list.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" }),
            body: response.body)
    }

    func count(_ pattern: String) throws -> Int {
        try #require(try door("POST", "/__admin/requests/count", pattern).member("count") as? Int)
    }
}

enum DoorError: Error {
    case noResponse
}

@Suite(.timeLimit(.minutes(2)))
struct ControlTests {
    @Test func theJournalIsToldWithoutSecrets() throws {
        let mock = try Mock()
        let token = try mock.bearer()
        _ = try mock.send(
            "GET", "/api/companies/Company00001?access_token=\(token)&x=1", ["Authorization": "Bearer \(token)"])
        _ = try mock.send(
            "GET", "/nowhere", ["Cookie": "session=hidden", "Authorization": "Basic aGlkZGVuOmhpZGRlbg=="])
        let reply = try mock.door("GET", "/__admin/requests")
        #expect(reply.status == 200)
        for secret in [token, "s3cret", "hidden", "aGlkZGVu"] { #expect(!reply.text.contains(secret)) }
        #expect(!reply.text.contains(Data("s3cret".utf8).base64EncodedString().prefix(8)))
        #expect(try reply.member("meta.total") as? Int == 3)
        // The newest first.
        #expect(try reply.member("requests.0.request.url") as? String == "/nowhere")
        #expect(try reply.member("requests.0.wasMatched") as? Bool == false)
        #expect(try reply.member("requests.1.request.operation") as? String == "getCompany")
        // The token that was given out and the one that was used are seen to be the same.
        let used = try #require(try reply.member("requests.1.request.headers.Authorization") as? String)
        let fingerprint = used.replacing("Bearer ", with: "")
        #expect(fingerprint.hasPrefix("sha256:") && fingerprint.count == 23)
        #expect((try reply.member("requests.2.response.body") as? String)?.contains(fingerprint) == true)
        #expect(
            (try reply.member("requests.1.request.url") as? String)
                == "/api/companies/Company00001?access_token=\(fingerprint)&x=1")
        #expect(
            try mock.door("GET", "/__admin/requests?limit=1&unmatched=true").member("requests.0.request.number") as? Int
                == 3)
        func numbers(_ query: String) throws -> [Int?] {
            let requests = try mock.door("GET", "/__admin/requests?\(query)").member("requests") as? [[String: Any]]
            return try #require(requests).map { ($0["request"] as? [String: Any])?["number"] as? Int }
        }
        #expect(try numbers("limit=2") == [3, 2])
        #expect(try numbers("unmatched=true") == [3])
        #expect(try mock.door("GET", "/__admin/requests?limit=x").status == 422)
        #expect(try mock.door("GET", "/__admin/requests?since=2999-01-01").text.contains("\"requests\":[]"))
    }

    @Test func oneRequestIsFoundAndTakenOut() throws {
        let mock = try Mock()
        _ = try mock.detail("Company00001")
        let identifier = try #require(try mock.door("GET", "/__admin/requests").member("requests.0.id") as? String)
        #expect(UUID(uuidString: identifier) != nil)
        #expect(
            try mock.door("GET", "/__admin/requests/\(identifier)").member("request.operation") as? String
                == "getCompany")
        #expect(try mock.door("DELETE", "/__admin/requests/\(identifier)").status == 200)
        #expect(try mock.door("GET", "/__admin/requests/\(identifier)").status == 404)
        #expect(try mock.count("{}") == 1)
        _ = try mock.send("GET", "/nowhere")
        let removed = try mock.door("POST", "/__admin/requests/remove", #"{"url":"/nowhere"}"#)
        #expect((try removed.member("serveEvents") as? [Any])?.count == 1)
        #expect(try mock.count("{}") == 1)
        #expect(try mock.door("DELETE", "/__admin/requests").status == 200)
        #expect(try mock.count("{}") == 0)
    }

    /// What each operator takes and refuses, on one request.
    @Test(arguments: [
        (#"{"method":"GET"}"#, 1), (#"{"method":"ANY"}"#, 1), (#"{"method":"PUT"}"#, 0),
        (#"{"url":"/api/companies/Company00001?a=1&b=x%20y"}"#, 1), (#"{"url":"/api/companies/Company00001"}"#, 0),
        (#"{"urlPath":"/api/companies/Company00001"}"#, 1),
        (#"{"urlPathPattern":"/api/companies/[A-Za-z0-9]{12}"}"#, 1),
        (#"{"urlPathPattern":"/api/companies/"}"#, 0), (#"{"urlPattern":"/api/.*\\?a=\\d&.*"}"#, 1),
        (#"{"headers":{"x-trace":{"equalTo":"abc"}}}"#, 1), (#"{"headers":{"X-Trace":{"equalTo":"ABC"}}}"#, 0),
        (#"{"headers":{"X-Trace":{"equalTo":"ABC","caseInsensitive":true}}}"#, 1),
        (#"{"headers":{"X-Trace":{"contains":"b"}}}"#, 1), (#"{"headers":{"X-Trace":{"doesNotContain":"b"}}}"#, 0),
        (#"{"headers":{"X-Other":{"absent":true}}}"#, 1), (#"{"headers":{"X-Trace":{"absent":true}}}"#, 0),
        (#"{"headers":{"X-Trace":{"matches":"a.c"}}}"#, 1), (#"{"headers":{"X-Trace":{"doesNotMatch":"a.c"}}}"#, 0),
        (#"{"queryParameters":{"b":{"equalTo":"x y"}}}"#, 1), (#"{"queryParameters":{"c":{"absent":true}}}"#, 1),
        (#"{"headers":{"X-Trace":{"and":[{"contains":"a"},{"contains":"z"}]}}}"#, 0),
        (#"{"headers":{"X-Trace":{"or":[{"contains":"a"},{"contains":"z"}]}}}"#, 1),
        (#"{"headers":{"X-Trace":{"not":{"contains":"z"}}}}"#, 1),
        (#"{"operation":"getCompany","client":"reseller","status":200}"#, 1), (#"{"status":404}"#, 0),
        (#"{"rule":"none"}"#, 0),
    ])
    func patternsOfRequests(_ pattern: String, _ count: Int) throws {
        let mock = try Mock()
        let token = try mock.bearer()
        _ = try mock.door("DELETE", "/__admin/requests")
        _ = try mock.send(
            "GET", "/api/companies/Company00001?a=1&b=x%20y", ["Authorization": "Bearer \(token)", "X-Trace": "abc"])
        #expect(try mock.count(pattern) == count, "\(pattern)")
    }

    @Test(arguments: [
        (#"{"equalToJson":"{\"pageSize\":10,\"pageNumber\":1,\"orderBy\":\"CreateTime\",\"ascending\":false}"}"#, 1),
        (#"{"equalToJson":{"pageSize":10}}"#, 0), (#"{"equalToJson":{"pageSize":10.0},"ignoreExtraElements":true}"#, 1),
        (#"{"matchesJsonPath":"$.pageSize"}"#, 1), (#"{"matchesJsonPath":"$['filter']"}"#, 0),
        (#"{"matchesJsonPath":{"expression":"$.orderBy","equalTo":"CreateTime"}}"#, 1),
        (#"{"matchesJsonPath":{"expression":"$.orderBy","contains":"Name"}}"#, 0), (#"{"contains":"pageSize"}"#, 1),
    ])
    func patternsOfBodies(_ pattern: String, _ count: Int) throws {
        let mock = try Mock()
        _ = try mock.search()
        #expect(
            try mock.count(#"{"method":"POST","urlPath":"/api/companies/search","bodyPatterns":[\#(pattern)]}"#)
                == count)
    }

    @Test(arguments: [
        (#"{"metod":"GET"}"#, "/metod", "did you mean \\\"method\\\"?"),
        (#"{"headers":{"A":{"equalsTo":"x"}}}"#, "/headers/A/equalsTo", "did you mean \\\"equalTo\\\"?"),
        (#"{"bodyPatterns":[{"matchesXPath":"//a"}]}"#, "/bodyPatterns/0/matchesXPath", "matchesJsonPath"),
        (#"{"urlPattern":"(a"}"#, "/urlPattern", "a ( without its )"),
        (#"{"urlPattern":"(?=a)b"}"#, "/urlPattern", "(?:"),
        (#"{"method":7}"#, "/method", "expected a text, not a number"), ("[]", "", "expected an object"),
        ("{", "", "no JSON"), (#"{"operation":"getCompanies"}"#, "/operation", "did you mean"),
        (#"{"bodyPatterns":[{"matchesJsonPath":"$..a"}]}"#, "/bodyPatterns/0/matchesJsonPath", "members and indexes"),
    ])
    func whatIsWrongWithAPatternIsToldWithItsPlace(_ pattern: String, _ pointer: String, _ text: String) throws {
        let reply = try Mock().door("POST", "/__admin/requests/count", pattern)
        #expect(reply.status == 422)
        #expect(try reply.member("errors.0.source.pointer") as? String == pointer, "\(reply.text)")
        #expect(reply.text.contains(text), "\(reply.text)")
    }

    /// The advisories of comparable tools: what must not open the door.
    @Test func onlyThisMachineMayUseTheDoor() throws {
        let mock = try Mock()
        func status(_ headers: [String: String], _ method: String = "GET", _ path: String = "/__admin/requests") throws
            -> Int
        {
            try mock.door(method, path, headers: headers).status
        }
        #expect(try status([:]) == 200)
        #expect(try status(["Host": "localhost:8080"]) == 200)
        #expect(try status(["Host": "[::1]:8080"]) == 200)
        #expect(try status(["Host": "rebound.example:8080"]) == 403)
        #expect(try status(["Host": "127.0.0.1.evil.example"]) == 403)
        #expect(try status(["Origin": "http://evil.example"]) == 403)
        #expect(try status(["Origin": "null"]) == 403)
        #expect(try status(["Origin": "http://evil.example"], "GET", "/__admin/health") == 403)
        #expect(try status(["Sec-Fetch-Site": "cross-site"]) == 403)
        #expect(try status(["Sec-Fetch-Site": "same-site"]) == 403)
        for address in ["192.0.2.1", "2001:db8::1", "1271.0.0.1"] {
            let elsewhere = Peer.inProcess(address: address, isTLS: false)
            #expect(try mock.door("GET", "/__admin/requests", from: elsewhere).status == 403)
        }
        // A form of a page without scripts.
        for type in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"] {
            let headers = ["Content-Type": type, "Origin": "http://localhost"]
            #expect(try mock.door("POST", "/__admin/reset", "a=1", headers: headers).status == 415)
        }
        #expect(try mock.door("OPTIONS", "/__admin/requests", headers: ["Origin": "http://evil.example"]).status == 403)
        #expect(try mock.door("OPTIONS", "/__admin/requests").headers["Access-Control-Allow-Origin"] == nil)
    }

    @Test func wireMocksClientsMaySendPlainText() throws {
        let mock = try Mock()
        let type = ["Content-Type": "text/plain; charset=UTF-8"]
        #expect(try mock.door("POST", "/__admin/requests/count", "{}", headers: type).status == 200)
        #expect(try mock.door("POST", "/__admin/reset").status == 200)
        #expect(try mock.door("PUT", "/__admin/clock", #"{"advance":"1h"}"#, headers: type).status == 415)
    }

    /// A prefix is no door, and a path that is one for the API alone is none here.
    @Test(arguments: [
        "/__adminx/requests", "/__Admin/requests", "//__admin/requests", "/api/../__admin/requests", "/%5F_admin",
    ])
    func theRawPathDecides(_ path: String) throws {
        let mock = try Mock()
        let request = try Request(path: path)
        #expect(mock.service.control?.reply(to: request, from: .loopback) == nil)
    }

    @Test func aTokenGuardsTheDoor() throws {
        let scenario = try #require(
            ScenarioLoader.load(.text(Mock.scenario, name: "test"), now: WorldClock.systemNow()).scenario)
        var gate = ControlGate()
        gate.token = "let-me-in"
        let mock = try Mock(scenario: scenario, gate: gate)
        func status(_ headers: [String: String], _ path: String = "/__admin/requests") throws -> Int {
            try mock.door("GET", path, headers: headers).status
        }
        #expect(try status([:]) == 401)
        #expect(try status(["Authorization": "Bearer let-me-out"]) == 401)
        #expect(try status(["Authorization": "bearer let-me-in"]) == 200)
        // A container's name is none of this machine's.
        #expect(try status(["Authorization": "Bearer let-me-in", "Host": "mock.internal"]) == 200)
        #expect(try status(["Host": "mock.internal"], "/__admin/health") == 200)
        #expect(try status([:], "/__admin/mappings") == 200)
        #expect(try mock.door("GET", "/__admin/requests").header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    @Test func theDoorIsBeforeRulesAndJournal() throws {
        let mock = try Mock([
            "rules": [["name": "down", "when": ["nth": 1], "then": ["answer": ["status": 503]]]],
            "outages": [["from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"]],
        ])
        for _ in 0..<100 { #expect(try mock.door("GET", "/__admin/health").status == 200) }
        #expect(try mock.rulesFired("down") == 0)
        #expect(mock.service.world.journal.count == 0)
    }

    @Test func theClockIsTurned() throws {
        let mock = try Mock()
        func now(_ body: String) throws -> String? {
            try mock.door("PUT", "/__admin/clock", body).member("now") as? String
        }
        #expect(try mock.door("GET", "/__admin/clock").member("mode") as? String == "frozen")
        #expect(try now(#"{"advance":"2h"}"#) == "2026-03-01T11:00:00Z")
        #expect(try now(#"{"now":"2026-04-01T00:00:00Z"}"#) == "2026-04-01T00:00:00Z")
        #expect(try mock.door("PUT", "/__admin/clock", #"{"mode":"running"}"#).member("mode") as? String == "running")
        #expect(try mock.door("PUT", "/__admin/clock", #"{"mode":"frozen"}"#).member("mode") as? String == "frozen")
        for body in ["{}", #"{"advance":"soon"}"#, #"{"now":"x"}"#, #"{"mode":"fast"}"#, #"{"nwo":"2026-04-01"}"#] {
            #expect(try mock.door("PUT", "/__admin/clock", body).status == 422, "\(body)")
        }
    }

    @Test func rulesAreAddedSwitchedAndTakenAway() throws {
        let mock = try Mock()
        let down = #"{"when":{"path":"/api/companies/{resourceId}"},"then":{"answer":{"status":503}}}"#
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        func status() throws -> Int { try mock.send("GET", "/api/companies/Company00001", token).status }
        #expect(try status() == 200)
        #expect(try mock.door("PUT", "/__admin/rules/down", down).status == 200)
        #expect(try status() == 503)
        #expect(try mock.door("POST", "/__admin/rules/down/disable").member("enabled") as? Bool == false)
        #expect(try status() == 200)
        #expect(try mock.door("PUT", "/__admin/scenarios/down/state", #"{"state":"enabled"}"#).status == 200)
        #expect(try status() == 503)
        #expect(try mock.door("GET", "/__admin/rules/down").member("firings") as? Int == 2)
        // Another rule leaves the counts of this one.
        #expect(
            try mock.door("POST", "/__admin/rules", #"{"name":"b","when":{"nth":9},"then":{"delay":"1ms"}}"#).status
                == 201)
        #expect(try mock.door("GET", "/__admin/rules/down").member("firings") as? Int == 2)
        #expect(try mock.door("POST", "/__admin/rules", #"{"name":"b","then":{"delay":"1ms"}}"#).status == 422)
        #expect(try mock.door("DELETE", "/__admin/rules/down").status == 200)
        #expect(try status() == 200)
        #expect(try mock.door("GET", "/__admin/rules/dwon").status == 404)
        let wrong = try mock.door("PUT", "/__admin/rules/c", #"{"when":{"pth":"/"},"then":{"delay":"1ms"}}"#)
        #expect(wrong.status == 422 && wrong.text.contains("did you mean"))
        #expect(try mock.door("GET", "/__admin/rules/c").status == 404)
    }

    @Test func tokensAreMadeAndRevoked() throws {
        let mock = try Mock()
        func status(_ token: String) throws -> Int {
            try mock.send("GET", "/api/companies/Company00001", ["Authorization": "Bearer \(token)"]).status
        }
        func make(_ more: String = "") throws -> String {
            try #require(
                try mock.door("POST", "/__admin/tokens", #"{"clientId":"reseller"\#(more)}"#).member("access_token")
                    as? String)
        }
        #expect(try status(try make()) == 200)
        #expect(try status(try make(#","role":"Auditor""#)) == 403)
        for flaw in ["expired", "notYetValid", "wrongSignature", "wrongAudience"] {
            #expect(try status(try make(#","flaw":"\#(flaw)""#)) == 401, "\(flaw)")
        }
        #expect(try mock.door("POST", "/__admin/tokens", #"{"clientId":"resellr"}"#).text.contains("did you mean"))
        #expect(try mock.door("POST", "/__admin/tokens", #"{"clientId":"reseller","flaw":"old"}"#).status == 422)
        let (first, second, foreign) = (try mock.bearer(), try mock.bearer(), try mock.bearer("other"))
        #expect(try mock.door("POST", "/__admin/tokens/revoke", #"{"token":"\#(first)"}"#).status == 200)
        #expect(try status(first) == 401 && status(second) == 200)
        #expect(try mock.door("DELETE", "/__admin/tokens?clientId=reseller").status == 200)
        #expect(try status(second) == 401)
        #expect(try status(foreign) == 403)
        #expect(try status(try mock.bearer()) == 200)
    }

    @Test func scenariosAreSwappedWhole() throws {
        let mock = try Mock()
        _ = try mock.detail("Company00001")
        let bad = try mock.door("PUT", "/__admin/scenario", "{\n \"version\": 1,\n \"companis\": []\n}")
        #expect(bad.status == 422)
        #expect(try bad.member("errors.0.line") as? Int == 3)
        #expect(try mock.door("PUT", "/__admin/scenario", #"{"name":"../../etc/passwd"}"#).status == 422)
        #expect(try mock.door("PUT", "/__admin/scenario", #"{"version":1,"extends":"./x.json"}"#).status == 422)
        #expect(try mock.detail("Company00001").status == 200)
        let kept = mock.service.world.journal.count
        #expect(kept > 0)
        let swapped = try mock.door("PUT", "/__admin/scenario", #"{"scenario":\#(Mock.scenario),"keep":true}"#)
        #expect(try swapped.member("changes") as? [String] == [])
        #expect(mock.service.world.journal.count == kept)
        #expect(
            try mock.door("PUT", "/__admin/scenario", #"{"name":"over-limit"}"#).member("name") as? String
                == "over-limit")
        #expect(mock.service.world.journal.count == 0)
    }

    /// A reload goes on with the counts of what did not change, and says what did.
    @Test func aReloadKeepsWhatDidNotChange() throws {
        let rule = #"{"name":"once","when":{"nth":1},"then":{"answer":{"status":503}}}"#
        func text(_ name: String, _ more: String) -> String {
            """
            {"version":1,"clock":{"now":"2026-03-01T09:00:00Z"},
             "clients":[{"clientId":"reseller","clientSecret":"s3cret","company":"Reseller0001"}],
             "companies":[{"resourceId":"Reseller0001","name":"R","createTime":"2026-01-01"},
              {"resourceId":"Company00001","createTime":"2026-01-01","name":"\(name)","parent":"Reseller0001"}],
             "rules":[\(rule)\(more)]}
            """
        }
        let mock = try Mock(text: text("A", ""))
        #expect(try mock.token().status == 503)
        let token = try mock.bearer()
        mock.service.world.clock.advance(by: .seconds(60))
        let time = mock.service.world.clock.now
        _ = try mock.door("POST", "/__admin/tokens/revoke", #"{"token":"\#(token)"}"#)
        let reply = try mock.door(
            "PUT", "/__admin/scenario",
            #"{"keep":true,"scenario":\#(text("B", #",{"name":"x","enabled":false,"then":{"delay":"1ms"}}"#))}"#)
        #expect(try reply.member("changes") as? [String] == ["company Company00001 changed", "rule x added"])
        #expect(mock.service.world.clock.now >= time)
        #expect(try mock.send("GET", "/api/companies/Company00001", ["Authorization": "Bearer \(token)"]).status == 401)
        // The rule has fired already.
        #expect(try mock.detail("Company00001").member("data.name") as? String == "B")
    }

    @Test func companiesChangePastTheAPI() throws {
        let mock = try Mock()
        let new = #"{"resourceId":"Company0NEW1","name":"New","parent":"Reseller0001"}"#
        #expect(try mock.door("POST", "/__admin/companies", new).status == 201)
        #expect(try mock.detail("Company0NEW1").member("data.name") as? String == "New")
        #expect(mock.service.world.snapshot.company(withID: "Company0NEW1")?.createTime == mock.service.world.clock.now)
        #expect(try mock.door("POST", "/__admin/companies", new).status == 422)
        let renamed = try mock.door("PATCH", "/__admin/companies/Company0NEW1", #"{"name":"Renamed"}"#)
        #expect(try renamed.member("name") as? String == "Renamed")
        #expect(try mock.detail("Company0NEW1").member("data.name") as? String == "Renamed")
        let wrong = try mock.door("PATCH", "/__admin/companies/Company0NEW1", #"{"nam":"x"}"#)
        #expect(wrong.status == 422 && wrong.text.contains("did you mean"))
        #expect(
            try mock.door("PATCH", "/__admin/companies/Company0NEW1", #"{"resourceId":"Company0NEW2"}"#).status == 422)
        #expect(try mock.door("DELETE", "/__admin/companies/Company0NEW1").status == 200)
        #expect(try mock.detail("Company0NEW1").status == 404)
        #expect(try mock.door("GET", "/__admin/companies/Company0NEW1").status == 404)
        // The world as it stands can be put back.
        let saved = try mock.door("GET", "/__admin/scenario/current")
        #expect(try mock.door("PUT", "/__admin/scenario", saved.text).status == 200, "\(saved.text.prefix(200))")
        #expect(try mock.detail("Company00001").status == 200)
    }

    @Test func aDelayIsPutBeforeEveryAnswer() throws {
        let mock = try Mock()
        #expect(
            try mock.door("POST", "/__admin/settings", #"{"fixedDelay":250}"#).member("settings.fixedDelay") as? Int
                == 250)
        #expect(mock.service.world.extraDelay.next() == .milliseconds(250))
        let uniform = #"{"delayDistribution":{"type":"uniform","lower":1,"upper":3}}"#
        #expect(try mock.door("PUT", "/__admin/settings", uniform).status == 200)
        #expect(
            mock.service.world.extraDelay.next().map { (.milliseconds(1) ... .milliseconds(3)).contains($0) } == true)
        #expect(try mock.door("PUT", "/__admin/settings", #"{"fixedDelay":-1}"#).status == 422)
        #expect(try mock.door("PUT", "/__admin/settings", #"{"delayDistribution":{"type":"lognormal"}}"#).status == 422)
        #expect(try mock.door("POST", "/__admin/reset").status == 200)
        #expect(mock.service.world.extraDelay.next() == nil)
    }

    @Test func verificationTellsWhatDiffered() throws {
        let mock = try Mock()
        _ = try mock.search()
        _ = try mock.detail("Company00001")
        func verify(_ body: String) throws -> Reply { try mock.door("POST", "/__admin/verify", body) }
        let search = #"{"request":{"operation":"searchCompanies"},"exactly":1}"#
        let detail = #"{"request":{"operation":"getCompany"}}"#
        #expect(try verify(#"{"patterns":[\#(search),\#(detail)],"order":true}"#).member("verified") as? Bool == true)
        let disorder = try verify(#"{"patterns":[\#(detail),\#(search)],"order":true}"#)
        #expect(disorder.status == 422 && disorder.text.contains("order"))
        let miss = try verify(
            #"{"patterns":[{"request":{"method":"GET","urlPath":"/api/companies/Company00002"},"atLeast":1}]}"#)
        #expect(miss.status == 422)
        #expect(try miss.member("nearMisses.0.differences.0.member") as? String == "urlPath")
        #expect(try miss.member("nearMisses.0.differences.0.actual") as? String == "/api/companies/Company00001")
        for body in [
            "{}", #"{"patterns":[]}"#, #"{"patterns":[{"exactly":1,"atMost":2}]}"#, #"{"patterns":[{}],"within":"2h"}"#,
        ] {
            #expect(try verify(body).status == 422, "\(body)")
        }
        #expect(try verify(#"{"patterns":[{"request":{"method":"PATCH"},"atMost":0}]}"#).status == 200)
    }

    @Test func whatTheDoorDoesNotHaveIsTold() throws {
        let mock = try Mock()
        #expect(try mock.door("GET", "/__admin/request").text.contains("did you mean /__admin/requests?"))
        let wrong = try mock.door("PATCH", "/__admin/clock")
        #expect(wrong.status == 405 && wrong.header("Allow") == "GET, PUT")
        #expect(try mock.door("POST", "/__admin/shutdown").status == 403)
        #expect(try mock.door("POST", "/__admin/mappings", "{}").status == 422)
        let world = try #require(try mock.door("POST", "/__admin/worlds").member("id") as? String)
        for path in ["worlds", "shutdown", "openapi.json"] {
            #expect(try mock.door("GET", "/__admin/worlds/\(world)/\(path)").status == 404)
        }
    }

    @Test func numbersForMonitoring() throws {
        let mock = try Mock()
        _ = try mock.detail("Company00001")
        let text = try mock.door("GET", "/__admin/metrics").text
        #expect(text.contains("reseller_mock_requests_total{operation=\"getCompany\",status=\"200\"} 1\n"))
        #expect(text.contains("reseller_mock_tokens_total 1\n"))
        #expect(text.contains("reseller_mock_request_duration_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }
}

struct BoundedPatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcd", false), ("a.c", "abc", true), ("a.c", "a\nc", false), ("", "", true),
        ("[a-c]+", "abcabc", true), ("[^a-c]+", "xyz", true), ("[^a-c]+", "xaz", false), ("a|bc|d", "bc", true),
        ("(?:ab)*", "ababab", true), ("(ab)*", "aba", false), ("a{2}", "aa", true), ("a{2}", "aaa", false),
        ("a{2,}", "aaaa", true), ("a{1,2}", "aaa", false), ("a?b", "b", true), (#"\d+\.\d*"#, "3.14", true),
        (#"[\w-]+@[\w.]+"#, "a-b@c.d", true), ("^a$", "a", true), ("a^b", "ab", false), ("(?i)ABC", "abc", true),
        (".*", "a long text", true), ("a*?b", "aaab", true), (#"[\]\\-]+"#, #"]-\"#, true), ("(a|b)+c{0}", "ab", true),
    ])
    func matches(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        var steps = BoundedPattern.stepLimit
        #expect(try BoundedPattern(pattern).matches(text, steps: &steps) == isMatch)
    }

    @Test(arguments: [
        "(", ")", "[a", "a**b{", "*", "\\", "(?<n>a)", "(?=a)", "\\b", "a{2,1}", "a{5000}", "((a{500}){500}){500}",
        "[z-a]",
    ])
    func refuses(_ pattern: String) {
        #expect(throws: BoundedPattern.Problem.self) { try BoundedPattern(pattern) }
    }

    /// What makes backtracking engines take for ever.
    @Test(arguments: ["(a*)*b", "(a|a)*b", "(a+)+b", "(.*)(.*)(.*)(.*)(.*)x"])
    func theWorkIsBounded(_ pattern: String) throws {
        var steps = BoundedPattern.stepLimit
        #expect(try !BoundedPattern(pattern).matches(String(repeating: "a", count: 5000), steps: &steps))
        #expect(steps > BoundedPattern.stepLimit - 1_000_000)
    }
}

struct ControlDocumentTests {
    @Test func thePageHasEveryRoute() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/control.md"), encoding: .utf8)
        let told = page.matches(of: /\n\| `([A-Z]+) \/([^`]*)` \| (.*) \|/).map { "\($0.1) \($0.2): \($0.3)" }
        let known = ControlRoutes().all.map {
            "\($0.method) \($0.template): \($0.summary.replacing(" |", with: " or"))"
        }
        #expect(told.sorted() == known.sorted())
    }
}
