import ResellerAPI
import Scenarios
import Testing

struct DefaultsTests {
    @Test func theShortestScenarioIsComplete() throws {
        let scenario = try scenario(#"{ "version": 1, "companies": [ { "name": "ACME LLC" } ] }"#)
        #expect(scenario.clients.map(\.clientId) == ["reseller-client", "company-admin-client"])
        #expect(scenario.clients.map(\.clientSecret) == ["reseller-secret", "company-admin-secret"])
        #expect(scenario.clients.map(\.role) == ["Reseller", "Company Admin"])
        let reseller = try #require(scenario.clients.first?.company)
        let acme = try #require(scenario.companies.first { $0.name == "ACME LLC" })
        #expect(acme.parent == reseller)
        #expect(scenario.companies.contains { $0.resourceId == reseller && $0.parent == nil })
        #expect(scenario.roles == [.reseller, .companyAdmin])
    }

    @Test func leftOutIdsAreStableAndUnique() throws {
        let text = #"{ "version": 1, "companies": [ { "name": "Same" }, { "name": "Same" }, { "name": "Other" } ] }"#
        let first = try scenario(text).companies.map(\.resourceId)
        let second = try scenario(text).companies.map(\.resourceId)
        #expect(first == second)
        #expect(Set(first).count == first.count)
        #expect(first.allSatisfy(ResourceID.isWellFormed))
    }

    @Test func companyHasTheDocumentedDefaults() throws {
        let company = try ScenariosTests.company(#""tags": []"#)
        #expect(company.createTime == now)
        #expect(!company.isNumberOfUsersLimited && company.numberOfUsers == 9999)
        #expect(company.statusId == 1)
        #expect(company.licenceExpired == nil && company.statusName == nil && company.resellerName == nil)
        #expect(company.dateFormat == "dd/MM/yyyy" && company.timeFormat == "24h")
        let limited = try ScenariosTests.company(#""numberOfUsers": "100""#)
        #expect(limited.isNumberOfUsersLimited)
    }

    @Test(arguments: [
        (#""now""#, "2026-03-01T09:00:00"), (#""now-10d""#, "2026-02-19T09:00:00"),
        (#""now+1y""#, "2027-03-01T09:00:00"), (#""now-1mo""#, "2026-02-01T09:00:00"),
        (#""now+90m""#, "2026-03-01T10:30:00"), (#""2026-02-28""#, "2026-02-28T00:00:00"),
        (#""14/06/2022 06:49""#, "2022-06-14T06:49:00"), (#""2021/06/09 09:51 AM""#, "2021-06-09T09:51:00"),
    ])
    func datesAreReadInEveryForm(_ text: String, _ expected: String) throws {
        let date = try #require(try company("\"licenseEndDate\": \(text)").licenseEndDate)
        #expect(DateTimeFormat.iso8601.string(date) == expected)
    }

    @Test func datesFollowTheCompanysOwnOrder() throws {
        let date = try company(#""dateFormat": "MM/dd/yyyy", "licenseEndDate": "06/14/2022 06:49""#).licenseEndDate
        #expect(date == DateTime(year: 2022, month: 6, day: 14, hour: 6, minute: 49))
    }

    @Test func clientsMayBelongToMadeCompanies() throws {
        let scenario = try scenario(
            #"{ "version": 1, "clients": [ { "clientId": "a", "clientSecret": "b" } ] }"#)
        let client = try #require(scenario.clients.first)
        #expect(client.role == "Reseller" && client.isActive && client.allowedIpAddresses == nil)
        #expect(scenario.companies.map(\.resourceId) == [client.company])
    }

    @Test func clientSettingsAreRead() throws {
        let client = try #require(
            try scenario(
                """
                { "version": 1, "clients": [ { "clientId": "a", "clientSecret": "b", "status": "Inactive",
                  "allowedIpAddresses": ["192.0.2.0/24"] } ] }
                """
            ).clients.first)
        #expect(!client.isActive)
        #expect(client.allowedIpAddresses?.map { $0.contains("192.0.2.9") } == [true])
    }

    @Test func recordedRowPastesInAndNestedChildrenBecomeCompanies() throws {
        let scenario = try scenario(
            """
            { "version": 1, "companies": [ { "companyName": "ACME", "companyResourceId": "xC5kfGz7w2Nz", "resellerName": "R",
              "industryName": "Technology", "industryResourceId": "q7RtB2mKx9Lp", "isNumberOfUsersLimited": true,
              "numberOfUsers": "100", "privacyDurationId": 1, "licenceExpired": false,
              "licenseEndDate": "2027-03-31T00:00:00", "createTime": "13/01/2026 14:00", "targetUserCount": 112,
              "children": [ { "companyName": "Child", "companyResourceId": "aaaaaaaaaaaa", "children": null } ],
              "tags": null, "deletedTargetUserCount": 3, "inactiveTargetUserCount": 5, "monthlyActiveUserCount": 9,
              "resourceId": "xC5kfGz7w2Nz", "name": "ACME" } ] }
            """)
        let acme = try #require(scenario.companies.first { $0.resourceId == "xC5kfGz7w2Nz" })
        #expect(acme.numberOfUsers == 100 && acme.isOverLimit && acme.licenceExpired == false)
        #expect(acme.resellerName == "R" && acme.industry.resourceId == "q7RtB2mKx9Lp")
        #expect(scenario.companies.first { $0.name == "Child" }?.parent == "xC5kfGz7w2Nz")
    }

    /// What the mock answers is a scenario again: the answers of both operations paste back to the same company.
    @Test func theMocksOwnAnswersPasteIn() throws {
        let original = try #require(ScenarioLoader.load(.bundled("default"), now: now).scenario)
        let directory = CompanyDirectory(companies: original.companies, behaviour: original.behaviour)
        for position in original.companies.indices {
            let body = directory.detailBody(at: position, dates: .iso8601)
            guard case .object(let envelope) = try JSONValue.read(body), case .object(let data)? = envelope.first?.value
            else {
                Issue.record("no envelope")
                continue
            }
            let known = data.filter { member in !original.companies[position].extra.contains { $0.name == member.name }
            }
            let pasted = String(decoding: JSONValue.object(known).bytes, as: UTF8.self)
            let copy = try #require(
                try scenario(#"{ "version": 1, "companies": [ \#(pasted) ] }"#).companies.first {
                    $0.resourceId == original.companies[position].resourceId
                })
            #expect(copy.name == original.companies[position].name)
            #expect(copy.licenseEndDate == original.companies[position].licenseEndDate)
            #expect(copy.industry == original.companies[position].industry)
            #expect(copy.numberOfUsers == original.companies[position].numberOfUsers)
        }
    }
}

struct GenerateTests {
    private func generated(_ request: String) throws -> [Company] {
        try scenario(#"{ "version": 1, "generate": [ \#(request) ] }"#).companies
    }

    @Test func sameSeedGivesTheSameCompanies() throws {
        let first = try generated(#"{ "companies": 200, "seed": 7 }"#)
        let same = try generated(#"{ "companies": 200, "seed": 7 }"#)
        let other = try generated(#"{ "companies": 200, "seed": 8 }"#)
        #expect(first == same && first != other)
        #expect(Set(first.map(\.resourceId)).count == first.count)
        #expect(Set(first.map(\.name)).count == first.count)
        #expect(first.allSatisfy { ResourceID.isWellFormed($0.resourceId) })
    }

    /// Pinned, for the same seed must give the same companies on every machine and in every version.
    @Test func generatorIsTheSameEverywhere() throws {
        let companies = try generated(#"{ "companies": 3, "seed": 7, "namePrefix": "Load" }"#)
            .filter { $0.name.hasPrefix("Load ") }
        #expect(companies.map(\.name) == ["Load 1", "Load 2", "Load 3"])
        #expect(companies.map(\.resourceId) == ["hb4pCqtekeRs", "AKtVyUq5DEHQ", "M7dz8E4XLZA6"])
        #expect(companies.map(\.industry.name) == ["Insurance", "Technology", "Technology"])
        #expect(companies.map(\.targetUserCount) == [4450, 8, 32])
    }

    @Test func generatedCompaniesVary() throws {
        let companies = try generated(#"{ "companies": 1000, "seed": 1 }"#)
        #expect(Set(companies.map(\.industry.name)).count > 4)
        #expect(Set(companies.map(\.country.name)).count > 4)
        #expect(companies.contains { $0.isOverLimit })
        #expect(companies.contains { $0.isLicenceExpired(at: now) })
        #expect(companies.contains { !$0.tags.isEmpty })
    }
}

struct ExtendsTests {
    @Test func entriesMergeByKeyAndObjectsByMember() throws {
        let folder = try TemporaryFolder([
            "base.json": """
            { "version": 1, "behaviour": { "dates": "preferred", "nullFilter": "reject" },
              "roles": [ { "name": "Auditor", "permissions": ["companies/search|POST"] } ],
              "clients": [ { "clientId": "a", "clientSecret": "1", "company": "aaaaaaaaaaaa" },
                           { "clientId": "b", "clientSecret": "2", "company": "aaaaaaaaaaaa" } ],
              "companies": [ { "resourceId": "aaaaaaaaaaaa", "name": "A", "tags": ["x"] } ] }
            """,
            "top.json": """
            { "version": 1, "extends": "base.json", "behaviour": { "dates": "iso8601" },
              "clients": [ { "clientId": "b", "clientSecret": "3", "role": "Auditor", "company": "aaaaaaaaaaaa" } ],
              "companies": [ { "resourceId": "aaaaaaaaaaaa", "name": "A2" }, { "resourceId": "bbbbbbbbbbbb", "name": "B" } ] }
            """,
        ])
        let result = folder.load("top.json")
        let scenario = try #require(result.scenario, "\(result.diagnostics)")
        #expect(scenario.behaviour.dates == .iso8601 && scenario.behaviour.nullFilter == .reject)
        #expect(scenario.clients.map(\.clientId).sorted() == ["a", "b"])
        #expect(scenario.clients.first { $0.clientId == "b" }?.clientSecret == "3")
        #expect(scenario.companies.first { $0.resourceId == "aaaaaaaaaaaa" }?.name == "A2")
        #expect(scenario.companies.first { $0.resourceId == "aaaaaaaaaaaa" }?.tags == [])
        #expect(scenario.companies.contains { $0.resourceId == "bbbbbbbbbbbb" })
        #expect(result.files.map { $0.split(separator: "/").last } == ["top.json", "base.json"])
    }

    @Test func bundledScenariosCanBeExtended() throws {
        let scenario = try scenario(#"{ "version": 1, "extends": "default", "behaviour": { "dates": "preferred" } }"#)
        #expect(scenario.behaviour.dates == .preferred)
        #expect(scenario.companies.contains { $0.name == "ACME LLC" })
    }

    @Test(arguments: ["../secret.json", "/etc/passwd", "sub/file.json", "other.json"])
    func textFromElsewhereReadsNoFile(_ name: String) {
        let result = load(#"{ "version": 1, "extends": "\#(name)" }"#)
        #expect(result.scenario == nil)
        #expect(result.files == [])
    }

    @Test func filesOutsideTheFolderAreRefused() throws {
        let folder = try TemporaryFolder(["top.json": #"{ "version": 1, "extends": "../base.json" }"#])
        let diagnostics = folder.diagnostics("top.json")
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.hasPrefix("top.json:1:28: error: ") == true)
    }

    @Test func cyclesAreFound() throws {
        let folder = try TemporaryFolder([
            "a.json": #"{ "version": 1, "extends": "b.json" }"#, "b.json": #"{ "version": 1, "extends": "a.json" }"#,
        ])
        let result = folder.load("a.json")
        #expect(result.scenario == nil)
        #expect(result.diagnostics.count == 1)
    }
}

struct YAMLTests {
    @Test func scalarsAreThoseOfJSON() throws {
        let result = load(
            """
            version: 1
            # a comment
            companies:
              - name: Norway AS
                countryCode: NO
                address: 1_000
                tags: [yes, "5"]
                numberOfUsers: 10
                createTime: 2026-03-01T09:15:00
                isVersionVisible: true
            """, name: "test.yaml")
        #expect(result.diagnostics.map(\.description) == [])
        let company = try #require(result.scenario?.companies.first { $0.name == "Norway AS" })
        #expect(company.countryCode == "NO" && company.address == "1_000")
        #expect(company.tags == ["yes", "5"] && company.isVersionVisible)
    }

    @Test func mistakesHaveTheirPlace() {
        #expect(
            diagnostics("version: 1\ntoken:\n  lifetime: 5\n  isuer: x\n", name: "test.yaml") == [
                "3:13: error: \"lifetime\" is the number 5 without a unit, expected a duration such as \"5s\" or \"5ms\"",
                "4:3: error: unknown member \"isuer\" of \"token\" (did you mean \"issuer\"?)",
            ])
    }

    @Test func aliasesOfAliasesDoNotExplode() {
        var text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let previous = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(previous)]\n"
        }
        #expect(load(text, name: "test.yaml").scenario == nil)
    }

    @Test func surrogatePairsAreRead() throws {
        let json = try company(#""description": "\ud83c\udf89""#)
        #expect(json.description == "\u{1F389}")
    }
}

struct HostileTextTests {
    @Test func mutatedScenariosEndInAScenarioOrAPlacedError() throws {
        let entry = try #require(BundledScenarios.all.first { $0.name == "over-limit" })
        let original = Array(entry.text.utf8)
        var state: UInt64 = 2026
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        for round in 0..<300 {
            var bytes = original
            for _ in 0...(next() % 4) {
                let position = Int(next() % UInt64(bytes.count))
                switch next() % 3 {
                case 0: bytes[position] = UInt8(truncatingIfNeeded: next() & 0x7F)
                case 1: bytes.remove(at: position)
                default: bytes.insert(Array("{}[]\",:0-\\".utf8)[Int(next() % 10)], at: position)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let result = load(text, name: round % 2 == 0 ? "test.json" : "test.yaml")
            #expect((result.scenario == nil) == result.diagnostics.contains { $0.severity == .error })
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(result.diagnostics.allSatisfy { (1...lines + 1).contains($0.line) && $0.column >= 1 })
        }
    }

    @Test func everyTruncationIsAnError() throws {
        let text = #"{ "version": 1, "companies": [ { "name": "ACME \u00e9", "tags": ["a"] } ] }"#
        for count in 0..<text.count {
            #expect(load(String(text.prefix(count))).scenario == nil)
        }
    }

    @Test func deepNestingIsAnError() {
        let text = #"{ "version": 1, "description": "# + String(repeating: "[", count: 100_000)
        #expect(load(text).scenario == nil)
        #expect(load(text, name: "test.yaml").scenario == nil)
    }
}
