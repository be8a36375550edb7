internal import Synchronization

/// What a search request comes to.
package enum SearchOutcome: Hashable, Sendable {
    /// The whole body of the answer, envelope included.
    case found([UInt8])
    /// What is wrong with the request, in the words of `validationMessages`.
    case invalid([String])
    /// A body that is empty, blank or `{}`, for which `behaviour.emptySearchBody` decides.
    case empty
    /// It asks for more work than one request may take; says what to ask for instead.
    case tooMuchWork(String)

    static let exceeded = tooMuchWork(
        "The search takes more work than reseller-mock does for one request; send fewer or more selective "
            + "filterItems, or ask for smaller pages")
}

extension CompanyDirectory {
    /// Answers `POST /api/companies/search` for a caller who belongs to the company at `caller`: a page of the companies
    /// below it.
    ///
    /// `now` decides which licences are expired and which month is the current one; `dates` is the form of dates in
    /// the answer and, where it is a preferred one, the order of day and month in the filter's dates.
    package func search(body: [UInt8], caller: Int, now: DateTime, dates: DateTimeFormat) -> SearchOutcome {
        search(body: body, caller: caller, now: now, dates: dates, work: SearchWork(companies: count))
    }

    func search(
        body: [UInt8], caller: Int, now: DateTime, dates: DateTimeFormat, work: SearchWork
    ) -> SearchOutcome {
        let key = AnswerKey(body: body, caller: caller, dates: dates, generation: history.generation)
        if let answer = kept.answers.withLock({ $0[key] }), answer.validity.contains(now) {
            return .found(answer.body)
        }
        let request: SearchRequest<SearchField>
        switch SearchRequest.read(body, fields: SearchField.names, behaviour: behaviour, dateOrder: dates.order) {
        case .request(let read): request = read
        case .invalid(let messages): return .invalid(messages)
        case .empty: return .empty
        }
        var search = CompanySearch(
            request: request, directory: self, caller: caller, now: now, dates: dates, work: work)
        do {
            let answer = try search.page(of: search.selection(bodyLength: body.count))
            kept.answers.withLock { $0.insert(answer, for: key, cost: answer.body.count + body.count) }
            return .found(answer.body)
        } catch {
            return .exceeded
        }
    }
}

extension CompanyDirectory {
    /// All rows that a request selects, in its order.
    func rows(
        _ request: SearchRequest<SearchField>, caller: Int, now: DateTime, dates: DateTimeFormat
    ) throws(SearchWork.Exceeded) -> [Int] {
        var search = CompanySearch(
            request: request, directory: self, caller: caller, now: now, dates: dates,
            work: SearchWork(companies: count))
        return try search.select().rows.map { Int($0) }
    }
}

/// A search while it is worked out.
private struct CompanySearch {
    let request: SearchRequest<SearchField>
    let directory: CompanyDirectory
    let caller: Int
    let now: DateTime
    let dates: DateTimeFormat
    var work: SearchWork

    private var order: SortOrders.Key { SortOrders.Key(field: request.order, isAscending: request.ascending) }

    // MARK: - Selecting

    /// The rows that the request selects: those kept of a search like it, or new ones.
    mutating func selection(bodyLength: Int) throws(SearchWork.Exceeded) -> Selection {
        // A condition is looked up by all its texts, which is no gain when they are many.
        guard bodyLength <= 64 << 10 else { return try select() }
        let key = SelectionKey(request: request, caller: caller, dates: dates)
        let known = directory.kept.selections.withLock { $0[key] }
        let selection: Selection
        if let known, known.value.validity.contains(now), let current = try updated(known) {
            if known.generation == directory.history.generation { return current }
            selection = current
        } else {
            selection = try select()
        }
        // The key holds the filter's texts, which are no longer than the body.
        let cost = selection.rows.capacity * 4 + selection.children.count * 64 + bodyLength + 256
        let dated = Dated(generation: directory.history.generation, value: selection)
        directory.kept.selections.withLock { $0.insert(dated, for: key, cost: cost) }
        return selection
    }

    mutating func select() throws(SearchWork.Exceeded) -> Selection {
        let (directory, order) = (directory, order)
        let hierarchy = directory.hierarchy
        let all = directory.kept.orders.withLock { $0.positions(in: order, of: directory) }
        let candidates = all.filter { hierarchy.isAbove(caller, Int($0)) }
        let mask = try matches(candidates)
        let validity = validity(of: candidates)
        guard request.isClustered else {
            return Selection(rows: candidates.kept(mask), children: [:], validity: validity)
        }
        // A reseller above a match appears as the row that holds it, whether or not it matches.
        var isShown = [Bool](repeating: false, count: directory.records.count)
        for (position, isMatch) in zip(candidates, mask) where isMatch {
            var next: Int? = Int(position)
            while let shown = next, shown != caller, !isShown[shown] {
                isShown[shown] = true
                next = hierarchy.parent(of: shown)
            }
        }
        return Selection(
            clustering: candidates.filter { isShown[Int($0)] }, below: caller, hierarchy: hierarchy, validity: validity)
    }

    /// A selection of this snapshot or an earlier one, brought up to date; nil where that is as good as making it anew.
    private mutating func updated(_ known: Dated<Selection>) throws(SearchWork.Exceeded) -> Selection? {
        guard let changes = directory.history.changes(since: known.generation) else { return nil }
        guard known.generation < directory.history.generation else { return known.value }
        guard !changes.movesCompanies, !request.isClustered else { return nil }
        let candidates = changes.positions.filter { directory.hierarchy.isAbove(caller, Int($0)) }
        let matching = Set(Array(candidates).kept(try matches(Array(candidates))))
        var rows = known.value.rows
        rows.replace(changes.positions, in: order, of: directory) { matching.contains($0) }
        var validity = validity(of: Array(candidates))
        validity.limit(to: known.value.validity)
        return Selection(rows: rows, children: [:], validity: validity)
    }

    /// Which of some companies the request is about.
    private mutating func matches(_ candidates: [Int32]) throws(SearchWork.Exceeded) -> [Bool] {
        var mask = [Bool](repeating: true, count: candidates.count)
        if request.isTargetUserCountExceededLimit {
            for (index, position) in candidates.enumerated() {
                mask[index] = directory.records[Int(position)].company.isOverLimit
            }
        }
        guard let condition = request.condition else { return mask }
        var evaluator = ConditionEvaluator(
            directory: directory, candidates: candidates, dates: dates, now: now, month: request.month, work: work)
        try evaluator.narrow(&mask, to: condition)
        work = evaluator.work
        return mask
    }

    /// The answer of a condition on `LicenceExpired` holds until a licence ends, one on the users of a month until the
    /// month's end.
    private func validity(of candidates: [Int32]) -> Validity {
        var validity = Validity.always
        let tests = request.condition?.tests ?? []
        if tests.contains(where: \.isAboutCountOfMonth) { validity.limit(toMonthOf: now) }
        let dependsOnTime = tests.contains { if case .boolean = $0 { true } else { false } }
        guard dependsOnTime else { return validity }
        for position in candidates { limit(&validity, byLicenceOf: Int(position)) }
        return validity
    }

    private func limit(_ validity: inout Validity, byLicenceOf position: Int) {
        let record = directory.records[position]
        guard record.company.licenceExpired == nil else { return }
        validity.limit(byEndOfLicence: record.company.licenseEndDate, now: now)
    }

    // MARK: - Writing

    /// The page of a selection.
    mutating func page(of selection: Selection) throws(SearchWork.Exceeded) -> SearchAnswer {
        let total = selection.rows.count
        let rows = request.page(of: selection.rows)
        var validity = selection.validity
        validity.limit(toMonthOf: now)
        var writer = JSONWriter(capacity: 512 + rows.count * 1024, nulls: directory.behaviour.nulls)
        writer.beginObject()
        writer.name("data")
        writer.beginObject()
        writer.name("limitExceededCompanyCount")
        writer.integer(directory.hierarchy.numberOverLimit(below: caller))
        request.writeHead(total: total, to: &writer)
        writer.beginArray()
        try write(rows, children: request.isClustered ? selection.children : nil, to: &writer, validity: &validity)
        writer.endArray()
        writer.endObject()
        writer.endSuccess()
        // A copy without the spare capacity, as it may stay.
        return SearchAnswer(body: Array(writer.bytes[...]), validity: validity)
    }

    /// Writes rows and, unless `children` is nil, what is below them. Without recursion, for a chain of companies may be
    /// longer than the stack.
    private mutating func write(
        _ rows: ArraySlice<Int32>, children: [Int32: [Int32]]?, to writer: inout JSONWriter, validity: inout Validity
    ) throws(SearchWork.Exceeded) {
        let companies = CompanyWriter(directory: directory, dates: dates, now: now, month: request.month)
        let members = CompanyMember.Row.named(directory.behaviour.searchItemNames)
        var open: [(position: Int, children: ArraySlice<Int32>)] = []
        var level = rows
        var written = 0
        while true {
            if let row = level.popFirst() {
                let position = Int(row)
                writer.beginObject()
                companies.write(members.beforeChildren, of: position, to: &writer)
                writer.name("children")
                limit(&validity, byLicenceOf: position)
                try work.spend((writer.bytes.count - written) * SearchWork.stepsPerByte)
                written = writer.bytes.count
                if let children {
                    writer.beginArray()
                    open.append((position, level))
                    level = children[row].map { $0[...] } ?? []
                } else {
                    writer.null()
                    companies.write(members.afterChildren, of: position, to: &writer)
                    companies.end(position, to: &writer)
                }
            } else if let (position, rest) = open.popLast() {
                writer.endArray()
                companies.write(members.afterChildren, of: position, to: &writer)
                companies.end(position, to: &writer)
                level = rest
            } else {
                return
            }
        }
    }
}

extension [Int32] {
    /// Those for which a mask is true.
    fileprivate func kept(_ mask: [Bool]) -> [Int32] {
        zip(self, mask).filter(\.1).map(\.0)
    }
}

/// The rows that a request selects, in order and not yet divided into pages.
final class Selection: Sendable {
    /// Positions; only the top level of clustered rows.
    let rows: [Int32]
    /// By position of a clustered row, the rows in it.
    let children: [Int32: [Int32]]
    let validity: Validity

    init(rows: [Int32], children: [Int32: [Int32]], validity: Validity) {
        self.rows = rows
        self.children = children
        self.validity = validity
    }

    /// Puts each row into the one of the company above it; those directly below the caller remain at the top.
    convenience init(clustering rows: [Int32], below caller: Int, hierarchy: CompanyHierarchy, validity: Validity) {
        var top: [Int32] = []
        var children: [Int32: [Int32]] = [:]
        for row in rows {
            if let parent = hierarchy.parent(of: Int(row)), parent != caller {
                children[Int32(parent), default: []].append(row)
            } else {
                top.append(row)
            }
        }
        self.init(rows: top, children: children, validity: validity)
    }
}

/// All that a selection depends on, the companies and the time excepted.
struct SelectionKey: Hashable {
    private var caller: Int
    private var dates: DateTimeFormat
    private var order: SearchField
    private var ascending: Bool
    private var isTargetUserCountExceededLimit: Bool
    private var isClustered: Bool
    private var condition: SearchCondition<SearchField>?
    /// Of searches that look at the count of a month.
    private var month: YearMonth?

    init(request: SearchRequest<SearchField>, caller: Int, dates: DateTimeFormat) {
        self.caller = caller
        self.dates = dates
        order = request.order
        ascending = request.ascending
        isTargetUserCountExceededLimit = request.isTargetUserCountExceededLimit
        isClustered = request.isClustered
        condition = request.condition
        month = request.condition?.tests.contains(where: \.isAboutCountOfMonth) == true ? request.month : nil
    }
}

/// A whole answer, and when it is right.
struct SearchAnswer: Sendable {
    var body: [UInt8]
    var validity: Validity
}

/// All that an answer depends on, the time excepted.
struct AnswerKey: Hashable {
    private let body: [UInt8]
    private let caller: Int
    private let dates: DateTimeFormat
    private let generation: Int
    /// Computed once, outside the lock of the cache, and from the body as a whole: an array hashes itself element by
    /// element, which takes longer than the rest of a repeated search.
    private let hash: Int

    init(body: [UInt8], caller: Int, dates: DateTimeFormat, generation: Int) {
        self.body = body
        self.caller = caller
        self.dates = dates
        self.generation = generation
        var hasher = Hasher()
        body.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(generation)
        hash = hasher.finalize()
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
        hasher.combine(caller)
    }
}

extension DateTimeFormat {
    /// The order in which a date with slashes is meant; without a preference, day before month.
    package var order: DateOrder {
        if case .preferred(let order, _) = self { order } else { .dayMonthYear }
    }
}
