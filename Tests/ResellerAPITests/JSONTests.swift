import Foundation
import ResellerAPI
import Testing

@Suite struct JSONWriterTests {
    @Test func commasStandBetweenMembersAndElements() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("a")
        writer.beginArray()
        writer.integer(1)
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.null()
        writer.endArray()
        writer.name(escaping: "b\"")
        writer.boolean(true)
        writer.name("c")
        writer.string(nil)
        writer.name("d")
        writer.encoded("[1,2]".utf8)
        writer.name("e")
        writer.strings(["x", "y"])
        writer.name("f")
        writer.date(DateTime("2026-03-01T09:15:00"), .preferred(.dayMonthYear, .hours12))
        writer.endObject()
        #expect(
            text(writer.bytes)
                == #"{"a":[1,{},[],null],"b\"":true,"c":null,"d":[1,2],"e":["x","y"],"f":"01/03/2026 09:15 AM"}"#)
    }

    @Test func onlyWhatMustBeEscapedIs() {
        var writer = JSONWriter()
        writer.string("a/b \"q\" \\ \n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F} é 🎉 \u{2028}")
        #expect(
            text(writer.bytes) == #""a/b \"q\" \\ \n\r\t\b\f\u0000\u001f"# + "\u{7F} é 🎉 \u{2028}\"")
    }

    @Test func everyIntegerIsWrittenAsItIs() {
        for number in [0, 1, -1, 9, 10, 99, 100, -100, Int.max, Int.min, 1_000_000] {
            var writer = JSONWriter()
            writer.integer(number)
            #expect(text(writer.bytes) == String(number))
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let value = randomValue(depth: 4, &random)
            var writer = JSONWriter()
            writer.value(value)
            #expect(try JSONValue.read(writer.bytes) == value)
        }
    }
}

extension JSONWriterTests {
    @Test func nullsAreLeftOutWithTheirNamesWhereAsked() {
        var writer = JSONWriter(nulls: .omit)
        writer.beginObject()
        writer.name("a")
        writer.string(nil)
        writer.name("b")
        writer.integer(1)
        writer.name(escaping: "c")
        writer.date(nil, .iso8601)
        writer.name("d")
        writer.beginObject()
        writer.name("e")
        writer.null()
        writer.endObject()
        writer.name("f")
        writer.null()
        // A value that somebody wrote as null is one.
        writer.name("g")
        writer.value(.array([.null, .object([.init("h", .null)])]))
        writer.endObject()
        #expect(text(writer.bytes) == #"{"b":1,"d":{},"g":[null,{"h":null}]}"#)
    }
}

@Suite struct JSONReaderTests {
    @Test func orderNumbersAndRepeatedMembersAreKept() throws {
        let value = try JSONValue.read(Array(#" {"b":1.50,"a":[-0,1E+2,true,false,null],"b":"x"} "#.utf8))
        #expect(
            value
                == .object([
                    JSONValue.Member("b", .number("1.50")),
                    JSONValue.Member(
                        "a", .array([.number("-0"), .number("1E+2"), .boolean(true), .boolean(false), .null])),
                    JSONValue.Member("b", .string("x")),
                ]))
    }

    @Test(arguments: [
        (#""\u00e9\ud83c\udf89\/\b\f\n\r\t\\\"""#, "é🎉/\u{8}\u{C}\n\r\t\\\""), (#""\ud83c""#, "\u{FFFD}"),
        (#""\ud83cx""#, "\u{FFFD}x"), (#""\ud83c\n""#, "\u{FFFD}\n"), (#""\udf89\ud83c""#, "\u{FFFD}\u{FFFD}"),
        (#""\ud83c\ud83c\udf89""#, "\u{FFFD}🎉"), (#""\uFFFF""#, "\u{FFFF}"),
    ])
    func escapesAreRead(written: String, expected: String) throws {
        #expect(try JSONValue.read(Array(written.utf8)) == .string(expected))
    }

    @Test func bytesThatAreNoUTF8BecomeReplacementCharacters() throws {
        #expect(try JSONValue.read([0x22, 0x61, 0xFF, 0x22]) == .string("a\u{FFFD}"))
        #expect(try JSONValue.read([0x22, 0xFF, 0x5C, 0x6E, 0x22]) == .string("\u{FFFD}\n"))
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value, found the end of the text"),
        (#"{"a":}"#, #"line 1, column 6: expected a value, found "}""#),
        ("{\n  \"é\": 1\n  \"b\": 2}", #"line 3, column 3: expected "," or "}", found a double quote"#),
        ("{\"é\" 1}", #"line 1, column 6: expected ":" after the member name, found "1""#),
        ("{a:1}", #"line 1, column 2: expected a member name in double quotes, found "a""#),
        (#"{"a":1,}"#, #"line 1, column 8: expected a member name in double quotes, found "}""#),
        ("[1,]", #"line 1, column 4: expected a value, found "]""#),
        ("[1 2]", #"line 1, column 4: expected "," or "]", found "2""#),
        ("[1] x", #"line 1, column 5: expected the end of the text, found "x""#),
        ("01", #"line 1, column 2: expected the end of the text, found "1""#),
        ("-", "line 1, column 2: expected a digit, found the end of the text"),
        ("1.", "line 1, column 3: expected a digit, found the end of the text"),
        ("1e+", "line 1, column 4: expected a digit, found the end of the text"),
        (".5", #"line 1, column 1: expected a value, found ".""#),
        ("+1", #"line 1, column 1: expected a value, found "+""#),
        ("nul", #"line 1, column 1: expected a value, found "n""#),
        ("'a'", #"line 1, column 1: expected a value, found "'""#),
        ("\"a", "line 1, column 3: expected a quote that ends the string, found the end of the text"),
        (
            "\"a\nb\"",
            "line 1, column 3: a control character in a string must be written as an escape such as \\n"
        ),
        (
            #""\x""#,
            #"line 1, column 2: unknown escape; known are \" \\ \/ \b \f \n \r \t and \u with four digits"#
        ),
        (#""\u12g4""#, #"line 1, column 6: expected four hexadecimal digits after \u, found "g""#),
        ("\u{FEFF}{}", "line 1, column 1: expected a value, found U+FEFF"),
        ("[\u{1}]", "line 1, column 2: expected a value, found U+0001"),
    ])
    func mistakesSayWhereAndWhat(written: String, message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue.read(Array(written.utf8)) }
        #expect(error?.description == message)
    }

    @Test func nestingIsBounded() throws {
        let nested = { (depth: Int) in
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONValue.read(nested(32))
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue.read(nested(33)) }
        #expect(
            error?.description
                == "line 1, column 33: arrays and objects may be nested 32 deep, this one is deeper")
        #expect(throws: JSONSyntaxError.self) {
            try JSONValue.read(Array(repeating: UInt8(ascii: "["), count: 1 << 20))
        }
        // Neighbours are not nested.
        _ = try JSONValue.read(Array(("[" + String(repeating: "[],", count: 100) + "{}]").utf8))
    }

    @Test func acceptsWhatFoundationAccepts() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<3000 {
            var writer = JSONWriter()
            writer.value(randomValue(depth: 3, &random))
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = #"{}[]":,\0129eE+-.tfnul "#.utf8.randomElement(using: &random)!
                case 1: bytes.remove(at: place)
                default: bytes.insert(#"{}[]":,\01e-. "#.utf8.randomElement(using: &random)!, at: place)
                }
            }
            // Invalid UTF-8 and lone surrogates are where the two differ on purpose.
            guard let written = String(validating: bytes, as: UTF8.self), !written.contains("\\u") else { continue }
            let accepted = (try? JSONValue.read(bytes)) != nil
            let foundation =
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(accepted == foundation, "\(written)")
        }
    }

}

func randomValue(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &random))
    case 2: return .number(["0", "-1", "12", "1.5", "-0.25", "1e3", "2E-2"].randomElement(using: &random)!)
    case 3, 4:
        let letters = Array("abé\"\\/\n\u{0}🎉 ")
        return .string(
            String((0..<Int.random(in: 0...6, using: &random)).map { _ in letters.randomElement(using: &random)! }))
    case 5:
        return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in randomValue(depth: depth - 1, &random) })
    default:
        return .object(
            (0..<Int.random(in: 0...4, using: &random)).map {
                JSONValue.Member("m\($0)", randomValue(depth: depth - 1, &random))
            })
    }
}

@Suite struct EnvelopeTests {
    @Test func membersAreInTheSchemasOrder() {
        #expect(
            text(Envelope.success(data: Array("{}".utf8), nulls: .write))
                == #"{"data":{},"status":"SUCCESS","message":null,"validationMessages":null}"#)
        #expect(
            text(Envelope.failure(status: "FAILED", message: "No permission to access resource", nulls: .write))
                == #"{"data":{},"status":"FAILED","message":"No permission to access resource","validationMessages":null}"#
        )
        #expect(
            text(Envelope.success(data: Array("{}".utf8), nulls: .omit)) == #"{"data":{},"status":"SUCCESS"}"#)
        #expect(
            text(Envelope.failure(status: "FAILED", message: "No", nulls: .omit))
                == #"{"data":{},"status":"FAILED","message":"No"}"#)
        #expect(
            text(Envelope.invalidRequest(["a", "b\""]))
                == #"{"data":{},"status":"INPUT_ERROR","message":"Invalid request","validationMessages":["a","b\""]}"#)
    }

    @Test func unhandledFailuresHaveNamesWithCapitals() {
        #expect(
            text(Envelope.unhandled(message: "An error occurred"))
                == #"{"Status":"INTERNAL_SERVER_ERROR","Message":"An error occurred"}"#)
    }
}
