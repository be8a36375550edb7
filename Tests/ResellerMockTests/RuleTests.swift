import Foundation
import HTTP1
import HTTPServer
import Logging
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// Rules over the scenario of the other tests, in process.
func mock(rules: String, _ others: [String: Any] = [:]) throws -> Mock {
    let rules = try JSONSerialization.jsonObject(with: Data("[\(rules)]".utf8))
    return try Mock(others.merging(["rules": rules]) { $1 })
}

let company = "/api/companies/Company00001"

struct RuleEngineTests {
    private func statuses(_ mock: Mock, _ count: Int, as client: String = "reseller") throws -> [Int] {
        let headers = ["Authorization": "Bearer \(try mock.bearer(client))"]
        return try (0..<count).map { _ in try mock.send("GET", company, headers).status }
    }

    private func rule(_ when: String, _ then: String = #""answer": { "status": 503 }"#) -> String {
        #"{ "name": "r", "when": { "path": "/api/companies/{resourceId}"\#(when) }, "then": { \#(then) } }"#
    }

    @Test(arguments: [
        ("", [503, 503, 503, 503, 503, 503]), (#", "nth": 2"#, [200, 503, 200, 200, 200, 200]),
        (#", "every": 3"#, [200, 200, 503, 200, 200, 503]), (#", "first": 2"#, [503, 503, 200, 200, 200, 200]),
        (#", "probability": 0"#, [200, 200, 200, 200, 200, 200]),
        (#", "method": "POST""#, [200, 200, 200, 200, 200, 200]),
        (#", "client": "reseller""#, [503, 503, 503, 503, 503, 503]),
        (#", "client": "other""#, [200, 200, 200, 200, 200, 200]),
        (#", "role": "Reseller""#, [503, 503, 503, 503, 503, 503]),
        (#", "role": "Company Admin""#, [200, 200, 200, 200, 200, 200]),
        (#", "headers": { "Authorization": { "contains": "Bearer " } }"#, [503, 503, 503, 503, 503, 503]),
        (#", "headers": { "X-Test": { "present": true } }"#, [200, 200, 200, 200, 200, 200]),
        (#", "headers": { "X-Test": { "present": false } }"#, [503, 503, 503, 503, 503, 503]),
        (#", "headers": { "authorization": { "contains": "Basic " } }"#, [200, 200, 200, 200, 200, 200]),
    ])
    func ruleFiresForTheRequestsItIsAbout(_ when: String, _ expected: [Int]) throws {
        #expect(try statuses(mock(rules: rule(when)), 6) == expected)
    }

    @Test(arguments: [
        ("last", [503, 503, 429, 429, 429, 429]), ("repeat", [503, 503, 429, 503, 503, 429]),
        ("pass", [503, 503, 429, 200, 200, 200]),
    ])
    func sequenceGoesStepByStep(_ end: String, _ expected: [Int]) throws {
        let steps = #""sequence": [ { "times": 2, "answer": { "status": 503 } }, { "answer": { "status": 429 } } ]"#
        #expect(try statuses(mock(rules: rule("", #"\#(steps), "then": "\#(end)""#)), 6) == expected)
    }

    @Test func emptyStepIsTheRealAnswer() throws {
        let steps = #""sequence": [ {}, { "answer": { "status": 503 } } ], "then": "repeat""#
        #expect(try statuses(mock(rules: rule("", steps)), 4) == [200, 503, 200, 503])
    }

    @Test func firstRuleThatFiresDecidesAndIsInTheJournal() throws {
        let second = rule("", #""answer": { "status": 500 }"#).replacing(#""r""#, with: #""second""#)
        let mock = try mock(rules: rule(#", "nth": 2"#) + "," + second)
        #expect(try statuses(mock, 3) == [500, 503, 500])
        #expect(mock.service.world.journal.entries.map(\.rule) == [nil, "second", "r", "second"])
    }

    /// A route's template is about what the router takes there; a path without parameters is about itself.
    @Test(arguments: [
        ("/api/companies/{resourceId}", "GET", company, true), ("/api/companies/{id}", "GET", company, true),
        ("/API/Companies/{id}/", "GET", company, true), ("/api/companies/{id}", "GET", "/Api/Companies/x/", true),
        ("/api/companies/{resourceId}", "POST", "/api/companies/search", false),
        ("/api/companies/{resourceId}", "GET", "/api/companies/search", true),
        ("/api/companies/{resourceId}", "PATCH", company, true),
        ("/api/companies/search", "POST", "/api/companies/search", true),
        ("/api/companies/search", "GET", "/api/companies/search", true),
        ("/api/companies/search", "GET", company, false),
        (company, "GET", company.lowercased() + "/", true), (company, "GET", "/api/companies/Company0000%31", true),
        (company, "GET", company + "2", false), ("/api/{any}/search", "POST", "/api/companies/search", true),
        ("/api/{any}/search", "GET", company, false), ("/nowhere", "GET", "/nowhere", true),
        ("/{any}", "GET", "/nowhere", true), ("/{any}", "GET", "/", false), ("/", "GET", "/", true),
    ])
    func pathOfARuleIsARouteOrAPath(_ pattern: String, _ method: String, _ path: String, _ fits: Bool) throws {
        let mock = try mock(
            rules: #"{ "name": "r", "when": { "path": "\#(pattern)" }, "then": { "answer": { "status": 418 } } }"#)
        #expect(try (mock.send(method, path).status == 418) == fits)
    }

    @Test func anyFieldOfTheNameMayFit() throws {
        let mock = try mock(rules: rule(#", "headers": { "X-Tag": "b" }"#))
        func status(_ tags: [String]) throws -> Int {
            let headers = tags.map { (name: "x-tag", value: $0) }
            let request = try Request(path: company, headers: headers)
            return try mock.service.respond(to: request, from: .loopback).status
        }
        #expect(try status(["a", "b"]) == 503)
        #expect(try status(["b", "a"]) == 503)
        #expect(try status(["a", "c"]) == 401)
    }

    @Test func bodyConditionsLookIntoTheJSON() throws {
        let when = #""path": "/api/companies/search", "body": { "pointer": "/pageSize", "equals": 10.0 }"#
        let mock = try mock(rules: #"{ "name": "r", "when": { \#(when) }, "then": { "answer": { "status": 503 } } }"#)
        #expect(try mock.search().status == 503)
        #expect(try mock.search(Mock.searchBody.replacing(":10,", with: ":11,")).status == 200)
    }

    @Test func windowFollowsTheWorldsClock() throws {
        let mock = try mock(rules: rule(#", "from": "now+10m", "until": "now+20m""#))
        #expect(try statuses(mock, 1) == [200])
        mock.service.world.clock.advance(by: .seconds(600))
        #expect(try statuses(mock, 1) == [503])
        mock.service.world.clock.advance(by: .seconds(600))
        #expect(try statuses(mock, 1) == [200])
    }

    @Test func timesAreRelativeToTheStartOfTheWorldAndNotOfTheFile() throws {
        let text = #"{ "version": 1, "outages": [ { "from": "now+10s", "until": "now+20s" } ] }"#
        let loaded = ScenarioLoader.load(.text(text, name: "t"), now: DateTime(unixSeconds: 0))
        var scenario = try #require(loaded.scenario)
        scenario.clock.now = DateTime(unixSeconds: 5000)
        scenario.clock.mode = .frozen
        let mock = try Mock(scenario: scenario)
        #expect(try mock.send("GET", "/").status == 404)
        mock.service.world.clock.advance(by: .seconds(10))
        #expect(try mock.send("GET", "/").status == 503)
    }

    @Test func probabilityIsMetAndRepeatable() throws {
        let first = try statuses(mock(rules: rule(#", "probability": 0.3"#), ["seed": 7]), 400)
        let again = try statuses(mock(rules: rule(#", "probability": 0.3"#), ["seed": 7]), 400)
        let other = try statuses(mock(rules: rule(#", "probability": 0.3"#), ["seed": 8]), 400)
        #expect(first == again && first != other)
        // 120 are expected with a standard deviation of 9; the seed is fixed, so this is no gamble.
        #expect((84...156).contains(first.count { $0 == 503 }))
    }

    @Test func answersAreReplacedOrPatched() throws {
        let patch = #""answer": { "patch": { "set": { "/data/name": "Changed" }, "remove": ["/data/numberOfUsers"] } }"#
        let headers =
            #""answer": { "status": 418, "headers": { "X-A": "b", "Content-Type": "text/x" }, "text": "tea" }"#
        let mock = try mock(
            rules: rule(#", "nth": 1"#, patch) + "," + rule(#", "nth": 1"#, headers).replacing(#""r""#, with: #""s""#))
        let patched = try mock.detail("Company00001")
        #expect(patched.status == 200)
        #expect(try patched.member("data.name") as? String == "Changed")
        #expect(!patched.text.contains("numberOfUsers\""))
        let replaced = try mock.detail("Company00001")
        #expect(replaced.status == 418 && replaced.text == "tea")
        #expect(replaced.header("Content-Type") == "text/x" && replaced.header("X-A") == "b")
    }

    @Test func envelopeShorthandIsTheVendorsEnvelope() throws {
        let mock = try mock(
            rules: rule("", #""answer": { "status": 403, "envelope": { "status": "PRIVACY_ERROR", "message": "No" } }"#)
        )
        let reply = try mock.detail("Company00001")
        #expect(reply.status == 403)
        #expect(try reply.member("status") as? String == "PRIVACY_ERROR")
        #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
    }

    @Test func wireFaultInProcessIsAnErrorThatNamesIt() throws {
        let mock = try mock(rules: rule("", #""fault": "STALL""#))
        let error = #expect(throws: WireFaultError.self) { try mock.detail("Company00001") }
        #expect(error?.effects == ["STALL"])
    }

    @Test func delaysAreLeftOutInProcess() throws {
        let delay = #""delay": { "fixed": "1h", "before": "body", "dribble": { "chunks": 3, "over": "1h" } }"#
        let mock = try mock(rules: rule("", delay))
        #expect(try mock.detail("Company00001").status == 200)
        #expect(
            mock.service.world.journal.entries.last?.effects == [
                "delay 3600000 ms", "dribble 3 chunks over 3600000 ms",
            ])
    }

    @Test func hintSaysWhoIsBehindAnAnswer() throws {
        let patch = rule(#", "nth": 1"#, #""answer": { "patch": { "set": { "/data/name": "x" } } }"#)
        let mock = try mock(rules: patch + "," + rule("").replacing(#""r""#, with: #""down""#))
        #expect(
            try mock.detail("Company00001").header("X-Reseller-Mock-Hint")
                == #"the scenario's rule "r" changed this answer"#)
        #expect(
            try mock.detail("Company00001").header("X-Reseller-Mock-Hint")
                == #"the scenario's rule "down" gave this answer"#)
        #expect(try mock.search().header("X-Reseller-Mock-Hint") == nil)
    }

    @Test func answerThatWasNotSentHasNoStatusInTheJournal() throws {
        let mock = try mock(rules: rule("", #""fault": "CONNECTION_RESET_BY_PEER""#))
        #expect(throws: WireFaultError.self) { try mock.send("GET", company) }
        let entry = try #require(mock.service.world.journal.entries.last)
        #expect(entry.status == 0 && entry.rule == "r" && entry.effects == ["CONNECTION_RESET_BY_PEER"])
    }

    @Test func delaysOfAnOutageAreDrawnForEachRequest() throws {
        let outage: [String: Any] = [
            "from": "now", "until": "now+1h", "delay": ["uniform": ["from": "0s", "to": "1h"]],
        ]
        let mock = try Mock(["outages": [outage]])
        for _ in 0..<3 { _ = try mock.send("GET", company) }
        #expect(Set(mock.service.world.journal.entries.map(\.effects)).count == 3)
    }

    /// A date of a header field is as far from the answer's own as it says, by the world's clock.
    @Test(arguments: [
        #""rules": [ { "name": "r", "then": { "answer": { "status": 503, "headers": { "Retry-After": { "dateIn": "90s" } } } } } ]"#,
        #""outages": [ { "from": "now", "until": "now+1h", "answer": { "headers": { "Retry-After": { "dateIn": "90s" } } } } ]"#,
        #""rateLimit": { "requests": 1, "per": "1h", "scope": "world", "answer": { "headers": { "Expires": { "dateIn": "90s" } } } }"#,
    ])
    func aHeaderFieldIsADateRelativeToTheAnswers(_ member: String) throws {
        let mock = try Mock(
            text: #"{ "version": 1, "clock": { "now": "2026-02-28T23:59:00Z", "mode": "frozen" }, \#(member) }"#)
        _ = try mock.send("GET", "/x")
        let reply = try mock.send("GET", "/x")
        let name = reply.status == 429 ? "Expires" : "Retry-After"
        #expect(reply.header(name) == "Sun, 01 Mar 2026 00:00:30 GMT")
    }

    @Test(arguments: [
        (#"{ "headers": { "X-A": "b" } }"#, 503, "Service unavailable", "10"),
        (#"{ "headers": { "retry-after": "1" } }"#, 503, "Service unavailable", "1"),
        (#"{ "status": 500, "text": "down" }"#, 500, "down", nil), (#"{ "text": "down" }"#, 503, "down", "10"),
    ])
    func outageFillsInWhatItsAnswerLeavesOpen(
        _ answer: String, _ status: Int, _ text: String, _ retryAfter: String?
    ) throws {
        let answer = try JSONSerialization.jsonObject(with: Data(answer.utf8))
        let reply = try Mock(["outages": [["from": "now", "until": "now+10s", "answer": answer]]]).send("GET", "/x")
        #expect(reply.status == status && reply.text.contains(text) && reply.header("Retry-After") == retryAfter)
    }

    @Test func outageAnswersUntilItIsOver() throws {
        let mock = try Mock(["outages": [["from": "now+10s", "until": "now+20s"]]])
        #expect(try mock.token().status == 200)
        mock.service.world.clock.advance(by: .seconds(12))
        let down = try mock.token()
        #expect(down.status == 503 && down.header("Retry-After") == "8")
        #expect(down.header("X-Reseller-Mock-Hint")?.contains("outage until 2026-03-01T09:00:20") == true)
        mock.service.world.clock.advance(by: .seconds(8))
        #expect(try mock.token().status == 200)
    }
}

struct TokenFateTests {
    private func use(_ fate: String, _ count: Int = 1) throws -> [Reply] {
        let mock = try mock(
            rules: #"{ "name": "t", "when": { "path": "/connect/token" }, "then": { "token": \#(fate) } }"#)
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        return try (0..<count).map { _ in try mock.send("GET", company, token) }
    }

    @Test(arguments: [
        (#""expired""#, "The token expired at '03/01/2026 08:59:59'"),
        (#""wrongSignature""#, "The signature is invalid"),
        (#""wrongAudience""#, "The audience 'wrong-audience' is invalid"),
    ])
    func flawedTokenIsRefusedForItsFlaw(_ fate: String, _ description: String) throws {
        let reply = try use(fate)[0]
        #expect(reply.status == 401)
        #expect(
            reply.header("WWW-Authenticate")
                == #"Bearer error="invalid_token", error_description="\#(description)""#)
    }

    @Test func revokedTokenIsRefusedAfterItsUses() throws {
        #expect(try use(#"{ "revokedAfter": 2 }"#, 4).map(\.status) == [200, 200, 401, 401])
    }

    @Test func onlyTokensCountForTheFateOfTokens() throws {
        let sequence = #""sequence": [ {}, { "token": "expired" } ], "then": "last""#
        let mock = try mock(rules: #"{ "name": "t", "then": { \#(sequence) } }"#)
        #expect(try mock.token("reseller", "wrong").status == 400)
        let good = ["Authorization": "Bearer \(try mock.bearer())"]
        for _ in 0..<3 { #expect(try mock.send("GET", company, good).status == 200) }
        #expect(try mock.send("GET", company, ["Authorization": "Bearer \(try mock.bearer())"]).status == 401)
        #expect(mock.service.world.journal.entries.map(\.rule) == [nil, "t", nil, nil, nil, "t", nil])
    }

    /// Good credentials alone make no token: the rest of the request has to be right as well.
    @Test(arguments: [
        "grant_type=client_credentials&client_id=reseller&client_secret=s3cret&scope=nope",
        "grant_type=password&client_id=reseller&client_secret=s3cret&scope=api1",
        "grant_type=client_credentials&client_id=fenced&client_secret=s3cret&scope=api1",
        "grant_type=client_credentials&client_id=inactive&client_secret=s3cret&scope=api1",
    ])
    func requestThatGetsNoTokenSpendsNoneOfARule(_ form: String) throws {
        let mock = try mock(rules: #"{ "name": "t", "when": { "nth": 1 }, "then": { "token": "expired" } }"#)
        #expect(try mock.form(form).status != 200)
        #expect(try mock.rulesFired("t") == 0)
        #expect(try mock.token().status == 200)
        #expect(try mock.rulesFired("t") == 1)
    }

    @Test func memoryOfUsesIsBoundedAndTheOldestGoFirst() {
        let revocations = Revocations()
        func token(_ number: Int) -> String { "header.payload.signature-\(10_000_000 + number)" }
        for number in 0...Revocations.capacity { revocations.limit(token(number), uses: 0) }
        func isGood(_ number: Int) -> Bool { revocations.use(Array(token(number).utf8)[...]) }
        #expect(isGood(0) && !isGood(1) && !isGood(Revocations.capacity))
    }

    @Test func otherRoleIsForbidden() throws {
        #expect(try use(#"{ "role": "Company Admin" }"#)[0].status == 403)
    }

    @Test func shortLifetimeIsToldAndKept() throws {
        let mock = try mock(
            rules: #"{ "name": "t", "when": { "path": "/connect/token" }, "then": { "token": { "lifetime": "5s" } } }"#)
        let reply = try mock.token()
        #expect(try reply.member("expires_in") as? Int == 5)
        let token = ["Authorization": "Bearer \(try #require(try reply.member("access_token") as? String))"]
        #expect(try mock.send("GET", company, token).status == 200)
        mock.service.world.clock.advance(by: .seconds(5))
        #expect(try mock.send("GET", company, token).status == 401)
    }
}

struct RateLimitTests {
    private func limited(_ settings: [String: Any]) throws -> (Mock, [String: String]) {
        let mock = try Mock(["rateLimit": settings])
        return (mock, ["Authorization": "Bearer \(try mock.bearer())"])
    }

    @Test func fixedWindowCountsAndBeginsAnew() throws {
        let (mock, token) = try limited(["requests": 3, "per": "10s", "headers": true])
        let replies = try (0..<4).map { _ in try mock.send("GET", company, token) }
        // The token request was the first of the three.
        #expect(replies.map(\.status) == [200, 200, 429, 429])
        #expect(replies[0].header("RateLimit-Remaining") == "1")
        #expect(replies[2].header("Retry-After") == "10")
        mock.service.world.clock.advance(by: .seconds(10))
        #expect(try mock.send("GET", company, token).status == 200)
    }

    @Test(arguments: RateLimit.Algorithm.allCases)
    func limitOfNothingLetsNothingThrough(_ algorithm: RateLimit.Algorithm) throws {
        let mock = try Mock(["rateLimit": ["requests": 0, "per": "10s", "algorithm": algorithm.rawValue]])
        let reply = try mock.token()
        #expect(reply.status == 429 && reply.header("Retry-After") == "10")
        #expect(reply.header("X-Reseller-Mock-Hint")?.contains("rate limit of 0 requests") == true)
    }

    @Test(arguments: [
        (#"{ "headers": { "X-A": "b" } }"#, 429, "Too many requests"), (#"{ "text": "stop" }"#, 429, "stop"),
        (#"{ "status": 503 }"#, 503, ""), (#"{ "status": 403, "envelope": "No" }"#, 403, "No"),
    ])
    func ownAnswerLeavesTheRestAsItIs(_ answer: String, _ status: Int, _ text: String) throws {
        let answer = try JSONSerialization.jsonObject(with: Data(answer.utf8))
        let reply = try Mock(["rateLimit": ["requests": 0, "per": "10s", "answer": answer]]).token()
        #expect(reply.status == status && reply.header("Retry-After") == "10")
        #expect(text.isEmpty ? reply.body.isEmpty : reply.text.contains(text))
    }

    @Test func clientsAreCountedApart() throws {
        let (mock, token) = try limited(["requests": 1, "per": "10s"])
        #expect(try mock.send("GET", company, token).status == 429)
        #expect(try mock.token("other").status == 200)
        #expect(try mock.send("GET", company).status == 401)
    }

    @Test func tokenBucketFillsSteadily() throws {
        let limiter = RateLimitCounter(
            try #require(
                ScenarioLoader.load(
                    .text(
                        #"{"version":1,"rateLimit":{"requests":10,"per":"10s","algorithm":"tokenBucket","burst":2}}"#,
                        name: "t"), now: DateTime(unixSeconds: 0)
                ).scenario?.rateLimit))
        func exceeded(_ seconds: Int64) -> Bool { limiter.count("a", at: DateTime(unixSeconds: seconds)).isExceeded }
        #expect([exceeded(0), exceeded(0), exceeded(0)] == [false, false, true])
        #expect([exceeded(1), exceeded(1)] == [false, true])
        #expect([exceeded(100), exceeded(100), exceeded(100)] == [false, false, true])
    }
}

struct MisbehaviourScenarioTests {
    /// The same scenario, seed and order of requests give the same answers and the same schedule.
    @Test(arguments: ["flaky", "slow", "corrupt-responses", "retry-then-succeed"])
    func replayIsIdentical(_ name: String) throws {
        func transcript() throws -> [String] {
            var scenario = try #require(
                ScenarioLoader.load(.bundled(name), now: DateTime(unixSeconds: 1_772_355_600)).scenario)
            scenario.clock.now = DateTime(unixSeconds: 1_772_355_600)
            scenario.clock.mode = .frozen
            let service = Service(
                scenario: scenario, key: try .development(), logger: .init(label: "t") { _ in SwiftLogNoOpLogHandler() }
            )
            let form = "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret"
            let request = try Request(
                method: .post, path: "/connect/token", headers: [(name: "Content-Type", value: Mock.formType)],
                body: Array(form.utf8))
            let body = try service.respond(to: request, from: .loopback).body
            let token = try #require(
                (try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])?["access_token"] as? String)
            let detail = try Request(
                path: "/api/companies/xC5kfGz7w2Nz", headers: [(name: "Authorization", value: "Bearer \(token)")])
            var lines = [token]
            for _ in 0..<60 { lines.append("\(service.reply(to: detail, from: .loopback))") }
            return lines
        }
        let first = try transcript()
        let second = try transcript()
        #expect(first == second)
        #expect(Set(first).count > 2)
    }
}
