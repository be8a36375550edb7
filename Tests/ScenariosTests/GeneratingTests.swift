import ResellerAPI
import Scenarios
import Testing

struct GeneratingTests {
    private func generated(_ members: String = "\"companies\": 2000, \"seed\": 7") throws -> [Company] {
        Array(try scenario("{\"version\":1,\"generate\":[{\(members)}]}").companies.dropFirst(2))
    }

    @Test func theSameSeedGivesTheSameCompaniesAnotherSeedOthers() throws {
        #expect(try generated() == generated())
        let other = try generated("\"companies\": 2000, \"seed\": 8")
        #expect(Set(try generated().map(\.resourceId)).isDisjoint(with: other.map(\.resourceId)))
    }

    /// What a seed gives is part of the format: a change here breaks the expectations in users' tests.
    @Test func aSeedGivesWhatItAlwaysGave() throws {
        let companies = try generated("\"companies\": 3, \"seed\": 7")
        #expect(
            companies.map { "\($0.resourceId) \($0.name) \($0.targetUserCount)/\($0.numberOfUsers ?? -1)" } == [
                "hb4pCqtekeRs Larch Resorts A.Ş. 4450/5000", "AKtVyUq5DEHQ Raven Health Ltd. 8/25",
                "M7dz8E4XLZA6 Violet Cloud Ltd. 32/9999",
            ])
    }

    @Test func moreCompaniesBeginWithTheSameOnes() throws {
        #expect(try generated("\"companies\": 10, \"seed\": 7") == Array(generated().prefix(10)))
    }

    @Test func companiesAreVariedPlausibleAndUnique() throws {
        let companies = try generated("\"companies\": 20000, \"seed\": 7")
        #expect(companies.count == 20_000)
        #expect(Set(companies.map(\.resourceId)).count == 20_000)
        #expect(Set(companies.map(\.name)).count == 20_000)
        #expect(companies.allSatisfy { ResourceID.isWellFormed($0.resourceId) && $0.name.count <= 64 })
        #expect(companies.allSatisfy { $0.parent == "h3VnQ6tYc8Ws" })
        #expect(Set(companies.compactMap(\.industry.name)).count == 9)
        #expect(Set(companies.compactMap(\.countryCode)).count == 16)
        #expect(Set(companies.compactMap(\.licenseType.name)).count == 4)
        #expect(Set(companies.compactMap(\.dateFormat)).count == 3)
        #expect(companies.contains { $0.hasAgenticAILicense } && companies.contains { $0.tags.isEmpty })
        func share(_ holds: (Company) -> Bool) -> Double { Double(companies.count(where: holds)) / 20_000 }
        #expect((0.03...0.09).contains(share(\.isOverLimit)))
        #expect((0.05...0.11).contains(share { $0.isLicenceExpired(at: now) }))
        #expect((0.02...0.06).contains(share { $0.statusId == 0 }))
        #expect((0.07...0.13).contains(share { !$0.isNumberOfUsersLimited }))
        for company in companies {
            let (start, end) = (try #require(company.licenseStartDate), try #require(company.licenseEndDate))
            let created = try #require(company.createTime)
            #expect(start < end && start.startOfDay == start && end.startOfDay == end)
            #expect(created < now && created.ticks % DateTime.ticksPerSecond == 0)
            #expect(company.monthlyActiveUserCount <= company.targetUserCount)
        }
    }

    @Test func datesMoveWithTheDayAndNotWithinIt() throws {
        func ends(_ text: String) throws -> [DateTime?] {
            try scenario("{\"version\":1,\"clock\":{\"now\":\"\(text)\"},\"generate\":[{\"companies\":9}]}").companies
                .dropFirst(2).map(\.licenseEndDate)
        }
        #expect(try ends("2026-03-01T00:00:00") == ends("2026-03-01T23:59:59"))
        let moved = try ends("2026-03-01").map { $0.map { DateTime(ticks: $0.ticks + DateTime.ticksPerDay) } }
        #expect(try moved == ends("2026-03-02"))
    }

    @Test(arguments: ["0001-01-01", "0001-02-03T23:59:59", "9999-12-31T23:59:59.9999999"])
    func datesStayInTheCalendar(now: String) throws {
        let calendar = DateTime.earliest...DateTime.latest
        for company in try scenario(
            "{\"version\":1,\"clock\":{\"now\":\"\(now)\"},\"generate\":[{\"companies\":500}]}"
        ).companies {
            let dates = [company.licenseStartDate, company.licenseEndDate, company.createTime].compactMap { $0 }
            #expect(dates.allSatisfy(calendar.contains))
            #expect(company.monthlyActiveUserCounts.keys.allSatisfy { YearMonth($0.description) == $0 })
        }
    }

    @Test(arguments: ["\"seed\": S", "\"generate\": [{\"companies\": 1, \"seed\": S}]"])
    func seedsHaveOneRange(member: String) throws {
        func problems(_ seed: String) -> [String] {
            diagnostics("{\"version\": 1, \(member.replacing("S", with: seed))}")
        }
        #expect(problems("9007199254740991").isEmpty)
        #expect(problems("9007199254740992").count == 1)
        #expect(problems("-1").count == 1)
    }

    @Test func givenIdentifiersAndNamesAreAvoided() throws {
        let first = try generated("\"companies\": 50, \"seed\": 7")
        let given = first.prefix(20).map { "{\"resourceId\": \"\($0.resourceId)\", \"name\": \"\($0.name)\"}" }
        let scenario = try scenario(
            """
            {"version": 1, "companies": [\(given.joined(separator: ","))],
             "generate": [{"companies": 50, "seed": 7}, {"companies": 50, "seed": 7}]}
            """)
        #expect(scenario.companies.count == 122)
        #expect(Set(scenario.companies.map(\.resourceId)).count == 122)
        #expect(Set(scenario.companies.map(\.name)).count == 122)
    }

    @Test func aPrefixNumbersTheNames() throws {
        let names = try generated("\"companies\": 12, \"namePrefix\": \"Customer\"").map(\.name)
        #expect(names.first == "Customer 01")
        #expect(names.last == "Customer 12")
    }

    @Test func aParentTakesThem() throws {
        let scenario = try scenario(
            """
            {"version": 1, "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "a"}],
             "generate": [{"companies": 2, "parent": "aaaaaaaaaaaa"}, {"companies": 1}]}
            """)
        #expect(scenario.companies.suffix(3).map(\.parent) == ["aaaaaaaaaaaa", "aaaaaaaaaaaa", "h3VnQ6tYc8Ws"])
    }
}
