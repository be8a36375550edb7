import Foundation
import ResellerAPI
import Testing

@Suite struct CompanySearchTests {
    static let now = DateTime("2026-03-01T09:00:00")
    static let companies = randomCompanies(150, seed: 21)
    static let directory = CompanyDirectory(companies: companies)

    private func page(_ body: [UInt8], caller: Int = 0, now: DateTime = now) throws -> FoundPage {
        try FoundPage(Self.directory.search(body: body, caller: caller, now: now, dates: .iso8601))
    }

    // MARK: Rows

    static func acme(_ behaviour: Behaviour = Behaviour()) -> CompanyDirectory {
        let reseller = Company(resourceId: "h3VnQ6tYc8Ws", name: "Example MSSP")
        var company = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC", parent: "h3VnQ6tYc8Ws")
        company.industry = Company.Reference(resourceId: "q7RtB2mKx9Lp", name: "Technology")
        company.licenseType = Company.Reference(resourceId: "Zk3vN8sWd1Ye", name: "Custom")
        company.isNumberOfUsersLimited = true
        company.numberOfUsers = 100
        company.licenseEndDate = DateTime("2027-03-31")
        company.createTime = DateTime("2026-03-01T09:15:00")
        company.targetUserCount = 112
        company.tags = ["pilot"]
        company.deletedTargetUserCount = 3
        company.inactiveTargetUserCount = 5
        company.monthlyActiveUserCount = 9
        return CompanyDirectory(companies: [reseller, company], behaviour: behaviour)
    }

    static let acmeMembers =
        [
            #""industryName":"Technology","industryResourceId":"q7RtB2mKx9Lp","#,
            #""licenseTypeName":"Custom","licenseTypeResourceId":"Zk3vN8sWd1Ye","isNumberOfUsersLimited":true,"#,
            #""numberOfUsers":"100","privacyDurationId":1,"licenceExpired":false,"#,
            #""licenseEndDate":"2027-03-31T00:00:00","createTime":"2026-03-01T09:15:00","targetUserCount":112,"#,
            #""children":null,"tags":["pilot"],"deletedTargetUserCount":3,"inactiveTargetUserCount":5,"#,
            #""monthlyActiveUserCount":9"#,
        ].joined()

    @Test(arguments: [
        (
            Behaviour.SearchItemNames.schema,
            #"{"companyName":"ACME LLC","companyResourceId":"xC5kfGz7w2Nz","resellerName":"Example MSSP",\#(acmeMembers)}"#
        ),
        (
            .both,
            #"{"companyName":"ACME LLC","companyResourceId":"xC5kfGz7w2Nz","resellerName":"Example MSSP",\#(acmeMembers),"resourceId":"xC5kfGz7w2Nz","name":"ACME LLC"}"#
        ),
        (
            .page,
            #"{"name":"ACME LLC","resourceId":"xC5kfGz7w2Nz","resellerName":"Example MSSP",\#(acmeMembers)}"#
        ),
    ])
    func wholeAnswerHasTheSchemasMembersInOrder(names: Behaviour.SearchItemNames, row: String) throws {
        var behaviour = Behaviour()
        behaviour.searchItemNames = names
        behaviour.nulls = .write
        let body = Array(#"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false}"#.utf8)
        let outcome = Self.acme(behaviour).search(body: body, caller: 0, now: Self.now, dates: .iso8601)
        let expected =
            [
                #"{"data":{"limitExceededCompanyCount":1,"pageNumber":1,"pageSize":10,"totalNumberOfPages":1,"#,
                #""totalNumberOfRecords":1,"results":[\#(row)]},"#,
                #""status":"SUCCESS","message":null,"validationMessages":null}"#,
            ].joined()
        #expect(outcome == .found(Array(expected.utf8)))
        behaviour.nulls = .omit
        let shorter = expected.replacing(#""children":null,"#, with: "")
            .replacing(#","message":null,"validationMessages":null"#, with: "")
        #expect(
            Self.acme(behaviour).search(body: body, caller: 0, now: Self.now, dates: .iso8601)
                == .found(Array(shorter.utf8)))
    }

    @Test func nullsAreWrittenAndExtraMembersComeLast() throws {
        var company = Company(resourceId: "b", name: "B", parent: "a")
        company.numberOfUsers = nil
        company.resellerName = "Given"
        company.licenceExpired = true
        company.extra = [
            JSONValue.Member("modules", .array([.object([JSONValue.Member("name", .string("Vishing"))])])),
            JSONValue.Member("monthlyConsumption", .number("1.50")),
        ]
        var behaviour = Behaviour()
        behaviour.nulls = .write
        let companies = [Company(resourceId: "a", name: "A"), company]
        let outcome = CompanyDirectory(companies: companies, behaviour: behaviour).search(
            body: searchBody(), caller: 0, now: Self.now, dates: .iso8601)
        guard case .found(let body) = outcome else { throw UnexpectedOutcome(outcome: outcome) }
        #expect(
            text(body).contains(
                [
                    #""results":[{"companyName":"B","companyResourceId":"b","resellerName":"Given","industryName":null,"#,
                    #""industryResourceId":null,"licenseTypeName":null,"licenseTypeResourceId":null,"#,
                    #""isNumberOfUsersLimited":false,"numberOfUsers":null,"privacyDurationId":1,"#,
                    #""licenceExpired":true,"licenseEndDate":null,"createTime":null,"targetUserCount":0,"#,
                    #""children":null,"tags":[],"deletedTargetUserCount":0,"inactiveTargetUserCount":0,"#,
                    #""monthlyActiveUserCount":0,"resourceId":"b","name":"B","modules":[{"name":"Vishing"}],"#,
                    #""monthlyConsumption":1.50}]"#,
                ].joined()))
    }

    @Test func datesAreInTheCallersForm() throws {
        let outcome = Self.acme().search(
            body: searchBody(), caller: 0, now: Self.now, dates: .preferred(.monthDayYear, .hours12))
        let row = try #require(try FoundPage(outcome).rows.first)
        #expect(row["createTime"] as? String == "03/01/2026 09:15 AM")
        #expect(row["licenseEndDate"] as? String == "03/31/2027 12:00 AM")
    }

    @Test func licenceExpiryFollowsTheClock() throws {
        let directory = Self.acme()
        let expired = { (written: String) in
            let now = DateTime(written)
            let outcome = directory.search(body: searchBody(), caller: 0, now: now, dates: .iso8601)
            return try FoundPage(outcome).rows[0]["licenceExpired"] as? Bool
        }
        #expect(try expired("2027-03-31T00:00:00") == false)
        #expect(try expired("2027-03-31T00:00:00.0000001") == true)
        // Back again, the cached answers notwithstanding.
        #expect(try expired("2027-03-30T00:00:00") == false)
    }

    @Test func monthlyCountIsThatOfTheSelectedMonth() throws {
        var company = Company(resourceId: "b", name: "B", parent: "a")
        company.monthlyActiveUserCount = 9
        company.monthlyActiveUserCounts = [YearMonth("2026-01")!: 4]
        let directory = CompanyDirectory(companies: [Company(resourceId: "a", name: "A"), company])
        let count = { (month: String?, now: String) in
            let rest = month.map { filter([("monthlyactiveuser", "=", $0)]) } ?? ""
            let outcome = directory.search(body: searchBody(rest), caller: 0, now: DateTime(now), dates: .iso8601)
            return try FoundPage(outcome).rows[0]["monthlyActiveUserCount"] as? Int
        }
        #expect(try count(nil, "2026-03-01") == 9)
        #expect(try count("2026-03", "2026-03-31T23:59:59.9999999") == 9)
        #expect(try count("2026-03", "2026-04-01") == 0)
        #expect(try count("2026-02", "2026-03-31") == 0)
        #expect(try count("2026-01", "2026-03-31") == 4)
        #expect(try count(nil, "2026-01-15") == 4)
        #expect(try count(nil, "2025-12-15") == 9)
    }

    // MARK: Whom a caller sees

    @Test(arguments: [0, 1, 2, 5, 149])
    func aCallerSeesTheCompaniesBelowItsOwn(caller: Int) throws {
        let naive = NaiveSearch(companies: Self.companies, now: Self.now)
        let expected = naive.managed(by: caller).map(\.resourceId).sorted()
        #expect(try page(searchBody(size: 1000), caller: caller).identifiers.sorted() == expected)
        for (position, company) in Self.companies.enumerated() {
            #expect(
                Self.directory.manages(reseller: caller, company: position) == expected.contains(company.resourceId))
        }
    }

    // MARK: Order

    @Test(arguments: SearchField.sortable, [true, false])
    func rowsAreInTheOrderOfTheFieldThenOfTheIdentifier(field: SearchField, ascending: Bool) throws {
        let naive = NaiveSearch(companies: Self.companies, now: Self.now)
        // Keys as lists of numbers and texts, each by level, compared element by element.
        let key = { (company: Company) -> [[[String]]] in
            let number = { (value: Int64?) in value.map { [[[String(format: "%020ld", $0)]]] } ?? [] }
            let shown = { (value: String?) in value.map { [NaiveSearch.sortKey($0)] } ?? [] }
            return switch field {
            case .companyName: shown(company.name)
            case .resellerName: shown(naive.resellerName(company))
            case .industryName: shown(company.industry.name)
            case .licenseTypeName: shown(company.licenseType.name)
            case .targetUserCount: number(Int64(company.targetUserCount))
            case .numberOfUsers: number(company.numberOfUsers.map { Int64($0) })
            case .tags: company.tags.map(NaiveSearch.sortKey)
            case .licenseEndDate: number(company.licenseEndDate?.ticks)
            case .createTime: number(company.createTime?.ticks)
            default: []
            }
        }
        let isBefore = { (left: [[[String]]], right: [[[String]]]) in
            for (left, right) in zip(left.joined(), right.joined()) where left != right {
                for (left, right) in zip(left, right) where left != right {
                    return left.utf8.lexicographicallyPrecedes(right.utf8)
                }
                return left.count < right.count
            }
            return left.count < right.count
        }
        let expected = naive.managed(by: 0).sorted { left, right in
            let (lower, upper) = ascending ? (key(left), key(right)) : (key(right), key(left))
            if lower != upper { return isBefore(lower, upper) }
            return left.resourceId.utf8.lexicographicallyPrecedes(right.resourceId.utf8)
        }
        let order = field.rawValue
        for order in [order, order.lowercased(), order.prefix(1).lowercased() + order.dropFirst()] {
            let page = try page(searchBody(size: 1000, order: order, ascending: ascending))
            #expect(page.identifiers == expected.map(\.resourceId))
        }
    }

    @Test func missingAscendingMeansDescending() throws {
        let body = Array(#"{"pageNumber":1,"pageSize":1000,"orderBy":"CreateTime"}"#.utf8)
        let descending = searchBody(size: 1000, order: "CreateTime", ascending: false)
        #expect(try page(body).identifiers == page(descending).identifiers)
    }

    // MARK: Pages

    @Test(arguments: [1, 2, 7, 10, 50, 1000, 99_999])
    func pagesPartitionTheRows(size: Int) throws {
        let all = try page(searchBody(size: 99_999)).identifiers
        var seen: [String] = []
        let pages = (all.count + size - 1) / size
        for number in 1...pages {
            let page = try page(searchBody(page: number, size: size))
            #expect(page.number("pageNumber") == number)
            #expect(page.number("pageSize") == size)
            #expect(page.number("totalNumberOfPages") == pages)
            #expect(page.number("totalNumberOfRecords") == all.count)
            #expect(page.rows.count == (number < pages ? size : all.count - size * (pages - 1)))
            seen += page.identifiers
        }
        #expect(seen == all)
    }

    @Test(arguments: [100, 2_147_483_647])
    func pastTheEndIsAnEmptyPage(number: Int) throws {
        let all = try page(searchBody(size: 99_999)).identifiers.count
        let page = try page(searchBody(page: number, size: 99_999))
        #expect(page.rows.isEmpty)
        #expect(page.number("pageNumber") == number)
        #expect(page.number("totalNumberOfRecords") == all)
        #expect(page.number("totalNumberOfPages") == 1)
    }

    @Test func noRowsAreNoPages() throws {
        let page = try page(searchBody(filter([("CompanyName", "=", "nobody")])))
        #expect(page.rows.isEmpty)
        #expect(page.number("totalNumberOfPages") == 0)
        #expect(page.number("totalNumberOfRecords") == 0)
        #expect(page.number("pageNumber") == 1)
    }

    @Test func nothingIsNoRequest() {
        for body in ["", " \r\n\t", "{}", " { } "] {
            #expect(
                Self.directory.search(body: Array(body.utf8), caller: 0, now: Self.now, dates: .iso8601) == .empty)
        }
    }
}
