import Foundation
import HTTP1
import Testing

@testable import ResellerMock

/// Texts that `String` would take for others, or need very long for.
struct HostileTextTests {
    /// The Kelvin sign and the letter K are canonically equivalent.
    private static let kelvin = "%E2%84%AA"

    @Test func anotherClientsIdentifierGetsNoToken() throws {
        let client: [String: Any] = ["clientId": "K", "clientSecret": "K", "company": "Reseller0001"]
        let mock = try Mock(["clients": [client]])
        #expect(try mock.token("K", "K").status == 200)
        #expect(try mock.token(Self.kelvin, "K").status == 400)
        #expect(try mock.token("K", Self.kelvin).status == 400)
    }

    @Test func eachOfTwoLookalikesHasItsOwnSecret() throws {
        let clients: [[String: Any]] = [
            ["clientId": "K", "clientSecret": "one", "company": "Reseller0001"],
            ["clientId": "\u{212A}", "clientSecret": "two", "company": "Reseller0002"],
        ]
        let mock = try Mock(["clients": clients])
        #expect(try mock.token("K", "one").status == 200)
        #expect(try mock.token(Self.kelvin, "two").status == 200)
        #expect(try mock.token(Self.kelvin, "one").status == 400)
    }

    @Test func routesAreInASCII() throws {
        let token = try Mock().bearer()
        let bearer = ["Authorization": "Bearer \(token)"]
        // The small letter of the Kelvin sign is k.
        #expect(try Mock().send("POST", "/api/loo\(Self.kelvin)ups", bearer).status == 404)
        #expect(try Mock().send("POST", "/api/looKups", bearer).status != 404)
    }

    @Test func parametersAreCutWhereTheirBytesSaySo() throws {
        // A combining mark after the delimiter makes another character of it.
        let id = "%CC%81"
        let body = "grant_type=client_credentials&client_id=\(id)&client_secret=s"
        let client: [String: Any] = ["clientId": "\u{301}", "clientSecret": "s", "company": "Reseller0001"]
        #expect(try Mock(["clients": [client]]).form(body).status == 200)
        let basic = Data("\(id):s".utf8).base64EncodedString()
        let reply = try Mock(["clients": [client]]).form(
            "grant_type=client_credentials", ["Authorization": "Basic \(basic)"])
        #expect(reply.status == 200)
        let raw = Data("\u{301}:\u{301}".utf8).base64EncodedString()
        let other: [String: Any] = ["clientId": "\u{301}", "clientSecret": "\u{301}", "company": "Reseller0001"]
        #expect(
            try Mock(["clients": [other]]).form("grant_type=client_credentials", ["Authorization": "Basic \(raw)"])
                .status == 200)
    }

    @Test func lengthsAreCountedInUnitsOfUTF16() throws {
        for (id, status) in [(String(repeating: "🎉", count: 50), 200), (String(repeating: "🎉", count: 51), 400)] {
            let client: [String: Any] = [
                "clientId": status == 200 ? id : "x", "clientSecret": "s", "company": "Reseller0001",
            ]
            let encoded = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
            #expect(try Mock(["clients": [client]]).token(encoded, "s").status == status)
        }
    }

    @Test(arguments: [
        "grant_type=client_credentials@&client_id=reseller&client_secret=s3cret",
        "grant_type=client_credentials&client_id=reseller@&client_secret=s3cret",
        "grant_type=client_credentials&client_id=@&client_secret=@", "client_id=reseller&client_secret=s3cret@&@=@",
        "grant_type=client_credentials&client_id=reseller&client_secret=s3cret&scope=api1@+@",
        "grant_type=refresh_token&refresh_token=@&client_id=reseller&client_secret=s3cret",
    ])
    func formsWithRunsOfCombiningMarksTakeLinearTime(template: String) throws {
        let marks = [
            ("raw", { combiningMarks($0) }), ("escaped", { String(repeating: "%CC%81%CC%96", count: $0 / 8) }),
        ]
        for (_, text) in marks {
            let mock = try Mock()
            try expectLinearTime { size in
                let body = template.replacingOccurrences(of: "@", with: text(size))
                return { _ = try mock.form(body) }
            }
        }
    }

    @Test func headersAndPathsWithRunsOfCombiningMarksTakeLinearTime() throws {
        let rules: [[String: Any]] = [
            [
                "name": "r", "when": ["path": "/a/\u{301}", "headers": ["X-A": ["contains": "\u{301}"]]],
                "then": ["answer": ["status": 500]],
            ]
        ]
        let mock = try Mock(["rules": rules])
        try expectLinearTime { size in
            // A head has at most 64 KiB, a request line 8.
            let (short, long) = (combiningMarks(min(size / 2, 14_000)), min(size / 32, 600))
            let path = "/api/companies/" + String(repeating: "%CC%81%CC%96", count: long)
            let basic = Data("\(short):\(short)".utf8.prefix(40_000)).base64EncodedString()
            return {
                _ = try? mock.send("GET", path, ["Authorization": "Bearer \(short)"])
                _ = try? mock.send("GET", "/a/" + path, ["X-A": short])
                _ = try? mock.form("a=b", type: "application/json; charset=\(short)")
                _ = try? mock.form("a=b", type: short)
                _ = try? mock.form("grant_type=client_credentials", ["Authorization": "Basic \(basic)"])
            }
        }
    }

    @Test func manyValuesOfOneNameTakeLinearTime() throws {
        let mock = try Mock()
        try expectLinearTime { size in
            let body = Array(repeating: "scope=" + String(repeating: "a", count: size / 100), count: 1000)
                .joined(separator: "&")
            return { _ = try mock.form(body) }
        }
    }
}
