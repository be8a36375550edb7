import Foundation
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

struct RuleDrawTests {
    @Test func unitIsSpreadEvenly() {
        let values = (0..<10_000).map { number in
            var draw = RuleDraw.Source(seed: 7, name: "r").draw(number)
            return draw.unit()
        }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        for tenth in 0..<10 {
            let share = values.count { Int($0 * 10) == tenth }
            #expect((850...1150).contains(share))
        }
    }

    /// The greatest distance between what is drawn and the distribution, which by Kolmogorov and Smirnov exceeds
    /// 1.63 / √n in one of a hundred samples; the seed is fixed, so this is no gamble.
    private func distance(_ distribution: RuleDelay.Distribution, from cumulative: (Double) -> Double) -> Double {
        let drawn = (0..<4000).map { number -> Double in
            var draw = RuleDraw.Source(seed: 7, name: "r").draw(number)
            let parts = draw.duration(distribution).components
            return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
        }.sorted()
        let count = Double(drawn.count)
        return drawn.enumerated().map { index, value in
            max(cumulative(value) - Double(index) / count, Double(index + 1) / count - cumulative(value))
        }.max() ?? 1
    }

    @Test func uniformDelaysAreUniform() {
        let distribution = RuleDelay.Distribution.uniform(from: .milliseconds(10), to: .milliseconds(30))
        let distance = distance(distribution) { min(1, max(0, ($0 - 0.01) / 0.02)) }
        #expect(distance < 1.63 / 4000.squareRoot())
    }

    @Test(arguments: [0.1, 0.5, 2])
    func lognormalDelaysAreLognormal(_ sigma: Double) {
        let distribution = RuleDelay.Distribution.lognormal(
            median: .milliseconds(200), sigma: sigma, max: .seconds(1_000_000))
        let distance = distance(distribution) { (1 + erf(log($0 / 0.2) / sigma / 2.0.squareRoot())) / 2 }
        #expect(distance < 1.63 / 4000.squareRoot())
    }

    @Test func uniformStaysWithinAndLognormalBelowItsMaximum() {
        for number in 0..<1000 {
            var draw = RuleDraw.Source(seed: 1, name: "r").draw(number)
            let uniform = draw.duration(.uniform(from: .milliseconds(10), to: .milliseconds(20)))
            #expect(uniform >= .milliseconds(10) && uniform <= .milliseconds(20))
            let tail = draw.duration(.lognormal(median: .seconds(1), sigma: 10, max: .seconds(2)))
            #expect(tail >= .zero && tail <= .seconds(2))
            #expect(draw.duration(.fixed(.milliseconds(5))) == .milliseconds(5))
        }
    }
}

struct WireScriptTests {
    private func steps(_ action: RuleAction, body: String = #"{"a":1234567}"#) throws -> [WireStep] {
        let response = Response(status: 200, fields: .json, body: Array(body.utf8))
        var script = WireScript(action, draw: RuleDraw.Source(seed: 1, name: "r").draw(1), now: 0)
        switch script.reply(response, to: try Request(path: "/")) {
        case .response(let response): return [.respond(response)]
        case .script(let steps): return steps
        case .open: throw CocoaError(.featureUnsupported)
        }
    }

    private func text(_ step: WireStep) -> String {
        if case .send(let bytes) = step { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    private func action(_ kind: WireFault.Kind, delay: RuleDelay? = nil) -> RuleAction {
        var action = RuleAction()
        action.fault = WireFault(kind)
        action.delay = delay
        return action
    }

    @Test func faultsWithoutAnAnswerEndTheConnection() throws {
        #expect(try steps(action(.emptyResponse)) == [.close])
        #expect(try steps(action(.closeBeforeResponse)) == [.close])
        #expect(try steps(action(.connectionReset)) == [.reset])
        #expect(try steps(action(.stall)) == [.stall])
    }

    @Test func faultsOnTheWayBreakTheMessage() throws {
        let truncated = try steps(action(.truncatedBody))
        #expect(truncated.count == 3 && truncated.last == .close)
        #expect(text(truncated[0]).contains("Content-Length: 13\r\n"))
        #expect(text(truncated[1]) == #"{"a":1"#)
        let longer = try steps(action(.wrongContentLength))
        #expect(text(longer[0]).contains("Content-Length: 29\r\n") && text(longer[1]) == #"{"a":1234567}"#)
        let headers = try steps(action(.closeAfterHeaders))
        #expect(headers.count == 2 && text(headers[0]).hasSuffix("\r\n\r\n") && headers[1] == .close)
        let chunk = try steps(action(.malformedResponseChunk))
        #expect(text(chunk[0]).contains("Transfer-Encoding: chunked\r\n") && !text(chunk[0]).contains("Content-Length"))
        let random = try steps(action(.randomDataThenClose))
        #expect(random == (try steps(action(.randomDataThenClose))))
        #expect(random.count == 2 && random.last == .close)
    }

    @Test func emptyBodyIsBrokenByAByteThatNeverComes() throws {
        let truncated = try steps(action(.truncatedBody), body: "")
        #expect(text(truncated[0]).contains("Content-Length: 1\r\n"))
        #expect(truncated.dropFirst().map(text).joined() == "" && truncated.last == .close)
        #expect(text(try steps(action(.wrongContentLength), body: "")[0]).contains("Content-Length: 16\r\n"))
    }

    @Test(arguments: [0, 0.001, 0.5, 0.999], [1, 2, 13, 1000])
    func truncatedBodyIsNeverWhole(_ fraction: Double, _ length: Int) throws {
        var action = action(.truncatedBody)
        action.fault?.fraction = fraction
        let sent = text(try steps(action, body: String(repeating: "x", count: length))[1])
        #expect(sent.utf8.count == Int(Double(length) * fraction) && sent.utf8.count < length)
    }

    @Test func spoiledResponsesAreResponses() throws {
        guard case .respond(let invalid) = try steps(action(.invalidJSON))[0],
            case .respond(let html) = try steps(action(.wrongContentType))[0]
        else {
            Issue.record("no response")
            return
        }
        #expect(throws: (any Error).self) { try JSONSerialization.jsonObject(with: Data(invalid.body)) }
        #expect(html.fields.list.map(\.value) == ["text/html; charset=utf-8"])
    }

    @Test(arguments: [
        (
            #"{"data":{"totalNumberOfRecords":4,"results":[1,2,3,4]}}"#,
            #"{"data":{"totalNumberOfRecords":4,"results":[1,2]}}"#
        ),
        (#"{"data":{"results":[1.50]},"a":null}"#, #"{"data":{"results":[]},"a":null}"#),
        (#"{"data":[1,2,3]}"#, #"{"data":[1]}"#), (#"{"data":{"results":[]}}"#, #"{"data":{"results":[]}}"#),
        (#"{"data":{"a": 1}}"#, #"{"data":{"a": 1}}"#), ("no JSON", "no JSON"),
    ])
    func shortPageLacksItsSecondHalf(_ body: String, _ short: String) {
        let response = Response(status: 200, fields: .json, body: Array(body.utf8))
        let spoiled = WireScript.spoiled(response, by: WireFault(.shortPage))
        #expect(String(decoding: spoiled.body, as: UTF8.self) == short)
    }

    @Test func delayWaitsWhereItIsTold() throws {
        var delay = RuleDelay(time: .fixed(.milliseconds(5)))
        var action = RuleAction()
        action.delay = delay
        #expect(try steps(action).first == .wait(.milliseconds(5)))
        delay.place = .body
        action.delay = delay
        let inside = try steps(action)
        #expect(inside.count == 3 && inside[1] == .wait(.milliseconds(5)))
        delay = RuleDelay(dribble: .init(chunks: 4, time: .milliseconds(30)))
        action.delay = delay
        let pieces = try steps(action)
        #expect(pieces.dropFirst().map(text).joined() == #"{"a":1234567}"#)
        #expect(pieces.count { $0 == .wait(.milliseconds(10)) } == 3)
    }

    /// Every fault and delay with answers of all kinds: what is sent and how it ends.
    @Test(arguments: [nil] + WireFault.Kind.allCases.map { $0 }, [200, 204, 304, 401, 500])
    func everyCombinationEndsAsItShould(_ kind: WireFault.Kind?, _ status: Int) throws {
        let delays: [RuleDelay?] = [
            nil, RuleDelay(time: .fixed(.zero)), RuleDelay(dribble: .init(chunks: 7, time: .seconds(1))),
            RuleDelay(time: .uniform(from: .zero, to: .seconds(1)), dribble: .init(chunks: 1000, time: .zero)),
        ]
        for length in [0, 1, 2, 13, 5000] {
            for method in [HTTP1.Method.get, .head] {
                for delay in delays {
                    var action = RuleAction()
                    action.fault = kind.map { WireFault($0) }
                    action.delay = delay
                    var script = WireScript(action, draw: RuleDraw.Source(seed: 1, name: "r").draw(1), now: 0)
                    let body = [UInt8](repeating: 120, count: length)
                    let response = Response(status: status, fields: .json, body: body)
                    let reply = script.reply(response, to: try Request(method: method, path: "/"))
                    guard case .script(let steps) = reply else {
                        #expect(delay == nil && kind?.isResponse != false)
                        continue
                    }
                    let hasBody = method == .get && status != 204 && status != 304
                    let sent = steps.dropFirst(steps.firstIndex { !text($0).isEmpty }.map { $0 + 1 } ?? 0).map(text)
                    switch kind {
                    case nil: #expect(steps.last != .close)
                    case .invalidJSON, .wrongContentType, .shortPage:
                        #expect(![.close, .reset, .stall].contains(steps.last))
                    case .stall: #expect(steps.last == .stall)
                    case .connectionReset: #expect(steps.last == .reset)
                    default: #expect(steps.last == .close)
                    }
                    if kind == nil, delay?.dribble != nil {
                        #expect(sent.joined().utf8.count == (hasBody ? length : 0))
                        #expect(sent.count { !$0.isEmpty } <= max(1, delay?.dribble?.chunks ?? 0))
                    }
                }
            }
        }
    }
}
