/// How filter items combine, and how leniently they are read.
enum FilterGrammarChecks {
    static let all = combinations + leniency

    /// Two tests whose companies differ, made from the rows: few users and one licence type.
    private struct Pair: Sendable {
        let verification: FilterVerification
        let limit: Int
        let type: String

        init(_ context: Context) async throws {
            verification = try await FilterVerification(context)
            let items = verification.items
            let limits = Set(items.compactMap { $0.number("targetUserCount") }).sorted()
            let types = Set(items.compactMap { $0.text("licenseTypeResourceId") }).sorted()
            for limit in limits[(limits.count / 2)...] {
                for type in types {
                    // All four combinations occur, so that AND, OR and either item alone give different rows.
                    let kinds = Set(
                        items.map { item -> [Bool] in
                            [(item.number("targetUserCount") ?? 0) < limit, item.text("licenseTypeResourceId") == type]
                        })
                    if kinds.count == 4 {
                        self.limit = limit
                        self.type = type
                        return
                    }
                }
            }
            throw Skip("the companies are too alike to tell AND from OR")
        }

        var few: JSON { Filter.item("TargetUserCount", "<", "\(limit)") }
        var many: JSON { Filter.item("TargetUserCount", ">=", "\(limit)") }
        var ofType: JSON { Filter.item("LicenseTypeResourceId", "Include", type) }

        func hasFew(_ item: Item) -> Bool? { item.number("targetUserCount").map { $0 < limit } }
        func isOfType(_ item: Item) -> Bool { item.text("licenseTypeResourceId") == type }

        func verify(_ filter: JSON, _ what: Wording, _ test: @Sendable (Bool, Bool) -> Bool) async throws {
            try await verification.verify(filter, what) { item in hasFew(item).map { test($0, isOfType(item)) } }
        }
    }

    private static let combinations: [Check] = [
        .required("search.filter.and", "The items of an AND group hold together.", .webClient) { context in
            let pair = try await Pair(context)
            try await pair.verify(Filter.all([pair.few, pair.ofType]), "for which both items hold") { $0 && $1 }
        },
        .required("search.filter.or", "Of the items of an OR group one has to hold.", .webClient) { context in
            let pair = try await Pair(context)
            try await pair.verify(Filter.any([pair.few, pair.ofType]), "for which one item holds") { $0 || $1 }
        },
        .required("search.filter.and-of-groups", "The groups of an AND filter hold together.", .webClient) { context in
            let pair = try await Pair(context)
            let groups = [Filter.group("OR", [pair.few]), Filter.group("OR", [pair.ofType])]
            try await pair.verify(Filter.filter("AND", groups), "for which both groups hold") { $0 && $1 }
        },
        .required("search.filter.or-of-groups", "Of the groups of an OR filter one has to hold.", .webClient) {
            context in
            let pair = try await Pair(context)
            let groups = [Filter.group("AND", [pair.few]), Filter.group("AND", [pair.ofType])]
            try await pair.verify(Filter.filter("OR", groups), "for which one group holds") { $0 || $1 }
        },
        .required(
            "search.filter.nested-groups", "Groups nest: an OR group within an AND group.", .schema("FilterGroup")
        ) { context in
            let pair = try await Pair(context)
            // (few or type) and not both: exactly one of them, as two groups within a group.
            let other = Filter.item("LicenseTypeResourceId", "Include", pair.type)
            let inner = [
                Filter.group("AND", [pair.many, other]),
                Filter.group("AND", [pair.few], groups: [Filter.group("OR", [other])]),
            ]
            let filter = Filter.filter("AND", [Filter.group("OR", [], groups: inner)])
            try await pair.verify(filter, "for which the nested groups hold") { $1 }
        },
        .required(
            "search.filter.group-with-items-and-groups", "A group's items and groups follow the group's condition.",
            .schema("FilterGroup")
        ) { context in
            let pair = try await Pair(context)
            let filter = Filter.filter(
                "AND", [Filter.group("OR", [pair.few], groups: [Filter.group("AND", [pair.ofType])])])
            try await pair.verify(filter, "for which the item or the inner group holds") { $0 || $1 }
        },
        .required(
            "search.filter.empty-groups", "Empty groups filter nothing, as the web client always sends its two groups.",
            .webClient
        ) { context in
            try await FilterVerification(context).verify(
                Filter.filter("AND", [Filter.group("AND", []), Filter.group("OR", [])]), "managed", selects: false
            ) { _ in true }
        },
        .required(
            "search.filter.empty-or-group", "An empty OR group beside an item filters nothing more.", .webClient
        ) { context in
            let pair = try await Pair(context)
            let groups = [Filter.group("AND", [pair.few]), Filter.group("OR", [])]
            try await pair.verify(Filter.filter("AND", groups), "for which the item holds") { few, _ in few }
        },
        .required(
            "search.filter.minimal", "A filter with a condition and an empty search text filters nothing.", .listGuide
        ) { context in
            try await FilterVerification(context).verify(Filter.none, "managed", selects: false) { _ in true }
        },
        .required(
            "search.filter.empty-contains", "Contains with an empty value filters nothing.", .webClient
        ) { context in
            try await FilterVerification(context).verify(
                Filter.one("CompanyName", "Contains", ""), "managed", selects: false
            ) { _ in
                true
            }
        },
        .required(
            "search.filter.combines-with-paging", "The pages of a filtered search list the filtered rows once each.",
            .page
        ) { context in
            let pair = try await Pair(context)
            let filter = Filter.all([pair.few])
            let whole = try await context.page(SearchQuery(pageSize: SearchQuery.largePage, filter: filter))
            let size = max(1, (min(whole.totalRecords, SearchQuery.largePage) + 1) / 2)
            var ids: [String] = []
            for number in 1...2 {
                ids += try await context.page(SearchQuery(pageNumber: number, pageSize: size, filter: filter)).ids
            }
            try whole.expect(
                ids == whole.ids, "two pages with the rows of one", "\(ids.count) rows, others or in other order")
        },
        .advisory(
            "search.filter.free-text", "SearchInputTextValue finds the companies with the text in any text member.",
            .assumed("the name and the web client's own free-text search")
        ) { context in
            let verification = try await FilterVerification(context)
            let test: @Sendable (String, Item) -> Bool? = { value, item in
                if item.name?.holds(value) == true { return true }
                return item.json.serialized.lowercased().holds(value.lowercased()) ? nil : false
            }
            let values = verification.items.compactMap { $0.name.flatMap(FilterVerification.inner) }
            let value = try verification.telling(values, "part of a name", test)
            let filter: JSON = ["Condition": "AND", "SearchInputTextValue": .string(value)]
            try await verification.verify(filter, "with the text in a member") { test(value, $0) }
        },
    ]

    private static let leniency: [Check] = [
        .required(
            "search.filter.keys-any-case", "The filter's keys are recognized in camelCase too.",
            .docs("Create a REST API client for a customer")
        ) { context in
            let pair = try await Pair(context)
            let item: JSON = ["fieldName": "TargetUserCount", "operator": "<", "value": .string("\(pair.limit)")]
            let filter: JSON = [
                "condition": "AND", "searchInputTextValue": "",
                "filterGroups": [["condition": "AND", "filterItems": [item], "filterGroups": []]],
            ]
            try await pair.verify(filter, "for which the item holds") { few, _ in few }
        },
        .required(
            "search.filter.value-key-in-lower-case", "An item may mix PascalCase keys with a lower-case value key.",
            .webClient
        ) { context in
            let pair = try await Pair(context)
            let item: JSON = ["FieldName": "TargetUserCount", "Operator": "<", "value": .string("\(pair.limit)")]
            try await pair.verify(Filter.all([item]), "for which the item holds") { few, _ in few }
        },
        .required(
            "search.filter.members-may-be-missing", "SearchInputTextValue and inner FilterGroups may be left out.",
            .webClient
        ) { context in
            let pair = try await Pair(context)
            let filter: JSON = ["Condition": "AND", "FilterGroups": [["Condition": "AND", "FilterItems": [pair.few]]]]
            try await pair.verify(filter, "for which the item holds") { few, _ in few }
        },
        .advisory(
            "search.filter.condition-any-case", "Conditions are recognized in lower case.", .docs("older scripts")
        ) { context in
            let pair = try await Pair(context)
            try await pair.verify(
                Filter.filter("and", [Filter.group("or", [pair.few, pair.ofType])]), "for which one item holds"
            ) { $0 || $1 }
        },
        .advisory(
            "search.filter.field-any-case", "Field names are recognized in any letter case.",
            .assumed("as orderBy and the keys")
        ) { context in
            let pair = try await Pair(context)
            let item = Filter.item("targetusercount", "<", "\(pair.limit)")
            try await pair.verify(Filter.all([item]), "for which the item holds") { few, _ in few }
        },
        .advisory(
            "search.filter.operator-any-case", "Contains is recognized in lower case.",
            .assumed("both spellings occur in the vendor's client tests")
        ) { context in
            _ = try await context.page(SearchQuery(filter: Filter.one("CompanyName", "contains", "a")))
        },
        .advisory(
            "search.filter.text-any-case", "Contains finds text in other letter case.",
            .assumed("as the web client's lists")
        ) { context in
            let verification = try await FilterVerification(context)
            let values = verification.items.compactMap { $0.name.flatMap(FilterVerification.inner) }
                .filter { $0.uppercased() != $0 && !$0.lowercased().contains("i") }
            let test: @Sendable (String, Item) -> Bool? = { value, item in
                item.name.map { $0.lowercased().holds(value.lowercased()) } ?? false
            }
            let value = try verification.telling(values, "part of a name", test)
            try await verification.verify(
                Filter.one("CompanyName", "Contains", value.uppercased()), "with the text in whatever case"
            ) { test(value, $0) }
        },
    ]
}
