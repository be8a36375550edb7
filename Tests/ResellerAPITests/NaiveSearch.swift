import Foundation
import ResellerAPI

/// The search as plainly as it can be said, a company at a time and by other means than the product's: Foundation's
/// text search, dates compared as texts. What the tests hold the product against.
struct NaiveSearch {
    var companies: [Company]
    var now: DateTime
    var dates = DateTimeFormat.iso8601
    /// The month whose users are counted, if it is another than the current one.
    var month: YearMonth?

    typealias Item = (field: String, comparison: String, value: String)

    /// Written dates with their first instant and the first one after them.
    static let dateBounds = [
        "2026-03-01": ("2026-03-01T00:00:00", "2026-03-02T00:00:00"),
        "01/03/2026": ("2026-03-01T00:00:00", "2026-03-02T00:00:00"),
        "01/03/2026 09:15": ("2026-03-01T09:15:00", "2026-03-01T09:16:00"),
        "2026-03-01T09:15:00": ("2026-03-01T09:15:00", "2026-03-01T09:15:01"),
        "2026/03/01 12:00 AM": ("2026-03-01T00:00:00", "2026-03-01T00:01:00"),
        " 2026-02-28 ": ("2026-02-28T00:00:00", "2026-03-01T00:00:00"),
    ]

    static let values: [String: [String]] = [
        "CompanyName": [
            "acme", "ÅNG", "angstro\u{308}", "a\u{30A}NG", "A\u{30A}", "Şİ", "şi", "σίσυφος", "", "zeta \"q\" \\",
            "ACME llc", "nothing",
        ],
        "ResellerName": ["acme llc", "example", "MSSP", ""],
        "IndustryName": ["LEGAL", "tech", ""],
        "LicenseTypeName": ["custom", "x", ""],
        "Name": ["acme", "beta 2"],
        "Tags": ["emea", "PILOT", "pilot 2", "", "x"],
        "TargetUserCount": ["5", "10", " 100 ", "-1", "0"],
        "NumberOfUsers": ["5", "50", "9999", "0"],
        "LicenseEndDate": Array(dateBounds.keys),
        "CreateTime": Array(dateBounds.keys),
        "LicenceExpired": ["true", "False", " TRUE "],
        "MonthlyActiveUser": ["2026-01"],
        "MonthlyActiveUserCount": ["5", "1", "0"],
        "InactiveTargetUserCount": ["5", "1", "0"],
        "DeletedTargetUserCount": ["5", "1", "0"],
        "EnrolledVendorNames": ["V1", "v", "", "x"],
        "MonthlyEnrolled": ["2026-01", "2026", "", "x"],
        "MonthlyConsumption": ["2026-01", "2026", "", "x"],
        "IndustryResourceId": ["indLegal0001", "indLegal0001, indTech00001", "INDLEGAL0001", "", " , "],
        "LicenseTypeResourceId": ["licCustom001", "other"],
        "ModuleResourceId": ["modA", "modB,modC", "moda"],
        "TrainingVendorId": ["v1", "v1,v2", "V1"],
        "TrainingEnrolledMonth": ["2026-01", "2026-02", "2025-12"],
        "TrainingConsumptionMonth": ["2026-01", "2026-02"],
        "TrainingConsumptionStatus": ["1", "2", "1,2", ""],
    ]

    static let operators: [String: [String]] = {
        var operators: [String: [String]] = [:]
        for field in [
            "CompanyName", "ResellerName", "IndustryName", "LicenseTypeName", "Name", "Tags", "EnrolledVendorNames",
            "MonthlyEnrolled", "MonthlyConsumption",
        ] {
            operators[field] = ["Contains", "=", "!="]
        }
        for field in ["IndustryResourceId", "LicenseTypeResourceId", "ModuleResourceId", "TrainingVendorId"] {
            operators[field] = ["Include"]
        }
        operators["TrainingConsumptionStatus"] = ["include"]
        for field in ["LicenceExpired", "MonthlyActiveUser", "TrainingEnrolledMonth", "TrainingConsumptionMonth"] {
            operators[field] = ["="]
        }
        for field in [
            "TargetUserCount", "MonthlyActiveUserCount", "InactiveTargetUserCount", "DeletedTargetUserCount",
        ] {
            operators[field] = ["contains", "=", "!=", ">", ">=", "<", "<="]
        }
        operators["NumberOfUsers"] = ["CONTAINS", "=", "!=", ">=", "<="]
        operators["LicenseEndDate"] = ["Contains", "=", ">", ">=", "<", "<="]
        operators["CreateTime"] = ["Contains", "=", ">", ">=", "<", "<="]
        return operators
    }()

    /// Whether a company meets an item; nil when the item is to be left out of account.
    func meets(_ company: Company, _ item: Item) -> Bool? {
        let comparison = item.comparison.lowercased()
        let trimmed = item.value.trimmingCharacters(in: .whitespaces)
        if comparison == "contains", lists(company, item.field) == nil {
            return contains(shown(company, item.field), item.value)
        }
        switch item.field {
        case "CompanyName", "Name", "ResellerName", "IndustryName", "LicenseTypeName":
            return same(shown(company, item.field), item.value) == (comparison == "=")
        case "Tags", "EnrolledVendorNames", "MonthlyEnrolled", "MonthlyConsumption":
            let texts = lists(company, item.field)!
            if comparison == "contains" { return item.value.isEmpty || texts.contains { contains($0, item.value) } }
            return texts.contains { same($0, item.value) } == (comparison == "=")
        case "TargetUserCount", "MonthlyActiveUserCount", "InactiveTargetUserCount", "DeletedTargetUserCount":
            return compare(count(company, item.field), comparison, Int(trimmed)!)
        case "NumberOfUsers":
            if comparison == "=" { return shown(company, item.field) == item.value }
            if comparison == "!=" { return shown(company, item.field) != item.value }
            return company.numberOfUsers.map { compare($0, comparison, Int(trimmed)!) } ?? false
        case "LicenseEndDate": return compare(company.licenseEndDate, comparison, item.value)
        case "CreateTime": return compare(company.createTime, comparison, item.value)
        case "LicenceExpired":
            let expired = company.licenceExpired ?? company.licenseEndDate.map { $0 < now } ?? false
            return String(expired) == trimmed.lowercased()
        case "MonthlyActiveUser": return nil
        case "TrainingEnrolledMonth": return company.training.enrolledMonths.map(\.description).contains(item.value)
        case "TrainingConsumptionMonth":
            return company.training.consumptions.map(\.month.description).contains(item.value)
        default:
            let wanted = item.value.components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
            return wanted.isEmpty ? nil : !Set(wanted).isDisjoint(with: identifiers(company, item.field))
        }
    }

    private func lists(_ company: Company, _ field: String) -> [String]? {
        switch field {
        case "Tags": company.tags
        case "EnrolledVendorNames": company.training.vendorIds
        case "MonthlyEnrolled": company.training.enrolledMonths.map(\.description)
        case "MonthlyConsumption": company.training.consumptions.map(\.month.description)
        default: nil
        }
    }

    private func count(_ company: Company, _ field: String) -> Int {
        switch field {
        case "InactiveTargetUserCount": company.inactiveTargetUserCount
        case "DeletedTargetUserCount": company.deletedTargetUserCount
        case "MonthlyActiveUserCount":
            company.monthlyActiveUserCounts[month ?? YearMonth(now)]
                ?? (month == nil ? company.monthlyActiveUserCount : 0)
        default: company.targetUserCount
        }
    }

    private func identifiers(_ company: Company, _ field: String) -> [String] {
        switch field {
        case "IndustryResourceId": [company.industry.resourceId].compactMap { $0 }
        case "LicenseTypeResourceId": [company.licenseType.resourceId].compactMap { $0 }
        case "ModuleResourceId": company.licenseModules
        case "TrainingVendorId": company.training.vendorIds
        default: company.training.consumptions.map { String($0.status) }
        }
    }

    func resellerName(_ company: Company) -> String? {
        company.resellerName ?? companies.first { $0.resourceId == company.parent }?.name
    }

    private func shown(_ company: Company, _ field: String) -> String {
        switch field {
        case "CompanyName", "Name": company.name
        case "ResellerName": resellerName(company) ?? ""
        case "IndustryName": company.industry.name ?? ""
        case "LicenseTypeName": company.licenseType.name ?? ""
        case "TargetUserCount", "MonthlyActiveUserCount", "InactiveTargetUserCount", "DeletedTargetUserCount":
            "\(count(company, field))"
        case "NumberOfUsers": company.numberOfUsers.map { "\($0)" } ?? ""
        case "LicenseEndDate": company.licenseEndDate.map(dates.string) ?? ""
        default: company.createTime.map(dates.string) ?? ""
        }
    }

    private func contains(_ text: String, _ part: String) -> Bool {
        part.isEmpty || lower(text).range(of: lower(part), options: .literal) != nil
    }

    private func same(_ left: String, _ right: String) -> Bool {
        lower(left) == lower(right)
    }

    /// What texts are sorted by, level by level: letters without marks, marks on each, whether each is a capital.
    static func sortKey(_ text: String) -> [[String]] {
        [
            [lower(text).folding(options: .diacriticInsensitive, locale: nil)],
            lower(text).map { String(String($0).decomposedStringWithCanonicalMapping.unicodeScalars.dropFirst()) },
            text.map { $0.isUppercase ? "1" : "0" },
        ]
    }

    private func lower(_ text: String) -> String { Self.lower(text) }

    private static func lower(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.replacingOccurrences(of: "İ", with: "|").lowercased()
            .replacingOccurrences(of: "ς", with: "σ")
            .replacingOccurrences(of: "|", with: "İ")
    }

    private func compare(_ value: Int, _ comparison: String, _ other: Int) -> Bool {
        switch comparison {
        case "=": value == other
        case "!=": value != other
        case ">": value > other
        case ">=": value >= other
        case "<": value < other
        default: value <= other
        }
    }

    private func compare(_ value: DateTime?, _ comparison: String, _ written: String) -> Bool {
        guard let value else { return false }
        let (start, end) = Self.dateBounds[written]!
        let text = DateTimeFormat.iso8601.string(value)
        switch comparison {
        case "=": return text >= start && text < end
        case ">": return text >= end
        case ">=": return text >= start
        case "<": return text < start
        default: return text < end
        }
    }

    /// The companies below the one at `caller`.
    func managed(by caller: Int) -> [Company] {
        companies.filter { company in
            var above = company.parent
            while let current = above {
                if current == companies[caller].resourceId { return true }
                above = companies.first { $0.resourceId == current }?.parent
            }
            return false
        }
    }
}
