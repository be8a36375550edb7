/// What the ledger says of the token endpoint and the token.
enum LedgerTokenEntries {
    static let all: [LedgerEntry] = [
        .init(
            "token.success",
            "A good request gets 200 application/json with access_token, expires_in, token_type Bearer and "
                + "scope api1.", .schema("POST /connect/token"),
            ["token.success-members", "token.content-type", "token.type-is-bearer", "token.scope-is-api1"]),
        .init(
            "token.lifetime", "A token is valid for an hour unless the scenario says otherwise.", .quickstart,
            ["token.lifetime", "token.claims-times"]),
        .init(
            "token.permissions", "The answer lists the role's permissions.", .docs("Roles and permissions"),
            ["token.permissions", "token.permissions-name-the-operations"]),
        .init(
            "token.not-cached", "Answers and refusals forbid caching.", .identityServer,
            ["token.is-not-cached", "token.is-not-cached-by-old-caches", "token.error-is-not-cached"]),
        .init("token.no-refresh", "There is no refresh token.", .restAPI, ["token.no-refresh-token"]),
        .init(
            "token.reuse", "Tokens can be reused, and any number is valid at once.", .restAPI,
            ["token.several-at-once", "token.is-reusable"]),
        .init(
            "token.basic", "The credentials can come with HTTP Basic, which is looked at first.", .identityServer,
            ["token.basic", "token.basic-any-case", "token.basic-wrong-secret"]),
        .init(
            "token.scope-optional", "A missing scope stands for all allowed ones.", .identityServer,
            ["token.scope-is-optional"]),
        .init("token.charset", "The form's content type may have parameters.", .identityServer, ["token.charset"]),
        .init(
            "token.wrong-credentials", "Wrong or unknown credentials are 400 invalid_client, told apart by nothing.",
            .quickstart,
            ["token.wrong-secret", "token.unknown-client", "token.refusals-are-alike", "token.error-form"]),
        .init(
            "token.missing-credentials", "Missing credentials are 400 invalid_client.", .identityServer,
            [
                "token.missing-client", "token.missing-secret", "token.empty-form",
                "token.missing-client-gets-no-token",
                "token.missing-secret-gets-no-token",
            ]),
        .init(
            "token.limits", "An id or a secret beyond 100 characters is 400 invalid_client.", .identityServer,
            ["token.long-secret"]),
        .init(
            "token.grant-required", "Without the client_credentials grant there is no token.",
            .schema("POST /connect/token"), ["token.missing-grant", "token.unknown-grant"]),
        .init(
            "token.grant-errors",
            "A missing or unknown grant is unsupported_grant_type, one the client may not use unauthorized_client, a "
                + "refresh without a token invalid_request.", .identityServer,
            ["token.missing-grant-error", "token.unknown-grant-error", "token.password-grant", "token.refresh-grant"]),
        .init(
            "token.scope-known", "A scope other than api1 gets no token.", .schema("POST /connect/token"),
            ["token.unknown-scope"]),
        .init(
            "token.scope-errors", "A scope other than api1 is invalid_scope.", .identityServer,
            ["token.unknown-scope-error", "token.offline-access"]),
        .init(
            "token.order-of-checks", "Form, client, grant and scope are checked in this order.", .identityServer,
            ["token.client-before-grant"]),
        .init(
            "token.json-body", "A JSON body is 500 (behaviour tokenJSONBody).", .quickstart,
            ["token.json-body", "token.json-body-is-unhandled", "token.json-body-gets-no-token"]),
        .init(
            "token.other-requests", "A multipart form, and any verb but POST, is 400 invalid_request.", .identityServer,
            ["token.multipart", "token.get", "token.get-error", "token.query-is-no-form"]),
        .init(
            "token.path", "The path matches in any letter case and exactly.", .identityServer,
            ["http.token-path-is-exact", "http.token-path-any-case"]),
        .init("token.inactive", "An inactive client is 400 invalid_client.", .restAPI, []),
        .init(
            "token.address", "A client is refused outside its allowed addresses (behaviour addressRefusal).", .restAPI,
            []),
        .init("token.jwt", "The access token is an RS256 JWT that names its key.", .restAPI, ["token.is-jwt"]),
        .init(
            "token.jwt-type", "The token's header has typ at+jwt (token.type).",
            .platform("IdentityServer, token creation"), []),
        .init(
            "token.claims-times", "exp, iat and nbf follow the clock.", .restAPI,
            ["token.claims-times", "token.claims-now"]),
        .init(
            "token.claims-client", "client_id names the client, scope is an array.", .restAPI,
            ["token.claims-client", "token.claims-scope"]),
        .init(
            "token.claims-company", "The user_company claims name the client's company and its parent.", .restAPI,
            ["token.claims-company", "token.claims-parent"]),
        .init(
            "token.claims-role", "role and the access claims say what the client may do.", .restAPI,
            ["token.claims-role", "token.claims-company-admin"]),
        .init(
            "token.claims-standard", "iss, aud, nbf and a unique jti are there, sub is not.",
            .platform("IdentityServer, token creation"),
            ["token.claims-standard", "token.claims-no-subject", "token.jti-is-unique"]),
        .init(
            "token.claim-types", "Boolean and numeric custom claims are texts (behaviour claimTypes).",
            .platform("IdentityServer, claims without a value type"), []),
        .init(
            "token.discovery",
            "The discovery document and the keys are served, with addresses that the client reaches and no empty lists.",
            .platform("IdentityServer, discovery endpoint"), []),
    ]
}
