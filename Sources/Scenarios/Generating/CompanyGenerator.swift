import ResellerAPI

/// Makes companies for `generate`: varied, plausible, and the same for the same seed on every machine.
///
/// Everything that companies share (names of lists, their identifiers, tags) is prepared once; a company then costs
/// its name and some numbers.
struct CompanyGenerator {
    private let today: DateTime
    private var takenIds: Set<ExactText>
    private var takenNames: Set<ExactText>
    private let templates: [Company]
    private let industries = ReferenceCatalogue.industries.map { ReferenceCatalogue.reference(.industry, $0) }
    private let licenseTypes = ReferenceCatalogue.licenseTypes.map { ReferenceCatalogue.reference(.licenseType, $0) }
    private let periods = ["1 Year", "3 Years", "Custom"].map { ReferenceCatalogue.reference(.licensePeriodType, $0) }
    private let modules = [1, 3, 4, 7, 12].map { count in
        ReferenceCatalogue.licenseModules.prefix(count).map(ReferenceCatalogue.licenseModuleId)
    }
    /// What training a company has had and how many users of past months, a few of each shared by all companies.
    private let trainings: [Company.Training]
    private let pastMonths: [[YearMonth: Int]]
    private let tagLists = [
        ["emea"], ["pilot"], ["emea", "pilot"], ["apac"], ["americas"], ["vip"], ["apac", "vip"], ["renewal"],
        ["emea", "renewal", "vip"], ["onboarding"],
    ]

    /// Licence limits and how many of a hundred companies have at most each.
    private static let limits: [(percent: Int, users: Int)] = [
        (12, 25), (28, 50), (48, 100), (64, 250), (78, 500), (89, 1000), (95, 2500), (98, 5000), (100, 20_000),
    ]

    /// Dates are relative to the start of the day of `now`; identifiers and names avoid those taken.
    init(now: DateTime, takenIds: Set<ExactText>, takenNames: Set<ExactText>) {
        today = now.startOfDay
        self.takenIds = takenIds
        self.takenNames = takenNames
        let months = (1...4).map {
            YearMonth(now.startOfDay.day(-30 * $0))
        }
        pastMonths = (0..<8).map { step in
            Dictionary(months.enumerated().map { ($1, step * (4 - $0)) }, uniquingKeysWith: { first, _ in first })
        }
        trainings = (0..<8).map { step in
            var training = Company.Training()
            guard step > 1 else { return training }
            training.vendorIds = step % 2 == 0 ? ["Keepnet"] : ["AwareGO", "Keepnet"]
            training.enrolledMonths = Array(months.prefix(step / 2))
            training.consumptions = training.enrolledMonths.enumerated().map {
                Company.Training.Consumption(month: $1, status: ($0 + step) % 2 + 1)
            }
            return training
        }
        let defaults = CompanyDefaults(now: now)
        templates = ReferenceCatalogue.countries.map { country in
            var company = defaults.company(resourceId: "", name: "")
            company.country = ReferenceCatalogue.reference(.country, country.name)
            company.countryCode = country.code
            company.timeZoneId = country.timeZoneId
            company.dateFormat = country.dateFormat
            company.timeFormat = country.timeFormat
            company.preferredLanguageType = ReferenceCatalogue.reference(.preferredLanguageType, country.language)
            return company
        }
    }

    /// Appends the companies of a request.
    mutating func append(_ request: GenerateRequest, parent: String?, to companies: inout [Company]) {
        var random = SplitMix64(seed: request.seed)
        // A stream of its own, so that a company's identifier depends on seed and number alone.
        var ids = SplitMix64(seed: SplitMix64.mixed(request.seed ^ 0x6964_656e_7469_6679))
        var history = SplitMix64(seed: SplitMix64.mixed(request.seed ^ 0x6869_7374_6f72_7900))
        var names = CompanyNames(prefix: request.namePrefix, count: request.companies, seed: request.seed)
        for _ in 0..<request.companies {
            // Countries at the front of the list are the more frequent ones.
            let country = min(random.below(templates.count), random.below(templates.count))
            // Finished in its place, for a company is nearly a kilobyte to copy.
            companies.append(templates[country])
            finish(&companies[companies.count - 1], country: country, parent: parent, &random, &ids, &names)
            let last = companies.count - 1
            companies[last].monthlyActiveUserCounts = pastMonths[history.below(pastMonths.count)]
            companies[last].training = trainings[history.below(trainings.count)]
        }
    }

    private func finish(
        _ company: inout Company, country: Int, parent: String?, _ random: inout SplitMix64, _ ids: inout SplitMix64,
        _ names: inout CompanyNames
    ) {
        repeat {
            company.resourceId = ResourceID.numbered(ids.next())
        } while takenIds.contains(ExactText(company.resourceId))
        repeat { company.name = names.next(country: country) } while takenNames.contains(ExactText(company.name))
        company.description = company.name
        company.parent = parent
        addLicence(to: &company, &random)
        addUsers(to: &company, &random)
        if random.below(100) < 4 { company.statusId = 0 }
        if random.below(100) < 45 { company.tags = tagLists[random.below(tagLists.count)] }
    }

    /// Keeps what comes next from giving the identifiers and names of these companies once more. Sets of many texts take
    /// longer than the companies themselves, so that nobody should ask for this in vain.
    mutating func avoid(_ companies: ArraySlice<Company>) {
        takenIds.formUnion(companies.lazy.map { ExactText($0.resourceId) })
        takenNames.formUnion(companies.lazy.map { ExactText($0.name) })
    }

    private func addLicence(to company: inout Company, _ random: inout SplitMix64) {
        company.industry = industries[min(random.below(industries.count), random.below(industries.count))]
        let kind = random.below(100)
        company.licenseType = licenseTypes[kind < 40 ? 0 : kind < 70 ? 1 : kind < 85 ? 2 : 3]
        company.licenseModules = modules[random.below(modules.count)]
        company.hasAgenticAILicense = company.licenseModules.count == ReferenceCatalogue.licenseModules.count
        let period = random.below(10)
        company.licensePeriodType = periods[period < 6 ? 0 : period < 8 ? 1 : 2]
        let length = period < 6 ? 365 : period < 8 ? 3 * 365 : random.number(in: 30...500)
        let fate = random.below(100)
        let daysLeft =
            fate < 8
            ? -random.number(in: 1...400) : fate < 18 ? random.number(in: 1...30) : random.number(in: 1...length)
        company.licenseEndDate = day(daysLeft)
        company.licenseStartDate = day(daysLeft - length)
        let age = max(1, length - daysLeft) + random.below(3 * 365)
        company.createTime = day(-age).advanced(
            by: Int64(random.number(in: 21_600...68_400)) * DateTime.ticksPerSecond)
    }

    private func addUsers(to company: inout Company, _ random: inout SplitMix64) {
        let size = random.below(100)
        let limit = Self.limits.first { size < $0.percent }?.users ?? 100
        let fate = random.below(100)
        company.isNumberOfUsersLimited = fate >= 10
        company.numberOfUsers = company.isNumberOfUsersLimited ? limit : 9999
        let share = fate >= 94 ? random.number(in: 101...140) : random.number(in: 10...100)
        company.targetUserCount = fate >= 94 ? max(limit + 1, limit * share / 100) : limit * share / 100
        company.inactiveTargetUserCount = random.below(limit / 10 + 1)
        company.deletedTargetUserCount = random.below(limit / 20 + 1)
        company.monthlyActiveUserCount = random.below(company.targetUserCount / 10 + 1)
    }

    private func day(_ offset: Int) -> DateTime { today.day(offset) }
}

extension DateTime {
    /// Some days later, within the calendar.
    fileprivate func day(_ offset: Int) -> DateTime {
        min(advanced(by: Int64(offset) * DateTime.ticksPerDay), .latest.startOfDay)
    }
}
