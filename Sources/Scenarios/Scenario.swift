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
    /// What it is for.
    public package(set) var description: String?
    /// The contested points of the API.
    public package(set) var behaviour = Behaviour()
    /// What tokens say of themselves.
    public package(set) var token = TokenSettings()
    /// Where the clock starts and whether it runs.
    public package(set) var clock = ClockSettings()
    /// The vendor's roles first, then the scenario's.
    public package(set) var roles: [Role] = [.reseller, .companyAdmin]
    /// Who may ask for tokens.
    public package(set) var clients: [Client] = []
    /// Given and generated companies in file order; every parent is among them and there is no cycle.
    public package(set) var companies: [Company] = []
    /// Groups of companies that are listed; those that companies name beside them are their resellers'.
    public package(set) var groups: [CompanyGroup] = []
    /// The `resourceId`s of resellers' companies that may grant licences of 90 days only.
    public package(set) var restrictedResellers: [String] = []
    /// What its file says beyond what a server changes, so that a scenario can be written down again.
    package var settings = WrittenSettings()
    /// People who sign in to the platform.
    package var users: [SystemUser] = []
    /// Settings by which people come from directories elsewhere.
    package var scim: [SCIMSetting] = []
    /// Rows of the platform's lists, beside what everybody has.
    package var lookups: [Lookup] = []
    /// Every random choice of a world comes from it.
    public package(set) var seed: UInt64 = 0
    /// In the order in which they are tried.
    public package(set) var rules: [Rule] = []
    /// Nil for no limit.
    public package(set) var rateLimit: RateLimit?
    /// When nothing works.
    public package(set) var outages: [Outage] = []
    /// The origins whose pages may read the answers, as browsers write them (`https://app.example`); `*` is any.
    public package(set) var cors: [String] = []
    /// How a good client ends here.
    public package(set) var outcome = Outcome.success
    /// The criteria by which a client is judged here, by their ids; nil for all.
    public package(set) var criteria: [String]?

    /// How a program ends.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case success
        /// As where nothing but an operator helps.
        case failure
        case either
    }

    /// Beyond it JSON numbers are not safe (RFC 8259 section 6).
    package static let greatestSeed = 9_007_199_254_740_991

    /// Whether a text is an origin as browsers write it, a scheme and a host with an optional port, or `*`.
    package static func isOrigin(_ text: String) -> Bool {
        text == "*" || text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\/?#\s]+/) != nil
    }

    /// Members of a file. What they say is in the scenario, so they make no two scenarios different.
    package struct WrittenSettings: Hashable, Sendable {
        package var members: [JSONValue.Member] = []
        /// The elements of the member `rules`, which a server can change.
        package var rules: [JSONValue] = []

        /// How a rule is written; nil for one that is made by hand.
        package func rule(named name: String) -> JSONValue? {
            rules.first { rule in
                guard case .object(let members) = rule else { return false }
                return members.contains { $0.name.isExactly("name") && $0.value == .string(name) }
            }
        }

        package static func == (left: WrittenSettings, right: WrittenSettings) -> Bool { true }
        package func hash(into hasher: inout Hasher) {}
    }

    /// A scenario without clients or companies.
    package init(name: String) {
        self.name = name
    }

    /// What tokens say of themselves.
    public struct TokenSettings: Hashable, Sendable {
        /// How long an access token is valid; whole seconds, one hour as the vendor documents.
        public var lifetime = Duration.seconds(3600)
        /// The `iss` claim: the vendor's host whatever the mock's address, so that instances accept each other's tokens.
        /// `self` stands for the address that the client reached; then the mock takes its tokens wherever they come from.
        public var issuer = "https://api.keepnetlabs.com"
        /// Whether the issuer is the address that the client reached.
        package var issuesForItself: Bool { issuer.isExactly("self") }
        /// The `aud` claim (assumed: the name of the only scope).
        public var audience = "api1"
        /// How far a token's times may lie on the wrong side of the clock.
        public var clockSkew = Duration.zero
        /// The `typ` of a token's header.
        public var type = TokenType.accessToken

        /// The defaults.
        public init() {}

        /// What a token says that it is.
        public enum TokenType: String, Hashable, Sendable, CaseIterable {
            /// RFC 9068, as the platform writes it unless told otherwise.
            case accessToken = "at+jwt"
            /// For consumers that know RFC 7519 alone.
            case jwt = "JWT"
        }
    }

    /// Where a world's clock starts and whether it runs.
    public struct ClockSettings: Hashable, Sendable {
        /// Where it starts; nil for the system's time.
        public var now: DateTime?
        /// Whether time passes.
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
    /// A company.
    public typealias Company = ResellerAPI.Company
    /// A reseller's group of companies.
    public typealias CompanyGroup = ResellerAPI.CompanyGroup
    /// A client of the REST API.
    public typealias Client = ResellerAPI.Client
    /// A role of clients.
    public typealias Role = ResellerAPI.Role
    /// What a role may do.
    public typealias Permission = ResellerAPI.Permission
    /// Addresses of clients.
    public typealias AddressBlock = ResellerAPI.AddressBlock
    /// The contested points of the API.
    public typealias Behaviour = ResellerAPI.Behaviour
    /// An instant as the API writes it.
    public typealias DateTime = ResellerAPI.DateTime
    /// A month of a year.
    public typealias YearMonth = ResellerAPI.YearMonth
    /// A JSON value.
    public typealias JSONValue = ResellerAPI.JSONValue
    /// A place in a JSON document.
    public typealias JSONPointer = ResellerAPI.JSONPointer
    /// One way in which the mock misbehaves.
    public typealias Rule = Scenarios.Rule
    /// How many requests may be made.
    public typealias RateLimit = Scenarios.RateLimit
    /// A time in which nothing works.
    public typealias Outage = Scenarios.Outage
    /// An instant of the mock's clock.
    public typealias WorldTime = Scenarios.WorldTime
    /// A path that a rule is about.
    public typealias PathPattern = Scenarios.PathPattern
}

extension Rule {
    /// The requests that a rule is about.
    public typealias Condition = RuleCondition
    /// What a header field must be like.
    public typealias HeaderCondition = Scenarios.HeaderCondition
    /// What a body must be like.
    public typealias BodyCondition = Scenarios.BodyCondition
    /// What a rule does when it fires.
    public typealias Outcome = RuleOutcome
    /// A step of a sequence.
    public typealias Step = RuleStep
    /// What comes after the last step.
    public typealias SequenceEnd = Scenarios.SequenceEnd
    /// What is done to one request.
    public typealias Action = RuleAction
    /// An answer in the place of the real one, or changes to it.
    public typealias Answer = RuleAnswer
    /// A delay in real time.
    public typealias Delay = RuleDelay
    /// Something broken on the wire.
    public typealias Fault = WireFault
    /// What is wrong with a token.
    public typealias TokenFate = Scenarios.TokenFate
}
