/// A dictionary that forgets its oldest entries when their number or their summed cost passes a bound.
///
/// First in, first out: a cache that is large enough for its work forgets nothing, and one that is not gains little from
/// anything cleverer.
struct BoundedCache<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, cost: Int)] = [:]
    private var keys: [Key] = []
    private var oldest = 0
    private let maximumCount: Int
    private let maximumCost: Int
    private(set) var cost = 0

    init(maximumCount: Int, maximumCost: Int) {
        self.maximumCount = maximumCount
        self.maximumCost = maximumCost
    }

    var count: Int { entries.count }

    subscript(key: Key) -> Value? {
        entries[key]?.value
    }

    /// Keeps a value. One that alone would take more than a quarter of the cost bound is not worth what it displaces.
    mutating func insert(_ value: Value, for key: Key, cost: Int) {
        if let old = entries[key] {
            guard cost <= maximumCost / 4 else { return }
            self.cost += cost - old.cost
            entries[key] = (value, cost)
        } else {
            guard cost <= maximumCost / 4 else { return }
            self.cost += cost
            entries[key] = (value, cost)
            keys.append(key)
        }
        while entries.count > maximumCount || self.cost > maximumCost { removeOldest() }
    }

    private mutating func removeOldest() {
        if let old = entries.removeValue(forKey: keys[oldest]) { cost -= old.cost }
        oldest += 1
        if oldest > keys.count / 2 {
            keys.removeFirst(oldest)
            oldest = 0
        }
    }
}
