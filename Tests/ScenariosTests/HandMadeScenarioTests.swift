import ResellerAPI
import Scenarios
import Testing

struct HandMadeScenarioTests {
    private static let top = "Reseller0001"

    private static func base() throws -> Scenario {
        try Scenario(
            name: "base",
            clients: [Client(clientId: "reseller", clientSecret: "s3cret", role: "Reseller", company: top)],
            companies: [Company(resourceId: top, name: "Top")])
    }

    private func problems(_ make: () throws(ScenarioError) -> Scenario) -> [String] {
        do throws(ScenarioError) {
            _ = try make()
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    @Test func whatIsAddedComesAfterTheBaseOrInItsPlace() throws {
        let rule = Rule(name: "down", outcome: .action(.answer(status: 503)))
        let first = try Scenario(
            extending: Self.base(), companies: [Company(resourceId: "Company00001", name: "New", parent: Self.top)],
            rules: [rule], seed: 7)
        #expect(first.companies.map(\.name) == ["Top", "New"])
        #expect(
            first.clients.map(\.clientId) == ["reseller"] && first.roles.map(\.name) == ["Reseller", "Company Admin"])
        #expect(first.name == "base" && first.seed == 7)
        let second = try Scenario(
            extending: first, name: "other", companies: [Company(resourceId: Self.top, name: "Renamed")],
            rules: [Rule(name: "down", outcome: .action(.delay(.seconds(1))))])
        #expect(second.companies.map(\.name) == ["Renamed", "New"])
        #expect(second.rules.map(\.outcome) == [.action(.delay(.seconds(1)))] && second.name == "other")
    }

    @Test func rulesAboutTokensAreAtTheTokenEndpoint() throws {
        var action = RuleAction()
        action.token = TokenFate()
        action.token?.flaw = .expired
        let scenario = try Scenario(extending: Self.base(), rules: [Rule(name: "t", outcome: .action(action))])
        #expect(scenario.rules[0].condition.path == PathPattern("/connect/token"))
    }

    private static func changed(_ change: (inout Company) -> Void) -> Company {
        var company = Company(resourceId: "Company00001", name: "New", parent: top)
        change(&company)
        return company
    }

    @Test(arguments: [
        (changed { $0.resourceId = "short" }, #""resourceId" is "short", expected 12 letters and digits"#),
        (changed { $0.parent = "Nobody000000" }, #""parent" is "Nobody000000", which is no company"#),
        (changed { $0.parent = $0.resourceId }, "lead back to it"),
        (changed { $0.targetUserCount = -1 }, #""targetUserCount" is -1, expected"#),
        (changed { $0.numberOfUsers = .max }, #""numberOfUsers" is 9223372036854775807, expected"#),
        (changed { $0.parentId = .min }, #""parentId" is"#),
        (changed { $0.statusId = 1 << 40 }, #""statusId" is"#),
        (changed { $0.privacyDurationId = 6 }, #""privacyDurationId" is 6, expected"#),
        (changed { $0.licenseEndDate = DateTime(ticks: .max) }, #""licenseEndDate" is"#),
        (changed { $0.createTime = DateTime(ticks: .min) }, #""createTime" is"#),
        (changed { $0.dateFormat = "dd.MM.yyyy" }, #""dateFormat" is "dd.MM.yyyy""#),
        (
            changed { $0.monthlyActiveUserCounts = [YearMonth("2026-03")!: -1] },
            #""monthlyActiveUserCounts/2026-03" is -1"#
        ),
        (changed { $0.extra = [.init("tags", .null)] }, #""extra" repeats "tags""#),
        (changed { $0.extra = [.init("x", .array([.number("1,5")]))] }, #"a number in "extra" is "1,5""#),
    ])
    func companyThatCannotBeServedIsRefused(_ company: Company, _ expected: String) throws {
        let base = try Self.base()
        let found = problems { () throws(ScenarioError) in try Scenario(extending: base, companies: [company]) }
        #expect(!found.isEmpty && found.allSatisfy { $0.contains(expected) }, "\(found)")
    }

    private static func rule(_ change: (inout Rule) -> Void) -> Rule {
        var rule = Rule(name: "r", outcome: .action(.answer(status: 503)))
        change(&rule)
        return rule
    }

    private static func action(_ change: (inout RuleAction) -> Void) -> Rule {
        var action = RuleAction()
        change(&action)
        return Rule(name: "r", outcome: .action(action))
    }

    private static func answer(_ change: (inout RuleAnswer) -> Void) -> Rule {
        action {
            var answer = RuleAnswer()
            change(&answer)
            $0.answer = answer
        }
    }

    @Test(arguments: [
        (rule { $0.name = "" }, #""name" is 0 characters long, expected 1 to 100"#),
        (rule { $0.condition.nth = 0 }, #""nth" is 0, expected"#),
        (rule { $0.condition.every = 0 }, #""every" is 0, expected"#),
        (rule { $0.condition.first = -1 }, #""first" is -1, expected"#),
        (rule { $0.condition.probability = .nan }, #""probability" is nan, expected"#),
        (rule { $0.condition.probability = 1.5 }, #""probability" is 1.5, expected"#),
        (rule { $0.condition.from = .date(DateTime(ticks: .max)) }, #""from" is"#),
        (rule { $0.outcome = .sequence([], end: .last) }, #""sequence" is 0, expected"#),
        (rule { $0.outcome = .sequence([RuleStep(times: 0)], end: .repeat) }, #""times" is 0, expected"#),
        (answer { $0.status = 99 }, #""status" is 99, expected"#),
        (answer { $0.status = 1000 }, #""status" is 1000, expected"#),
        (answer { $0.headers = [.init(name: "", value: "x")] }, "the header name is"),
        (answer { $0.headers = [.init(name: "X", value: "a\r\nb")] }, "expected one line of text"),
        (answer { $0.headers = [.init(name: "Content-Length", value: "1")] }, "the server writes"),
        (answer { $0.headers = [.init(name: "Expires", dateIn: .zero)] }, #""dateIn" is"#),
        (answer { ($0.status, $0.body) = (204, .text("x")) }, "an answer with status 204 has no body"),
        (answer { $0.body = .text(String(repeating: "x", count: 2 << 20)) }, "expected a body of at most 1 MiB"),
        (action { $0.delay = RuleDelay(time: .fixed(.seconds(-1))) }, #""fixed" is"#),
        (action { $0.delay = RuleDelay(time: .fixed(.seconds(Int64.max))) }, #""fixed" is"#),
        (action { $0.delay = RuleDelay(time: .uniform(from: .seconds(2), to: .seconds(1))) }, "swap them"),
        (
            action { $0.delay = RuleDelay(time: .lognormal(median: .zero, sigma: .infinity, max: .seconds(1))) },
            #""sigma" is inf"#
        ),
        (action { $0.delay = RuleDelay(dribble: .init(chunks: 0, time: .zero)) }, #""chunks" is 0"#),
        (
            action {
                $0.fault = WireFault(.truncatedBody)
                $0.fault?.fraction = 2
            }, #""at" is 2.0"#
        ),
        (
            action {
                $0.fault = WireFault(.connectionReset)
                $0.answer = RuleAnswer()
            }, "no answer is sent"
        ),
        (
            action {
                $0.token = TokenFate()
                $0.token?.revokedAfter = -1
            }, #""revokedAfter" is -1"#
        ),
        (
            action {
                $0.token = TokenFate()
                $0.token?.role = "Nobody"
            }, #""role" is "Nobody""#
        ),
    ])
    func ruleThatCannotBeServedIsRefused(_ rule: Rule, _ expected: String) throws {
        let base = try Self.base()
        let found = problems { () throws(ScenarioError) in try Scenario(extending: base, rules: [rule]) }
        #expect(!found.isEmpty && found.allSatisfy { $0.contains(expected) }, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("the rule ") })
    }

    @Test func settingsThatCannotBeServedAreRefused() throws {
        let base = try Self.base()
        var token = Scenario.TokenSettings()
        token.lifetime = .seconds(Int64.max)
        token.clockSkew = .seconds(-1)
        var clock = Scenario.ClockSettings()
        clock.now = DateTime(ticks: .max)
        let limit = RateLimit(requests: -1, period: .zero)
        let outage = Outage(from: .date(DateTime(ticks: .min)), until: .date(.latest))
        let client = Client(clientId: "", clientSecret: "", role: "Nobody", company: "Nowhere")
        let found = problems { () throws(ScenarioError) in
            try Scenario(
                extending: base, clients: [client], rateLimit: limit, outages: [outage], token: token, clock: clock)
        }
        for name in [
            "lifetime", "clockSkew", "now", "requests", "per", "burst", "from", "clientId", "clientSecret", "role",
            "company",
        ] {
            #expect(found.contains { $0.contains("\"\(name)\" is") }, "\(name)")
        }
    }

    @Test func namesGivenTwiceAreRefused() throws {
        let base = try Self.base()
        let company = Company(resourceId: "Company00001", name: "x")
        let rule = Rule(name: "r", outcome: .action(RuleAction()))
        let found = problems { () throws(ScenarioError) in
            try Scenario(extending: base, companies: [company, company], rules: [rule, rule])
        }
        #expect(found.count == 2 && found.allSatisfy { $0.contains("is given twice") })
    }

    @Test func companiesInACircleAreRefusedOnce() throws {
        let base = try Self.base()
        let names = (0..<1000).map { "Company0" + String(10_000 + $0).suffix(4) }
        var companies = names.indices.map { Company(resourceId: names[$0], name: "x", parent: names[($0 + 1) % 1000]) }
        companies.append(Company(resourceId: "Company99999", name: "x", parent: names[0]))
        let found = problems { () throws(ScenarioError) in try Scenario(extending: base, companies: companies) }
        #expect(found.count == 1 && found[0].contains("lead back to it"), "\(found.map { $0.prefix(100) })")
    }
}
