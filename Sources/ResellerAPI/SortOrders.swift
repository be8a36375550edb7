/// The companies in the order of each field, sorted when first asked for.
struct SortOrders {
    /// Positions by `resourceId`, upwards: the order of rows that are otherwise equal.
    private var byIdentifier: [Int32]?
    private var ascending: [SearchField: [Int32]] = [:]
    private var descending: [SearchField: [Int32]] = [:]

    /// All positions in the order of a sortable field; equal ones by `resourceId` upwards in both directions.
    mutating func positions(
        by field: SearchField, ascending isAscending: Bool, in companies: [Company], hierarchy: CompanyHierarchy
    ) -> [Int32] {
        if let known = (isAscending ? ascending : descending)[field] { return known }
        let ties = byIdentifier ?? Self.identifierOrder(companies)
        byIdentifier = ties
        let keys = SortKeys(field: field, companies: companies, hierarchy: hierarchy)
        // The sort is stable, so rows that are equal stay in the order of their identifiers.
        let sorted = keys.sorted(ties, descending: !isAscending)
        if isAscending {
            ascending[field] = sorted
        } else {
            descending[field] = sorted
        }
        return sorted
    }

    private static func identifierOrder(_ companies: [Company]) -> [Int32] {
        var keys = SortKeys(count: companies.count)
        for company in companies.indices { keys.append(text: companies[company].resourceId) }
        return keys.sorted(companies.indices.map { Int32($0) }, descending: false)
    }
}

/// What companies are sorted by: a number that decides most comparisons, and texts for the rest.
private struct SortKeys {
    /// For numbers the whole key and zero, for texts their first sixteen bytes.
    private var prefixes: [(UInt64, UInt64)] = []
    /// The texts of all companies after one another; empty for numbers.
    private var text: [UInt8] = []
    private var ends: [Int] = []

    init(count: Int) {
        prefixes.reserveCapacity(count)
    }

    init(field: SearchField, companies: [Company], hierarchy: CompanyHierarchy) {
        self.init(count: companies.count)
        for index in companies.indices {
            switch field {
            case .companyName: append(folding: companies[index].name)
            case .resellerName: append(folding: companies.resellerName(at: index, in: hierarchy))
            case .industryName: append(folding: companies[index].industry.name)
            case .licenseTypeName: append(folding: companies[index].licenseType.name)
            case .targetUserCount: append(number: Int64(companies[index].targetUserCount))
            case .numberOfUsers: append(number: companies[index].numberOfUsers.map { Int64($0) })
            case .licenseEndDate: append(number: companies[index].licenseEndDate?.ticks)
            case .createTime: append(number: companies[index].createTime?.ticks)
            case .tags: append(folding: companies[index].tags)
            default: preconditionFailure("\(field) is not sortable")
            }
        }
    }

    private mutating func append(number: Int64?) {
        // With the sign bit flipped, unsigned order is signed order; the lowest place is kept for null.
        prefixes.append((number.map { max(1, UInt64(bitPattern: $0) ^ (1 << 63)) } ?? 0, 0))
    }

    mutating func append(text new: String) {
        let start = text.count
        text.append(contentsOf: new.utf8)
        finishText(from: start)
    }

    private mutating func append(folding new: String?) {
        let start = text.count
        if let new {
            // Puts an empty text above null.
            text.append(1)
            TextFolding.append(new, to: &text)
        }
        finishText(from: start)
    }

    private mutating func append(folding list: [String]) {
        let start = text.count
        for element in list {
            // Below every byte of a text, so that lists compare element by element.
            text.append(1)
            TextFolding.append(element, to: &text)
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
    func sorted(_ positions: [Int32], descending: Bool) -> [Int32] {
        struct Entry {
            var prefix: (UInt64, UInt64)
            var position: Int32
        }
        var entries = positions.map { Entry(prefix: prefixes[Int($0)], position: $0) }
        text.withUnsafeBytes { text in
            entries.sort { left, right in
                let (lower, upper) = descending ? (right, left) : (left, right)
                if lower.prefix != upper.prefix { return lower.prefix < upper.prefix }
                return !ends.isEmpty && isLess(Int(lower.position), Int(upper.position), in: text)
            }
        }
        return entries.map(\.position)
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

    private func range(_ position: Int) -> Range<Int> {
        (position == 0 ? 0 : ends[position - 1])..<ends[position]
    }
}
