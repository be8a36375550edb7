internal import Synchronization

/// The companies of a world: who manages whom, one company in full, and the search over those that a caller manages.
///
/// An immutable snapshot that any number of threads read; a change of a company makes a new directory. What is asked
/// for is encoded or sorted once and kept, in caches of bounded size that no answer depends on.
///
/// Companies are spoken of by position, their index in the list the directory was made from.
public final class CompanyDirectory: Sendable {
    /// The contested points of the API that search rows and search requests depend on.
    public let behaviour: Behaviour
    let companies: [Company]
    let hierarchy: CompanyHierarchy
    private let positions: [ExactText: Int32]
    private let details = Mutex(BoundedCache<DetailKey, [UInt8]>(maximumCount: 100_000, maximumCost: 32 << 20))
    let orders = Mutex(SortOrders())
    let columns = Mutex(SearchColumns())
    let selections = Mutex(BoundedCache<SelectionKey, Selection>(maximumCount: 256, maximumCost: 8 << 20))
    let answers = Mutex(BoundedCache<AnswerKey, Answer>(maximumCount: 1024, maximumCost: 8 << 20))

    /// A directory of companies in which every `resourceId` is unique, every `parent` is among them, and no company is
    /// above itself; anything else is a programming error and traps.
    public init(companies: [Company], behaviour: Behaviour = Behaviour()) {
        self.companies = companies
        self.behaviour = behaviour
        var positions: [ExactText: Int32] = [:]
        positions.reserveCapacity(companies.count)
        for index in companies.indices {
            let previous = positions.updateValue(Int32(index), forKey: ExactText(companies[index].resourceId))
            precondition(previous == nil, "two companies have the id \(companies[index].resourceId)")
        }
        self.positions = positions
        hierarchy = CompanyHierarchy(companies: companies, positions: positions)
    }

    /// The number of companies.
    public var count: Int { companies.count }

    /// The position of the company with this `resourceId`, compared exactly; nil when there is none.
    public func position(of resourceId: String) -> Int? {
        positions[ExactText(resourceId)].map { Int($0) }
    }

    /// The position of the company whose `resourceId` has these UTF-8 bytes; nil when there is none.
    ///
    /// Bytes in contiguous storage are looked up without an allocation, as identifiers are short.
    public func position(of resourceId: some Collection<UInt8>) -> Int? {
        let found = resourceId.withContiguousStorageIfAvailable { position(of: String(decoding: $0, as: UTF8.self)) }
        return found ?? position(of: String(decoding: resourceId, as: UTF8.self))
    }

    /// The company at a position.
    public func company(at position: Int) -> Company {
        companies[position]
    }

    /// The internal number of a company, which `parentId` of its children shows: 1 for the first in the list.
    public func number(at position: Int) -> Int {
        position + 1
    }

    /// Whether the company at `reseller` manages the one at `company`: whether it lies above it, at any distance.
    /// No company manages itself.
    public func manages(reseller: Int, company: Int) -> Bool {
        hierarchy.isAbove(reseller, company)
    }

    /// The whole body of a successful answer of the detail operation, with dates in the given form.
    public func detailBody(at position: Int, dates: DateTimeFormat) -> [UInt8] {
        let key = DetailKey(position: position, dates: dates)
        if let body = details.withLock({ $0[key] }) { return body }
        let parent = hierarchy.parent(of: position)
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        writer.name("data")
        writer.detail(of: companies[position], parentNumber: parent.map { number(at: $0) }, dates: dates)
        writer.endSuccess()
        // A copy without the spare capacity, as it stays.
        let body = Array(writer.bytes[...])
        details.withLock { $0.insert(body, for: key, cost: body.count) }
        return body
    }
}

private struct DetailKey: Hashable {
    var position: Int
    var dates: DateTimeFormat
}
