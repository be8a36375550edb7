public import ResellerAPI

/// A scenario with every reference resolved and every default filled in: what a mock serves.
///
/// It comes from a file or a text, or is made of values; what is wrong with those is found when it is made, so that there
/// is no scenario that cannot be served.
///
/// ```swift
/// let rule = Scenario.Rule(name: "down", outcome: .action(.answer(status: 503)))
/// let scenario = try Scenario(extending: Scenario(.bundled("default")), rules: [rule])
/// ```
public struct Scenario: Hashable, Sendable {
    /// The bundled name, or the file's name without its ending.
    public package(set) var name: String
    public package(set) var description: String?
    public package(set) var behaviour = Behaviour()
    public package(set) var token = TokenSettings()
    public package(set) var clock = ClockSettings()
    /// The vendor's roles first, then the scenario's.
    public package(set) var roles: [Role] = [.reseller, .companyAdmin]
    public package(set) var clients: [Client] = []
    /// Given and generated companies in file order; every parent is among them and there is no cycle.
    public package(set) var companies: [Company] = []
    /// Every random choice of a world comes from it.
    public package(set) var seed: UInt64 = 0
    /// In the order in which they are tried.
    public package(set) var rules: [Rule] = []
    public package(set) var rateLimit: RateLimit?
    public package(set) var outages: [Outage] = []

    /// Beyond it JSON numbers are not safe (RFC 8259 section 6).
    package static let greatestSeed = 9_007_199_254_740_991

    /// A scenario without clients or companies.
    package init(name: String) {
        self.name = name
    }

    /// What tokens say of themselves.
    public struct TokenSettings: Hashable, Sendable {
        /// How long an access token is valid; whole seconds, one hour as the vendor documents.
        public var lifetime = Duration.seconds(3600)
        /// The `iss` claim: the vendor's host whatever the mock's address, so that instances accept each other's tokens.
        public var issuer = "https://api.keepnetlabs.com"
        /// The `aud` claim (assumed: the name of the only scope).
        public var audience = "api1"
        /// How far a token's times may lie on the wrong side of the clock.
        public var clockSkew = Duration.zero

        /// The defaults.
        public init() {}
    }

    /// Where a world's clock starts and whether it runs.
    public struct ClockSettings: Hashable, Sendable {
        /// Where it starts; nil for the system's time.
        public var now: DateTime?
        public var mode = Mode.running

        /// The system's time, running.
        public init() {}

        /// Whether time passes.
        public enum Mode: String, Hashable, Sendable, CaseIterable {
            case running
            case frozen
        }
    }
}

// What a scenario is made of goes by names inside it, so that a program under test can have a `Company` or a `Rule` of
// its own beside it.
extension Scenario {
    public typealias Company = ResellerAPI.Company
    public typealias Client = ResellerAPI.Client
    public typealias Role = ResellerAPI.Role
    public typealias Permission = ResellerAPI.Permission
    public typealias AddressBlock = ResellerAPI.AddressBlock
    public typealias Behaviour = ResellerAPI.Behaviour
    public typealias DateTime = ResellerAPI.DateTime
    public typealias YearMonth = ResellerAPI.YearMonth
    public typealias JSONValue = ResellerAPI.JSONValue
    public typealias JSONPointer = ResellerAPI.JSONPointer
    public typealias Rule = Scenarios.Rule
    public typealias RateLimit = Scenarios.RateLimit
    public typealias Outage = Scenarios.Outage
    public typealias WorldTime = Scenarios.WorldTime
    public typealias PathPattern = Scenarios.PathPattern
}

extension Rule {
    public typealias Condition = RuleCondition
    public typealias HeaderCondition = Scenarios.HeaderCondition
    public typealias BodyCondition = Scenarios.BodyCondition
    public typealias Outcome = RuleOutcome
    public typealias Step = RuleStep
    public typealias SequenceEnd = Scenarios.SequenceEnd
    public typealias Action = RuleAction
    public typealias Answer = RuleAnswer
    public typealias Delay = RuleDelay
    public typealias Fault = WireFault
    public typealias TokenFate = Scenarios.TokenFate
}
