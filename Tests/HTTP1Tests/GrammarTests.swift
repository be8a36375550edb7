import HTTP1
import Testing

/// What the grammars of RFC 3986, 9110 and 9112 take and refuse, byte by byte and form by form.
struct GrammarTests {
    private func error(_ text: String) -> RequestError? {
        error(Array(text.utf8))
    }

    private func error(_ bytes: [UInt8]) -> RequestError? {
        var parser = RequestParser()
        parser.append(bytes)
        if case .error(let error) = parser.next() { return error }
        return nil
    }

    private func hostError(_ host: String) -> RequestError? {
        error("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    }

    private func chunkError(_ line: String) -> RequestError? {
        error("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(line)\r\nX\r\n0\r\n\r\n")
    }

    /// RFC 3986 appendix A: `pchar`, and `/` and `?`.
    private static let uriBytes = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?".utf8)

    @Test(arguments: ["/p", "/p?q", "http://h/p", "http://h?q"])
    func aTargetHasTheBytesOfAURIAndNoOthers(_ prefix: String) {
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\n") {
            let bytes = Array("GET \(prefix)".utf8) + [byte] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            let expected: RequestError? =
                if Self.uriBytes.contains(byte) {
                    nil
                } else {
                    byte == UInt8(ascii: "%")
                        ? .invalidTargetEscape(after: quoted(prefix)) : .invalidTargetByte(byte, after: quoted(prefix))
                }
            #expect(error(bytes) == expected, "byte \(byte)")
        }
    }

    private func quoted(_ prefix: String) -> String {
        prefix.firstIndex(of: "?").map { prefix[...$0] + "..." } ?? prefix
    }

    @Test(arguments: ["%zz", "%4", "%", "%4g", "%g4", "a%%20", "%2\u{e9}"])
    func aPercentSignNeedsTwoHexadecimalDigits(_ text: String) {
        for target in ["/\(text)", "/?\(text)", "/\(text)?q", "http://a/\(text)"] {
            guard case .invalidTargetEscape = error("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") else {
                Issue.record("\(target) is taken")
                continue
            }
        }
        #expect(error("GET /%41%2f?%C3%bc HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
    }

    @Test(arguments: [
        "", "a", "a:", "a:80", "a:65535", "a:00080", "api.keepnetlabs.com", "my_host-1.~x", "a%41", "%C3%BC:1",
        "127.0.0.1:8080", "999.1.1.1", "a!$&'()*+;=b", "[::]", "[::1]", "[::1]:8080", "[1:2:3:4:5:6:7:8]", "[1::8]",
        "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:255.0.10.1]", "[FE80::abcd]",
        "[v1.a:b]", "[vF0.~!]:1",
    ])
    func aHostIsTaken(_ host: String) {
        #expect(hostError(host) == nil)
        // An http URL must not have an empty host (RFC 9110 section 4.2.1).
        #expect(
            error("GET http://\(host)/ HTTP/1.1\r\nHost: b\r\n\r\n") == (host == "" ? .invalidAuthority(.missing) : nil)
        )
    }

    @Test(
        arguments: [
            (":80", .missing), (":", .missing), ("a:b", .port), ("a:8o", .port), ("a:-1", .port), ("a:65536", .port),
            ("a:99999999999999999999", .port), ("::1", .unbracketedAddress), ("fe80::1", .unbracketedAddress),
            ("a:1:2", .unbracketedAddress), ("a%zz", .escape), ("%", .escape), ("a%4", .escape),
            ("u@h", .userInformation),
            ("u:p@h", .userInformation), ("u:8@h", .userInformation), ("[::1]@h", .userInformation), ("[]", .address),
            ("[a]", .address), ("[::1", .address), ("[1:2:3:4:5:6:7]", .address), ("[1:2:3:4:5:6:7:8:9]", .address),
            ("[1:2:3:4:5:6:7:8::]", .address), ("[1::2::3]", .address), ("[:::]", .address), ("[12345::]", .address),
            ("[1:]", .address), ("[:1::]", .address), ("[::1.2.3]", .address), ("[::1.2.3.256]", .address),
            ("[::01.2.3.4]", .address), ("[::1.2.3.4:5]", .address), ("[1.2.3.4]", .address),
            ("[fe80::1%25eth0]", .address),
            ("[v.a]", .address), ("[v1.]", .address), ("[v1.a/b]", .address), ("[::1]80", .byte(56)),
            ("[::1]]", .byte(93)),
            ("a,b", .byte(44)), ("a b", .byte(32)), ("a]", .byte(93)), ("a[", .byte(91)), ("a\\b", .byte(92)),
            ("a\"", .byte(34)), ("<a>", .byte(60)), ("a^", .byte(94)), ("a`", .byte(96)), ("a{b}", .byte(123)),
            ("a|b", .byte(124)), ("http://a", .port), ("a\u{e9}", .byte(0xC3)),
        ] as [(String, HostProblem)])
    func whatIsNoHostIsRefused(_ host: String, _ problem: HostProblem) {
        #expect(hostError(host) == .invalidHost(problem))
        #expect(error("GET / HTTP/1.0\r\nHost: \(host)\r\n\r\n") == .invalidHost(problem))
        // Beside the authority of an absolute target too, although that decides.
        #expect(error("GET http://h/ HTTP/1.1\r\nHost: \(host)\r\n\r\n") == .invalidHost(problem))
        guard !host.contains(where: { " /?".contains($0) }) else { return }
        #expect(error("GET http://\(host)/ HTTP/1.1\r\nHost: a\r\n\r\n") == .invalidAuthority(problem))
    }

    @Test(
        arguments: [
            (.missing, "The Host field names no host."),
            (.escape, "The Host field has a % that two hexadecimal digits do not follow."),
            (.port, "The Host field has a port that is not a number up to 65535."),
            (
                .unbracketedAddress,
                "The Host field has more than one colon; an IPv6 address stands in brackets, as in [::1]:8080."
            ),
            (.address, "The Host field has brackets without an IPv6 address between them."),
            (
                .userInformation,
                "The Host field has a user's name or password before an @, which does not belong there."
            ),
        ] as [(HostProblem, String)])
    func aHostProblemIsSaidInASentence(_ problem: HostProblem, _ sentence: String) {
        #expect(RequestError.invalidHost(problem).description == sentence)
    }

    @Test(arguments: [
        "1", "01", "1;a", "1;a=b", "1;a=\"b\"", "1;a=\"\"", "1;a=\"\\\"\\\\ ;\"", "1;a;b=c;d=\"e\"", "1 ;a",
        "1\t ; a = b ;c",
        "1;a=\"\u{e9}\t\"",
    ])
    func aChunkLineIsTaken(_ line: String) {
        #expect(chunkError(line) == nil)
    }

    @Test(
        arguments: [
            ("1 ", 32), ("1\t", 9), ("1 \t ", 32), ("1;", nil), ("1; ", nil), ("1;a ", 32), ("1;a=b ", 32),
            ("1;a=", nil),
            ("1;a= ", nil), ("1;=b", 61), ("1;a=;b", 59), ("1;;a", 59), ("1;a b", 98), ("1 a", 97), ("1x", 120),
            ("1,a", 44),
            ("1;a=\"b", nil), ("1;a=\"b\\", nil), ("1;a=\"b\\\"", nil), ("1;a=\"b\"c", 99), ("1;a=\"\u{7f}\"", 0x7F),
            ("1;a=\"\r\"", 13), ("1;\"a\"", 34), ("1;a\r", 13), ("1;a=b\u{0}", 0),
        ] as [(String, UInt8?)])
    func whatFollowsAChunkSizeIsAnExtensionOrNothing(_ line: String, _ byte: UInt8?) {
        #expect(chunkError(line) == .invalidChunkExtension(byte: byte))
    }

    /// RFC 9110 section 5.5, wherever in a value the byte stands.
    @Test(arguments: [UInt8](0...255))
    func aValueHasNoControlCharacterButTab(_ byte: UInt8) throws {
        for (before, after) in [(1, 1), (40, 3), (3, 40)] {
            let value =
                [UInt8](repeating: UInt8(ascii: "a"), count: before) + [byte]
                + [UInt8](repeating: UInt8(ascii: "z"), count: after)
            let lines = outcomes([Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + value + Array("\r\n\r\n".utf8)])
            let isRefused = lines.last?.hasPrefix("400 ") ?? false
            #expect(isRefused == ((byte < 0x20 && byte != 9) || byte == 0x7F), "\(lines)")
        }
    }
}
