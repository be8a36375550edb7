import Testing

@testable import Conduct

/// A client that meets everything the criteria look at, and does well.
struct ExemplaryTests {
    typealias R = ObservedRequest

    @Requests static var requests: [R] {
        R.token(0, "A", lifetime: 10)
        R.search(0.1, page: 1, of: 3, records: 5)
        // A company appears: another total, so the search begins anew.
        R.search(0.2, page: 2, of: 3, records: 6)
        R.search(0.3, page: 1, of: 3, records: 6)
        R.search(0.4, page: 2, of: 3, records: 6)
        R.search(0.5, page: 3, of: 3, records: 6)
        // Read to the end with steady totals.
        R.search(0.6, page: 1, of: 2, size: 3, records: 6)
        R.search(0.7, page: 2, of: 2, size: 3, records: 6)
        // Failures of all kinds.
        R.detail(1, "c1").answered(503, retryAfter: .seconds(.seconds(1)))
        R.detail(2.05, "c1")
        R.detail(2.1, "c2").answered(429, retryAfter: .date(.seconds(2)))
        R.detail(4.2, "c2")
        R.detail(4.3, "row 1 a").answered(500)
        R.detail(4.6, "row 1 a")
        R.detail(4.7, "c4").delivered(.cutShort)
        R.detail(5.1, "c4").on(2)
        R.detail(5.2, "c5").on(2).lasting(1.5).with { $0.delay = .seconds(1.5) }
        R.detail(7, "c6").on(2).answered(403)
        R.search(7.1, size: 5).on(2).answered(400)
        R.create(7.2).on(2).delivered(.lost).with { $0.wrote = false }
        R.search(7.5, size: 7).on(3)
        // The token ends in ten seconds; a new one comes a little before. That one is refused for two at once.
        R.token(9.5, "B").on(3)
        R.detail(9.6, "c7", token: "B").on(3)
        R.detail(10, "c8", token: "B").on(3).answered(401)
        R.detail(10.005, "c9", token: "B").on(4).answered(401)
        R.token(10.1, "C").on(3)
        R.detail(10.2, "c8", token: "C").on(3)
        R.detail(10.205, "c9", token: "C").on(4)
    }

    static let trace = Trace.make(
        requests.map {
            $0.with {
                $0.isTLS = true; $0.isTLSOffered = true
            }
        },
        Circumstances(longestDelay: .seconds(5), programEnd: .succeeded, isResultRight: true))

    @Test(arguments: Criterion.all.map(\.id))
    func isGood(_ id: String) throws {
        let judgement = try Criterion.named(id).judge(Self.trace)
        #expect(judgement.verdict == .good, "\(judgement.sentence)")
    }
}
