import HTTP1
import ResellerAPI

/// A response with what the mock knows beside it: who asked, and a plain word for the programmer.
struct Answer: Sendable {
    var response: Response
    /// The OAuth client of the request, where it is known.
    var clientId: String?
    /// Sent as `X-Reseller-Mock-Hint` and logged. Status and body stay as the vendor's.
    var hint: String?

    init(_ response: Response, clientId: String? = nil, hint: String? = nil) {
        self.response = response
        self.clientId = clientId
        self.hint = hint
    }

    /// A JSON document of an API operation.
    static func json(_ status: Int, _ body: [UInt8], hint: String? = nil) -> Answer {
        Answer(Response(status: status, fields: .apiJSON, body: body), hint: hint)
    }

    /// No body, as the platform answers where no operation was reached.
    static func empty(_ status: Int, fields: [(String, String)] = [], hint: String? = nil) -> Answer {
        var block = ResponseFields()
        for (name, value) in fields { block.append(name, value) }
        return Answer(Response(status: status, fields: block, body: []), hint: hint)
    }

    static func invalidInput(_ messages: [String]) -> Answer {
        json(400, Envelope.failure(status: "INPUT_ERROR", message: "Invalid request", validationMessages: messages))
    }

    /// An error the vendor's operation does not handle itself; its envelope is in PascalCase.
    static func unhandled(hint: String) -> Answer {
        json(500, Envelope.unhandled(message: "An unexpected error occurred"), hint: hint)
    }
}

extension ResponseFields {
    /// As ASP.NET Core writes it.
    static let apiJSON = fields([("Content-Type", "application/json; charset=utf-8")])
    /// As IdentityServer writes it; token answers must never be cached (RFC 6749 section 5.1).
    static let tokenJSON = fields([
        ("Content-Type", "application/json; charset=UTF-8"),
        ("Cache-Control", "no-store, no-cache, max-age=0"),
        ("Pragma", "no-cache"),
    ])
    static let problemJSON = fields([("Content-Type", "application/problem+json; charset=utf-8")])

    private static func fields(_ list: [(String, String)]) -> ResponseFields {
        var block = ResponseFields()
        for (name, value) in list { block.append(name, value) }
        return block
    }
}
