import HTTP1
import Testing

struct RequestTests {
    @Test func aRequestFromPartsHasHostAndLength() throws {
        let request = try Request(method: .post, path: "/a?b=c", headers: [("X-A", "1"), ("x-a", "2")], body: [1, 2])
        #expect(request.headers.all("X-a") == ["1", "2"])
        #expect(request.headers.first("content-LENGTH") == "2")
        #expect(request.headers.contains("x-A") && !request.headers.contains("x-"))
        #expect(request.host == "localhost")
        #expect(request.target.path == "/a")
        #expect(request.target.query == "b=c")
        #expect(request.body == [1, 2])
        #expect(request.withPathBytes { $0.elementsEqual("/a".utf8) })
    }

    @Test func partsThatWouldSmuggleAreRefused() {
        #expect(throws: RequestError.self) { try Request(path: "/ HTTP/1.1\r\nX: y") }
        #expect(throws: RequestError.self) { try Request(method: Method("A B"), path: "/") }
        #expect(throws: RequestError.invalidFieldName(after: "A", byte: 13, line: 2)) {
            try Request(path: "/", headers: [("A\r\nB", "c")])
        }
        #expect(throws: RequestError.self) { try Request(path: "/", headers: [("A", "b\r\nC: d")]) }
        #expect(throws: RequestError.invalidFieldName(after: "A", byte: 58, line: 2)) {
            try Request(path: "/", headers: [("A: b", "c")])
        }
        #expect(throws: RequestError.invalidTargetByte(34, after: "/a?...")) { try Request(path: "/a?b=\"") }
        #expect(throws: RequestError.invalidRequestLine(nil)) { try Request(path: "") }
        #expect(throws: RequestError.truncatedBody(received: 0, expected: 5)) {
            try Request(path: "/", headers: [("Content-Length", "5")])
        }
        #expect(throws: RequestError.repeatedHost) {
            try Request(path: "/", headers: [("Host", "a"), ("Host", "b")])
        }
    }

    @Test func percentDecodingReportsWhatIsWrong() throws {
        #expect(try PercentEncoding.decode("a%20b%C3%BC+") == "a b\u{fc}+")
        #expect(PercentEncoding.decodeForm(Array("a+b%2B%zz%4".utf8)[...]) == "a b+%zz%4")
        #expect(throws: PercentDecodingError.invalidEscape("%zz", offset: 1)) { try PercentEncoding.decode("a%zz") }
        #expect(throws: PercentDecodingError.invalidEscape("%4", offset: 0)) { try PercentEncoding.decode("%4") }
        #expect(throws: PercentDecodingError.invalidEscape("%", offset: 2)) { try PercentEncoding.decode("ab%") }
        #expect(throws: PercentDecodingError.invalidUTF8) { try PercentEncoding.decode("%ff") }
    }

    @Test func methodOfAnyTokenIsKept() throws {
        #expect(try Request(method: Method("brew"), path: "/").method == Method("brew"))
        #expect(try Request(method: .head, path: "/").method == .head)
    }
}

struct ResponseTests {
    private func text(_ response: Response, _ framing: ResponseFraming = ResponseFraming()) -> String {
        var serializer = ResponseSerializer()
        var output: [UInt8] = []
        serializer.append(response, framing, now: 784_111_777, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func aResponseHasDateFieldsAndLength() {
        #expect(
            text(Response(status: 200, fields: .json, body: Array("{}".utf8)))
                == "HTTP/1.1 200 OK\r\n\(date)Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}"
        )
    }

    @Test func headKeepsTheLengthAndDropsTheBody() {
        #expect(
            text(Response(status: 404, body: [65]), ResponseFraming(isHead: true))
                == "HTTP/1.1 404 Not Found\r\n\(date)Content-Length: 1\r\n\r\n")
    }

    @Test(arguments: [204, 304])
    func someStatusesHaveNeitherLengthNorBody(_ status: Int) {
        #expect(
            text(Response(status: status, body: [65]))
                == "HTTP/1.1 \(status) \(ReasonPhrase.standard(status))\r\n\(date)\r\n")
    }

    @Test func theConnectionFieldFollowsVersionAndPersistence() {
        #expect(text(Response(status: 200), ResponseFraming(keepsConnection: false)).contains("Connection: close\r\n"))
        #expect(text(Response(status: 200, closesConnection: true)).contains("Connection: close\r\n"))
        #expect(text(Response(status: 200), ResponseFraming(version: .http10)).contains("Connection: keep-alive\r\n"))
        #expect(!text(Response(status: 200)).contains("Connection"))
    }

    @Test func theCallerMaySetTheDate() {
        #expect(text(Response(status: 200, date: 0)).contains("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"))
        let own = text(Response(status: 200, fields: ["dAte": "today"]))
        #expect(own.contains("dAte: today\r\n") && !own.contains("GMT"))
    }

    @Test(arguments: [
        (BodyFraming.length(1234), "Content-Length: 1234\r\n"), (.chunked, "Transfer-Encoding: chunked\r\n"),
    ])
    func theHeadMayTellAnotherFraming(_ framing: BodyFraming, _ field: String) {
        var serializer = ResponseSerializer()
        var head: [UInt8] = []
        serializer.appendHead(
            Response(status: 200, body: [65]), ResponseFraming(), now: 784_111_777, body: framing, to: &head)
        #expect(String(decoding: head, as: UTF8.self) == "HTTP/1.1 200 OK\r\n\(date)\(field)\r\n")
    }

    @Test func anUnregisteredStatusHasAnEmptyPhrase() {
        #expect(text(Response(status: 299)).hasPrefix("HTTP/1.1 299 \r\n"))
    }

    @Test func fieldsReadBackAsWritten() throws {
        var fields = ResponseFields.text
        try fields.append("A", " x: y\t")
        try fields.append("a", "")
        fields.append(.json)
        #expect(fields.list.map(\.name) == ["Content-Type", "A", "a", "Content-Type"])
        #expect(fields.list.map(\.value)[1...2] == ["x: y", ""])
        #expect(fields.first("CONTENT-TYPE") == "text/plain; charset=utf-8")
        #expect(fields.first("b") == nil)
    }

    @Test func fieldsThatBreakTheFramingAreRefused() {
        var fields = ResponseFields()
        #expect(throws: ResponseFieldError.invalidValue(name: "A")) { try fields.append("A", "b\r\nC: d") }
        #expect(throws: ResponseFieldError.invalidValue(name: "A")) { try fields.append("A", "b\0") }
        #expect(throws: ResponseFieldError.invalidName("A:")) { try fields.append("A:", "b") }
        #expect(throws: ResponseFieldError.invalidName("")) { try fields.append("", "b") }
        #expect(throws: ResponseFieldError.reserved("content-Length")) { try fields.append("content-Length", "3") }
        #expect(fields == ResponseFields())
    }

    @Test(
        arguments: [
            (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
        ] as [(Int64, String)])
    func datesAreIMFFixdates(_ seconds: Int64, _ expected: String) {
        #expect(String(decoding: HTTPDate.bytes(unixSeconds: seconds), as: UTF8.self) == expected)
    }

    @Test func aRefusalSaysItsSentenceAndCloses() {
        let response = Response(RequestError.missingHost)
        #expect(response.status == 400 && response.closesConnection)
        #expect(response.body == Array("The request has no Host field, which HTTP/1.1 requires.\n".utf8))
    }
}
