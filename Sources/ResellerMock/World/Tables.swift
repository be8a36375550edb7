import ResellerAPI
import Scenarios

/// What a world keeps beside its companies.
struct Tables: Sendable {
    var clients: Table<Client>
    /// The identifiers of clients that were deleted, whose tokens may be alive.
    private(set) var endedClients: Set<ExactText> = []
    var roles: Table<Role>
    var groups = Table<CompanyGroup>()
    var users: Table<SystemUser>
    var scim: Table<SCIMSetting>

    /// `start` is when whatever is there from the start was made.
    init(_ scenario: Scenario, start: DateTime) {
        clients = Self.clients(scenario.clients, start: start)
        roles = Table(scenario.roles)
        users = Table(scenario.users)
        scim = Table(scenario.scim)
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
        endClients { companies.contains(ExactText($0.company)) }
        groups.remove { companies.contains(ExactText($0.owner)) }
        users.remove { companies.contains(ExactText($0.company)) }
        scim.remove { companies.contains(ExactText($0.company)) }
        // A role that another company's client or user has stays, for it would be left without one.
        let (names, identifiers) = (clients.all.flatMap(\.roles), users.all.flatMap(\.roles))
        let (used, held) = (Set(names.map(ExactText.init)), Set(identifiers.map(ExactText.init)))
        roles.remove { role in
            role.owner.map { companies.contains(ExactText($0)) } ?? false
                && !used.contains(ExactText(role.name)) && !held.contains(ExactText(role.resourceId))
        }
    }

    static func clients(_ clients: [Client], start: DateTime) -> Table<Client> {
        Table(
            clients.map { client in
                var client = client
                client.createTime = client.createTime ?? start
                return client
            })
    }

    /// Adds a client, or puts it in the place of the one with its `resourceId`.
    mutating func put(_ client: Client) {
        clients[client.resourceId] = client
        endedClients.remove(ExactText(client.clientId))
    }

    /// Removes clients.
    mutating func endClients(where isEnded: (Client) -> Bool) {
        endedClients.formUnion(clients.all.lazy.filter(isEnded).map { ExactText($0.clientId) })
        clients.remove(where: isEnded)
    }

    /// Whether something in it has this identifier.
    func contains(_ resourceId: String) -> Bool {
        clients[resourceId] != nil || roles[resourceId] != nil || groups[resourceId] != nil || users[resourceId] != nil
            || scim[resourceId] != nil
    }
}
