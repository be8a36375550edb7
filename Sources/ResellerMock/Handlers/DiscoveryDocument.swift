import HTTP1
import ResellerAPI

/// `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0 section 3): the platform's members in its
/// order, those left out that would name what the mock does not have.
enum DiscoveryDocument {
    /// The addresses are those of where the client reached the mock, for they have to work from there.
    static func answer(_ event: ServeEvent) -> HintedResponse {
        .json(200, body(issuer: event.issuer, base: event.baseURL))
    }

    private static func body(issuer: String, base: String) -> [UInt8] {
        func address(of operation: EmulatedOperation) -> String {
            base + RouteTable.shared.endpoint(of: operation).route.template
        }
        func strings(_ list: String...) -> JSONValue { .array(list.map { .string($0) }) }
        return JSONValue.object([
            .init("issuer", .string(issuer)),
            .init("jwks_uri", .string(address(of: .keys))),
            .init("token_endpoint", .string(address(of: .token))),
            .init("scopes_supported", strings("api1")),
            .init("grant_types_supported", strings("client_credentials")),
            // Demanded by the standard; of the platform's list the one without a code.
            .init("response_types_supported", strings("token")),
            .init("token_endpoint_auth_methods_supported", strings("client_secret_basic", "client_secret_post")),
            .init("id_token_signing_alg_values_supported", strings("RS256")),
            .init("subject_types_supported", strings("public")),
        ]).bytes
    }
}
