import ResellerAPI

/// A tree of varied companies: position 0 is a reseller at the top, some below it have companies of their own, and the
/// last few belong to a second reseller.
func randomCompanies(_ count: Int, seed: UInt64) -> [Company] {
    var random = SeededGenerator(seed: seed)
    var companies = [Company(resourceId: "h3VnQ6tYc8Ws", name: "Example MSSP")]
    companies.append(Company(resourceId: "k7PwR2sXm4Dq", name: "Other MSSP"))
    for index in 2..<count {
        let above = index > count * 9 / 10 ? 1 : Int.random(in: 0..<index, using: &random)
        let parent = Bool.random(using: &random) && above != 1 ? 0 : above
        companies.append(
            randomCompany(
                ResourceID.derived(from: "\(seed)-\(index)"), parent: companies[parent].resourceId, &random))
    }
    return companies
}

private func randomCompany(_ identifier: String, parent: String, _ random: inout SeededGenerator) -> Company {
    let names = [
        "ACME LLC", "acme llc", "Ångström", "ÅNGSTRÖM", "A\u{30A}ngstro\u{308}m", "Angström", "angstrom", "Čelik",
        "Celik", "Demir",
        "Şişli Gıda", "ΣΊΣΥΦΟΣ", "Beta", "beta 2", "", "Zeta \"Q\" \\",
    ]
    var company = Company(resourceId: identifier, name: names.randomElement(using: &random)!, parent: parent)
    let maybe = { (random: inout SeededGenerator) in Int.random(in: 0..<4, using: &random) > 0 }
    let industries = [
        ("indTech00001", "Technology"), ("indLegal0001", "Legal"), ("indLegal0002", "legal"),
        ("indEmpty0001", ""),
    ]
    if maybe(&random) {
        let (id, name) = industries.randomElement(using: &random)!
        company.industry = Company.Reference(resourceId: id, name: name)
    }
    if maybe(&random) { company.licenseType = Company.Reference(resourceId: "licCustom001", name: "Custom") }
    company.isNumberOfUsersLimited = Bool.random(using: &random)
    company.numberOfUsers = maybe(&random) ? [5, 10, 50, 100, 500, 9999].randomElement(using: &random)! : nil
    company.targetUserCount = [0, 5, 10, 51, 100, 1000].randomElement(using: &random)!
    company.licenseModules = ["modA", "modB", "modC"].filter { _ in Bool.random(using: &random) }
    let days = [
        "2026-01-31T23:59:59", "2026-02-28T12:00:00", "2026-03-01T00:00:00", "2026-03-01T09:15:00",
        "2026-03-01T09:15:30.5", "2026-03-02T00:00:00", "2027-12-31T00:00:00",
    ]
    if maybe(&random) { company.licenseEndDate = DateTime(days.randomElement(using: &random)!) }
    if maybe(&random) { company.createTime = DateTime(days.randomElement(using: &random)!) }
    if !maybe(&random) { company.licenceExpired = Bool.random(using: &random) }
    company.tags = ["emea", "EMEA", "pilot", "Pilot 2"].filter { _ in !maybe(&random) }
    if !maybe(&random) { company.resellerName = "acme llc" }
    company.monthlyActiveUserCount = Int.random(in: 0...9, using: &random)
    company.inactiveTargetUserCount = Int.random(in: 0...20, using: &random)
    company.deletedTargetUserCount = Int.random(in: 0...20, using: &random)
    if maybe(&random) { company.monthlyActiveUserCounts[YearMonth("2026-01")!] = 77 }
    if maybe(&random) { company.monthlyActiveUserCounts[YearMonth("2026-03")!] = 33 }
    company.training.vendorIds = ["v1", "v2"].filter { _ in Bool.random(using: &random) }
    company.training.enrolledMonths = ["2026-01", "2026-02"].filter { _ in Bool.random(using: &random) }.map {
        YearMonth($0)!
    }
    for month in ["2026-01", "2026-02"] where Bool.random(using: &random) {
        company.training.consumptions.append(
            Company.Training.Consumption(month: YearMonth(month)!, status: Bool.random(using: &random) ? 1 : 2))
    }
    if !maybe(&random) { company.extra = [JSONValue.Member("regionCode", .string("canadacentral"))] }
    return company
}
