import Foundation
import HTTPTypes

/// What a successful `POST /connect/token` promises.
enum TokenChecks {
    static let all = answer + accepted

    private static let answer: [Check] = [
        .required(
            "token.success-members",
            "A token answer is 200 with access_token, expires_in, token_type and scope, each of its type.",
            .schema("POST /connect/token")
        ) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let json = try answer.json()
            for name in ["access_token", "token_type", "scope"] { _ = try answer.string(json, name) }
            _ = try answer.integer(json, "expires_in")
        },
        .required("token.content-type", "A token answer is application/json.", .schema("POST /connect/token")) {
            context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            try answer.expect(
                answer.mediaType == "application/json", "application/json", "\(answer.mediaType ?? "no type")")
        },
        .required("token.type-is-bearer", "token_type is Bearer.", .schema("POST /connect/token")) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let type = try answer.string(answer.json(), "token_type")
            try answer.expect(type == "Bearer", "token_type Bearer", "\(type)")
        },
        .required("token.lifetime", "A token is valid for 3600 seconds.", .quickstart) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let lifetime = try answer.integer(answer.json(), "expires_in")
            try answer.expect(lifetime == 3600, "expires_in 3600", "\(lifetime)")
        },
        .required("token.scope-is-api1", "The scope granted is api1.", .schema("POST /connect/token")) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let scope = try answer.string(answer.json(), "scope")
            try answer.expect(scope == "api1", "scope api1", "\(scope)")
        },
        .required(
            "token.permissions", "permissions, where present, are texts of a path without /api/, a bar and a verb.",
            .docs("Roles and permissions")
        ) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            guard let permissions = try answer.json()["permissions"] else {
                throw Skip("the answer has no permissions", .target)
            }
            let form = #/[^\s|]+\|[A-Z]+/#
            let isWellFormed =
                permissions.elements?.prefix(1000).allSatisfy { $0.text?.wholeMatch(of: form) != nil } ?? false
            try answer.expect(isWellFormed, "an array of texts such as companies/search|POST", "something else")
        },
        .advisory(
            "token.permissions-name-the-operations",
            "A reseller's permissions name companies/search|POST and companies/{resourceId}|GET.",
            .docs("Roles and permissions")
        ) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let permissions = try answer.json()["permissions"]?.elements?.compactMap(\.text) ?? []
            for permission in ["companies/search|POST", "companies/{resourceId}|GET"] {
                try answer.expect(
                    permissions.contains(permission), "\(own: permission)", "it is not among \(permissions.count)")
            }
        },
        .required(
            "token.is-not-cached", "A token answer forbids storing it: Cache-Control no-store.",
            .platform("RFC 6749 section 5.1")
        ) { context in
            try expectNoStore(try await context.tokenAnswer())
        },
        .advisory(
            "token.is-not-cached-by-old-caches", "A token answer has Pragma no-cache too.",
            .platform("RFC 6749 section 5.1; IdentityServer, token endpoint")
        ) { context in
            let answer = try await context.tokenAnswer()
            let pragma = answer.field(.init("Pragma")!) ?? ""
            try answer.expect(pragma.lowercased() == "no-cache", "Pragma: no-cache", "\(pragma)")
        },
        .required("token.no-refresh-token", "A token answer has no refresh_token.", .restAPI) { context in
            let answer = try await context.tokenAnswer().expect(status: 200)
            let token = try answer.json()["refresh_token"]
            try answer.expect(token == nil || token == .null, "no refresh_token", "there is one")
        },
    ]

    private static let accepted: [Check] = [
        .required(
            "token.several-at-once", "Any number of tokens of one client is valid at the same time.", .restAPI
        ) { context in
            let first = try await context.token()
            let answer = try await context.requestToken(context.form()).expect(status: 200)
            let second = try answer.string(answer.json(), "access_token")
            for token in [first, second] {
                try await context.search(SearchQuery().json, authorization: "Bearer \(token)").expect(status: 200)
            }
        },
        .required("token.is-reusable", "A token can be used again until it expires.", .restAPI) { context in
            let authorization = "Bearer \(try await context.token())"
            for _ in 1...3 {
                try await context.search(SearchQuery().json, authorization: authorization).expect(status: 200)
            }
        },
        .advisory(
            "token.jti-is-unique", "Two tokens differ in their jti.", .platform("IdentityServer, token creation")
        ) { context in
            let first = try await context.tokenAnswer()
            let second = try await context.requestToken(context.form()).expect(status: 200)
            let identifiers = try [first, second].map { answer in
                try JWT(answer.string(answer.json(), "access_token"), in: answer).claims["jti"]
            }
            try second.expect(identifiers[0] != identifiers[1], "another jti", "the same, or none")
        },
        .advisory("token.basic", "The credentials can be sent with HTTP Basic instead.", .identityServer) { context in
            try await context.requestToken(
                [("grant_type", "client_credentials"), ("scope", "api1")], fields: basic(context, scheme: "Basic")
            ).expect(status: 200)
        },
        .advisory("token.basic-any-case", "The scheme Basic is recognized in any letter case.", .identityServer) {
            context in
            try await context.requestToken(
                [("grant_type", "client_credentials"), ("scope", "api1")], fields: basic(context, scheme: "bASIC")
            ).expect(status: 200)
        },
        .advisory("token.scope-is-optional", "Without a scope the token gets all allowed ones.", .identityServer) {
            context in
            let form = context.form().filter { $0.0 != "scope" }
            let answer = try await context.requestToken(form).expect(status: 200)
            let scope = try answer.string(answer.json(), "scope")
            try answer.expect(scope == "api1", "scope api1", "\(scope)")
        },
        .advisory("token.charset", "The form's content type may have a charset.", .identityServer) { context in
            try await context.requestToken(
                context.form(), fields: [.contentType: "application/x-www-form-urlencoded; charset=utf-8"]
            ).expect(status: 200)
        },
    ]

    static func basic(_ context: Context, scheme: String, secret: String? = nil) -> HTTPFields {
        let client = context.target.credentials.reseller
        let pair = "\(Context.formEncoded(client.id)):\(Context.formEncoded(secret ?? client.secret))"
        return [
            .contentType: "application/x-www-form-urlencoded",
            .authorization: "\(scheme) \(Data(pair.utf8).base64EncodedString())",
        ]
    }

    static func expectNoStore(_ answer: Exchange) throws {
        let cacheControl = answer.field(.cacheControl) ?? ""
        try answer.expect(
            cacheControl.lowercased().contains("no-store"), "Cache-Control with no-store",
            "\(cacheControl)")
    }
}
