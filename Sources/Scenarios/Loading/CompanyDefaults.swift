import ResellerAPI

/// The defaults of a company in a scenario that says only its name.
struct CompanyDefaults {
    /// The world's start.
    let now: DateTime
    private let template: Company

    init(now: DateTime) {
        self.now = now
        var company = Company(resourceId: "", name: "")
        company.industry = ReferenceCatalogue.reference(.industry, "Technology")
        company.country = ReferenceCatalogue.reference(.country, "Turkey")
        company.countryCode = "TR"
        company.licenseType = ReferenceCatalogue.reference(.licenseType, "Custom")
        company.licensePeriodType = ReferenceCatalogue.reference(.licensePeriodType, "Custom")
        // The three choices are all, the system's and the reseller's own; how the API spells them is not known.
        company.notificationTemplateType = ReferenceCatalogue.reference(.notificationTemplateType, "All")
        company.trainingContentType = ReferenceCatalogue.reference(.trainingContentType, "All")
        company.smtpConfigurationType = ReferenceCatalogue.reference(.smtpConfigurationType, "All")
        company.preferredLanguageType = ReferenceCatalogue.reference(.preferredLanguageType, "English")
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
        company.description = name
        company.parent = parent
        return company
    }
}
