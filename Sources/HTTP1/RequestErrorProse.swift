extension RequestError: CustomStringConvertible {
    /// One plain sentence that says what is wrong and where.
    package var description: String {
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
            "The request line ends in \(version.map { "\"\($0)\"" } ?? "something else"); expected HTTP/1.1 or HTTP/1.0."
        case .invalidRequestLine(let line):
            "The request line\(line.map { " \"\($0)\"" } ?? "") is not a method, a target and a version "
                + "with one space between each."
        case .emptyRequestLine:
            "There is more than one empty line before the request line."
        case .invalidMethod(let byte):
            "The method has the byte \"\(printable(byte))\"; expected letters, as in GET."
        case .invalidTarget(let target):
            "The request target \"\(target)\" is neither a path that begins with / nor an http:// URL."
        case .invalidTargetByte(let byte, let before):
            "The request target has the byte \"\(printable(byte))\" after \"\(before)\"; it must be percent-encoded."
        case .invalidTargetEscape(let before):
            "The request target has a % after \"\(before)\" that two hexadecimal digits do not follow; "
                + "a percent sign itself is written %25."
        case .invalidAuthority(let problem):
            problem.sentence(about: "The URL of the request")
        case .connect:
            "CONNECT is not implemented: this is not a proxy."
        case .requestLineTooLong(let limit):
            "The request line is longer than \(limit) bytes."
        case .bareLineFeed(let line):
            "Line \(line) ends in LF alone; expected CR LF."
        case .foldedField(let line):
            "Line \(line) begins with white space: a header field must not continue on the next line."
        case .missingColon(let name, let line):
            "Line \(line)\(name.map { ", \"\($0)\"," } ?? "") is not a header field: it has no colon."
        case .emptyFieldName(let line):
            "Line \(line) begins with a colon; expected a field name before it."
        case .invalidFieldName(let before, let byte, let line):
            "Line \(line) has the byte \"\(printable(byte))\" in a field name\(before.map { ", after \"\($0)\"" } ?? ""); "
                + "expected letters, digits and hyphens right before the colon."
        case .invalidFieldValue(let name, let byte, let line):
            "The value of \(name ?? "the field") in line \(line) has the control character \"\(printable(byte))\"."
        case .headerSectionTooLarge(let limit):
            "The header section is larger than \(limit) bytes."
        case .tooManyHeaderFields(let limit):
            "The header section has more than \(limit) fields."
        case .missingHost:
            "The request has no Host field, which HTTP/1.1 requires."
        case .repeatedHost:
            "The request has more than one Host field."
        case .invalidHost(let problem):
            problem.sentence(about: "The Host field")
        case .unknownExpectation(let expectation):
            "The expectation \"\(expectation)\" cannot be met; expected 100-continue."
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
        case .invalidChunkSize(let byte?):
            "A chunk begins with the byte \"\(printable(byte))\"; expected its size in hexadecimal digits."
        case .invalidChunkSize(nil):
            "A chunk begins with an empty line; expected its size in hexadecimal digits."
        case .chunkSizeTooLong(let digits):
            "A chunk size has more than \(digits) digits."
        case .invalidChunkExtension(let byte?):
            "A chunk size is followed by the byte \"\(printable(byte))\" where none is; "
                + "expected CR LF, or extensions as in ;name=value."
        case .invalidChunkExtension(nil):
            "A chunk extension ends too early; expected ;name or ;name=value."
        case .unterminatedChunk:
            "The data of a chunk is not followed by CR LF; its size does not fit its data."
        case .chunkExtensionsTooLong(let limit):
            "The chunk extensions are longer than \(limit) bytes."
        case .headTimeout(let limit):
            "The request line and header section did not arrive within \(limit)."
        case .bodyTimeout(let limit):
            "The request body did not arrive within \(limit)."
        case .truncatedHead:
            "The connection ended before the empty line that ends the header section."
        case .truncatedBody(let received, let expected?):
            "The connection ended after \(received) of \(expected) bytes of the body."
        case .truncatedBody(let received, nil):
            "The connection ended after \(received) bytes of the body, before its last chunk."
        }
    }
}
