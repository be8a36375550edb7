import HTTP1
import ResellerAPI

/// Lets pages of other origins read the answers (the CORS protocol of the WHATWG Fetch standard, section 3.2).
///
/// That the vendor's API does so for its own user interface is inferred; which fields it sends is not known, so what
/// browsers need is sent.
struct CrossOrigin: Sendable {
    /// The origins as browsers write them; `*` is any.
    private let origins: Set<ExactText>

    /// What a page may read beside the fields that it always may.
    private static let exposed = [
        "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "WWW-Authenticate", "Allow",
        "X-Reseller-Mock-Hint", "lookup-expire",
    ].joined(separator: ", ")

    /// Nil where no origin is let in.
    init?(_ origins: [String]) {
        guard !origins.isEmpty else { return nil }
        self.origins = Set(origins.map(ExactText.init))
    }

    /// The method that a preflight asks about; nil for other requests.
    static func methodAsked(by request: Request) -> String? {
        guard request.method == .options, request.headers.first("origin") != nil else { return nil }
        return request.headers.first("access-control-request-method")
    }

    /// The answer to a preflight, whatever the route; nil for another request, or one from an origin that is not let in.
    func preflight(_ request: Request) -> HintedResponse? {
        guard let method = Self.methodAsked(by: request), allows(request) else { return nil }
        var fields = ResponseFields().adding("Access-Control-Allow-Methods", method)
        if let names = request.headers.first("access-control-request-headers") {
            fields = fields.adding("Access-Control-Allow-Headers", names)
        }
        return .empty(204, fields: fields.adding("Access-Control-Max-Age", "600"))
    }

    /// Adds to an answer what lets its page read it.
    func mark(_ fields: inout ResponseFields, for request: Request) {
        fields = fields.adding("Vary", "Origin")
        guard allows(request), let origin = request.headers.first("origin") else { return }
        // The origin itself and never *, which would keep credentials out.
        fields = fields.adding("Access-Control-Allow-Origin", origin)
            .adding("Access-Control-Allow-Credentials", "true")
            .adding("Access-Control-Expose-Headers", Self.exposed)
    }

    private func allows(_ request: Request) -> Bool {
        guard let origin = request.headers.first("origin") else { return false }
        return origins.contains(ExactText("*")) || origins.contains(ExactText(origin))
    }
}
