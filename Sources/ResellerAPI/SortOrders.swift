/// The companies in the order of each field, sorted when first asked for and kept in order from then on.
struct SortOrders {
    /// An order of companies; nil for the field is that of their identifiers, which is always upwards.
    struct Key: Hashable, Sendable {
        var field: SearchField?
        var isAscending: Bool

        fileprivate static let identifiers = Key(field: nil, isAscending: true)
    }

    private var orders: [Key: Dated<[Int32]>] = [:]

    /// All positions in the order of a sortable field; equal ones by `resourceId` upwards in both directions.
    mutating func positions(in key: Key, of directory: CompanyDirectory) -> [Int32] {
        // Found before the entry is held for changing.
        let ties = key == .identifiers || isCurrent(key, directory) ? [] : positions(in: .identifiers, of: directory)
        return orders[key].current(
            for: directory, update: { $0.replace($1, in: key, of: directory) { _ in true } },
            make: {
                // The sort is stable, so rows that are equal stay in the order of their identifiers.
                let positions = key == .identifiers ? directory.livePositions : ties
                return SortKeys(key, positions, in: directory).sorted()
            })
    }

    private func isCurrent(_ key: Key, _ directory: CompanyDirectory) -> Bool {
        orders[key].map { directory.history.changes(since: $0.generation) != nil } ?? false
    }
}

extension [Int32] {
    /// Takes changed companies out of a list of positions that has an order, and puts those in that are there and `wanted`.
    mutating func replace(
        _ changed: Set<Int32>, in order: SortOrders.Key, of directory: CompanyDirectory, wanted: (Int32) -> Bool
    ) {
        var isChanged = [Bool](repeating: false, count: directory.records.count)
        for position in changed { isChanged[Int(position)] = true }
        removeAll { isChanged[Int($0)] }
        for position in changed where !directory.records[Int(position)].isVacant && wanted(position) {
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if directory.precedes(self[middle], position, in: order) { low = middle + 1 } else { high = middle }
            }
            insert(position, at: low)
        }
    }
}

extension CompanyDirectory {
    fileprivate var livePositions: [Int32] {
        records.indices.filter { !records[$0].isVacant }.map { Int32($0) }
    }

    /// Whether one company comes before another in an order.
    fileprivate func precedes(_ left: Int32, _ right: Int32, in order: SortOrders.Key) -> Bool {
        for key in [order, .identifiers] {
            let keys = SortKeys(key, [left, right], in: self)
            if keys.isBefore(0, 1) { return true }
            if keys.isBefore(1, 0) { return false }
        }
        return false
    }
}

/// What some companies are sorted by: a number that decides most comparisons, and texts for the rest.
private struct SortKeys {
    private let positions: [Int32]
    private let isAscending: Bool
    /// For numbers the whole key and zero, for texts their first sixteen bytes.
    private var prefixes: [(UInt64, UInt64)] = []
    /// The texts after one another; empty for numbers.
    private var text: [UInt8] = []
    private var ends: [Int] = []

    init(_ key: SortOrders.Key, _ positions: [Int32], in directory: CompanyDirectory) {
        self.positions = positions
        isAscending = key.isAscending
        let letterCase = directory.behaviour.letterCase
        prefixes.reserveCapacity(positions.count)
        for position in positions {
            let record = directory.records[Int(position)]
            switch key.field {
            case nil: append(record.company.resourceId)
            case .companyName: append(record.company.name, letterCase)
            case .resellerName: append(directory.resellerName(at: Int(position)), letterCase)
            case .industryName: append(record.company.industry.name, letterCase)
            case .licenseTypeName: append(record.company.licenseType.name, letterCase)
            case .targetUserCount: append(number: Int64(record.company.targetUserCount))
            case .numberOfUsers: append(number: record.company.numberOfUsers.map { Int64($0) })
            case .licenseEndDate: append(number: record.company.licenseEndDate?.ticks)
            case .createTime: append(number: record.company.createTime?.ticks)
            case .tags: append(record.company.tags, letterCase)
            case .industryResourceId, .licenseTypeResourceId, .moduleResourceId, .licenceExpired, .monthlyActiveUser,
                .monthlyActiveUserCount, .inactiveTargetUserCount, .deletedTargetUserCount, .enrolledVendorNames,
                .monthlyEnrolled, .monthlyConsumption, .trainingVendorId, .trainingEnrolledMonth,
                .trainingConsumptionMonth, .trainingConsumptionStatus:
                preconditionFailure("\(key) is no order")
            }
        }
    }

    private mutating func append(number: Int64?) {
        // With the sign bit flipped, unsigned order is signed order; the lowest place is kept for null.
        prefixes.append((number.map { max(1, UInt64(bitPattern: $0) ^ (1 << 63)) } ?? 0, 0))
    }

    private mutating func append(_ new: String) {
        let start = text.count
        text.append(contentsOf: new.utf8)
        finishText(from: start)
    }

    private mutating func append(_ new: String?, _ letterCase: Behaviour.LetterCase) {
        let start = text.count
        if let new {
            // Puts an empty text above null.
            text.append(1)
            TextFolding.appendSortKey(new, letterCase, to: &text)
        }
        finishText(from: start)
    }

    private mutating func append(_ list: [String], _ letterCase: Behaviour.LetterCase) {
        let start = text.count
        for element in list {
            // Below every byte of a text, so that lists compare element by element.
            text.append(1)
            TextFolding.appendSortKey(element, letterCase, to: &text)
        }
        finishText(from: start)
    }

    private mutating func finishText(from start: Int) {
        prefixes.append((word(at: start), word(at: start + 8)))
        ends.append(text.count)
    }

    /// Eight bytes of text as a number that compares like them; zeros stand in for bytes past the end.
    private func word(at start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<start + 8 { word = word << 8 | (index < text.count ? UInt64(text[index]) : 0) }
        return word
    }

    /// The positions sorted by their keys, stably.
    func sorted() -> [Int32] {
        struct Entry {
            var prefix: (UInt64, UInt64)
            var index: Int32
        }
        var entries = positions.indices.map { Entry(prefix: prefixes[$0], index: Int32($0)) }
        text.withUnsafeBytes { text in
            entries.sort { left, right in
                let (lower, upper) = isAscending ? (left, right) : (right, left)
                if lower.prefix != upper.prefix { return lower.prefix < upper.prefix }
                return !ends.isEmpty && isLess(Int(lower.index), Int(upper.index), in: text)
            }
        }
        return entries.map { positions[Int($0.index)] }
    }

    /// Whether one company of the list comes before another.
    func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (lower, upper) = isAscending ? (left, right) : (right, left)
        if prefixes[lower] != prefixes[upper] { return prefixes[lower] < prefixes[upper] }
        return !ends.isEmpty && text.withUnsafeBytes { isLess(lower, upper, in: $0) }
    }

    /// Whether one company's text comes before another's, byte by byte.
    private func isLess(_ left: Int, _ right: Int, in text: UnsafeRawBufferPointer) -> Bool {
        let (left, right) = (range(left), range(right))
        for offset in 0..<min(left.count, right.count) {
            let (leftByte, rightByte) = (text[left.lowerBound + offset], text[right.lowerBound + offset])
            if leftByte != rightByte { return leftByte < rightByte }
        }
        return left.count < right.count
    }

    private func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }
}
