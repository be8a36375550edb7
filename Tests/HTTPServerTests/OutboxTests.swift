import Testing

@testable import HTTPServer

struct OutboxTests {
    /// Whatever is appended comes out in order, however little is taken at a time.
    @Test(arguments: [1, 7, 65_536, 1_000_000])
    func everythingComesOutInOrder(_ most: Int) {
        var outbox = Outbox()
        var expected: [UInt8] = []
        for (index, size) in [0, 1, 5, 70_000, 3, 65_536, 65_535, 1, 200_000].enumerated() {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ index) }
            outbox.append(bytes)
            expected += bytes
        }
        #expect(outbox.count == expected.count)
        var out: [UInt8] = []
        while !outbox.isEmpty, out.count < expected.count {
            let taken = outbox.withNext { Array($0.prefix(most)) }
            out += taken
            outbox.removeFirst(taken.count)
        }
        #expect(out == expected)
        #expect(outbox.count == 0 && outbox.withNext(\.count) == 0)
    }

    @Test func smallPiecesGoTogether() {
        var outbox = Outbox()
        for _ in 0..<1000 { outbox.append([1, 2, 3]) }
        #expect(outbox.withNext(\.count) == 3000)
    }
}

struct ShortageTests {
    @Test func eachIsToldOfOnceAtItsBeginningAndItsEnd() {
        var record = ShortageRecord()
        let notes = [
            record.note(.connections, at: 10), record.note(.connections, at: 20), record.note(.descriptors, at: 20),
        ]
        #expect(notes == [true, false, true])
        let none = record.takeEnded(since: 19) { _ in false }
        #expect(none.isEmpty)
        let first = record.takeEnded(since: 20) { $0 == .connections }
        #expect(first.map(\.0) == [.descriptors])
        let isNew = record.note(.connections, at: 30)
        #expect(!isNew)
        let second = record.takeEnded(since: 30) { _ in false }
        #expect(second.map(\.0) == [.connections] && second.map(\.count) == [3])
        let isNewAgain = record.note(.connections, at: 40)
        #expect(isNewAgain)
    }
}
