/// What the ledger says of clients, roles, lookups, system users and SCIM settings.
enum LedgerResourceEntries {
    static let all: [LedgerEntry] = scope + clients + roles + lookups + users + scim

    private static let script = Source.docs("end-to-end script for REST API clients")
    private static let guide = Source.docs("Create a REST API client for a customer")

    private static let scope: [LedgerEntry] = [
        .init(
            "scope.header",
            "X-KEEPNET-Company-Id or x-ir-company-id names the company that a call on clients, roles, system users and SCIM "
                + "settings is for: unknown 404, not managed 403; without it the caller's own.",
            .docs("Getting started with the API"), ["scope.*"]),
        .init(
            "scope.order", "The scope header is judged after the role and before the body.",
            .assumed("as the company in a path"), []),
        .init(
            "scope.others", "Something of another company than the call is for is 404.",
            .assumed("it is not there for that company"), []),
    ]

    private static let clients: [LedgerEntry] = [
        .init(
            "clients.generate", "Generated credentials are stored nowhere until a client is made of them.", script,
            ["clients.generate"]),
        .init(
            "clients.forms", "Rows and details have the schema's members.", .schema("SearchClientDto, ClientDto"),
            ["clients.search"]),
        .init(
            "clients.tokens", "A created pair gets tokens at once; deleted or inactive it gets none.", guide,
            ["writes.client", "writes.client-ended"]),
        .init(
            "clients.ended", "Living tokens of a client that is deleted or inactive are 401 (behaviour endedClients).",
            .assumed("no source says"), []),
        .init(
            "clients.changed", "Living tokens stay as they are when a client's secret or role changes.",
            .assumed("tokens say their role themselves"), []),
        .init(
            "clients.mask", "A detail has a masked secret; a PUT that sends it back changes nothing.",
            .webClient, ["writes.client-secret"]),
        .init(
            "clients.texts",
            "\"Role should be selected\", \"Status Id is invalid\" and \"Invalid ip address\" are said as the vendor does.",
            guide, ["writes.client-texts"]),
        .init(
            "clients.filter", "A search over clients with a filter of null, or none, is 500.", guide,
            ["clients.search-needs-a-filter"]),
        .init(
            "clients.export",
            "clients/search/export gives the rows of the search as a file, as that of companies does.",
            .schema("POST /api/companies/clients/search/export"), ["clients.export"]),
        .init(
            "clients.export-form", "The columns are those of a row; a filter of null, or none, is 500.",
            .assumed("no document tells"), []),
        .init(
            "clients.worlds", "A clientId is one world's: where another world of the server has it, it is 400.",
            .assumed("the mock's own: requests are told apart by it"), []),
        .init(
            "clients.names", "Names of clients of a company may repeat (behaviour duplicateNames).",
            .assumed("no source says"), []),
        .init("clients.taken", "A clientId that is taken is 400.", .assumed("a token knows its client by it"), []),
        .init(
            "clients.roles", "Several roles of a client add up; the token's role is an array then.",
            .assumed("the field is a list, and a claim may be an array"), []),
    ]

    private static let roles: [LedgerEntry] = [
        .init(
            "roles.list", "Roles are listed with stable ids, Company Admin among them.", .schema("SystemRoleDto"),
            ["roles.list", "roles.available", "roles.company-admin"]),
        .init(
            "roles.search", "Rows have the schema's members, which can be filtered and sorted by.",
            .schema("SystemRoleSearchDto"), ["roles.search"]),
        .init(
            "roles.permissions",
            "permissions/all is a tree whose leaves are named as in tokens; a role is made of their ids.",
            .schema("GetSystemPermissionDto, CreateSystemRoleRequest"), ["permissions.all", "writes.role-permissions"]),
        .init(
            "roles.writes", "A role is made, changed and deleted; what lists roles follows at once.",
            .schema("CreateSystemRoleRequest, UpdateSystemRoleRequest"), ["writes.role", "writes.role-change"]),
        .init(
            "roles.names", "Names of roles are given once in a world, and every company's roles cannot be changed.",
            .assumed("tokens know roles by their names"), []),
        .init(
            "roles.end", "A company's roles end with it, but for those that other companies' clients or users have.",
            .assumed("their clients and users would be without one"), []),
        .init(
            "roles.in-use", "A role in use cannot be deleted: 400.", .assumed("its clients would be without one"), []),
    ]

    private static let lookups: [LedgerEntry] = [
        .init(
            "lookups.forms", "Lookups, licences, code types, countries and time zones have the schema's members.",
            .schema("LookupDto, License, GenericCodeTypeDto, CountryTimeZoneInfoDto, GetTimeZonesServiceResult"),
            [
                "lookups.rows", "lookups.licenses", "lookups.license-modules", "lookups.code-types",
                "lookups.country-timezones", "lookups.timezones",
            ]),
        .init(
            "lookups.agree", "The lists have whatever companies refer to, by the same ids.", .webClient,
            ["lookups.agree"]),
        .init(
            "lookups.expire", "Lookups have lookup-expire, an hour ahead of the system's clock.", .webClient,
            ["lookups.expire"]),
        .init(
            "lookups.contents",
            "Names of lists, and what is in them beside what the vendor's pages and clients show, are made up.",
            .assumed("the vendor publishes no lists"), []),
    ]

    private static let users: [LedgerEntry] = [
        .init(
            "users.forms",
            "System users are searched, created, changed and deleted as in the schema; there is no GET by id.",
            .schema("SystemUserSearchDto, CreateSystemUserRequest"), ["users.search", "writes.user-change"]),
        .init(
            "users.company", "A new user's company is companyResourceId of the body, else the call's.",
            .docs("Create a system user for a customer"), ["writes.user"]),
        .init(
            "users.required",
            "A user needs first name, last name, e-mail address and phone number; else 400 INPUT_ERROR.",
            .docs("Create a system user for a customer"), ["writes.user-required"]),
        .init("users.bulk", "Bulk deletion is all or nothing.", .assumed("nothing half done"), []),
        .init(
            "users.defaults",
            "Without statusId a user is active; e-mail addresses may repeat (behaviour duplicateNames).",
            .assumed("no source says"), []),
    ]

    private static let scim: [LedgerEntry] = [
        .init(
            "scim.forms", "SCIM settings are searched, read and changed as in the schema.",
            .schema("SCIMSettingSearchView, SCIMDetailDto"), ["scim.search", "scim.fields"]),
        .init(
            "scim.token", "Creating a setting answers with its token; a name in use is 409.",
            .docs("Create a company with SCIM"), ["writes.scim", "writes.scim-taken"]),
        .init(
            "scim.revoke", "Revoking puts a new token in the place of the old one, in a page of tokens.",
            .schema("PagedResults of SCIMIntegrationTokenDto"), ["writes.scim-revoke"]),
    ]
}
