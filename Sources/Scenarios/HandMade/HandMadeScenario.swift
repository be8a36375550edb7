public import ResellerAPI

extension Scenario {
    /// A scenario of values made by hand, alone or added to another one.
    ///
    /// What has the key of something in `base` (a company's `resourceId`, a client's `clientId`, the name of a role or of a
    /// rule) takes its place; everything else comes after what is there. What is left out is as in `base`, or as in a file
    /// that leaves it out. Unlike in files, a company without a `parent` is at the top, where nobody manages it.
    ///
    /// - Throws: a `ScenarioError` with everything that could not be served: numbers beyond what the vendor's schema or a
    ///   scenario file allows, names given twice, references to what is not there, a company above itself.
    public init(
        extending base: Scenario? = nil, name: String? = nil, roles: [Role] = [], clients: [Client] = [],
        companies: [Company] = [], groups: [CompanyGroup] = [], rules: [Rule] = [], rateLimit: RateLimit? = nil,
        outages: [Outage] = [],
        behaviour: Behaviour? = nil, token: TokenSettings? = nil, clock: ClockSettings? = nil, seed: UInt64? = nil
    ) throws(ScenarioError) {
        self = base ?? Scenario(name: "made by hand")
        if let name { self.name = name }
        if let rateLimit { self.rateLimit = rateLimit }
        if let behaviour { self.behaviour = behaviour }
        if let token { self.token = token }
        if let clock { self.clock = clock }
        if let seed { self.seed = seed }
        var checks = HandMadeChecks(scenario: self.name)
        self.roles = checks.merged(self.roles, roles, "role", by: \.name)
        self.clients = checks.merged(self.clients, clients, "clientId", by: \.clientId)
        self.companies = checks.merged(self.companies, companies, "resourceId", by: \.resourceId)
        self.groups = checks.merged(self.groups, groups, "group's resourceId", by: \.resourceId)
        self.rules = checks.merged(self.rules, rules, "rule", by: \.name).map(\.atTokenEndpoint)
        self.outages += outages
        checks.check(self)
        guard checks.diagnostics.isEmpty else { throw ScenarioError(diagnostics: checks.diagnostics) }
    }

    /// The names of the scenarios that are part of the program, the default first.
    public static var bundledNames: [String] { BundledScenarios.names }
}

extension Rule {
    /// The rule as it is about the requests that get tokens, where it says what becomes of those.
    fileprivate var atTokenEndpoint: Rule {
        guard hasTokenFate else { return self }
        var rule = self
        rule.condition.path = PathPattern(RouteTable.shared.endpoint(of: .token).route.template)
        return rule
    }
}

/// Finds everything that is wrong with a scenario made by hand.
struct HandMadeChecks {
    /// What the scenario is called in diagnostics.
    let scenario: String
    private(set) var diagnostics: [Diagnostic] = []
    /// What is being looked at, such as `the company "xC5kfGz7w2Nz"`.
    private var owner = ""

    init(scenario: String) {
        self.scenario = scenario
    }

    /// Values with those of the same key replaced by new ones, and the other new ones after them.
    mutating func merged<Value>(_ old: [Value], _ new: [Value], _ kind: String, by key: (Value) -> String) -> [Value] {
        var result = old
        var places: [ExactText: Int] = [:]
        for (index, value) in old.enumerated() { places[ExactText(key(value))] = index }
        var given: Set<ExactText> = []
        for value in new {
            let name = ExactText(key(value))
            if !given.insert(name).inserted {
                report(.conflict("the \(kind) \(Problem.quoted(name.text)) is given twice, expected another one"))
            } else if let index = places[name] {
                result[index] = value
            } else {
                result.append(value)
            }
        }
        return result
    }

    mutating func check(_ scenario: Scenario) {
        look(at: "\"token\"") { $0.check(scenario.token) }
        if let now = scenario.clock.now { look(at: "\"clock\"") { $0.check(now, "now") } }
        let roles = Set(scenario.roles.map { ExactText($0.name) })
        let companies = Set(scenario.companies.map { ExactText($0.resourceId) })
        for role in scenario.roles {
            look(at: "the role \(Problem.quoted(role.name))") { $0.check(length: role.name, "name", 1...100) }
        }
        for client in scenario.clients {
            look(at: "the client \(Problem.quoted(client.clientId))") {
                $0.check(length: client.clientId, "clientId", ClientReader.lengths)
                $0.check(length: client.clientSecret, "clientSecret", ClientReader.lengths)
                $0.check(reference: client.role, "role", "role", among: roles)
                $0.check(reference: client.company, "company", "company", among: companies)
            }
        }
        for group in scenario.groups {
            look(at: "the group \(Problem.quoted(group.resourceId))") {
                $0.check(length: group.name, "name", 1...64)
                $0.check(reference: group.owner, "owner", "company's resourceId", among: companies)
            }
        }
        checkCompanies(scenario.companies, companies)
        check(count: scenario.rules.count, "rules", 0...RuleLimits.rules)
        for rule in scenario.rules {
            look(at: "the rule \(Problem.quoted(rule.name))") { $0.check(rule, roles) }
        }
        if let limit = scenario.rateLimit { look(at: "\"rateLimit\"") { $0.check(limit) } }
        check(count: scenario.outages.count, "outages", 0...RuleLimits.outages)
        for (index, outage) in scenario.outages.enumerated() {
            look(at: "the outage \(index + 1)") { $0.check(outage, roles) }
        }
    }

    private mutating func look(at owner: String, _ check: (inout HandMadeChecks) -> Void) {
        self.owner = owner
        check(&self)
        self.owner = ""
    }

    private mutating func check(_ token: Scenario.TokenSettings) {
        check(token.lifetime, "lifetime", SettingsReader.tokenLifetimes, "whole seconds, from \"1s\" to \"3650d\"")
        if token.lifetime.components.attoseconds != 0 {
            report(.outOfRange("\"lifetime\"", value: "\(token.lifetime)", expected: "whole seconds"))
        }
        check(token.clockSkew, "clockSkew", SettingsReader.clockSkews, "\"0s\" to \"1d\"")
        check(length: token.issuer, "issuer", 1...2000)
        check(length: token.audience, "audience", 1...2000)
    }

    // MARK: - Companies

    private mutating func checkCompanies(_ companies: [Company], _ known: Set<ExactText>) {
        guard companies.count <= GenerateReader.limit else {
            return report(.tooManyCompanies(limit: GenerateReader.limit))
        }
        for company in companies {
            look(at: "the company \(Problem.quoted(company.resourceId))") { $0.check(company, known) }
        }
        let parents = Dictionary(
            companies.map { (ExactText($0.resourceId), $0.parent.map(ExactText.init)) }, uniquingKeysWith: { $1 })
        // Each company is walked over once: those that are known to end at the top are not looked at again.
        var endsAtTop: Set<ExactText> = []
        for company in companies {
            var path: [ExactText] = []
            var onPath: Set<ExactText> = []
            var next: ExactText? = ExactText(company.resourceId)
            while let id = next, !endsAtTop.contains(id), onPath.insert(id).inserted {
                path.append(id)
                next = parents[id] ?? nil
            }
            if let id = next, onPath.contains(id) {
                let start = path.firstIndex(of: id) ?? 0
                report(.parentCycle(path[start...].map(\.text) + [id.text]))
            }
            endsAtTop.formUnion(path)
        }
    }

    private mutating func check(_ company: Company, _ known: Set<ExactText>) {
        if !ResourceID.isWellFormed(company.resourceId) {
            report(
                .malformed(
                    "\"resourceId\"", value: Problem.quoted(company.resourceId),
                    expected: "\(ResourceID.length) letters and digits such as \"xC5kfGz7w2Nz\""))
        }
        if let parent = company.parent { check(reference: parent, "parent", "company", among: known) }
        for member in CompanyMember.detail + CompanyMember.row { check(member, of: company) }
        for (month, count) in company.monthlyActiveUserCounts {
            check(count: count, "monthlyActiveUserCounts/\(month)", CompanyMember.counts)
        }
        for member in company.extra {
            if ScenarioCompanyMember.answered.contains(ExactText(member.name)) {
                report(.conflict("\"extra\" repeats \(Problem.quoted(member.name)), which every company has"))
            }
            check(member.value, "extra")
        }
    }

    private mutating func check(_ member: CompanyMember, of company: Company) {
        let name = member.name.description
        switch member.value {
        case .integer(let path, let range): check(count: company[keyPath: path], name, range)
        case .nullableInteger(let path, let range):
            if let number = company[keyPath: path] { check(count: number, name, range) }
        case .licenceLimit:
            if let number = company.numberOfUsers { check(count: number, name, CompanyMember.counts) }
        case .parentNumber:
            if let number = company.parentId { check(count: number, name, CompanyMember.int32) }
        case .usersOfMonth: check(count: company.monthlyActiveUserCount, name, CompanyMember.counts)
        case .date(let path):
            if let date = company[keyPath: path] { check(date, name) }
        case .choice(let path, let texts):
            if let text = company[keyPath: path], !texts.containsExactly(text) {
                report(.unknownValue("\"\(name)\"", value: Problem.quoted(text), allowed: texts, suggestion: nil))
            }
        case .identifier, .name, .text, .boolean, .texts, .referenceId, .referenceName, .groups, .licenceLimitText,
            .statusName, .resellerName, .licenceExpired, .children:
            break
        }
    }

    // MARK: - Values

    mutating func check(count: Int, _ name: String, _ range: ClosedRange<Int>) {
        guard !range.contains(count) else { return }
        report(.outOfRange("\"\(name)\"", value: "\(count)", expected: ValueReader.wholeNumber(range)))
    }

    mutating func check(
        _ duration: Duration, _ name: String, _ range: ClosedRange<Duration>, _ expected: String
    ) {
        guard !range.contains(duration) else { return }
        report(.outOfRange("\"\(name)\"", value: "\(duration)", expected: expected))
    }

    mutating func check(_ number: Double, _ name: String, _ range: ClosedRange<Double>) {
        // Nor does any range contain what is no number.
        guard !range.contains(number) else { return }
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        report(.outOfRange("\"\(name)\"", value: "\(number)", expected: expected))
    }

    mutating func check(length text: String, _ name: String, _ range: ClosedRange<Int>) {
        guard !range.contains(text.utf16.count) else { return }
        report(
            .outOfRange(
                "\"\(name)\"", value: "\(text.utf16.count) characters long",
                expected: "\(range.lowerBound) to \(range.upperBound)"))
    }

    mutating func check(_ date: DateTime, _ name: String) {
        guard date < .earliest || date > .latest else { return }
        report(.outOfRange("\"\(name)\"", value: "\(date.ticks) ticks", expected: "a date of the years 1 to 9999"))
    }

    mutating func check(reference: String, _ name: String, _ kind: String, among known: Set<ExactText>) {
        guard !known.contains(ExactText(reference)) else { return }
        report(.unknownReference("\"\(name)\"", kind: kind, value: reference, suggestion: nil))
    }

    /// That it is JSON, and nested no deeper than what is read from files.
    mutating func check(_ value: JSONValue, _ name: String, depth: Int = 0) {
        guard depth <= maximumNestingDepth else {
            return report(
                .outOfRange("\"\(name)\"", value: "nested too deep", expected: "\(maximumNestingDepth) levels"))
        }
        switch value {
        case .null, .boolean, .string: break
        case .number(let text):
            guard JSONScanner.isNumber(text) else {
                return report(
                    .malformed("a number in \"\(name)\"", value: Problem.quoted(text), expected: "one of JSON"))
            }
        case .array(let elements):
            for element in elements { check(element, name, depth: depth + 1) }
        case .object(let members):
            for member in members { check(member.value, name, depth: depth + 1) }
        }
    }

    mutating func report(_ problem: Problem) {
        guard diagnostics.count < DiagnosticLog.limit else { return }
        diagnostics.append(
            Diagnostic(
                file: scenario, line: 1, column: 1, severity: problem.severity, code: problem.code,
                message: owner.isEmpty ? problem.message : "\(owner): \(problem.message)"))
    }
}

/// A scenario that cannot be served, with everything that is wrong with it.
public struct ScenarioError: Error, CustomStringConvertible {
    /// Every error and warning, in the order of the file. One made by hand has the scenario's name in the file's place, and
    /// its line and column are 1.
    public var diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    /// The diagnostics, one a line.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
