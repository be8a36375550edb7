import Foundation
import Testing

@testable import ResellerAPI

@Suite struct CompanyChangeTests {
    private static let now = DateTime("2026-03-01T09:15:00")

    /// A directory with a reseller, a company below it, and one below that.
    private func small() -> CompanyDirectory {
        CompanyDirectory(companies: [
            Company(resourceId: "top", name: "Top"), Company(resourceId: "middle", name: "Middle", parent: "top"),
            Company(resourceId: "bottom", name: "Bottom", parent: "middle"),
        ])
    }

    private func names(_ directory: CompanyDirectory, below caller: String = "top", _ rest: String = "") throws
        -> [String]
    {
        let caller = try #require(directory.position(of: caller))
        let outcome = directory.search(body: searchBody(rest), caller: caller, now: Self.now, dates: .iso8601)
        return try FoundPage(outcome).names
    }

    private func parentNumber(_ identifier: String, _ directory: CompanyDirectory) throws -> String {
        let position = try #require(directory.position(of: identifier))
        let body = text(directory.detailBody(at: position, dates: .iso8601))
        let start = try #require(body.range(of: #""parentId":"#))
        return String(body[start.upperBound...].prefix { $0 != "," })
    }

    @Test func companiesComeChangeAndGo() throws {
        let old = small()
        let directory = try old.applying([
            .insert(Company(resourceId: "new", name: "A new one", parent: "middle")),
            .replace(Company(resourceId: "bottom", name: "Changed", parent: "top")),
        ])
        #expect(try names(directory) == ["A new one", "Changed", "Middle"])
        #expect(try names(directory, below: "middle") == ["A new one"])
        #expect(directory.count == 4)
        let last = try directory.applying([.remove("bottom")])
        #expect(try names(last) == ["A new one", "Middle"])
        #expect(last.position(of: "bottom") == nil && last.count == 3)
        // A snapshot stays what it was.
        #expect(try names(old) == ["Bottom", "Middle"])
        #expect(try names(directory) == ["A new one", "Changed", "Middle"])
    }

    @Test func numbersAreForLife() throws {
        var directory = small()
        #expect(try parentNumber("bottom", directory) == "2")
        directory = try directory.applying([
            .insert(Company(resourceId: "other", name: "Other", parent: "top")), .remove("bottom"),
            .insert(Company(resourceId: "bottom", name: "Another", parent: "other")),
        ])
        #expect(try parentNumber("bottom", directory) == "4")
        #expect(try directory.number(at: #require(directory.position(of: "bottom"))) == 5)
        directory = try directory.applying([.replace(Company(resourceId: "bottom", name: "Moved", parent: "middle"))])
        #expect(try parentNumber("bottom", directory) == "2")
        #expect(try directory.number(at: #require(directory.position(of: "bottom"))) == 5)
    }

    @Test func aNewNameShowsInTheRowsBelow() throws {
        let body = filter([("ResellerName", "=", "renamed")])
        let old = small()
        #expect(try names(old, body) == [])
        let directory = try old.applying([.replace(Company(resourceId: "middle", name: "Renamed", parent: "top"))])
        #expect(try names(directory, body) == ["Bottom"])
    }

    private func names(_ directory: CompanyDirectory, _ rest: String) throws -> [String] {
        try names(directory, below: "top", rest)
    }

    @Test(arguments: [
        (CompanyChange.insert(Company(resourceId: "top", name: "x")), CompanyChangeError.alreadyThere("top")),
        (.replace(Company(resourceId: "none", name: "x")), .notThere("none")), (.remove("none"), .notThere("none")),
        (.insert(Company(resourceId: "x", name: "x", parent: "none")), .unknownParent("none")),
        (.replace(Company(resourceId: "top", name: "x", parent: "bottom")), .aboveItself("top")),
        (.replace(Company(resourceId: "top", name: "x", parent: "top")), .aboveItself("top")),
        (.remove("middle"), .hasCompaniesBelow("middle")),
    ])
    func impossibleChangesAreRefusedAndNothingIsChanged(change: CompanyChange, error: CompanyChangeError) {
        let directory = small()
        #expect(throws: error) {
            try directory.applying([
                .remove("bottom"), .insert(.init(resourceId: "bottom", name: "x", parent: "middle")), change,
            ])
        }
        #expect(directory.count == 3 && directory.company(at: 2).name == "Bottom")
    }

    /// Whatever is kept across changes, answers are those of a directory made of the companies as they are.
    @Test func afterAnyChangesAnswersAreThoseOfAFreshDirectory() throws {
        var random = SeededGenerator(seed: 71)
        var companies = randomCompanies(60, seed: 72)
        // What a number says depends on the history.
        for index in companies.indices { companies[index].parentId = index }
        var directory = CompanyDirectory(companies: companies)
        let donors = randomCompanies(200, seed: 73)
        var earlier: [(directory: CompanyDirectory, companies: [Company])] = []
        for round in 0..<75 {
            let changes = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.change(companies, donors, round: round, &random)
            }
            guard let next = try? directory.applying(changes) else { continue }
            directory = next
            for change in changes { Self.make(change, &companies) }
            earlier.append((directory, companies))
            // Also of a snapshot that others have come after.
            let (snapshot, expected) =
                Bool.random(using: &random) ? earlier.last! : earlier.randomElement(using: &random)!
            expectSame(snapshot, CompanyDirectory(companies: expected), expected, &random, "round \(round)")
        }
        #expect(earlier.count > 30)
    }

    private func expectSame(
        _ directory: CompanyDirectory, _ fresh: CompanyDirectory, _ companies: [Company],
        _ random: inout SeededGenerator, _ comment: Comment
    ) {
        let forms = [DateTimeFormat.iso8601, .preferred(.monthDayYear, .hours12)]
        for _ in 0..<6 {
            let body = Self.body(&random)
            let dates = forms.randomElement(using: &random)!
            let caller = companies[Int.random(in: 0..<4, using: &random)].resourceId
            let found = directory.position(of: caller).map {
                directory.search(body: body, caller: $0, now: Self.now, dates: dates)
            }
            let expected = fresh.position(of: caller).map {
                fresh.search(body: body, caller: $0, now: Self.now, dates: dates)
            }
            #expect(found == expected, comment)
            let company = companies.randomElement(using: &random)!.resourceId
            let detail = directory.position(of: company).map { directory.detailBody(at: $0, dates: dates) }
            #expect(detail == fresh.position(of: company).map { fresh.detailBody(at: $0, dates: dates) }, comment)
        }
    }

    private static func change(
        _ companies: [Company], _ donors: [Company], round: Int, _ random: inout SeededGenerator
    ) -> CompanyChange {
        var company = donors.randomElement(using: &random)!
        let other = companies.randomElement(using: &random)!
        company.parent =
            Int.random(in: 0..<10, using: &random) == 0 ? nil : companies.randomElement(using: &random)!.resourceId
        company.parentId = round
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            company.resourceId = "new\(Int.random(in: 0..<10_000, using: &random))"
            return .insert(company)
        case 1: return .remove(other.resourceId)
        case 2:
            company.resourceId = other.resourceId
            return .replace(company)
        default:
            company.resourceId = other.resourceId
            company.parent = other.parent
            return .replace(company)
        }
    }

    private static func make(_ change: CompanyChange, _ companies: inout [Company]) {
        switch change {
        case .insert(let company): companies.append(company)
        case .replace(let company):
            companies[companies.firstIndex { $0.resourceId == company.resourceId }!] = company
        case .remove(let identifier): companies.removeAll { $0.resourceId == identifier }
        }
    }

    private static func body(_ random: inout SeededGenerator) -> [UInt8] {
        let rests = [
            "", filter([("LicenceExpired", "=", "true")]), filter([("CreateTime", "Contains", "03")]),
            filter([("CompanyName", "Contains", "a"), ("Tags", "Contains", "e")], condition: "OR"),
            filter([("ResellerName", "Contains", "a")]), filter([("TargetUserCount", ">", "20")]),
            filter([("IndustryResourceId", "Include", "a,b,c")]), #""isClustered":true"#,
            #""isTargetUserCountExceededLimit":true"#, #""filter":{"searchInputTextValue":"a"}"#,
            filter([("MonthlyActiveUser", "=", "2026-01")]),
        ]
        let orders = ["CompanyName", "ResellerName", "TargetUserCount", "NumberOfUsers", "Tags", "LicenseEndDate"]
        return searchBody(
            size: [5, 100].randomElement(using: &random)!, order: orders.randomElement(using: &random)!,
            ascending: Bool.random(using: &random), rests.randomElement(using: &random)!)
    }

    /// A change that was given up and the one made in its place have the same predecessor.
    @Test func snapshotThatWasDroppedLeavesNothingBehind() throws {
        let old = small()
        #expect(try names(old) == ["Bottom", "Middle"])
        let dropped = try old.applying([.replace(Company(resourceId: "bottom", name: "Dropped", parent: "middle"))])
        #expect(try names(dropped) == ["Dropped", "Middle"])
        let kept = try old.applying([.insert(Company(resourceId: "new", name: "A new one", parent: "middle"))])
        #expect(try names(kept) == ["A new one", "Bottom", "Middle"])
        #expect(try names(old) == ["Bottom", "Middle"])
    }

    @Test func oldAndNewSnapshotsAreSearchedAtTheSameTime() async throws {
        var snapshots = [CompanyDirectory(companies: randomCompanies(60, seed: 74))]
        for round in 0..<10 {
            var company = snapshots[round].company(at: 5 + round)
            company.name = "Changed \(round)"
            company.targetUserCount = round
            snapshots.append(try snapshots[round].applying([.replace(company)]))
        }
        let bodies = ["CompanyName", "TargetUserCount"].map {
            searchBody(order: $0, filter([("CompanyName", "Contains", "a")]))
        }
        let expected = snapshots.map { snapshot in
            bodies.map { snapshot.search(body: $0, caller: 0, now: Self.now, dates: .iso8601) }
        }
        await withTaskGroup(of: Bool.self) { group in
            for start in 0..<8 {
                group.addTask { [snapshots] in
                    for step in 0..<80 {
                        let index = (start * 3 + step) % snapshots.count
                        for (body, wanted) in zip(bodies, expected[index]) {
                            let found = snapshots[index].search(
                                body: body + Array(repeating: 0x20, count: step % 7), caller: 0, now: Self.now,
                                dates: .iso8601)
                            if found != wanted { return false }
                        }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
