/// Why bytes from a client are not a request this server takes: a code with its context.
///
/// `description` is the body of the reply, for the eyes of the person whose program sent the bytes. Field values are
/// never part of it, because they may be secrets.
public enum RequestError: Error, Hashable, Sendable {
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
    /// The third part of the request line is no `HTTP/x.y`.
    case invalidVersion(String)
    /// The request line is not method, target and version with one space between.
    case invalidRequestLine(String)
    /// More than one empty line before the request line.
    case emptyRequestLine
    /// A method with a byte that no token has.
    case invalidMethod(byte: UInt8)
    /// A target of no known form, or with a byte that must be percent-encoded.
    case invalidTarget(String, byte: UInt8?)
    /// `CONNECT`, which asks for a proxy.
    case connect
    /// The request line is over `Limits.requestLine`.
    case requestLineTooLong(limit: Int)
    /// A line of the head or of chunked framing ends in LF alone.
    case bareLineFeed(line: Int)
    /// A header field continued on the next line (RFC 9112 section 5.2).
    case foldedField(line: Int)
    /// A header line without a colon.
    case missingColon(String, line: Int)
    /// A field name that is not a token; white space before the colon is a case of it.
    case invalidFieldName(String, line: Int)
    /// A control character in a field value.
    case invalidFieldValue(name: String, byte: UInt8, line: Int)
    /// The header section is over `Limits.headerSection`.
    case headerSectionTooLarge(limit: Int)
    /// More fields than `Limits.headerFields`.
    case tooManyHeaderFields(limit: Int)
    /// An HTTP/1.1 request without `Host`.
    case missingHost
    /// More than one `Host`.
    case repeatedHost
    /// A `Host` that is not a host with an optional port.
    case invalidHost
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
    /// A chunk that does not begin with its size in hexadecimal digits.
    case invalidChunkSize(String)
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
    public var status: Int {
        switch self {
        case .headTimeout, .bodyTimeout: 408
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .unknownExpectation: 417
        case .headerSectionTooLarge, .tooManyHeaderFields: 431
        case .connect, .unknownTransferCoding: 501
        case .http2, .http09, .unsupportedVersion: 505
        default: 400
        }
    }
}

extension RequestError: CustomStringConvertible {
    /// One plain sentence that says what is wrong and where.
    public var description: String {
        lineDescription ?? fieldDescription ?? bodyDescription
    }

    private var lineDescription: String? {
        switch self {
        case .tlsOnPlainPort:
            "This port speaks plain HTTP; the client began a TLS handshake (use http:// or the HTTPS port)."
        case .plainHTTPOnTLSPort:
            "This port speaks HTTPS; the client sent plain HTTP (use https:// or the HTTP port)."
        case .http2:
            "This port speaks HTTP/1.1; the client began with the HTTP/2 preface (turn prior knowledge off)."
        case .http09:
            "The request line has no version (HTTP/0.9); expected it to end in \" HTTP/1.1\"."
        case .unsupportedVersion(let version):
            "The version \(version) is not supported; expected HTTP/1.1 or HTTP/1.0."
        case .invalidVersion(let version):
            "The request line ends in \"\(version)\"; expected HTTP/1.1 or HTTP/1.0."
        case .invalidRequestLine(let line):
            "The request line \"\(line)\" is not a method, a target and a version with one space between each."
        case .emptyRequestLine:
            "There is more than one empty line before the request line."
        case .invalidMethod(let byte):
            "The method has the byte \"\(printable(byte))\"; expected letters, as in GET."
        case .invalidTarget(let target, let byte?):
            "The request target \"\(target)\" has the byte \"\(printable(byte))\", which must be percent-encoded."
        case .invalidTarget(let target, nil):
            "The request target \"\(target)\" is neither a path that begins with / nor an http:// URL."
        case .connect:
            "CONNECT is not implemented: this is not a proxy."
        case .requestLineTooLong(let limit):
            "The request line is longer than \(limit) bytes."
        case .truncatedHead:
            "The connection ended before the empty line that ends the header section."
        case .headTimeout(let limit):
            "The request line and header section did not arrive within \(limit)."
        default:
            nil
        }
    }

    private var fieldDescription: String? {
        switch self {
        case .bareLineFeed(let line):
            "Line \(line) ends in LF alone; expected CR LF."
        case .foldedField(let line):
            "Line \(line) begins with white space: a header field must not continue on the next line."
        case .missingColon(let text, let line):
            "Line \(line), \"\(text)\", is not a header field: it has no colon."
        case .invalidFieldName(let name, let line):
            "Line \(line) has the field name \"\(name)\"; expected letters, digits and hyphens right before the colon."
        case .invalidFieldValue(let name, let byte, let line):
            "The value of \(name) in line \(line) has the control character \"\(printable(byte))\"."
        case .headerSectionTooLarge(let limit):
            "The header section is larger than \(limit) bytes."
        case .tooManyHeaderFields(let limit):
            "The header section has more than \(limit) fields."
        case .missingHost:
            "The request has no Host field, which HTTP/1.1 requires."
        case .repeatedHost:
            "The request has more than one Host field."
        case .invalidHost:
            "The Host field is not a host name or address with an optional port."
        case .unknownExpectation(let expectation):
            "The expectation \"\(expectation)\" cannot be met; expected 100-continue."
        default:
            nil
        }
    }

    private var bodyDescription: String {
        switch self {
        case .invalidContentLength(let value):
            "Content-Length is \"\(value)\"; expected a decimal number of bytes."
        case .repeatedContentLength:
            "The request has more than one Content-Length field."
        case .contentLengthWithTransferEncoding:
            "The request has both Content-Length and Transfer-Encoding; expected one of them."
        case .unknownTransferCoding(let coding):
            "The transfer coding \"\(coding)\" is not implemented; expected chunked."
        case .invalidTransferEncoding:
            "Transfer-Encoding must name chunked exactly once."
        case .transferEncodingInHTTP10:
            "HTTP/1.0 has no Transfer-Encoding; expected Content-Length."
        case .bodyTooLarge(let limit):
            "The request body is larger than \(limit) bytes."
        case .invalidChunkSize(let line):
            "A chunk begins with \"\(line)\"; expected its size in hexadecimal digits."
        case .unterminatedChunk:
            "The data of a chunk is not followed by CR LF; its size does not fit its data."
        case .chunkExtensionsTooLong(let limit):
            "The chunk extensions are longer than \(limit) bytes."
        case .bodyTimeout(let limit):
            "The request body did not arrive within \(limit)."
        case .truncatedBody(let received, let expected?):
            "The connection ended after \(received) of \(expected) bytes of the body."
        case .truncatedBody(let received, nil):
            "The connection ended after \(received) bytes of the body, before its last chunk."
        default:
            "The request is malformed."
        }
    }
}
