import ResellerAPI
import Scenarios

/// What a world keeps beside its companies.
struct Tables: Sendable {
    var clients: Table<Client>
    var roles: Table<Role>
    var groups = Table<CompanyGroup>()

    init(_ scenario: Scenario) {
        clients = Table(scenario.clients)
        roles = Table(scenario.roles)
    }

    /// Whether something in it has this identifier.
    func contains(_ resourceId: String) -> Bool {
        clients[resourceId] != nil || roles[resourceId] != nil || groups[resourceId] != nil
    }
}
