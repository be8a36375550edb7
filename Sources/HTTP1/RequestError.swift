/// Why bytes from a client are not a request this server takes: a code with its context.
///
/// `description` is the body of the reply, for the eyes of the person whose program sent the bytes, and goes to journals and
/// logs. Texts that a case holds are short and have been chosen not to be secrets: no query, no field value.
package enum RequestError: Error, Hashable, Sendable {
    /// The first byte is that of a TLS handshake.
    case tlsOnPlainPort
    /// Unencrypted HTTP where TLS is spoken.
    case plainHTTPOnTLSPort
    /// The connection preface of HTTP/2 (RFC 9113 section 3.4).
    case http2
    /// A request line of HTTP/0.9.
    case http09
    /// A major version that is not 1.
    case unsupportedVersion(String)
    /// The third part of the request line is no `HTTP/x.y`; quoted when it was meant to be one.
    case invalidVersion(String?)
    /// The request line is not method, target and version with one space between; quoted when it begins like one.
    case invalidRequestLine(String?)
    /// More than one empty line before the request line.
    case emptyRequestLine
    /// A method with a byte that no token has.
    case invalidMethod(byte: UInt8)
    /// A target that is neither a path nor an `http` URL.
    case invalidTarget(String)
    /// A byte in the target that no URI has, and what is before it.
    case invalidTargetByte(UInt8, after: String)
    /// A `%` in the target without two hexadecimal digits, and what is before it.
    case invalidTargetEscape(after: String)
    /// The authority of an `http` URL is not a host with an optional port.
    case invalidAuthority(HostProblem)
    /// `CONNECT`, which asks for a proxy.
    case connect
    /// The request line is over `Limits.requestLine`.
    case requestLineTooLong(limit: Int)
    /// A line of the head or of chunked framing ends in LF alone.
    case bareLineFeed(line: Int)
    /// A header field continued on the next line (RFC 9112 section 5.2).
    case foldedField(line: Int)
    /// A header line without a colon; the name is given when there seems to be one.
    case missingColon(name: String?, line: Int)
    /// A header line that begins with its colon.
    case emptyFieldName(line: Int)
    /// A byte in a field name that no token has, and what is before it; white space before the colon is a case of it.
    case invalidFieldName(after: String?, byte: UInt8, line: Int)
    /// A control character in a field value; the name is given when it looks like one.
    case invalidFieldValue(name: String?, byte: UInt8, line: Int)
    /// The header section is over `Limits.headerSection`.
    case headerSectionTooLarge(limit: Int)
    /// More fields than `Limits.headerFields`.
    case tooManyHeaderFields(limit: Int)
    /// An HTTP/1.1 request without `Host`.
    case missingHost
    /// More than one `Host`.
    case repeatedHost
    /// A `Host` that is not a host with an optional port.
    case invalidHost(HostProblem)
    /// A `Content-Length` that is not a decimal number.
    case invalidContentLength(String)
    /// More than one `Content-Length`, whether they agree or not.
    case repeatedContentLength
    /// Two framings at once, the means of request smuggling.
    case contentLengthWithTransferEncoding
    /// A transfer coding other than `chunked`.
    case unknownTransferCoding(String)
    /// `chunked` more than once, or an empty `Transfer-Encoding`.
    case invalidTransferEncoding
    /// `Transfer-Encoding` in an HTTP/1.0 request.
    case transferEncodingInHTTP10
    /// An `Expect` other than `100-continue`.
    case unknownExpectation(String)
    /// The body is over `Limits.body`.
    case bodyTooLarge(limit: Int)
    /// A chunk that does not begin with its size in hexadecimal digits but with another byte, or nothing.
    case invalidChunkSize(byte: UInt8?)
    /// A chunk size of more digits than are taken.
    case chunkSizeTooLong(digits: Int)
    /// What follows a chunk size is not the end of the line and not an extension: a byte, or the end within one.
    case invalidChunkExtension(byte: UInt8?)
    /// A chunk whose data is not followed by CRLF.
    case unterminatedChunk
    /// The chunk extensions are over `Limits.chunkExtensions`.
    case chunkExtensionsTooLong(limit: Int)
    /// The head did not arrive within `Limits.headArrival`.
    case headTimeout(Duration)
    /// The body did not arrive within `Limits.bodyArrival`.
    case bodyTimeout(Duration)
    /// The client ended the connection within a head.
    case truncatedHead
    /// The client ended the connection within a body; the length is unknown when it is chunked.
    case truncatedBody(received: Int, expected: Int?)

    /// The status of the reply.
    package var status: Int {
        switch self {
        case .headTimeout, .bodyTimeout: 408
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .unknownExpectation: 417
        case .headerSectionTooLarge, .tooManyHeaderFields: 431
        case .connect, .unknownTransferCoding: 501
        case .http2, .http09, .unsupportedVersion: 505
        case .tlsOnPlainPort, .plainHTTPOnTLSPort, .invalidVersion, .invalidRequestLine, .emptyRequestLine,
            .invalidMethod,
            .invalidTarget, .invalidTargetByte, .invalidTargetEscape, .invalidAuthority, .bareLineFeed, .foldedField,
            .missingColon, .emptyFieldName, .invalidFieldName, .invalidFieldValue, .missingHost, .repeatedHost,
            .invalidHost, .invalidContentLength, .repeatedContentLength, .contentLengthWithTransferEncoding,
            .invalidTransferEncoding, .transferEncodingInHTTP10, .invalidChunkSize, .chunkSizeTooLong,
            .invalidChunkExtension, .unterminatedChunk, .chunkExtensionsTooLong, .truncatedHead, .truncatedBody:
            400
        }
    }
}
