import Testing

@testable import HTTP1

struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=XX"

    private static func body(_ lines: String...) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

    private func parts(_ body: [UInt8], _ type: String = type) throws -> [MultipartForm.Part] {
        try MultipartForm(body, contentType: type).parts
    }

    @Test func partsComeInTheirOrderWithRepeatedAndEmptyOnes() throws {
        let body = Self.body(
            "a preamble to ignore", "--XX", "Content-Disposition: form-data; name=\"Name\"", "", "ACME\r\nLLC",
            "--XX  ",
            "content-type: text/plain", "content-disposition:form-data;name=Tags", "", "", "--XX",
            "Content-Disposition: form-data; name=\"Tags\"", "", "--X", "--XX--", "an epilogue")
        #expect(
            try parts(body) == [
                .init(name: "Name", content: Array("ACME\r\nLLC".utf8)), .init(name: "Tags", content: []),
                .init(name: "Tags", content: Array("--X".utf8)),
            ])
    }

    @Test(arguments: [
        (#"filename="logo.png""#, "logo.png"), (#"filename="a;b\"c\\d.png""#, #"a;b"c\d.png"#), ("filename=x", "x"),
        (#"filename="old.png"; filename*=UTF-8''%C5%9Fe%20k.png"#, "şe k.png"), (#"filename="""#, ""),
    ])
    func filesHaveTheirNames(_ parameter: String, _ name: String) throws {
        let body = Self.body(
            "--XX", "Content-Disposition: form-data; name=\"File\"; \(parameter)", "", "\u{0}", "--XX--")
        #expect(try parts(body) == [.init(name: "File", fileName: name, content: [0])])
    }

    @Test(arguments: [#"multipart/form-data; boundary="a b""#, "multipart/form-data; charset=utf-8; Boundary=\"a b\""])
    func boundaryMayBeQuoted(_ type: String) throws {
        #expect(try parts(Self.body("--a b--"), type).isEmpty)
    }

    @Test(arguments: [
        ("", "the boundary of the Content-Type is not there (at byte 0)"),
        ("--XY--", "the boundary of the Content-Type is not there (at byte 0)"),
        ("--XX", "a boundary must be followed by a line end, or by -- at the end of the form (at byte 4)"),
        ("--XXa", "a boundary must be followed by a line end, or by -- at the end of the form (at byte 4)"),
        ("--XX\r\nA: b\r\n", "the head of a part must end with an empty line within 16384 bytes (at byte 4)"),
        ("--XX\r\n\r\nx\r\n--XX--", "a part must have Content-Disposition: form-data with a name (at byte 4)"),
        (
            "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--",
            "a part must have Content-Disposition: form-data with a name (at byte 4)"
        ),
        (
            "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx\n--XX--",
            "the part \"a\" has no boundary behind it (at byte 48)"
        ),
    ])
    func malformedBodiesAreRefused(_ body: String, _ message: String) {
        #expect { try parts(Array(body.utf8)) } throws: { "\($0)" == message }
    }

    @Test func limitsAreKept() {
        let part = "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
        #expect(throws: Never.self) { try parts(Array((String(repeating: part, count: 1024) + "--XX--").utf8)) }
        #expect(throws: MultipartError.self) {
            try parts(Array((String(repeating: part, count: 1025) + "--XX--").utf8))
        }
        let boundary = String(repeating: "x", count: 129)
        #expect(throws: MultipartError.self) {
            try parts(Array("--\(boundary)--".utf8), "multipart/form-data; boundary=\(boundary)")
        }
        #expect(throws: MultipartError.self) { try parts(Array("--XX--".utf8), "multipart/form-data") }
        let head = String(repeating: "y", count: 17_000)
        #expect(throws: MultipartError.self) {
            try parts(Self.body("--XX", "A: \(head)", "Content-Disposition: form-data; name=a", "", "", "--XX--"))
        }
    }

    /// No body traps, however it is cut or spoiled.
    @Test func everyCutIsAnswered() throws {
        let body = Self.body(
            "--XX", "Content-Disposition: form-data; name=\"a\"; filename=\"b\\\"\"", "", "c", "--XX",
            "Content-Disposition: form-data; name=d", "", "e", "--XX--")
        for index in body.indices {
            _ = try? parts(Array(body[..<index]))
            _ = try? parts(Array(body[index...]))
            for byte: UInt8 in [0, 0x0D, 0x0A, UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: ";")] {
                var spoiled = body
                spoiled[index] = byte
                _ = try? parts(spoiled)
            }
        }
        #expect(try parts(body).count == 2)
    }
}
