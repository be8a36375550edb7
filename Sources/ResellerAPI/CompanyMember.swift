/// A member of a company as the API names it, and where its value is kept.
///
/// The one table of them: answers are written by it in its order, scenarios are read by it.
package struct CompanyMember: Sendable {
    package typealias Path<Kept> = WritableKeyPath<Company, Kept> & Sendable

    package let name: StaticString
    package let value: Value

    /// What its value is.
    package enum Value: Sendable {
        case identifier
        case name
        case text(any Path<String?>)
        case boolean(any Path<Bool>)
        case integer(any Path<Int>, ClosedRange<Int> = CompanyMember.counts)
        case nullableInteger(any Path<Int?>, ClosedRange<Int>)
        case texts(any Path<[String]>)
        case date(any Path<DateTime?>)
        /// One of a few texts.
        case choice(any Path<String?>, [String])
        /// The `resourceId` of what the platform keeps in a list.
        case referenceId(Company.ReferenceKind)
        /// The name of the same.
        case referenceName(Company.ReferenceKind)
        case groups
        /// The licence limit, an integer.
        case licenceLimit
        /// The same as a text.
        case licenceLimitText
        /// The company's own number of its parent, or the directory's.
        case parentNumber
        /// The company's own name for its status, or the vendor's.
        case statusName
        /// The company's own name of its reseller, or its parent's.
        case resellerName
        /// The company's own flag, or what its licence's end and the clock say.
        case licenceExpired
        /// Of the current month, or of the one that a search asks for.
        case usersOfMonth
        /// Rows below this one.
        case children
    }

    /// The schema's type of every whole number of a company.
    package static let int32 = Int(Int32.min)...Int(Int32.max)
    package static let counts = 0...Int(Int32.max)

    private init(_ name: StaticString, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// The 44 members of the detail operation: the schema's `CompanyDto` in its order.
    package static let detail: [CompanyMember] = [
        .init("resourceId", .identifier), .init("name", .name), .init("description", .text(\.description)),
        .init("industryResourceId", .referenceId(.industry)), .init("industryName", .referenceName(.industry)),
        .init("countryResourceId", .referenceId(.country)), .init("countryName", .referenceName(.country)),
        .init("countryCode", .text(\.countryCode)), .init("address", .text(\.address)),
        .init("websiteUrl", .text(\.websiteUrl)), .init("logoUrl", .text(\.logoUrl)),
        .init("licenseTypeResourceId", .referenceId(.licenseType)),
        .init("licenseTypeName", .referenceName(.licenseType)),
        .init("licensePeriodTypeResourceId", .referenceId(.licensePeriodType)),
        .init("licensePeriodTypeName", .referenceName(.licensePeriodType)),
        .init("licenseStartDate", .date(\.licenseStartDate)), .init("licenseEndDate", .date(\.licenseEndDate)),
        .init("isNumberOfUsersLimited", .boolean(\.isNumberOfUsersLimited)), .init("numberOfUsers", .licenceLimit),
        .init("notificationTemplateTypeResourceId", .referenceId(.notificationTemplateType)),
        .init("notificationTemplateTypeName", .referenceName(.notificationTemplateType)),
        .init("trainingContentTypeResourceId", .referenceId(.trainingContentType)),
        .init("trainingContentTypeName", .referenceName(.trainingContentType)),
        .init("smtpConfigurationTypeResourceId", .referenceId(.smtpConfigurationType)),
        .init("smtpConfigurationTypeName", .referenceName(.smtpConfigurationType)),
        .init("preferredLanguageTypeResourceId", .referenceId(.preferredLanguageType)),
        .init("preferredLanguageTypeName", .referenceName(.preferredLanguageType)),
        .init("isVersionVisible", .boolean(\.isVersionVisible)),
        .init("isReleaseNotesVisible", .boolean(\.isReleaseNotesVisible)),
        .init("releaseNotesUrl", .text(\.releaseNotesUrl)), .init("companyGroups", .groups),
        .init("parentId", .parentNumber), .init("baseManHourCost", .integer(\.baseManHourCost, int32)),
        .init("baseManHour", .integer(\.baseManHour, int32)), .init("statusId", .nullableInteger(\.statusId, int32)),
        .init("statusName", .statusName), .init("licenseModules", .texts(\.licenseModules)),
        .init("targetUserCount", .integer(\.targetUserCount)), .init("timeZoneId", .text(\.timeZoneId)),
        .init("callBackNumberBookingCount", .nullableInteger(\.callBackNumberBookingCount, counts)),
        .init("dateFormat", .choice(\.dateFormat, DateTimeFormat.DateOrder.allCases.map(\.rawValue))),
        .init("timeFormat", .choice(\.timeFormat, DateTimeFormat.HourClock.allCases.map(\.rawValue))),
        .init("tags", .texts(\.tags)), .init("hasAgenticAILicense", .boolean(\.hasAgenticAILicense)),
    ]

    /// The 19 members of a search row: the schema's `SearchCompanyDto` in its order.
    package static let row: [CompanyMember] = [
        .init("companyName", .name), .init("companyResourceId", .identifier), .init("resellerName", .resellerName),
        .init("industryName", .referenceName(.industry)), .init("industryResourceId", .referenceId(.industry)),
        .init("licenseTypeName", .referenceName(.licenseType)),
        .init("licenseTypeResourceId", .referenceId(.licenseType)),
        .init("isNumberOfUsersLimited", .boolean(\.isNumberOfUsersLimited)),
        .init("numberOfUsers", .licenceLimitText), .init("privacyDurationId", .integer(\.privacyDurationId, 0...5)),
        .init("licenceExpired", .licenceExpired), .init("licenseEndDate", .date(\.licenseEndDate)),
        .init("createTime", .date(\.createTime)), .init("targetUserCount", .integer(\.targetUserCount)),
        .init("children", .children), .init("tags", .texts(\.tags)),
        .init("deletedTargetUserCount", .integer(\.deletedTargetUserCount)),
        .init("inactiveTargetUserCount", .integer(\.inactiveTargetUserCount)),
        .init("monthlyActiveUserCount", .usersOfMonth),
    ]

    /// The 12 members of a company in a group: the schema's `SearchGroupCompanyDto` in its order.
    package static let groupRow: [CompanyMember] = [
        .init("companyName", .name), .init("companyResourceId", .identifier),
        .init("industryName", .referenceName(.industry)), .init("industryResourceId", .referenceId(.industry)),
        .init("licenseTypeName", .referenceName(.licenseType)),
        .init("licenseTypeResourceId", .referenceId(.licenseType)),
        .init("isNumberOfUsersLimited", .boolean(\.isNumberOfUsersLimited)),
        .init("numberOfUsers", .licenceLimitText), .init("licenseEndDate", .date(\.licenseEndDate)),
        .init("createTime", .date(\.createTime)), .init("companyStatusId", .nullableInteger(\.statusId, int32)),
        .init("companyStatusName", .statusName),
    ]

    /// The members of a search row with the names that a behaviour asks for, those before `children` and those after.
    struct Row: Sendable {
        let beforeChildren: ArraySlice<CompanyMember>
        let afterChildren: ArraySlice<CompanyMember>

        private init(_ members: [CompanyMember]) {
            let index = members.firstIndex { if case .children = $0.value { true } else { false } }!
            beforeChildren = members[..<index]
            afterChildren = members[(index + 1)...]
        }

        private static let both = Row(row + [.init("resourceId", .identifier), .init("name", .name)])
        private static let schema = Row(row)
        private static let page = Row([.init("name", .name), .init("resourceId", .identifier)] + row.dropFirst(2))

        static func named(_ names: Behaviour.SearchItemNames) -> Row {
            switch names {
            case .both: both
            case .schema: schema
            case .page: page
            }
        }
    }
}

extension Company {
    /// What the platform keeps in lists of its own; the raw value goes into derived identifiers.
    package enum ReferenceKind: String, Hashable, Sendable, CaseIterable {
        case industry
        case country
        case licenseType
        case licensePeriodType
        case notificationTemplateType
        case trainingContentType
        case smtpConfigurationType
        case preferredLanguageType

        /// Where a company refers to one of the list.
        package var path: any CompanyMember.Path<Reference> {
            switch self {
            case .industry: \.industry
            case .country: \.country
            case .licenseType: \.licenseType
            case .licensePeriodType: \.licensePeriodType
            case .notificationTemplateType: \.notificationTemplateType
            case .trainingContentType: \.trainingContentType
            case .smtpConfigurationType: \.smtpConfigurationType
            case .preferredLanguageType: \.preferredLanguageType
            }
        }
    }
}
