/// Paging: what the numbers say and that pages fit together.
enum SearchPagingChecks {
    static let all = arithmetic + pages + limits

    private static let paging = Source.schema("CustomCompanyPagedResults of SearchCompanyDto")

    private static let arithmetic: [Check] = [
        .required("search.page-is-echoed", "pageNumber and pageSize are those asked for.", paging) { context in
            let page = try await context.page(SearchQuery(pageNumber: 2, pageSize: 3))
            try page.expect(
                page.pageNumber == 2 && page.pageSize == 3, "page 2 of size 3",
                "page \(page.pageNumber) of size \(page.pageSize)")
        },
        .required(
            "search.total-pages", "totalNumberOfPages is totalNumberOfRecords divided by pageSize, rounded up.", paging
        ) { context in
            // Whether no records make no page or one is nobody's promise.
            _ = try await context.companies(atLeast: 1)
            for size in [1, 3, 10, SearchQuery.largePage] {
                let page = try await context.page(SearchQuery(pageSize: size))
                let expected = (page.totalRecords + size - 1) / size
                try page.expect(
                    page.totalPages == expected,
                    "\(page.totalRecords) records on \(expected) pages of \(size)", "\(page.totalPages) pages")
            }
        },
        .required("search.total-records", "totalNumberOfRecords counts the rows of all pages.", paging) { context in
            let items = try await context.companies(atLeast: 1)
            let page = try await context.page(SearchQuery(pageSize: 1))
            try page.expect(page.totalRecords == items.count, "\(items.count) records", "\(page.totalRecords)")
        },
        .required(
            "search.totals-do-not-depend-on-the-page", "The totals of every page of a search are the same.", paging
        ) { context in
            _ = try await context.companies(atLeast: 3)
            let pages = try await smallPages(context)
            for page in pages {
                try page.expect(
                    page.totalRecords == pages[0].totalRecords && page.totalPages == pages[0].totalPages,
                    "\(pages[0].totalRecords) records on \(pages[0].totalPages) pages",
                    "\(page.totalRecords) records on \(page.totalPages) pages")
            }
        },
        .required("search.page-size-is-honoured", "Every page but the last has pageSize rows.", .page) { context in
            _ = try await context.companies(atLeast: 3)
            for page in try await smallPages(context).dropLast() {
                try page.expect(page.items.count == page.pageSize, "\(page.pageSize) rows", "\(page.items.count)")
            }
        },
        .required("search.page-size-one", "A page of size 1 has one row.", .page) { context in
            _ = try await context.companies(atLeast: 2)
            let page = try await context.page(SearchQuery(pageSize: 1))
            try page.expect(page.items.count == 1, "one row", "\(page.items.count)")
        },
        .required("search.last-page", "The last page has the rows that are left.", .page) { context in
            _ = try await context.companies(atLeast: 3)
            let pages = try await smallPages(context)
            guard let last = pages.last else { return }
            let expected = last.totalRecords - (pages.count - 1) * last.pageSize
            try last.expect(last.items.count == expected, "\(expected) rows", "\(last.items.count)")
        },
    ]

    private static let pages: [Check] = [
        .required("search.pages-do-not-overlap", "No company is on two pages of a search.", .page) { context in
            _ = try await context.companies(atLeast: 3)
            var seen: Set<String> = []
            for page in try await smallPages(context) {
                let again = page.ids.count { seen.contains($0) }
                try page.expect(again == 0, "companies that earlier pages lack", "\(again) that they have")
                seen.formUnion(page.ids)
            }
        },
        .required("search.pages-are-complete", "All pages of a search together list all companies.", .page) { context in
            let all = Set(try await context.companies(atLeast: 3).map(\.id))
            let pages = try await smallPages(context)
            let seen = Set(pages.flatMap(\.ids))
            guard let last = pages.last else { return }
            try last.expect(
                seen == all, "all \(all.count) companies",
                "\(seen.count), \(all.subtracting(seen).count) of them missing")
        },
        .advisory(
            "search.pages-follow-the-order", "The pages of a search in turn give the rows of one large page.",
            .assumed("what paging is for")
        ) { context in
            let all = try await context.companies(atLeast: 3).map(\.id)
            let pages = try await smallPages(context)
            guard let last = pages.last else { return }
            try last.expect(pages.flatMap(\.ids) == all, "the rows in one order", "in another")
        },
        .advisory(
            "search.equal-rows-keep-their-order",
            "Rows that the sort field does not tell apart keep one order over pages of any size.",
            .assumed("without it pages of equal rows would overlap")
        ) { context in
            let items = try await context.companies(atLeast: 4)
            guard Set(items.map { $0.text("licenseTypeName") }).count < items.count else {
                throw Skip("no two companies share a licence type")
            }
            let large = try await context.page(SearchQuery(pageSize: SearchQuery.largePage, orderBy: "LicenseTypeName"))
            let pages = try await smallPages(context, orderBy: "LicenseTypeName")
            guard let last = pages.last, items.count <= SearchQuery.largePage else {
                throw Skip("the reseller manages more than \(SearchQuery.largePage) companies")
            }
            try last.expect(pages.flatMap(\.ids) == large.ids, "the rows in one order", "in another")
        },
        .advisory(
            "search.is-repeatable", "The same search twice gives the same bytes.",
            .assumed("nothing changes in between")
        ) { context in
            let body = SearchQuery(pageSize: 50).json
            let first = try await context.search(body).expect(status: 200)
            let second = try await context.search(body).expect(status: 200)
            try second.expect(first.body == second.body, "the same body", "another")
        },
        .advisory(
            "search.past-the-end", "A page past the end is 200 with no rows, its own number and the same totals.",
            .assumed("as most paged interfaces")
        ) { context in
            let count = try await context.companies().count
            let page = try await context.page(SearchQuery(pageNumber: 1000, pageSize: 99))
            try page.expect(page.items.isEmpty, "no rows", "\(page.items.count)")
            try page.expect(
                page.totalRecords == count && page.pageNumber == 1000, "page 1000 of \(count) records",
                "page \(page.pageNumber) of \(page.totalRecords)")
        },
    ]

    private static let limits: [Check] = [
        .required(
            "search.page-size-out-of-range",
            "A page size of 0, -1 or 100000 is 400, or a page that keeps what it says of itself.",
            .schema("CustomCompanyPagedResults of SearchCompanyDto")
        ) { context in
            try await context.requireGoodSearch()
            for size in [0, -1, 100_000] {
                let answer = try await context.search(SearchQuery(pageSize: size).json)
                if answer.status == 400 { continue }
                // Another size than the one asked for may be taken, as long as the page tells.
                let page = try Page(answer)
                try page.expect(
                    page.pageSize > 0 && page.items.count <= page.pageSize,
                    "status 400, or a page with its true pageSize",
                    "\(page.items.count) rows and pageSize \(page.pageSize)")
                let pages = (page.totalRecords + page.pageSize - 1) / page.pageSize
                try page.expect(
                    page.totalPages == pages, "\(pages) pages of \(page.pageSize)", "\(page.totalPages) pages")
            }
        },
        .advisory(
            "search.page-size-maximum", "A page size of 99999 is taken.", .docs("release notes 2026, another search")
        ) { context in
            _ = try await context.page(SearchQuery(pageSize: 99_999, filter: Filter.one("CompanyName", "=", "")))
        },
        .advisory(
            "search.page-size-too-large", "A page size of 100000 is 400.", .docs("release notes 2026, another search")
        ) { context in
            try await context.badSearch(SearchQuery(pageSize: 100_000).json).expect(status: 400)
        },
        .advisory("search.page-size-zero", "A page size of 0 is 400.", .docs("release notes 2026, another search")) {
            context in
            try await context.badSearch(SearchQuery(pageSize: 0).json).expect(status: 400)
        },
        .advisory(
            "search.page-size-negative", "A negative page size is 400.", .docs("release notes 2026, another search")
        ) {
            context in
            try await context.badSearch(SearchQuery(pageSize: -1).json).expect(status: 400)
        },
        .advisory(
            "search.page-size-message", "The message for a page size out of range is the documented one.",
            .docs("release notes 2026, another search")
        ) { context in
            let answer = try await context.badSearch(SearchQuery(pageSize: 0).json).expect(status: 400)
            let messages = try answer.json()["validationMessages"]?.elements ?? []
            let expected: JSON = "Value of the property PageSize must be between 1 and 99999"
            try answer.expect(messages.contains(expected), "the documented message", "\(messages.count) other messages")
        },
        .advisory("search.page-number-zero", "A page number of 0 is 400.", .assumed("page numbers start at 1")) {
            context in
            try await context.badSearch(SearchQuery(pageNumber: 0).json).expect(status: 400)
        },
    ]

    /// Every page of a search in four or five pages, fewer when there are few companies.
    private static func smallPages(_ context: Context, orderBy: String = "CreateTime") async throws -> [Page] {
        let count = try await context.companies().count
        // Not a divisor where possible, so that the last page is shorter than the others.
        var size = min(max(1, count / 4), SearchQuery.largePage)
        if size > 1, count % size == 0, count % (size + 1) != 0 { size += 1 }
        var pages: [Page] = []
        for number in 1...max(1, (count + size - 1) / size) {
            pages.append(try await context.page(SearchQuery(pageNumber: number, pageSize: size, orderBy: orderBy)))
        }
        return pages
    }
}
