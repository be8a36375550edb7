import ResellerAPI
import Scenarios
import Testing

struct YAMLReaderTests {
    private func problems(_ text: String) -> [String] {
        diagnostics(text, name: "test.yaml")
    }

    private func yaml(_ text: String) throws -> Scenario {
        let result = load(text, name: "test.yaml")
        #expect(result.diagnostics.map(\.description) == [])
        return try #require(result.scenario)
    }

    @Test func commentsBlocksAndFlowsAreRead() throws {
        let scenario = try yaml(
            """
            # Two customers
            version: 1
            description: >
              folded
              text
            clients:
              - {clientId: a, clientSecret: 's'}
            companies:
              - name: ACME LLC  # the first
                targetUserCount: 12
                tags: [NO, yes, 1_000, 2026-03-01, "12", ~]
                isVersionVisible: true
                address:
                industryName: null
            """)
        #expect(scenario.description == "folded text\n")
        let company = try #require(scenario.companies.last)
        #expect(company.targetUserCount == 12)
        #expect(company.tags == ["NO", "yes", "1_000", "2026-03-01", "12", "~"])
        #expect(company.isVersionVisible)
        #expect(company.address == nil)
        #expect(company.industry.name == nil)
    }

    @Test func theSameScenarioInBothFormsIsTheSame() throws {
        let json = "{\"version\":1,\"companies\":[{\"name\":\"ü\",\"licenseEndDate\":\"now+1d\",\"numberOfUsers\":7}]}"
        let block = "version: 1\ncompanies:\n- name: ü\n  licenseEndDate: now+1d\n  numberOfUsers: 7\n"
        var one = try scenario(json)
        one.name = "test.yaml"
        #expect(try yaml(block) == one)
    }

    @Test func mistakesArePlaced() {
        #expect(
            problems(
                "version: 1\ncompanies:\n  - name: ü\n    tagz: []\n    targetUserCount: '12'\n    dateFormat: d\n")
                == [
                    "4:5: error: unknown member \"tagz\" of a company; what a recorded response has beyond the schema goes into "
                        + "\"extra\" (did you mean \"tags\"?)",
                    "5:22: error: \"targetUserCount\" is the string \"12\", expected a whole number from 0 to 2147483647",
                    "6:17: error: \"dateFormat\" is \"d\", expected \"dd/MM/yyyy\", \"MM/dd/yyyy\" or \"yyyy/MM/dd\"",
                ])
    }

    @Test(arguments: [
        ("version: 1\ntoken: {issuer: a, \"issuer\": b}\nversion: 1\n", "2:9: error: \"issuer\""),
        ("version: 1\ncompanies:\n  - name: a\n    tags: [x]\n    name: b\n    name: c\n", "3:5: error: \"name\""),
        ("version: 1\nname: x\nversion: 1\n", "1:1: error: \"version\""),
        ("version: 1\nx: {1: a, '1': b}\n", "2:5: error: \"1\""),
    ])
    func theFirstRepeatedMemberIsReported(text: String, problem: String) {
        #expect(problems(text) == [problem + " is given more than once, expected it once"])
    }

    @Test func namesThatDifferInTheirTagsAreRepeatedToo() {
        #expect(
            problems("version: 1\n!x version: 1\n")
                == ["2:1: error: \"version\" is already given in line 1; remove one of the two"])
    }

    @Test func surrogatePairsAreJoinedAndColumnsStay() throws {
        let text = "version: 1\ndescription: \"\\ud83c\\udf89!\"\n"
        #expect(try yaml(text).description == "🎉!")
        #expect(
            problems("{version: 1, description: \"\\ud83c\\udf89\\uD83C\\uDF89\", tokens: {}}").map { $0.prefix(12) }
                == [
                    "1:55: error:"
                ])
        #expect(try yaml("version: 1\ndescription: 'a \\ud83c\\udf89'").description == "a \\ud83c\\udf89")
    }

    @Test(arguments: [
        ("version: 1\n\tdescription: x\n", "2:1"), ("version: [1\n", "2:1"), ("a: b: c\n", "1:5"),
        ("version: 1\n--- \nversion: 1\n", "2:1"), ("version: *nothing\n", "1:10"), ("description: \"x\n", "2:1"),
        ("version: 1\nx: \u{1}\n", "2:4"), ("# nothing\n", "1:1"), ("? [a]\n: 1\n", "1:3"), ("just text", "1:1"),
    ])
    func theFirstSyntaxErrorIsPlaced(text: String, place: String) {
        let found = problems(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(place + ": error: ") == true)
    }

    @Test(arguments: [
        ("version: 1\ncompanies:\n  - name: a\n    tags: &tags [x, y]\n  - name: b\n    tags: *tags\n", "4:11"),
        ("version: 1\ndescription: &text x\n", "2:14"), ("version: 1\n&name description: x\n", "2:1"),
        ("&all\nversion: 1\n", "1:1"), ("version: 1\ndescription: *nothing\n", "2:14"),
        ("version: 1\ntoken: &token {issuer: a}\n? *token\n: 1\n", "3:1"),
    ])
    func anchorsAndAliasesAreRefused(text: String, place: String) {
        #expect(
            problems(text) == [place + ": error: anchors and aliases are not read, expected every value written out"])
    }

    @Test(arguments: ["R&D", "AT & T", "\"&x *y\"", "'a: *b'", "2 * 3 [x]: y & z"])
    func textsWithTheirSignsAreTexts(text: String) throws {
        #expect(
            try yaml("version: 1\nclients:\n- {clientId: a, clientSecret: s}\ndescription: >\n  \(text)\n").description
                == text + "\n")
    }

    @Test func aBillionLaughsIsRefused() {
        var text = "version: 1\nextra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "  a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(problems(text).count == 1)
        // As a key it would be hashed with all it stands for before anything could be refused.
        for key in ["? *a30\n: 1\n", "*a30 : 1\n", "? [*a30]\n: 1\n", "{[*a30]: 1}\n", "{*a30: 1}\n"] {
            #expect(problems(text + key).count == 1)
        }
    }

    @Test(arguments: [
        ("%TAG ! tag:x,2026:\n---\nversion: 1\n", "1:1"), ("version: 1\n...\n%TAG ! tag:x,2026:\n---\na: 1\n", "3:1"),
        ("version: 1\ndescription: o" + String(repeating: "\u{301}", count: 31) + "\n", "2:45"),
        ("version: 1\nx: !" + String(repeating: "%20", count: 100) + " 1\n", "2:4"),
        (String(repeating: "? a\n", count: 65), "65:1"),
    ])
    func whatTakesTooLongIsRefusedBeforehand(text: String, place: String) {
        #expect(problems(text).map { String($0.prefix(place.utf8.count + 8)) } == [place + ": error:"])
    }

    @Test func theVersionOfYAMLMayBeGiven() throws {
        #expect(try yaml("%YAML 1.1\n---\nversion: 1\ndescription: 100%\n").description == "100%")
    }

    @Test func deepNestingIsRefused() {
        for text in [
            "version: 1\nx: " + String(repeating: "[", count: 100_000),
            "version: 1\nx: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
            "version: 1\n" + (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ] {
            #expect(load(text, name: "test.yaml").diagnostics.count == 1)
        }
    }
}
