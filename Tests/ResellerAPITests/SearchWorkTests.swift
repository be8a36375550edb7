import Testing

@testable import ResellerAPI

/// Work is counted, so these tests have the same outcome on every machine.
@Suite struct SearchWorkTests {
    private static let directory = CompanyDirectory(companies: randomCompanies(400, seed: 61))

    /// The steps that a condition takes over all companies below the first.
    private func steps(_ condition: SearchCondition<SearchField>) throws -> Int {
        let work = SearchWork(companies: Self.directory.count)
        let candidates = Self.directory.records.indices.dropFirst().map { Int32($0) }
        var evaluator = ConditionEvaluator(
            directory: Self.directory, candidates: candidates, dates: .iso8601, now: DateTime("2026-03-01"), work: work)
        var mask = [Bool](repeating: true, count: candidates.count)
        try evaluator.narrow(&mask, to: condition)
        return work.left - evaluator.work.left
    }

    private func contains(_ text: String) -> SearchCondition<SearchField> {
        .test(.contains(.companyName, TextFolding.folded(text, .invariant)))
    }

    private let never = SearchCondition<SearchField>.test(.number(.targetUserCount, .less, -1))
    private let always = SearchCondition<SearchField>.test(.number(.targetUserCount, .greaterOrEqual, 0))

    @Test func whatOneConditionDecidesNoOtherLooksAt() throws {
        let texts = (0..<20).map { contains("e\($0)") }
        let all = try steps(.any(texts))
        #expect(try steps(.all(texts + [never])) < all / 2)
        #expect(try steps(.any(texts + [always])) < all / 2)
        #expect(try steps(.all([.any(texts), never])) < all / 2)
    }

    @Test func aConditionGivenTwiceIsLookedAtOnce() throws {
        #expect(try steps(.any([contains("e"), contains("e"), contains("e")])) == steps(.any([contains("e")])))
    }

    @Test func companiesWithoutThePairsOfLettersAreRuledOut() throws {
        let name = Self.directory.company(at: 5).name
        #expect(try steps(contains("qxzj")) < steps(contains(String(name.dropFirst().prefix(3)))))
    }

    @Test func aLongListOfIdentifiersIsReadOnce() throws {
        func list(_ count: Int) -> SearchCondition<SearchField> {
            .test(.identifiers(.industryResourceId, Array((0..<count).map { "id\($0)" }.joined(separator: ",").utf8)))
        }
        let (few, many) = (try steps(list(1000)), try steps(list(100_000)))
        #expect(many < few * 200)
        #expect(many < SearchWork.fewestSteps / 4)
    }

    @Test func whatTakesTooMuchIsRefusedInPlainWords() {
        let name = String(repeating: "a", count: 1000) + "b"
        let companies =
            [Company(resourceId: "reseller", name: "Reseller")]
            + (0..<50).map { Company(resourceId: "\($0)", name: name, parent: "reseller") }
        let directory = CompanyDirectory(companies: companies)
        func outcome(_ body: [UInt8]) -> SearchOutcome {
            directory.search(
                body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601, work: SearchWork(steps: 40_000))
        }
        guard case .tooMuchWork(let message) = outcome(searchBody(filter([("CompanyName", "Contains", "aab")]))) else {
            Issue.record("the filter is answered")
            return
        }
        #expect(message.hasPrefix("The search takes more work than reseller-mock does for one request; send fewer"))
        guard case .tooMuchWork = outcome(searchBody()) else {
            Issue.record("fifty long rows are answered")
            return
        }
        guard case .found = outcome(searchBody(size: 2)) else {
            Issue.record("two rows are refused")
            return
        }
    }

    @Test(arguments: [
        (#""x":["# + Array(repeating: "1", count: 30_000).joined(separator: ",") + "]", 1),
        (#""filter":{"filterGroups":["# + Array(repeating: "1", count: 15_000).joined(separator: ",") + "]}", 101),
        (
            #""pageNumber":0,"# + (0..<15_000).map { #""pageSizes\#($0)":1"# }.joined(separator: ","), 3
        ),
    ])
    func bodiesOfManyValuesAreReadInPart(rest: String, count: Int) {
        let body = Array(#"{"pageSize":0,"orderBy":"x",\#(rest)}"#.utf8)
        let outcome = Self.directory.search(body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
        guard case .invalid(let messages) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(messages.count == count)
    }
}
