import Foundation

@testable import ContractSuite

extension BrokenServer {
    /// A token's header and claims, if the request has one.
    private static func jwt(_ request: ProxiedRequest) -> (header: JSON, claims: JSON, signature: String)? {
        guard let authorization = request["Authorization"], authorization.hasPrefix("Bearer ") else { return nil }
        let parts = authorization.dropFirst(7).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]).flatMap({ try? JSONParser.parse($0) }),
            let claims = Base64URL.decode(parts[1]).flatMap({ try? JSONParser.parse($0) })
        else { return nil }
        return (header, claims, String(parts[2]))
    }

    /// A server that takes requests for which `accepts` as if they had a good token.
    private static func accepting(
        _ accepts: @escaping @Sendable (ProxiedRequest) -> Bool, client: String = "reseller-client",
        secret: String = "reseller-secret"
    ) -> Spoiling {
        { request, mock in
            guard request.isAPI, accepts(request), [401, 403].contains(mock(request).status) else {
                return mock(request)
            }
            var request = request
            request["Authorization"] = "Bearer \(token(mock, client: client, secret: secret))"
            return mock(request)
        }
    }

    private static func isOfCompanyAdmin(_ request: ProxiedRequest) -> Bool {
        jwt(request)?.claims["role"] == "Company Admin"
    }

    private static let unmanaged = "Ty4pLw9sGe3K"

    private static func envelope(_ status: Int) -> ProxiedAnswer {
        ProxiedAnswer(
            status: status, fields: [("Content-Type", "application/json; charset=utf-8")],
            body: Array(#"{"data":{},"status":"FAILED","message":"no","validationMessages":null}"#.utf8))
    }

    static let access: [BrokenServer] = [
        .init(
            "200 without a token", caughtBy: "auth.no-token.search", "auth.no-token.detail",
            spoil: accepting { $0["Authorization"] == nil }),
        .init(
            "a search without a token", caughtBy: "auth.no-token.search",
            spoil: accepting { $0["Authorization"] == nil && $0.isSearch }),
        .init(
            "a detail without a token", caughtBy: "auth.no-token.detail",
            spoil: accepting { $0["Authorization"] == nil && $0.isDetail }),
        .init(
            "the client's own Basic credentials will do", caughtBy: "auth.basic-scheme.search",
            "auth.basic-scheme.detail",
            spoil: accepting { $0["Authorization"]?.hasPrefix("Basic ") == true }),
        .init(
            "a token needs no scheme", caughtBy: "auth.no-scheme.search",
            spoil: Spoil.request { request in
                guard let value = request["Authorization"], !value.contains(" "), value.contains(".") else { return }
                request["Authorization"] = "Bearer \(value)"
            }),
        .init(
            "garbage is a token", caughtBy: "auth.garbage.search", "auth.garbage.detail",
            spoil: accepting { $0["Authorization"] == "Bearer not-a-token" }),
        .init(
            "the signature is not checked", caughtBy: "auth.tampered-signature.search",
            "auth.tampered-signature.detail", "auth.tampered-claims.search",
            spoil: accepting { jwt($0)?.header["alg"] == "RS256" && jwt($0)?.signature.isEmpty == false }),
        .init(
            "an empty signature fits", caughtBy: "auth.no-signature.search",
            spoil: accepting { jwt($0)?.header["alg"] == "RS256" && jwt($0)?.signature.isEmpty == true }),
        .init(
            "alg none is an algorithm", caughtBy: "auth.algorithm-none.search", "auth.algorithm-none.detail",
            spoil: accepting { jwt($0)?.header["alg"] == "none" }),
        .init(
            "HS256 is taken for RS256", caughtBy: "auth.algorithm-hs256.search",
            spoil: accepting { jwt($0)?.header["alg"] == "HS256" }),
        .init(
            "an expired token is accepted", caughtBy: "auth.expired.search", "auth.expired.detail",
            spoil: accepting { request in
                guard let claims = jwt(request)?.claims else { return false }
                // Tampered tokens of a run expire in the future.
                return claims["exp"]?.integer ?? .max < 1_790_000_000 - 1
            }),
        .init(
            "403 in the place of 401", caughtBy: "auth.no-token.search", "auth.garbage.detail",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 401 { $0.status = 403 } }),
        .init(
            "401 without a challenge", caughtBy: "auth.challenge.search", "auth.challenge-invalid.detail",
            spoil: Spoil.answer(\.isAPI) { $0["WWW-Authenticate"] = nil }),
        .init(
            "401 with a body", caughtBy: "auth.challenge.search",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 401 { $0.body = Array("{}".utf8) } }),
        .init(
            "an expired token's challenge does not say so", caughtBy: "auth.challenge-expired",
            spoil: Spoil.answer(\.isAPI) {
                if $0.status == 401 { $0["WWW-Authenticate"] = #"Bearer error="invalid_token""# }
            }),
        .init(
            "the body is checked before the token", caughtBy: "auth.before-body",
            spoil: { request, mock in
                if request.isSearch, request.body.starts(with: Array(#"{"pageNumber":"no"#.utf8)) {
                    return envelope(400)
                }
                return mock(request)
            }),
        .init(
            "the media type is checked before the token", caughtBy: "auth.before-media-type",
            "authz.role-before-media-type",
            spoil: { request, mock in
                request.isSearch && request["Content-Type"] == "text/plain" ? ProxiedAnswer(status: 415) : mock(request)
            }),
        .init(
            "the company is looked up before the token", caughtBy: "auth.before-lookup", "authz.role-before-lookup",
            spoil: { request, mock in
                request.isDetail && request.identifier.hasPrefix("zz") ? envelope(404) : mock(request)
            }),
        .init(
            "a token in the query counts", caughtBy: "auth.not-in-the-query",
            spoil: Spoil.request { request in
                if let range = request.path.range(of: "access_token=") {
                    request["Authorization"] = "Bearer \(request.path[range.upperBound...])"
                }
            }),
        .init(
            "the scheme must be spelt Bearer", caughtBy: "auth.scheme-any-case",
            spoil: Spoil.request { if $0["Authorization"]?.hasPrefix("bEARER") == true { $0["Authorization"] = nil } }),
        .init(
            "a company admin may search", caughtBy: "authz.search-needs-reseller",
            spoil: accepting { isOfCompanyAdmin($0) && $0.isSearch }),
        .init(
            "a company admin may read any company", caughtBy: "authz.detail-needs-reseller",
            spoil: accepting { isOfCompanyAdmin($0) && $0.isDetail }),
        .init(
            "a company admin may read its own company", caughtBy: "authz.own-company-needs-reseller",
            spoil: accepting {
                isOfCompanyAdmin($0) && $0.identifier == jwt($0)?.claims["user_company_resourceid"]?.text
            }),
        .init(
            "401 in the place of 403", caughtBy: "authz.search-needs-reseller", "authz.unmanaged-company",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 403 { $0.status = 401 } }),
        .init(
            "no scope header is looked at",
            caughtBy: "authz.scope-header-unknown", "authz.scope-header-unmanaged",
            spoil: Spoil.request { $0.fields.removeAll { $0.name.lowercased() == "x-keepnet-company-id" } }),
        .init(
            "403 without a body", caughtBy: "authz.forbidden-envelope",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 403 { $0.body = [] } }),
        .init(
            "404 for a company that is not managed", caughtBy: "authz.unmanaged-company",
            spoil: Spoil.answer(\.isDetail) { if $0.status == 403 { $0.status = 404 } }),
        .init(
            "a company that is not managed can be read", caughtBy: "authz.unmanaged-company",
            spoil: { request, mock in
                guard request.isDetail, request.identifier == unmanaged else { return mock(request) }
                var inner = request
                inner.path = "/api/companies/xC5kfGz7w2Nz"
                return mock(inner)
            }),
        .init(
            "a company that is not managed is listed", caughtBy: "authz.unmanaged-is-not-listed",
            spoil: Spoil.data(\.isSearch) { data in
                data.change("results") { results in
                    guard var row = results.elements?.first else { return }
                    row["companyResourceId"] = .string(unmanaged)
                    results = .array((results.elements ?? []) + [row])
                }
            }),
        .init(
            "a 403 that holds the company", caughtBy: "authz.unmanaged-tells-nothing",
            spoil: Spoil.json(\.isDetail, status: 403) { $0["data"] = ["name": "Contoso"] }),
        .init(
            "403 for an unknown company", caughtBy: "authz.unknown-id", "authz.malformed-id",
            spoil: Spoil.answer(\.isDetail) { if $0.status == 404 { $0.status = 403 } }),
        .init(
            "400 for an id of the wrong form", caughtBy: "authz.malformed-id", "http.id.one-letter",
            spoil: { request, mock in
                request.isDetail && request.identifier.utf8.count != 12 ? envelope(400) : mock(request)
            }),
        .init(
            "ids in any letter case", caughtBy: "authz.id-letter-case-counts",
            spoil: { request, mock in
                guard request.isDetail, mock(request).status == 404, request.identifier.utf8.count == 12 else {
                    return mock(request)
                }
                var inner = request
                inner.path = "/api/companies/xC5kfGz7w2Nz"
                return mock(inner)
            }),
    ]
}
