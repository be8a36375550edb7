import Foundation
import Synchronization

@testable import ContractSuite

extension BrokenServer {
    private static func form(_ request: ProxiedRequest) -> [String: String] {
        var values: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }

    private static func encode(_ form: [String: String]) -> [UInt8] {
        Array(form.map { "\($0.key)=\($0.value)" }.joined(separator: "&").utf8)
    }

    static let token: [BrokenServer] = [
        .init(
            "a token answer without scope", caughtBy: "token.success-members",
            spoil: Spoil.json(\.isToken) { $0["scope"] = nil }),
        .init(
            "expires_in is a text", caughtBy: "token.success-members",
            spoil: Spoil.json(\.isToken) { $0["expires_in"] = "3600" }),
        .init(
            "expires_in of two hours", caughtBy: "token.lifetime", "token.claims-times",
            spoil: Spoil.json(\.isToken) { $0["expires_in"] = 7200 }),
        .init(
            "token_type in lower case", caughtBy: "token.type-is-bearer",
            spoil: Spoil.json(\.isToken) { $0["token_type"] = "bearer" }),
        .init(
            "scope in capitals", caughtBy: "token.scope-is-api1", spoil: Spoil.json(\.isToken) { $0["scope"] = "API" }),
        .init(
            "permissions with a slash in front", caughtBy: "token.permissions-name-the-operations",
            spoil: Spoil.json(\.isToken) { $0["permissions"] = ["/api/companies/search|POST"] }),
        .init(
            "permissions as one text", caughtBy: "token.permissions",
            spoil: Spoil.json(\.isToken) { $0["permissions"] = "companies/search|POST" }),
        .init(
            "a token answer as text/html", caughtBy: "token.content-type",
            spoil: Spoil.answer(\.isToken) { $0["Content-Type"] = "text/html" }),
        .init(
            "a token answer that may be cached", caughtBy: "token.is-not-cached",
            spoil: Spoil.answer(\.isToken) { $0["Cache-Control"] = nil }),
        .init(
            "a wrong secret is 401", caughtBy: "token.wrong-secret",
            spoil: Spoil.answer(\.isToken) { if $0.status == 400 { $0.status = 401 } }),
        .init(
            "a wrong secret is invalid_grant", caughtBy: "token.wrong-secret", "token.refusals-are-alike",
            spoil: { request, mock in
                var answer = mock(request)
                if request.isToken, form(request)["client_secret"] == "wrong-secret" {
                    answer.body = Array(#"{"error":"invalid_grant"}"#.utf8)
                }
                return answer
            }),
        .init(
            "a refusal that says the client is unknown", caughtBy: "token.refusals-are-alike",
            spoil: { request, mock in
                var answer = mock(request)
                if request.isToken, form(request)["client_id"]?.hasPrefix("noSuchClient") == true {
                    answer.body = Array(#"{"error":"invalid_client","error_description":"unknown client"}"#.utf8)
                }
                return answer
            }),
        .init(
            "a refusal in plain text", caughtBy: "token.error-form",
            spoil: Spoil.answer(\.isToken) { answer in
                if answer.status == 400 { (answer.body, answer["Content-Type"]) = (Array("no".utf8), "text/plain") }
            }),
        .init(
            "a JSON token request is understood", caughtBy: "token.json-body", "token.json-body-gets-no-token",
            spoil: Spoil.request { request in
                guard request.isToken, let json = try? JSONParser.parse(request.body) else { return }
                request["Content-Type"] = "application/x-www-form-urlencoded"
                request.body = encode(
                    Dictionary(json.names.map { ($0, json[$0]?.text ?? "") }) { first, _ in first })
            }),
        .init(
            "a missing grant type counts as client_credentials", caughtBy: "token.missing-grant",
            spoil: Spoil.request { request in
                guard request.isToken, form(request)["grant_type"] == nil else { return }
                request.body += Array("&grant_type=client_credentials".utf8)
            }),
        .init(
            "any grant type will do", caughtBy: "token.unknown-grant", "token.password-grant",
            spoil: Spoil.request { request in
                var form = form(request)
                guard request.isToken, form["grant_type"] != nil else { return }
                form["grant_type"] = "client_credentials"
                request.body = encode(form)
            }),
        .init(
            "any scope will do", caughtBy: "token.unknown-scope", "token.unknown-scope-error",
            spoil: Spoil.request { request in
                var form = form(request)
                guard request.isToken, form["scope"] != nil else { return }
                form["scope"] = "api1"
                request.body = encode(form)
            }),
        .init(
            "the scope is mandatory", caughtBy: "token.scope-is-optional",
            spoil: { request, mock in
                if request.isToken, !form(request).isEmpty, form(request)["scope"] == nil {
                    return ProxiedAnswer(status: 400, body: Array(#"{"error":"invalid_scope"}"#.utf8))
                }
                return mock(request)
            }),
        .init(
            "HTTP Basic is not understood", caughtBy: "token.basic",
            spoil: Spoil.request { if $0.isToken { $0["Authorization"] = nil } }),
        .init(
            "the grant is checked before the client", caughtBy: "token.client-before-grant",
            spoil: { request, mock in
                if request.isToken, form(request)["grant_type"] == "no_such_grant" {
                    return ProxiedAnswer(status: 400, body: Array(#"{"error":"unsupported_grant_type"}"#.utf8))
                }
                return mock(request)
            }),
        .init(
            "GET gets a token", caughtBy: "token.get",
            spoil: Spoil.request { request in
                guard request.isToken, request.method == "GET" else { return }
                request.method = "POST"
                request["Content-Type"] = "application/x-www-form-urlencoded"
                request.body = credentials
            }),
    ]

    /// The form of a good request of the default scenario's reseller.
    static let credentials = Array(
        "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret".utf8)

    /// A fresh token of a client of the default scenario.
    static func token(
        _ mock: Upstream, client: String = "reseller-client", secret: String = "reseller-secret"
    ) -> String {
        let answer = mock(
            ProxiedRequest(
                method: "POST", path: "/connect/token",
                fields: [("Content-Type", "application/x-www-form-urlencoded")],
                body: encode(["grant_type": "client_credentials", "client_id": client, "client_secret": secret])))
        return (try? JSONParser.parse(answer.body))?["access_token"]?.text ?? ""
    }

    /// Tokens with other claims, which only this server takes for its own.
    static func claims(_ change: @escaping @Sendable (inout JSON) -> Void) -> Spoiling {
        let originals = Originals()
        return { request, mock in
            var request = request
            if let token = request["Authorization"]?.dropFirst("Bearer ".count),
                let original = originals[String(token)]
            {
                request["Authorization"] = "Bearer \(original)"
            }
            var answer = mock(request)
            guard request.isToken, answer.status == 200, var json = try? JSONParser.parse(answer.body),
                let token = json["access_token"]?.text
            else { return answer }
            var parts = token.split(separator: ".").map(String.init)
            guard let bytes = Base64URL.decode(parts[1][...]), var claims = try? JSONParser.parse(bytes) else {
                return answer
            }
            change(&claims)
            parts[1] = Base64URL.encode(Array(claims.serialized.utf8))
            let spoiled = parts.joined(separator: ".")
            originals[spoiled] = token
            json["access_token"] = .string(spoiled)
            answer.body = Array(json.serialized.utf8)
            return answer
        }
    }

    private final class Originals: Sendable {
        private let tokens = Mutex<[String: String]>([:])

        subscript(_ spoiled: String) -> String? {
            get { tokens.withLock { $0[spoiled] } }
            set { tokens.withLock { $0[spoiled] = newValue } }
        }
    }

    /// Broken servers that remember tokens.
    static let tokenStates: [BrokenServer] = [
        .init(
            "exp an hour too late", caughtBy: "token.claims-times",
            spoil: claims { $0["exp"] = .number("\(($0["exp"]?.integer ?? 0) + 3600)") }),
        .init(
            "times in milliseconds", caughtBy: "token.claims-now", "token.claims-times",
            spoil: claims { claims in
                for name in ["exp", "iat", "nbf"] { claims[name] = .number("\((claims[name]?.integer ?? 0) * 1000)") }
            }),
        .init("another role in the token", caughtBy: "token.claims-role", spoil: claims { $0["role"] = "Auditor" }),
        .init(
            "reseller_access false", caughtBy: "token.claims-role", spoil: claims { $0["reseller_access"] = "false" }),
        .init("scope as a text in the token", caughtBy: "token.claims-scope", spoil: claims { $0["scope"] = "api1" }),
        .init(
            "no parent claims", caughtBy: "token.claims-parent", "token.claims-company-admin",
            spoil: claims { $0["user_company_parentcompany_name"] = nil }),
        .init(
            "no company in the token", caughtBy: "token.claims-company",
            spoil: claims { $0["user_company_resourceid"] = nil }),
        .init("another client in the token", caughtBy: "token.claims-client", spoil: claims { $0["client_id"] = "me" }),
        .init("the same jti every time", caughtBy: "token.jti-is-unique", spoil: claims { $0["jti"] = "1" }),
        .init("a subject in the token", caughtBy: "token.claims-no-subject", spoil: claims { $0["sub"] = "someone" }),
        .init(
            "a new token ends the one before", caughtBy: "token.several-at-once",
            spoil: { () -> Spoiling in
                let last = Originals()
                return { request, mock in
                    if request.isAPI, let valid = last["token"], request["Authorization"] != "Bearer \(valid)" {
                        return ProxiedAnswer(status: 401)
                    }
                    let answer = mock(request)
                    if request.isToken, answer.status == 200 {
                        last["token"] = (try? JSONParser.parse(answer.body))?["access_token"]?.text
                    }
                    return answer
                }
            }()),
        .init(
            "a token can be used once", caughtBy: "token.is-reusable",
            spoil: { () -> Spoiling in
                let used = Originals()
                return { request, mock in
                    if request.isAPI, let authorization = request["Authorization"] {
                        if used[authorization] != nil { return ProxiedAnswer(status: 401) }
                        used[authorization] = "used"
                    }
                    return mock(request)
                }
            }()),
    ]
}
