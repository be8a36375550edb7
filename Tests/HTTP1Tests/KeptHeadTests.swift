import HTTP1
import Testing

/// That every request which tests of the parser read is the same after it was kept, `outcomes` sees to.
struct KeptHeadTests {
    @Test(arguments: ["s", String(repeating: "secret", count: 200)])
    func secretsAreReplacedAndNothingElse(_ secret: String) throws {
        let request = try Request(
            method: .post, path: "/connect/token?client_secret=\(secret)",
            headers: [
                ("Host", "mock:8080"), ("AUTHORIZATION", "Bearer \(secret)"), ("X-Authorization", "stays"),
                ("Cookie", secret), ("Proxy-Authorization", secret), ("authorization", secret), ("Accept", "*/*"),
                ("Content-Length", "10"),
            ], body: Array("kept apart".utf8))
        var seen: [String] = []
        let kept = KeptHead(request, query: Array("client_secret=0".utf8)) { bytes, field, value in
            seen.append("\(field) \(String(decoding: value, as: UTF8.self))")
            bytes += "\(field)".utf8
        }
        #expect(
            seen == [
                "authorization Bearer \(secret)", "cookie \(secret)", "proxyAuthorization \(secret)",
                "authorization \(secret)",
            ])
        let read = kept.request(body: Array("other".utf8))
        #expect(read.target.description == "/connect/token?client_secret=0")
        #expect(kept.requestLine.target.description == "/connect/token?client_secret=0")
        #expect(
            read.headers.map { "\($0.name): \($0.value)" } == [
                "Host: mock:8080", "AUTHORIZATION: authorization", "X-Authorization: stays", "Cookie: cookie",
                "Proxy-Authorization: proxyAuthorization", "authorization: authorization", "Accept: */*",
                "Content-Length: 10",
            ])
        #expect(read.host == "mock:8080" && read.method == .post && read.body == Array("other".utf8))
        #expect(kept.count < 400, "what was replaced takes no room")
    }

    @Test func aTargetWithoutAPathHasOneAgain() throws {
        let request = try Request(path: "http://mock:8080?secret=1", headers: [("Host", "mock:8080")])
        let kept = KeptHead(request, query: Array("secret=0".utf8)) { _, _, _ in }
        #expect(kept.request().target.path == "/" && kept.request().target.query == "secret=0")
        #expect(kept.requestLine.target.path == "/")
    }

    @Test func bytesThatWereNoRequestHaveNothing() {
        #expect(KeptHead().request().headers.count == 0 && KeptHead().requestLine.target.path.isEmpty)
    }
}
