import Foundation
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// A delay and a fault as steps on the wire.
struct WireScript {
    var delay: RuleDelay?
    var fault: WireFault?
    var draw: RuleDraw
    /// The world's time in seconds, for `Date`.
    var now: Int64

    /// What the journal says: the fault and the delay drawn.
    private(set) var effects: [String] = []

    init(_ action: RuleAction, draw: RuleDraw, now: Int64) {
        delay = action.delay
        fault = action.fault
        self.draw = draw
        self.now = now
    }

    /// How a response to a request goes on the wire.
    mutating func reply(_ response: Response, to request: Request) -> Reply {
        if let fault { effects.append(fault.kind.rawValue) }
        let time = delay?.time.map { draw.duration($0) }
        if let time { effects.append("delay \(time.formattedMilliseconds)") }
        if let dribble = delay?.dribble {
            effects.append("dribble \(dribble.chunks) chunks over \(dribble.time.formattedMilliseconds)")
        }
        let response = WireScript.spoiled(response, by: fault)
        let isPlain = fault.map(\.kind.isResponse) ?? true
        if isPlain, delay == nil { return .response(response) }
        var steps: [WireStep] = []
        let waitsForBody = delay?.place == .body
        if let time, !waitsForBody { steps.append(.wait(time)) }
        if isPlain, delay?.dribble == nil, !waitsForBody { return .script(steps + [.respond(response)]) }
        steps += wireSteps(response, to: request, bodyWait: waitsForBody ? time : nil)
        return .script(steps)
    }

    private mutating func wireSteps(_ response: Response, to request: Request, bodyWait: Duration?) -> [WireStep] {
        let kind = fault?.kind
        let length = response.body.count
        let framing: BodyFraming? =
            switch kind {
            case .wrongContentLength: .length(length + 16)
            // Of an empty body nothing can be missing, so one byte is promised.
            case .truncatedBody, .closeAfterHeaders: .length(max(1, length))
            case .malformedResponseChunk: .chunked
            case .emptyResponse, .randomDataThenClose, .connectionReset, .stall, .closeBeforeResponse, .invalidJSON,
                .wrongContentType, .shortPage, .tlsHandshakeFailure, nil:
                nil
            }
        let message = WireMessage(response, to: request, now: now, bodyFraming: framing)
        func withBody(_ bytes: [UInt8]) -> [WireStep] {
            [.send(message.head)] + (bodyWait.map { [.wait($0)] } ?? []) + pieces(bytes)
        }
        switch kind {
        case .emptyResponse, .closeBeforeResponse, .tlsHandshakeFailure: return [.close]
        case .connectionReset: return [.reset]
        case .stall: return [.stall]
        case .randomDataThenClose: return [.send(draw.noise(256)), .close]
        case .closeAfterHeaders: return [.send(message.head), .close]
        case .truncatedBody:
            let fraction = fault?.fraction ?? 0.5
            let count = Int(Double(message.body.count) * (0...1 ~= fraction ? fraction : 0.5))
            return withBody(Array(message.body.prefix(count))) + [.close]
        case .wrongContentLength:
            return withBody(message.body) + [.close]
        case .malformedResponseChunk:
            let garbage = Array("no hexadecimal length\r\n".utf8) + draw.bytes(32)
            return [.send(message.head), .send(garbage), .close]
        case .invalidJSON, .wrongContentType, .shortPage, nil:
            return withBody(message.body) + (response.closesConnection ? [.close] : [])
        }
    }

    /// The body in the pieces of a dribble, or in one.
    private func pieces(_ bytes: [UInt8]) -> [WireStep] {
        guard let dribble = delay?.dribble, dribble.chunks > 1, bytes.count > 1 else { return [.send(bytes)] }
        let count = min(dribble.chunks, bytes.count)
        let pause = dribble.time / (count - 1)
        return (0..<count).flatMap { index -> [WireStep] in
            let piece = Array(bytes[bytes.count * index / count..<bytes.count * (index + 1) / count])
            return index == 0 ? [.send(piece)] : [.wait(pause), .send(piece)]
        }
    }

    /// Faults that are responses like any other.
    static func spoiled(_ response: Response, by fault: WireFault?) -> Response {
        var response = response
        switch fault?.kind {
        case .invalidJSON:
            response.body = response.body.isEmpty ? Array("{".utf8) : response.body.dropLast() + Array(",".utf8)
        case .wrongContentType:
            response.fields.set("Content-Type", "text/html; charset=utf-8")
        case .shortPage:
            if let body = shortened(response.body) { response.body = body }
        case .emptyResponse, .malformedResponseChunk, .randomDataThenClose, .connectionReset, .truncatedBody,
            .wrongContentLength, .stall, .closeBeforeResponse, .closeAfterHeaders, .tlsHandshakeFailure, nil:
            break
        }
        return response
    }

    /// The rows of an answer, in `data` itself or on the page that it is; nil where there are none.
    static func rows(of body: [UInt8]) -> (document: JSONValue, place: JSONPointer, rows: [JSONValue])? {
        guard let document = try? JSONValue.read(body) else { return nil }
        for place in ["/data/results", "/data"].compactMap({ JSONPointer($0) }) {
            if case .array(let rows)? = place.value(in: document), !rows.isEmpty { return (document, place, rows) }
        }
        return nil
    }

    /// A page without the second half of its rows, at least one; nil for what has no rows.
    private static func shortened(_ body: [UInt8]) -> [UInt8]? {
        guard let (document, place, rows) = rows(of: body) else { return nil }
        var short = document
        _ = place.set(.array(Array(rows.prefix(rows.count / 2))), in: &short)
        return short.bytes
    }
}

extension Duration {
    /// Such as `250 ms`.
    fileprivate var formattedMilliseconds: String {
        "\(ticks / 10_000) ms"
    }
}
