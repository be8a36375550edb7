public import ResellerMock

extension Scenario.Company {
    /// A company of which nothing but its name matters; its id comes from the name, so that a run repeats.
    ///
    /// - Parameter parent: the `resourceId` of the company that manages it; nil for the reseller of the default scenario.
    public static func make(
        name: String, resourceId: String? = nil, parent: String? = Scenario.Company.defaultReseller
    ) -> Scenario.Company {
        Scenario.Company(
            resourceId: resourceId ?? ResourceID.derived(from: "company:\(name)"), name: name, parent: parent)
    }

    /// The `resourceId` of the reseller of the default scenario's first client.
    public static let defaultReseller = try? Scenario(.bundled("default")).clients.first?.company
}

extension Scenario.Client {
    /// A client of which nothing but its id matters: a reseller's, of the default scenario's reseller, whose secret is
    /// `secret`.
    public static func make(
        clientId: String, clientSecret: String = "secret", role: String = "Reseller", company: String? = nil
    ) -> Scenario.Client {
        Scenario.Client(
            clientId: clientId, clientSecret: clientSecret, role: role,
            company: company ?? Scenario.Company.defaultReseller ?? "")
    }
}

/// What a scenario is made of in code.
public enum ScenarioPart: Sendable {
    case role(Scenario.Role)
    case client(Scenario.Client)
    case company(Scenario.Company)
    case rule(Scenario.Rule)
}

/// Collects the parts of a scenario that stand in a closure, one after another, with `if` and `for` as anywhere.
@resultBuilder
public enum ScenarioBuilder {
    /// A role.
    public static func buildExpression(_ role: Scenario.Role) -> [ScenarioPart] { [.role(role)] }
    /// A client.
    public static func buildExpression(_ client: Scenario.Client) -> [ScenarioPart] { [.client(client)] }
    /// A company.
    public static func buildExpression(_ company: Scenario.Company) -> [ScenarioPart] { [.company(company)] }
    /// A rule.
    public static func buildExpression(_ rule: Scenario.Rule) -> [ScenarioPart] { [.rule(rule)] }
    /// All of them.
    public static func buildBlock(_ parts: [ScenarioPart]...) -> [ScenarioPart] { parts.flatMap { $0 } }
    /// What an `if` without an `else` adds.
    public static func buildOptional(_ parts: [ScenarioPart]?) -> [ScenarioPart] { parts ?? [] }
    /// What an `if` adds.
    public static func buildEither(first parts: [ScenarioPart]) -> [ScenarioPart] { parts }
    /// What an `else` adds.
    public static func buildEither(second parts: [ScenarioPart]) -> [ScenarioPart] { parts }
    /// What a loop adds.
    public static func buildArray(_ parts: [[ScenarioPart]]) -> [ScenarioPart] { parts.flatMap { $0 } }
}

extension Scenario {
    /// A bundled scenario and more.
    ///
    /// ```swift
    /// let scenario = try Scenario(extending: "default") {
    ///     for number in 1...3 { Scenario.Company.make(name: "Customer \(number)") }
    ///     Scenario.Rule(name: "down", outcome: .action(.answer(status: 503)))
    /// }
    /// ```
    ///
    /// Throws a `ScenarioError` with everything that could not be served.
    public init(extending name: String = "default", @ScenarioBuilder _ parts: () -> [ScenarioPart])
        throws(ScenarioError)
    {
        var (roles, clients, companies, rules): ([Role], [Client], [Company], [Rule]) = ([], [], [], [])
        for part in parts() {
            switch part {
            case .role(let role): roles.append(role)
            case .client(let client): clients.append(client)
            case .company(let company): companies.append(company)
            case .rule(let rule): rules.append(rule)
            }
        }
        try self.init(
            extending: Scenario(.bundled(name)), roles: roles, clients: clients, companies: companies, rules: rules)
    }
}
