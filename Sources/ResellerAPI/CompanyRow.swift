/// Writes the rows of a search: the members of the schema's `SearchCompanyDto` in its order, the names as
/// `searchItemNames` says, then the company's `extra`.
struct CompanyRowWriter {
    let companies: [Company]
    let hierarchy: CompanyHierarchy
    var names: Behaviour.SearchItemNames
    var dates: DateTimeFormat
    var now: DateTime
    /// The month that `now` lies in.
    var currentMonth: YearMonth
    /// The month behind `monthlyActiveUserCount`.
    var countedMonth: YearMonth

    // Members are read through the array, never by way of a local `Company`: copying one would retain dozens of strings.

    /// Writes a row up to `children`, whose value must follow.
    func begin(_ position: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        if names == .page {
            writer.name("name")
            writer.string(companies[position].name)
            writer.name("resourceId")
            writer.string(companies[position].resourceId)
        } else {
            writer.name("companyName")
            writer.string(companies[position].name)
            writer.name("companyResourceId")
            writer.string(companies[position].resourceId)
        }
        writer.name("resellerName")
        writer.string(companies.resellerName(at: position, in: hierarchy))
        writer.name("industryName")
        writer.string(companies[position].industry.name)
        writer.name("industryResourceId")
        writer.string(companies[position].industry.resourceId)
        writer.name("licenseTypeName")
        writer.string(companies[position].licenseType.name)
        writer.name("licenseTypeResourceId")
        writer.string(companies[position].licenseType.resourceId)
        writer.name("isNumberOfUsersLimited")
        writer.boolean(companies[position].isNumberOfUsersLimited)
        writer.name("numberOfUsers")
        writer.string(companies[position].numberOfUsers.map { String($0) })
        writer.name("privacyDurationId")
        writer.integer(companies[position].privacyDurationId)
        writer.name("licenceExpired")
        writer.boolean(companies.isLicenceExpired(at: position, now: now))
        writer.name("licenseEndDate")
        writer.date(companies[position].licenseEndDate, dates)
        writer.name("createTime")
        writer.date(companies[position].createTime, dates)
        writer.name("targetUserCount")
        writer.integer(companies[position].targetUserCount)
        writer.name("children")
    }

    /// Writes the rest of a row whose `children` are written.
    func end(_ position: Int, to writer: inout JSONWriter) {
        writer.name("tags")
        writer.strings(companies[position].tags)
        writer.name("deletedTargetUserCount")
        writer.integer(companies[position].deletedTargetUserCount)
        writer.name("inactiveTargetUserCount")
        writer.integer(companies[position].inactiveTargetUserCount)
        writer.name("monthlyActiveUserCount")
        writer.integer(companies.monthlyActiveUserCount(at: position, in: countedMonth, currentMonth: currentMonth))
        if names == .both {
            writer.name("resourceId")
            writer.string(companies[position].resourceId)
            writer.name("name")
            writer.string(companies[position].name)
        }
        for member in companies[position].extra {
            writer.name(escaping: member.name)
            writer.value(member.value)
        }
        writer.endObject()
    }
}

extension [Company] {
    /// The name of the reseller of a company as rows show it: the parent's unless overridden.
    func resellerName(at position: Int, in hierarchy: CompanyHierarchy) -> String? {
        if let name = self[position].resellerName { return name }
        return hierarchy.parent(of: position).map { self[$0].name }
    }

    /// Whether the licence of a company counts as expired.
    func isLicenceExpired(at position: Int, now: DateTime) -> Bool {
        Company.isLicenceExpired(self[position].licenceExpired, end: self[position].licenseEndDate, now: now)
    }

    /// The count of users added in `month`: what the scenario gives for it, else the plain count for the current month
    /// and zero for any other.
    func monthlyActiveUserCount(at position: Int, in month: YearMonth, currentMonth: YearMonth) -> Int {
        if let count = self[position].monthlyActiveUserCounts[month] { return count }
        return month == currentMonth ? self[position].monthlyActiveUserCount : 0
    }
}
