import HTTP1
import Testing

struct ParserFuzzTests {
    /// Bytes that are likely to matter to the parser.
    private static let spice: [UInt8] = Array("\r\n :;,/?#%*0159afGETHP.\t\0\u{7f}[]@\"\\={".utf8) + [0x80, 0xFF, 0x16]

    /// Mutated requests neither crash nor depend on how they are cut.
    @Test(arguments: 0..<8)
    func mutatedBytesGiveTheSameOutcomeInAnyPieces(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        let corpus = (validRequests.map(\.bytes) + invalidRequests.map(\.bytes)).map { Array($0.utf8) }
        var limits = Limits()
        limits.requestLine = 60
        limits.headerSection = 90
        limits.headerFields = 4
        limits.body = 20
        limits.chunkExtensions = 8
        for _ in 0..<1500 {
            var bytes = corpus.randomElement(using: &random)! + corpus.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = Self.spice.randomElement(using: &random)!
                case 1: bytes.insert(Self.spice.randomElement(using: &random)!, at: index)
                case 2 where bytes.count > 1: bytes.remove(at: index)
                default: bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let whole = outcomes([bytes], limits: limits)
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(rest.count, 30), using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(
                outcomes(pieces, limits: limits) == whole, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
    }

    @Test func randomBytesEndInARequestAnErrorOrAWait() {
        var random = SeededGenerator(state: 42)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(!outcomes([bytes]).isEmpty)
        }
    }
}
