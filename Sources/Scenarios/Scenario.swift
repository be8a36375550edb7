public import ResellerAPI

/// A scenario with every reference resolved and every default filled in: what a world is made from.
public struct Scenario: Hashable, Sendable {
    /// The bundled name, or the file's name without its ending.
    public var name: String
    public var description: String?
    public var behaviour = Behaviour()
    public var token = TokenSettings()
    public var clock = ClockSettings()
    /// The vendor's roles first, then the scenario's.
    public var roles: [Role] = [.reseller, .companyAdmin]
    public var clients: [Client] = []
    /// Given and generated companies in file order; every parent is among them and there is no cycle.
    public var companies: [Company] = []
    /// Every random choice of a world comes from it.
    public var seed: UInt64 = 0
    /// In the order in which they are tried.
    public var rules: [Rule] = []
    public var rateLimit: RateLimit?
    public var outages: [Outage] = []

    /// Beyond it JSON numbers are not safe (RFC 8259 section 6).
    public static let greatestSeed = 9_007_199_254_740_991

    /// A scenario without clients or companies.
    public init(name: String) {
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
