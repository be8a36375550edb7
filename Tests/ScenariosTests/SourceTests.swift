import Foundation
import ResellerAPI
import Testing

@testable import Scenarios

struct SourceTests {
    @Test func aFileIsNamedByItsPathAndItsNameLosesTheEnding() throws {
        let folder = try TemporaryFolder(["two.customers.json": "{\"version\": 1}"])
        let result = folder.load("two.customers.json")
        #expect(result.scenario?.name == "two.customers")
        #expect(result.files == [folder.path + "/two.customers.json"])
        #expect(ScenarioLoader.load(.bundled("default"), now: now).files == [])
    }

    @Test func aMissingFileNamesTheNearestOneBesideIt() throws {
        let folder = try TemporaryFolder(["customers.json": "{\"version\": 1}", "customer.txt": ""])
        let result = folder.load("custmers.json")
        #expect(
            folder.diagnostics("custmers.json") == [
                "custmers.json:1:1: error: cannot read \"\(folder.path)/custmers.json\": there is no such file "
                    .replacingOccurrences(of: folder.path + "/", with: "")
                    + "(did you mean \"customers.json\"?)"
            ])
        #expect(result.scenario == nil)
        #expect(result.files == [folder.path + "/custmers.json"])
        #expect(result.diagnostics.map(\.code) == [.unreadableFile])
    }

    @Test func aFolderIsNoScenario() throws {
        let folder = try TemporaryFolder()
        #expect(
            ScenarioLoader.load(.file(folder.path), now: now).diagnostics.first?.message
                .hasSuffix(": it is a folder, not a file") == true)
    }

    @Test func unusableEncodingsSayWhatToDo() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data([0xff, 0xfe, 0x7b, 0x00]), "wide.json")
        try folder.write(
            Data("{\"version\": 1,\n \"description\": \"ü".utf8) + Data([0xfc]) + Data("\"}".utf8), "latin.json")
        #expect(
            folder.diagnostics("wide.json") == [
                "wide.json:1:1: error: the file starts with the byte order mark of UTF-16; save it as UTF-8"
            ])
        #expect(
            folder.diagnostics("latin.json") == [
                "latin.json:2:19: error: the text is not UTF-8 from here on; save the file as UTF-8"
            ])
    }

    @Test func aByteOrderMarkIsNoPartOfTheText() throws {
        let folder = try TemporaryFolder([
            "a.json": "\u{FEFF}{\"version\": 2}", "a.yaml": "\u{FEFF}version: 2", "a.txt": "\u{FEFF}{\"version\": 2}",
        ])
        #expect(folder.load("a.json").diagnostics.map(\.column) == [13])
        #expect(folder.load("a.yaml").diagnostics.map(\.column) == [10])
        #expect(folder.load("a.txt").diagnostics.map(\.column) == [13])
        #expect(load("\u{FEFF}{\"version\": 2}").diagnostics.map(\.column) == [13])
    }

    @Test func aGiganticFileIsNotReadWhole() throws {
        let result = ScenarioLoader.load(.file("/dev/zero"), now: now)
        #expect(
            result.diagnostics.map(\.message) == [
                "the file is larger than 64 MiB; let \"generate\" make large numbers of companies"
            ])
    }

    @Test func theEndingDecidesBetweenJSONAndYAMLAndElseTheFirstLetter() throws {
        let folder = try TemporaryFolder([
            "a.json": "version: 1", "a.yaml": "version: 1", "a.yml": "{version: 1}", "a.txt": "{version: 1}",
            "b.txt": "version: 1",
        ])
        #expect(
            folder.diagnostics("a.json") == [
                "a.json:1:1: error: found version, expected a value; texts need double quotes"
            ])
        #expect(folder.diagnostics("a.yaml") == [])
        #expect(folder.diagnostics("a.yml") == [])
        #expect(folder.diagnostics("a.txt") == ["a.txt:1:2: error: found version without quotes, expected \"version\""])
        #expect(folder.diagnostics("b.txt") == [])
    }

    @Test func anUnknownBundledNameSuggestsTheNearest() {
        #expect(
            ScenarioLoader.load(.bundled("overlimit"), now: now).diagnostics.map(\.description) == [
                "bundled/overlimit.json:1:1: error: there is no bundled scenario \"overlimit\" "
                    + "(did you mean \"over-limit\"?)"
            ])
    }
}

struct BaseTests {
    private let base = """
        {"version": 1, "description": "base", "behaviour": {"dates": "preferred", "nullFilter": "reject"},
         "token": {"lifetime": "5m"},
         "roles": [{"name": "Auditor", "permissions": ["companies/search|POST"]}],
         "clients": [{"clientId": "one", "clientSecret": "a", "status": "Inactive"}, {"clientId": "two", "clientSecret": "b"}],
         "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "a", "tags": ["x"], "targetUserCount": 5}, {"name": "b"}],
         "generate": [{"companies": 10}]}
        """

    @Test func objectsMergeAndListsMergeByTheirKeys() throws {
        let folder = try TemporaryFolder([
            "base.json": base,
            "own.json": """
            {"version": 1, "extends": "base.json", "behaviour": {"dates": "iso8601"},
             "roles": [{"name": "Auditor"}, {"name": "Other"}],
             "clients": [{"clientId": "one", "clientSecret": "c"}, {"clientId": "three", "clientSecret": "d"}],
             "companies": [{"name": "b", "tags": ["y"]}, {"resourceId": "aaaaaaaaaaaa", "name": "A"}, {"name": "c"}],
             "generate": [{"companies": 2}]}
            """,
        ])
        let result = folder.load("own.json")
        #expect(result.diagnostics == [])
        #expect(result.files == [folder.path + "/own.json", folder.path + "/base.json"])
        let scenario = try #require(result.scenario)
        #expect(scenario.name == "own")
        #expect(scenario.description == "base")
        #expect(scenario.behaviour.dates == .iso8601)
        #expect(scenario.behaviour.nullFilter == .reject)
        #expect(scenario.token.lifetime == .seconds(300))
        #expect(scenario.roles.map(\.name) == ["Reseller", "Company Admin", "Auditor", "Other"])
        #expect(scenario.roles[2].permissions == [.searchCompanies])
        #expect(scenario.clients.map(\.clientId) == ["one", "two", "three"])
        #expect(scenario.clients.map(\.clientSecret) == ["c", "b", "d"])
        #expect(!scenario.clients[0].isActive)
        let given = scenario.companies.dropLast(2).suffix(3)
        #expect(given.map(\.name) == ["A", "b", "c"])
        #expect(given.map(\.tags) == [["x"], ["y"], []])
        #expect(given.map(\.targetUserCount) == [5, 0, 0])
    }

    @Test func anEntryReplacesTheOtherWhereItSaysSo() throws {
        let folder = try TemporaryFolder([
            "base.json": base,
            "own.json": """
            {"version": 1, "extends": "base.json",
             "roles": [{"name": "Auditor", "replace": true}],
             "clients": [{"clientId": "one", "clientSecret": "c", "replace": true}],
             "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "A", "replace": true}]}
            """,
        ])
        let result = folder.load("own.json")
        #expect(result.diagnostics == [])
        let scenario = try #require(result.scenario)
        #expect(scenario.roles[2].permissions == [] && scenario.clients[0].isActive)
        #expect(scenario.companies.first { $0.name == "A" }?.targetUserCount == 0)
    }

    @Test func membersThatBelongTogetherAreMeantTogether() throws {
        let folder = try TemporaryFolder([
            "base.json": """
            {"version": 1, "companies": [{"resourceId": "aaaaaaaaaaaa", "companyName": "a", "industryResourceId": "q7RtB2mKx9Lp",
             "industryName": "Technology", "countryName": "Turkey", "countryCode": "TR", "licenceExpired": true}],
             "rules": [{"name": "r", "when": {"path": "/connect/token"}, "then": {"answer": {"status": 503}}}]}
            """,
            "own.json": """
            {"version": 1, "extends": "base.json", "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "A",
             "industryName": "Legal", "countryName": "Germany"}], "rules": [{"name": "r", "enabled": false}]}
            """,
        ])
        let result = folder.load("own.json")
        #expect(result.diagnostics == [])
        let scenario = try #require(result.scenario)
        let company = try #require(scenario.companies.first { $0.resourceId == "aaaaaaaaaaaa" })
        #expect(company.name == "A" && company.licenceExpired == true && company.countryCode == "DE")
        #expect(company.industry == ReferenceCatalogue.reference(.industry, "Legal"))
        #expect(scenario.rules.count == 1 && !scenario.rules[0].isEnabled && scenario.rules[0].condition.path != nil)
    }

    @Test func aBundledScenarioCanBeExtendedAndOverridden() throws {
        let scenario = try scenario(
            """
            {"version": 1, "extends": "default",
             "companies": [{"resourceId": "xC5kfGz7w2Nz", "name": "ACME Ltd", "parent": "h3VnQ6tYc8Ws"}]}
            """)
        let original = try #require(ScenarioLoader.load(.bundled("default"), now: now).scenario)
        #expect(scenario.companies.count == original.companies.count)
        #expect(scenario.companies.first { $0.resourceId == "xC5kfGz7w2Nz" }?.name == "ACME Ltd")
        #expect(scenario.clients == original.clients)
    }

    @Test func problemsOfTheBaseNameTheBasesFile() throws {
        let folder = try TemporaryFolder([
            "base.yaml":
                "version: 1\ncompanies:\n  - name: a\n    parent: nowhere\n  - resourceId: aaaaaaaaaaaa\n    name: b",
            "own.json": "{\"version\":1,\"extends\":\"base.yaml\",\"tokens\":{},\n\"clients\":[{\"clientId\":\"c\","
                + "\"clientSecret\":\"s\",\"company\":\"aaaaaaaaaaab\"}]}",
        ])
        #expect(
            folder.diagnostics("own.json") == [
                "own.json:1:36: error: unknown member \"tokens\" of a scenario (did you mean \"token\"?)",
                "own.json:2:57: error: \"company\" is \"aaaaaaaaaaab\", which is no company's resourceId of this scenario "
                    + "(did you mean \"aaaaaaaaaaaa\"?)",
                "base.yaml:4:13: error: \"parent\" is \"nowhere\", which is no company's resourceId of this scenario",
            ])
    }

    @Test func aMissingBaseIsReportedWhereItIsNamedAndItsContentIsNotMissed() throws {
        let folder = try TemporaryFolder([
            "bases.json": "{\"version\":1}",
            "own.json": """
            {"version": 1,
             "extends": "base.json",
             "companies": [{"name": "a", "parent": "bbbbbbbbbbbb", "tagz": 1}]}
            """,
        ])
        #expect(
            folder.diagnostics("own.json").map { $0.prefix(60) } == [
                "own.json:2:13: error: cannot read \"base.json\": there is no s",
                "own.json:3:56: error: unknown member \"tagz\" of a company; wh",
            ])
        #expect(folder.diagnostics("own.json")[0].hasSuffix("(did you mean \"bases.json\"?)"))
        #expect(folder.load("own.json").files.count == 2)
    }

    @Test func cyclesAreShown() throws {
        let folder = try TemporaryFolder([
            "a.json": "{\"version\": 1, \"extends\": \"b.json\"}",
            "b.json": "{\"version\": 1, \"extends\": \"a.json\"}",
            "self.json": "{\"version\": 1, \"extends\": \"self.json\"}",
        ])
        #expect(
            folder.diagnostics("a.json") == [
                "b.json:1:27: error: \"extends\" leads back to this file: \"a.json\" → \"b.json\" → \"a.json\"; remove one of the steps"
            ])
        #expect(folder.load("self.json").diagnostics.map(\.code) == [.cycle])
    }

    @Test func longChainsEnd() throws {
        let folder = try TemporaryFolder()
        for index in 0..<12 {
            try folder.write(Data("{\"version\": 1, \"extends\": \"\(index + 1).json\"}".utf8), "\(index).json")
        }
        #expect(
            folder.diagnostics("0.json") == [
                "7.json:1:27: error: more than 8 scenarios extend one another; merge some of them"
            ])
    }

    @Test(arguments: ["../x.json", "/etc/passwd", "a/b.json", "..", "", "a\\\\b.json"])
    func onlySiblingsCanBeNamed(name: String) throws {
        let folder = try TemporaryFolder(["own.json": "{\"version\":1,\"extends\":\"\(name)\"}"])
        let result = folder.load("own.json")
        #expect(result.diagnostics.map(\.code) == [.invalidBase])
        #expect(result.files.count == 1)
        #expect(
            result.diagnostics.first?.message.hasSuffix(
                "expected a bundled scenario or the bare name of a file beside this one") == true)
    }

    @Test func aTextExtendsBundledScenariosOnly() {
        #expect(
            diagnostics("{\"version\":1,\"extends\":\"base.json\"}") == [
                "1:24: error: \"extends\" is \"base.json\", but this scenario is not a file and has no siblings; expected "
                    + "\"default\", \"clock-skew\", \"corrupt-responses\", \"empty\", \"expired-licences\", "
                    + "\"expiring-tokens\", \"flaky\", \"large\" or another of 19"
            ])
        #expect(load("{\"version\":1,\"extends\":\"empty\"}").scenario != nil)
    }

    @Test func criteriaAreAScenariosOwn() throws {
        #expect(try scenario("{\"version\":1,\"extends\":\"pagination\"}").criteria == nil)
        let own = try scenario("{\"version\":1,\"extends\":\"flaky\",\"criteria\":[\"a\"]}")
        #expect(own.criteria == ["a"] && !own.rules.isEmpty)
        #expect(load("{\"version\":1,\"extends\":\"role-downgrade\"}").scenario?.outcome == .either)
    }

    @Test func aMisspelledBundledNameIsFoundAmongSiblingsToo() throws {
        let folder = try TemporaryFolder([
            "own.json": "{\"version\":1,\"extends\":\"defualt\"}",
            "two.json": "{\"version\":1,\"extends\":\"customers\"}",
            "customer.yaml": "version: 1",
        ])
        #expect(
            folder.diagnostics("own.json") == [
                "own.json:1:24: error: there is no bundled scenario or file \"defualt\" (did you mean \"default\"?)"
            ])
        #expect(
            folder.diagnostics("two.json") == [
                "two.json:1:24: error: there is no bundled scenario or file \"customers\" (did you mean \"customer.yaml\"?)"
            ])
    }

    @Test func theBehaviourOfAnotherScenarioIsPutOverItsOwn() throws {
        let mine = #"{"version": 1, "behaviour": {"nullFilter": "reject", "emptySearchBody": 400}}"#
        let tenant =
            "version: 1\nextends: nowhere\nbehaviour:\n  nullFilter: accept\n  renewalDateSort: alias\nseed: -1\n"
        let result = ScenarioLoader.load(
            .text(mine, name: "mine.json"), behaviour: .text(tenant, name: "tenant.yaml"), now: now)
        #expect(result.diagnostics.isEmpty)
        let behaviour = try #require(result.scenario).behaviour
        #expect(behaviour.nullFilter == .accept)
        #expect(behaviour.renewalDateSort == .alias)
        #expect(behaviour.emptySearchBody == .status400)
    }

    @Test func mistakesInTheBehaviourOfAnotherScenarioAreToldOfItsFile() {
        let result = ScenarioLoader.load(
            .bundled("default"),
            behaviour: .text("version: 1\nbehaviour:\n  nullFilter: perhaps\n", name: "tenant.yaml"), now: now)
        #expect(result.scenario == nil)
        #expect(result.diagnostics.map { $0.description.hasPrefix("tenant.yaml:3:15: error: ") } == [true])
    }
}
