import Foundation
import ResellerAPI
import Testing

@testable import ResellerMock

struct TokenEndpointTests {
    @Test func successHasTheDocumentedMembersInOrder() throws {
        let reply = try Mock().token()
        #expect(reply.status == 200)
        #expect(reply.text.hasPrefix(#"{"access_token":""#))
        let rest = reply.text.drop { $0 != "," }
        #expect(
            rest.hasPrefix(#","expires_in":3600,"token_type":"Bearer","scope":"api1","permissions":["#))
        #expect(try reply.member("permissions") as? [String] == Role.reseller.permissions.map(\.description))
    }

    @Test func answersAreNeverCached() throws {
        let mock = try Mock()
        for reply in [try mock.token(), try mock.token("nobody")] {
            #expect(reply.header("Content-Type") == "application/json; charset=UTF-8")
            #expect(reply.header("Cache-Control") == "no-store, no-cache, max-age=0")
            #expect(reply.header("Pragma") == "no-cache")
        }
    }

    @Test func tokenCarriesTheVendorsClaimsInOrder() throws {
        let mock = try Mock()
        let token = try decodedToken(try mock.bearer())
        #expect(token.header["alg"] as? String == "RS256")
        #expect(token.header["typ"] as? String == "at+jwt")
        let other = try decodedToken(try Mock(["token": ["type": "JWT"]]).bearer())
        #expect(other.header["typ"] as? String == "JWT")
        #expect(token.header["kid"] as? String == (try SigningKey.development()).identifier)
        let names = [
            "nbf", "exp", "iss", "aud", "client_id", "user_company_resourceid", "user_company_name", "user_company_id",
            "user_company_logopath", "user_company_industry_name", "user_company_industry_resourceid",
            "user_company_parentcompany_resourceid", "user_company_parentcompany_name", "role", "company_admin_access",
            "reseller_access", "root_access", "jti", "iat", "scope",
        ]
        let found = names.map { token.payloadText.range(of: "\"\($0)\":")?.lowerBound }
        #expect(!found.contains(nil))
        #expect(found.compactMap { $0 } == found.compactMap { $0 }.sorted())
        #expect(token.claims.count == names.count)
        #expect(token.claims["iat"] as? Int == 1_772_355_600)
        #expect(token.claims["nbf"] as? Int == 1_772_355_600)
        #expect(token.claims["exp"] as? Int == 1_772_359_200)
        #expect(token.claims["iss"] as? String == "https://api.keepnetlabs.com")
        #expect(token.claims["client_id"] as? String == "reseller")
        #expect(token.claims["user_company_resourceid"] as? String == "Reseller0001")
        #expect(token.claims["user_company_name"] as? String == "First Reseller")
        #expect(token.claims["role"] as? String == "Reseller")
        #expect(token.claims["reseller_access"] as? String == "true")
        #expect(token.claims["root_access"] as? String == "false")
        #expect(token.claims["scope"] as? [String] == ["api1"])
        let identifier = try #require(token.claims["jti"] as? String)
        #expect(identifier.count == 32 && identifier.allSatisfy(\.isHexDigit))
    }

    @Test func companyAdminHasEmptyParentClaimsAndNoResellerAccess() throws {
        let claims = try decodedToken(try Mock().bearer("admin")).claims
        #expect(claims["user_company_resourceid"] as? String == "Company00001")
        #expect(claims["user_company_parentcompany_resourceid"] as? String == "")
        #expect(claims["user_company_parentcompany_name"] as? String == "")
        #expect(claims["company_admin_access"] as? String == "true")
        #expect(claims["reseller_access"] as? String == "false")
    }

    @Test func claimTypesCanBeNative() throws {
        let claims = try decodedToken(try Mock(["behaviour": ["claimTypes": "native"]]).bearer()).claims
        #expect(claims["reseller_access"] as? Bool == true)
        #expect(claims["user_company_id"] as? Int == 1)
    }

    @Test func eachTokenHasItsOwnIdentifierAndAllStayValid() throws {
        let mock = try Mock()
        let tokens = [try mock.bearer(), try mock.bearer()]
        #expect(tokens[0] != tokens[1])
        for token in tokens {
            let reply = try mock.send("GET", "/api/companies/Company00001", ["Authorization": "Bearer \(token)"])
            #expect(reply.status == 200)
        }
    }

    @Test func basicCredentialsAreLookedAtBeforeTheForm() throws {
        let mock = try Mock()
        let good = "Basic " + Data("reseller:s3cret".utf8).base64EncodedString()
        let bad = "Basic " + Data("reseller:wrong".utf8).base64EncodedString()
        let grant = "grant_type=client_credentials"
        #expect(try mock.form(grant, ["Authorization": good]).status == 200)
        #expect(try mock.form(grant, ["Authorization": good.replacing("Basic", with: "bAsIc")]).status == 200)
        #expect(try mock.form("\(grant)&client_id=nobody&client_secret=x", ["Authorization": good]).status == 200)
        let both = try mock.form("\(grant)&client_id=reseller&client_secret=s3cret", ["Authorization": bad])
        #expect(both.text == #"{"error":"invalid_client"}"#)
    }

    @Test func basicCredentialsAreFormDecoded() throws {
        let mock = try Mock([
            "clients": [["clientId": "a b", "clientSecret": "p:w+%", "company": "Reseller0001"]]
        ])
        let credentials = "Basic " + Data("a+b:p%3Aw%2B%25".utf8).base64EncodedString()
        #expect(try mock.form("grant_type=client_credentials", ["Authorization": credentials]).status == 200)
    }

    @Test func malformedBasicFallsThroughToTheForm() throws {
        let body = "grant_type=client_credentials&client_id=reseller&client_secret=s3cret"
        #expect(try Mock().form(body, ["Authorization": "Basic %%%"]).status == 200)
        // No identifier before the colon.
        #expect(try Mock().form(body, ["Authorization": "Basic OnMzY3JldA=="]).status == 200)
    }

    @Test(arguments: [
        "grant_type=client_credentials&client_id=reseller&client_secret=s3cret\r\n",
        "grant_type=+client_credentials%09&client_id=%20reseller&client_secret=s3cret+",
        "grant_type=client_credentials&client_id=reseller&client_id=other&client_secret=s3cret&client_secret=x",
    ])
    func formsAreReadAsThePlatformReadsThem(_ body: String) throws {
        #expect(try Mock().form(body).status == 200)
    }

    @Test(arguments: [
        ("grant_type=client_credentials&client_id=reseller&client_secret=wrong", "invalid_client"),
        ("grant_type=client_credentials&client_id=nobody&client_secret=s3cret", "invalid_client"),
        ("grant_type=client_credentials&client_id=inactive&client_secret=s3cret", "invalid_client"),
        ("grant_type=client_credentials", "invalid_client"),
        ("grant_type=client_credentials&client_id=reseller", "invalid_client"),
        ("grant_type=nonsense&client_id=nobody&client_secret=x", "invalid_client"),
        ("client_id=reseller&client_secret=s3cret", "unsupported_grant_type"),
        ("client_id=reseller&client_secret=s3cret&grant_type=nonsense", "unsupported_grant_type"),
        ("client_id=reseller&client_secret=s3cret&grant_type=password", "unauthorized_client"),
        ("client_id=reseller&client_secret=s3cret&grant_type=authorization_code", "unauthorized_client"),
        ("client_id=reseller&client_secret=s3cret&grant_type=refresh_token", "invalid_request"),
        ("client_id=reseller&client_secret=s3cret&grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        ("client_id=reseller&client_secret=s3cret&grant_type=client_credentials&scope=api2", "invalid_scope"),
        ("client_id=reseller&client_secret=s3cret&grant_type=client_credentials&scope=api1+openid", "invalid_scope"),
        ("client_id=reseller&client_secret=s3cret&grant_type=client_credentials&scope=API1", "invalid_scope"),
        ("client_id=nobody&client_id=reseller&client_secret=s3cret&grant_type=client_credentials", "invalid_client"),
    ])
    func refusalIsA400WithTheError(_ body: String, _ error: String) throws {
        let reply = try Mock().form(body)
        #expect(reply.status == 400)
        #expect(reply.text == #"{"error":"\#(error)"}"#)
        #expect(reply.header("X-Reseller-Mock-Hint") != nil)
    }

    @Test func inputsOverThePlatformsLimitsAreRefused() throws {
        let mock = try Mock()
        let long = String(repeating: "a", count: 101)
        #expect(try mock.token(long).text == #"{"error":"invalid_client"}"#)
        #expect(try mock.token("reseller", long).text == #"{"error":"invalid_client"}"#)
        let scope = Array(repeating: "api1", count: 61).joined(separator: "+")
        let reply = try mock.form(
            "client_id=reseller&client_secret=s3cret&grant_type=client_credentials&scope=\(scope)")
        #expect(reply.text == #"{"error":"invalid_scope"}"#)
    }

    @Test func hintNamesTheNearestClient() throws {
        let reply = try Mock().token("reseler")
        #expect(
            reply.header("X-Reseller-Mock-Hint")
                == #"the scenario has no client "reseler" (did you mean "reseller"?)"#)
    }

    @Test func missingScopeStandsForAll() throws {
        let body = "grant_type=client_credentials&client_id=reseller&client_secret=s3cret"
        #expect(try Mock().form(body).member("scope") as? String == "api1")
    }

    @Test func fieldNamesAreCaseInsensitiveAndTheTypeMayHaveACharset() throws {
        let reply = try Mock().form(
            "Grant_Type=client_credentials&CLIENT_ID=reseller&client_secret=s3cret",
            type: "Application/X-WWW-Form-URLEncoded; charset=utf-8")
        #expect(reply.status == 200)
    }

    @Test func bodyThatIsNoFormIsTheVendors500() throws {
        let reply = try Mock().form(#"{"grant_type":"client_credentials"}"#, type: "application/json")
        #expect(reply.status == 500)
        #expect(try reply.member("Status") as? String == "INTERNAL_SERVER_ERROR")
    }

    @Test func bodyThatIsNoFormCanBeTheStock400() throws {
        let mock = try Mock(["behaviour": ["tokenJSONBody": 400]])
        let reply = try mock.form(#"{"grant_type":"client_credentials"}"#, type: "application/json")
        #expect(reply.status == 400)
        #expect(reply.text == #"{"error":"invalid_request"}"#)
    }

    @Test func multipartFormsAndOtherVerbsAreInvalidRequests() throws {
        let mock = try Mock()
        let multipart = try mock.form("--x--", type: "multipart/form-data; boundary=x")
        #expect(multipart.status == 400 && multipart.text == #"{"error":"invalid_request"}"#)
        let get = try mock.send("GET", "/connect/token")
        #expect(get.status == 400 && get.text == #"{"error":"invalid_request"}"#)
    }

    @Test func callerOutsideTheAllowedAddressesIsRefused() throws {
        let mock = try Mock()
        #expect(try mock.token("fenced", from: "192.0.2.7").status == 200)
        let refused = try mock.token("fenced", from: "198.51.100.7")
        #expect(refused.status == 403)
        #expect(try refused.member("status") as? String == "IP_RESTRICTED")
        #expect(
            try refused.member("message") as? String == "Your network is not authorized to access this platform.")
    }

    @Test func callerOutsideTheAllowedAddressesCanBeAnInvalidClient() throws {
        let refused = try Mock(["behaviour": ["addressRefusal": "invalid_client"]]).token("fenced", from: "2001:db8::1")
        #expect(refused.status == 400)
        #expect(refused.text == #"{"error":"invalid_client"}"#)
    }

    @Test func lifetimeComesFromTheScenario() throws {
        let mock = try Mock(["token": ["lifetime": "90s"]])
        let reply = try mock.token()
        #expect(try reply.member("expires_in") as? Int == 90)
        let claims = try decodedToken(try mock.bearer()).claims
        #expect(claims["exp"] as? Int == 1_772_355_690)
    }

    @Test func theIssuerMayBeTheAddressThatTheClientReached() throws {
        let mock = try Mock(["token": ["issuer": "self"]])
        let host = ["Host": "mock.example:8443"]
        let reply = try mock.form(
            "grant_type=client_credentials&client_id=reseller&client_secret=s3cret", host)
        let token = try #require(try reply.member("access_token") as? String)
        #expect(try decodedToken(token).claims["iss"] as? String == "http://mock.example:8443")
        let discovery = try mock.send("GET", "/.well-known/openid-configuration", host)
        #expect(try discovery.member("issuer") as? String == "http://mock.example:8443")
        // By another of its names.
        #expect(
            try mock.send("GET", "/api/companies/Company00001", ["Authorization": "Bearer \(token)"]).status == 200)
    }

    @Test func discoveryHasNoEmptyLists() throws {
        for (name, value) in try Mock().send("GET", "/.well-known/openid-configuration").json() {
            #expect((value as? [Any])?.isEmpty != true, "\(name)")
        }
    }

    @Test func permissionsNameEveryOperationThatTheRoleMayCall() throws {
        let emulated = RouteTable.shared.emulated.compactMap(\.permission?.description)
        #expect(emulated.contains("companies/search|POST"))
        #expect(try Mock().token().member("permissions") as? [String] == emulated)
        for (choice, names) in [("deny", []), ("companyAdmin", ["companies/{resourceId}|GET"]), ("reseller", [])] {
            let admin = try Mock(["behaviour": ["ownCompany": choice]]).token("admin")
            let permissions = try #require(try admin.member("permissions") as? [String])
            #expect(permissions.filter { $0.hasPrefix("companies/{resourceId}|") } == names, "\(choice)")
        }
    }

    @Test func discoveryPointsBackAtTheMock() throws {
        let reply = try Mock().send("GET", "/.well-known/openid-configuration", ["Host": "localhost:8080"])
        #expect(reply.status == 200)
        #expect(try reply.member("issuer") as? String == "https://api.keepnetlabs.com")
        #expect(try reply.member("token_endpoint") as? String == "http://localhost:8080/connect/token")
        #expect(
            try reply.member("jwks_uri") as? String == "http://localhost:8080/.well-known/openid-configuration/jwks")
    }
}
