import Foundation

/// The order of rows, both ways, by each field that the vendor documents or sends.
enum SearchSortingChecks {
    static let all =
        fields.flatMap { field in [check(field, ascending: true), check(field, ascending: false)] } + names

    private enum Kind: Sendable {
        case text
        case integer
        case date
        /// Sorts somehow; only that all rows are there and the two directions differ can be said.
        case list
    }

    private struct Field: Sendable {
        var orderBy: String
        var member: String
        var kind: Kind
        var source: Source
    }

    private static let fields = [
        Field(orderBy: "CreateTime", member: "createTime", kind: .date, source: .page),
        Field(orderBy: "CompanyName", member: "companyName", kind: .text, source: .webClient),
        Field(orderBy: "ResellerName", member: "resellerName", kind: .text, source: .webClient),
        Field(orderBy: "IndustryName", member: "industryName", kind: .text, source: .webClient),
        Field(orderBy: "LicenseTypeName", member: "licenseTypeName", kind: .text, source: .webClient),
        Field(orderBy: "TargetUserCount", member: "targetUserCount", kind: .integer, source: .webClient),
        Field(orderBy: "NumberOfUsers", member: "numberOfUsers", kind: .integer, source: .webClient),
        Field(orderBy: "Tags", member: "tags", kind: .list, source: .webClient),
        Field(orderBy: "LicenseEndDate", member: "licenseEndDate", kind: .date, source: .webClient),
    ]

    private static func check(_ field: Field, ascending: Bool) -> Check {
        let direction = ascending ? "ascending" : "descending"
        // Whether the licence limit, a text on the wire, sorts as a number is nobody's promise.
        let make = field.orderBy == "NumberOfUsers" ? Check.advisory : Check.required
        return make(
            "search.sort.\(field.member).\(direction)",
            "orderBy \(field.orderBy) sorts \(direction) by \(field.member).",
            field.source, []
        ) { context in
            let count = try await context.companies(atLeast: 2).count
            let query = SearchQuery(pageSize: SearchQuery.largePage, orderBy: field.orderBy, ascending: ascending)
            let page = try await context.page(query)
            let expected = min(count, SearchQuery.largePage)
            try page.expect(page.items.count == expected, "all \(expected) companies", "\(page.items.count)")
            switch field.kind {
            case .text:
                try expectOrder(page, field.member, ascending, page.items.map { $0.text(field.member) }, textOrder)
            case .integer:
                try expectOrder(page, field.member, ascending, page.items.map { $0.number(field.member) }) {
                    $0 == $1 ? .orderedSame : $0 < $1 ? .orderedAscending : .orderedDescending
                }
            case .date:
                let dates = try DateColumn(page.items.compactMap { $0.text(field.member) })
                try expectOrder(
                    page, field.member, ascending, page.items.map { $0.text(field.member).flatMap(dates.seconds) }
                ) {
                    $0 == $1 ? .orderedSame : $0 < $1 ? .orderedAscending : .orderedDescending
                }
            case .list:
                let other = try await context.page(
                    SearchQuery(pageSize: SearchQuery.largePage, orderBy: field.orderBy, ascending: !ascending))
                guard Set(page.items.map(\.tags)).count > 1 else { throw Skip("no two companies differ in tags") }
                try page.expect(page.ids != other.ids, "another order than the other way round", "the same")
            }
        }
    }

    /// Rows without a value may stand at either end, but together.
    private static func expectOrder<Value>(
        _ page: Page, _ member: String, _ ascending: Bool, _ values: [Value?],
        _ compare: (Value, Value) -> ComparisonResult
    ) throws {
        var differs = false
        let firstValue = values.firstIndex { $0 != nil } ?? 0
        let lastValue = values.lastIndex { $0 != nil } ?? 0
        for index in values.indices.dropFirst() {
            switch (values[index - 1], values[index]) {
            case (let left?, let right?):
                let wrong = ascending ? ComparisonResult.orderedDescending : .orderedAscending
                let order = compare(left, right)
                differs = differs || order != .orderedSame
                try page.expect(
                    order != wrong, "\(member) \(ascending ? "ascending" : "descending")",
                    "rows \(index) and \(index + 1) are the other way round")
            case (nil, nil) where index > firstValue && index <= lastValue, (nil, _?) where index - 1 > firstValue:
                throw Deviation("rows without \(member) at one end", "row \(index) among the others", page.exchange)
            default: break
            }
        }
        let isAtBothEnds = values.first.map { $0 == nil } == true && values.last.map { $0 == nil } == true
        try page.expect(
            !isAtBothEnds || values.allSatisfy { $0 == nil }, "rows without \(member) at one end", "at both")
        guard differs else { throw Skip("no two companies differ in \(member)") }
    }

    /// The vendor's collation is unknown: only what every collation agrees on counts, the order of words of plain
    /// letters and digits without regard to case. Everything else may stand anywhere.
    @Sendable private static func textOrder(_ left: String, _ right: String) -> ComparisonResult {
        let left = left.lowercased()
        let right = right.lowercased()
        let common = zip(left, right).prefix { $0 == $1 }.count
        guard let first = left.dropFirst(common).first, let second = right.dropFirst(common).first else {
            return left.count == right.count
                ? .orderedSame : left.count < right.count ? .orderedAscending : .orderedDescending
        }
        // Turkish rules order i and its dotless sister differently.
        guard first.isASCII, second.isASCII, first.isLetter == second.isLetter, first.isNumber == second.isNumber,
            first.isLetter || first.isNumber, first != "i", second != "i",
            left.allSatisfy(\.isASCII), right.allSatisfy(\.isASCII),
            !left.prefix(common).contains(where: { !$0.isLetter && !$0.isNumber && $0 != " " })
        else { return .orderedSame }
        return first < second ? .orderedAscending : .orderedDescending
    }

    private static let names: [Check] = [
        .required(
            "search.sort.name-any-case", "orderBy is recognized in any letter case, as clients send createTime.",
            .webClient
        ) { context in
            _ = try await context.companies(atLeast: 2)
            let one = try await context.page(SearchQuery(pageSize: 20, orderBy: "CreateTime"))
            let other = try await context.page(SearchQuery(pageSize: 20, orderBy: "createTime"))
            try other.expect(one.ids == other.ids, "the order of CreateTime", "another")
        },
        .required("search.sort.unknown-field", "An unknown sort field is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery(orderBy: "NoSuchField").json).expect(status: 400)
        },
        .required("search.sort.missing", "A missing orderBy is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery().json("orderBy", nil)).expect(status: 400)
        },
        .required("search.sort.null", "A null orderBy is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery().json("orderBy", .null)).expect(status: 400)
        },
        .advisory("search.sort.empty", "An empty orderBy is 400.", .assumed("no field has that name")) { context in
            try await context.badSearch(SearchQuery(orderBy: "").json).expect(status: 400)
        },
        .advisory(
            "search.sort.renewal-date",
            "orderBy RenewalDate, which guides name, sorts by licenseEndDate, or is 400 as no such member exists.",
            .docs("use cases of resellers")
        ) { context in
            let answer = try await context.badSearch(
                SearchQuery(pageSize: SearchQuery.largePage, orderBy: "RenewalDate").json)
            if answer.status == 400 { return }
            let page = try Page(answer)
            let dates = try DateColumn(page.items.compactMap { $0.text("licenseEndDate") })
            try expectOrder(
                page, "licenseEndDate", true, page.items.map { $0.text("licenseEndDate").flatMap(dates.seconds) }
            ) {
                $0 == $1 ? .orderedSame : $0 < $1 ? .orderedAscending : .orderedDescending
            }
        },
    ]
}
