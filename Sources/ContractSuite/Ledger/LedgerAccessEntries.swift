/// What the ledger says of who may see what, and of HTTP.
enum LedgerAccessEntries {
    static let all: [LedgerEntry] = authentication + authorization + http

    private static let authentication: [LedgerEntry] = [
        .init(
            "auth.missing", "A request without a bearer token is 401.", .pageErrors,
            ["auth.no-token.*", "auth.basic-scheme.*", "auth.no-scheme.*", "auth.empty-token.*"]),
        .init(
            "auth.invalid", "A token that is no JWT, or was changed after signing, is 401.", .pageErrors,
            [
                "auth.garbage.*", "auth.tampered-signature.*", "auth.tampered-claims.*", "auth.no-signature.*",
                "auth.algorithm-none.*", "auth.algorithm-none-any-case.*", "auth.algorithm-hs256.*",
            ]),
        .init(
            "auth.expired", "An expired token is 401, to the second (token.clockSkew).", .pageErrors,
            ["auth.expired.*"]),
        .init(
            "auth.audience-and-issuer", "A token for another audience or of another issuer is 401.", .bearerHandler, []),
        .init(
            "auth.challenge",
            "A 401 has WWW-Authenticate as the platform writes it, and no body (behaviour "
                + "unauthorizedBody).", .bearerHandler, ["auth.challenge*"]),
        .init(
            "auth.first", "401 goes before everything but routing.", .pageErrors, ["auth.before-*"]),
        .init(
            "auth.scheme", "The scheme is read in any letter case, and only from the header.", .bearerHandler,
            ["auth.scheme-any-case", "auth.not-in-the-query"]),
    ]

    private static let authorization: [LedgerEntry] = [
        .init(
            "authz.role", "Only a reseller's credential may search or read; others get 403.", .pageErrors,
            ["authz.search-needs-reseller", "authz.detail-needs-reseller"]),
        .init(
            "authz.own-company",
            "Neither a company admin nor a reseller may read its own company (behaviour ownCompany).",
            .pageErrors, ["authz.own-company-needs-reseller"]),
        .init(
            "authz.unmanaged", "A company the reseller does not manage is 403 and not listed.", .pageErrors,
            ["authz.unmanaged-company", "authz.unmanaged-is-not-listed"]),
        .init(
            "authz.unknown", "An unknown or malformed id is 404.", .pageErrors,
            ["authz.unknown-id", "authz.malformed-id", "authz.id-cut-off", "authz.id-and-more", "http.id.*"]),
        .init(
            "authz.scope-header",
            "A company in X-KEEPNET-Company-Id or x-ir-company-id is 404 if unknown, 403 if not managed, and changes nothing "
                + "else (behaviour scopeHeader).", .docs("Getting started with the API"),
            ["authz.scope-header-unknown", "authz.scope-header-unmanaged"]),
        .init(
            "authz.addresses", "A client's allowed addresses hold for every request: 403 IP_RESTRICTED.",
            .docs("Company Settings, REST API"), []),
        .init(
            "authz.cors", "Preflights are answered where the scenario or --cors lets an origin in.",
            .assumed("the vendor's web client and API are two hosts; the fields are unknown"), []),
        .init(
            "authz.descendants", "A reseller manages the companies of the resellers below it too.",
            .docs("Company Settings, frequent questions"), []),
        .init(
            "authz.custom-roles", "A custom role may do what its permissions list.", .docs("Roles and permissions"), []),
        .init(
            "authz.order", "403 by role goes before 415, 400 and the look-up.", .binding,
            ["authz.role-before-body", "authz.role-before-lookup", "authz.role-before-media-type"]),
        .init(
            "authz.envelopes",
            "403 and 404 are envelopes with a status, a message and no data (behaviours forbiddenStatus, "
                + "notFoundStatus).", .assumed("as other failures of the vendor's operations"),
            ["authz.forbidden-envelope", "authz.not-found-envelope", "authz.unmanaged-tells-nothing"]),
        .init(
            "authz.id-case", "Ids are compared exactly.", .assumed("ids use both letter cases"),
            ["authz.id-letter-case-counts"]),
    ]

    private static let http: [LedgerEntry] = [
        .init(
            "http.json", "Bodies are application/json.", .page,
            ["http.content-type.search", "http.content-type.detail"]),
        .init(
            "http.json-details", "Bodies are UTF-8 without a byte order mark, and say so; errors are JSON too.",
            .platform("ASP.NET Core, JSON formatter"),
            ["http.charset", "http.no-byte-order-mark", "http.content-type.error", "http.date"]),
        .init(
            "http.verbs", "A verb the vendor lacks is 405 with the vendor's verbs in Allow, before 401.", .routing,
            ["http.allow.*", "http.head.*", "http.options.search", "http.wrong-verb-before-token"]),
        .init(
            "http.routes", "An unknown path is 404 with no body, before 401.", .routing,
            ["http.unknown-route", "detail.longer-path"]),
        .init(
            "http.not-emulated",
            "Vendor operations that are not emulated are 401, 403, then 501 with their names; a Reseller may call them all, "
                + "another role those of its permissions.",
            .assumed("the vendor answers them; the mock says that it does not"), []),
        .init(
            "http.connections", "Connections are kept, and requests do not disturb each other.",
            .platform("RFC 9112"),
            [
                "http.connection-stays-open", "http.answers-do-not-mix", "http.concurrent-requests-agree",
                "http.after-a-refusal",
            ]),
    ]
}
