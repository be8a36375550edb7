import Foundation

/// Compares what a filter returns with what the target's own rows say it should.
struct FilterVerification: Sendable {
    let context: Context
    let items: [Item]
    /// Whether rows known to match must come; a test may be undecided about some, as where letter case is unknown.
    typealias Test = @Sendable (Item) -> Bool?

    init(_ context: Context) async throws {
        self.context = context
        items = try await context.companies(atLeast: 2)
    }

    /// Searches with a filter and compares.
    ///
    /// Throws `Skip` when no company is known to match, or none not to: then a filter that is ignored, or finds nothing,
    /// would pass. With `selects` false the filter is meant to leave all companies.
    func verify(_ filter: JSON, _ what: Wording, selects: Bool = true, _ test: Test) async throws {
        try await verify(SearchQuery(pageSize: SearchQuery.largePage, filter: filter), what, selects: selects, test)
    }

    func verify(_ query: SearchQuery, _ what: Wording, selects: Bool = true, _ test: Test) async throws {
        if selects {
            guard items.contains(where: { test($0) != false }) else { throw Skip("there is no company \(what)") }
            guard items.contains(where: { test($0) == false }) else { throw Skip("there are only companies \(what)") }
        }
        let page = try await context.page(query)
        let byID = Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        let returned = Set(page.ids)
        let wrong = page.items.count { item in byID[item.id].map { test($0) == false } ?? true }
        try page.expect(wrong == 0, "companies \(what) alone", "\(wrong) of \(page.items.count) are others")
        let due = items.filter { test($0) == true }
        let missing = due.count { !returned.contains($0.id) }
        if page.totalRecords <= query.pageSize {
            try page.expect(missing == 0, "all \(due.count) companies \(what)", "\(missing) of them are missing")
            try page.expect(
                page.totalRecords == page.items.count, "totalNumberOfRecords \(page.items.count), the rows",
                "\(page.totalRecords)")
        }
        try page.expect(
            page.totalRecords >= due.count, "totalNumberOfRecords of at least \(due.count)", "\(page.totalRecords)")
    }

    /// The first value for which some companies match and some do not: others would show nothing.
    func telling<Value>(
        _ values: [Value], _ what: Wording, _ test: (Value, Item) -> Bool?
    ) throws -> Value {
        let sample = items.prefix(2000)
        // The values of many companies repeat; a few dozen are enough to find one that tells.
        for value in values.prefix(60) {
            let verdicts = sample.map { test(value, $0) }
            // Where the companies that match cannot be told for sure, those that do not can.
            if verdicts.contains(where: { $0 != false }), verdicts.contains(false) { return value }
        }
        throw Skip("no \(what) tells some companies from others")
    }

    /// The middle of a text, which `Contains` must find and `=` must not.
    static func inner(_ text: String) -> String? {
        let word = text.split(separator: " ").max { $0.count < $1.count } ?? ""
        guard word.count >= 3, word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        return word.count > 4 ? String(word.dropFirst().dropLast().prefix(20)) : String(word)
    }
}

extension String {
    /// Whether a text contains another: true where letter case agrees, nil where only case differs.
    func contains(ignoringCase other: String) -> Bool? {
        if holds(other) { return true }
        return lowercased().holds(other.lowercased()) ? nil : false
    }

    func equals(ignoringCase other: String) -> Bool? {
        if self == other { return true }
        return lowercased() == other.lowercased() ? nil : false
    }

    /// Whether the bytes of a text are in this one; whole characters would take many times as long.
    func holds(_ other: String) -> Bool {
        other.isEmpty || Data(utf8).range(of: Data(other.utf8)) != nil
    }
}
