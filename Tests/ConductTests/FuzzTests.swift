import Testing

@testable import Conduct

/// Traces that no client would make.
struct FuzzTests {
    typealias R = ObservedRequest

    /// Few different values, so that requests meet; among them the ends of the ranges.
    static func request(_ number: Int, _ generator: inout SeededGenerator) -> R {
        func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &generator)! }
        func chance() -> Bool { Bool.random(using: &generator) }
        let times: [Duration] = [
            .zero, .milliseconds(1), .milliseconds(90), .milliseconds(500), .seconds(1), .seconds(3), .seconds(70),
            .seconds(-5), .seconds(Int64.max), .seconds(Int64.min),
        ]
        let numbers = [Int.min, -1, 0, 1, 2, 3, 4, 99_999, Int.max]
        let names = ["", "A", "B", "C", "a\u{301}", "\u{E1}"]
        var request = ObservedRequest(
            number: number, arrival: pick(Array(times.prefix(8))), end: pick(times),
            operation: pick([.token, .search, .detail(pick(names)), .read, .download, .write, .unknown, .other]),
            method: pick(["GET", "POST", "", "\u{0}<&>|"]),
            path: pick(["/api/companies/search", "", "/x\u{1B}[2J", "/a\r\nb"]),
            status: pick([0, 200, 400, 401, 403, 429, 500, 503, Int.max, Int.min]), connection: pick(numbers))
        if chance() { request.content = pick(names) }
        if chance() { request.clientId = pick(["reseller-client", "other"]) }
        if chance() { request.token = .init(fingerprint: pick(names), remaining: chance() ? pick(times) : nil) }
        if chance() { request.issued = .init(fingerprint: pick(names), lifetime: pick(times)) }
        if chance() { request.accept = pick(["", "*/*", ";;,,/", "application/json;q=x", "text/xml\";"]) }
        if chance() { request.contentType = pick(["", ";", "application/json", "multipart/form-data"]) }
        request.hasBody = chance()
        request.takes = pick([nil, .form, .json, .multipart])
        request.retryAfter = pick([nil, nil, .seconds(pick(times)), .date(pick(times))])
        request.isClosedByMock = chance()
        request.isTLS = chance()
        request.isTLSOffered = pick([false, false, true])
        request.hasCredentialsInURL = pick([false, false, false, true])
        if chance() {
            request.page = .init(number: chance() ? pick(numbers) : nil, size: pick(numbers), query: pick(names))
        }
        if chance() {
            request.listing = .init(
                totalPages: pick(numbers), totalRecords: pick(numbers),
                rows: chance() ? [pick(names), pick(names)] : nil)
        }
        request.wrote = chance()
        request.delivery = pick(R.Delivery.allCases + Array(repeating: .whole, count: 8))
        request.delay = chance() ? .zero : pick(times)
        request.clockOffset = chance() ? .zero : pick(times)
        request.isAltered = pick([false, false, false, true])
        return request
    }

    static func trace(_ seed: UInt64, _ generator: inout SeededGenerator) -> [R] {
        (1...Int.random(in: 1...40, using: &generator)).map { request($0, &generator) }
    }

    static func circumstances(_ generator: inout SeededGenerator) -> Circumstances {
        Circumstances(
            longestDelay: [nil, .seconds(2), .seconds(Int64.max), .seconds(-1)].randomElement(using: &generator)!,
            programEnd: [.unknown, .succeeded, .failed].randomElement(using: &generator)!,
            isResultRight: [nil, true, false].randomElement(using: &generator)!)
    }

    @Test(arguments: 0..<20)
    func nothingTrapsAndOrderDoesNotMatter(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<6 {
            let requests = Self.trace(seed, &generator)
            let circumstances = Self.circumstances(&generator)
            let judgements = Trace(requests, circumstances: circumstances).judged()
            let shuffled = Trace(requests.shuffled(using: &generator), circumstances: circumstances).judged()
            #expect(judgements == shuffled)
            for judgement in judgements {
                #expect(!judgement.sentence.isEmpty)
                #expect((judgement.verdict == .bad) == !judgement.evidence.isEmpty, "\(judgement.criterion)")
            }
            let report = ConductReport([ScenarioVerdict(scenario: "fuzz\u{7}<|>", judgements: judgements)])
            for text in [report.text(), report.json(), report.jUnit(), report.markdown()] {
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            }
        }
    }

    /// Requests that arrive at the same time may be numbered in any order.
    @Test(arguments: 0..<20)
    func numbersOfSimultaneousRequestsDoNotMatter(_ seed: UInt64) {
        var generator = SeededGenerator(seed: 1000 + seed)
        for _ in 0..<8 {
            let requests = Self.trace(seed, &generator)
            let circumstances = Self.circumstances(&generator)
            let renumbered = zip(requests, (1...requests.count).shuffled(using: &generator)).map { request, number in
                request.with { $0.number = number }
            }
            let verdicts = Trace(requests, circumstances: circumstances).judged().map {
                [$0.criterion, $0.verdict.rawValue]
            }
            let others = Trace(renumbered, circumstances: circumstances).judged().map {
                [$0.criterion, $0.verdict.rawValue]
            }
            #expect(verdicts == others)
        }
    }

    /// As many as a journal keeps.
    @Test func aFullJournalIsJudged() {
        var generator = SeededGenerator(seed: 7)
        let requests = (1...10_000).map { number in
            Self.request(number, &generator).with {
                $0.arrival = .milliseconds(number)
                $0.end = .milliseconds(number + 5)
                $0.connection = number % 50
            }
        }
        #expect(Trace(requests).judged().count == Criterion.all.count)
    }
}
