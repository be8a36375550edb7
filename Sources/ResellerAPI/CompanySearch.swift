internal import Synchronization

/// What a search request comes to.
public enum SearchOutcome: Hashable, Sendable {
    /// The whole body of the answer, envelope included.
    case found([UInt8])
    /// What is wrong with the request, in the words of `validationMessages`.
    case invalid([String])
    /// A body that is empty, blank or `{}`, for which `behaviour.emptySearchBody` decides.
    case empty
    /// It asks for more work than one request may take; says what to ask for instead.
    case tooMuchWork(String)
}

extension CompanyDirectory {
    /// Answers `POST /api/companies/search` for a caller who belongs to the company at `caller`: a page of the companies
    /// below it.
    ///
    /// `now` decides which licences are expired and which month is the current one; `dates` is the form of dates in
    /// the answer and, where it is a preferred one, the order of day and month in the filter's dates.
    public func search(body: [UInt8], caller: Int, now: DateTime, dates: DateTimeFormat) -> SearchOutcome {
        search(body: body, caller: caller, now: now, dates: dates, work: SearchWork(companies: companies.count))
    }

    func search(
        body: [UInt8], caller: Int, now: DateTime, dates: DateTimeFormat, work: SearchWork
    ) -> SearchOutcome {
        let key = AnswerKey(body: body, caller: caller, dates: dates)
        if let answer = answers.withLock({ $0[key] }), answer.validity.contains(now) { return .found(answer.body) }
        let request: SearchRequest
        switch SearchRequest.read(body, behaviour: behaviour, dateOrder: dates.order) {
        case .request(let read): request = read
        case .invalid(let messages): return .invalid(messages)
        case .empty: return .empty
        }
        var work = work
        do {
            let selection = try selection(
                for: request, bodyLength: body.count, caller: caller, now: now, dates: dates, work: &work)
            let answer = try page(of: selection, for: request, caller: caller, now: now, dates: dates, work: &work)
            answers.withLock { $0.insert(answer, for: key, cost: answer.body.count + body.count) }
            return .found(answer.body)
        } catch {
            return .tooMuchWork(
                "The search takes more work than reseller-mock does for one request; send fewer or more selective "
                    + "filterItems, or ask for smaller pages")
        }
    }

    private func selection(
        for request: SearchRequest, bodyLength: Int, caller: Int, now: DateTime, dates: DateTimeFormat,
        work: inout SearchWork
    ) throws(SearchWork.Exceeded) -> Selection {
        // A condition is looked up by all its texts, which is no gain when they are many.
        let key = bodyLength <= 64 << 10 ? SelectionKey(request: request, caller: caller, dates: dates) : nil
        if let key, let known = selections.withLock({ $0[key] }), known.validity.contains(now) { return known }
        let order = orders.withLock {
            $0.positions(
                by: request.order, ascending: request.ascending, in: companies, hierarchy: hierarchy)
        }
        let places = hierarchy.placesBelow(caller)
        var evaluator = ConditionEvaluator(directory: self, places: places, dates: dates, now: now, work: work)
        var mask = [Bool](repeating: true, count: places.count)
        if let condition = request.condition { try evaluator.narrow(&mask, to: condition) }
        work = evaluator.work
        if request.isTargetUserCountExceededLimit {
            for (index, place) in places.enumerated() where mask[index] {
                mask[index] = companies[Int(hierarchy.preorder[place])].isOverLimit
            }
        }
        if request.isClustered { includeCompaniesAbove(of: &mask, places: places) }
        let rows = order.filter { position in
            let place = hierarchy.place(of: Int(position))
            return places.contains(place) && mask[place - places.lowerBound]
        }
        let validity = evaluator.validity(of: request.condition)
        let selection =
            request.isClustered
            ? Selection(clustering: rows, below: caller, hierarchy: hierarchy, validity: validity)
            : Selection(rows: rows, children: [:], validity: validity)
        // The key holds the filter's texts, which are no longer than the body.
        let cost = rows.capacity * 4 + selection.children.count * 64 + bodyLength + 256
        if let key { selections.withLock { $0.insert(selection, for: key, cost: cost) } }
        return selection
    }

    /// A reseller above a match appears as the row that holds it, whether or not it matches.
    private func includeCompaniesAbove(of mask: inout [Bool], places: Range<Int>) {
        // Below comes after above in pre-order, so one walk backwards carries a match all the way up.
        for place in places.reversed() where mask[place - places.lowerBound] {
            guard let parent = hierarchy.parent(of: Int(hierarchy.preorder[place])) else { continue }
            let above = hierarchy.place(of: parent)
            if places.contains(above) { mask[above - places.lowerBound] = true }
        }
    }

    private func page(
        of selection: Selection, for request: SearchRequest, caller: Int, now: DateTime, dates: DateTimeFormat,
        work: inout SearchWork
    ) throws(SearchWork.Exceeded) -> Answer {
        let total = selection.rows.count
        let start = min((request.pageNumber - 1) * request.pageSize, total)
        let rows = selection.rows[start..<min(start + request.pageSize, total)]
        var validity = selection.validity
        validity.limit(toMonthOf: now)
        let month = YearMonth(now)
        let rowWriter = CompanyRowWriter(
            companies: companies, hierarchy: hierarchy, names: behaviour.searchItemNames, dates: dates, now: now,
            currentMonth: month, countedMonth: request.month ?? month)
        var writer = JSONWriter(capacity: 512 + rows.count * 1024)
        writer.beginObject()
        writer.name("data")
        writer.beginObject()
        writer.name("limitExceededCompanyCount")
        writer.integer(hierarchy.numberOverLimit(below: caller))
        writer.name("pageNumber")
        writer.integer(request.pageNumber)
        writer.name("pageSize")
        writer.integer(request.pageSize)
        writer.name("totalNumberOfPages")
        writer.integer((total + request.pageSize - 1) / request.pageSize)
        writer.name("totalNumberOfRecords")
        writer.integer(total)
        writer.name("results")
        writer.beginArray()
        try write(
            rows, children: request.isClustered ? selection.children : nil, with: rowWriter, to: &writer,
            validity: &validity, work: &work)
        writer.endArray()
        writer.endObject()
        writer.endSuccess()
        // A copy without the spare capacity, as it may stay.
        return Answer(body: Array(writer.bytes[...]), validity: validity)
    }

    /// Writes rows and, unless `children` is nil, what is below them. Without recursion, for a chain of companies may be
    /// longer than the stack.
    private func write(
        _ rows: ArraySlice<Int32>, children: [Int32: [Int32]]?, with rowWriter: CompanyRowWriter,
        to writer: inout JSONWriter, validity: inout Validity, work: inout SearchWork
    ) throws(SearchWork.Exceeded) {
        var open: [(position: Int, children: ArraySlice<Int32>)] = []
        var level = rows
        var written = writer.bytes.count
        while true {
            if let row = level.popFirst() {
                let position = Int(row)
                try work.spend((writer.bytes.count - written) * SearchWork.stepsPerByte)
                written = writer.bytes.count
                rowWriter.begin(position, to: &writer)
                if companies[position].licenceExpired == nil {
                    validity.limit(byEndOfLicence: companies[position].licenseEndDate, now: rowWriter.now)
                }
                if let children {
                    writer.beginArray()
                    open.append((position, level))
                    level = children[row].map { $0[...] } ?? []
                } else {
                    writer.null()
                    rowWriter.end(position, to: &writer)
                }
            } else if let (position, rest) = open.popLast() {
                writer.endArray()
                rowWriter.end(position, to: &writer)
                level = rest
            } else {
                return
            }
        }
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

/// All that a selection depends on, the time excepted.
struct SelectionKey: Hashable {
    private var caller: Int
    private var dates: DateTimeFormat
    private var order: SearchField
    private var ascending: Bool
    private var isTargetUserCountExceededLimit: Bool
    private var isClustered: Bool
    private var condition: SearchCondition?

    init(request: SearchRequest, caller: Int, dates: DateTimeFormat) {
        self.caller = caller
        self.dates = dates
        order = request.order
        ascending = request.ascending
        isTargetUserCountExceededLimit = request.isTargetUserCountExceededLimit
        isClustered = request.isClustered
        condition = request.condition
    }
}

/// A whole answer, and when it is right.
struct Answer: Sendable {
    var body: [UInt8]
    var validity: Validity
}

/// All that an answer depends on, the time excepted.
struct AnswerKey: Hashable {
    private let body: [UInt8]
    private let caller: Int
    private let dates: DateTimeFormat
    /// Computed once, outside the lock of the cache, and from the body as a whole: an array hashes itself element by
    /// element, which takes longer than the rest of a repeated search.
    private let hash: Int

    init(body: [UInt8], caller: Int, dates: DateTimeFormat) {
        self.body = body
        self.caller = caller
        self.dates = dates
        var hasher = Hasher()
        body.withUnsafeBytes { hasher.combine(bytes: $0) }
        hash = hasher.finalize()
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
        hasher.combine(caller)
    }
}

extension DateTimeFormat {
    /// The order in which a date with slashes is meant; without a preference, day before month.
    var order: DateOrder {
        if case .preferred(let order, _) = self { order } else { .dayMonthYear }
    }
}
