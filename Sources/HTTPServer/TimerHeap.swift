/// The earliest time of each of many keys: a binary heap that knows where every key is, so that a key has one entry
/// and can be moved or removed. Keys are small numbers, such as descriptors.
struct TimerHeap {
    private var entries: [(time: Int64, key: Int)] = []
    /// The index in `entries` of each key, or -1.
    private var positions: [Int] = []

    /// The earliest time.
    var nextTime: Int64? { entries.first?.time }

    var count: Int { entries.count }

    /// Sets the time of a key.
    mutating func schedule(_ key: Int, at time: Int64) {
        if key >= positions.count {
            positions += [Int](repeating: -1, count: key + 1 - positions.count)
        }
        let index = positions[key]
        if index >= 0 {
            entries[index].time = time
            siftDown(siftUp(index))
        } else {
            entries.append((time, key))
            positions[key] = entries.count - 1
            siftUp(entries.count - 1)
        }
    }

    /// Forgets a key.
    mutating func remove(_ key: Int) {
        guard key < positions.count, positions[key] >= 0 else { return }
        removeEntry(positions[key])
    }

    /// Takes out a key whose time is not after `now`, the earliest first.
    mutating func popDue(_ now: Int64) -> Int? {
        guard let first = entries.first, first.time <= now else { return nil }
        removeEntry(0)
        return first.key
    }

    private mutating func removeEntry(_ index: Int) {
        positions[entries[index].key] = -1
        let last = entries.removeLast()
        guard index < entries.count else { return }
        entries[index] = last
        positions[last.key] = index
        siftDown(siftUp(index))
    }

    @discardableResult
    private mutating func siftUp(_ start: Int) -> Int {
        var index = start
        while index > 0, entries[index].time < entries[(index - 1) / 2].time {
            exchange(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
        return index
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < entries.count && entries[child].time < entries[least].time {
                least = child
            }
            guard least != index else { return }
            exchange(index, least)
            index = least
        }
    }

    private mutating func exchange(_ first: Int, _ second: Int) {
        entries.swapAt(first, second)
        positions[entries[first].key] = first
        positions[entries[second].key] = second
    }
}
