import Foundation

/// Every field and operator that the vendor's clients filter by, verified on the rows.
enum FilterFieldChecks {
    static let all = texts + identifiers + numbers + dates + others

    private static func id(_ field: String, _ comparison: String) -> String {
        let names = [
            "=": "equal", "!=": "not-equal", ">": "greater", ">=": "greater-or-equal", "<": "less",
            "<=": "less-or-equal",
        ]
        return "search.filter.\(field).\(names[comparison] ?? comparison.lowercased())"
    }

    // MARK: - Text

    private static let texts =
        [
            ("CompanyName", "companyName"), ("ResellerName", "resellerName"),
        ].flatMap { (field: String, member: String) -> [Check] in
            [
                Check.required(
                    id(member, "Contains"), "\(field) Contains finds the companies whose \(member) has the text.",
                    .webClient
                ) { context in
                    let verification = try await FilterVerification(context)
                    let values = verification.items.compactMap { $0.text(member).flatMap(FilterVerification.inner) }
                    let test: @Sendable (String, Item) -> Bool? = { value, item in
                        item.text(member).map { $0.contains(ignoringCase: value) } ?? false
                    }
                    let value = try verification.telling(values, "part of a \(member)", test)
                    try await verification.verify(Filter.one(field, "Contains", value), "with the text in \(member)") {
                        test(value, $0)
                    }
                },
                Check.required(id(member, "="), "\(field) = finds the companies with that \(member).", .webClient) {
                    context in
                    let verification = try await FilterVerification(context)
                    let test: @Sendable (String, Item) -> Bool? = { value, item in
                        item.text(member).map { $0.equals(ignoringCase: value) } ?? false
                    }
                    let value = try verification.telling(
                        verification.items.compactMap { $0.text(member) }, "\(member)", test)
                    try await verification.verify(Filter.one(field, "=", value), "with that \(member)") {
                        test(value, $0)
                    }
                },
                Check.required(id(member, "!="), "\(field) != finds the companies with another \(member).", .webClient)
                {
                    context in
                    let verification = try await FilterVerification(context)
                    let test: @Sendable (String, Item) -> Bool? = { value, item in
                        item.text(member).flatMap { $0.equals(ignoringCase: value).map { !$0 } }
                    }
                    let value = try verification.telling(
                        verification.items.compactMap { $0.text(member) }, "\(member)", test)
                    try await verification.verify(Filter.one(field, "!=", value), "with another \(member)") {
                        test(value, $0)
                    }
                },
            ]
        } + [
            Check.required(
                id("tags", "Contains"), "Tags Contains finds the companies with a tag that has the text.", .webClient
            ) {
                context in
                try await verifyTags(context, "Contains", "with the text in a tag") { value, item in
                    item.tags.contains { $0.holds(value) }
                        ? true
                        : item.tags.contains { $0.contains(ignoringCase: value) == nil } ? nil : false
                }
            },
            Check.required(id("tags", "="), "Tags = finds the companies with that tag.", .webClient) { context in
                try await verifyTags(context, "=", "with the tag") { value, item in
                    item.tags.contains(value)
                        ? true
                        : item.tags.contains { $0.equals(ignoringCase: value) == nil } ? nil : false
                }
            },
            Check.advisory(
                id("tags", "!="), "Tags != finds the companies without that tag.",
                .assumed("sent by the web client, its meaning for several tags is not documented")
            ) { context in
                try await verifyTags(context, "!=", "without the tag") { value, item in
                    item.tags.contains(value)
                        ? false
                        : item.tags.isEmpty || item.tags.contains { $0.equals(ignoringCase: value) == nil } ? nil : true
                }
            },
        ]

    private static func verifyTags(
        _ context: Context, _ comparison: String, _ what: Wording,
        _ test: @escaping @Sendable (String, Item) -> Bool?
    ) async throws {
        let verification = try await FilterVerification(context)
        let value = try verification.telling(verification.items.flatMap(\.tags), "tag", test)
        try await verification.verify(Filter.one("Tags", comparison, value), what) { test(value, $0) }
    }

    // MARK: - Identifiers

    private static let identifiers =
        [
            ("IndustryResourceId", "industryResourceId"), ("LicenseTypeResourceId", "licenseTypeResourceId"),
        ].flatMap { (field: String, member: String) -> [Check] in
            [
                Check.required(id(member, "Include"), "\(field) Include finds the companies with that id.", .webClient)
                {
                    context in
                    let verification = try await FilterVerification(context)
                    let ids = verification.items.compactMap { $0.text(member) }
                    let id = try verification.telling(ids, "\(member)") { $1.text(member) == $0 }
                    try await verification.verify(Filter.one(field, "Include", id), "with that \(member)") {
                        $0.text(member) == id
                    }
                },
                Check.required(
                    id(member, "include-several"), "\(field) Include takes several ids with commas between them.",
                    .webClient
                ) { context in
                    let verification = try await FilterVerification(context)
                    let ids = Set(verification.items.compactMap { $0.text(member) }).sorted()
                    guard ids.count >= 3 else { throw Skip("the companies have fewer than three values of \(member)") }
                    let wanted = ids.prefix(2)
                    try await verification.verify(
                        Filter.one(field, "Include", wanted.joined(separator: ",")),
                        "with one of two values of \(member)"
                    ) { $0.text(member).map { wanted.contains($0) } ?? false }
                },
                Check.required(
                    id(member, "include-whole-ids"), "\(field) Include does not find ids that only begin as the value.",
                    .webClient
                ) { context in
                    let verification = try await FilterVerification(context)
                    let ids = Set(verification.items.compactMap { $0.text(member) }).sorted()
                    guard
                        let part = ids.lazy.map({ String($0.dropLast()) }).first(where: {
                            !$0.isEmpty && !ids.contains($0)
                        })
                    else { throw Skip("no company has \(member)") }
                    let page = try await context.page(SearchQuery(filter: Filter.one(field, "Include", part)))
                    try page.expect(page.items.isEmpty, "no company", "\(page.items.count)")
                },
            ]
        } + [
            Check.required(
                id("moduleResourceId", "Include"),
                "ModuleResourceId Include finds companies whose licence has the module.",
                .webClient
            ) { context in
                let sample = try await context.sample()
                let modules = try sample.map {
                    try successData($0.detail)["licenseModules"]?.elements?.compactMap(\.text) ?? []
                }
                guard let module = modules.joined().first else { throw Skip("no sampled company has licence modules") }
                let page = try await context.page(
                    SearchQuery(
                        pageSize: SearchQuery.largePage, filter: Filter.one("ModuleResourceId", "Include", module)))
                guard modules.contains(where: { !$0.contains(module) }), page.totalRecords <= SearchQuery.largePage
                else {
                    throw Skip("no licence module tells the sampled companies apart")
                }
                for (company, modules) in zip(sample, modules) {
                    let isDue = modules.contains(module)
                    try page.expect(
                        page.ids.contains(company.item.id) == isDue, "the companies with the module alone",
                        isDue ? "one with it is missing" : "one without it is there")
                }
            }
        ]

    // MARK: - Numbers

    private static let comparisons: [(name: String, holds: @Sendable (Int, Int) -> Bool)] = [
        ("=", { $0 == $1 }), ("!=", { $0 != $1 }), (">", { $0 > $1 }), (">=", { $0 >= $1 }), ("<", { $0 < $1 }),
        ("<=", { $0 <= $1 }),
    ]

    private static let numbers =
        comparisons.map { comparison in
            Check.required(
                id("targetUserCount", comparison.name),
                "TargetUserCount \(comparison.name) compares the number of users.",
                .webClient
            ) { context in
                let verification = try await FilterVerification(context)
                let test: @Sendable (Int, Item) -> Bool? = { value, item in
                    item.number("targetUserCount").map { comparison.holds($0, value) }
                }
                // From the middle outwards, so that both sides of the value have companies.
                let value = try verification.telling(
                    middleFirst(verification.items.compactMap { $0.number("targetUserCount") }), "number of users", test
                )
                try await verification.verify(
                    Filter.one("TargetUserCount", comparison.name, "\(value)"),
                    "with users \(comparison.name) a number"
                ) { test(value, $0) }
            }
        } + [
            Check.required(
                id("numberOfUsers", "="), "NumberOfUsers = finds the companies with that licence limit.", .webClient
            ) { context in
                try await verifyLimits(context, "=") { $0 == $1 }
            },
            Check.required(
                id("numberOfUsers", "!="), "NumberOfUsers != finds the companies with another licence limit.",
                .webClient
            ) { context in
                try await verifyLimits(context, "!=") { $0 != $1 }
            },
            Check.required(
                id("numberOfUsers", "Contains"), "NumberOfUsers Contains finds the digits in the licence limit.",
                .webClient
            ) { context in
                let verification = try await FilterVerification(context)
                let limits = verification.items.compactMap { $0.text("numberOfUsers") }
                let test: @Sendable (String, Item) -> Bool? = { $1.text("numberOfUsers")?.contains($0) }
                let value = try verification.telling(limits.map { String($0.prefix(2)) }, "licence limit", test)
                try await verification.verify(
                    Filter.one("NumberOfUsers", "Contains", value), "with the digits in their licence limit"
                ) { test(value, $0) }
            },
            Check.required(
                id("numberOfUsers", "between"), "NumberOfUsers >= and <= together find the limits between two numbers.",
                .webClient
            ) { context in
                let verification = try await FilterVerification(context)
                let limits = Set(
                    verification.items.filter { $0.json["isNumberOfUsersLimited"] == true }
                        .compactMap { $0.number("numberOfUsers") }
                ).sorted()
                guard limits.count >= 3 else { throw Skip("the companies have fewer than three licence limits") }
                let range = limits[1]...limits[max(1, limits.count - 2)]
                try await verification.verify(
                    Filter.all([
                        Filter.item("NumberOfUsers", ">=", "\(range.lowerBound)"),
                        Filter.item("NumberOfUsers", "<=", "\(range.upperBound)"),
                    ]), "with a licence limit between two numbers"
                ) { item in
                    item.json["isNumberOfUsersLimited"] == true ? item.number("numberOfUsers").map(range.contains) : nil
                }
            },
            Check.required(
                id("targetUserCount", "Contains"), "Contains is taken for numbers, as the free-text search sends it.",
                .webClient
            ) { context in
                _ = try await context.page(SearchQuery(filter: Filter.one("TargetUserCount", "Contains", "1")))
            },
        ]

    private static func verifyLimits(
        _ context: Context, _ comparison: String, _ holds: @escaping @Sendable (String, String) -> Bool
    ) async throws {
        let verification = try await FilterVerification(context)
        let test: @Sendable (String, Item) -> Bool? = { value, item in
            // What unlimited companies have there is not known.
            item.json["isNumberOfUsersLimited"] == true ? item.text("numberOfUsers").map { holds($0, value) } : nil
        }
        let limits = verification.items.filter { $0.json["isNumberOfUsersLimited"] == true }
            .compactMap { $0.text("numberOfUsers") }
        let value = try verification.telling(limits, "licence limit", test)
        try await verification.verify(
            Filter.one("NumberOfUsers", comparison, value), "with a licence limit \(comparison) a number"
        ) { test(value, $0) }
    }

    private static func middleFirst(_ values: [Int]) -> [Int] {
        let sorted = Set(values).sorted()
        let middle = sorted.count / 2
        return Array(sorted[middle...]) + sorted[..<middle].reversed()
    }

    // MARK: - Dates

    private static let dates =
        [("CreateTime", "createTime"), ("LicenseEndDate", "licenseEndDate")].flatMap {
            (field: String, member: String) -> [Check] in
            comparisons.filter { $0.name != "!=" }.map { comparison -> Check in
                Check.required(
                    id(member, comparison.name), "\(field) \(comparison.name) compares \(member) with a date and time.",
                    comparison.name == ">" || comparison.name == "<" ? .agent : .webClient
                ) { context in
                    let verification = try await FilterVerification(context)
                    let texts = verification.items.compactMap { $0.text(member) }
                    let column = try DateColumn(texts)
                    let test: @Sendable (String, Item) -> Bool? = { value, item in
                        guard let limit = column.seconds(value), let time = item.text(member).flatMap(column.seconds)
                        else {
                            // Whether a company without the date matches is not known.
                            return nil
                        }
                        // What is shown without its seconds is at least what it is shown as.
                        if time == limit, !column.isExact, !["<", ">="].contains(comparison.name) { return nil }
                        return comparison.holds(Int(time), Int(limit))
                    }
                    let sorted = texts.sorted { (column.seconds($0) ?? 0) < (column.seconds($1) ?? 0) }
                    let value = try verification.telling(
                        Array(sorted[(sorted.count / 2)...]) + sorted[..<(sorted.count / 2)], "\(member)", test)
                    try await verification.verify(
                        Filter.one(field, comparison.name, value), "with \(member) \(comparison.name) a date and time"
                    ) { test(value, $0) }
                }
            }
        } + [
            Check.advisory(
                "search.filter.shown-columns",
                "Contains takes any text for every column that the web client's free-text box looks at.", .webClient
            ) { context in
                for field in [
                    "MonthlyActiveUserCount", "InactiveTargetUserCount", "DeletedTargetUserCount",
                    "EnrolledVendorNames", "MonthlyEnrolled", "MonthlyConsumption",
                ] {
                    let filter = Filter.one(field, "Contains", "acme")
                    _ = try await context.page(SearchQuery(pageSize: 1, filter: filter))
                }
            },
            Check.advisory(
                "search.filter.bare-day", "A date without a time stands for the whole day.",
                .assumed("the vendor's agent sends dates such as 2025-01-01")
            ) { context in
                let verification = try await FilterVerification(context)
                let column = try DateColumn(verification.items.compactMap { $0.text("createTime") })
                let day: @Sendable (Item) -> String? = { item in
                    item.text("createTime").flatMap(column.date).map {
                        String(format: "%04d-%02d-%02d", $0.year, $0.month, $0.day)
                    }
                }
                let test: @Sendable (String, Item) -> Bool? = { value, item in day(item).map { $0 == value } }
                let value = try verification.telling(verification.items.compactMap(day), "day of creation", test)
                try await verification.verify(Filter.one("CreateTime", "=", value), "created on that day") {
                    test(value, $0)
                }
            },
            Check.advisory(
                "search.filter.display-date", "A date in the display form dd/MM/yyyy HH:mm is taken.", .webClient
            ) { context in
                let verification = try await FilterVerification(context)
                let column = try DateColumn(verification.items.compactMap { $0.text("createTime") })
                guard !column.isMonthFirst else { throw Skip("the caller's company prefers the month first", .target) }
                let days = verification.items.compactMap { $0.text("createTime").flatMap(column.date) }
                // Before the 13th the day could be read as the month.
                let telling = days.filter { $0.day > 12 }
                guard !telling.isEmpty else { throw Skip("no company was created after the 12th of a month") }
                let day = telling[telling.count / 2]
                let start = Double(HTTPDate.days(year: day.year, month: day.month, day: day.day) * 86400)
                let value = String(format: "%02d/%02d/%04d 00:00", day.day, day.month, day.year)
                try await verification.verify(Filter.one("CreateTime", ">=", value), "created on a day or later") {
                    item in
                    item.text("createTime").flatMap(column.seconds).map { $0 >= start }
                }
            },
        ]

    // MARK: - Others

    private static let others =
        [true, false].map { value in
            Check.required(
                id("licenceExpired", "\(value)"), "LicenceExpired = \(value) finds the companies with that flag.",
                .agent
            ) { context in
                let verification = try await FilterVerification(context)
                try await verification.verify(
                    Filter.one("LicenceExpired", "=", "\(value)"), "with licenceExpired \(value)"
                ) { $0.json["licenceExpired"]?.boolean.map { $0 == value } }
            }
        } + [
            Check.advisory(
                id("monthlyActiveUser", "="),
                "MonthlyActiveUser selects the month of the count and removes no company.",
                .assumed("the web client shows it as the choice of a column's month")
            ) { context in
                try await FilterVerification(context).verify(
                    Filter.one("MonthlyActiveUser", "=", "2026-01"), "managed", selects: false
                ) { _ in true }
            },
            Check.advisory(id("name", "Contains"), "Name is another name of CompanyName.", .agent) { context in
                let verification = try await FilterVerification(context)
                let values = verification.items.compactMap { $0.name.flatMap(FilterVerification.inner) }
                let contains: @Sendable (String, Item) -> Bool? = { value, item in
                    item.name.map { $0.contains(ignoringCase: value) } ?? false
                }
                let value = try verification.telling(values, "part of a name", contains)
                try await verification.verify(Filter.one("Name", "Contains", value), "with the text in their name") {
                    contains(value, $0)
                }
            },
            Check.required(
                "search.filter.unknown-field", "A filter on an unknown field is 400.", .listGuide
            ) { context in
                try await context.badSearch(SearchQuery(filter: Filter.one("NoSuchField", "=", "1")).json).expect(
                    status: 400)
            },
            Check.advisory(
                "search.filter.unknown-operator", "A filter with an unknown operator is 400.",
                .assumed("as an unknown field")
            ) { context in
                try await context.badSearch(SearchQuery(filter: Filter.one("CompanyName", "~", "a")).json).expect(
                    status: 400)
            },
            Check.advisory(
                "search.filter.unparsable-number", "A text where a number is compared is 400.",
                .assumed("as an unknown field")
            ) { context in
                try await context.badSearch(SearchQuery(filter: Filter.one("TargetUserCount", ">", "many")).json)
                    .expect(status: 400)
            },
            Check.advisory(
                "search.filter.unparsable-date", "A text where a date is compared is 400.",
                .assumed("as an unknown field")
            ) { context in
                try await context.badSearch(SearchQuery(filter: Filter.one("CreateTime", ">", "someday")).json)
                    .expect(status: 400)
            },
        ]
}
