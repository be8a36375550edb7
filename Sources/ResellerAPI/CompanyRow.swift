/// Writes the rows of a search: the members of the schema's `SearchCompanyDto` in its order, the names as
/// `searchItemNames` says, then the company's `extra`.
struct CompanyRowWriter {
    var names: Behaviour.SearchItemNames
    var dates: DateTimeFormat
    var now: DateTime
    /// The month that `now` lies in.
    var currentMonth: YearMonth
    /// The month behind `monthlyActiveUserCount`.
    var countedMonth: YearMonth

    /// Writes a row up to `children`, whose value must follow.
    func begin(_ company: Company, reseller: String?, to writer: inout JSONWriter) {
        writer.beginObject()
        if names == .page {
            writer.name("name")
            writer.string(company.name)
            writer.name("resourceId")
            writer.string(company.resourceId)
        } else {
            writer.name("companyName")
            writer.string(company.name)
            writer.name("companyResourceId")
            writer.string(company.resourceId)
        }
        writer.name("resellerName")
        writer.string(reseller)
        writer.name("industryName")
        writer.string(company.industry.name)
        writer.name("industryResourceId")
        writer.string(company.industry.resourceId)
        writer.name("licenseTypeName")
        writer.string(company.licenseType.name)
        writer.name("licenseTypeResourceId")
        writer.string(company.licenseType.resourceId)
        writer.name("isNumberOfUsersLimited")
        writer.boolean(company.isNumberOfUsersLimited)
        writer.name("numberOfUsers")
        writer.string(company.numberOfUsers.map { String($0) })
        writer.name("privacyDurationId")
        writer.integer(company.privacyDurationId)
        writer.name("licenceExpired")
        writer.boolean(company.isLicenceExpired(at: now))
        writer.name("licenseEndDate")
        writer.date(company.licenseEndDate, dates)
        writer.name("createTime")
        writer.date(company.createTime, dates)
        writer.name("targetUserCount")
        writer.integer(company.targetUserCount)
        writer.name("children")
    }

    /// Writes the rest of a row whose `children` are written.
    func end(_ company: Company, to writer: inout JSONWriter) {
        writer.name("tags")
        writer.strings(company.tags)
        writer.name("deletedTargetUserCount")
        writer.integer(company.deletedTargetUserCount)
        writer.name("inactiveTargetUserCount")
        writer.integer(company.inactiveTargetUserCount)
        writer.name("monthlyActiveUserCount")
        writer.integer(company.monthlyActiveUserCount(in: countedMonth, currentMonth: currentMonth))
        if names == .both {
            writer.name("resourceId")
            writer.string(company.resourceId)
            writer.name("name")
            writer.string(company.name)
        }
        for member in company.extra {
            writer.name(escaping: member.name)
            writer.value(member.value)
        }
        writer.endObject()
    }
}

extension Company {
    /// The count of users added in `month`: what the scenario gives for it, else the plain count for the current month
    /// and zero for any other.
    func monthlyActiveUserCount(in month: YearMonth, currentMonth: YearMonth) -> Int {
        monthlyActiveUserCounts[month] ?? (month == currentMonth ? monthlyActiveUserCount : 0)
    }
}
