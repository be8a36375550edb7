import Foundation
import ResellerAPI
import Testing

@Suite struct SearchFilterTests {
    static let companies = randomCompanies(120, seed: 11)
    static let directory = CompanyDirectory(companies: companies)
    static let now = DateTime("2026-03-01T09:15:00")
    static let naive = NaiveSearch(companies: companies, now: now)

    private func found(_ rest: String, dates: DateTimeFormat = .iso8601) throws -> [String] {
        let outcome = Self.directory.search(
            body: searchBody(size: 99_999, rest), caller: 0, now: Self.now, dates: dates)
        return try FoundPage(outcome).identifiers.sorted()
    }

    private func expected(_ meets: (Company) -> Bool) -> [String] {
        Self.naive.managed(by: 0).filter(meets).map(\.resourceId).sorted()
    }

    @Test(arguments: NaiveSearch.operators.keys.sorted())
    func everyOperatorOfAFieldFindsWhatAPlainEvaluationFinds(field: String) throws {
        for comparison in NaiveSearch.operators[field]! {
            for value in NaiveSearch.values[field]! {
                let item = (field: field, comparison: comparison, value: value)
                let expected = expected { Self.naive.meets($0, item) ?? true }
                #expect(try found(filter([item])) == expected, "\(item)")
            }
        }
    }

    /// A kept selection of one month is none of another.
    @Test func countsOfUsersAreThoseOfTheMonthAskedFor() throws {
        let count = (field: "MonthlyActiveUserCount", comparison: "=", value: "77")
        let january = (field: "MonthlyActiveUser", comparison: "=", value: "2026-01")
        for _ in 0..<2 {
            #expect(try found(filter([count])) == expected { Self.naive.meets($0, count)! })
            #expect(
                try found(filter([january, count]))
                    == expected { $0.monthlyActiveUserCounts[YearMonth("2026-01")!] == 77 })
        }
    }

    @Test func everyFieldOfTheTableIsTested() {
        let tested = Set(NaiveSearch.operators.keys)
        #expect(tested == Set(SearchField.allCases.flatMap { [$0.rawValue] + $0.aliases }))
        for field in SearchField.allCases {
            #expect(
                Set(field.operators.map { $0.rawValue.lowercased() })
                    == Set(NaiveSearch.operators[field.rawValue]!.map { $0.lowercased() }))
        }
    }

    @Test func containsLooksAtDatesAsTheyAreShown() throws {
        let dates = DateTimeFormat.preferred(.monthDayYear, .hours12)
        var naive = Self.naive
        naive.dates = dates
        for value in ["03/01/2026", "am", "09:15 AM", "2026-03", "T"] {
            let item = (field: "CreateTime", comparison: "Contains", value: value)
            #expect(
                try found(filter([item]), dates: dates) == expected { naive.meets($0, item)! }, "\(value)")
        }
        let iso = (field: "CreateTime", comparison: "Contains", value: "t09:15")
        #expect(try found(filter([iso])) == expected { Self.naive.meets($0, iso)! })
    }

    @Test func theCallersDateFormatOrdersDayAndMonth() throws {
        let item = (field: "CreateTime", comparison: ">=", value: "02/03/2026")
        let march = expected { ($0.createTime ?? .earliest) >= DateTime("2026-03-02") }
        let february = expected { ($0.createTime ?? .earliest) >= DateTime("2026-02-03") }
        #expect(march != february)
        #expect(try found(filter([item])) == march)
        #expect(try found(filter([item]), dates: .preferred(.dayMonthYear, .hours24)) == march)
        #expect(try found(filter([item]), dates: .preferred(.monthDayYear, .hours24)) == february)
    }

    @Test func nestedGroupsCombineAsAPlainEvaluationDoes() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<120 {
            let group = RandomGroup(depth: 3, &random)
            var naive = Self.naive
            // The one value that the field is tested with: counts of users are those of this month then.
            if group.json.contains(#""MonthlyActiveUser""#) { naive.month = YearMonth("2026-01") }
            let wanted = expected { group.meets($0, naive) ?? true }
            let body = #""filter":{"condition":"and","filterGroups":[\#(group.json)]}"#
            #expect(try found(body) == wanted, "\(body)")
        }
    }

    @Test func groupsAreCombinedByTheFiltersCondition() throws {
        let group = { (value: String) in
            #"{"filterItems":[{"fieldName":"CompanyName","operator":"=","value":"\#(value)"}]}"#
        }
        let groups = "[\(group("beta")),{},\(group("beta 2"))]"
        let any = try found(#""filter":{"Condition":"or","FilterGroups":\#(groups)}"#)
        #expect(any == expected { ["beta", "beta 2"].contains($0.name.lowercased()) })
        #expect(try found(#""filter":{"Condition":"AND","FilterGroups":\#(groups)}"#).isEmpty)
        #expect(try found(#""filter":{"FilterGroups":\#(groups)}"#).isEmpty)
        #expect(try found(#""filter":{"Condition":null,"FilterGroups":\#(groups)}"#).isEmpty)
    }

    @Test(arguments: [
        #""filter":null"#, #""filter":{}"#, #""filter":"""#, #""filter":{"Condition":"AND","SearchInputTextValue":""}"#,
        #""filter":{"FilterGroups":null,"SearchInputTextValue":null}"#,
        #""filter":{"Condition":"OR","FilterGroups":[{"Condition":"AND","FilterItems":[],"FilterGroups":[]},{"Condition":"OR","FilterItems":[]}]}"#,
        #""filter":{"FilterGroups":[{"FilterItems":null,"FilterGroups":null}]}"#,
        #""filter":{"FilterGroups":[{"Condition":"OR","FilterItems":[{"FieldName":"CompanyName","Operator":"Contains"}]}]}"#,
        #""filter":{"FilterGroups":[{"FilterItems":[{"FieldName":"MonthlyActiveUser","Operator":"=","Value":"2026-01"}]}]}"#,
        #""filter":{"FilterGroups":[{"FilterItems":[{"FieldName":"IndustryResourceId","Operator":"Include","Value":" , "}]}]}"#,
    ])
    func aFilterWithNothingToMeetFindsEverything(rest: String) throws {
        #expect(try found(rest) == expected { _ in true })
    }

    @Test func whatIsLeftOutOfAccountDoesNotMakeAnAlternativeTrue() throws {
        let items = [
            (field: "CompanyName", comparison: "=", value: "beta 2"),
            (field: "MonthlyActiveUser", comparison: "=", value: "2026-01"),
            (field: "IndustryResourceId", comparison: "Include", value: ""),
        ]
        #expect(try found(filter(items, condition: "OR")) == expected { $0.name == "beta 2" })
    }

    @Test func searchTextIsASubstringOfAnyTextMemberOfTheRow() throws {
        let identifier = String(Self.companies[7].resourceId.lowercased().prefix(5))
        for part in ["acme", "LEGAL", "indtech", "custom", "999", "pilot 2", "other mssp", "ångs", identifier, "none"] {
            let texts = { (company: Company) -> [String] in
                var texts = [company.name, company.resourceId] + company.tags
                for text in [
                    Self.naive.resellerName(company), company.industry.name, company.industry.resourceId,
                    company.licenseType.name, company.licenseType.resourceId,
                    company.numberOfUsers.map({ "\($0)" }),
                ] {
                    if let text { texts.append(text) }
                }
                return texts
            }
            let wanted = expected { texts($0).contains { $0.lowercased().contains(part.lowercased()) } }
            #expect(try found(#""filter":{"SearchInputTextValue":"\#(part)"}"#) == wanted, "\(part)")
        }
    }

    @Test func searchTextAndGroupsMustBothBeMet() throws {
        let rest =
            #""filter":{"SearchInputTextValue":"acme","Condition":"OR","FilterGroups":[{"FilterItems":[{"FieldName":"TargetUserCount","Operator":">","Value":"50"}]}]}"#
        let both = try found(rest)
        #expect(
            both
                == (try found(#""filter":{"SearchInputTextValue":"acme"}"#)).filter { identifier in
                    Self.companies.first { $0.resourceId == identifier }!.targetUserCount > 50
                })
    }

    @Test func turkishLettersAreLettersOfTheirOwn() throws {
        let companies = [
            Company(resourceId: "r", name: "R"), Company(resourceId: "a", name: "İSTANBUL", parent: "r"),
            Company(resourceId: "b", name: "ISTANBUL", parent: "r"),
            Company(resourceId: "c", name: "ıstanbul", parent: "r"),
        ]
        let directory = CompanyDirectory(companies: companies)
        for (value, names) in [("istanbul", ["ISTANBUL"]), ("İstanbul", ["İSTANBUL"]), ("ISTANBUL", ["ISTANBUL"])] {
            let item = (field: "CompanyName", comparison: "=", value: value)
            let outcome = directory.search(
                body: searchBody(filter([item])), caller: 0, now: Self.now, dates: .iso8601)
            #expect(try FoundPage(outcome).names == names)
        }
    }

    @Test func onlyCompaniesOverTheLimitWhenAsked() throws {
        let over = expected { $0.isNumberOfUsersLimited && $0.targetUserCount > $0.numberOfUsers ?? .max }
        #expect(try found(#""isTargetUserCountExceededLimit":true"#) == over)
        let item = (field: "CompanyName", comparison: "Contains", value: "acme")
        let outcome = Self.directory.search(
            body: searchBody(#""isTargetUserCountExceededLimit":true,"# + filter([item])), caller: 0, now: Self.now,
            dates: .iso8601)
        let page = try FoundPage(outcome)
        #expect(page.rows.count < over.count)
        // The count is over everything that the caller manages.
        #expect(page.number("limitExceededCompanyCount") == over.count)
    }
}

/// A group of a filter, as JSON and as what it means.
private struct RandomGroup {
    var isAny: Bool
    var items: [NaiveSearch.Item] = []
    var groups: [RandomGroup] = []

    init(depth: Int, _ random: inout SeededGenerator) {
        isAny = Bool.random(using: &random)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let field = NaiveSearch.operators.keys.sorted().randomElement(using: &random)!
            items.append(
                (
                    field, NaiveSearch.operators[field]!.randomElement(using: &random)!,
                    NaiveSearch.values[field]!.sorted().randomElement(using: &random)!
                ))
        }
        guard depth > 1 else { return }
        for _ in 0..<Int.random(in: 0...2, using: &random) { groups.append(RandomGroup(depth: depth - 1, &random)) }
    }

    var json: String {
        let items = items.map { item in
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("fieldname")
            writer.string(item.field)
            writer.name("OPERATOR")
            writer.string(item.comparison)
            writer.name("value")
            writer.string(item.value)
            writer.endObject()
            return text(writer.bytes)
        }
        return #"{"condition":"\#(isAny ? "Or" : "And")","filterItems":[\#(items.joined(separator: ","))],"#
            + #""filterGroups":[\#(groups.map(\.json).joined(separator: ","))]}"#
    }

    func meets(_ company: Company, _ naive: NaiveSearch) -> Bool? {
        let parts = items.map { naive.meets(company, $0) } + groups.map { $0.meets(company, naive) }
        let known = parts.compactMap { $0 }
        if known.isEmpty { return nil }
        return isAny ? known.contains(true) : !known.contains(false)
    }
}
