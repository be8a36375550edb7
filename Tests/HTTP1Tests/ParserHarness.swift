import HTTP1
import Testing

/// Everything the parser says about bytes that arrive in these pieces, as lines of text. `sendContinue` is left out,
/// because only it may depend on how the bytes were cut.
func outcomes(_ pieces: [[UInt8]], limits: Limits = Limits()) -> [String] {
    var parser = RequestParser(limits: limits)
    var lines: [String] = []
    for piece in pieces {
        parser.append(piece)
        reading: while true {
            switch parser.next() {
            case .needMore: break reading
            case .sendContinue: continue
            case .request(let request):
                let line = summary(request)
                lines.append(line)
                let kept = KeptHead(request, query: nil) { bytes, _, value in bytes += value }
                #expect(summary(kept.request(body: request.body)) == line)
                #expect(
                    "\(kept.requestLine.method) \(kept.requestLine.target)" == "\(request.method) \(request.target)")
            case .error(let error): return lines + ["\(error.status) \(error)"]
            }
        }
    }
    return lines + ["\(parser.phase)"]
}

func outcomes(_ text: String, limits: Limits = Limits()) -> [String] {
    outcomes([Array(text.utf8)], limits: limits)
}

private func summary(_ request: Request) -> String {
    let fields = request.headers.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    let host = request.host ?? "-"
    let keeps = request.keepsConnection ? "keep" : "close"
    let body = String(decoding: request.body, as: UTF8.self)
    return "\(request.method) \(request.target) \(request.version) \(host) \(keeps) [\(fields)] <\(body)>"
}

/// Every way to cut the bytes in two, and one byte at a time.
func splits(_ bytes: [UInt8]) -> [[[UInt8]]] {
    (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] } + [bytes.map { [$0] }]
}

/// SplitMix64: small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
