import ResellerAPI
import Scenarios

/// A scenario brought to life: what one group of callers sees, with its own clock, journal and randomness.
///
/// A changed scenario is a new world; only the clock, the journal, the random source and the caches of a world change.
final class World: Sendable {
    let scenario: Scenario
    let directory: CompanyDirectory
    let clock: WorldClock
    let random: RandomSource
    let journal = Journal()
    let verifier: TokenVerifier
    let verifiedTokens = TokenCache()
    let revocations = Revocations()
    /// Nil where nothing goes wrong.
    let rules: RuleEngine?
    private let clients: [ExactText: Client]
    private let roles: [ExactText: Role]

    init(_ scenario: Scenario, key: SigningKey) {
        self.scenario = scenario
        directory = CompanyDirectory(companies: scenario.companies, behaviour: scenario.behaviour)
        clock = WorldClock(scenario.clock)
        random = RandomSource(seed: scenario.seed)
        rules = RuleEngine(scenario, start: clock.start)
        verifier = TokenVerifier(key: key, settings: scenario.token)
        clients = Dictionary(scenario.clients.map { (ExactText($0.clientId), $0) }, uniquingKeysWith: { $1 })
        roles = Dictionary(scenario.roles.map { (ExactText($0.name), $0) }, uniquingKeysWith: { $1 })
    }

    func client(withID identifier: String) -> Client? {
        clients[ExactText(identifier)]
    }

    var clientIDs: [String] {
        scenario.clients.map(\.clientId)
    }

    func role(named name: String) -> Role? {
        roles[ExactText(name)]
    }

    func company(withID identifier: String) -> Company? {
        directory.position(of: identifier).map { directory.company(at: $0) }
    }

    /// Whether the bearer's roles, as this world defines them, hold a permission.
    func allows(_ permission: Permission, for token: AccessToken) -> Bool {
        token.roles.contains { roles[ExactText($0)]?.permissions.contains(permission) == true }
    }

    /// The form of dates in answers to a caller of this company.
    func dateFormat(forCallerOf company: Int?) -> DateTimeFormat {
        guard scenario.behaviour.dates == .preferred else { return .iso8601 }
        let caller = company.map { directory.company(at: $0) }
        return .preferred(dateFormat: caller?.dateFormat, timeFormat: caller?.timeFormat)
    }
}
