import ResellerAPI
import Scenarios
import Testing

struct MistakesTests {
    @Test func twentyMistakesYieldTwentyDiagnosticsInOneRun() {
        let text = """
            {
              "version": 1,
              "descripton": "a typo",
              "behaviour": { "searchItemNames": "bot", "emptySearchBody": 404, "emptySearchBody": 500 },
              "token": { "lifetime": 3600 },
              "clock": { "now": "2026-02-30T00:00:00" },
              "roles": [ { "name": "Auditor", "permissions": ["/api/companies/search"] } ],
              "clients": [
                { "clientId": "a", "clientSecret": "s", "role": "Reseler", "company": "h3VnQ6tYc8W" },
                { "clientId": "a", "clientSecret": "s", "status": "active" },
                { "clientId": "b", "allowedIpAddresses": ["10.0.0.256"] }
              ],
              "companies": [
                { "resourceId": "h3VnQ6tYc8Ws", "name": "Example MSSP" },
                { "resourceId": "not-an-id", "name": "One", "parent": "h3VnQ6tYc8Wz" },
                { "resourceId": "h3VnQ6tYc8Ws", "name": "Two", "targetUserCount": "12" },
                { "resourceId": "aaaaaaaaaaaa", "name": "Three", "parent": "bbbbbbbbbbbb" },
                { "resourceId": "bbbbbbbbbbbb", "name": "Four", "parent": "aaaaaaaaaaaa", "numberOfUsers": 3000000000 }
              ],
              "generate": [ { "seed": 7 } ]
            }
            """
        #expect(
            diagnostics(text) == [
                "3:3: error: unknown member \"descripton\" of a scenario (did you mean \"description\"?)",
                "4:37: error: \"searchItemNames\" is \"bot\", expected \"both\", \"schema\" or \"page\" (did you mean \"both\"?)",
                "4:63: error: \"emptySearchBody\" is the number 404, expected 500 or 400",
                "4:68: error: \"emptySearchBody\" is already given in line 4; remove one of the two",
                "5:26: error: \"lifetime\" is the number 3600 without a unit, expected a duration such as \"3600s\" or \"3600ms\"",
                "6:21: error: \"now\" is \"2026-02-30T00:00:00\", which is on no calendar; expected a date that exists, in the years 1 to 9999",
                "7:51: error: an element of \"permissions\" is \"/api/companies/search\", expected a path without its leading /api/, a bar and a verb, such as \"companies/search|POST\"",
                "9:53: error: \"role\" is \"Reseler\", which is no role of this scenario (did you mean \"Reseller\"?)",
                "9:75: error: \"company\" is \"h3VnQ6tYc8W\", which is no company's resourceId of this scenario (did you mean \"h3VnQ6tYc8Ws\"?)",
                "10:19: error: the clientId \"a\" is already taken in line 9, expected another one",
                "10:55: error: \"status\" is \"active\", expected \"Active\" or \"Inactive\" (did you mean \"Active\"?)",
                "11:5: error: a client needs a \"clientSecret\"",
                "11:47: error: an element of \"allowedIpAddresses\" is \"10.0.0.256\", expected an IPv4 or IPv6 address or a CIDR block such as \"192.0.2.0/24\"",
                "15:21: error: \"resourceId\" is \"not-an-id\", expected 12 letters and digits such as \"xC5kfGz7w2Nz\"",
                "15:59: error: \"parent\" is \"h3VnQ6tYc8Wz\", which is no company's resourceId of this scenario (did you mean \"h3VnQ6tYc8Ws\"?)",
                "16:21: error: the resourceId \"h3VnQ6tYc8Ws\" is already taken in line 14, expected another one",
                "16:71: error: \"targetUserCount\" is the string \"12\", expected a whole number from 0 to 2147483647",
                "17:64: error: the parents of this company lead back to it: \"aaaaaaaaaaaa\" → \"bbbbbbbbbbbb\" → \"aaaaaaaaaaaa\"; give one of them another \"parent\"",
                "18:96: error: \"numberOfUsers\" is 3000000000, expected a whole number from 0 to 2147483647",
                "20:17: error: an element of \"generate\" needs a \"companies\"",
            ])
    }

    @Test func anUnknownMemberOfACompanyIsPointedToExtra() {
        #expect(
            diagnostics(members: "\"companies\":[{\"name\":\"x\",\"regionCode\":\"canadacentral\",\"tag\":[]}]") == [
                "1:39: error: unknown member \"regionCode\" of a company; "
                    + "what a recorded response has beyond the schema goes into \"extra\"",
                "1:68: error: unknown member \"tag\" of a company; "
                    + "what a recorded response has beyond the schema goes into \"extra\" (did you mean \"tags\"?)",
            ])
    }

    @Test(arguments: [
        ("{}", "1:1: error: a scenario needs a \"version\""),
        ("{\"version\":2}", "1:12: error: \"version\" is the number 2, expected 1, the only version there is"),
        ("{\"version\":\"1\"}", "1:12: error: \"version\" is the string \"1\", expected 1, the only version there is"),
    ])
    func theVersionIsOne(text: String, expected: String) {
        #expect(diagnostics(text) == [expected])
    }

    @Test(arguments: [
        ("\"companies\":{}", "1:26: error: \"companies\" is an object, expected an array"),
        ("\"companies\":[7]", "1:27: error: a company is the number 7, expected an object"),
        ("\"companies\":[{}]", "1:27: error: a company needs a \"name\""),
        ("\"companies\":[{\"name\":null}]", "1:35: error: \"name\" is null, expected a string"),
        (
            "\"companies\":[{\"name\":\"a\",\"companyName\":\"b\"}]",
            "1:39: error: \"name\" and \"companyName\" are two names of one member and must be equal; remove one of the two"
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"isVersionVisible\":null}]",
            "1:58: error: \"isVersionVisible\" is null, expected true or false"
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"dateFormat\":\"dd/mm/yyyy\"}]",
            "1:52: error: \"dateFormat\" is \"dd/mm/yyyy\", expected \"dd/MM/yyyy\", \"MM/dd/yyyy\" or \"yyyy/MM/dd\" (did you mean \"dd/MM/yyyy\"?)"
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"createTime\":\"soon\"}]",
            "1:52: error: \"createTime\" is \"soon\", expected a date such as \"2026-03-01T09:15:00\" or one relative to the clock such as \"now-10d\" (units s, m, h, d, w, mo, y)"
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"createTime\":\"31/04/2026\"}]",
            "1:52: error: \"createTime\" is \"31/04/2026\", which is on no calendar; expected a date that exists, in the years 1 to 9999"
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"isNumberOfUsersLimited\":true}]",
            "1:64: error: a company whose \"isNumberOfUsersLimited\" is true needs a \"numberOfUsers\""
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"extra\":{\"tags\":[]}}]",
            "1:48: error: \"extra\" repeats \"tags\", which every company has; move it out of \"extra\""
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"monthlyActiveUserCounts\":{\"2026-13\":1}}]",
            "1:66: error: a name in \"monthlyActiveUserCounts\" is \"2026-13\", expected a month such as \"2026-01\""
        ),
        (
            "\"companies\":[{\"name\":\"a\",\"training\":{\"consumptions\":[{\"month\":\"2026-01\"}]}}]",
            "1:67: error: an element of \"consumptions\" needs a \"status\""
        ),
        (
            "\"token\":{\"lifetime\":\"60 sec\"}",
            "1:34: error: \"lifetime\" is \"60 sec\", expected a whole number with a unit (ms, s, m, h, d) such as \"250ms\" or \"1h\" (did you mean \"60s\"?)"
        ),
        (
            "\"token\":{\"lifetime\":\"1500ms\"}",
            "1:34: error: \"lifetime\" is \"1500ms\", expected whole seconds, from \"1s\" to \"3650d\""
        ),
        (
            "\"token\":{\"lifetime\":\"0s\"}",
            "1:34: error: \"lifetime\" is \"0s\", expected whole seconds, from \"1s\" to \"3650d\""
        ),
        (
            "\"generate\":[{\"companies\":0}]",
            "1:39: error: \"companies\" is 0, expected a whole number from 1 to 200000"
        ),
        (
            "\"generate\":[{\"companies\":150000},{\"companies\":60000}]",
            "1:47: error: \"generate\" makes more than 200000 companies in all; ask for fewer"
        ),
        (
            "\"generate\":[{\"companies\":1,\"parent\":\"ACME LLC\"}],\"companies\":[{\"name\":\"ACME LLC\"}]",
            "1:50: error: \"parent\" is \"ACME LLC\", which is no company's resourceId of this scenario (did you mean \"\(ResourceID.derived(from: "company:ACME LLC"))\"?)"
        ),
    ])
    func theMistakeIsPlacedAndNamed(members: String, expected: String) {
        #expect(diagnostics(members: members) == [expected])
    }

    @Test func aCompanyUnderItselfAndALongCycleAreReportedOnceEach() {
        let found = diagnostics(
            members: """
                "companies":[{"resourceId":"aaaaaaaaaaaa","name":"a","parent":"aaaaaaaaaaaa"},
                {"resourceId":"bbbbbbbbbbbb","name":"b","parent":"cccccccccccc"},
                {"resourceId":"cccccccccccc","name":"c","parent":"dddddddddddd"},
                {"resourceId":"dddddddddddd","name":"d","parent":"bbbbbbbbbbbb"},
                {"resourceId":"eeeeeeeeeeee","name":"e","parent":"bbbbbbbbbbbb"}]
                """)
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix("1:76: error: the parents of this company") == true)
        #expect(
            found.last?.contains("\"bbbbbbbbbbbb\" → \"cccccccccccc\" → \"dddddddddddd\" → \"bbbbbbbbbbbb\"") == true)
    }

    @Test func warningsLeaveTheScenarioUsable() throws {
        let result = load(
            """
            {"version": 1,
             "roles": [{"name": "Auditor", "permissions": ["companies/serch|POST", "companies|POST"]}],
             "clients": [
              {"clientId": "reseller", "clientSecret": "s"},
              {"clientId": "a-client-id-that-is-far-too-long-for-the-form", "clientSecret": "s", "role": "Company Admin",
               "company": "xC5kfGz7w2Nz"}],
             "companies": [{"resourceId": "xC5kfGz7w2Nz", "name": "ACME LLC"}]}
            """)
        #expect(
            result.diagnostics.map(\.description) == [
                "test.json:2:48: warning: the permission \"companies/serch|POST\" opens no operation of this server "
                    + "(did you mean \"companies/search|POST\"?)",
                "test.json:5:16: warning: \"clientId\" is 45 characters long; the platform gives new clients at most 32",
                "test.json:7:31: warning: this company belongs to the client "
                    + "\"a-client-id-that-is-far-too-long-for-the-form\" and has no \"parent\", so no reseller manages it; "
                    + "name its reseller's company in \"parent\", or write null",
            ])
        #expect(result.scenario != nil)
        #expect(result.diagnostics.allSatisfy { $0.severity == .warning && $0.code == .suspiciousValue })
    }

    @Test func aFloodOfMistakesIsCutOff() {
        let many = Array(repeating: "1", count: 5000).joined(separator: ",")
        let result = load("{\"version\":1,\"companies\":[\(many)]}")
        #expect(result.diagnostics.count == 1001)
        #expect(
            result.diagnostics.last?.message == "there are 4000 more problems; only the first 1000 found are listed")
        #expect(result.diagnostics.last?.code == .tooManyProblems)
    }

    @Test func whatUpsetsATerminalIsShownEscaped() {
        #expect(
            diagnostics(members: "\"a\\u001b[31m\\n\\\"\\\\\":1") == [
                "1:14: error: unknown member \"a\\u{1b}[31m\\n\\\"\\\\\" of a scenario"
            ])
    }
}
