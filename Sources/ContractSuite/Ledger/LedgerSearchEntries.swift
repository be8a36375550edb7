/// What the ledger says of the search.
enum LedgerSearchEntries {
    static let all: [LedgerEntry] = answer + order + filter + body

    private static let paged = Source.schema("CustomCompanyPagedResults of SearchCompanyDto")

    private static let answer: [LedgerEntry] = [
        .init(
            "search.envelope", "A search answers 200 with data, status, message and validationMessages.", .page,
            ["search.success-envelope"]),
        .init(
            "search.status", "The status of a success is SUCCESS.", .webClient,
            ["search.success-status", "detail.success-status"]),
        .init(
            "search.filter-member", "filter may be an object, null or absent (behaviour nullFilter).", .page,
            ["search.schema-example", "search.null-filter", "search.vendor-example"]),
        .init(
            "search.data", "data has the paging members, limitExceededCompanyCount and results.", paged,
            ["search.paging-members"]),
        .init(
            "search.items", "Rows have the schema's nineteen members with its types.", .schema("SearchCompanyDto"),
            [
                "search.item.*", "search.item-identifies-its-company", "search.flat-has-no-children",
                "search.item-counts",
            ]),
        .init(
            "search.item-names", "Rows have their id and name as resourceId and name too (behaviour searchItemNames).",
            .page, ["search.item-has-page-names", "search.item-id-form"]),
        .init(
            "search.dates", "Dates have the form that the caller's company prefers, or the schema's (behaviour dates).",
            .capture, ["search.item-dates", "search.item-dates-are-dates"]),
        .init(
            "search.nulls",
            "Members whose value is null are left out, of rows, details and envelopes (behaviour nulls).",
            .capture, []),
        .init(
            "search.expiry", "licenceExpired follows licenseEndDate and the clock unless the scenario gives it.",
            .assumed("what the two names say"), ["search.item-expiry"]),
        .init(
            "search.own-company", "The reseller's own company is not listed.",
            .assumed("the vendor's page speaks of the companies one manages"), ["token.company-is-not-listed"]),
        .init(
            "search.paging", "Pages are disjoint, complete and of the size asked for, and the totals fit.", .page,
            [
                "search.page-size-is-honoured", "search.page-size-one", "search.last-page",
                "search.pages-do-not-overlap", "search.pages-are-complete", "search.page-is-echoed",
                "search.total-pages",
                "search.total-records", "search.totals-do-not-depend-on-the-page",
            ]),
        .init(
            "search.stable", "Rows that the sort field does not tell apart follow resourceId; a search is repeatable.",
            .assumed("without it pages of equal rows would overlap"),
            ["search.pages-follow-the-order", "search.equal-rows-keep-their-order", "search.is-repeatable"]),
        .init(
            "search.past-the-end", "A page past the end is empty.", .assumed("as most paged interfaces"),
            ["search.past-the-end"]),
        .init(
            "search.page-size-range", "pageSize is between 1 and 99999, else 400 with the documented message.",
            .docs("release notes 2026, another search"),
            [
                "search.page-size-maximum", "search.page-size-too-large", "search.page-size-zero",
                "search.page-size-negative", "search.page-size-message", "search.page-size-out-of-range",
                "search.body.page-size-missing",
            ]),
        .init(
            "search.work-limit",
            "A search that takes more work than some thousand steps for each company is 400 INPUT_ERROR and says so, as is "
                + "a body of more than 20,000 JSON values.",
            .assumed("no request may hold up the others; the vendor's limits are unknown"), []),
        .init(
            "search.page-number-range", "A pageNumber below 1 is 400.", .assumed("page numbers start at 1"),
            ["search.page-number-zero"]),
        .init(
            "search.clustered", "isClustered nests rows below their resellers.", .schema("CompanySearchRequest"),
            ["search.clustered"]),
        .init(
            "search.over-limit",
            "isTargetUserCountExceededLimit leaves the companies with more users than their limit.",
            .page,
            [
                "search.over-limit.only", "search.over-limit.all", "search.over-limit.false",
                "search.over-limit.combines-with-a-filter",
            ]),
        .init(
            "search.over-limit-rule",
            "Over the limit is strictly more users than a limit that applies, and "
                + "limitExceededCompanyCount counts them.", .webClient,
            [
                "search.over-limit.equal-is-not-over", "search.over-limit.unlimited-is-not-over",
                "search.over-limit.count",
                "search.over-limit.count-agrees",
            ]),
        .init(
            "search.over-limit-count", "limitExceededCompanyCount ignores the filter.",
            .assumed("the web client shows it as a banner above any filter"),
            ["search.over-limit.count-ignores-the-filter"]),
    ]

    private static let order: [LedgerEntry] = [
        .init("search.sort", "orderBy CreateTime and ascending order the rows.", .page, ["search.sort.createTime.*"]),
        .init(
            "search.sort-fields", "orderBy takes every field the web client can sort by, in any letter case.",
            .webClient,
            [
                "search.sort.companyName.*", "search.sort.resellerName.*", "search.sort.industryName.*",
                "search.sort.licenseTypeName.*", "search.sort.targetUserCount.*", "search.sort.tags.*",
                "search.sort.licenseEndDate.*", "search.sort.name-any-case",
            ]),
        .init(
            "search.sort-limits", "NumberOfUsers sorts as a number.", .assumed("a list sorted 10, 9 would help nobody"),
            ["search.sort.numberOfUsers.*"]),
        .init(
            "search.sort-text",
            "Text sorts by its letters, then by the marks on them, then small letters before capitals; missing values are "
                + "lowest.", .assumed("as databases do; the vendor's collation is unknown"), []),
        .init(
            "search.sort-refusals", "A missing, null or unknown orderBy is 400.", .listGuide,
            ["search.sort.unknown-field", "search.sort.missing", "search.sort.null"]),
        .init(
            "search.sort-empty", "An empty orderBy is 400.", .assumed("no field has that name"), ["search.sort.empty"]),
        .init(
            "search.sort-renewal-date",
            "RenewalDate sorts by licenseEndDate, or is no sort field (behaviour renewalDateSort).",
            .docs("use cases of resellers"), ["search.sort.renewal-date"]),
    ]

    private static let filter: [LedgerEntry] = [
        .init(
            "search.filter-text", "CompanyName and ResellerName take Contains, = and !=; Tags Contains and =.",
            .webClient,
            [
                "search.filter.companyName.*", "search.filter.resellerName.*", "search.filter.tags.contains",
                "search.filter.tags.equal",
            ]),
        .init(
            "search.filter-tags-not-equal", "Tags != leaves the companies none of whose tags equals the value.",
            .assumed("its meaning for several tags is not documented"), ["search.filter.tags.not-equal"]),
        .init(
            "search.filter-ids",
            "IndustryResourceId, LicenseTypeResourceId and ModuleResourceId take Include with ids and "
                + "commas.", .webClient,
            [
                "search.filter.industryResourceId.*", "search.filter.licenseTypeResourceId.*",
                "search.filter.moduleResourceId.*",
            ]),
        .init(
            "search.filter-numbers", "TargetUserCount and NumberOfUsers are compared as numbers.", .webClient,
            ["search.filter.targetUserCount.*", "search.filter.numberOfUsers.*"]),
        .init(
            "search.filter-dates", "CreateTime and LicenseEndDate are compared as times, in both forms of date.",
            .webClient,
            ["search.filter.createTime.*", "search.filter.licenseEndDate.*", "search.filter.display-date"]),
        .init(
            "search.filter-bare-day", "A date without a time stands for the whole day.",
            .assumed("the vendor's agent sends such dates"), ["search.filter.bare-day"]),
        .init("search.filter-expired", "LicenceExpired = true or false.", .agent, ["search.filter.licenceExpired.*"]),
        .init(
            "search.filter-month", "MonthlyActiveUser selects the month of the count and removes no row.",
            .assumed("the web client shows it as the choice of a column's month"),
            ["search.filter.monthlyActiveUser.equal"]),
        .init(
            "search.filter-shown-columns",
            "MonthlyActiveUserCount, InactiveTargetUserCount, DeletedTargetUserCount, EnrolledVendorNames, MonthlyEnrolled "
                + "and MonthlyConsumption take Contains with any text.", .webClient, ["search.filter.shown-columns"]),
        .init(
            "search.filter-training",
            "TrainingVendorId, TrainingEnrolledMonth, TrainingConsumptionMonth and "
                + "TrainingConsumptionStatus filter by what no row shows.", .webClient, []),
        .init(
            "search.filter-name-alias", "Name is another name of CompanyName.", .agent, ["search.filter.name.contains"]),
        .init(
            "search.filter-groups", "Items and groups combine by AND and OR at every depth.", .webClient,
            [
                "search.filter.and", "search.filter.or", "search.filter.and-of-groups", "search.filter.or-of-groups",
                "search.filter.nested-groups", "search.filter.group-with-items-and-groups",
                "search.filter.combines-with-paging",
            ]),
        .init(
            "search.filter-empty", "Empty groups, an empty filter and Contains with nothing filter nothing.",
            .webClient,
            [
                "search.filter.empty-groups", "search.filter.empty-or-group", "search.filter.minimal",
                "search.filter.empty-contains",
            ]),
        .init(
            "search.filter-keys", "Keys are read in any letter case and may be left out.", .webClient,
            [
                "search.filter.keys-any-case", "search.filter.value-key-in-lower-case",
                "search.filter.members-may-be-missing",
            ]),
        .init(
            "search.filter-values-any-case", "Conditions, fields, operators and text are read in any letter case.",
            .assumed("spellings vary between the vendor's clients"),
            [
                "search.filter.condition-any-case", "search.filter.field-any-case", "search.filter.operator-any-case",
                "search.filter.text-any-case",
            ]),
        .init(
            "search.filter-letters",
            "Texts are compared composed (NFC); of the Turkish letters i, I is i or ı (behaviour letterCase).",
            .assumed("as databases do; the vendor's collation is unknown"), []),
        .init(
            "search.free-text", "SearchInputTextValue is looked for in every text member.", .assumed("the name"),
            ["search.filter.free-text"]),
        .init(
            "search.filter-unknown-field", "A filter on an unknown field is 400.", .listGuide,
            ["search.filter.unknown-field"]),
        .init(
            "search.filter-refusals", "An unknown operator or a value that cannot be read is 400.",
            .assumed("as an unknown field"),
            ["search.filter.unknown-operator", "search.filter.unparsable-number", "search.filter.unparsable-date"]),
    ]

    private static let body: [LedgerEntry] = [
        .init(
            "search.body-empty", "An empty body or {} is 500 (behaviour emptySearchBody).", .listGuide,
            ["search.body.empty", "search.body.empty-object", "search.body.empty-is-unhandled"]),
        .init(
            "search.body-unhandled", "That 500 has PascalCase keys.", .docs("end-to-end script for reseller clients"),
            ["search.body.unhandled-envelope"]),
        .init(
            "search.body-invalid", "A body that is no JSON, no object, or has wrong types is 400.", .listGuide,
            [
                "search.body.no-json", "search.body.array", "search.body.page-number-text",
                "search.body.page-size-object", "search.body.ascending-text", "search.body.filter-text",
            ]),
        .init(
            "search.body-lenient",
            "JSON may have comments, trailing commas and single quotes (behaviour jsonBodies).", .binding,
            ["search.body.lenient"]),
        .init(
            "search.body-trailing", "More behind the JSON is 400.", .assumed("it is no JSON"),
            ["search.body.trailing-data"]),
        .init(
            "search.body-input-error", "A 400 has status INPUT_ERROR, message Invalid request and validationMessages.",
            .quickstart,
            ["search.body.input-error", "search.body.input-error-message", "search.body.messages-name-the-member"]),
        .init(
            "search.body-binding",
            "Binding is as lenient as the platform's: missing values are 0 or false, texts become "
                + "numbers, null is no number.", .binding,
            [
                "search.body.page-number-null", "search.body.page-number-large", "search.body.numbers-in-texts",
                "search.body.ascending-missing",
            ]),
        .init(
            "search.body-unknown-members", "Unknown members are ignored, keys are read in any letter case.", .webClient,
            ["search.body.unknown-members", "search.body.keys-any-case"]),
        .init(
            "search.body-json", "Any way to write the same JSON is the same request.", .platform("RFC 8259"),
            ["search.body.space", "search.body.escapes"]),
        .init(
            "search.media-types", "application/json, text/json and application/*+json are taken.",
            .schema("POST /api/companies/search"),
            [
                "search.media-type.json-patch", "search.media-type.text-json", "search.media-type.suffix",
                "search.media-type.charset",
            ]),
        .init(
            "search.media-types-utf-16", "JSON in UTF-16 is read.", .platform("ASP.NET Core, JSON formatter"),
            ["search.media-type.utf-16"]),
        .init(
            "search.media-types-refused", "Other media types and charsets are 415.",
            .platform("ASP.NET Core, unsupported content type"),
            ["search.media-type.text", "search.media-type.form", "search.media-type.us-ascii"]),
    ]
}
