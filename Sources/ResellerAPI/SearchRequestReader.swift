/// What is wrong with a request's input, in the words of `validationMessages`.
package struct InvalidRequest: Error, Hashable {
    package var messages: [String]

    package init(_ messages: [String]) {
        self.messages = messages
    }
}

extension SearchRequest {
    /// What the body of a search request is.
    package enum Reading: Hashable {
        case request(SearchRequest)
        /// Everything that is wrong with it, in the words of `validationMessages`.
        case invalid([String])
        /// Nothing, or an object without members.
        case empty
    }

    /// Items in all groups together; the vendor's user interface sends about twenty.
    static var maximumFilterItems: Int { 500 }

    /// Reads a request body as leniently as the platform's JSON binding: names in any letter case, unknown members
    /// ignored, numbers in strings, `false` and 0 for what is missing.
    ///
    /// `dateOrder` says how a date such as `01/02/2026` is meant.
    package static func read(
        _ body: [UInt8], fields: FieldNames<Field>, behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder
    ) -> Reading {
        if JSONValue.isBlank(body) { return .empty }
        do throws(InvalidRequest) {
            let members = try JSONValue.requestMembers(body, behaviour)
            if members.isEmpty { return .empty }
            return .request(
                try SearchRequestReader.read(fields, behaviour, dateOrder) { $0.request(members) })
        } catch {
            return .invalid(error.messages)
        }
    }
}

extension SearchCondition {
    /// Reads the filter of a request that is no search; nil for one that every row meets.
    package static func read(
        _ value: JSONValue?, fields: FieldNames<Field>, behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder
    ) throws(InvalidRequest) -> SearchCondition<Field>? {
        try SearchRequestReader.read(fields, behaviour, dateOrder) { reader in
            let condition = reader.read("filter", of: [.init("filter", value ?? .null)]) { $0.filter($1) }
            return .some(condition)
        }
    }
}

extension JSONValue {
    /// JSON values in a request's body, many times what the largest filter has.
    static let maximumRequestValues = 20_000

    /// The members of a request's body, which must be a JSON object.
    static func requestMembers(_ body: [UInt8], _ behaviour: Behaviour) throws(InvalidRequest) -> [Member] {
        let value: JSONValue
        do {
            value = try JSONValue.read(body, behaviour.jsonBodies, maximumValues: maximumRequestValues)
        } catch {
            throw InvalidRequest(["The request body is not valid JSON: \(error)"])
        }
        guard case .object(let members) = value else {
            throw InvalidRequest([
                "The request body must be a JSON object, but is \(RequestBinder.description(of: value))"
            ])
        }
        return members
    }
}

/// Binds the members of a search request and checks them, going on after a mistake so that all are reported.
private struct SearchRequestReader<Field: FilterField> {
    let fields: FieldNames<Field>
    let behaviour: Behaviour
    let dateOrder: DateTimeFormat.DateOrder
    var binder: RequestBinder
    private var month: YearMonth?
    private var itemCount = 0

    private init(
        _ fields: FieldNames<Field>, _ behaviour: Behaviour, _ dateOrder: DateTimeFormat.DateOrder, collectsHints: Bool
    ) {
        self.fields = fields
        self.behaviour = behaviour
        self.dateOrder = dateOrder
        binder = RequestBinder(collectsHints: collectsHints)
    }

    /// What `bind` makes of a request; where something is wrong it runs once more, for the hints.
    static func read<Value>(
        _ fields: FieldNames<Field>, _ behaviour: Behaviour, _ dateOrder: DateTimeFormat.DateOrder,
        _ bind: (inout Self) -> Value?
    ) throws(InvalidRequest) -> Value {
        var reader = Self(fields, behaviour, dateOrder, collectsHints: false)
        if let value = bind(&reader), reader.binder.messages.isEmpty { return value }
        reader = Self(fields, behaviour, dateOrder, collectsHints: true)
        _ = bind(&reader)
        throw InvalidRequest(reader.binder.allMessages)
    }

    mutating func request(_ members: [JSONValue.Member]) -> SearchRequest<Field>? {
        let number = read("pageNumber", of: members) { $0.pageNumber($1) }
        let size = read("pageSize", of: members) { $0.pageSize($1) }
        let order = read("orderBy", of: members) { $0.order($1) }
        let ascending = read("ascending", of: members) { $0.binder.boolean($1) }
        let exceeded = read("isTargetUserCountExceededLimit", of: members) { $0.binder.boolean($1) }
        let clustered = read("isClustered", of: members) { $0.binder.boolean($1) }
        let allPages = read("reportAllPages", of: members) { $0.binder.boolean($1) }
        let condition = read("filter", of: members) { $0.filter($1) }
        binder.noteUnknown(
            members,
            names: [
                "pageNumber", "pageSize", "orderBy", "ascending", "isTargetUserCountExceededLimit", "isClustered",
                "filter", "reportAllPages", "exportType",
            ])
        guard let number, let size, let order, let ascending, let exceeded, let clustered, let allPages
        else { return nil }
        return SearchRequest(
            pageNumber: number, pageSize: size, order: order, ascending: ascending,
            isTargetUserCountExceededLimit: exceeded, isClustered: clustered, reportAllPages: allPages,
            condition: condition, month: month)
    }

    /// Reads a member with its name on the path of messages.
    mutating func read<Value>(
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

    private mutating func order(_ value: JSONValue?) -> Field? {
        guard case .some(let text) = binder.string(value) else { return nil }
        let name = text ?? ""
        if let field = fields.sortable(named: name) { return field }
        let isRenewalDate = name.isExactlyIgnoringCase("RenewalDate")
        let renewalDate = isRenewalDate ? fields.sortable(named: SearchField.licenseEndDate.name) : nil
        if let renewalDate, behaviour.renewalDateSort == .alias { return renewalDate }
        let names = fields.sortable.map(\.name)
        let meant = renewalDate?.name ?? Spelling.nearest(to: name, among: names)
        binder.refuse("must be one of \(names.joined(separator: ", "))", value, meant: meant)
        return nil
    }
}

// MARK: - Filter

extension SearchRequestReader {
    mutating func filter(_ value: JSONValue?) -> SearchCondition<Field>? {
        guard let members = binder.object(value) else {
            if behaviour.nullFilter == .reject, binder.isAbsent(value) { binder.refuse("must be an object", value) }
            return nil
        }
        var parts: [SearchCondition<Field>] = []
        let text = read("searchInputTextValue", of: members) { $0.binder.string($1) ?? nil }
        if let text, !text.isEmpty {
            parts.append(.test(.anyTextContains(TextFolding.folded(text, behaviour.letterCase))))
        }
        let isAny = read("condition", of: members) { $0.isAny($1) }
        let groups = read("filterGroups", of: members) { $0.groups($1) }
        if let groups = Self.combined(groups, isAny: isAny) { parts.append(groups) }
        binder.noteUnknown(members, names: ["searchInputTextValue", "condition", "filterGroups"])
        if itemCount > SearchRequest<Field>.maximumFilterItems {
            binder.add(
                "filter may have at most \(SearchRequest<Field>.maximumFilterItems) filterItems, but has \(itemCount)")
        }
        return Self.combined(parts, isAny: false)
    }

    private mutating func groups(_ value: JSONValue?) -> [SearchCondition<Field>] {
        readElements(of: value) { $0.group($1) }
    }

    private mutating func group(_ value: JSONValue) -> SearchCondition<Field>? {
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
    private static func combined(_ conditions: [SearchCondition<Field>], isAny: Bool) -> SearchCondition<Field>? {
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
    private mutating func item(_ value: JSONValue) -> SearchTest<Field>? {
        itemCount += 1
        // Further ones are only counted: their messages would say nothing new.
        guard itemCount <= SearchRequest<Field>.maximumFilterItems, let members = binder.element(value) else {
            return nil
        }
        binder.noteUnknown(members, names: ["fieldName", "operator", "value", "customFieldName", "dataType"])
        let field = read("fieldName", of: members) { $0.field($1) }
        let comparison = read("operator", of: members) { $0.comparison($1, field: field) }
        _ = read("customFieldName", of: members) { $0.binder.string($1) }
        return read("value", of: members) { $0.test(field, comparison, $1) }
    }

    private mutating func field(_ value: JSONValue?) -> Field? {
        guard case .some(let name) = binder.string(value) else { return nil }
        if let field = fields.filterable(named: name ?? "") { return field }
        let names = fields.all.map(\.name)
        binder.refuse(
            "must be one of \(names.joined(separator: ", "))", value,
            meant: Spelling.nearest(to: name ?? "", among: names))
        return nil
    }

    private mutating func comparison(_ value: JSONValue?, field: Field?) -> SearchOperator? {
        guard case .some(let name) = binder.string(value) else { return nil }
        let allowed = field?.operators ?? SearchOperator.allCases
        let known = SearchOperator(named: name ?? "")
        if let known, allowed.contains(known) { return known }
        let names = allowed.map(\.rawValue)
        let choice = (names.count == 1 ? "" : "one of ") + names.joined(separator: ", ")
        binder.refuse(
            "must be \(choice)" + (field.map { " for \($0.name)" } ?? ""), value,
            meant: known == nil ? Spelling.nearest(to: name ?? "", among: names) : nil)
        return nil
    }

    private mutating func test(
        _ field: Field?, _ comparison: SearchOperator?, _ value: JSONValue?
    ) -> SearchTest<Field>? {
        guard case .some(let text) = binder.string(value), let field, let comparison else { return nil }
        switch FilterValue.test(field, comparison, text ?? "", letterCase: behaviour.letterCase, dateOrder: dateOrder) {
        case .test(let test): return test
        case .none: return nil
        case .month(let month):
            self.month = month
            return nil
        case .refused(let expected):
            binder.refuse("must be \(expected) for \(field.name)", value)
            return nil
        }
    }
}
