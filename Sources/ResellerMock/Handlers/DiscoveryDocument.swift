import HTTP1
import ResellerAPI

/// `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0 section 3): the platform's members in its
/// order, those left out that would name endpoints the mock does not have.
enum DiscoveryDocument {
    /// The addresses are those of where the client reached the mock, for they have to work from there.
    static func answer(_ event: ServeEvent) -> HintedResponse {
        let base = "\(event.peer.isTLS ? "https" : "http")://\(event.request.host ?? "localhost")"
        return .json(200, body(issuer: event.world.scenario.token.issuer, base: base))
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
            .init("claims_supported", .array([])),
            .init("grant_types_supported", strings("client_credentials")),
            .init("response_types_supported", .array([])),
            .init("response_modes_supported", .array([])),
            .init("token_endpoint_auth_methods_supported", strings("client_secret_basic", "client_secret_post")),
            .init("id_token_signing_alg_values_supported", strings("RS256")),
            .init("subject_types_supported", strings("public")),
        ]).bytes
    }
}
