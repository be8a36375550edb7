import HTTP1
import ResellerAPI
import Testing

@testable import ResellerMock

struct JournalTests {
    @Test func notesWhoAskedWhatAndTheAnswerWithoutSecrets() throws {
        let mock = try Mock()
        _ = try mock.send("GET", "/api/companies/Company00001?access_token=s3cret", [:])
        _ = try mock.detail("Unknown00000")
        let entries = mock.service.world.journal.entries
        #expect(entries.map(\.status) == [401, 200, 404])
        #expect(entries.map(\.clientId) == [nil, "reseller", "reseller"])
        #expect(entries[0].path == "/api/companies/Company00001")
        #expect(entries[2].hint?.contains("Unknown00000") == true)
        #expect(!String(describing: entries).contains("s3cret"))
    }

    @Test func theOldestGiveWay() {
        let journal = Journal()
        for number in 1...(Journal.capacity * 2 + 5) {
            journal.record(RequestRecord(at: DateTime(ticks: 0), status: 200, hint: "\(number)"))
        }
        let entries = journal.entries
        #expect(journal.count == Journal.capacity * 2 + 5)
        #expect(entries.count == Journal.capacity)
        #expect(entries.map(\.number) == Array((Journal.capacity + 6)...(Journal.capacity * 2 + 5)))
        #expect(entries.allSatisfy { $0.hint == "\($0.number)" })
    }

    /// One `Character` of a megabyte is one `Character`, and a cut is never within a scalar.
    @Test func textsAreCutInBytes() throws {
        let mock = try Mock()
        let long = "e" + String(repeating: "\u{301}", count: 1 << 19)
        let service = mock.service
        let event = service.received(
            try Request(
                method: Method(String(repeating: "M", count: 2000)),
                path: "/" + String(repeating: "%CC%81", count: 1000)),
            from: .inProcess(address: "127.0.0.1", isTLS: false))
        event.effects = [long, "short"]
        event.answer.add(hint: long)
        event.claimedClient = long
        let record = try #require(service.world.journal.record(event))
        service.world.journal.record(
            RequestRecord(at: DateTime(ticks: 0), status: 200, hint: long, rule: long, effects: [long]))
        let entries = service.world.journal.entries
        #expect(entries[0].path.utf8.count <= Journal.longestPath && entries[0].path.startsExactly(with: "/%CC%81"))
        #expect(entries[0].method == String(repeating: "M", count: Journal.longestText))
        #expect(entries[0].effects[1] == "short" && entries[1].method.isEmpty && entries[1].path.isEmpty)
        let texts =
            [entries[0].hint, record.claimedClient, entries[1].hint, entries[1].rule].compactMap(\.self)
            + [entries[0].effects[0], entries[1].effects[0]]
        #expect(texts.count == 6)
        for text in texts {
            #expect(text.utf8.count == Journal.longestText - 1 && long.utf8.starts(with: text.utf8))
        }
    }

    @Test func countsWithoutKeeping() throws {
        let journal = Journal(capacity: 0)
        let event = try Mock().service.received(
            try Request(path: "/api/companies/1"), from: .inProcess(address: "127.0.0.1", isTLS: false))
        #expect(journal.record(event) == nil)
        journal.record(RequestRecord(at: DateTime(ticks: 0), status: 400))
        #expect(journal.count == 2 && journal.entries.isEmpty && journal.size.bytes == 0)
        let requests = journal.totals.requests
        #expect(requests.count == 1 && requests.first.map { ($0.status, $0.count) } ?? (0, 0) == (503, 1))
        #expect(requests.first?.operation == .getCompany)
    }

    /// Entries of all sizes, in an order that empties and fills the ring: the newest are there, as many as may be.
    @Test(arguments: [1, 2])
    func theBytesOfAllAreBounded(_ seed: UInt64) {
        let (capacity, byteCapacity) = (1000, 1 << 20)
        let journal = Journal(capacity: capacity, byteCapacity: byteCapacity)
        var random = SplitMix64Generator(state: seed)
        var sizes: [Int] = []
        func bytes(_ size: Int) -> Int { 512 + 5 * size }
        for _ in 0..<5 {
            let range = [0...0, 0...5000, 4000...5000].randomElement(using: &random)!
            for _ in 0..<Int.random(in: 0...1500, using: &random) {
                let size = min(Int.random(in: range, using: &random), Journal.longestText)
                sizes.append(size)
                let effects = (0..<5).map { _ in String(repeating: "a", count: size) }
                journal.record(RequestRecord(at: DateTime(ticks: 0), status: 200, effects: effects))
            }
            let entries = journal.entries
            #expect(entries.map(\.number) == Array((sizes.count - entries.count + 1)..<(sizes.count + 1)))
            #expect(entries.map { $0.effects[0].utf8.count } == Array(sizes.suffix(entries.count)))
            let kept = sizes.suffix(entries.count).reduce(0) { $0 + bytes($1) }
            #expect(kept <= byteCapacity && entries.count <= capacity)
            if entries.count < min(sizes.count, capacity) {
                #expect(kept + bytes(sizes[sizes.count - entries.count - 1]) > byteCapacity)
            }
        }
    }
}

private struct SplitMix64Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= SplitMix64.increment
        return SplitMix64.mixed(state)
    }
}
