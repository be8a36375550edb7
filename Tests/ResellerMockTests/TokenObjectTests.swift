import ResellerAPI
import Testing

@testable import ResellerMock

struct TokenObjectTests {
    private func object(_ text: String) throws -> TokenObject {
        try TokenObject(Array(Base64URL.encode(Array(text.utf8)).utf8)[...])
    }

    private func problem(_ bytes: [UInt8]) -> String? {
        do throws(TokenObject.Problem) {
            _ = try TokenObject(Array(Base64URL.encode(bytes).utf8)[...])
            return nil
        } catch {
            return error.text
        }
    }

    @Test func membersAreReadByTheirTypes() throws {
        let object = try object(
            #" { "a" : "b", "list": ["c", "d"], "exp": 1500000000.5, "none": null, "\u006eame": "", "x": {"a": [1e5, true]} } "#
        )
        #expect(try object.string("a") == "b" && object.strings("a") == ["b"])
        #expect(try object.strings("list") == ["c", "d"])
        #expect(try object.date("exp")?.ticks == 15_000_000_005_000_000)
        #expect(try object.string("none") == nil && object.strings("none") == nil && object.date("none") == nil)
        #expect(try object.string("name") == "" && object.string("missing") == nil)
        #expect(object["x"] != nil && object["X"] == nil)
    }

    @Test func anotherTypeIsAProblem() throws {
        let object = try object(#"{"n":1,"s":"2","l":["a",1],"o":{},"b":false}"#)
        for name in ["n", "l", "o", "b"] {
            #expect(throws: TokenObject.Problem(text: "has a member \"\(name)\" that is not a string")) {
                try object.string(name)
            }
        }
        for name in ["n", "l", "o", "b"] {
            #expect(
                throws: TokenObject.Problem(
                    text: "has a member \"\(name)\" that is neither a string nor an array of strings")
            ) {
                try object.strings(name)
            }
        }
        for name in ["s", "l", "o", "b"] {
            #expect(throws: TokenObject.Problem(text: "has a member \"\(name)\" that is not a number of seconds")) {
                try object.date(name)
            }
        }
    }

    /// What a lax reader takes and RFC 8259 does not.
    @Test(arguments: [
        "", " ", "{", "}", "{,}", #"{"a":1,}"#, #"{"a":[1,]}"#, #"{"a":1 "b":2}"#, #"{a:1}"#, #"{'a':1}"#, #"{"a":01}"#,
        #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":NaN}"#, #"{"a":Infinity}"#,
        #"{"a":0x1}"#,
        #"{"a":True}"#, #"{"a":1}x"#, #"{"a":1}{}"#, #"{"a":1}/**/"#, #"{"a":1}//"#, "{\"a\":\"\n\"}", "{\"a\":\"\t\"}",
        #"{"a":"\x41"}"#, #"{"a":"\u12"}"#, "\u{feff}{}", "{\u{a0}}", "{\u{b}}",
        String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ])
    func whatIsNoJSONIsAProblem(_ text: String) throws {
        #expect(try #require(problem(Array(text.utf8))).hasPrefix("is not JSON: line 1, column "))
    }

    @Test(arguments: ["[]", "1", "\"a\"", "null", "true"])
    func whatIsNoObjectIsAProblem(_ text: String) {
        #expect(problem(Array(text.utf8)) == "is not a JSON object")
    }

    @Test func otherEncodingsAreProblems() {
        let text = #"{"exp":1}"#
        let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let swapped = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(
            problem(wide) == #"is not JSON: line 1, column 2: expected a member name in double quotes, found U+0000"#)
        #expect(problem(swapped) == #"is not JSON: line 1, column 1: expected a value, found U+0000"#)
        #expect(problem([0xFF, 0xFE] + wide) == "is not UTF-8")
        #expect(problem([0xFE, 0xFF] + swapped) == "is not UTF-8")
        #expect(problem(Array("{\"a\":\"".utf8) + [0xE9] + Array("\"}".utf8)) == "is not UTF-8")
        #expect(problem(Array("{\"a\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8)) == "is not UTF-8")
    }

    @Test(arguments: [
        (#"{"exp":1,"exp":1}"#, "exp"), (#"{"exp":1,"a":2,"\u0065xp":null}"#, "exp"), (#"{"":1,"":2}"#, ""),
        (
            "{\"\(String(repeating: "e\u{301}", count: 50))\":1,\"\(String(repeating: "e\u{301}", count: 50))\":1}",
            String(repeating: "e\u{301}", count: 33) + "e..."
        ),
    ])
    func aNameTwiceIsAProblem(_ text: String, _ name: String) {
        #expect(problem(Array(text.utf8)) == "has \"\(name)\" twice")
    }

    /// Names are different when their bytes are, and what stands deeper is no claim.
    @Test(arguments: ["{\"\u{e9}\":1,\"e\u{301}\":2}", #"{"exp":1,"EXP":2,"a":{"exp":3}}"#])
    func namesThatOnlyLookAlikeAreNone(_ text: String) {
        #expect(problem(Array(text.utf8)) == nil)
    }

    @Test(arguments: ["=", "YQ==", "YR", "Y", "YQ ", "+/", "e30\n"])
    func whatIsNoBase64URLIsAProblem(_ text: String) {
        #expect(throws: TokenObject.Problem(text: "is not Base64URL")) { try TokenObject(Array(text.utf8)[...]) }
    }
}

struct NumericDateTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("0e999999999999999999999", 0), ("1500000000", 15_000_000_000_000_000),
            ("1500000000.5", 15_000_000_005_000_000), ("1.5e9", 15_000_000_000_000_000),
            ("15000000005E-1", 15_000_000_005_000_000),
            ("1500000000.50000000000000000000000000009", 15_000_000_005_000_000),
            ("0.0000001", 1), ("0.00000019", 1), ("0.00000009", 0), ("1e-7", 1), ("1e-8", 0), ("-0.5", -5_000_000),
            ("-1500000000.25", -15_000_000_002_500_000), ("0.000000000015e20", 15_000_000_000_000_000),
            ("253402300799.9999999", DateTime.latest.ticks), ("253402300799.99999999", DateTime.latest.ticks),
            ("253402300800", DateTime.latest.ticks), ("9223372036854775807", DateTime.latest.ticks),
            ("99999999999999999999999999999999", DateTime.latest.ticks), ("1e300", DateTime.latest.ticks),
            ("1e+999999999999999999999999", DateTime.latest.ticks), ("1E-999999999999999999999999", 0),
            ("-62135596800", DateTime.earliest.ticks), ("-62135596801", DateTime.earliest.ticks),
            ("-9223372036854775808", DateTime.earliest.ticks), ("-1e300", DateTime.earliest.ticks),
        ] as [(String, Int64)])
    func aNumericDateIsAnInstant(_ number: String, _ ticks: Int64) {
        #expect(DateTime(numericDate: number).ticks == ticks)
    }

    @Test func leadingAndTrailingZerosOfAnyNumberDoNotMatter() {
        let zeros = String(repeating: "0", count: 50_000)
        #expect(DateTime(numericDate: "0.\(zeros)15e50010").unixSeconds == 1_500_000_000)
        #expect(DateTime(numericDate: "15\(zeros)e-49992").unixSeconds == 1_500_000_000)
        #expect(DateTime(numericDate: "1500000000.\(zeros)1").ticks == 15_000_000_000_000_000)
    }
}
