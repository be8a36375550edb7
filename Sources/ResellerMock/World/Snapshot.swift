import ResellerAPI
import Scenarios

/// The data and the rules of a world at one moment. A change makes another one.
final class Snapshot: Sendable {
    let directory: CompanyDirectory
    let tables: Tables
    /// Nil where nothing goes wrong.
    let rules: RuleEngine?
    private let clients: [ExactText: Client]
    /// Where those that may not ask from everywhere may ask from.
    private let addresses: [ExactText: [AddressBlock]]
    /// By the names that they have and had.
    private let roles: [ExactText: Role]
    /// What of the emulated operations the permissions of each role open, by the same names.
    private let rights: [ExactText: Rights]
    /// The clients that are deleted or inactive.
    private let endedClients: Set<ExactText>

    /// Made once for each role, for permissions are texts.
    private struct Rights {
        private static let needed = RouteTable.shared.emulated.compactMap { endpoint in
            endpoint.operation.map { (operation: $0, permission: endpoint.permission) }
        }

        /// By the number of each operation.
        private let opens: [Bool]

        init(_ role: Role) {
            var opens = [Bool](repeating: false, count: EmulatedOperation.allCases.count)
            for (operation, permission) in Self.needed where permission.map(role.permissions.contains) ?? true {
                opens[Int(operation.rawValue)] = true
            }
            self.opens = opens
        }

        func allows(_ operation: EmulatedOperation) -> Bool { opens[Int(operation.rawValue)] }
    }

    init(directory: CompanyDirectory, tables: Tables, rules: RuleEngine? = nil) {
        self.directory = directory
        self.tables = tables
        self.rules = rules
        clients = Dictionary(tables.clients.all.map { (ExactText($0.clientId), $0) }, uniquingKeysWith: { $1 })
        addresses = clients.compactMapValues(\.allowedIpAddresses)
        let named = tables.roles.all.map { (ExactText($0.name), $0) }
        let formerly = tables.roles.all.flatMap { role in role.formerNames.map { (ExactText($0), role) } }
        roles = Dictionary(formerly + named, uniquingKeysWith: { $1 })
        rights = roles.mapValues(Rights.init)
        endedClients = tables.endedClients.union(
            tables.clients.all.lazy.filter { !$0.isActive }.map { ExactText($0.clientId) })
    }

    private init(directory: CompanyDirectory, rules: RuleEngine?, otherwise other: Snapshot) {
        self.directory = directory
        self.rules = rules
        tables = other.tables
        clients = other.clients
        addresses = other.addresses
        roles = other.roles
        rights = other.rights
        endedClients = other.endedClients
    }

    /// The data after some changes of companies, each made on top of the ones before it. What belongs to companies that are
    /// taken away ends with them.
    /// - Throws: what is wrong with the first change that cannot be made; then none is.
    func applying(_ changes: [CompanyChange]) throws(CompanyChangeError) -> Snapshot {
        let next = Snapshot(directory: try directory.applying(changes), rules: rules, otherwise: self)
        var removed: Set<ExactText> = []
        for case .remove(let identifier) in changes { removed.insert(ExactText(identifier)) }
        return removed.isEmpty ? next : next.changing { $0.removeAll(ofCompanies: removed) }
    }

    /// The data after a change of what it keeps in tables.
    func changing(_ change: (inout Tables) -> Void) -> Snapshot {
        var tables = tables
        change(&tables)
        return Snapshot(directory: directory, tables: tables, rules: rules)
    }

    /// The same data under other rules.
    func with(rules: RuleEngine?) -> Snapshot { Snapshot(directory: directory, rules: rules, otherwise: self) }

    /// The same data for changes that those who share this do not see.
    func forked() -> Snapshot { Snapshot(directory: directory.forked(), rules: rules, otherwise: self) }

    func client(withID identifier: String) -> Client? { clients[ExactText(identifier)] }

    /// Where a client may ask from; nil where from everywhere.
    func addresses(ofClient identifier: String) -> [AddressBlock]? {
        addresses[ExactText(identifier)]
    }

    /// Whether a client was deleted or is inactive.
    func isEnded(client identifier: String) -> Bool { endedClients.contains(ExactText(identifier)) }

    var clientIDs: [String] { clients.keys.map(\.text).sorted() }

    func role(named name: String) -> Role? { roles[ExactText(name)] }

    func company(withID identifier: String) -> Company? {
        directory.position(of: identifier).map { directory.company(at: $0) }
    }

    /// Whether one of the roles may call an operation. No scenario lists all permissions of the vendor's role for
    /// resellers, so that one may call all that is not emulated (assumed).
    func allows(_ endpoint: Endpoint, to roles: [String]) -> Bool {
        if let operation = endpoint.operation {
            return roles.contains { rights[ExactText($0)]?.allows(operation) ?? false }
        }
        if roles.containsExactly(Role.reseller.name) { return true }
        guard let permission = endpoint.permission else { return true }
        return roles.contains { self.roles[ExactText($0)]?.permissions.contains(permission) ?? false }
    }
}
