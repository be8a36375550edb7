import HTTPTypes

/// Search bodies that are wrong, odd, or in another media type.
enum SearchBodyChecks {
    static let all = invalid + lenient + mediaTypes

    private static let invalid: [Check] = [
        .required("search.body.empty", "An empty body is refused: 500 as documented, or 400.", .listGuide) { context in
            try expectRefused(try await context.badSearch([UInt8]()))
        },
        .required("search.body.empty-object", "A body of {} is refused: 500 as documented, or 400.", .listGuide) {
            context in
            try expectRefused(try await context.badSearch([:] as JSON))
        },
        .advisory("search.body.empty-is-unhandled", "An empty body, or {}, is 500.", .listGuide) { context in
            try await context.badSearch([UInt8]()).expect(status: 500)
            try await context.badSearch([:] as JSON).expect(status: 500)
        },
        .advisory(
            "search.body.unhandled-envelope", "The 500 has INTERNAL_SERVER_ERROR under Status.",
            .docs("end-to-end script for reseller clients")
        ) { context in
            let answer = try await context.badSearch([:] as JSON)
            guard answer.status == 500 else { throw Skip("{} gets status \(answer.status), not 500", .target) }
            let json = try answer.json()
            let status = (json["Status"] ?? json["status"])?.text
            try answer.expect(status == "INTERNAL_SERVER_ERROR", "Status INTERNAL_SERVER_ERROR", "\(status ?? "")")
        },
        .required("search.body.no-json", "A body that is no JSON is 400.", .listGuide) { context in
            try await context.badSearch(Array("{\"pageNumber\":".utf8)).expect(status: 400)
        },
        .required("search.body.array", "A body that is an array is 400.", .listGuide) { context in
            try await context.badSearch([SearchQuery().json] as JSON).expect(status: 400)
        },
        .advisory("search.body.trailing-data", "A body with more behind its JSON is 400.", .assumed("it is no JSON")) {
            context in
            try await context.badSearch(Array("\(SearchQuery().json.serialized) and more".utf8)).expect(status: 400)
        },
        .required("search.body.page-number-text", "A pageNumber that is no number is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery().json("pageNumber", "first")).expect(status: 400)
        },
        .required("search.body.page-size-object", "A pageSize that is an object is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery().json("pageSize", [:] as JSON)).expect(status: 400)
        },
        .required("search.body.ascending-text", "An ascending that is neither true nor false is 400.", .listGuide) {
            context in
            try await context.badSearch(SearchQuery().json("ascending", "upwards")).expect(status: 400)
        },
        .required("search.body.filter-text", "A filter that is a text is 400.", .listGuide) { context in
            try await context.badSearch(SearchQuery().json("filter", "all")).expect(status: 400)
        },
        .advisory("search.body.page-number-null", "A null pageNumber is 400.", .binding) { context in
            try await context.badSearch(SearchQuery().json("pageNumber", .null)).expect(status: 400)
        },
        .advisory("search.body.page-size-missing", "A missing pageSize counts as 0 and is 400.", .binding) { context in
            try await context.badSearch(SearchQuery().json("pageSize", nil)).expect(status: 400)
        },
        .advisory("search.body.page-number-large", "A pageNumber beyond 32 bits is 400.", .binding) { context in
            try await context.badSearch(SearchQuery().json("pageNumber", .number("4294967297"))).expect(status: 400)
        },
        .required(
            "search.body.input-error", "A 400 has status INPUT_ERROR, a message and validationMessages.", .quickstart
        ) { context in
            let answer = try await context.badSearch(SearchQuery().json("orderBy", .null)).expect(status: 400)
            let json = try answer.json()
            let status = try answer.string(json, "status")
            try answer.expect(status == "INPUT_ERROR", "status INPUT_ERROR", "\(status)")
            _ = try answer.string(json, "message")
            let messages = try answer.member(json, "validationMessages", "an array") { $0.elements }
            try answer.expect(
                !messages.isEmpty && messages.allSatisfy { $0.text != nil }, "at least one text in validationMessages",
                "\(messages.count) elements")
        },
        .advisory(
            "search.body.input-error-message", "The message of a 400 is Invalid request.",
            .docs("Create a REST API client for a customer")
        ) { context in
            let answer = try await context.badSearch(SearchQuery().json("orderBy", .null)).expect(status: 400)
            let message = try answer.string(answer.json(), "message")
            try answer.expect(message == "Invalid request", "Invalid request", "\(message)")
        },
        .advisory(
            "search.body.messages-name-the-member", "validationMessages name the member that is wrong.",
            .docs("Create a REST API client for a customer")
        ) { context in
            let answer = try await context.badSearch(SearchQuery().json("orderBy", .null)).expect(status: 400)
            let messages = try answer.json()["validationMessages"]?.elements?.compactMap(\.text) ?? []
            let isNamed = messages.contains { $0.lowercased().contains("orderby") }
            try answer.expect(isNamed, "a message that names orderBy", "\(messages.count) without it")
        },
    ]

    private static func expectRefused(_ answer: Exchange) throws {
        try answer.expect([400, 500].contains(answer.status), "status 500 or 400", "status \(answer.status)")
    }

    private static let lenient: [Check] = [
        .required("search.body.unknown-members", "Unknown members are ignored.", .webClient) { context in
            _ = try await context.page(SearchQuery().json("noSuchMember", "value"))
        },
        .required(
            "search.body.keys-any-case", "Members are recognized in any letter case.",
            .docs("Create a REST API client for a customer")
        ) { context in
            let body: JSON = [
                "PageNumber": 1, "PAGESIZE": 2, "OrderBy": "CreateTime", "ascending": true, "Filter": Filter.none,
            ]
            let page = try await context.page(body)
            try page.expect(page.pageSize == 2, "pageSize 2", "\(page.pageSize)")
        },
        .advisory("search.body.numbers-in-texts", "A text that holds a number is taken for it.", .binding) { context in
            let page = try await context.page(SearchQuery().json("pageSize", "2"))
            try page.expect(page.pageSize == 2, "pageSize 2", "\(page.pageSize)")
        },
        .advisory("search.body.ascending-missing", "A missing ascending counts as false.", .binding) { context in
            _ = try await context.companies(atLeast: 2)
            let page = try await context.page(SearchQuery().json("ascending", nil))
            let descending = try await context.page(SearchQuery(ascending: false))
            try page.expect(page.ids == descending.ids, "the order of ascending false", "another")
        },
        .required("search.body.space", "White space around JSON values means nothing.", .platform("RFC 8259 section 2"))
        {
            context in
            let text =
                " \n{ \"pageNumber\" : 1,\t\"pageSize\":2, \"orderBy\":\"CreateTime\", "
                + "\"ascending\":true, \"filter\" : \(Filter.none.serialized)\n}\r\n"
            let page = try Page(try await context.search(Array(text.utf8)))
            try page.expect(page.pageSize == 2, "pageSize 2", "\(page.pageSize)")
        },
        .advisory(
            "search.body.lenient", "Comments, trailing commas and single quotes in JSON are read.", .binding
        ) { context in
            _ = try Page(try await context.search(beyondJSON))
        },
        .required("search.body.escapes", "Escapes in JSON texts are read.", .platform("RFC 8259 section 7")) {
            context in
            let text =
                #"{"pageNumber":1,"pageSize":2,"orderBy":"\u0043reateTime","ascending":true,"filter":"#
                + Filter.none.serialized + "}"
            _ = try Page(try await context.search(Array(text.utf8)))
        },
        .required(
            "search.clustered", "With isClustered rows are nested in children, and no company is listed twice.",
            .schema("CompanySearchRequest")
        ) { context in
            let page = try await context.page(SearchQuery(pageSize: SearchQuery.largePage).json("isClustered", true))
            var seen: Set<String> = []
            func visit(_ item: Item) throws {
                try page.expect(seen.insert(item.id).inserted, "every company once", "one again")
                for child in item.json["children"]?.elements ?? [] { try visit(try Item(child, in: page.exchange)) }
            }
            for item in page.items { try visit(item) }
            let known = Set(try await context.companies().map(\.id))
            guard page.totalPages <= 1 else { throw Skip("the clustered rows take more than one page") }
            guard page.items.contains(where: { $0.json["children"]?.elements?.isEmpty == false }) else {
                throw Skip("no company manages others")
            }
            try page.expect(
                known.isSubset(of: seen), "all \(known.count) companies", "\(known.subtracting(seen).count) missing")
        },
        .required(
            "search.flat-has-no-children", "Without isClustered no row has children.", .schema("SearchCompanyDto")
        ) { context in
            let items = try await context.companies(atLeast: 1)
            let clustered = try await context.page(
                SearchQuery(pageSize: SearchQuery.largePage).json("isClustered", true))
            guard clustered.items.contains(where: { $0.json["children"]?.elements?.isEmpty == false }) else {
                throw Skip("no company manages others")
            }
            let page = try await context.firstPage()
            let count = items.count { $0.json["children"]?.elements?.isEmpty == false }
            try page.expect(count == 0, "children null or empty", "\(count) rows with children")
        },
    ]

    /// A search in JSON that the platform's reader takes and RFC 8259 does not.
    static let beyondJSON = Array(
        (#"{/* a */ 'pageNumber': 1, "pageSize": 2, "orderBy": "CreateTime", "ascending": true, "filter": "#
            + Filter.none.serialized + ",} // b").utf8)

    private static let mediaTypes: [Check] =
        [
            ("json-patch", "application/json-patch+json"), ("text-json", "text/json"),
            ("suffix", "application/vnd.example+json"), ("charset", "application/json; charset=utf-8"),
        ].map { (name: String, type: String) -> Check in
            .required("search.media-type.\(name)", "\(type) is taken.", .schema("POST /api/companies/search")) {
                context in
                _ = try Page(try await context.search(Array(SearchQuery().json.serialized.utf8), contentType: type))
            }
        } + [
            .advisory("search.media-type.utf-16", "JSON in UTF-16 is taken.", .platform("ASP.NET Core, JSON formatter"))
            {
                context in
                let body = SearchQuery().json.serialized.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
                _ = try Page(try await context.search(body, contentType: "application/json; charset=utf-16"))
            },
            .advisory(
                "search.media-type.us-ascii", "The charset us-ascii is 415.",
                .platform("ASP.NET Core, unsupported content type")
            ) { context in
                try await context.badSearch(
                    Array(SearchQuery().json.serialized.utf8), contentType: "application/json; charset=us-ascii"
                ).expect(status: 415)
            },
            .advisory(
                "search.media-type.text", "text/plain is 415.", .platform("ASP.NET Core, unsupported content type")
            ) {
                context in
                try await context.badSearch(Array(SearchQuery().json.serialized.utf8), contentType: "text/plain")
                    .expect(status: 415)
            },
            .advisory("search.media-type.form", "A form is 415.", .platform("ASP.NET Core, unsupported content type")) {
                context in
                try await context.badSearch(
                    Array("pageNumber=1".utf8), contentType: "application/x-www-form-urlencoded"
                ).expect(status: 415)
            },
        ]
}
