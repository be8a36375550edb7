import ResellerAPI
import Testing

@testable import struct ResellerAPI.BoundedCache

@Suite struct SearchCacheTests {
    @Test func cachedAnswersAreThoseOfAFreshDirectory() {
        let companies = randomCompanies(60, seed: 31)
        let cached = CompanyDirectory(companies: companies)
        var random = SeededGenerator(seed: 32)
        let times = [
            "2026-01-31T23:59:59", "2026-01-31T23:59:59.0000001", "2026-02-01", "2026-02-28T12:00:00",
            "2026-02-28T12:00:00.0000001", "2026-02-28T23:59:59.9999999", "2026-03-01", "2026-03-01T09:15:30.5",
            "2026-03-01T10:00:00", "2026-04-01", "2027-12-31T00:00:01", "2025-01-01",
        ].map { DateTime($0) }
        let forms = [DateTimeFormat.iso8601, .preferred(.monthDayYear, .hours12), .preferred(.dayMonthYear, .hours24)]
        for round in 0..<300 {
            let body = randomBody(&random)
            let now = times.randomElement(using: &random)!
            let dates = forms.randomElement(using: &random)!
            let caller = [0, 0, 0, 1, 2, 3].randomElement(using: &random)!
            let fresh = CompanyDirectory(companies: companies)
            let expected = fresh.search(body: body, caller: caller, now: now, dates: dates)
            #expect(cached.search(body: body, caller: caller, now: now, dates: dates) == expected, "round \(round)")
        }
    }

    /// One of few bodies, so that most were asked before.
    private func randomBody(_ random: inout SeededGenerator) -> [UInt8] {
        let rests = [
            "", filter([("LicenceExpired", "=", "true")]), filter([("LicenceExpired", "=", "false")]),
            filter([("CreateTime", "Contains", "03/01")]), filter([("CreateTime", "<", "01/03/2026")]),
            filter([("MonthlyActiveUser", "=", "2026-01")]), #""isClustered":true"#,
            #""isClustered":true,"# + filter([("LicenceExpired", "=", "true"), ("CompanyName", "Contains", "a")]),
            #""isTargetUserCountExceededLimit":true"#, filter([("LicenceExpired", "=", "maybe")]),
        ]
        return searchBody(
            page: Int.random(in: 1...2, using: &random), size: 20,
            order: ["CreateTime", "CompanyName"].randomElement(using: &random)!,
            ascending: Bool.random(using: &random), rests.randomElement(using: &random)!)
    }

    @Test func manyThreadsGetTheSameAnswers() async {
        let companies = randomCompanies(60, seed: 33)
        let directory = CompanyDirectory(companies: companies)
        let now = DateTime("2026-03-01T09:15:00")
        let bodies = (1...5).map { searchBody(page: $0, size: 10, filter([("CompanyName", "Contains", "a")])) }
        let expected = bodies.map {
            CompanyDirectory(companies: companies).search(body: $0, caller: 0, now: now, dates: .iso8601)
        }
        let details = companies.indices.map {
            CompanyDirectory(companies: companies).detailBody(at: $0, dates: .iso8601)
        }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<20 {
                        for (body, expected) in zip(bodies, expected) {
                            let outcome = directory.search(body: body, caller: 0, now: now, dates: .iso8601)
                            if outcome != expected { return false }
                        }
                        for (position, expected) in details.enumerated() {
                            if directory.detailBody(at: position, dates: .iso8601) != expected { return false }
                        }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func aCacheForgetsTheOldestBeyondItsBounds() {
        var cache = BoundedCache<Int, String>(maximumCount: 3, maximumCost: 100)
        for key in 1...4 { cache.insert("\(key)", for: key, cost: 10) }
        #expect((1...4).map { cache[$0] } == [nil, "2", "3", "4"])
        cache.insert("5", for: 5, cost: 25)
        #expect(cache.cost == 45)
        cache.insert("too large", for: 6, cost: 26)
        #expect(cache[6] == nil && cache[3] == "3")
        cache.insert("three", for: 3, cost: 1)
        #expect(cache[3] == "three")
        #expect(cache.cost == 36)
        cache.insert("too large now", for: 3, cost: 26)
        #expect(cache[3] != "too large now")
    }

    @Test func aCachesCostStaysWithinItsBound() {
        var cache = BoundedCache<Int, Int>(maximumCount: 50, maximumCost: 1000)
        var random = SeededGenerator(seed: 34)
        var kept: [Int: Int] = [:]
        for value in 0..<10_000 {
            let key = Int.random(in: 0..<200, using: &random)
            let cost = Int.random(in: 0...300, using: &random)
            cache.insert(value, for: key, cost: cost)
            if cost <= 250 { kept[key] = value }
            #expect(cache.count <= 50)
            #expect(cache.cost <= 1000 && cache.cost >= 0)
            let probe = Int.random(in: 0..<200, using: &random)
            if let found = cache[probe] { #expect(found == kept[probe]) }
        }
    }
}
