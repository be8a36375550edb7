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
        groups = Table(scenario.groups)
        // A company's group is there even where the scenario does not list it, as its reseller's.
        for company in scenario.companies {
            for group in company.companyGroups {
                guard let id = group.resourceId, groups[id] == nil else { continue }
                groups[id] = CompanyGroup(
                    resourceId: id, name: group.name ?? "", owner: company.parent ?? company.resourceId,
                    createTime: company.createTime ?? .earliest)
            }
        }
    }

    /// Removes all that belongs to companies which are no more.
    mutating func removeAll(ofCompanies companies: Set<ExactText>) {
        clients.remove { companies.contains(ExactText($0.company)) }
        groups.remove { companies.contains(ExactText($0.owner)) }
    }

    /// Whether something in it has this identifier.
    func contains(_ resourceId: String) -> Bool {
        clients[resourceId] != nil || roles[resourceId] != nil || groups[resourceId] != nil
    }
}
