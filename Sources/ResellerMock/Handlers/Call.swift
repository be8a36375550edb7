import HTTP1
import ResellerAPI

/// A request with what is known of it from the start.
struct Call: Sendable {
    let request: Request
    let destination: Router.Destination
    let isTLS: Bool
    let world: World
    /// The world's time, one for the whole request.
    let now: DateTime
    /// What has become of its bearer token, where a rule has had it verified already.
    var bearer: Result<BearerAuthentication.Bearer, TokenVerifier.Refusal>?
}
