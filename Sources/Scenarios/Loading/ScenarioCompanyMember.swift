import ResellerAPI

/// A member of a company in a scenario: one of the API's, in the spelling of the row or of the detail, or one that only
/// scenarios have.
enum ScenarioCompanyMember: Sendable {
    case answered(CompanyMember.Value)
    case parent
    case monthlyActiveUserCounts
    case training
    case logo
    case replace
    case privacyDurationStartTime
    case extra

    /// Members that answers have, which `extra` must not repeat.
    static let answered = Set((CompanyMember.detail + CompanyMember.row).map { ExactText($0.name.description) })

    /// Those of the detail in the schema's order, what rows have beside them, what only scenarios have.
    private static let all: [(name: String, member: ScenarioCompanyMember)] = {
        var all: [(String, ScenarioCompanyMember)] = []
        var seen: Set<ExactText> = []
        for member in CompanyMember.detail + CompanyMember.row {
            let name = member.name.description
            if seen.insert(ExactText(name)).inserted { all.append((name, .answered(member.value))) }
        }
        return all + [
            ("parent", .parent), ("monthlyActiveUserCounts", .monthlyActiveUserCounts), ("training", .training),
            ("logo", .logo), ("replace", .replace), ("privacyDurationStartTime", .privacyDurationStartTime),
            ("extra", .extra),
        ]
    }()

    static let names = all.map(\.name)
    static let byName = Dictionary(uniqueKeysWithValues: all.map { (ExactText($0.name), $0.member) })
}
