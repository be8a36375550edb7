/// The body of a search, with the members the vendor's page requires and the filter its guides call minimal.
struct SearchQuery: Sendable {
    var pageNumber = 1
    var pageSize = 10
    var orderBy = "CreateTime"
    var ascending = true
    /// Nil leaves the member out.
    var filter: JSON? = Filter.none
    var others: [JSON.Member] = []

    /// As many as the vendor's own clients ask for at once without exporting.
    static let largePage = 1000

    var json: JSON {
        var members: [JSON.Member] = [
            .init(name: "pageNumber", value: .number("\(pageNumber)")),
            .init(name: "pageSize", value: .number("\(pageSize)")),
            .init(name: "orderBy", value: .string(orderBy)),
            .init(name: "ascending", value: .boolean(ascending)),
        ]
        if let filter { members.append(.init(name: "filter", value: filter)) }
        return .object(members + others)
    }

    /// The companies over their licence limit, or all.
    static func overLimit(_ value: Bool) -> SearchQuery {
        SearchQuery(
            pageSize: largePage,
            others: [.init(name: "isTargetUserCountExceededLimit", value: .boolean(value))])
    }

    /// The body with a member replaced, or left out.
    func json(_ name: String, _ value: JSON?) -> JSON {
        var json = json
        json[name] = value
        return json
    }
}

/// Filters in the letter case the vendor's clients send.
enum Filter {
    /// The documented filter that filters nothing.
    static let none: JSON = ["Condition": "AND", "SearchInputTextValue": ""]

    static func item(_ field: String, _ comparison: String, _ value: String) -> JSON {
        ["FieldName": .string(field), "Operator": .string(comparison), "Value": .string(value)]
    }

    static func group(_ condition: String, _ items: [JSON], groups: [JSON] = []) -> JSON {
        [
            "Condition": .string(condition), "FilterItems": .array(items), "FilterGroups": .array(groups),
        ]
    }

    static func filter(_ condition: String, _ groups: [JSON]) -> JSON {
        ["Condition": .string(condition), "SearchInputTextValue": "", "FilterGroups": .array(groups)]
    }

    /// One item alone, in the shape the vendor's web client gives it.
    static func one(_ field: String, _ comparison: String, _ value: String) -> JSON {
        filter("AND", [group("AND", [item(field, comparison, value)]), group("OR", [])])
    }

    static func all(_ items: [JSON]) -> JSON { filter("AND", [group("AND", items)]) }
    static func any(_ items: [JSON]) -> JSON { filter("AND", [group("OR", items)]) }
}
