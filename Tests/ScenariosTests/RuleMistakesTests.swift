import Scenarios
import Testing

struct RuleMistakesTests {
    @Test(arguments: [
        ("{}", #"error: a change without "rename" and "remove" needs an "add""#),
        (#"{"removes":[]}"#, #"error: unknown member "removes" of "change" (did you mean "remove"?)"#),
        (
            #"{"remove":["xC5kfGz7w2NZ"]}"#,
            #"error: "remove" is "xC5kfGz7w2NZ", which is no company's resourceId of this scenario (did you mean "xC5kfGz7w2Nz"?)"#
        ),
        (#"{"rename":{"xC5kfGz7w2Nz":1}}"#, #"error: "xC5kfGz7w2Nz" is the number 1, expected a company's new name"#),
        (#"{"rename":["xC5kfGz7w2Nz"]}"#, #"error: "rename" is an array, expected an object of resourceIds and names"#),
        (
            #"{"rename":{"nobody":"x"}}"#,
            #"error: "rename" is "nobody", which is no company's resourceId of this scenario"#
        ),
        (
            #"{"add":[{"name":"a","parent":"nobody"}]}"#,
            #"error: "parent" is "nobody", which is no company's resourceId of this scenario"#
        ),
        (#"{"add":[{"resourceId":"NewCompany01"}]}"#, #"error: a company needs a "name""#),
        (#"{"add":[{"resourceId":"NewCompany01","name":"a"}],"remove":["NewCompany01"]}"#, ""),
    ])
    func changeOfCompaniesIsChecked(_ change: String, _ expected: String) {
        let rule = #"{"name":"r","then":{"sequence":[{},{"change":\#(change)}]}}"#
        let found = load(#"{"version":1,"companies":[{"resourceId":"xC5kfGz7w2Nz","name":"b"}],"rules":[\#(rule)]}"#)
        #expect(
            found.diagnostics.map { "\($0.severity.rawValue): \($0.message)" } == (expected.isEmpty ? [] : [expected]))
        #expect((found.scenario != nil) == expected.isEmpty)
    }

    @Test func changeOfAHundredCompaniesIsEnough() {
        let ids = (0...100).map { _ in "\"xC5kfGz7w2Nz\"" }.joined(separator: ",")
        #expect(
            diagnosed(#"{"name":"r","then":{"change":{"remove":[\#(ids)]}}}"#).map {
                $0.hasSuffix("101 companies, expected at most 100")
            }
                == [true])
        #expect(
            diagnosed(#"{"name":"r","then":{"change":{"remove":["xC5kfGz7w2Nz"]},"fault":"TLS_HANDSHAKE_FAILURE"}}"#)
                .count == 1)
        let steps = #"{"change":{"remove":["xC5kfGz7w2Nz"]}},{"fault":"TLS_HANDSHAKE_FAILURE"}"#
        #expect(diagnosed(#"{"name":"r","then":{"sequence":[\#(steps)]}}"#).count == 1)
    }

    @Test func everyMistakeInRulesIsPlacedAndNamesTheMend() {
        let text = """
            {
              "version": 1,
              "rules": [
                { "name": "a", "when": { "path": "/api/companies/search" }, "then": { "fault": "EMPTY_RESPONS" } },
                { "name": "b", "when": { "path": "/api/companies/search", "probability": 1.5 }, "then": { "delay": 250 } },
                { "name": "b", "when": { "pth": "/x", "nth": 0 }, "then": { "answer": { "status": 99, "json": 1, "text": "x" } } },
                { "name": "c", "when": { "path": "/nowhere" }, "then": { "answer": { "patch": { "set": { "data": 1 } } } } },
                { "name": "d", "when": { "path": "/api/companies/search" }, "then": { "fault": "STALL" } },
                { "name": "e", "when": { "path": "/api/companies/search", "method": "POST" }, "then": { "sequence": [], "then": "stop" } },
                { "name": "f", "then": {} },
                { "name": "g", "when": { "client": "nobody", "role": "Resellr" }, "then": { "token": "expird" } }
              ],
              "rateLimit": { "requests": 0, "algorithm": "bucket" },
              "outages": [ { "from": "now+2h", "until": "now+1h" } ]
            }
            """
        let expected = [
            #"4:84: error: "fault" is "EMPTY_RESPONS", expected "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER", "TRUNCATED_BODY", "WRONG_CONTENT_LENGTH", "STALL", "CLOSE_BEFORE_RESPONSE" or another of 13 (did you mean "EMPTY_RESPONSE"?)"#,
            #"5:5: warning: the rule "b" never fires: the earlier rule "a" takes every request that it is about; put it first or narrow the earlier one"#,
            #"5:78: error: "probability" is 1.5, expected a number from 0 to 1"#,
            #"5:104: error: "delay" is the number 250 without a unit, expected a duration such as "250s" or "250ms""#,
            #"6:15: error: the rule "b" is already taken in line 5, expected another one"#,
            #"6:30: error: unknown member "pth" of "when" (did you mean "path"?)"#,
            #"6:50: error: "nth" is 0, expected a whole number from 1 to 1000000000"#,
            #"6:75: error: an answer has one body, but here are "json" and "text"; keep one of them"#,
            #"6:87: error: "status" is 99, expected a whole number from 200 to 999"#,
            #"7:38: warning: the path "/nowhere" is no route of the API"#,
            #"7:94: error: the JSON Pointer is "data", expected a JSON Pointer such as "/data/name" (RFC 6901; ~0 for ~, ~1 for /)"#,
            #"8:5: warning: the rule "d" never fires: the earlier rule "a" takes every request that it is about; put it first or narrow the earlier one"#,
            #"9:105: error: "sequence" is 0 steps, expected 1 to 1000"#,
            #"9:117: error: "then" is "stop", expected "last", "repeat" or "pass""#,
            #"10:28: error: "then" without delay, fault, token, change and sequence needs an "answer""#,
            #"11:5: warning: the rule "g" never fires: the earlier rule "f" takes every request that it is about; put it first or narrow the earlier one"#,
            #"11:40: error: "client" is "nobody", which is no client of this scenario"#,
            #"11:58: error: "role" is "Resellr", which is no role of this scenario (did you mean "Reseller"?)"#,
            #"11:90: error: "token" is "expird", expected "expired", "wrongSignature" or "wrongAudience" (did you mean "expired"?)"#,
            #"13:16: error: a rate limit needs a "per""#,
            #"13:46: error: "algorithm" is "bucket", expected "fixedWindow" or "tokenBucket""#,
            #"14:36: error: "until" is not after "from""#,
        ]
        #expect(diagnostics(text) == expected)
    }

    private func diagnosed(_ rules: String) -> [String] {
        diagnostics(#"{"version":1,"companies":[{"resourceId":"xC5kfGz7w2Nz","name":"a"}],"rules":[\#(rules)]}"#).map {
            // What was said, without where.
            String($0.split(separator: " ", maxSplits: 1)[1])
        }
    }

    private func rule(_ when: String, _ then: String = #""fault":"STALL""#, name: String = "r") -> String {
        #"{"name":"\#(name)","when":{\#(when)},"then":{\#(then)}}"#
    }

    @Test(arguments: [
        (#"{"dateIn":"1500ms"}"#, #"error: "dateIn" is "1500ms", expected whole seconds, from "1s" to "3650d""#),
        (#"{"dateIn":"0s"}"#, #"error: "dateIn" is "0s", expected whole seconds, from "1s" to "3650d""#),
        ("{}", #"error: a header field that is no text needs a "dateIn""#),
        (#"{"dateIn":"1s","x":1}"#, #"error: unknown member "x" of "Retry-After""#), (#"{"dateIn":"1s"}"#, nil),
    ])
    func aDateOfAHeaderFieldIsSecondsFromNow(_ value: String, _ expected: String?) {
        let then = #""answer":{"status":503,"headers":{"Retry-After":\#(value)}}"#
        let found = diagnosed(rule("", then))
        if let expected { #expect(found.contains { $0.hasPrefix(expected) }, "\(found)") } else { #expect(found == []) }
    }

    @Test(arguments: [
        (#"" b""#, true), (#"{"equals":"b\t"}"#, true), (#""a b""#, false), (#"{"contains":"b "}"#, false),
    ])
    func aHeaderConditionThatNoFieldMeetsIsWarnedOf(test: String, isWarned: Bool) {
        let rule = #"{"name":"r","when":{"headers":{"X-A":\#(test)}},"then":{"answer":{"status":500}}}"#
        let warning = "warning: the rule never fires: no header field has blanks at the ends of its value"
        #expect(diagnostics("{\"version\":1,\"rules\":[\(rule)]}").contains { $0.hasSuffix(warning) } == isWarned)
    }

    @Test(arguments: [
        (
            #""path":"/api/companies/serch""#,
            #"warning: "serch" in the path "/api/companies/serch" reads as an identifier (did you mean "search"?)"#
        ),
        (
            #""path":"/api/companies/xC5kfGz7w2Nx""#,
            #"warning: "xC5kfGz7w2Nx" in the path "/api/companies/xC5kfGz7w2Nx" is no company of this scenario "#
                + #"(did you mean "xC5kfGz7w2Nz"?)"#
        ),
        (
            #""path":"/api/company/search""#,
            #"warning: the path "/api/company/search" is no route of the API (did you mean "/api/companies/search"?)"#
        ),
        (
            #""path":"/api/companies/search","method":"PATCH""#,
            #"warning: the API has no PATCH /api/companies/search, only DELETE, GET, POST, PUT; the rule is about "#
                + "requests that are refused with 405"
        ),
        (
            #""path":"/api/companies/{id}","method":"POST""#,
            "warning: the API has no POST /api/companies/{id}, only DELETE, GET, PUT; the rule is about requests that "
                + "are refused with 405"
        ),
        (
            #""method":"get""#,
            #"error: "method" is "get", expected "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD" or "OPTIONS" "#
                + #"(did you mean "GET"?)"#
        ),
        (
            #""path":"api/companies""#,
            #"error: "path" is "api/companies", expected a path such as "/api/companies/{resourceId}", without host "#
                + "and query"
        ),
    ])
    func doubtfulPathsAndMethodsAreNamed(_ when: String, _ expected: String) {
        #expect(diagnosed(rule(when)) == [expected])
    }

    @Test(arguments: [
        #""path":"/api/companies/xC5kfGz7w2Nz""#, #""path":"/api/companies/XC5KFGZ7W2NZ/""#,
        #""path":"/api/companies/Unknown00000""#, #""path":"/api/companies/{any}","method":"PUT""#,
        #""path":"/connect/token","method":"GET""#, #""path":"/api/companies/search","method":"GET""#,
    ])
    func reasonablePathsAreNotDoubted(_ when: String) {
        #expect(diagnosed(rule(when)) == [])
    }

    @Test(arguments: [
        // The earlier, the later, and whether the later is warned of.
        (#""path":"/api/companies/{resourceId}""#, #""path":"/api/companies/xC5kfGz7w2Nz""#, true),
        (#""path":"/api/companies/{resourceId}""#, #""path":"/api/companies/search","method":"POST""#, false),
        (#""path":"/api/companies/{resourceId}""#, #""path":"/api/companies/search","method":"GET""#, true),
        (#""path":"/api/companies/xC5kfGz7w2Nz""#, #""path":"/api/companies/{resourceId}""#, false),
        ("", #""client":"reseller-client""#, true), (#""client":"reseller-client""#, "", false),
        (#""headers":{"X-A":{"present":true}}"#, #""headers":{"x-a":"b"}"#, true),
        (#""headers":{"X-A":{"contains":"b"}}"#, #""headers":{"X-A":{"contains":"abc"}}"#, true),
        (#""headers":{"X-A":"b"}"#, #""headers":{"X-A":{"present":true}}"#, false),
        (#""nth":1"#, "", false), (#""from":"now+1h""#, #""from":"now+1h","method":"GET""#, true),
        (#""from":"2026-01-01""#, #""from":"2026-02-01""#, true), (#""until":"2026-01-01""#, "", false),
    ])
    func shadowedRuleIsWarnedOf(_ earlier: String, _ later: String, _ isWarned: Bool) {
        let warning =
            #"warning: the rule "b" never fires: the earlier rule "a" takes every request that it is about; put it "#
            + "first or narrow the earlier one"
        let found = diagnosed(rule(earlier, name: "a") + "," + rule(later, name: "b"))
        #expect(found == (isWarned ? [warning] : []))
    }

    @Test func switchedOffRuleShadowsNothing() {
        let off = #"{"name":"a","enabled":false,"then":{"fault":"STALL"}}"#
        #expect(diagnosed(off + "," + rule("", name: "b")) == [])
        #expect(
            diagnosed(#"{"name":"a","enabled":1,"then":{"fault":"STALL"}}"#)
                == [#"error: "enabled" is the number 1, expected true or false"#])
    }

    @Test(arguments: [
        (
            #""path":"/connect/token""#, #""fault":"TLS_HANDSHAKE_FAILURE""#,
            #"error: the fault "TLS_HANDSHAKE_FAILURE" comes before any request, which alone has a "path"; of "when" "#
                + #"only counts, "probability" and times are left"#
        ),
        (
            "", #""sequence":[{},{"fault":"TLS_HANDSHAKE_FAILURE"},{"fault":"STALL"}]"#,
            #"error: beside the fault "TLS_HANDSHAKE_FAILURE" the other steps of a sequence are empty; remove this one's "#
                + "members"
        ),
        (
            "", #""fault":"TLS_HANDSHAKE_FAILURE","delay":"1s""#,
            #"error: a delay shows nothing with the fault "TLS_HANDSHAKE_FAILURE"; remove one of the two"#
        ),
        (
            "", #""fault":"TRUNCATED_BODY","answer":{"status":204}"#,
            #"error: an answer with status 204 has no body (RFC 9110 section 6.4.1) that the fault "TRUNCATED_BODY" "#
                + "could break"
        ),
        (
            "", #""answer":{"status":100}"#, #"error: "status" is 100, expected a whole number from 200 to 999"#
        ),
        (
            #""path":"/api/companies/search""#, #""token":"expired""#,
            #"error: tokens come from /connect/token; a rule with "token" needs no other "path""#
        ),
        (#""from":"now+2h","until":"now+1h""#, #""fault":"STALL""#, #"error: "until" is not after "from""#),
    ])
    func partsThatDoNotGoTogetherAreNamed(_ when: String, _ then: String, _ expected: String) {
        #expect(diagnosed(rule(when, then)) == [expected])
    }

    @Test func handshakeRulesTakeCountsTimesAndSequences() {
        let when = #""nth":1,"probability":0.5,"from":"now","until":"now+1h""#
        #expect(diagnosed(rule(when, #""fault":"TLS_HANDSHAKE_FAILURE""#)) == [])
        #expect(diagnosed(rule("", #""sequence":[{},{"fault":"TLS_HANDSHAKE_FAILURE"}],"then":"repeat""#)) == [])
    }
}
