internal import Synchronization

/// What directories keep to be fast, shared by a snapshot and those that changes make of it. All of it is bounded.
final class KeptResults: Sendable {
    let details = Mutex(BoundedCache<DetailKey, [UInt8]>(maximumCount: 100_000, maximumCost: 32 << 20))
    let orders = Mutex(SortOrders())
    let columns = Mutex(SearchColumns())
    let selections = Mutex(BoundedCache<SelectionKey, Dated<Selection>>(maximumCount: 256, maximumCost: 8 << 20))
    let answers = Mutex(BoundedCache<AnswerKey, SearchAnswer>(maximumCount: 1024, maximumCost: 8 << 20))
}

/// A detail by what it is made of.
struct DetailKey: Hashable {
    var revision: UInt64
    var dates: DateTimeFormat

    /// Few forms of dates are asked for of one company.
    func hash(into hasher: inout Hasher) { hasher.combine(revision) }
}

/// Something that is right for one generation of a directory.
struct Dated<Value> {
    var generation: Int
    var value: Value
}

extension Dated: Sendable where Value: Sendable {}

extension Optional {
    /// The value for a directory: the one kept, brought up to date where companies have changed since, or a new one. It is
    /// kept in turn, unless one of a later snapshot is.
    mutating func current<Value>(
        for directory: CompanyDirectory, update: (inout Value, Set<Int32>) -> Void, make: () -> Value
    ) -> Value where Wrapped == Dated<Value> {
        let history = directory.history
        guard var dated = self, let changes = history.changes(since: dated.generation) else {
            let made = make()
            if self.map({ $0.generation < history.generation }) ?? true {
                self = Dated(generation: history.generation, value: made)
            }
            return made
        }
        guard dated.generation < history.generation else { return dated.value }
        // Emptied, so that the value is changed where it is.
        self = nil
        update(&dated.value, changes.positions)
        dated.generation = history.generation
        self = dated
        return dated.value
    }
}
