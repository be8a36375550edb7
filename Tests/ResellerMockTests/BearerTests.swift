import Foundation
import HTTP1
import OpenSSL
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
        let response = try mock.service.respond(to: request, from: "127.0.0.1", isTLS: false)
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

    @Test func cacheHoldsManyTokensAndForgetsNoneWrongly() throws {
        let cache = TokenCache()
        for number in 0..<(TokenCache.capacity + 10) {
            let token = AccessToken(clientId: "\(number)", roles: [], company: "", expires: 1, notBefore: nil)
            cache.store(token, for: Array("token number \(number + 10_000)".utf8)[...])
        }
        let last = TokenCache.capacity + 9
        #expect(cache.token(for: Array("token number \(last + 10_000)".utf8)[...])?.clientId == "\(last)")
        #expect(cache.token(for: Array("token number \(10_000)".utf8)[...]) == nil)
        // The same last bytes, so the same place in the cache, but another token.
        #expect(cache.token(for: Array("TOKEN number \(last + 10_000)".utf8)[...]) == nil)
    }
}
