import ResellerAPI
import Testing

@Suite struct ClusteredSearchTests {
    // R above A (above A1, above A11; and A2) and B (above B1) and C.
    static let directory = CompanyDirectory(
        companies: [
            ("R", nil), ("C", "R"), ("A", "R"), ("A2", "A"), ("A1", "A"), ("A11", "A1"), ("B", "R"), ("B1", "B"),
            ("other", nil),
        ].map { Company(resourceId: $0, name: $0, parent: $1) })

    private func outline(_ rows: [[String: Any]]) -> String {
        rows.map { row in
            let children = row["children"] as? [[String: Any]]
            return (row["companyName"] as! String) + "[" + (children.map(outline) ?? "null") + "]"
        }.joined(separator: " ")
    }

    private func page(_ rest: String, number: Int = 1, size: Int = 10, ascending: Bool = true, caller: Int = 0) throws
        -> FoundPage
    {
        let body = searchBody(page: number, size: size, ascending: ascending, #""isClustered":true"# + rest)
        let now = DateTime("2026-03-01")
        return try FoundPage(Self.directory.search(body: body, caller: caller, now: now, dates: .iso8601))
    }

    @Test func rowsAreNestedUnderTheirReseller() throws {
        #expect(outline(try page("").rows) == "A[A1[A11[]] A2[]] B[B1[]] C[]")
        #expect(outline(try page("", ascending: false).rows) == "C[] B[B1[]] A[A2[] A1[A11[]]]")
        #expect(outline(try page("", caller: 2).rows) == "A1[A11[]] A2[]")
        #expect(outline(try page("", caller: 1).rows) == "")
    }

    @Test func pagesCountTheRowsAtTheTop() throws {
        let page = try page("", number: 2, size: 2)
        #expect(outline(page.rows) == "C[]")
        #expect(page.number("totalNumberOfRecords") == 3)
        #expect(page.number("totalNumberOfPages") == 2)
    }

    @Test func aResellerHoldsItsMatchesWhetherItMatchesOrNot() throws {
        let item = "," + filter([("CompanyName", "Contains", "1")])
        #expect(outline(try page(item).rows) == "A[A1[A11[]]] B[B1[]]")
        #expect(outline(try page("," + filter([("CompanyName", "=", "A11")])).rows) == "A[A1[A11[]]]")
        #expect(outline(try page("," + filter([("CompanyName", "=", "A")])).rows) == "A[]")
    }

    @Test func otherwiseChildrenAreNull() throws {
        let body = searchBody()
        let now = DateTime("2026-03-01")
        let page = try FoundPage(Self.directory.search(body: body, caller: 2, now: now, dates: .iso8601))
        #expect(outline(page.rows) == "A1[null] A11[null] A2[null]")
    }

    @Test func aLongChainOfCompaniesIsNoTrouble() throws {
        let count = 20_000
        let chain = (0..<count).map {
            Company(resourceId: "c\($0)", name: "c", parent: $0 == 0 ? nil : "c\($0 - 1)")
        }
        let directory = CompanyDirectory(companies: chain.reversed())
        #expect(directory.manages(reseller: count - 1, company: 0))
        let outcome = directory.search(
            body: searchBody(#""isClustered":true"#), caller: count - 1, now: DateTime("2026-03-01"), dates: .iso8601)
        guard case .found(let body) = outcome else { throw UnexpectedOutcome(outcome: outcome) }
        #expect(text(body).contains(#""totalNumberOfRecords":1,"#))
        #expect(text(body).contains(#""children":[]"#))
    }
}
