import HTTP1
import ResellerAPI

/// A response with a plain word for the programmer beside it; thrown by what refuses a request.
struct HintedResponse: Error {
    var response: Response
    /// Sent as `X-Reseller-Mock-Hint` and logged. Status and body stay as the vendor's.
    var hint: String?

    init(_ response: Response, hint: String? = nil) {
        self.response = response
        self.hint = hint
    }

    /// Says more beside what is said already.
    mutating func add(hint: String) {
        self.hint = self.hint.map { "\($0); \(hint)" } ?? hint
    }

    /// A JSON document of an API operation.
    static func json(_ status: Int, _ body: [UInt8], hint: String? = nil) -> HintedResponse {
        HintedResponse(Response(status: status, fields: .json, body: body), hint: hint)
    }

    /// No body, as the platform answers where no operation was reached.
    static func empty(_ status: Int, fields: ResponseFields = ResponseFields(), hint: String? = nil) -> HintedResponse {
        HintedResponse(Response(status: status, fields: fields), hint: hint)
    }

    static func invalidInput(_ messages: [String], hint: String? = nil) -> HintedResponse {
        json(400, Envelope.invalidRequest(messages), hint: hint)
    }

    /// An error the vendor's operation does not handle itself; its envelope is in PascalCase.
    static func unhandled(hint: String) -> HintedResponse {
        json(500, Envelope.unhandled(message: "An unexpected error occurred"), hint: hint)
    }
}

extension ResponseFields {
    /// As IdentityServer writes it; token answers must never be cached (RFC 6749 section 5.1).
    static let tokenJSON: ResponseFields = [
        "Content-Type": "application/json; charset=UTF-8",
        "Cache-Control": "no-store, no-cache, max-age=0",
        "Pragma": "no-cache",
    ]
    /// RFC 9457.
    static let problemJSON: ResponseFields = ["Content-Type": "application/problem+json; charset=utf-8"]

    /// These fields and one more, whose text may come from a request: what is not visible ASCII or a space becomes `?`
    /// (RFC 9110 section 5.5), and a very long text is cut.
    func adding(_ name: String, _ text: String) -> ResponseFields {
        var fields = self
        var value = ""
        for scalar in text.prefix(bytes: Journal.longestText).unicodeScalars {
            value.unicodeScalars.append((0x20..<0x7F).contains(scalar.value) ? scalar : "?")
        }
        try! fields.append(name, value)
        return fields
    }
}
