internal import Synchronization

/// Finds which of some companies meet a condition.
///
/// It works a test at a time over all companies that are still in question, so that each test is one tight loop over one
/// column; the cheaper tests of a group come first, and none looks at a company that another has decided.
struct ConditionEvaluator {
    let directory: CompanyDirectory
    /// The positions of the companies.
    let candidates: [Int32]
    let dates: DateTimeFormat
    let now: DateTime
    /// The month that counts of users of a month are about; nil for the current one.
    var month: YearMonth?
    var work: SearchWork

    /// Leaves in `mask`, which says of each candidate whether it is in question, those that meet the condition.
    mutating func narrow(_ mask: inout [Bool], to condition: SearchCondition<SearchField>) throws(SearchWork.Exceeded) {
        switch condition {
        case .test(let test): try narrow(&mask, to: test)
        case .all(let parts):
            for part in parts.cheapestFirst { try narrow(&mask, to: part) }
        case .any(let parts):
            var open = mask
            mask = [Bool](repeating: false, count: mask.count)
            for part in parts.cheapestFirst {
                var met = open
                try narrow(&met, to: part)
                for index in met.indices where met[index] {
                    mask[index] = true
                    open[index] = false
                }
            }
        }
    }

    private mutating func narrow(_ mask: inout [Bool], to test: SearchTest<SearchField>) throws(SearchWork.Exceeded) {
        switch test {
        case .everything: return
        case .anyTextContains(let text):
            let (column, needle) = (
                directory.kept.columns.withLock { $0.textsOfRows(in: directory) }, TextColumn.Needle(text)
            )
            try keep(&mask) { column.contains(needle, at: $0, steps: &$1) }
        case .contains(.monthlyActiveUserCount, let text):
            let evaluator = self
            try keep(&mask) { position, steps in
                steps += 8
                return TextFolding.contains(Array(String(evaluator.usersOfMonth(at: position)).utf8), text)
            }
        case .number(.monthlyActiveUserCount, let comparison, let number):
            let evaluator = self
            try keep(&mask) { position, steps in
                steps += 8
                return comparison.holds(Int64(evaluator.usersOfMonth(at: position)), Int64(number))
            }
        case .contains(let field, let text):
            let (column, needle) = (texts(of: field), TextColumn.Needle(text))
            try keep(&mask) { column.contains(needle, at: $0, steps: &$1) }
        case .equals(let field, let text): try narrow(&mask, field, text, equal: true)
        case .differs(let field, let text): try narrow(&mask, field, text, equal: false)
        case .number(let field, let comparison, let number):
            let column = directory.kept.columns.withLock { $0.numbers(of: field, in: directory) }
            try keep(&mask) { position, _ in
                column[position].map { comparison.holds($0, Int64(number)) } ?? (comparison == .notEqual)
            }
        case .date(let field, let comparison, let date):
            let column = directory.kept.columns.withLock { $0.numbers(of: field, in: directory) }
            try keep(&mask) { position, _ in
                column[position].map { comparison.holds(DateTime(ticks: $0), date) } ?? false
            }
        case .identifiers(let field, let wanted):
            let column = directory.kept.columns.withLock { $0.identifiers(of: field, in: directory) }
            let selection = column.selection(of: wanted)
            try work.spend(wanted.count * 8)
            try keep(&mask) { position, _ in column.hasOne(of: selection, at: position) }
        case .boolean, .trainingMonth, .trainingStatus:
            let evaluator = self
            try keep(&mask) { position, steps in
                // A company is large, so each look at one that is in no column waits for memory.
                steps += 8
                return evaluator.holds(test, at: position)
            }
        }
    }

    private mutating func narrow(
        _ mask: inout [Bool], _ field: SearchField, _ text: [UInt8], equal: Bool
    ) throws(SearchWork.Exceeded) {
        let column = texts(of: field)
        if field.kind == .texts {
            let tag = TextColumn.Needle([TextColumn.separator] + text + [TextColumn.separator])
            try keep(&mask) { column.contains(tag, at: $0, steps: &$1) == equal }
        } else {
            try keep(&mask) { position, _ in column.equals(text, at: position) == equal }
        }
    }

    private func texts(of field: SearchField) -> TextColumn {
        directory.kept.columns.withLock { $0.texts(of: field, dates: dates, in: directory) }
    }

    private func usersOfMonth(at position: Int) -> Int {
        directory.records[position].company.monthlyActiveUserCount(in: month, now: now)
    }

    private func holds(_ test: SearchTest<SearchField>, at position: Int) -> Bool {
        let record = directory.records[position]
        return switch test {
        case .boolean(_, let wanted): record.company.isLicenceExpired(at: now) == wanted
        case .trainingMonth(.trainingEnrolledMonth, let month): record.company.training.enrolledMonths.contains(month)
        case .trainingMonth(_, let month): record.company.training.consumptions.contains { $0.month == month }
        case .trainingStatus(let wanted):
            record.company.training.consumptions.contains { wanted.contains($0.status) }
        case .everything, .anyTextContains, .contains, .equals, .differs, .number, .date, .identifiers:
            preconditionFailure("\(test) has a column")
        }
    }

    /// Leaves in the mask the companies for which a test holds, and counts the work; a test adds to `steps` what one
    /// company takes beyond the usual.
    private mutating func keep(
        _ mask: inout [Bool], _ holds: (_ position: Int, _ steps: inout Int) -> Bool
    ) throws(SearchWork.Exceeded) {
        var steps = mask.count / 2
        for index in mask.indices where mask[index] {
            steps += 2
            mask[index] = holds(Int(candidates[index]), &steps)
        }
        try work.spend(steps)
    }
}

extension [SearchCondition<SearchField>] {
    /// Each once, those that take the least work first.
    fileprivate var cheapestFirst: [SearchCondition<SearchField>] {
        var seen: Set<SearchCondition<SearchField>> = []
        return filter { seen.insert($0).inserted }.map { (condition: $0, cost: $0.cost) }.sorted { $0.cost < $1.cost }
            .map(\.condition)
    }
}

extension SearchCondition<SearchField> {
    /// How it compares with others in the work it takes, and for equal work in how few companies it leaves.
    fileprivate var cost: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(0) { $0 + $1.cost }
        case .test(let test): test.cost
        }
    }
}

extension SearchTest<SearchField> {
    fileprivate var cost: Int {
        switch self {
        case .everything: 0
        case .number(_, .equal, _), .date(_, .equal, _): 10
        case .number, .date: 11
        case .identifiers: 15
        case .boolean, .trainingMonth, .trainingStatus: 20
        case .equals: 21
        case .differs: 22
        case .contains: 40
        case .anyTextContains: 80
        }
    }
}

extension SearchOperator {
    func holds(_ value: Int64, _ other: Int64) -> Bool {
        switch self {
        case .equal: value == other
        case .notEqual: value != other
        case .greater: value > other
        case .greaterOrEqual: value >= other
        case .less: value < other
        case .lessOrEqual: value <= other
        case .contains, .include: preconditionFailure("\(rawValue) compares no numbers")
        }
    }

    /// A written date stands for all instants it names: a day without a time for the whole of that day.
    func holds(_ value: DateTime, _ other: DateTime.Parsed) -> Bool {
        switch self {
        case .equal: value >= other.instant && value < other.end
        case .greater: value >= other.end
        case .greaterOrEqual: value >= other.instant
        case .less: value < other.instant
        case .lessOrEqual: value < other.end
        case .notEqual, .contains, .include: preconditionFailure("\(rawValue) compares no dates")
        }
    }
}
