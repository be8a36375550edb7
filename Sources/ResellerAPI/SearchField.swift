/// A comparison that a filter item may ask for, as the vendor's clients spell it.
package enum SearchOperator: String, Hashable, Sendable, CaseIterable {
    case contains = "Contains"
    case equal = "="
    case notEqual = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case include = "Include"

    /// The operator with this spelling, whatever its letter case: both `Contains` and `contains` are sent.
    package init?(named name: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue.isExactlyIgnoringCase(name) }) else { return nil }
        self = found
    }
}

/// A field of `companies/search` that can be filtered or sorted by: the one table that validation, its messages and the
/// documentation read.
///
/// Fields, operators and value forms are those the vendor's own clients send; `IndustryName` and `LicenseTypeName` are
/// in their free-text search, as are the counts of users and what training vendors and months a company has. The last
/// three are no member of a row; that `EnrolledVendorNames` looks at the vendors of `TrainingVendorId`, and the other two
/// at the months of `TrainingEnrolledMonth` and `TrainingConsumptionMonth`, is assumed.
package enum SearchField: String, FilterField, CaseIterable {
    case companyName = "CompanyName"
    case resellerName = "ResellerName"
    case industryName = "IndustryName"
    case industryResourceId = "IndustryResourceId"
    case licenseTypeName = "LicenseTypeName"
    case licenseTypeResourceId = "LicenseTypeResourceId"
    case moduleResourceId = "ModuleResourceId"
    case targetUserCount = "TargetUserCount"
    case numberOfUsers = "NumberOfUsers"
    case tags = "Tags"
    case licenseEndDate = "LicenseEndDate"
    case createTime = "CreateTime"
    case licenceExpired = "LicenceExpired"
    case monthlyActiveUser = "MonthlyActiveUser"
    case monthlyActiveUserCount = "MonthlyActiveUserCount"
    case inactiveTargetUserCount = "InactiveTargetUserCount"
    case deletedTargetUserCount = "DeletedTargetUserCount"
    case enrolledVendorNames = "EnrolledVendorNames"
    case monthlyEnrolled = "MonthlyEnrolled"
    case monthlyConsumption = "MonthlyConsumption"
    case trainingVendorId = "TrainingVendorId"
    case trainingEnrolledMonth = "TrainingEnrolledMonth"
    case trainingConsumptionMonth = "TrainingConsumptionMonth"
    case trainingConsumptionStatus = "TrainingConsumptionStatus"

    /// What a field's values are, and so what a filter item's `value` must be.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Text, compared without regard to letter case.
        case text
        /// A list of texts; a condition holds when it holds for any of them.
        case texts
        /// An integer.
        case number
        /// A number that the API shows as text: `Contains`, `=` and `!=` look at the text, the others at the number.
        case numericText
        /// A date in any form that `DateTime.parse` reads.
        case date
        /// Identifiers, compared exactly; the value is a comma-separated list of them.
        case identifiers
        /// `true` or `false`.
        case boolean
        /// `YYYY-MM`.
        case month
        /// `1` (completed), `2` (in progress), or both with a comma.
        case trainingStatus

        /// The operators that a filter item on a field of this kind may use.
        package var operators: [SearchOperator] {
            switch self {
            case .text, .texts: [.contains, .equal, .notEqual]
            // The vendor's free-text search sends `Contains` for every visible column, numbers and dates included.
            case .number: [.contains, .equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual]
            case .date: [.contains, .equal, .greater, .greaterOrEqual, .less, .lessOrEqual]
            case .numericText: [.contains, .equal, .notEqual, .greaterOrEqual, .lessOrEqual]
            case .identifiers, .trainingStatus: [.include]
            case .boolean, .month: [.equal]
            }
        }
    }

    /// What its values are.
    package var kind: Kind {
        switch self {
        case .companyName, .resellerName, .industryName, .licenseTypeName: .text
        case .industryResourceId, .licenseTypeResourceId, .moduleResourceId, .trainingVendorId: .identifiers
        case .targetUserCount, .monthlyActiveUserCount, .inactiveTargetUserCount, .deletedTargetUserCount: .number
        case .numberOfUsers: .numericText
        case .tags, .enrolledVendorNames, .monthlyEnrolled, .monthlyConsumption: .texts
        case .licenseEndDate, .createTime: .date
        case .licenceExpired: .boolean
        case .monthlyActiveUser, .trainingEnrolledMonth, .trainingConsumptionMonth: .month
        case .trainingConsumptionStatus: .trainingStatus
        }
    }

    /// Further names in a filter item: the vendor's agent sends free text on `Name`.
    package var aliases: [String] {
        self == .companyName ? ["Name"] : []
    }

    /// Whether `orderBy` may name it.
    package var isSortable: Bool {
        switch self {
        case .companyName, .resellerName, .industryName, .licenseTypeName, .targetUserCount, .numberOfUsers, .tags,
            .licenseEndDate, .createTime:
            true
        case .industryResourceId, .licenseTypeResourceId, .moduleResourceId, .licenceExpired, .monthlyActiveUser,
            .monthlyActiveUserCount, .inactiveTargetUserCount, .deletedTargetUserCount, .enrolledVendorNames,
            .monthlyEnrolled, .monthlyConsumption, .trainingVendorId, .trainingEnrolledMonth, .trainingConsumptionMonth,
            .trainingConsumptionStatus:
            false
        }
    }

    /// The fields that `orderBy` may name.
    package static let sortable = allCases.filter(\.isSortable)

    static let names = FieldNames(allCases)
    package var name: String { rawValue }
    package var selectsMonth: Bool { self == .monthlyActiveUser }
}
