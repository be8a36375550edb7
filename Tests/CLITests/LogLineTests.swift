import Foundation
import Logging
import ResellerAPI
import Testing

@testable import CLI
@testable import ResellerMock

/// How lines of the log are written.
@Suite(.threadsOfTheirOwn)
struct LogLineTests {
    private static let time = DateTime(year: 2026, month: 3, day: 1)!

    private func request(_ change: (inout FinishedRequest) -> Void = { _ in }) -> FinishedRequest {
        var request = FinishedRequest(
            method: "GET", path: "/api/companies/x", status: 200, operation: "GET /api/companies/{resourceId}",
            client: "reseller-client", rule: nil, effects: [], hint: nil, duration: .microseconds(12_345))
        change(&request)
        return request
    }

    private func line(_ request: FinishedRequest, _ format: LogFormat, at time: DateTime = time) -> String {
        var bytes: [UInt8] = []
        request.append(format, at: time, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func line(_ line: LogLine, _ format: LogFormat) -> String {
        var bytes: [UInt8] = []
        line.append(format, at: Self.time, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func textOfARequest() {
        #expect(
            line(request(), .text)
                == "2026-03-01T00:00:00.000Z GET /api/companies/x 200 client=reseller-client ms=12.345\n")
        let broken = request {
            ($0.status, $0.rule, $0.hint, $0.client) = (0, "gone", "the rule closed it", nil)
            ($0.effects, $0.duration) = (["delay 5 ms", "EMPTY_RESPONSE"], .microseconds(7))
        }
        #expect(
            line(broken, .text)
                == "2026-03-01T00:00:00.000Z GET /api/companies/x no answer effects=delay 5 ms, EMPTY_RESPONSE "
                + "ms=0.007 rule=gone - the rule closed it\n")
    }

    @Test func jsonOfARequestHasMembersOfTheirTypes() throws {
        let text = line(
            request { ($0.rule, $0.hint, $0.effects) = ("r", "say \"hi\" \\ there", ["a", "b"]) }, .json)
        #expect(text.hasSuffix("}\n"))
        #expect(
            text.dropLast() == #"""
                {"time":"2026-03-01T00:00:00.000Z","level":"info","message":"GET /api/companies/x 200","method":"GET",\#
                "path":"/api/companies/x","status":200,"operation":"GET /api/companies/{resourceId}",\#
                "client":"reseller-client","rule":"r","effects":["a","b"],"hint":"say \"hi\" \\ there","ms":12.345}
                """#)
        let object = try object(text)
        #expect(object["ms"] as? Double == 12.345)
        #expect(object["status"] as? Int == 200)
        let plain = try self.object(line(request { ($0.client, $0.operation) = (nil, nil) }, .json))
        #expect(Set(plain.keys) == ["time", "level", "message", "method", "path", "status", "ms"])
    }

    @Test(arguments: [(0, "000"), (10_000, "001"), (1_230_000, "123"), (1_200_000, "120"), (9_999_999, "999")])
    func timeStampsHaveThreeDigitsOfMilliseconds(_ ticks: Int64, _ digits: String) {
        let time = DateTime(ticks: Self.time.ticks + ticks)
        #expect(line(request(), .text, at: time).hasPrefix("2026-03-01T00:00:00.\(digits)Z GET"))
        #expect(line(request(), .json, at: time).hasPrefix(#"{"time":"2026-03-01T00:00:00.\#(digits)Z","level""#))
    }

    /// Controls, C1 among them, separators of lines, and what turns the direction of writing; and neighbours that do not.
    private static let unsafe: [Unicode.Scalar] =
        (Array(0x00...0x1F) + Array(0x7F...0x9F) + [0x61C, 0x200E, 0x200F] + Array(0x2028...0x202E)
        + Array(0x2066...0x2069)).map { Unicode.Scalar($0)! }
    private static let safe: [Unicode.Scalar] = [" ", "~", "\u{A0}", "é", "ü", "\u{200D}", "\u{2027}", "\u{202F}", "😀"]

    @Test func whatActsOnATerminalIsWrittenAsItsNumber() throws {
        for scalar in Self.unsafe {
            let text = "a\(Character(scalar))b"
            let number = String(scalar.value, radix: 16)
            #expect(text.escaped == "a\\u{\(number)}b")
            for format in LogFormat.allCases {
                let lines = [
                    line(request { ($0.path, $0.client, $0.rule) = (text, text, text) }, format),
                    line(request { ($0.method, $0.hint, $0.effects) = (text, text, [text]) }, format),
                    line(LogLine(level: .error, message: text, members: [(text, .text(text))]), format),
                ]
                for line in lines {
                    #expect(!line.dropLast().unicodeScalars.contains(scalar), "\(number) \(format)")
                }
                if format == .json {
                    #expect(try object(lines[0])["path"] as? String == text)
                    #expect(try object(lines[2])[text] as? String == text)
                }
            }
        }
        for scalar in Self.safe {
            let text = "a\(Character(scalar))b"
            #expect(text.escaped == text)
            #expect(line(request { $0.path = text }, .json).contains(#""path":"\#(text)""#))
        }
    }

    @Test func linesOfAMessageStayLines() {
        #expect("a\n\tb\u{1B}\n".escapedLines == "a\n\\u{9}b\\u{1b}\n")
        #expect("plain".escapedLines == "plain")
        #expect("a\r\nb".escapedLines == "a\\u{d}\nb")
    }

    @Test func jsonTextIsMadeSafeWithoutAnotherMeaning() throws {
        let text = #"{"a\#u{9B}":"\#u{2028}\#u{202E}é","b":"\n"}"#
        #expect(text.escapedJSON == #"{"a\u009b":"\u2028\u202eé","b":"\n"}"#)
        #expect(try object(text.escapedJSON) as NSDictionary == object(text) as NSDictionary)
    }

    @Test func levelsAndMembersOfOtherEvents() throws {
        let event = LogLine(
            level: .warning, message: "TLS failed",
            members: [("from", .text("::1")), ("hint", .text("h")), ("n", .number("3"))])
        #expect(line(event, .text) == "2026-03-01T00:00:00.000Z warning: TLS failed from=::1 n=3 - h\n")
        let object = try object(line(event, .json))
        #expect(object["level"] as? String == "warning")
        #expect(object["n"] as? Int == 3)
    }

    @Test(
        arguments: [
            (["--log-format", "json"], nil, LogFormat.json), (["--log-format=json", "--foo"], nil, .json),
            (["--log-format"], "json", .text), ([], "json", .json), (["--log-format", "text"], "json", .text),
            (["--log-format", "json", "--log-format=text"], nil, .text), (["serve"], "xml", .text),
            (["json"], nil, .text),
        ] as [([String], String?, LogFormat)])
    func formatIsKnownBeforeTheCommandLineIsRead(_ arguments: [String], _ variable: String?, _ format: LogFormat) {
        #expect(LogFormat.asked(for: arguments, variable: variable) == format)
    }
}
