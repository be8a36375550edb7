extension SearchRequest {
    /// What the body of a search request is.
    enum Reading: Hashable {
        case request(SearchRequest)
        /// Everything that is wrong with it, in the words of `validationMessages`.
        case invalid([String])
        /// Nothing, or an object without members.
        case empty
    }

    /// Items in all groups together; the vendor's user interface sends about twenty.
    static let maximumFilterItems = 500
    /// JSON values in a body, many times what that many items have.
    static let maximumValues = 20_000

    /// Reads a request body as leniently as the platform's JSON binding: names in any letter case, unknown members
    /// ignored, numbers in strings, `false` and 0 for what is missing.
    ///
    /// `dateOrder` says how a date such as `01/02/2026` is meant.
    static func read(_ body: [UInt8], behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder) -> Reading {
        if JSONValue.isBlank(body) { return .empty }
        let value: JSONValue
        do {
            value = try JSONValue.read(body, behaviour.jsonBodies, maximumValues: maximumValues)
        } catch {
            return .invalid(["The request body is not valid JSON: \(error)"])
        }
        guard case .object(let members) = value else {
            return .invalid(["The request body must be a JSON object, but is \(RequestBinder.description(of: value))"])
        }
        if members.isEmpty { return .empty }
        var reader = SearchRequestReader(behaviour: behaviour, dateOrder: dateOrder, collectsHints: false)
        if let request = reader.request(members) { return .request(request) }
        reader = SearchRequestReader(behaviour: behaviour, dateOrder: dateOrder, collectsHints: true)
        _ = reader.request(members)
        return .invalid(reader.binder.allMessages)
    }
}

/// Binds the members of a search request and checks them, going on after a mistake so that all are reported.
private struct SearchRequestReader {
    let behaviour: Behaviour
    let dateOrder: DateTimeFormat.DateOrder
    var binder: RequestBinder
    private var month: YearMonth?
    private var itemCount = 0

    init(behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder, collectsHints: Bool) {
        self.behaviour = behaviour
        self.dateOrder = dateOrder
        binder = RequestBinder(collectsHints: collectsHints)
    }

    mutating func request(_ members: [JSONValue.Member]) -> SearchRequest? {
        let number = read("pageNumber", of: members) { $0.pageNumber($1) }
        let size = read("pageSize", of: members) { $0.pageSize($1) }
        let order = read("orderBy", of: members) { $0.order($1) }
        let ascending = read("ascending", of: members) { $0.binder.boolean($1) }
        let exceeded = read("isTargetUserCountExceededLimit", of: members) { $0.binder.boolean($1) }
        let clustered = read("isClustered", of: members) { $0.binder.boolean($1) }
        let condition = read("filter", of: members) { $0.filter($1) }
        binder.noteUnknown(
            members,
            names: [
                "pageNumber", "pageSize", "orderBy", "ascending", "isTargetUserCountExceededLimit", "isClustered",
                "filter",
            ])
        guard binder.messages.isEmpty, let number, let size, let order, let ascending, let exceeded, let clustered
        else { return nil }
        return SearchRequest(
            pageNumber: number, pageSize: size, order: order, ascending: ascending,
            isTargetUserCountExceededLimit: exceeded, isClustered: clustered, condition: condition, month: month)
    }

    /// Reads a member with its name on the path of messages.
    private mutating func read<Value>(
        _ name: StaticString, of members: [JSONValue.Member], _ bind: (inout Self, JSONValue?) -> Value
    ) -> Value {
        binder.enter(name)
        defer { binder.leave() }
        return bind(&self, RequestBinder.find(name, in: members))
    }

    /// Reads the elements of an array, each with its index on the path of messages.
    private mutating func readElements<Value>(
        of value: JSONValue?, _ bind: (inout Self, JSONValue) -> Value?
    ) -> [Value] {
        guard let elements = binder.array(value) else { return [] }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            binder.enter(index)
            if let value = bind(&self, element) { values.append(value) }
            binder.leave()
        }
        return values
    }

    private mutating func pageNumber(_ value: JSONValue?) -> Int? {
        guard let number = binder.integer(value) else { return nil }
        guard number >= 1 else {
            binder.refuse("must be 1 or greater", value)
            return nil
        }
        return number
    }

    private mutating func pageSize(_ value: JSONValue?) -> Int? {
        guard let size = binder.integer(value) else { return nil }
        guard (1...99_999).contains(size) else {
            // The vendor's own words.
            binder.add("Value of the property PageSize must be between 1 and 99999")
            return nil
        }
        return size
    }

    private mutating func order(_ value: JSONValue?) -> SearchField? {
        guard case .some(let text) = binder.string(value) else { return nil }
        let name = text ?? ""
        if let field = SearchField.named(name), field.isSortable { return field }
        let isRenewalDate = name.isExactlyIgnoringCase("RenewalDate")
        if isRenewalDate, behaviour.renewalDateSort == .alias { return .licenseEndDate }
        let names = SearchField.sortable.map(\.rawValue)
        let meant = isRenewalDate ? "LicenseEndDate" : Spelling.nearest(to: name, among: names)
        binder.refuse("must be one of \(names.joined(separator: ", "))", value, meant: meant)
        return nil
    }
}

// MARK: - Filter

extension SearchRequestReader {
    private mutating func filter(_ value: JSONValue?) -> SearchCondition? {
        guard let members = binder.object(value) else {
            if behaviour.nullFilter == .reject, binder.isAbsent(value) { binder.refuse("must be an object", value) }
            return nil
        }
        var parts: [SearchCondition] = []
        let text = read("searchInputTextValue", of: members) { $0.binder.string($1) ?? nil }
        if let text, !text.isEmpty {
            parts.append(.test(.anyTextContains(TextFolding.folded(text, behaviour.letterCase))))
        }
        let isAny = read("condition", of: members) { $0.isAny($1) }
        let groups = read("filterGroups", of: members) { $0.groups($1) }
        if let groups = Self.combined(groups, isAny: isAny) { parts.append(groups) }
        binder.noteUnknown(members, names: ["searchInputTextValue", "condition", "filterGroups"])
        if itemCount > SearchRequest.maximumFilterItems {
            binder.add("filter may have at most \(SearchRequest.maximumFilterItems) filterItems, but has \(itemCount)")
        }
        return Self.combined(parts, isAny: false)
    }

    private mutating func groups(_ value: JSONValue?) -> [SearchCondition] {
        readElements(of: value) { $0.group($1) }
    }

    private mutating func group(_ value: JSONValue) -> SearchCondition? {
        guard let members = binder.element(value) else { return nil }
        let isAny = read("condition", of: members) { $0.isAny($1) }
        let tests = read("filterItems", of: members) { reader, items in
            reader.readElements(of: items) { $0.item($1) }
        }
        let groups = read("filterGroups", of: members) { $0.groups($1) }
        binder.noteUnknown(members, names: ["condition", "filterItems", "filterGroups"])
        return Self.combined(tests.map { .test($0) } + groups, isAny: isAny)
    }

    /// What is empty is left out of account, whatever its condition: the vendor's user interface always sends its
    /// groups, and an empty one must not hide every row.
    private static func combined(_ conditions: [SearchCondition], isAny: Bool) -> SearchCondition? {
        if conditions.count <= 1 { return conditions.first }
        return isAny ? .any(conditions) : .all(conditions)
    }

    private mutating func isAny(_ value: JSONValue?) -> Bool {
        guard case .some(.some(let text)) = binder.string(value), !text.isEmpty else { return false }
        if text.isExactlyIgnoringCase("OR") { return true }
        if !text.isExactlyIgnoringCase("AND") { binder.refuse("must be AND or OR", value) }
        return false
    }

    /// The test of an item; nil when it has none or is invalid.
    private mutating func item(_ value: JSONValue) -> SearchTest? {
        itemCount += 1
        // Further ones are only counted: their messages would say nothing new.
        guard itemCount <= SearchRequest.maximumFilterItems, let members = binder.element(value) else { return nil }
        binder.noteUnknown(members, names: ["fieldName", "operator", "value", "customFieldName"])
        let field = read("fieldName", of: members) { $0.field($1) }
        let comparison = read("operator", of: members) { $0.comparison($1, field: field) }
        _ = read("customFieldName", of: members) { $0.binder.string($1) }
        return read("value", of: members) { $0.test(field, comparison, $1) }
    }

    private mutating func field(_ value: JSONValue?) -> SearchField? {
        guard case .some(let name) = binder.string(value) else { return nil }
        if let field = SearchField.filterable(named: name ?? "") { return field }
        let names = SearchField.allCases.map(\.rawValue)
        binder.refuse(
            "must be one of \(names.joined(separator: ", "))", value,
            meant: Spelling.nearest(to: name ?? "", among: names))
        return nil
    }

    private mutating func comparison(_ value: JSONValue?, field: SearchField?) -> SearchOperator? {
        guard case .some(let name) = binder.string(value) else { return nil }
        let allowed = field?.operators ?? SearchOperator.allCases
        let known = SearchOperator(named: name ?? "")
        if let known, allowed.contains(known) { return known }
        let names = allowed.map(\.rawValue)
        let choice = (names.count == 1 ? "" : "one of ") + names.joined(separator: ", ")
        binder.refuse(
            "must be \(choice)" + (field.map { " for \($0.rawValue)" } ?? ""), value,
            meant: known == nil ? Spelling.nearest(to: name ?? "", among: names) : nil)
        return nil
    }

    private mutating func test(_ field: SearchField?, _ comparison: SearchOperator?, _ value: JSONValue?) -> SearchTest?
    {
        guard case .some(let text) = binder.string(value), let field, let comparison else { return nil }
        switch FilterValue.test(field, comparison, text ?? "", letterCase: behaviour.letterCase, dateOrder: dateOrder) {
        case .test(let test): return test
        case .none: return nil
        case .month(let month):
            self.month = month
            return nil
        case .refused(let expected):
            binder.refuse("must be \(expected) for \(field.rawValue)", value)
            return nil
        }
    }
}
