import Foundation
import HTTPTypes
import Testing

@testable import ContractSuite

struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "-0", "1.5e+3", #""\u00e9\ud83c\udf89\/""#, #"{"a":[1,{"b":null}],"a":2}"#,
        " [ 1 , 2 ] ",
    ])
    func validTextsAreRead(_ text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(try JSONParser.parse(Array(value.serialized.utf8)) == value)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "+1", "[1,]", "{\"a\":1,}", "{a:1}", "\"\u{1}\"", #""\x""#, #""\ud800""#, "[1] 2", "\"a",
        "NaN",
    ])
    func otherTextsAreNot(_ text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func deepNestingIsRefused() {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(repeating: UInt8(ascii: "["), count: 100_000)) }
    }

    @Test func bytesThatAreNoTextNeverCrash() {
        var generator = Generator(state: 7)
        let alphabet = Array(#"{}[]",:0129.eE+-truefalsnu\ "#.utf8) + [0, 0x80, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int(generator.next() % 12)).map { _ in
                alphabet[Int(generator.next() % UInt64(alphabet.count))]
            }
            _ = try? JSONParser.parse(bytes)
        }
    }

    private struct Generator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}

struct DateColumnTests {
    @Test func theSchemasFormIsExact() throws {
        let column = try DateColumn(["2026-03-01T09:15:00", "2026-03-01T09:15:00.5Z"])
        #expect(column.isExact)
        #expect(column.seconds("1970-01-02T00:00:01") == 86401)
    }

    @Test func displayFormsAreToldApartByWhatFits() throws {
        #expect(try DateColumn(["14/06/2022 06:49", "01/02/2022 00:00"]).seconds("01/02/1970 00:00") == 31 * 86400)
        #expect(try DateColumn(["06/14/2022 06:49"]).seconds("01/02/1970 00:00") == 86400)
        #expect(try DateColumn(["2021/06/09 09:51 AM"]).seconds("1970/01/01 12:00 PM") == 12 * 3600)
        #expect(throws: Skip.self) { try DateColumn(["01/02/2022 00:00"]) }
        #expect(throws: Skip.self) { try DateColumn(["yesterday"]) }
    }
}

struct CredentialsTests {
    @Test func aFileOfVariablesIsRead() throws {
        let text = """
            # comment
            RESELLER_CLIENT_ID=a=b

            export RESELLER_CLIENT_SECRET="s e"
            EXPIRED_TOKEN=
            """
        let credentials = try Credentials(variables: try Credentials.variables(inFile: text))
        #expect(credentials.reseller.id == "a=b")
        #expect(credentials.reseller.secret == "s e")
        #expect(credentials.expiredToken == nil)
    }

    @Test func mistakesNameTheLineAndNotItsContent() {
        #expect(throws: CredentialsFileError(line: 2, problem: "NAME=VALUE expected")) {
            try Credentials.variables(inFile: "\nhunter2")
        }
        #expect(throws: CredentialsFileError(line: 2, problem: "EXPIRED_TOKEN is given twice")) {
            try Credentials.variables(inFile: "EXPIRED_TOKEN=a\nEXPIRED_TOKEN=b")
        }
        #expect(throws: CredentialsError(missing: "COMPANY_ADMIN_CLIENT_SECRET")) {
            try Credentials(variables: [
                "RESELLER_CLIENT_ID": "a", "RESELLER_CLIENT_SECRET": "b", "COMPANY_ADMIN_CLIENT_ID": "c",
            ])
        }
    }
}

struct RedactorTests {
    private let redactor = Redactor([("top-secret", "<secret>")])

    @Test func shapesAreKept() {
        #expect(Redactor.shape("xC5kfGz7w2Nz") == "aA0aaAa0a0Aa")
        #expect(Redactor.shape("Crédit, S.A. 7") == "Aaaaaa, A.A. 0")
    }

    @Test func aCurlLineShowsTheRequestWithoutItsValues() {
        let request = HTTPRequest(
            method: .post, scheme: "https", authority: "h", path: "/api/companies/search",
            headerFields: [.authorization: "Bearer abc.def.ghi", .contentType: "application/json"])
        let filter = Filter.one("CompanyName", "=", "O'Brien 1")
        let body = Array(SearchQuery(filter: filter).json.serialized.utf8)
        let line = redactor.curlLine(request, body: body, base: "https://h")
        #expect(
            line.hasPrefix("curl -i -X POST 'https://h/api/companies/search' -H 'Authorization: Bearer <credentials>'"))
        #expect(line.contains(#""FieldName":"CompanyName","Operator":"=","Value":"A'\''Aaaaa 0""#))
        #expect(!line.contains("abc.def"))
    }

    @Test func formsAndPathsLoseTheirValues() {
        let request = HTTPRequest(
            method: .post, scheme: "http", authority: "h", path: "/connect/token",
            headerFields: [.contentType: "application/x-www-form-urlencoded"])
        let body = Array("grant_type=x&client_id=me&client_secret=top-secret".utf8)
        let line = redactor.curlLine(request, body: body, base: "http://h")
        #expect(line.hasSuffix("--data-raw 'grant_type=x&client_id=<client_id>&client_secret=<client_secret>'"))
        let detail = HTTPRequest(
            method: .get, scheme: "http", authority: "h", path: "/api/companies/aB3?access_token=x")
        #expect(
            redactor.curlLine(detail, body: [], base: "http://h")
                == "curl -i 'http://h/api/companies/aA0?<query>'")
    }
}
