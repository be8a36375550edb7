/// A request method (RFC 9110 section 9): case-sensitive, any token.
package struct Method: Hashable, Sendable, CustomStringConvertible {
    /// The name as it stands in the request line.
    package let rawValue: String

    /// Takes any text; a `Request` made with one that is not a token is refused.
    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// `GET`.
    package static let get = Method("GET")
    /// `HEAD`.
    package static let head = Method("HEAD")
    /// `POST`.
    package static let post = Method("POST")
    /// `PUT`.
    package static let put = Method("PUT")
    /// `DELETE`.
    package static let delete = Method("DELETE")
    /// `PATCH`.
    package static let patch = Method("PATCH")
    /// `OPTIONS`.
    package static let options = Method("OPTIONS")

    /// The name.
    package var description: String { rawValue }
}

/// The protocol versions the parser accepts. A later minor version of HTTP/1 counts as 1.1 (RFC 9110 section 2.5).
package enum Version: Hashable, Sendable {
    /// HTTP/1.0: closes after the reply unless the client asks to keep the connection.
    case http10
    /// HTTP/1.1: keeps the connection unless one side says `close`.
    case http11
}
