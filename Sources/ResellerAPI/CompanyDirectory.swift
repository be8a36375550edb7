internal import Synchronization

/// The companies of a world: who manages whom, one company in full, and the search over those that a caller manages.
///
/// An immutable snapshot that any number of threads read. `applying` makes the next one of it in one step; a world holds
/// the present one behind a lock, and a request takes it once. What is asked for is encoded or sorted once and kept for
/// this snapshot and those after it, within bounds, and no answer depends on what is kept.
///
/// Companies are spoken of by position. A company keeps its position, and its number, from snapshot to snapshot for as
/// long as it is there.
package final class CompanyDirectory: Sendable {
    /// The contested points of the API that search rows and search requests depend on.
    package let behaviour: Behaviour
    /// By position.
    let records: [CompanyRecord]
    let hierarchy: CompanyHierarchy
    let history: ChangeHistory
    let kept: KeptResults
    private let positions: [ExactText: Int32]
    /// Positions of companies that were removed, for new ones to take.
    private let vacancies: [Int32]
    private let nextNumber: Int

    /// A directory of companies in which every `resourceId` is unique, every `parent` is among them, and no company is
    /// above itself; anything else is a programming error and traps. Their numbers are 1, 2 and so on.
    package init(companies: [Company], behaviour: Behaviour = Behaviour()) {
        self.behaviour = behaviour
        // A company has some sixty members, so it is copied once.
        let records = companies.indices.map { CompanyRecord(companies[$0], number: $0 + 1) }
        self.records = records
        var positions: [ExactText: Int32] = [:]
        positions.reserveCapacity(companies.count)
        for (index, record) in records.enumerated() {
            let previous = positions.updateValue(Int32(index), forKey: ExactText(record.company.resourceId))
            precondition(previous == nil, "two companies have the id \(record.company.resourceId)")
        }
        self.positions = positions
        let parents = records.map { record -> Int32 in
            guard let parent = record.company.parent else { return CompanyHierarchy.top }
            guard let position = positions[ExactText(parent)] else {
                preconditionFailure("no company has the id \(parent)")
            }
            return position
        }
        guard let hierarchy = CompanyHierarchy(parents: parents, records: records) else {
            preconditionFailure("a company is above itself")
        }
        self.hierarchy = hierarchy
        history = ChangeHistory()
        kept = KeptResults()
        vacancies = []
        nextNumber = companies.count + 1
    }

    private init(_ draft: DirectoryDraft, hierarchy: CompanyHierarchy, after old: CompanyDirectory) {
        behaviour = old.behaviour
        records = draft.records
        self.hierarchy = hierarchy
        history = old.history.adding(draft.step)
        kept = old.kept
        positions = draft.positions
        vacancies = draft.vacancies
        nextNumber = draft.nextNumber
    }

    /// The same companies with a history and kept results of its own, for changes that those who share this one do not see.
    package func forked() -> CompanyDirectory { CompanyDirectory(forking: self) }

    private init(forking other: CompanyDirectory) {
        behaviour = other.behaviour
        records = other.records
        hierarchy = other.hierarchy
        history = ChangeHistory()
        kept = KeptResults()
        positions = other.positions
        vacancies = other.vacancies
        nextNumber = other.nextNumber
    }

    /// The directory after some changes, each made on top of the ones before it.
    ///
    /// It takes time in proportion to the number of companies, some tenths of a millisecond for 10,000.
    /// - Throws: what is wrong with the first change that cannot be made; then none is.
    package func applying(_ changes: [CompanyChange]) throws(CompanyChangeError) -> CompanyDirectory {
        var draft = DirectoryDraft(
            records: records, positions: positions, parents: hierarchy.parents, vacancies: vacancies,
            nextNumber: nextNumber)
        for change in changes { try draft.make(change) }
        guard let hierarchy = CompanyHierarchy(parents: draft.parents, records: draft.records) else {
            preconditionFailure("each change was checked not to put a company above itself")
        }
        return CompanyDirectory(draft, hierarchy: hierarchy, after: self)
    }

    /// The number of companies.
    package var count: Int { positions.count }

    /// The position of the company with this `resourceId`, compared exactly; nil when there is none.
    package func position(of resourceId: String) -> Int? {
        positions[ExactText(resourceId)].map { Int($0) }
    }

    /// All companies.
    package var companies: [Company] { records.filter { !$0.isVacant }.map(\.company) }

    /// The company at a position.
    package func company(at position: Int) -> Company {
        records[position].company
    }

    /// The internal number of a company, which `parentId` of its children shows. No other company ever has it.
    package func number(at position: Int) -> Int {
        records[position].number
    }

    /// The form of dates in answers to a caller of the company at a position; without one, as for one that says nothing.
    package func dateFormat(forCallerAt position: Int?) -> DateTimeFormat {
        switch behaviour.dates {
        case .iso8601: .iso8601
        case .preferred: position.map { records[$0].dateFormat } ?? .preferred(dateFormat: nil, timeFormat: nil)
        }
    }

    /// Whether the company at `reseller` manages the one at `company`: whether it lies above it, at any distance.
    /// No company manages itself.
    package func manages(reseller: Int, company: Int) -> Bool {
        hierarchy.isAbove(reseller, company)
    }

    /// The whole body of a successful answer of the detail operation, with dates in the given form.
    package func detailBody(at position: Int, dates: DateTimeFormat) -> [UInt8] {
        let key = DetailKey(revision: records[position].revision, dates: dates)
        if let body = kept.details.withLock({ $0[key] }) { return body }
        var writer = JSONWriter(capacity: 2048, nulls: behaviour.nulls)
        writer.beginObject()
        writer.name("data")
        CompanyWriter(directory: self, dates: dates, now: .earliest).detail(position, to: &writer)
        writer.endSuccess()
        // A copy without the spare capacity, as it stays.
        let body = Array(writer.bytes[...])
        kept.details.withLock { $0.insert(body, for: key, cost: body.count) }
        return body
    }

    /// The company above another; nil for one at the top.
    func parent(of position: Int) -> CompanyRecord? {
        hierarchy.parent(of: position).map { records[$0] }
    }

    /// The name of the reseller of a company as rows show it: the parent's unless overridden.
    func resellerName(at position: Int) -> String? {
        records[position].company.resellerName ?? parent(of: position)?.company.name
    }
}

/// A company in a directory. A class, so that the next snapshot of many is made by copying references.
final class CompanyRecord: Sendable {
    let company: Company
    let number: Int
    /// The form of dates that its users prefer.
    let dateFormat: DateTimeFormat
    /// No other record has it, so that what is kept of one is never taken for another's.
    let revision = revisions.add(1, ordering: .relaxed).newValue

    private static let revisions = Atomic<UInt64>(0)
    /// Stands where a company was removed.
    static let vacant = CompanyRecord(Company(resourceId: "", name: ""), number: 0)

    init(_ company: Company, number: Int) {
        self.number = number
        dateFormat = .preferred(dateFormat: company.dateFormat, timeFormat: company.timeFormat)
        // Last, so that it is moved and not copied.
        self.company = company
    }

    var isVacant: Bool { self === Self.vacant }
}
