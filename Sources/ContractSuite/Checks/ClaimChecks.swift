import Foundation
import HTTPTypes

/// What the access token says of itself.
enum ClaimChecks {
    static let all: [Check] = [
        .required("token.is-jwt", "The access token is a JWT signed with RS256 that names its key.", .restAPI) {
            context in
            let answer = try await context.tokenAnswer()
            let header = try await jwt(context).header
            let algorithm = try answer.string(header, "alg")
            try answer.expect(algorithm == "RS256", "alg RS256", "\(algorithm)")
            _ = try answer.string(header, "kid")
        },
        .required("token.claims-times", "exp is expires_in seconds after iat.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let claims = try await jwt(context).claims
            let lifetime = try answer.integer(claims, "exp") - answer.integer(claims, "iat")
            let said = try answer.integer(answer.json(), "expires_in")
            try answer.expect(lifetime == said, "exp - iat = expires_in = \(said)", "\(lifetime)")
        },
        .required("token.claims-now", "iat is the time of the request.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let issued = try answer.integer(try await jwt(context).claims, "iat")
            guard let date = answer.field(.date).flatMap(HTTPDate.seconds) else {
                throw Skip("the answer has no Date", .target)
            }
            // Clocks of a token service and of what stands before it may differ a little.
            let difference = abs(Int(date) - issued)
            try answer.expect(difference <= 300, "iat within 300 s of the Date header", "\(difference) s")
        },
        .required("token.claims-client", "client_id is the client that asked.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let client = try answer.string(try await jwt(context).claims, "client_id")
            try answer.expect(client == context.target.credentials.reseller.id, "the client's own id", "another text")
        },
        .required("token.claims-company", "The user_company claims name the client's company.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let claims = try await jwt(context).claims
            for name in ["user_company_name", "user_company_logopath", "user_company_industry_name"] {
                _ = try answer.string(claims, name)
            }
            let id = try answer.string(claims, "user_company_resourceid")
            try answer.expect(
                id.wholeMatch(of: #/[A-Za-z0-9]{12}/#) != nil, "user_company_resourceid of 12 letters and digits",
                "\(id)")
            let number = try answer.member(claims, "user_company_id", "an integer or a text that holds one") {
                $0.integer ?? $0.text.flatMap(JSON.integer)
            }
            try answer.expect(number >= 0, "user_company_id of 0 or more", "a negative one")
        },
        .required("token.claims-parent", "The parent company claims are texts, never absent.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let claims = try await jwt(context).claims
            _ = try answer.string(claims, "user_company_parentcompany_resourceid")
            _ = try answer.string(claims, "user_company_parentcompany_name")
        },
        .required("token.claims-role", "A reseller's token has the role Reseller and reseller_access.", .restAPI) {
            context in
            let answer = try await context.tokenAnswer()
            let claims = try await jwt(context).claims
            try answer.expect(roles(claims).contains("Reseller"), "role Reseller", "another")
            for (name, expected) in [("reseller_access", true), ("company_admin_access", true), ("root_access", false)]
            {
                let value = try answer.member(claims, name, "a boolean or its text", flag)
                try answer.expect(value == expected, "\(name) \(expected)", "\(value)")
            }
        },
        .required("token.claims-scope", "scope is an array that holds api1.", .restAPI) { context in
            let answer = try await context.tokenAnswer()
            let scopes = try answer.member(try await jwt(context).claims, "scope", "an array") { $0.elements }
            try answer.expect(scopes.contains("api1"), "api1 among the scopes", "it is not")
        },
        .required(
            "token.claims-company-admin",
            "The token of a client that is no reseller's has no reseller_access and empty parent claims.", .restAPI,
            needs: [.companyAdmin]
        ) { context in
            let answer = try await context.companyAdminTokenAnswer().expect(status: 200)
            let claims = try JWT(answer.string(answer.json(), "access_token"), in: answer).claims
            try answer.expect(!roles(claims).contains("Reseller"), "a role other than Reseller", "Reseller")
            let access = try answer.member(claims, "reseller_access", "a boolean or its text", flag)
            try answer.expect(!access, "reseller_access false", "true")
            for name in ["user_company_parentcompany_resourceid", "user_company_parentcompany_name"] {
                try answer.expect(try answer.string(claims, name).isEmpty, "\(name) empty", "a text")
            }
        },
        .advisory(
            "token.claims-standard", "iss, aud, nbf and jti are there, nbf not after iat.",
            .platform("IdentityServer, token creation")
        ) { context in
            let answer = try await context.tokenAnswer()
            let claims = try await jwt(context).claims
            for name in ["iss", "jti"] { _ = try answer.string(claims, name) }
            _ = try answer.member(claims, "aud", "a text or an array") { $0.text ?? ($0.elements == nil ? nil : "") }
            let isInOrder = try answer.integer(claims, "nbf") <= answer.integer(claims, "iat")
            try answer.expect(isInOrder, "nbf <= iat", "nbf > iat")
        },
        .advisory(
            "token.claims-no-subject", "A client's token has no sub.", .platform("IdentityServer, claims service")
        ) { context in
            let answer = try await context.tokenAnswer()
            let subject = try await jwt(context).claims["sub"]
            try answer.expect(subject == nil, "no sub", "there is one")
        },
        .advisory(
            "token.company-is-not-listed", "The reseller's own company is not among those it manages.",
            .assumed("the vendor's page speaks of the companies one manages")
        ) { context in
            guard let own = try await jwt(context).claims["user_company_resourceid"]?.text else {
                throw Skip("the token names no company", .target)
            }
            let items = try await context.companies(atLeast: 1)
            let page = try await context.firstPage()
            try page.expect(!items.contains { $0.id == own }, "companies other than the caller's own", "it is listed")
        },
    ]

    private static func jwt(_ context: Context) async throws -> JWT {
        try JWT(try await context.token(), in: try await context.tokenAnswer())
    }

    /// A claim that is a text, or an array of them where a client has several roles.
    private static func roles(_ claims: JSON) -> [String] {
        guard let role = claims["role"] else { return [] }
        return role.text.map { [$0] } ?? role.elements?.compactMap(\.text) ?? []
    }

    /// The platform writes custom claims as texts unless told otherwise.
    @Sendable private static func flag(_ value: JSON) -> Bool? {
        switch value.text?.lowercased() {
        case "true": true
        case "false": false
        default: value.boolean
        }
    }
}
