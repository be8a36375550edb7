import Foundation
import HTTPTypes

/// What `POST /connect/token` refuses, and how.
enum TokenRefusalChecks {
    static let all = credentials + parameters + bodies

    private static let credentials: [Check] = [
        .required("token.wrong-secret", "A wrong secret is 400 invalid_client.", .quickstart) { context in
            try expectError("invalid_client", try await wrongSecret(context))
        },
        .required("token.unknown-client", "An unknown client is 400 invalid_client.", .quickstart) { context in
            try expectError("invalid_client", try await unknownClient(context))
        },
        .required(
            "token.refusals-are-alike", "The answer does not tell a wrong secret from an unknown client.", .quickstart
        ) { context in
            let secret = try await wrongSecret(context)
            let client = try await unknownClient(context)
            try client.expect(
                client.status == secret.status && client.body == secret.body,
                "the answer of a wrong secret: HTTP \(secret.status), \(secret.body.count) bytes",
                "HTTP \(client.status), \(client.body.count) other bytes")
        },
        .required(
            "token.error-form", "A refusal is application/json with a text member error and no token.",
            .schema("POST /connect/token, 400")
        ) { context in
            let answer = try await wrongSecret(context)
            try answer.expect(
                answer.mediaType == "application/json", "application/json", "\(answer.mediaType ?? "no type")")
            let json = try answer.json()
            _ = try answer.string(json, "error")
            try answer.expect(json["access_token"] == nil, "no access_token", "there is one")
        },
        .advisory(
            "token.error-is-not-cached", "A refusal forbids caching as a token does.",
            .platform("IdentityServer, token error result")
        ) { context in
            try TokenChecks.expectNoStore(try await wrongSecret(context))
        },
        .advisory(
            "token.missing-client", "A form without client_id is 400 invalid_client.", .identityServer
        ) { context in
            try expectError("invalid_client", try await context.requestToken(without("client_id", context)))
        },
        .advisory(
            "token.missing-secret", "A form without client_secret is 400 invalid_client.", .identityServer
        ) { context in
            try expectError("invalid_client", try await context.requestToken(without("client_secret", context)))
        },
        .required(
            "token.missing-secret-gets-no-token", "A form without client_secret, or with an empty one, gets no token.",
            .schema("POST /connect/token")
        ) { context in
            try expectNoToken(try await context.requestToken(without("client_secret", context)))
            try expectNoToken(try await context.requestToken(with("client_secret", "", context)))
        },
        .required(
            "token.missing-client-gets-no-token", "A form without client_id gets no token.",
            .schema("POST /connect/token")
        ) { context in
            try expectNoToken(try await context.requestToken(without("client_id", context)))
        },
        .advisory("token.empty-form", "An empty form is 400 invalid_client.", .identityServer) { context in
            try expectError("invalid_client", try await context.requestToken([]))
        },
        .advisory(
            "token.long-secret", "A secret longer than 100 characters is 400 invalid_client.",
            .platform("IdentityServer, input length restrictions")
        ) { context in
            try expectError("invalid_client", try await context.requestToken(with("client_secret", long(101), context)))
        },
        .advisory("token.basic-wrong-secret", "A wrong secret in HTTP Basic is 400 invalid_client.", .identityServer) {
            context in
            let fields = TokenChecks.basic(context, scheme: "Basic", secret: "wrong-secret")
            try expectError(
                "invalid_client",
                try await context.requestToken(
                    [("grant_type", "client_credentials"), ("scope", "api1")], fields: fields))
        },
    ]

    private static let parameters: [Check] = [
        .required("token.missing-grant", "A form without grant_type gets no token.", .schema("POST /connect/token")) {
            context in
            try expectNoToken(try await context.requestToken(without("grant_type", context)))
        },
        .required(
            "token.unknown-grant", "An unknown grant_type gets no token.", .schema("POST /connect/token")
        ) { context in
            try expectNoToken(try await context.requestToken(with("grant_type", "no_such_grant", context)))
        },
        .required("token.unknown-scope", "An unknown scope gets no token.", .schema("POST /connect/token")) { context in
            try expectNoToken(try await context.requestToken(with("scope", "no-such-scope", context)))
        },
        .advisory("token.missing-grant-error", "A missing grant_type is unsupported_grant_type.", .identityServer) {
            context in
            try expectError("unsupported_grant_type", try await context.requestToken(without("grant_type", context)))
        },
        .advisory("token.unknown-grant-error", "An unknown grant_type is unsupported_grant_type.", .identityServer) {
            context in
            try expectError(
                "unsupported_grant_type", try await context.requestToken(with("grant_type", "no_such_grant", context)))
        },
        .advisory(
            "token.password-grant", "The password grant is unauthorized_client for a REST client.", .identityServer
        ) { context in
            let form = with("grant_type", "password", context) + [("username", "nobody"), ("password", "nothing")]
            try expectError("unauthorized_client", try await context.requestToken(form))
        },
        .advisory("token.refresh-grant", "A refresh_token grant without a token is invalid_request.", .identityServer) {
            context in
            try expectError(
                "invalid_request", try await context.requestToken(with("grant_type", "refresh_token", context)))
        },
        .advisory("token.unknown-scope-error", "An unknown scope is invalid_scope.", .identityServer) { context in
            try expectError("invalid_scope", try await context.requestToken(with("scope", "no-such-scope", context)))
        },
        .advisory("token.offline-access", "The scope offline_access is invalid_scope.", .identityServer) { context in
            try expectError(
                "invalid_scope", try await context.requestToken(with("scope", "api1 offline_access", context)))
        },
        .advisory(
            "token.client-before-grant", "The client is checked before the grant type.", .identityServer
        ) { context in
            var form = with("grant_type", "no_such_grant", context)
            form[1].1 = unknownID
            try expectError("invalid_client", try await context.requestToken(form))
        },
    ]

    private static let bodies: [Check] = [
        .required("token.json-body", "A JSON body is refused: 500 as documented, or 400.", .quickstart) { context in
            let answer = try await jsonRequest(context)
            try answer.expect([400, 500].contains(answer.status), "status 500 or 400", "status \(answer.status)")
        },
        .advisory("token.json-body-is-unhandled", "A JSON body is 500.", .quickstart) { context in
            try await jsonRequest(context).expect(status: 500)
        },
        .required("token.json-body-gets-no-token", "A JSON body gets no token.", .quickstart) { context in
            try expectNoToken(try await jsonRequest(context))
        },
        .advisory("token.multipart", "A multipart form is 400 invalid_request.", .identityServer) { context in
            try expectError(
                "invalid_request",
                try await context.requestToken(
                    context.form(), fields: [.contentType: "multipart/form-data; boundary=boundary"]))
        },
        .required("token.get", "GET gets no token.", .schema("POST /connect/token")) { context in
            try expectNoToken(try await context.send(.get, "/connect/token"))
        },
        .advisory("token.get-error", "GET is 400 invalid_request.", .identityServer) { context in
            try expectError("invalid_request", try await context.send(.get, "/connect/token"))
        },
        .required(
            "token.query-is-no-form", "Credentials in the query get no token.", .schema("POST /connect/token")
        ) { context in
            try expectNoToken(
                try await context.send(
                    .post, "/connect/token?grant_type=client_credentials&scope=api1",
                    fields: [.contentType: "application/x-www-form-urlencoded"]))
        },
    ]

    /// 32 letters and digits, as client ids have, of a client that nobody made.
    private static let unknownID = "noSuchClient0000noSuchClient0000"

    static func wrongSecret(_ context: Context) async throws -> Exchange {
        try await context.requestToken(with("client_secret", "wrong-secret", context))
    }

    private static func unknownClient(_ context: Context) async throws -> Exchange {
        try await context.requestToken(with("client_id", unknownID, context))
    }

    static func jsonRequest(_ context: Context) async throws -> Exchange {
        let body = JSON.object(context.form().map { .init(name: $0.0, value: .string($0.1)) })
        return try await context.send(
            .post, "/connect/token", fields: [.contentType: "application/json"], body: Array(body.serialized.utf8))
    }

    private static func with(_ name: String, _ value: String, _ context: Context) -> [(String, String)] {
        context.form().map { $0.0 == name ? (name, value) : $0 }
    }

    private static func without(_ name: String, _ context: Context) -> [(String, String)] {
        context.form().filter { $0.0 != name }
    }

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func expectError(_ error: String, _ answer: Exchange) throws {
        try answer.expect(status: 400)
        let actual = try answer.string(answer.json(), "error")
        try answer.expect(actual == error, "error \(own: error)", "\(actual)")
    }

    private static func expectNoToken(_ answer: Exchange) throws {
        try answer.expect(answer.status >= 400, "a status of 400 or more", "status \(answer.status)")
        let token = (try? JSONParser.parse(answer.body))?["access_token"]
        try answer.expect(token == nil, "no access_token", "there is one")
    }
}
