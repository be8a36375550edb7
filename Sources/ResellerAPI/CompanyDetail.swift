extension JSONWriter {
    /// Writes the data of the detail operation: the members of the schema's `CompanyDto` in its order, then `extra`.
    ///
    /// `parentNumber` is the directory's number of the parent, used where the scenario gives no `parentId`.
    mutating func detail(of company: Company, parentNumber: Int?, dates: DateTimeFormat) {
        beginObject()
        name("resourceId")
        string(company.resourceId)
        name("name")
        string(company.name)
        name("description")
        string(company.description)
        name("industryResourceId")
        string(company.industry.resourceId)
        name("industryName")
        string(company.industry.name)
        name("countryResourceId")
        string(company.country.resourceId)
        name("countryName")
        string(company.country.name)
        name("countryCode")
        string(company.countryCode)
        name("address")
        string(company.address)
        name("websiteUrl")
        string(company.websiteUrl)
        name("logoUrl")
        string(company.logoUrl)
        licence(of: company, dates: dates)
        templates(of: company)
        name("isVersionVisible")
        boolean(company.isVersionVisible)
        name("isReleaseNotesVisible")
        boolean(company.isReleaseNotesVisible)
        name("releaseNotesUrl")
        string(company.releaseNotesUrl)
        name("companyGroups")
        groups(company.companyGroups)
        name("parentId")
        integer(company.parentId ?? parentNumber)
        state(of: company)
        for member in company.extra {
            name(escaping: member.name)
            value(member.value)
        }
        endObject()
    }

    private mutating func licence(of company: Company, dates: DateTimeFormat) {
        name("licenseTypeResourceId")
        string(company.licenseType.resourceId)
        name("licenseTypeName")
        string(company.licenseType.name)
        name("licensePeriodTypeResourceId")
        string(company.licensePeriodType.resourceId)
        name("licensePeriodTypeName")
        string(company.licensePeriodType.name)
        name("licenseStartDate")
        date(company.licenseStartDate, dates)
        name("licenseEndDate")
        date(company.licenseEndDate, dates)
        name("isNumberOfUsersLimited")
        boolean(company.isNumberOfUsersLimited)
        name("numberOfUsers")
        integer(company.numberOfUsers)
    }

    private mutating func templates(of company: Company) {
        name("notificationTemplateTypeResourceId")
        string(company.notificationTemplateType.resourceId)
        name("notificationTemplateTypeName")
        string(company.notificationTemplateType.name)
        name("trainingContentTypeResourceId")
        string(company.trainingContentType.resourceId)
        name("trainingContentTypeName")
        string(company.trainingContentType.name)
        name("smtpConfigurationTypeResourceId")
        string(company.smtpConfigurationType.resourceId)
        name("smtpConfigurationTypeName")
        string(company.smtpConfigurationType.name)
        name("preferredLanguageTypeResourceId")
        string(company.preferredLanguageType.resourceId)
        name("preferredLanguageTypeName")
        string(company.preferredLanguageType.name)
    }

    private mutating func groups(_ groups: [Company.Reference]) {
        beginArray()
        for group in groups {
            beginObject()
            name("resourceId")
            string(group.resourceId)
            name("name")
            string(group.name)
            endObject()
        }
        endArray()
    }

    private mutating func state(of company: Company) {
        name("baseManHourCost")
        integer(company.baseManHourCost)
        name("baseManHour")
        integer(company.baseManHour)
        name("statusId")
        integer(company.statusId)
        name("statusName")
        string(company.shownStatusName)
        name("licenseModules")
        strings(company.licenseModules)
        name("targetUserCount")
        integer(company.targetUserCount)
        name("timeZoneId")
        string(company.timeZoneId)
        name("callBackNumberBookingCount")
        integer(company.callBackNumberBookingCount)
        name("dateFormat")
        string(company.dateFormat)
        name("timeFormat")
        string(company.timeFormat)
        name("tags")
        strings(company.tags)
        name("hasAgenticAILicense")
        boolean(company.hasAgenticAILicense)
    }
}

extension Company {
    /// The scenario's name for the status, or the vendor's for its id; null for an id that the vendor does not have.
    fileprivate var shownStatusName: String? {
        if let statusName { return statusName }
        switch statusId {
        case 1: return "Active"
        case 0: return "Inactive"
        default: return nil
        }
    }
}
