import ResellerAPI
import Testing

@testable import Scenarios

struct JSONSyntaxTests {
    @Test(arguments: [
        ("", "1:1: error: the text ends here, expected a value"),
        ("{", "1:2: error: the text ends here, expected a member's name"),
        ("{\"version\"", "1:11: error: the text ends here, expected \":\""),
        ("{\"version\": ", "1:13: error: the text ends here, expected the value of \"version\""),
        ("{\"version\": 1", "1:14: error: the text ends here, expected \",\" or \"}\""),
        ("{\"version\" 1}", "1:12: error: found \"1\", expected \":\""),
        (
            "{\"version\": 1,}",
            "1:14: error: a comma before the closing bracket, expected none after the last one; remove it"
        ),
        (
            "{\"a\": [1,\n 2,\n ]}",
            "2:3: error: a comma before the closing bracket, expected none after the last one; remove it"
        ),
        ("{\"a\": 1\n \"b\": 2}", "2:2: error: found \"\\\"\", expected a \",\" between this and what precedes it"),
        ("{\"a\": 1]", "1:8: error: found \"]\", expected \",\" or \"}\""),
        (
            "{// x\n}",
            "1:2: error: JSON has no comments; remove it, or rename the file to .yaml and write it as \"# …\""
        ),
        (
            "{\"a\": 1 # x\n}",
            "1:9: error: JSON has no comments; remove it, or rename the file to .yaml and write it as \"# …\""
        ),
        ("{'a': 1}", "1:2: error: found a single quote, expected a double quote: JSON writes texts as \"…\""),
        ("{\"a\": 'x'}", "1:7: error: found a single quote, expected a double quote: JSON writes texts as \"…\""),
        ("{version: 1}", "1:2: error: found version without quotes, expected \"version\""),
        ("{\"a\": True}", "1:7: error: found True, expected a value; texts need double quotes (did you mean true?)"),
        ("{\"a\": None}", "1:7: error: found None, expected a value; texts need double quotes (did you mean null?)"),
        ("{\"a\": Reseller}", "1:7: error: found Reseller, expected a value; texts need double quotes"),
        (
            "{\"a\": 007}",
            "1:7: error: 007 is no JSON number, expected one such as 100 or -1.5; texts need double quotes (did you mean 7?)"
        ),
        (
            "{\"a\": .5}",
            "1:7: error: .5 is no JSON number, expected one such as 100 or -1.5; texts need double quotes (did you mean 0.5?)"
        ),
        (
            "{\"a\": 2026-03-01}",
            "1:7: error: 2026-03-01 is no JSON number, expected one such as 100 or -1.5; texts need double quotes"
        ),
        ("{\"a\": \"x\n\"}", "1:7: error: this string does not end on its line, expected a closing double quote"),
        ("{\"a\": \"ü\tx\"}", "1:9: error: a tab inside a string, expected \\t"),
        ("{\"a\": \"\u{1}\"}", "1:8: error: a control character (U+0001) inside a string, expected its \\u escape"),
        (
            "{\"a\": \"\\x\"}",
            "1:8: error: \"\\\\x\" is no escape sequence, expected \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u and four hexadecimal digits"
        ),
        (
            "{\"a\": \"\\ud83c!\"}",
            "1:8: error: this is half of a surrogate pair, expected both halves, as in \"\\ud83c\\udf89\""
        ),
        ("{\"a\": \"🎉ü\", \"b\": x}", "1:18: error: found x, expected a value; texts need double quotes"),
        ("{\"version\": 1} {}", "1:16: error: found \"{\" after the end of the scenario, expected nothing more"),
        ("[1]", "1:1: error: a scenario is an array, expected an object"),
    ])
    func theFirstSyntaxErrorIsPlaced(text: String, expected: String) {
        let found = diagnostics(text)
        #expect(found.count == 1)
        #expect(found.first == expected)
    }

    @Test func escapesSurrogatePairsTabsAndCarriageReturnsAreRead() throws {
        let text = "{\r\n\t\"version\":\t1,\r\n\t\"description\": \"\\ud83c\\udf89\\u00fc\\n\\\"\\\\\\/é\"\r\n}\r\n"
        #expect(try scenario(text).description == "🎉ü\n\"\\/é")
    }

    @Test func everyRepeatedMemberIsReportedNestedOnesToo() {
        let found = diagnostics(
            """
            {"version": 1,
             "version": 1,
             "token": {"issuer": "a", "issuer": "b"},
             "companies": [{"name": "x", "tags": [], "name": "y", "name": "z"}]}
            """)
        #expect(
            found == [
                "2:2: error: \"version\" is already given in line 1; remove one of the two",
                "3:27: error: \"issuer\" is already given in line 3; remove one of the two",
                "4:42: error: \"name\" is already given in line 4; remove one of the two",
                "4:55: error: \"name\" is already given in line 4; remove one of the two",
            ])
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            diagnostics("{\"version\": 1, \"companies\": \(deep)") == [
                "1:92: error: objects and arrays are nested more than 64 deep, expected fewer levels"
            ])
    }

    @Test func everyPrefixOfAScenarioIsAnErrorAtItsEndOrBefore() {
        let text = "{\"version\": 1, \"companies\": [{\"name\": \"\\u00fc\\ud83c\\udf89é\", \"targetUserCount\": 12}]}"
        for length in 0..<text.unicodeScalars.count {
            let prefix = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length)))
            let result = load(prefix)
            #expect(result.scenario == nil)
            #expect(result.diagnostics.count == 1)
            #expect(result.diagnostics.allSatisfy { $0.line == 1 && $0.column <= length + 1 })
        }
        #expect(load(text).scenario != nil)
    }

    @Test(arguments: [
        ("0", true), ("-0", true), ("10", true), ("1.5", true), ("1e5", true), ("-1.25E-7", true), ("1e+5", true),
        ("", false), ("-", false), ("01", false), ("1.", false), (".5", false), ("1e", false), ("+1", false),
        ("0x1", false), ("1_000", false), ("1 ", false),
    ])
    func numbersAreThoseOfTheJSONGrammar(text: String, isNumber: Bool) {
        #expect(JSONScanner.isNumber(text) == isNumber)
    }
}
