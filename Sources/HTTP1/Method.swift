/// A request method (RFC 9110 section 9): case-sensitive, any token.
public struct Method: Hashable, Sendable, CustomStringConvertible {
    /// The name as it stands in the request line.
    public let rawValue: String

    /// Takes any text; a `Request` made with one that is not a token is refused.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// `GET`.
    public static let get = Method("GET")
    /// `HEAD`.
    public static let head = Method("HEAD")
    /// `POST`.
    public static let post = Method("POST")
    /// `PUT`.
    public static let put = Method("PUT")
    /// `DELETE`.
    public static let delete = Method("DELETE")
    /// `PATCH`.
    public static let patch = Method("PATCH")
    /// `OPTIONS`.
    public static let options = Method("OPTIONS")

    /// The name.
    public var description: String { rawValue }
}

/// The protocol versions the parser accepts. A later minor version of HTTP/1 counts as 1.1 (RFC 9110 section 2.5).
public enum Version: Hashable, Sendable {
    /// HTTP/1.0: closes after the reply unless the client asks to keep the connection.
    case http10
    /// HTTP/1.1: keeps the connection unless one side says `close`.
    case http11
}
