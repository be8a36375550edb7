import HTTPTypes

/// 401: who is not let in, on both API routes.
enum AuthenticationChecks {
    static let all = refusals + precedence + challenges + accepted

    /// The API routes, each with a request that is otherwise good.
    enum Route: String, CaseIterable {
        case search
        case detail

        func request(_ context: Context, _ authorization: String?) async throws -> Exchange {
            switch self {
            case .search: return try await context.badSearch(SearchQuery().json, authorization: .some(authorization))
            case .detail:
                try await context.requireGoodDetail()
                let id = try await context.company().path
                return try await context.detail(id, authorization: .some(authorization))
            }
        }
    }

    /// A way to ask without a valid token.
    private struct Refusal: Sendable {
        var id: String
        var sentence: String
        var source: Source = .pageErrors
        var needs: Set<Check.Need> = []
        var authorization: @Sendable (Context) async throws -> String?
    }

    private static let refusedAuthorizations: [Refusal] = [
        Refusal(id: "no-token", sentence: "no Authorization") { _ in nil },
        Refusal(id: "basic-scheme", sentence: "another scheme") { context in
            let client = context.target.credentials.reseller
            return "Basic \(Base64URL.encode(Array("\(client.id):\(client.secret)".utf8)))"
        },
        Refusal(id: "no-scheme", sentence: "a token without a scheme") { try await $0.token() },
        Refusal(id: "empty-token", sentence: "an empty token") { _ in "Bearer" },
        Refusal(id: "garbage", sentence: "a token that is no JWT") { _ in "Bearer not-a-token" },
        Refusal(id: "tampered-signature", sentence: "a token with another signature") { context in
            let jwt = try await jwt(context)
            return "Bearer \(jwt.forged(signature: try jwt.damagedSignature()))"
        },
        Refusal(id: "tampered-claims", sentence: "a token with other claims under the same signature") { context in
            let jwt = try await jwt(context)
            let expiry = jwt.claims["exp"]?.integer ?? 0
            return "Bearer \(jwt.forged(claims: replacing("exp", in: jwt.claims, by: .number("\(expiry + 86400)"))))"
        },
        Refusal(id: "no-signature", sentence: "a token with an empty signature") { context in
            "Bearer \(try await jwt(context).forged(signature: ""))"
        },
        Refusal(id: "algorithm-none", sentence: "an unsigned token with alg none") { context in
            let jwt = try await jwt(context)
            return "Bearer \(jwt.forged(header: replacing("alg", in: jwt.header, by: "none"), signature: ""))"
        },
        Refusal(id: "algorithm-none-any-case", sentence: "an unsigned token with alg nOnE") { context in
            let jwt = try await jwt(context)
            return "Bearer \(jwt.forged(header: replacing("alg", in: jwt.header, by: "nOnE"), signature: ""))"
        },
        Refusal(id: "algorithm-hs256", sentence: "a token that claims alg HS256") { context in
            let jwt = try await jwt(context)
            let digest = Base64URL.encode([UInt8](repeating: 0x5A, count: 32))
            return "Bearer \(jwt.forged(header: replacing("alg", in: jwt.header, by: "HS256"), signature: digest))"
        },
        Refusal(id: "expired", sentence: "an expired token", needs: [.expiredToken]) { context in
            "Bearer \(context.target.credentials.expiredToken ?? "")"
        },
    ]

    private static let refusals = refusedAuthorizations.flatMap { refusal in
        Route.allCases.map { route in
            Check.required(
                "auth.\(refusal.id).\(route)", "A \(route) request with \(refusal.sentence) is 401.", refusal.source,
                needs: refusal.needs
            ) { context in
                try await route.request(context, refusal.authorization(context)).expect(status: 401)
            }
        }
    }

    /// What else is wrong with a request that has no valid token either: nothing of it may be judged before the token.
    private struct OtherFault: Sendable {
        var id: String
        var sentence: String
        var needs: Set<Check.Need> = []
        var request: @Sendable (Context, String?) async throws -> Exchange
    }

    private static let otherFaults: [OtherFault] = [
        OtherFault(id: "body", sentence: "an invalid search body") { context, authorization in
            try await context.badSearch(["pageNumber": "no number"], authorization: .some(authorization))
        },
        OtherFault(id: "empty-body", sentence: "an empty search body") { context, authorization in
            try await context.badSearch([UInt8](), authorization: .some(authorization))
        },
        OtherFault(id: "media-type", sentence: "an unsupported media type") { context, authorization in
            try await context.badSearch(
                Array("text".utf8), authorization: .some(authorization), contentType: "text/plain")
        },
        OtherFault(id: "lookup", sentence: "an unknown id") { context, authorization in
            try await context.badDetail(unknownID, authorization: .some(authorization))
        },
        OtherFault(id: "malformed-id", sentence: "an id that is none") { context, authorization in
            try await context.badDetail("no-id", authorization: .some(authorization))
        },
        OtherFault(id: "unmanaged", sentence: "a company that is not managed", needs: [.unmanagedCompany]) {
            context, authorization in
            let id = Context.percentEncoded(context.target.credentials.unmanagedCompany ?? "")
            return try await context.badDetail(id, authorization: .some(authorization))
        },
    ]

    private static let precedence: [Check] =
        otherFaults.flatMap { fault in
            [("", "no token", nil), (".bad-token", "a bad token", "Bearer not-a-token")].map {
                (suffix: String, token: String, authorization: String?) -> Check in
                .required(
                    "auth.before-\(fault.id)\(suffix)", "With \(token), \(fault.sentence) is 401 all the same.",
                    .pageErrors, needs: fault.needs
                ) { context in
                    try await fault.request(context, authorization).expect(status: 401)
                }
            }
        } + [
            .advisory("auth.not-in-the-query", "A token in the query is no token.", .bearerHandler) { context in
                let token = try await context.token()
                let id = try await context.company().path
                try await context.badDetail("\(id)?access_token=\(token)", authorization: .some(nil)).expect(
                    status: 401)
            }
        ]

    private static let challenges =
        Route.allCases.flatMap { route -> [Check] in
            [
                .advisory(
                    "auth.challenge.\(route)",
                    "A 401 of \(route) without a token has WWW-Authenticate: Bearer and no body.",
                    .bearerHandler
                ) { context in
                    let answer = try await route.request(context, nil).expect(status: 401)
                    let challenge = answer.field(.wwwAuthenticate) ?? ""
                    try answer.expect(
                        challenge == "Bearer", "WWW-Authenticate: Bearer", "\(challenge)")
                    try answer.expect(answer.body.isEmpty, "no body", "\(answer.body.count) bytes")
                },
                .advisory(
                    "auth.challenge-invalid.\(route)",
                    "A 401 of \(route) for a bad token says error=\"invalid_token\".",
                    .bearerHandler
                ) { context in
                    let answer = try await route.request(context, "Bearer not-a-token").expect(status: 401)
                    try expectChallenge(#"error="invalid_token""#, answer)
                },
            ]
        } + [
            .advisory("auth.challenge-signature", "A 401 for a bad signature says so.", .bearerHandler) { context in
                let jwt = try await jwt(context)
                let answer = try await Route.search.request(
                    context, "Bearer \(jwt.forged(signature: try jwt.damagedSignature()))")
                try expectChallenge(#"error_description="The signature"#, answer)
            },
            .advisory(
                "auth.challenge-expired", "A 401 for an expired token says when it expired.", .bearerHandler,
                needs: [.expiredToken]
            ) { context in
                let token = context.target.credentials.expiredToken ?? ""
                let answer = try await Route.search.request(context, "Bearer \(token)")
                try expectChallenge(#"error_description="The token expired at '"#, answer)
            },
        ]

    private static let accepted: [Check] = [
        .advisory("auth.scheme-any-case", "The scheme Bearer is recognized in any letter case.", .bearerHandler) {
            context in
            try await Route.search.request(context, "bEARER \(try await context.token())").expect(status: 200)
        }
    ]

    /// Well-formed, and with a probability beyond all practice nobody's.
    static let unknownID = "zzUnknown0zz"

    private static func jwt(_ context: Context) async throws -> JWT {
        try JWT(try await context.token(), in: try await context.tokenAnswer())
    }

    private static func replacing(_ name: String, in object: JSON, by value: JSON) -> JSON {
        var object = object
        object[name] = value
        return object
    }

    private static func expectChallenge(_ part: String, _ answer: Exchange) throws {
        let challenge = answer.field(.wwwAuthenticate) ?? ""
        try answer.expect(
            challenge.hasPrefix("Bearer ") && challenge.contains(part), "WWW-Authenticate: Bearer with \(own: part)",
            "\(challenge)")
    }
}
