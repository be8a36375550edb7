/// One promise of the API and how to see whether a target keeps it.
package struct Check: Sendable {
    /// What a deviation means.
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The vendor's documents or clients rely on it for this very operation: a deviation is a failure.
        case required
        /// Inferred from the platform or a sibling operation, contested between documents, or assumed: a deviation is
        /// reported and does not fail the run.
        case advisory
    }

    /// What a run has to know beyond the reseller's credentials.
    package enum Need: String, Hashable, Sendable, CaseIterable, Comparable {
        case companyAdmin
        case unmanagedCompany
        case expiredToken
        case permissionToWrite

        /// The variables that give it.
        package var variables: String {
            switch self {
            case .companyAdmin: "COMPANY_ADMIN_CLIENT_ID and COMPANY_ADMIN_CLIENT_SECRET"
            case .unmanagedCompany: "UNMANAGED_COMPANY_ID"
            case .expiredToken: "EXPIRED_TOKEN"
            case .permissionToWrite: "--allow-writes"
            }
        }

        /// In the order in which they are declared.
        package static func < (left: Need, right: Need) -> Bool { left.rawValue < right.rawValue }
    }

    /// Dotted, area first, such as `search.pages-do-not-overlap`.
    package let id: String
    /// The promise, in a sentence.
    package let sentence: String
    /// Where the promise is made.
    package let source: Source
    /// What a deviation counts for.
    package let severity: Severity
    /// What a target must have for it.
    package let needs: Set<Need>

    let body: @Sendable (Context) async throws -> Void

    static func required(
        _ id: String, _ sentence: String, _ source: Source, needs: Set<Need> = [],
        _ body: @escaping @Sendable (Context) async throws -> Void
    ) -> Check {
        Check(id: id, sentence: sentence, source: source, severity: .required, needs: needs, body: body)
    }

    static func advisory(
        _ id: String, _ sentence: String, _ source: Source, needs: Set<Need> = [],
        _ body: @escaping @Sendable (Context) async throws -> Void
    ) -> Check {
        Check(id: id, sentence: sentence, source: source, severity: .advisory, needs: needs, body: body)
    }
}

/// What a check throws when the target does not keep the promise.
struct Deviation: Error {
    var expected: Wording
    /// What came instead, without the exchange, which reports add.
    var actual: Wording
    /// The exchange that shows it.
    var exchange: Exchange?

    init(_ expected: Wording, _ actual: Wording, _ exchange: Exchange?) {
        self.expected = expected
        self.actual = actual
        self.exchange = exchange
    }
}

/// What a check throws when it cannot be made on this target, or saw nothing to judge.
struct Skip: Error {
    var reason: Wording
    var cause: Omission.Cause

    /// `reason` is what the reseller's data lacks, unless `cause` says otherwise.
    init(_ reason: Wording, _ cause: Omission.Cause = .data) {
        self.reason = reason
        self.cause = cause
    }
}

extension Exchange {
    /// Throws a deviation with this exchange unless the condition holds.
    func expect(
        _ condition: Bool, _ expected: @autoclosure () -> Wording, _ actual: @autoclosure () -> Wording
    ) throws {
        guard condition else { throw Deviation(expected(), actual(), self) }
    }

    @discardableResult
    func expect(status: Int) throws -> Exchange {
        try expect(self.status == status, "status \(status)", "status \(self.status)")
        return self
    }

    /// A member of the body that has to be of a type.
    func member<Value>(_ json: JSON, _ name: String, _ type: Wording, _ read: (JSON) -> Value?) throws -> Value {
        guard let value = json[name] else { throw Deviation("a member \"\(name)\"", "there is none", self) }
        guard let result = read(value) else {
            throw Deviation("\(name) is \(type)", "\(name) is \(own: value.typeName)", self)
        }
        return result
    }

    func string(_ json: JSON, _ name: String) throws -> String { try member(json, name, "a string") { $0.text } }
    func integer(_ json: JSON, _ name: String) throws -> Int { try member(json, name, "an integer") { $0.integer } }
}
