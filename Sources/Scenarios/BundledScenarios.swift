import ResellerAPI

/// The scenarios and the JSON Schema that are part of the program.
public enum BundledScenarios {
    /// A scenario of the repository's `scenarios` folder.
    public struct Entry: Hashable, Sendable {
        /// What `--scenario` and `extends` call it.
        public let name: String
        /// What it is for, in a sentence or two.
        public let description: String
        /// The file as it is.
        public let text: String
    }

    private static let resources: [(name: String, bytes: [UInt8])] = [
        ("default", PackageResources.default_json),
        ("clock-skew", PackageResources.clock_skew_json),
        ("corrupt-responses", PackageResources.corrupt_responses_json),
        ("empty", PackageResources.empty_json),
        ("expired-licences", PackageResources.expired_licences_json),
        ("expiring-tokens", PackageResources.expiring_tokens_json),
        ("flaky", PackageResources.flaky_json),
        ("large", PackageResources.large_json),
        ("lost-writes", PackageResources.lost_writes_json),
        ("outage", PackageResources.outage_json),
        ("over-limit", PackageResources.over_limit_json),
        ("pagination", PackageResources.pagination_json),
        ("rate-limited", PackageResources.rate_limited_json),
        ("retry-then-succeed", PackageResources.retry_then_succeed_json),
        ("revoked-token", PackageResources.revoked_token_json),
        ("role-downgrade", PackageResources.role_downgrade_json),
        ("shifting-pages", PackageResources.shifting_pages_json),
        ("slow", PackageResources.slow_json),
        ("token-storm", PackageResources.token_storm_json),
    ]

    /// The default first, then by name.
    public static let names = resources.map(\.name)

    /// The names of those that say by which criteria a client is judged in them, by name.
    package static var judged: [String] {
        resources.filter { JSONReader.read($0.bytes, file: 0, log: DiagnosticLog())?["criteria"] != nil }.map(\.name)
    }

    /// Every bundled scenario, the default first, then by name.
    public static var all: [Entry] {
        resources.map { name, bytes in
            let root = JSONReader.read(bytes, file: 0, log: DiagnosticLog())
            return Entry(
                name: name, description: root?["description"]?.node.text ?? "",
                text: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The JSON Schema (2020-12) of scenario files, version 1.
    public static var schema: String {
        String(decoding: PackageResources.scenario_schema_json, as: UTF8.self)
    }

    static func bytes(of name: String) -> [UInt8]? {
        resources.first { $0.name.isExactly(name) }?.bytes
    }
}
