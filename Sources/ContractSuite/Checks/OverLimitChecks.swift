/// Companies over their licence limit.
enum OverLimitChecks {
    static let all: [Check] = [
        .required(
            "search.over-limit.only",
            "With isTargetUserCountExceededLimit every company returned has more users than its limit.", .page
        ) { context in
            let items = try await context.companies()
            guard items.contains(where: { $0.isOverLimit == true }) else { throw Skip("no company is over its limit") }
            guard items.contains(where: { $0.isOverLimit == false }) else {
                throw Skip("every company is over its limit")
            }
            let page = try await context.page(SearchQuery.overLimit(true))
            let wrong = page.items.count { $0.isOverLimit == false }
            try page.expect(wrong == 0, "companies over their limit alone", "\(wrong) of \(page.items.count) are not")
        },
        .required(
            "search.over-limit.all", "With isTargetUserCountExceededLimit every company over its limit is returned.",
            .page
        ) { context in
            let verification = try await FilterVerification(context)
            guard verification.items.contains(where: { $0.isOverLimit == true }) else {
                throw Skip("no company is over its limit")
            }
            try await verification.verify(SearchQuery.overLimit(true), "over their limit") { $0.isOverLimit }
        },
        .required(
            "search.over-limit.equal-is-not-over", "A company with exactly as many users as its limit is not over it.",
            .webClient
        ) { context in
            let equal = Set(
                try await context.companies().filter { item in
                    item.json["isNumberOfUsersLimited"] == true && item.number("targetUserCount") != nil
                        && item.number("targetUserCount") == item.number("numberOfUsers")
                }.map(\.id))
            guard !equal.isEmpty else { throw Skip("no company has exactly as many users as its limit") }
            let page = try await context.page(SearchQuery.overLimit(true))
            let count = page.ids.count { equal.contains($0) }
            try page.expect(count == 0, "no company at its limit", "\(count)")
        },
        .required(
            "search.over-limit.unlimited-is-not-over", "A company without a limit is never over it.", .webClient
        ) { context in
            let unlimited = try await context.companies().contains {
                $0.json["isNumberOfUsersLimited"] == false && ($0.number("targetUserCount") ?? 0) > 0
            }
            guard unlimited else { throw Skip("no company without a limit has users") }
            let page = try await context.page(SearchQuery.overLimit(true))
            let count = page.items.count { $0.json["isNumberOfUsersLimited"] == false }
            try page.expect(count == 0, "companies with a limit alone", "\(count) without")
        },
        .required(
            "search.over-limit.false", "With isTargetUserCountExceededLimit false all companies are returned.", .page
        ) { context in
            let verification = try await FilterVerification(context)
            // Else the switch turned round, or the companies within their limit alone, would look the same.
            for value in [true, false] where !verification.items.contains(where: { $0.isOverLimit == value }) {
                throw value ? Skip("no company is over its limit") : Skip("every company is over its limit")
            }
            try await verification.verify(SearchQuery.overLimit(false), "managed", selects: false) { _ in true }
        },
        .required(
            "search.over-limit.count", "limitExceededCompanyCount is the number of companies over their limit.",
            .webClient
        ) { context in
            let items = try await context.companies()
            guard !items.contains(where: { $0.isOverLimit == nil }) else {
                throw Skip("the items' numbers do not say who is over the limit")
            }
            let expected = items.count { $0.isOverLimit == true }
            guard expected > 0 else { throw Skip("no company is over its limit") }
            let page = try await context.firstPage()
            let count = try page.exchange.integer(page.data, "limitExceededCompanyCount")
            try page.expect(count == expected, "limitExceededCompanyCount \(expected)", "\(count)")
        },
        .required(
            "search.over-limit.count-agrees",
            "limitExceededCompanyCount is the number of rows the over-limit search finds.",
            .webClient
        ) { context in
            let page = try await context.page(SearchQuery.overLimit(true))
            let count = try page.exchange.integer(page.data, "limitExceededCompanyCount")
            guard count > 0 || page.totalRecords > 0 else { throw Skip("no company is over its limit") }
            try page.expect(
                count == page.totalRecords, "limitExceededCompanyCount \(page.totalRecords), the records found",
                "\(count)")
        },
        .advisory(
            "search.over-limit.count-ignores-the-filter", "limitExceededCompanyCount does not depend on the filter.",
            .assumed("the web client shows it as a banner above any filter")
        ) { context in
            let all = try await context.firstPage()
            let none = try await context.page(
                SearchQuery(filter: Filter.one("CompanyName", "=", "no company has this name")))
            let expected = try all.exchange.integer(all.data, "limitExceededCompanyCount")
            guard expected != 0 else { throw Skip("no company is over its limit") }
            let count = try none.exchange.integer(none.data, "limitExceededCompanyCount")
            try none.expect(count == expected, "limitExceededCompanyCount \(expected)", "\(count)")
        },
        .required(
            "search.over-limit.combines-with-a-filter", "The over-limit switch and a filter hold together.", .page
        ) { context in
            let verification = try await FilterVerification(context)
            let over = verification.items.filter { $0.isOverLimit == true }
            guard let id = over.lazy.compactMap({ $0.text("licenseTypeResourceId") }).first else {
                throw Skip("no company is over its limit")
            }
            var query = SearchQuery.overLimit(true)
            query.filter = Filter.one("LicenseTypeResourceId", "Include", id)
            try await verification.verify(query, "over their limit with one licence type") { item in
                item.text("licenseTypeResourceId") == id ? item.isOverLimit : false
            }
        },
    ]
}
