import Testing

struct RuleMistakesTests {
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
            #"4:84: error: "fault" is "EMPTY_RESPONS", expected "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER", "TRUNCATED_BODY", "WRONG_CONTENT_LENGTH", "STALL", "CLOSE_BEFORE_RESPONSE" or another of 12 (did you mean "EMPTY_RESPONSE"?)"#,
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
            #"10:28: error: "then" without delay, fault, token and sequence needs an "answer""#,
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
}
