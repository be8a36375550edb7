import HTTP1
import Testing

/// Requests that are taken, each with what comes out.
let validRequests: [(bytes: String, expected: [String])] = [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET / http11 a keep [Host=a] <>", "idle"]),
    ("GET /a%20b?q=1?2 HTTP/1.1\r\nhOST: a:80\r\n\r\n", ["GET /a%20b?q=1?2 http11 a:80 keep [hOST=a:80] <>", "idle"]),
    ("GET / HTTP/1.0\r\n\r\n", ["GET / http10 - close [] <>", "idle"]),
    (
        "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        ["GET / http10 - keep [Connection=Keep-Alive] <>", "idle"]
    ),
    (
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n",
        ["GET / http11 a close [Host=a;Connection=TE, Close] <>", "idle"]
    ),
    (
        "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: b\r\n\r\n",
        ["POST /s http11 a keep [Host=a;Content-Length=5] <hello>", "GET / http11 b keep [Host=b] <>", "idle"]
    ),
    (
        "POST /s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "5;x=\"y\"\r\nhello\r\nA\r\n0123456789\r\n00\r\nTrailer: t\r\n\r\nGET ",
        ["POST /s http11 a keep [Host=a;Transfer-Encoding=Chunked] <hello0123456789>", "head"]
    ),
    (
        "\r\nGET http://h.example:8080/p?q HTTP/1.1\r\nHost: other\r\n\r\n",
        ["GET /p?q http11 h.example:8080 keep [Host=other] <>", "idle"]
    ),
    ("GET HTTPS://[::1]?q HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /?q http11 [::1] keep [Host=a] <>", "idle"]),
    ("OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n", ["OPTIONS * http11  keep [Host=] <>", "idle"]),
    ("X-Y / HTTP/1.9\r\nHost: \t a \t\r\nA:\r\nA: 2\r\n\r\n", ["X-Y / http11 a keep [Host=a;A=;A=2] <>", "idle"]),
    (
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi",
        ["POST / http11 a keep [Host=a;Expect=100-Continue;Content-Length=2] <hi>", "idle"]
    ),
]

private func get(_ fields: String) -> String { "GET / HTTP/1.1\r\n\(fields)\r\n" }
private func chunked(_ body: String) -> String {
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
}

/// Bytes that are refused, each with the status and sentence of the reply.
let invalidRequests: [(bytes: String, expected: String)] = [
    (
        "\u{16}\u{3}\u{1}",
        "400 This port speaks plain HTTP; the client began a TLS handshake (use http:// or the HTTPS port)."
    ),
    (
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "505 This port speaks HTTP/1.1; the client began with the HTTP/2 preface (turn prior knowledge off)."
    ),
    ("GET /\r\n", #"505 The request line has no version (HTTP/0.9); expected it to end in " HTTP/1.1"."#),
    ("GET / HTTP/2.0\r\n", "505 The version HTTP/2.0 is not supported; expected HTTP/1.1 or HTTP/1.0."),
    ("GET / http/1.1\r\n", #"400 The request line ends in "http/1.1"; expected HTTP/1.1 or HTTP/1.0."#),
    (
        "GET /a b HTTP/1.1\r\n",
        #"400 The request line "GET /a b HTTP/1.1" is not a method, a target and a version with one space between each."#
    ),
    (
        "GET  / HTTP/1.1\r\n",
        #"400 The request line "GET  / HTTP/1.1" is not a method, a target and a version with one space between each."#
    ),
    (
        "GET\r\n",
        #"400 The request line "GET" is not a method, a target and a version with one space between each."#
    ),
    ("\r\n\r\nGET", "400 There is more than one empty line before the request line."),
    ("G@T / HTTP/1.1\r\n", #"400 The method has the byte "@"; expected letters, as in GET."#),
    ("{", #"400 The method has the byte "{"; expected letters, as in GET."#),
    (
        "GET /ü HTTP/1.1\r\n",
        #"400 The request target has the byte "\xc3" after "/"; it must be percent-encoded."#
    ),
    (
        "GET /a#b HTTP/1.1\r\n",
        ##"400 The request target has the byte "#" after "/a"; it must be percent-encoded."##
    ),
    ("GET a HTTP/1.1\r\n", #"400 The request target "a" is neither a path that begins with / nor an http:// URL."#),
    ("GET * HTTP/1.1\r\n", #"400 The request target "*" is neither a path that begins with / nor an http:// URL."#),
    (
        "GET http://u@h/ HTTP/1.1\r\n",
        "400 The URL of the request has a user's name or password before an @, which does not belong there."
    ),
    ("CONNECT a:443 HTTP/1.1\r\n", "501 CONNECT is not implemented: this is not a proxy."),
    ("GET / HTTP/1.1\nHost: a\n\n", "400 Line 1 ends in LF alone; expected CR LF."),
    (get("Host: a\n"), "400 Line 2 ends in LF alone; expected CR LF."),
    (
        get("Host: a\r\n b\r\n"),
        "400 Line 3 begins with white space: a header field must not continue on the next line."
    ),
    (get("Host a\r\n"), #"400 Line 2, "Host", is not a header field: it has no colon."#),
    (
        get("Host : a\r\n"),
        #"400 Line 2 has the byte " " in a field name, after "Host"; expected letters, digits and hyphens right before the colon."#
    ),
    (get(": a\r\n"), "400 Line 2 begins with a colon; expected a field name before it."),
    (get("A: b\rc\r\n"), #"400 The value of A in line 2 has the control character "\x0d"."#),
    (get("A: 0123456789\u{0}\r\n"), #"400 The value of A in line 2 has the control character "\x00"."#),
    (get("Aa: 0123456789\u{7f}3456789\r\n"), #"400 The value of Aa in line 2 has the control character "\x7f"."#),
    (get(""), "400 The request has no Host field, which HTTP/1.1 requires."),
    (get("Host: a\r\nhost: a\r\n"), "400 The request has more than one Host field."),
    (
        get("Host: a/b\r\n"),
        #"400 The Host field has the byte "/"; expected a host name or address with an optional port."#
    ),
    (
        get("Host: a\r\nExpect: 200-ok\r\n"),
        #"417 The expectation "200-ok" cannot be met; expected 100-continue."#
    ),
    (get("Content-Length: -1\r\n"), #"400 Content-Length is "-1"; expected a decimal number of bytes."#),
    (get("Content-Length: 3, 3\r\n"), #"400 Content-Length is "3..."; expected a decimal number of bytes."#),
    (get("Content-Length:\r\n"), #"400 Content-Length is ""; expected a decimal number of bytes."#),
    (
        get("Content-Length: 3\r\nContent-Length: 3\r\n"),
        "400 The request has more than one Content-Length field."
    ),
    (
        get("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
        "400 The request has both Content-Length and Transfer-Encoding; expected one of them."
    ),
    (
        get("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"),
        #"501 The transfer coding "gzip" is not implemented; expected chunked."#
    ),
    (
        get("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        "400 Transfer-Encoding must name chunked exactly once."
    ),
    (get("Host: a\r\nTransfer-Encoding:\r\n"), "400 Transfer-Encoding must name chunked exactly once."),
    (
        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "400 HTTP/1.0 has no Transfer-Encoding; expected Content-Length."
    ),
    (
        get("Host: a\r\nContent-Length: 99999999999999999999999999\r\n"),
        "413 The request body is larger than 3145728 bytes."
    ),
    (get("Host: a\r\nContent-Length: 3145729\r\n"), "413 The request body is larger than 3145728 bytes."),
    (chunked("fffffffffffffffe\r\n"), "413 The request body is larger than 3145728 bytes."),
    (chunked("00000000000000001\r\n"), "400 A chunk size has more than 16 digits."),
    (chunked("x\r\n"), #"400 A chunk begins with the byte "x"; expected its size in hexadecimal digits."#),
    (chunked("\r\n"), "400 A chunk begins with an empty line; expected its size in hexadecimal digits."),
    (
        chunked("1 \r\n"),
        #"400 A chunk size is followed by the byte " " where none is; expected CR LF, or extensions as in ;name=value."#
    ),
    (chunked("1;\r\n"), "400 A chunk extension ends too early; expected ;name or ;name=value."),
    (
        chunked("1\r\nabc\r\n"),
        "400 The data of a chunk is not followed by CR LF; its size does not fit its data."
    ),
    (chunked("1\n"), "400 Line 5 ends in LF alone; expected CR LF."),
    (
        chunked("0\r\nBad Trailer: 1\r\n"),
        #"400 Line 6 has the byte " " in a field name, after "Bad"; expected letters, digits and hyphens right before the colon."#
    ),
]

struct RequestParserTests {
    @Test(arguments: validRequests.indices)
    func aValidRequestIsTheSameAtEverySplit(_ index: Int) {
        let (text, expected) = validRequests[index]
        for pieces in splits(Array(text.utf8)) {
            #expect(outcomes(pieces) == expected)
        }
    }

    @Test(arguments: invalidRequests.indices)
    func anInvalidRequestIsRefusedTheSameAtEverySplit(_ index: Int) {
        let (text, expected) = invalidRequests[index]
        for pieces in splits(Array(text.utf8)) {
            #expect(outcomes(pieces) == [expected])
        }
    }

    @Test(arguments: validRequests.indices)
    func everyPrefixOfAValidRequestNeedsMore(_ index: Int) {
        let bytes = Array(validRequests[index].bytes.utf8)
        for end in 0..<bytes.count {
            var parser = RequestParser()
            parser.append(Array(bytes[..<end]))
            var last = parser.next()
            while true {
                switch last {
                case .request, .sendContinue:
                    last = parser.next()
                    continue
                case .needMore: break
                case .error(let error): Issue.record("\(error) at \(end)")
                }
                break
            }
            #expect((parser.finish() == nil) == (parser.phase == .idle))
        }
    }

    @Test func theExpectationIsReportedOnceBeforeTheBody() {
        var parser = RequestParser()
        parser.append(Array("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n".utf8))
        guard case .sendContinue = parser.next() else { return #expect(Bool(false), "no sendContinue") }
        guard case .needMore = parser.next() else { return #expect(Bool(false), "expected needMore") }
        #expect(parser.finish() == .truncatedBody(received: 0, expected: 1))
        parser.append([0x41])
        guard case .request(let request) = parser.next() else { return #expect(Bool(false), "no request") }
        #expect(request.body == [0x41])
    }

    @Test func anExpectationWithoutBodyIsNotReported() {
        for fields in ["Content-Length: 0\r\n", ""] {
            var parser = RequestParser()
            parser.append(Array("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\(fields)\r\n".utf8))
            guard case .request = parser.next() else { return #expect(Bool(false), "no request") }
        }
    }

    @Test func anErrorIsFinal() {
        var parser = RequestParser()
        parser.append(Array("BAD\r\n".utf8))
        for _ in 0..<2 {
            guard case .error(.invalidRequestLine(nil)) = parser.next() else {
                return #expect(Bool(false), "no error")
            }
            parser.append(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        }
    }

    @Test func theEndOfTheConnectionSaysWhatIsCutOff() {
        func end(_ text: String) -> RequestError? {
            var parser = RequestParser()
            parser.append(Array(text.utf8))
            _ = parser.next()
            return parser.finish()
        }
        #expect(end("") == nil)
        #expect(end("G") == .truncatedHead)
        #expect(end("POST / HTTP/1.1\r\nHost: a\r\n") == .truncatedHead)
        #expect(
            end("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab") == .truncatedBody(received: 2, expected: 9)
        )
        #expect(end(chunked("5\r\nab")) == .truncatedBody(received: 2, expected: nil))
    }
}
