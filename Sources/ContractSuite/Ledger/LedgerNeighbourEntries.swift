/// What the ledger says of the operations beside the three.
enum LedgerNeighbourEntries {
    static let all: [LedgerEntry] = [
        .init(
            "my.tree",
            "companies/my is a tree of the managed companies, without the caller's own; for a role that manages none it is "
                + "the own one.", .quickstart, ["my.lists-the-managed", "my.members", "my.children"]),
        .init(
            "my.search", "companies/my/search gives the nodes whose names have a text in them, one after another.",
            .assumed("the document says what is sent"), ["my.search"]),
        .init(
            "writes.form",
            "A company is made and replaced by a multipart form: names in any letter case, lists as repeated fields, empty "
                + "texts as nothing; what is required and missing is 400 INPUT_ERROR that names it.",
            .schema("POST and PUT /api/companies"), ["writes.required-fields"]),
        .init(
            "writes.creation",
            "A new company is the caller's, with an id of 12 characters from the seed, and newest in the next search.",
            .docs("Companies"), ["writes.company"]),
        .init(
            "writes.references",
            "References, licence modules and groups that are not there are 400; nothing is changed then.",
            .assumed("what is documented for forms is 400"), []),
        .init(
            "writes.logo",
            "A logo is a png, jpg, gif or svg of at most 2 MiB, judged by its first bytes; GET logo gives it back.",
            .docs("Companies"), []),
        .init(
            "writes.update", "PUT replaces what the form has; counts, privacy and the time of creation stay.",
            .schema("PUT /api/companies/{resourceId}"), []),
        .init(
            "writes.limited", "PUT limited changes a company's own profile; what is left out stays.",
            .assumed("its form lacks most members"), []),
        .init(
            "writes.deletion",
            "A deleted company is 404; its clients, groups and memberships end. The own company and one with companies "
                + "below it are 400.", .docs("Companies"), []),
        .init(
            "writes.bulk-deletion",
            "bulk-delete takes items, or selectAll with filter and excludedItems, and deletes all or none.",
            .schema("CompaniesBulkDeleteRequest"), []),
        .init(
            "writes.answer", "A write answers 200 with data.resourceId and a message.", .webClient,
            ["writes.answer"]),
        .init(
            "writes.names", "Names may be in use already (behaviour duplicateNames).",
            .assumed("no document forbids it"), []),
        .init(
            "writes.order",
            "Writes come one after another; a read sees each as a whole or not at all.",
            .assumed("as a database does it"),
            []),
        .init(
            "companies.license-check",
            "license-check tells the limit and the active users; all users are those not deleted.",
            .schema("CheckCompanyLicenseDto"), ["companies.license-check"]),
        .init(
            "companies.licenseexpirydate",
            "licenseexpirydate gives restricted resellers (scenario restrictedResellers) a date 90 days on, others {}.",
            .webClient, ["companies.licenseexpirydate"]),
        .init(
            "companies.privacy",
            "A company whose privacyDurationId is 0, or whose duration has run out, is 403 PRIVACY_ERROR to calls that a scope "
                + "header sends into it; companies/privacy itself is not.", .webClient, ["companies.privacy"]),
        .init(
            "groups.members",
            "Groups are a reseller's own; companyCount and companyGroups of its companies follow every change.",
            .schema("CompanyGroupDto"), ["groups.list", "groups.search", "groups.unknown"]),
        .init(
            "groups.participants",
            "PUT participants adds, DELETE participants removes; PUT of a group with an array replaces.",
            .schema("AddCompanyToCompanyGroupRequest"), ["writes.group"]),
        .init(
            "export.files",
            "Exports are the rows of the search, a page or all: CSV (RFC 4180, UTF-8 with a byte order mark) or an Excel "
                + "workbook; PDF is 501.", .docs("Companies, export"), ["export.csv", "export.excel"]),
        .init(
            "export.formulas", "A text of a CSV file that would be a formula begins with an apostrophe.",
            .assumed("a double must not carry formulas into spreadsheets"), []),
        .init(
            "export.type", "exportType is CSV, Excel or PDF in any letter case; others are 400.", .webClient,
            ["export.unknown-type"]),
    ]
}
