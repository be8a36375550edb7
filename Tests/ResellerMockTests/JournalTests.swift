import ResellerAPI
import Testing

@testable import ResellerMock

struct JournalTests {
    private func entry(_ path: String, hint: String? = nil) -> Journal.Entry {
        Journal.Entry(number: 0, time: DateTime(ticks: 0), method: "GET", path: path, status: 200, hint: hint)
    }

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
        for number in 1...(Journal.capacity * 2 + 5) { journal.record(entry("/\(number)")) }
        let entries = journal.entries
        #expect(journal.count == Journal.capacity * 2 + 5)
        #expect(entries.count == Journal.capacity)
        #expect(entries.map(\.number) == Array((Journal.capacity + 6)...(Journal.capacity * 2 + 5)))
        #expect(entries.allSatisfy { $0.path == "/\($0.number)" })
    }

    /// One `Character` of a megabyte is one `Character`, and a cut is never within a scalar.
    @Test func textsAreCutInBytes() throws {
        let journal = Journal()
        let long = "e" + String(repeating: "\u{301}", count: 1 << 19)
        journal.record(
            Journal.Entry(
                number: 0, time: DateTime(ticks: 0), method: long, path: long, status: 200, clientId: long, hint: long,
                rule: long, effects: [long, "short"]))
        let entry = try #require(journal.entries.first)
        #expect(entry.path.utf8.count == Journal.longestPath - 1 && long.utf8.starts(with: entry.path.utf8))
        for text in [entry.method, entry.clientId ?? "", entry.hint ?? "", entry.rule ?? "", entry.effects[0]] {
            #expect(text.utf8.count == Journal.longestText - 1 && long.utf8.starts(with: text.utf8))
        }
        #expect(entry.effects[1] == "short")
    }

    /// Entries of all sizes, in an order that empties and fills the ring: the newest are there, as many as may be.
    @Test(arguments: [1, 2, 3])
    func theBytesOfAllAreBounded(_ seed: UInt64) {
        let (capacity, byteCapacity) = (1000, 1 << 20)
        let journal = Journal(capacity: capacity, byteCapacity: byteCapacity)
        var random = SplitMix64Generator(state: seed)
        var sizes: [Int] = []
        func bytes(_ size: Int) -> Int { 4 + size }
        for _ in 0..<6 {
            let range = [0...0, 0...5000, 4000...5000].randomElement(using: &random)!
            for _ in 0..<Int.random(in: 0...1500, using: &random) {
                let size = min(Int.random(in: range, using: &random), Journal.longestText)
                sizes.append(size)
                var entry = entry("/")
                entry.effects = (0..<5).map { _ in String(repeating: "a", count: size) }
                journal.record(entry)
            }
            let entries = journal.entries
            #expect(entries.map(\.number) == Array((sizes.count - entries.count + 1)..<(sizes.count + 1)))
            #expect(entries.map { $0.effects[0].utf8.count } == Array(sizes.suffix(entries.count)))
            let kept = sizes.suffix(entries.count).reduce(0) { $0 + bytes($1 * 5) }
            #expect(kept <= byteCapacity && entries.count <= capacity)
            if entries.count < min(sizes.count, capacity) {
                #expect(kept + bytes(sizes[sizes.count - entries.count - 1] * 5) > byteCapacity)
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
