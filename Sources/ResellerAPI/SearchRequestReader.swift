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

    /// Reads a request body as leniently as the platform's JSON binding: names in any letter case, unknown members
    /// ignored, numbers in strings, `false` and 0 for what is missing.
    ///
    /// `dateOrder` says how a date such as `01/02/2026` is meant.
    static func read(_ body: [UInt8], behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder) -> Reading {
        if JSONValue.isBlank(body) { return .empty }
        let value: JSONValue
        do {
            value = try JSONValue.read(body)
        } catch {
            return .invalid(["The request body is not valid JSON: \(error)"])
        }
        guard case .object(let members) = value else {
            return .invalid(["The request body must be a JSON object, but is \(RequestBinder.description(of: value))"])
        }
        if members.isEmpty { return .empty }
        var reader = SearchRequestReader(behaviour: behaviour, dateOrder: dateOrder)
        if let request = reader.request(members) { return .request(request) }
        return .invalid(reader.binder.allMessages)
    }
}

/// Binds the members of a search request and checks them, going on after a mistake so that all are reported.
private struct SearchRequestReader {
    let behaviour: Behaviour
    let dateOrder: DateTimeFormat.DateOrder
    var binder = RequestBinder()
    private var month: YearMonth?
    private var itemCount = 0

    init(behaviour: Behaviour, dateOrder: DateTimeFormat.DateOrder) {
        self.behaviour = behaviour
        self.dateOrder = dateOrder
    }

    mutating func request(_ members: [JSONValue.Member]) -> SearchRequest? {
        let bound = binder.members(
            members, path: "",
            named: [
                "pageNumber", "pageSize", "orderBy", "ascending", "isTargetUserCountExceededLimit", "isClustered",
                "filter",
            ])
        let number = pageNumber(bound["pageNumber"])
        let size = pageSize(bound["pageSize"])
        let order = order(bound["orderBy"])
        let ascending = binder.boolean(bound["ascending"], path: "ascending")
        let exceeded = binder.boolean(
            bound["isTargetUserCountExceededLimit"], path: "isTargetUserCountExceededLimit")
        let clustered = binder.boolean(bound["isClustered"], path: "isClustered")
        let condition = filter(bound["filter"])
        guard binder.messages.isEmpty, let number, let size, let order, let ascending, let exceeded, let clustered
        else { return nil }
        return SearchRequest(
            pageNumber: number, pageSize: size, order: order, ascending: ascending,
            isTargetUserCountExceededLimit: exceeded, isClustered: clustered, condition: condition, month: month)
    }

    private mutating func pageNumber(_ value: JSONValue?) -> Int? {
        guard let number = binder.integer(value, path: "pageNumber") else { return nil }
        guard number >= 1 else {
            binder.refuse("pageNumber", "must be 1 or greater", value)
            return nil
        }
        return number
    }

    private mutating func pageSize(_ value: JSONValue?) -> Int? {
        guard let size = binder.integer(value, path: "pageSize") else { return nil }
        guard (1...99_999).contains(size) else {
            // The vendor's own words.
            binder.messages.append("Value of the property PageSize must be between 1 and 99999")
            return nil
        }
        return size
    }

    private mutating func order(_ value: JSONValue?) -> SearchField? {
        guard case .some(let text) = binder.string(value, path: "orderBy") else { return nil }
        let name = text ?? ""
        if let field = SearchField.named(name), field.isSortable { return field }
        if name.lowercased() == "renewaldate", behaviour.renewalDateSort == .alias { return .licenseEndDate }
        let names = SearchField.sortable.map(\.rawValue)
        let meant = name.lowercased() == "renewaldate" ? "LicenseEndDate" : Spelling.nearest(to: name, among: names)
        binder.refuse("orderBy", "must be one of \(names.joined(separator: ", "))", value, meant: meant)
        return nil
    }
}

// MARK: - Filter

extension SearchRequestReader {
    private mutating func filter(_ value: JSONValue?) -> SearchCondition? {
        guard let members = binder.object(value, path: "filter") else {
            if behaviour.nullFilter == .reject, binder.isAbsent(value) {
                binder.refuse("filter", "must be an object", value)
            }
            return nil
        }
        let bound = binder.members(
            members, path: "filter", named: ["searchInputTextValue", "condition", "filterGroups"])
        var parts: [SearchCondition] = []
        let text = binder.string(bound["searchInputTextValue"], path: "filter.searchInputTextValue") ?? nil
        if let text, !text.isEmpty { parts.append(.test(.anyTextContains(TextFolding.folded(text)))) }
        let isAny = isAny(bound["condition"], path: "filter.condition")
        let groups = groups(bound["filterGroups"], path: "filter.filterGroups")
        if let groups = Self.combined(groups, isAny: isAny) { parts.append(groups) }
        if itemCount > SearchRequest.maximumFilterItems {
            binder.messages.append(
                "filter may have at most \(SearchRequest.maximumFilterItems) filterItems, but has \(itemCount)")
        }
        return Self.combined(parts, isAny: false)
    }

    private mutating func groups(_ value: JSONValue?, path: String) -> [SearchCondition] {
        guard let elements = binder.array(value, path: path) else { return [] }
        var conditions: [SearchCondition] = []
        for (index, element) in elements.enumerated() {
            if let condition = group(element, path: "\(path)[\(index)]") { conditions.append(condition) }
        }
        return conditions
    }

    private mutating func group(_ value: JSONValue, path: String) -> SearchCondition? {
        guard let members = binder.element(value, path: path) else { return nil }
        let bound = binder.members(members, path: path, named: ["condition", "filterItems", "filterGroups"])
        let isAny = isAny(bound["condition"], path: "\(path).condition")
        var conditions: [SearchCondition] = []
        let items = binder.array(bound["filterItems"], path: "\(path).filterItems") ?? []
        for (index, element) in items.enumerated() {
            if let test = item(element, path: "\(path).filterItems[\(index)]") { conditions.append(.test(test)) }
        }
        conditions += groups(bound["filterGroups"], path: "\(path).filterGroups")
        return Self.combined(conditions, isAny: isAny)
    }

    /// What is empty is left out of account, whatever its condition: the vendor's user interface always sends its
    /// groups, and an empty one must not hide every row.
    private static func combined(_ conditions: [SearchCondition], isAny: Bool) -> SearchCondition? {
        if conditions.count <= 1 { return conditions.first }
        return isAny ? .any(conditions) : .all(conditions)
    }

    private mutating func isAny(_ value: JSONValue?, path: String) -> Bool {
        guard case .some(.some(let text)) = binder.string(value, path: path), !text.isEmpty else { return false }
        switch text.lowercased() {
        case "and": return false
        case "or": return true
        default:
            binder.refuse(path, "must be AND or OR", value)
            return false
        }
    }

    /// The test of an item; nil when it has none or is invalid.
    private mutating func item(_ value: JSONValue, path: String) -> SearchTest? {
        itemCount += 1
        // Further ones are only counted: their messages would say nothing new.
        guard itemCount <= SearchRequest.maximumFilterItems else { return nil }
        guard let members = binder.element(value, path: path) else { return nil }
        let bound = binder.members(members, path: path, named: ["fieldName", "operator", "value", "customFieldName"])
        _ = binder.string(bound["customFieldName"], path: "\(path).customFieldName")
        let field = field(bound["fieldName"], path: "\(path).fieldName")
        let comparison = comparison(bound["operator"], field: field, path: "\(path).operator")
        guard case .some(let text) = binder.string(bound["value"], path: "\(path).value"), let field, let comparison
        else { return nil }
        switch FilterValue.test(field, comparison, text ?? "", dateOrder: dateOrder) {
        case .test(let test): return test
        case .none: return nil
        case .month(let month):
            self.month = month
            return nil
        case .refused(let expected):
            binder.refuse("\(path).value", "must be \(expected) for \(field.rawValue)", bound["value"])
            return nil
        }
    }

    private mutating func field(_ value: JSONValue?, path: String) -> SearchField? {
        guard case .some(let name) = binder.string(value, path: path) else { return nil }
        if let field = SearchField.filterable(named: name ?? "") { return field }
        let names = SearchField.allCases.map(\.rawValue)
        binder.refuse(
            path, "must be one of \(names.joined(separator: ", "))", value,
            meant: Spelling.nearest(to: name ?? "", among: names))
        return nil
    }

    private mutating func comparison(_ value: JSONValue?, field: SearchField?, path: String) -> SearchOperator? {
        guard case .some(let name) = binder.string(value, path: path) else { return nil }
        let allowed = field?.operators ?? SearchOperator.allCases
        if let found = SearchOperator(named: name ?? ""), allowed.contains(found) { return found }
        let names = allowed.map(\.rawValue)
        binder.refuse(
            path,
            "must be \(names.count == 1 ? "" : "one of ")\(names.joined(separator: ", "))"
                + (field.map { " for \($0.rawValue)" } ?? ""), value,
            meant: Spelling.nearest(to: name ?? "", among: names))
        return nil
    }
}
