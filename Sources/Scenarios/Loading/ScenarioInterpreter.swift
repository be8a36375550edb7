import ResellerAPI

/// Makes a scenario of its nodes: reads the parts, then lets `Resolution` join them.
struct ScenarioInterpreter {
    let values: ValueReader
    let composition: Composition
    /// False when a base is missing, whose companies and roles must not be missed once more.
    let checksReferences: Bool

    /// The scenario as far as it goes; whether it is sound, the log knows.
    func scenario(name: String, now: DateTime) -> Scenario {
        var scenario = Scenario(name: name)
        let settings = SettingsReader(values: values)
        let root = composition.root
        if let clock = root["clock"]?.node { scenario.clock = settings.clock(clock, now: now) }
        let defaults = CompanyDefaults(now: scenario.clock.now ?? now)
        let resources = ResourceReader(values: values, now: defaults.now)
        var clients: [ClientDraft]?
        var requests: [GenerateRequest] = []
        values.members(of: root, .thing("a scenario"), as: ScenarioMember.self) { member, node in
            switch member {
            case .restrictedResellers:
                scenario.restrictedResellers = values.strings(node, member.rawValue) ?? []
            // Read before, or when the companies are known.
            case .version, .extends, .clock, .rules, .rateLimit, .outages, .groups, .users, .scim: break
            case .schema: _ = values.string(node, .member(member.rawValue))
            case .description: scenario.description = values.string(node, .member(member.rawValue))
            case .behaviour: scenario.behaviour = settings.behaviour(node)
            case .cors: scenario.cors = settings.origins(node)
            case .outcome:
                scenario.outcome = values.choice(node, .member(member.rawValue), as: Scenario.Outcome.self) ?? .success
            case .criteria:
                scenario.criteria = (values.elements(node, .member(member.rawValue)) ?? []).compactMap {
                    values.string($0, .thing("a criterion"))
                }
            case .token: scenario.token = settings.token(node)
            case .roles: scenario.roles = settings.roles(node, now: defaults.now)
            case .clients: clients = ClientReader(values: values, now: defaults.now).clients(node)
            case .lookups: scenario.lookups = resources.lookups(node)
            case .companies: _ = values.elements(node, .member(member.rawValue))
            case .seed:
                let seed = values.integer(node, .member(member.rawValue), in: 0...Scenario.greatestSeed)
                scenario.seed = UInt64(seed ?? 0)
            case .generate: requests = GenerateReader(values: values).requests(node)
            }
        }
        let reader = CompanyReader(values: values, defaults: defaults)
        var resolution = Resolution(
            log: values.log, defaults: defaults, roles: scenario.roles, checksReferences: checksReferences,
            drafts: composition.companies.compactMap(reader.read), clients: clients)
        resolution.resolve(generating: requests)
        scenario.clients = resolution.clients.map(\.client)
        let given = Array(resolution.givenCompanies)
        scenario.companies = resolution.takeCompanies()
        readGroups(root, into: &scenario, now: defaults.now)
        scenario.settings.members = Self.settings.compactMap { member in
            root[member.rawValue].map { .init(member.rawValue, values.json($0.node)) }
        }
        if let node = root["rules"]?.node, case .array(let rules) = values.json(node) {
            scenario.settings.rules = rules
        }
        scenario.nameIdentifiersAsInLookups()
        if let node = root["users"]?.node { scenario.users = resources.users(node, roles: scenario.roles) }
        if let node = root["scim"]?.node { scenario.scim = resources.scim(node) }
        if checksReferences {
            resources.checkCompanies(of: ["roles", "users", "scim"].compactMap { root[$0]?.node }) {
                Set(scenario.companies.lazy.map { ExactText($0.resourceId) })
            }
        }
        readRules(root, into: &scenario, defaults, given: given)
        return scenario
    }

    /// Those that a server does not change.
    private static let settings: [ScenarioMember] = [
        .description, .outcome, .criteria, .behaviour, .token, .restrictedResellers, .rateLimit, .outages,
    ]

    private func readGroups(_ root: Node, into scenario: inout Scenario, now: DateTime) {
        if let node = root["groups"]?.node {
            let companies = Set(scenario.companies.map { ExactText($0.resourceId) })
            let reseller = scenario.clients.first { $0.role.isExactly(Role.reseller.name) }?.company
            scenario.groups = GroupReader(values: values, now: now).groups(
                node, companies: checksReferences ? companies : nil, owner: reseller)
        }
        // A company may name a group by its identifier alone.
        let names = Dictionary(scenario.groups.map { (ExactText($0.resourceId), $0.name) }) { first, _ in first }
        for index in scenario.companies.indices where !scenario.companies[index].companyGroups.isEmpty {
            for (place, group) in scenario.companies[index].companyGroups.enumerated() where group.name == nil {
                scenario.companies[index].companyGroups[place].name = group.resourceId.flatMap { names[ExactText($0)] }
            }
        }
    }

    private func readRules(
        _ root: Node, into scenario: inout Scenario, _ defaults: CompanyDefaults, given: [Company]
    ) {
        let now = defaults.now
        let changes = ChangeReader(
            values: values, defaults: defaults,
            reseller: scenario.clients.first { $0.role.isExactly(Role.reseller.name) }?.company,
            companies: checksReferences ? scenario.companies : nil)
        let conditions = ConditionReader(
            values: values, now: now, roles: KnownNames(scenario.roles.map(\.name)),
            clients: checksReferences ? KnownNames(scenario.clients.map(\.clientId)) : nil,
            companies: KnownNames(given.map(\.resourceId), by: \.lowercasedASCII), nulls: scenario.behaviour.nulls,
            changes: changes)
        let limits = LimitsReader(values: values, now: now, nulls: scenario.behaviour.nulls)
        if let node = root["rules"]?.node {
            scenario.rules = RuleReader(values: values, conditions: conditions).rules(node)
        }
        if let node = root["rateLimit"]?.node { scenario.rateLimit = limits.rateLimit(node) }
        if let node = root["outages"]?.node { scenario.outages = limits.outages(node) }
    }
}
