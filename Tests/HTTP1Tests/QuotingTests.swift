import HTTP1
import Testing

/// What a refusal quotes goes to the reply, the journal and the log.
struct QuotingTests {
    private func sentence(_ text: String) -> String? {
        var parser = RequestParser()
        parser.append(Array(text.utf8))
        if case .error(let error) = parser.next() { return error.description }
        return nil
    }

    /// Requests that are refused somewhere near a secret: all that a client can put in the wrong place.
    @Test(arguments: [
        "GET /connect/token?client_secret=s3cret HTTP/1.1 \r\n",
        "GET /a?client_secret=s3cret more HTTP/1.1\r\n",
        "GET /a?client_secret=ok s3cret\r\n",
        "GET /a?client_secret=s3cret|x HTTP/1.1\r\n",
        "GET /a|?client_secret=s3cret HTTP/1.1\r\n",
        "GET /a?b|c=s3cret HTTP/1.1\r\n",
        "GET /a?client_secret=s3cret%zz HTTP/1.1\r\n",
        "GET /a%zz?client_secret=s3cret HTTP/1.1\r\n",
        "GET /a#access_token=s3cret HTTP/1.1\r\n",
        "GET /a%3Fclient_secret=s3cret| HTTP/1.1\r\n",
        "GET /a%3fclient_secret%3ds3cret| HTTP/1.1\r\n",
        "GET /connect/token&client_secret=s3cret| HTTP/1.1\r\n",
        "GET /a;jsessionid=s3cret| HTTP/1.1\r\n",
        "GET /a{\"client_secret\":\"s3cret\"} HTTP/1.1\r\n",
        "GET connect/token?client_secret=s3cret HTTP/1.1\r\n",
        "GET client_secret=s3cret HTTP/1.1\r\n",
        "GET http://reseller:s3cret@h/a b HTTP/1.1\r\n",
        "GET http://reseller:s3cret@h/a| HTTP/1.1\r\n",
        "GET http://reseller:s3cret|@h/a HTTP/1.1\r\n",
        "GET http://reseller:s3cret@h/ HTTP/1.1\r\n",
        "GET http://reseller:s3cret/x@h/a b HTTP/1.1\r\n",
        "GET http://reseller:?s3cret@h/a b HTTP/1.1\r\n",
        "GET http://h/a b?mail=a@s3cret HTTP/1.1\r\n",
        "GET ftp://reseller:s3cret@h/a HTTP/1.1\r\n",
        "GET //reseller:s3cret@h/a| HTTP/1.1\r\n",
        "GET reseller:s3cret@h HTTP/1.1\r\n",
        "CONNECT reseller:s3cret@h:443 HTTP/1.1\r\n",
        // The rest of a body that was longer than its Content-Length.
        "s3cret\r\n", "s3cret&grant_type=client_credentials\r\n", "s3cret more words\r\n", "\"s3cret\"}\r\n",
        "POST / HTTP/1.1\r\nAuthorization Bearer s3cret\r\n",
        "POST / HTTP/1.1\r\nAuthorization Basic reseller:s3cret\r\n",
        "POST / HTTP/1.1\r\nAuthorization: Bearer\r\n s3cret\r\n",
        "POST / HTTP/1.1\r\nAuthorization: Bearer\r\ns3cret\r\n",
        "POST / HTTP/1.1\r\nAuthorization: Bearer\r\ns3cret: \u{0}\r\n",
        "POST / HTTP/1.1\r\nAuthorization: Bearer s3cret\u{0}\r\n",
        "POST / HTTP/1.1\r\nProxy-Authorization=Basic s3cret\r\n",
        "POST / HTTP/1.1\r\nCookie session=s3cret\r\n",
        "POST / HTTP/1.1\r\nCookie : session=s3cret\r\n",
        "POST / HTTP/1.1\r\nSet Cookie: session=s3cret\r\n",
        "POST / HTTP/1.1\r\nX-Api-Key: s3cret\u{1}\r\n",
        "POST / HTTP/1.1\r\nclient_secret=s3cret\r\n",
        "POST / HTTP/1.1\r\n{\"client_secret\":\"s3cret\"}\r\n",
        "POST / HTTP/1.1\r\ns3cret\r\n",
        "POST / HTTP/1.1\r\ns3cret more: words\r\n",
        // A line end is missing before the credentials.
        "POST / HTTP/1.1\r\nHost: aAuthorization: Bearer s3cret\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1Authorization: Bearer s3cret\r\n",
        "POST / HTTP/1.1\r\nExpect: 100-continueAuthorization: Bearer s3cret\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunkedAuthorization: Bearer s3cret\r\n\r\n",
        // A body that is sent without the chunks that the head tells of.
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\ns3cret=1\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nclient_secret=s3cret\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization Basic reseller:s3cret\r\n",
    ])
    func aRefusalSaysNoSecret(_ text: String) throws {
        let sentence = try #require(self.sentence(text))
        #expect(!sentence.contains("s3cret"), "\(sentence)")
    }

    @Test(arguments: [
        (
            "GET /a b?c=d HTTP/1.1\r\n",
            #"The request line "GET /a b?..." is not a method, a target and a version with one space between each."#
        ),
        (
            "GET http://u:p@h/a b HTTP/1.1\r\n",
            #"The request line "GET http://...@h/a b HTTP/1.1" is not a method, a target and a version with one space between each."#
        ),
        (
            "get /\(String(repeating: "a", count: 99)) b c\r\n",
            #"The request line "get /\#(String(repeating: "a", count: 59))..." is not a method, a target and a version with one space between each."#
        ),
        (
            "BREW\r\n",
            "The request line is not a method, a target and a version with one space between each."
        ),
        ("GET / FTP\r\n", "The request line ends in something else; expected HTTP/1.1 or HTTP/1.0."),
        (
            "GET /a/b?c=| HTTP/1.1\r\n",
            #"The request target has the byte "|" after "/a/b?..."; it must be percent-encoded."#
        ),
        (
            "GET /a%3Fb=| HTTP/1.1\r\n",
            #"The request target has the byte "|" after "/a%3F..."; it must be percent-encoded."#
        ),
        (
            "GET /a?50%! HTTP/1.1\r\n",
            #"The request target has a % after "/a?..." that two hexadecimal digits do not follow; a percent sign itself is written %25."#
        ),
        ("GET / HTTP/1.1\r\nHost\r\n", "Line 2 is not a header field: it has no colon."),
        (
            "GET / HTTP/1.1\r\nX-B3-Id: \u{1}\r\n",
            #"The value of the field in line 2 has the control character "\x01"."#
        ),
    ])
    func aRefusalQuotesWhatHelps(_ text: String, _ expected: String) {
        #expect(sentence(text) == expected)
    }

    @Test(arguments: [
        ("/a/b?client_secret=s3cret", "/a/b"), ("/a;b=c&d", "/a;b=c&d"), ("/a%20%26b", "/a%20%26b"),
        ("/connect/token%3Fclient_secret=s3cret", "/connect/token..."), ("/a%23access_token=s3cret", "/a..."),
        ("//reseller:s3cret@h/a", "//...@h/a"), ("/u@h", "/u@h"), ("//h/a", "//h/a"), ("http://h/a?s3cret", "/a"),
        ("http://h?s3cret", "/"), ("/" + String(repeating: "a", count: 100), "/" + String(repeating: "a", count: 49)),
        ("/" + String(repeating: "a", count: 48) + "%3Fs3cret", "/" + String(repeating: "a", count: 48) + "..."),
        ("/" + String(repeating: "a", count: 49) + "%3Fs3cret", "/" + String(repeating: "a", count: 49)),
    ])
    func aPathIsToldWithoutSecrets(_ target: String, _ path: String) throws {
        #expect(try Request(path: target).target.quotedPath(limit: 50) == path)
    }

    @Test func aQuotationIsShortHoweverLongTheRequestLine() throws {
        let long = String(repeating: "\u{301}", count: 4000)
        for text in [
            "GET /\(long) HTTP/1.1\r\n", "GET /\(long) b HTTP/1.1\r\n", "GET \(long) HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nExpect: \(long)\r\n", "GET / HTTP/1.1\r\n\(long): a\r\n", "GET / HTTP\(long)\r\n",
        ] {
            #expect(try #require(self.sentence(text)).utf8.count < 500)
        }
    }
}

/// RFC 9110 section 9.3.2: whatever becomes of a `HEAD`, its answer has no body.
struct RefusalFramingTests {
    private func framing(_ text: String) -> ResponseFraming {
        var parser = RequestParser()
        parser.append(Array(text.utf8))
        while case .request = parser.next() {}
        return parser.refusalFraming
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        "HEAD ", "HEAD /", "HEAD /| HTTP/1.1\r\n", "HEAD / HTTP/2.0\r\n", "HEAD /a b c\r\n", "HEAD / HTTP/1.1\n",
        "HEAD /\(String(repeating: "a", count: 9000))", "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a:b\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nA: b", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "\r\n" + head + "HEAD \u{0}",
        get + "HEAD x\r\n",
    ])
    func aHeadIsRefusedWithoutBody(_ text: String) {
        #expect(framing(text) == ResponseFraming(isHead: true, keepsConnection: false))
    }

    @Test(arguments: [
        "", "HEAD", "head /| HTTP/1.1\r\n", "HEADER / x\r\n", head + "GET x\r\n", head + "\u{0}", get + "x",
    ])
    func otherRequestsAreRefusedWithOne(_ text: String) {
        #expect(framing(text) == ResponseFraming(isHead: false, keepsConnection: false))
    }
}
