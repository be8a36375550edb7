import ResellerAPI
import Testing

@testable import Scenarios

/// Seeded mutations of good scenarios: whatever comes out, there is a scenario or an error placed inside the text.
struct FuzzTests {
    private static let good = """
        {"version": 1, "description": "\\ud83c\\udf89 ü", "extends": "empty",
         "behaviour": {"searchItemNames": "both", "emptySearchBody": 400}, "token": {"lifetime": "1h", "clockSkew": "250ms"},
         "clock": {"now": "2026-03-01T09:00:00Z", "mode": "frozen"},
         "roles": [{"name": "Auditor", "permissions": ["companies/search|POST"]}],
         "clients": [{"clientId": "c", "clientSecret": "s", "role": "Auditor", "company": "xC5kfGz7w2Nz",
           "status": "Active", "allowedIpAddresses": ["192.0.2.0/24", "2001:db8::1"]}],
         "companies": [{"resourceId": "xC5kfGz7w2Nz", "name": "ACME LLC", "parent": "h3VnQ6tYc8Ws", "numberOfUsers": "12",
           "licenseEndDate": "now+90d", "createTime": "14/06/2022 06:49", "tags": ["a", null], "extra": {"x": 1.5e3},
           "training": {"consumptions": [{"month": "2026-01", "status": 1}]}, "children": [{"name": "b"}]}],
         "generate": [{"companies": 5, "seed": 7, "parent": "h3VnQ6tYc8Ws"}]}
        """

    private static let block = """
        version: 1
        description: "\\ud83c\\udf89 ü"
        token: {lifetime: 1h, "clockSkew": '250ms'}
        clients:
          - clientId: c
            clientSecret: s
            allowedIpAddresses: [192.0.2.0/24]
          - {clientId: d, clientSecret: s, allowedIpAddresses: ["::1"]}
        companies:
          - name: ACME LLC # comment
            numberOfUsers: "12"
            createTime: 14/06/2022 06:49
            tags: [a, ~, null]
            extra: {x: 1.5e3, y: [z, {}]}
            children:
              - name: |
                  b
              - name: >-
                  c
        """

    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\\u", "\\ud83c", "null", "true", "-", "9999999999999999999999",
        "\n",
        "\t", " ", "ü", "🎉", "\u{0}", "\u{85}", "\u{2028}", "\u{feff}", "&a ", "*a", "? ", "- ", "---\n", "...\n", "# ",
        "|",
        ">", "!!str ", "%", "now-1", "\"name\": ", "\"version\": 1", "\"extends\": \"default\"", "\"children\": [",
        "<<: ",
        "\r",
    ]

    private func mutated(_ text: String, _ random: inout SplitMix64) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...random.below(4) where !scalars.isEmpty {
            let place = random.below(scalars.count)
            let length = min(random.below(12), scalars.count - place)
            switch random.below(5) {
            case 0: scalars.removeSubrange(place..<place + length)
            case 1: scalars.insert(contentsOf: Self.pieces[random.below(Self.pieces.count)].unicodeScalars, at: place)
            case 2: scalars.insert(contentsOf: scalars[place..<place + length], at: random.below(scalars.count))
            case 3:
                scalars.replaceSubrange(
                    place..<place + length, with: Self.pieces[random.below(Self.pieces.count)].unicodeScalars)
            default: scalars[place] = Unicode.Scalar(UInt8(random.below(128)))
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    @Test(arguments: [("fuzz.json", FuzzTests.good), ("fuzz.yaml", FuzzTests.block), ("fuzz.yaml", FuzzTests.good)])
    func mutationsNeverCrashAndErrorsLieInside(name: String, text: String) {
        #expect(load(text, name: name).diagnostics.filter { $0.code == .syntax }.isEmpty)
        var random = SplitMix64(seed: 42)
        for round in 0..<400 {
            let text = mutated(text, &random)
            let result = load(text, name: name)
            let errors = result.diagnostics.filter { $0.severity == .error }
            #expect((result.scenario == nil) == !errors.isEmpty, "round \(round)")
            // YAML has more line breaks than JSON, and an error at the end may stand on a line after the last.
            let lines = text.unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 2
            for diagnostic in result.diagnostics where diagnostic.file == name {
                let isInside =
                    (1...lines).contains(diagnostic.line)
                    && (1...text.unicodeScalars.count + 1).contains(diagnostic.column)
                #expect(isInside, "round \(round): \(diagnostic)")
            }
        }
    }

    @Test func everyPrefixOfABlockEndsInAScenarioOrAnError() {
        let scalars = Array(Self.block.unicodeScalars)
        for length in 0..<scalars.count {
            let result = load(String(String.UnicodeScalarView(scalars.prefix(length))), name: "fuzz.yaml")
            #expect((result.scenario == nil) == result.diagnostics.contains { $0.severity == .error })
        }
    }
}

/// Texts of a megabyte, as an HTTP request may bring, made to take the square of their length. No time is asserted: a
/// reader that falls for one of them takes minutes.
struct HostileTextSizeTests {
    private func list(_ count: Int, _ element: (Int) -> String) -> String {
        (0..<count).map(element).joined(separator: ",")
    }

    @Test func manyRepeatedMembersAreCounted() {
        let members = list(16_000) { "\"m\($0 % 8000)\":0" }
        #expect(load("{\"version\":1,\(members)}").diagnostics.last?.code == .tooManyProblems)
    }

    @Test func manyDanglingReferencesAmongManyCompaniesAreReported() {
        let companies = list(8000) { "{\"name\":\"c\($0)\",\"parent\":\"d\($0)\"}" }
        #expect(load("{\"version\":1,\"companies\":[\(companies)]}").diagnostics.count == 1001)
    }

    @Test func manyRolesAndClientsAreJoined() throws {
        let roles = list(8000) { "{\"name\":\"r\($0)\"}" }
        let clients = list(8000) { "{\"clientId\":\"c\($0)\",\"clientSecret\":\"s\",\"role\":\"r\($0)\"}" }
        #expect(try scenario("{\"version\":1,\"roles\":[\(roles)],\"clients\":[\(clients)]}").clients.count == 8000)
    }

    @Test func aLongChainOfParentsIsFollowed() throws {
        let companies = list(10_000) { index in
            let parent = index == 0 ? "null" : "\"\(String(index + 99_999_999_999))\""
            return "{\"resourceId\":\"\(index + 100_000_000_000)\",\"name\":\"c\",\"parent\":\(parent)}"
        }
        #expect(try scenario("{\"version\":1,\"companies\":[\(companies)]}").companies.count == 10_002)
    }

    @Test(arguments: ["test.json", "test.yaml"])
    func runsOfCombiningMarksTakeLinearTime(name: String) throws {
        try expectLinearTime { size in
            // YAML's names have at most a thousand characters, and more marks than thirty are refused.
            let run = name == "test.json" ? size : 30
            let marks = combiningMarks(run)
            let members = (0..<size / run).map { "\"\($0)\(marks)\": 0" }.joined(separator: ", ")
            let text = """
                {"version": 1, "description": "\(marks)", "extra": {\(members)}, "version\(marks)": 1, "extends": "\(marks)",
                "behaviour": {"dates": "iso8601\(marks)", "dates\(marks)": 1}, "token": {"lifetime": "1h\(marks)"},
                "clock": {"now": "now+1d\(marks)", "mode": "frozen\(marks)"},
                "roles": [{"name": "Reseller\(marks)", "permissions": ["companies/search|POST\(marks)"]}],
                "clients": [{"clientId": "\(marks)", "role": "Reseller\(marks)", "company": "\(marks)",
                "allowedIpAddresses": ["::1\(marks)", "192.0.2.1/\(marks)"]}],
                "companies": [{"name": "\(marks)", "companyName": "\(marks)x", "resourceId": "\(marks)", "parent": "\(marks)x",
                "statusName": "Inactive\(marks)", "countryName": "Turkey\(marks)", "industryName": "\(marks)",
                "monthlyActiveUserCounts": {"2026-01\(marks)": 1}, "extra": {"name\(marks)": 1, "\(marks)": 2}},
                {"name": "\(marks)", "countryCode": "TR\(marks)", "dateFormat": "dd/MM/yyyy\(marks)",
                "licenseEndDate": "2026-01-01 10:00 AM\(marks)", "numberOfUsers": "1\(marks)"}],
                "rules": [{"name": "a\(marks)", "when": {"method": "GET\(marks)", "path": "/api/companies/\(marks)",
                "client": "\(marks)", "role": "\(marks)", "headers": {"X-A": "\(marks)", "X\(marks)": "a", "X-B": {"contains":
                "\(marks)"}}, "body": [{"pointer": "/\(marks)/~2", "equals": {"\(marks)": "\(marks)"}}, {"contains": "\(marks)"}]},
                "then": {"answer": {"headers": {"X-C": "\(marks)"}, "patch": {"set": {"/\(marks)": "\(marks)"}}}}},
                {"name": "a\(marks)", "then": {"fault": "STALL\(marks)", "delay": "1s\(marks)"}}]}
                """
            return { _ = load(text, name: name) }
        }
    }

    @Test(
        arguments: [
            { "? \"" + String(repeating: "\u{301}\u{316}", count: $0 / 2) + "\"\n: 1\n" },
            { "? \"" + String(repeating: "\\u0301\\u0316", count: $0 / 2) + "\"\n: 1\n" },
            {
                "? \"" + String(repeating: String(repeating: "\u{301}\u{316}", count: 10) + "\\\n  ", count: $0 / 20)
                    + "\"\n: 1\n"
            },
            { "a: !<" + String(repeating: "%CC%81%CC%96", count: $0 / 2) + "> 1\n" },
            { (0..<$0).map { "%TAG !t\($0)! !x\($0)\n" }.joined() + "---\n" },
            { "...\n" + (0..<$0).map { "%TAG !t\($0)! !x\($0)\n" }.joined() + "---\n" },
            { (0..<$0).map { "m\($0 % 1500): 0\n" }.joined() },
            { String(repeating: "? ", count: $0) + "x\n" },
            { "description: &a \"" + String(repeating: ":*", count: $0) + "\"\n" },
            { String(repeating: "\\ud83c\\udf89", count: $0) },
        ] as [@Sendable (Int) -> String])
    func yamlThatLibrariesFallForTakesLinearTime(text: @Sendable (Int) -> String) throws {
        try expectLinearTime { size in
            let text = "version: 1\n" + text(size)
            return { #expect(load(text, name: "test.yaml").scenario == nil) }
        }
    }

    @Test func namesThatStringTakesForOneAreTwo() throws {
        // The Kelvin sign and the letter K.
        let text = """
            {"version": 1, "roles": [{"name": "K"}, {"name": "\u{212A}"}],
            "clients": [{"clientId": "K", "clientSecret": "s"}, {"clientId": "\u{212A}", "clientSecret": "s", "role": "K"}],
            "companies": [{"name": "a", "extra": {"K": 1, "\u{212A}": 2}}],
            "rules": [{"name": "K", "then": {"delay": "1s"}, "when": {"client": "K"}},
            {"name": "\u{212A}", "then": {"delay": "1s"}, "when": {"client": "\u{212A}"}}]}
            """
        let scenario = try scenario(text)
        #expect(scenario.clients.count == 2 && scenario.rules.count == 2 && scenario.roles.count == 4)
        #expect(scenario.companies.last?.extra.count == 2)
        #expect(diagnostics("{\"version\": 1, \"see\u{212A}\": 1}").count == 1)
        #expect(diagnostics(members: "\"cloc\u{212A}\": {}").count == 1)
    }
}
