import HTTP1
import Testing

/// Each limit is met exactly and exceeded by one byte, at every split.
struct ParserLimitTests {
    @Test func requestLineOfTheLimitIsTakenAndOneMoreIs414() {
        var limits = Limits()
        limits.requestLine = 20
        for pieces in splits(Array("GET /123456 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)) {
            #expect(outcomes(pieces, limits: limits).count == 2)
        }
        for text in ["GET /1234567 HTTP/1.1\r\nHost: a\r\n\r\n", String(repeating: "A", count: 22)] {
            for pieces in splits(Array(text.utf8)) {
                #expect(outcomes(pieces, limits: limits) == ["414 The request line is longer than 20 bytes."])
            }
        }
    }

    @Test func headerSectionOfTheLimitIsTakenAndOneMoreIs431() {
        var limits = Limits()
        limits.headerSection = 20
        for pieces in splits(Array("GET / HTTP/1.1\r\nHost: a\r\nB: 12345\r\n\r\n".utf8)) {
            #expect(outcomes(pieces, limits: limits).last == "431 The header section is larger than 20 bytes.")
        }
        for pieces in splits(Array("GET / HTTP/1.1\r\nHost: a\r\nB: 1234\r\n\r\n".utf8)) {
            #expect(outcomes(pieces, limits: limits).count == 2, "\(outcomes(pieces, limits: limits))")
        }
    }

    @Test func hundredFieldsAreTakenAndOneMoreIs431() {
        let head = "GET / HTTP/1.1\r\nHost: a\r\n"
        #expect(outcomes(head + String(repeating: "A: b\r\n", count: 99) + "\r\n").last == "idle")
        #expect(
            outcomes(head + String(repeating: "A: b\r\n", count: 100) + "\r\n")
                == ["431 The header section has more than 100 fields."])
    }

    @Test func chunkedBodyOfTheLimitIsTakenAndOneMoreIs413() {
        var limits = Limits()
        limits.body = 6
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        for pieces in splits(Array((head + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n").utf8)) {
            #expect(outcomes(pieces, limits: limits).count == 2)
        }
        for pieces in splits(Array((head + "3\r\nabc\r\n4\r\n").utf8)) {
            #expect(outcomes(pieces, limits: limits) == ["413 The request body is larger than 6 bytes."])
        }
    }

    @Test func chunkExtensionsAreBoundedOverTheWholeBody() {
        var limits = Limits()
        limits.chunkExtensions = 6
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let error = "400 The chunk extensions are longer than 6 bytes."
        #expect(outcomes(head + "1;ab\r\na\r\n1;ab\r\nb\r\n0\r\n\r\n", limits: limits).count == 2)
        for body in ["1;ab\r\na\r\n1;abc\r\nb\r\n", "1;" + String(repeating: "x", count: 22)] {
            for pieces in splits(Array((head + body).utf8)) {
                #expect(outcomes(pieces, limits: limits) == [error])
            }
        }
    }

    @Test func trailersAreBoundedLikeHeaders() {
        var limits = Limits()
        limits.headerSection = 40
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:chunked\r\n\r\n0\r\n"
        for pieces in splits(Array((head + String(repeating: "A: b\r\n", count: 7)).utf8)) {
            #expect(outcomes(pieces, limits: limits) == ["431 The header section is larger than 40 bytes."])
        }
        #expect(
            outcomes(head.replacing("\r\n0\r\n", with: "\r\n0\r\n" + String(repeating: "A:\r\n", count: 101)))
                == ["431 The header section has more than 100 fields."])
    }
}
