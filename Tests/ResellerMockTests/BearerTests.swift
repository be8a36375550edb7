import Foundation
import HTTP1
import OpenSSL
import ResellerAPI
import Testing

@testable import ResellerMock

struct BearerTests {
    static let routes = [("GET", "/api/companies/Company00001"), ("POST", "/api/companies/search")]

    private func challenge(_ mock: Mock, _ authorization: String?, _ route: (String, String)) throws -> String? {
        let reply = try mock.send(route.0, route.1, authorization.map { ["Authorization": $0] } ?? [:])
        #expect(reply.status == 401)
        #expect(reply.body.isEmpty)
        #expect(reply.header("X-Reseller-Mock-Hint") != nil)
        return reply.header("WWW-Authenticate")
    }

    /// A token with a header and claims of the test's choice, signed with the mock's key unless told otherwise.
    private func forged(
        header: [String: Any] = ["alg": "RS256"], claims changes: [String: Any] = [:], without removed: String? = nil,
        signature: String? = nil
    ) throws -> String {
        let mock = try Mock()
        let key = try SigningKey.development()
        var claims = try decodedToken(try mock.bearer()).claims
        claims.merge(changes) { $1 }
        if let removed { claims[removed] = nil }
        var header = header
        if header["kid"] == nil { header["kid"] = key.identifier }
        func part(_ object: [String: Any]) throws -> String {
            Base64URL.encode(Array(try JSONSerialization.data(withJSONObject: object)))
        }
        let signed = try part(header) + "." + part(claims)
        return try "Bearer \(signed).\(signature ?? Base64URL.encode(key.key.sign(Array(signed.utf8))))"
    }

    /// A token of exactly these texts, signed with the mock's key.
    private func signed(_ payload: String, header: String = #"{"alg":"RS256"}"#) throws -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        let signature = try SigningKey.development().key.sign(Array(signed.utf8))
        return "Bearer \(signed).\(Base64URL.encode(signature))"
    }

    /// A payload that is accepted until 09:00:00.5, with more members in front.
    private func payload(_ more: String = "", times: String = #""exp":1772355600.5"#) -> String {
        #"{\#(more)\#(times),"iss":"https://api.keepnetlabs.com","aud":"api1","client_id":"reseller","#
            + #""role":"Reseller","user_company_resourceid":"Reseller0001"}"#
    }

    private func reply(_ authorization: String) throws -> Reply {
        try Mock().send("GET", Self.routes[0].1, ["Authorization": authorization])
    }

    @Test(arguments: [nil, "Basic cmVzZWxsZXI6czNjcmV0", "Bearer", "Bearer ", "Token abc", "BearerX abc"])
    func withoutABearerTokenTheChallengeIsBare(_ authorization: String?) throws {
        for route in Self.routes { #expect(try challenge(Mock(), authorization, route) == "Bearer") }
    }

    @Test(arguments: ["Bearer abc", "Bearer a.b", "Bearer a.b.c", "Bearer e30.e30", "Bearer a.b.c.d", "bearer \u{7e}"])
    func textThatIsNoTokenHasNoDescription(_ authorization: String) throws {
        for route in Self.routes {
            #expect(try challenge(Mock(), authorization, route) == #"Bearer error="invalid_token""#)
        }
    }

    @Test func repeatedAuthorizationIsNoToken() throws {
        let mock = try Mock()
        let value = "Bearer \(try mock.bearer())"
        let request = try Request(
            path: "/api/companies/Company00001",
            headers: [(name: "Authorization", value: value), (name: "authorization", value: value)])
        let response = try mock.service.respond(to: request, from: .loopback)
        #expect(response.status == 401)
        #expect(response.fields.first("WWW-Authenticate") == #"Bearer error="invalid_token""#)
    }

    @Test func schemeIsCaseInsensitive() throws {
        let mock = try Mock()
        let token = try mock.bearer()
        for scheme in ["bearer", "BEARER", "Bearer"] {
            let reply = try mock.send("GET", "/api/companies/Company00001", ["Authorization": "\(scheme) \(token)"])
            #expect(reply.status == 200)
        }
    }

    @Test func changedTokenHasAnInvalidSignature() throws {
        let mock = try Mock()
        let parts = try mock.bearer().split(separator: ".").map(String.init)
        let other = try mock.bearer("admin").split(separator: ".").map(String.init)
        let expected = #"Bearer error="invalid_token", error_description="The signature is invalid""#
        for token in ["\(parts[0]).\(other[1]).\(parts[2])", "\(parts[0]).\(parts[1]).\(other[2])"] {
            for route in Self.routes { #expect(try challenge(mock, "Bearer \(token)", route) == expected) }
        }
    }

    @Test func algorithmOfTheTokenIsNotTrusted() throws {
        let expected = #"Bearer error="invalid_token", error_description="The signature is invalid""#
        let none = try forged(header: ["alg": "none"], signature: "")
        let symmetric = try forged(header: ["alg": "HS256"])
        for token in [none, symmetric] { #expect(try challenge(Mock(), token, Self.routes[0]) == expected) }
    }

    @Test func unknownKeyIsNamedSo() throws {
        let expected = #"Bearer error="invalid_token", error_description="The signature key was not found""#
        #expect(
            try challenge(Mock(), try forged(header: ["alg": "RS256", "kid": "other"]), Self.routes[0]) == expected)
        let foreign = try Mock(key: SigningKey(try RSAKey.generate(bits: 2048))).bearer()
        #expect(try challenge(Mock(), "Bearer \(foreign)", Self.routes[0]) == expected)
    }

    @Test(arguments: [
        ("exp", 1_772_355_600, "The token expired at '03/01/2026 09:00:00'"),
        ("nbf", 1_772_355_601, "The token is not valid before '03/01/2026 09:00:01'"),
    ])
    func timesAreCheckedToTheSecond(_ claim: String, _ value: Int, _ description: String) throws {
        let expected = #"Bearer error="invalid_token", error_description="\#(description)""#
        #expect(try challenge(Mock(), try forged(claims: [claim: value]), Self.routes[0]) == expected)
    }

    @Test func audienceIssuerAndExpiryAreRequired() throws {
        func described(_ text: String) -> String { #"Bearer error="invalid_token", error_description="\#(text)""# }
        let route = Self.routes[0]
        #expect(
            try challenge(Mock(), try forged(claims: ["aud": "api2"]), route)
                == described("The audience 'api2' is invalid"))
        #expect(
            try challenge(Mock(), try forged(claims: ["iss": "https://evil\""]), route)
                == described("The issuer 'https://evil?' is invalid"))
        #expect(
            try challenge(Mock(), try forged(without: "exp"), route)
                == described("The token has no expiration"))
    }

    /// RFC 7519 section 2: any number of JSON, and the clock stands at 09:00:00.
    @Test(arguments: [
        #""exp":1772355600.5"#, #""exp":1.7723556005e9"#, #""exp":17723556005E-1"#, #""exp":1772355600.0000001"#,
        #""exp":9223372036854775807"#, #""exp":99999999999999999999999"#, #""exp":1e300"#, #""exp":1e99999"#,
        #""exp":1772355601,"nbf":1772355600.0"#, #""exp":1772355601,"nbf":-1e300"#, #""exp":1772355601,"nbf":0e9"#,
        #""exp":1772355601,"nbf":-9223372036854775808"#, #""exp":1772355601,"nbf":null"#,
    ])
    func timesMayBeAnyNumber(_ times: String) throws {
        let reply = try reply(signed(payload(times: times)))
        #expect(reply.status == 200, "\(reply.header("X-Reseller-Mock-Hint") ?? "")")
    }

    @Test(arguments: [
        (#""exp":1772355600.0"#, "The token expired at '03/01/2026 09:00:00'"),
        (#""exp":1500000000.5"#, "The token expired at '07/14/2017 02:40:00'"),
        (#""exp":15e8"#, "The token expired at '07/14/2017 02:40:00'"),
        (#""exp":-0.5"#, "The token expired at '12/31/1969 23:59:59'"),
        (#""exp":0"#, "The token expired at '01/01/1970 00:00:00'"),
        (#""exp":-1e300"#, "The token expired at '01/01/0001 00:00:00'"),
        (#""exp":-9223372036854775808"#, "The token expired at '01/01/0001 00:00:00'"),
        (#""exp":1e-300"#, "The token expired at '01/01/1970 00:00:00'"),
        (#""exp":1e999,"nbf":1772355600.25"#, "The token is not valid before '03/01/2026 09:00:00'"),
        (#""exp":1e999,"nbf":9223372036854775807"#, "The token is not valid before '12/31/9999 23:59:59'"),
        (#""exp":1e999,"nbf":1e300"#, "The token is not valid before '12/31/9999 23:59:59'"),
        (#""exp":null"#, "The token has no expiration"),
    ])
    func timesOfRefusalsAreToldHoweverFarTheyAre(_ times: String, _ description: String) throws {
        let expected = #"Bearer error="invalid_token", error_description="\#(description)""#
        #expect(try challenge(Mock(), signed(payload(times: times)), Self.routes[0]) == expected)
    }

    /// Signed, and yet not to be trusted (RFC 7515 sections 4 and 4.1.11, RFC 7519 section 4).
    @Test(arguments: [
        (
            #"{"alg":"RS256","crit":["b64"],"b64":true}"#, "",
            "its crit asks for b64, and this server knows no extension of JWS"
        ),
        (#"{"alg":"RS256","crit":["a","b"]}"#, "", "its crit asks for a, b, and this server knows no extension of JWS"),
        (#"{"alg":"RS256","crit":[]}"#, "", "its crit asks for nothing, and this server knows no extension of JWS"),
        (#"{"alg":"RS256","crit":null}"#, "", "its crit asks for nothing, and this server knows no extension of JWS"),
        (
            #"{"alg":"RS256","crit":1}"#, "",
            #"its header has a member "crit" that is neither a string nor an array of strings"#
        ),
        (#"{"alg":"none","alg":"RS256"}"#, "", #"its header has "alg" twice"#),
        (
            #"{"alg":"RS256",}"#, "",
            "its header is not JSON: line 1, column 16: expected a member name in double quotes, found \"}\""
        ),
        (#"{"alg":5}"#, "", #"its header has a member "alg" that is not a string"#),
        (#"{"alg":"RS256"}"#, #""role":"Company Admin","#, #"its payload has "role" twice"#),
        (#"{"alg":"RS256"}"#, #""\u0065xp":1,"#, #"its payload has "exp" twice"#),
        (#"{"alg":"RS256"}"#, #""jti":"a","jti":"a","#, #"its payload has "jti" twice"#),
        (
            #"{"alg":"RS256"}"#, #""a":[1,],"#,
            "its payload is not JSON: line 1, column 9: expected a value, found \"]\""
        ),
        (#"{"alg":"RS256"}"#, #""nbf":"0","#, #"its payload has a member "nbf" that is not a number of seconds"#),
    ])
    func aSignedTokenThatIsNotToTheLetterIsRefused(_ header: String, _ more: String, _ reason: String) throws {
        let reply = try reply(signed(payload(more), header: header))
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate") == #"Bearer error="invalid_token""#)
        #expect(reply.header("X-Reseller-Mock-Hint") == "the token is refused: \(reason)")
    }

    /// A client can sign what it likes with the development key; what is said of it is bounded in bytes.
    @Test func textsOfATokenAreQuotedInShort() throws {
        let long = "e" + String(repeating: "\u{301}", count: 8000)
        let tokens = [
            try signed(payload(), header: #"{"alg":"\#(long)"}"#),
            try signed(payload(), header: #"{"alg":"RS256","kid":"\#(long)"}"#),
            try signed(payload(), header: #"{"alg":"RS256","crit":["\#(long)"]}"#),
            try signed(payload(#""\#(long)":1,"\#(long)":1,"#)),
            try signed(payload().replacing(#""aud":"api1""#, with: #""aud":["\#(long)","b"]"#)),
            try signed(payload().replacing(#""iss":"https://api.keepnetlabs.com""#, with: #""iss":"\#(long)""#)),
            try signed(payload().replacing(#""role":"Reseller""#, with: #""role":"\#(long)""#)),
            try signed(payload().replacing("Reseller0001", with: long)),
            try signed(payload().replacing(#""client_id":"reseller""#, with: #""client_id":"\#(long)""#)),
        ]
        for (index, token) in tokens.enumerated() {
            let mock = try Mock()
            let reply = try mock.send("GET", Self.routes[0].1, ["Authorization": token])
            let entry = try #require(mock.service.world.journal.entries.last)
            for text in [
                reply.header("WWW-Authenticate"), reply.header("X-Reseller-Mock-Hint"), entry.hint, entry.clientId,
            ] {
                #expect((text ?? "").utf8.count <= 1000, "token \(index)")
            }
        }
    }

    @Test func audienceMayBeAnArray() throws {
        let token = try forged(claims: ["aud": ["other", "api1"]])
        #expect(try Mock().send("GET", "/api/companies/Company00001", ["Authorization": token]).status == 200)
    }

    @Test func cachedTokenExpiresWithTheClock() throws {
        let mock = try Mock()
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        let path = "/api/companies/Company00001"
        mock.service.world.clock.advance(by: .seconds(3599))
        #expect(try mock.send("GET", path, token).status == 200)
        mock.service.world.clock.advance(by: .seconds(1))
        let reply = try mock.send("GET", path, token)
        #expect(reply.status == 401)
        #expect(
            reply.header("WWW-Authenticate")
                == #"Bearer error="invalid_token", error_description="The token expired at '03/01/2026 10:00:00'""#)
    }

    @Test func clockSkewIsAllowedWhereTheScenarioSaysSo() throws {
        let mock = try Mock(["token": ["clockSkew": "5m"]])
        let token = ["Authorization": "Bearer \(try mock.bearer())"]
        mock.service.world.clock.advance(by: .seconds(3600 + 299))
        #expect(try mock.send("GET", "/api/companies/Company00001", token).status == 200)
        mock.service.world.clock.advance(by: .seconds(1))
        #expect(try mock.send("GET", "/api/companies/Company00001", token).status == 401)
    }

    @Test func instancesAcceptEachOthersTokens() throws {
        let token = ["Authorization": "Bearer \(try Mock().bearer())"]
        #expect(try Mock().send("GET", "/api/companies/Company00001", token).status == 200)
    }

    @Test func bodyCanBeAnEnvelope() throws {
        let reply = try Mock(["behaviour": ["unauthorizedBody": "envelope"]]).send("GET", "/api/companies/Company00001")
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate") == "Bearer")
        #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
        #expect(try reply.member("status") as? String == "FAILED")
    }

    private static func token(of clientId: String) -> AccessToken {
        AccessToken(
            clientId: clientId, roles: [], company: "", audiences: [], issuer: nil, expires: DateTime(unixSeconds: 1),
            notBefore: nil)
    }

    @Test func cacheHoldsManyTokensAndForgetsNoneWrongly() throws {
        let cache = TokenCache()
        for number in 0..<(TokenCache.capacity + 10) {
            cache.store(Self.token(of: "\(number)"), for: Array("token number \(number + 10_000)".utf8)[...])
        }
        let last = TokenCache.capacity + 9
        #expect(cache.token(for: Array("token number \(last + 10_000)".utf8)[...])?.clientId == "\(last)")
        #expect(cache.token(for: Array("token number \(10_000)".utf8)[...]) == nil)
        // Long tokens fill it sooner.
        let token = Self.token(of: "")
        func long(_ number: Int) -> ArraySlice<UInt8> {
            [UInt8](repeating: 65, count: TokenCache.longestToken - 8)[...] + "\(number + 10_000_000)".utf8
        }
        let fitting = TokenCache.byteCapacity / TokenCache.longestToken
        let cacheOfLongTokens = TokenCache()
        for number in 0...fitting { cacheOfLongTokens.store(token, for: long(number)) }
        #expect((0..<fitting).allSatisfy { cacheOfLongTokens.token(for: long($0)) == nil })
        #expect(cacheOfLongTokens.token(for: long(fitting)) != nil)
        // The same last bytes, so the same place in the cache, but another token.
        #expect(cache.token(for: Array("TOKEN number \(last + 10_000)".utf8)[...]) == nil)
    }
}
