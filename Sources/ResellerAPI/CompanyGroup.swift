/// A reseller's group of companies. Which companies are in it, they say themselves (`Company.companyGroups`).
public struct CompanyGroup: Hashable, Sendable {
    /// The identifier in every call.
    public var resourceId: String
    /// At most 64 UTF-16 units in requests.
    public var name: String
    /// The `resourceId` of the reseller's company.
    public var owner: String
    /// When it was made; `addedTime` in lists.
    public var createTime: DateTime

    /// A group without companies.
    public init(resourceId: String, name: String, owner: String, createTime: DateTime) {
        self.resourceId = resourceId
        self.name = name
        self.owner = owner
        self.createTime = createTime
    }
}

extension CompanyGroup: Resource {}

extension CompanyDirectory {
    /// By identifier of a group, how many companies are in it.
    package var countsByGroup: [ExactText: Int] {
        var counts: [ExactText: Int] = [:]
        for record in records {
            for group in record.company.companyGroups {
                if let id = group.resourceId { counts[ExactText(id), default: 0] += 1 }
            }
        }
        return counts
    }

    /// Changes that put companies into a group and take others out; those that are there already stay as they are.
    package func changes(of group: CompanyGroup, adding: [Int] = [], removing: [Int] = []) -> [CompanyChange] {
        func without(_ position: Int) -> (company: Company, wasIn: Bool) {
            var company = company(at: position)
            let count = company.companyGroups.count
            company.companyGroups.removeAll { $0.resourceId?.isExactly(group.resourceId) ?? false }
            return (company, company.companyGroups.count < count)
        }
        let added = adding.compactMap { position -> CompanyChange? in
            var (company, wasIn) = without(position)
            company.companyGroups.append(.init(resourceId: group.resourceId, name: group.name))
            return wasIn ? nil : .replace(company)
        }
        let removed = removing.compactMap { position -> CompanyChange? in
            let (company, wasIn) = without(position)
            return wasIn ? .replace(company) : nil
        }
        return removed + added
    }

    /// The companies in a group.
    package func members(of group: String) -> [Int] {
        records.indices.filter { position in
            records[position].company.companyGroups.contains { $0.resourceId?.isExactly(group) ?? false }
        }
    }
}
