import HTTP1
import ResellerAPI

/// A request with what is known of it. A class, for it is handed about while it is answered; it does not outlive that.
final class Call {
    let request: Request
    let destination: Router.Destination
    let isTLS: Bool
    let world: World
    /// The world's time, one for the whole request.
    let now: DateTime
    /// Its bearer token, or why it has none, where a rule had to know before the API does.
    var bearer: BearerAuthentication.Bearer?
    var refusal: TokenVerifier.Refusal?

    init(_ request: Request, isTLS: Bool, world: World, now: DateTime) {
        self.request = request
        destination = Router.destination(of: request)
        self.isTLS = isTLS
        self.world = world
        self.now = now
    }
}
