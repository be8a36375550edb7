/// What the ledger says of one company in full.
enum LedgerDetailEntries {
    static let all: [LedgerEntry] = [
        .init(
            "detail.envelope", "A detail answers 200 with data, status, message and validationMessages.", .page,
            ["detail.success-envelope", "detail.listed-companies-are-found", "detail.id-round-trips"]),
        .init(
            "detail.members", "A detail has the schema's 44 members with its types.", .schema("CompanyDto"),
            ["detail.member.*"]),
        .init(
            "detail.agreement", "A detail and a row of one company agree.", .schema("CompanyDto and SearchCompanyDto"),
            ["detail.agrees.*"]),
        .init(
            "detail.values", "Statuses, groups, formats and dates are such as the vendor's clients read.", .webClient,
            ["detail.status-name", "detail.groups", "detail.formats", "detail.dates"]),
        .init(
            "detail.repeatable", "Reading changes nothing.", .assumed("nothing changes in between"),
            ["detail.is-repeatable"]),
        .init(
            "detail.routing",
            "GET /api/companies/search is a detail request; letter case, a last slash and a query mean "
                + "nothing.", .routing,
            [
                "detail.search-is-an-id", "detail.route-any-case", "detail.trailing-slash", "detail.query-is-ignored",
            ]),
        .init(
            "detail.extra", "extra members of a scenario follow the schema's in rows and details.",
            .assumed("a recorded answer may have what the schema lacks"), []),
    ]
}
