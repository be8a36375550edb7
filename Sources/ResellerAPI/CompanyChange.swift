/// A change to one company of a directory.
package enum CompanyChange: Hashable, Sendable {
    case insert(Company)
    /// Puts a company in the place of the one with its `resourceId`.
    case replace(Company)
    /// Removes the company with this `resourceId`.
    case remove(String)
}

/// Why a change cannot be made; the identifiers are those of companies.
package enum CompanyChangeError: Error, Hashable, Sendable {
    /// There is a company with the `resourceId` of the one to insert.
    case alreadyThere(String)
    /// There is no company with the `resourceId` of the one to replace or to remove.
    case notThere(String)
    /// There is no company with the `resourceId` that `parent` names.
    case unknownParent(String)
    /// The parent is the company itself or lies below it.
    case aboveItself(String)
    /// It has companies below it, which would have no parent.
    case hasCompaniesBelow(String)

    package var description: String {
        switch self {
        case .alreadyThere(let id): "there is a company \(id) already"
        case .notThere(let id): "there is no company \(id)"
        case .unknownParent(let id): "there is no company \(id) to be above another"
        case .aboveItself(let id): "the company \(id) would be above itself"
        case .hasCompaniesBelow(let id): "the company \(id) has companies below it"
        }
    }
}

/// A directory while it is changed.
struct DirectoryDraft {
    var records: [CompanyRecord]
    var positions: [ExactText: Int32]
    var parents: [Int32]
    var vacancies: [Int32]
    var nextNumber: Int
    /// What is different after it.
    private(set) var step = ChangeHistory.Step()

    init(
        records: [CompanyRecord], positions: [ExactText: Int32], parents: [Int32], vacancies: [Int32], nextNumber: Int
    ) {
        self.records = records
        self.positions = positions
        self.parents = parents
        self.vacancies = vacancies
        self.nextNumber = nextNumber
    }

    mutating func make(_ change: CompanyChange) throws(CompanyChangeError) {
        switch change {
        case .insert(let company): try insert(company)
        case .replace(let company): try replace(company)
        case .remove(let identifier): try remove(identifier)
        }
    }

    private mutating func insert(_ company: Company) throws(CompanyChangeError) {
        let key = ExactText(company.resourceId)
        guard positions[key] == nil else { throw .alreadyThere(company.resourceId) }
        let parent = try parentPosition(of: company)
        let record = CompanyRecord(company, number: nextNumber)
        nextNumber += 1
        let position: Int
        if let vacancy = vacancies.popLast() {
            position = Int(vacancy)
            records[position] = record
            parents[position] = parent
        } else {
            position = records.count
            records.append(record)
            parents.append(parent)
        }
        positions[key] = Int32(position)
        step.positions.insert(Int32(position))
    }

    private mutating func replace(_ company: Company) throws(CompanyChangeError) {
        guard let position = positions[ExactText(company.resourceId)].map({ Int($0) }) else {
            throw .notThere(company.resourceId)
        }
        let parent = try parentPosition(of: company)
        var above = parent
        while above >= 0 {
            guard Int(above) != position else { throw .aboveItself(company.resourceId) }
            above = parents[Int(above)]
        }
        let old = records[position]
        if parent != parents[position] { step.movesCompanies = true }
        if !old.company.name.isExactly(company.name) {
            // Their rows show it.
            for child in parents.indices where parents[child] == position { step.positions.insert(Int32(child)) }
        }
        records[position] = CompanyRecord(company, number: old.number)
        parents[position] = parent
        step.positions.insert(Int32(position))
    }

    private mutating func remove(_ identifier: String) throws(CompanyChangeError) {
        guard let position = positions[ExactText(identifier)] else { throw .notThere(identifier) }
        guard !parents.contains(position) else { throw .hasCompaniesBelow(identifier) }
        positions[ExactText(identifier)] = nil
        records[Int(position)] = .vacant
        parents[Int(position)] = CompanyHierarchy.nowhere
        vacancies.append(position)
        step.positions.insert(position)
    }

    private func parentPosition(of company: Company) throws(CompanyChangeError) -> Int32 {
        guard let parent = company.parent else { return CompanyHierarchy.top }
        guard let position = positions[ExactText(parent)] else { throw .unknownParent(parent) }
        return position
    }
}
