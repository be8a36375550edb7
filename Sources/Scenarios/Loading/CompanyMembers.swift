import ResellerAPI

/// How a member of a company in a scenario is read.
enum CompanyMember: Sendable {
    typealias Path<Value> = WritableKeyPath<Company, Value> & Sendable

    case text(any Path<String?>)
    case boolean(any Path<Bool>)
    case integer(any Path<Int>, ClosedRange<Int> = CompanyMember.counts)
    case nullableInteger(any Path<Int?>, ClosedRange<Int>)
    case texts(any Path<[String]>)
    case date(any Path<DateTime?>)
    case format(any Path<String?>, Format)
    case referenceId(Catalogue.Kind)
    case referenceName(Catalogue.Kind)
    case special(Special)

    enum Format: Sendable {
        case date
        case time
    }

    /// Members that more than one line decides.
    enum Special: Sendable {
        case resourceId
        case name
        case numberOfUsers
        case isNumberOfUsersLimited
        case statusName
        case licenceExpired
        case companyGroups
        case children
        case parent
        case monthlyActiveUserCounts
        case training
        case extra
    }

    /// The schema's type of every whole number of a company.
    static let int32 = Int(Int32.min)...Int(Int32.max)
    static let counts = 0...Int(Int32.max)

    /// Every member of a company: the 44 of the detail operation in the schema's order, what search rows have beside
    /// them, what only scenarios have.
    static let all: [(name: String, member: CompanyMember)] = [
        ("resourceId", .special(.resourceId)), ("name", .special(.name)), ("description", .text(\.description)),
        ("industryResourceId", .referenceId(.industry)), ("industryName", .referenceName(.industry)),
        ("countryResourceId", .referenceId(.country)), ("countryName", .referenceName(.country)),
        ("countryCode", .text(\.countryCode)), ("address", .text(\.address)), ("websiteUrl", .text(\.websiteUrl)),
        ("logoUrl", .text(\.logoUrl)),
        ("licenseTypeResourceId", .referenceId(.licenseType)), ("licenseTypeName", .referenceName(.licenseType)),
        ("licensePeriodTypeResourceId", .referenceId(.licensePeriodType)),
        ("licensePeriodTypeName", .referenceName(.licensePeriodType)),
        ("licenseStartDate", .date(\.licenseStartDate)), ("licenseEndDate", .date(\.licenseEndDate)),
        ("isNumberOfUsersLimited", .special(.isNumberOfUsersLimited)), ("numberOfUsers", .special(.numberOfUsers)),
        ("notificationTemplateTypeResourceId", .referenceId(.notificationTemplateType)),
        ("notificationTemplateTypeName", .referenceName(.notificationTemplateType)),
        ("trainingContentTypeResourceId", .referenceId(.trainingContentType)),
        ("trainingContentTypeName", .referenceName(.trainingContentType)),
        ("smtpConfigurationTypeResourceId", .referenceId(.smtpConfigurationType)),
        ("smtpConfigurationTypeName", .referenceName(.smtpConfigurationType)),
        ("preferredLanguageTypeResourceId", .referenceId(.preferredLanguageType)),
        ("preferredLanguageTypeName", .referenceName(.preferredLanguageType)),
        ("isVersionVisible", .boolean(\.isVersionVisible)),
        ("isReleaseNotesVisible", .boolean(\.isReleaseNotesVisible)), ("releaseNotesUrl", .text(\.releaseNotesUrl)),
        ("companyGroups", .special(.companyGroups)), ("parentId", .nullableInteger(\.parentId, int32)),
        ("baseManHourCost", .integer(\.baseManHourCost, int32)), ("baseManHour", .integer(\.baseManHour, int32)),
        ("statusId", .nullableInteger(\.statusId, int32)), ("statusName", .special(.statusName)),
        ("licenseModules", .texts(\.licenseModules)), ("targetUserCount", .integer(\.targetUserCount)),
        ("timeZoneId", .text(\.timeZoneId)),
        ("callBackNumberBookingCount", .nullableInteger(\.callBackNumberBookingCount, counts)),
        ("dateFormat", .format(\.dateFormat, .date)), ("timeFormat", .format(\.timeFormat, .time)),
        ("tags", .texts(\.tags)), ("hasAgenticAILicense", .boolean(\.hasAgenticAILicense)),

        ("companyName", .special(.name)), ("companyResourceId", .special(.resourceId)),
        ("resellerName", .text(\.resellerName)), ("privacyDurationId", .integer(\.privacyDurationId, 0...5)),
        ("licenceExpired", .special(.licenceExpired)), ("createTime", .date(\.createTime)),
        ("children", .special(.children)), ("deletedTargetUserCount", .integer(\.deletedTargetUserCount)),
        ("inactiveTargetUserCount", .integer(\.inactiveTargetUserCount)),
        ("monthlyActiveUserCount", .integer(\.monthlyActiveUserCount)),

        ("parent", .special(.parent)), ("monthlyActiveUserCounts", .special(.monthlyActiveUserCounts)),
        ("training", .special(.training)), ("extra", .special(.extra)),
    ]

    static let names = all.map(\.name)
    static let byName = Dictionary(uniqueKeysWithValues: all.map { (ExactText($0.name), $0.member) })
    /// Members that answers already have, which `extra` must not repeat.
    static let answered = Set(names).subtracting(["parent", "monthlyActiveUserCounts", "training", "extra"])
        .reduce(into: Set<ExactText>()) { $0.insert(ExactText($1)) }
}

/// The defaults of a company in a scenario that says only its name.
struct CompanyDefaults {
    /// The world's start.
    let now: DateTime
    private let template: Company

    init(now: DateTime) {
        self.now = now
        var company = Company(resourceId: "", name: "")
        company.industry = Catalogue.reference(.industry, "Technology")
        company.country = Catalogue.reference(.country, "Turkey")
        company.countryCode = "TR"
        company.licenseType = Catalogue.reference(.licenseType, "Custom")
        company.licensePeriodType = Catalogue.reference(.licensePeriodType, "Custom")
        company.preferredLanguageType = Catalogue.reference(.preferredLanguageType, "English")
        company.timeZoneId = "Turkey Standard Time"
        company.dateFormat = DateTimeFormat.DateOrder.dayMonthYear.rawValue
        company.timeFormat = DateTimeFormat.HourClock.hours24.rawValue
        company.createTime = now
        template = company
    }

    func company(resourceId: String, name: String, parent: String? = nil) -> Company {
        var company = template
        company.resourceId = resourceId
        company.name = name
        company.parent = parent
        return company
    }
}
