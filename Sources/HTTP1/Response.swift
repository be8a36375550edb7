/// A response before it is put on the wire. `ResponseSerializer` adds `Date`, `Content-Length` and `Connection`.
package struct Response: Hashable, Sendable {
    /// The status, 100 to 999.
    package var status: Int
    /// The header fields that are not about framing.
    package var fields: ResponseFields
    /// The body; not sent for `HEAD`, 204 and 304.
    package var body: [UInt8]
    /// The moment that `Date` says, in seconds since 1970-01-01T00:00:00Z; nil for the server's clock.
    package var date: Int64?
    /// Whether the connection ends after this response.
    package var closesConnection: Bool

    /// A response from its parts; traps when `status` has not three digits.
    package init(
        status: Int, fields: ResponseFields = ResponseFields(), body: [UInt8] = [], date: Int64? = nil,
        closesConnection: Bool = false
    ) {
        precondition((100...999).contains(status), "a status has three digits")
        self.status = status
        self.fields = fields
        self.body = body
        self.date = date
        self.closesConnection = closesConnection
    }

    /// The response to bytes that are not a request: the error's sentence as plain text, and the end of the connection.
    package init(_ error: RequestError) {
        self.init(
            status: error.status, fields: .text, body: Array("\(error.description)\n".utf8), closesConnection: true)
    }
}
