/// Writes companies of a directory as the API's answers have them, by the table of `CompanyMember`.
struct CompanyWriter {
    let directory: CompanyDirectory
    var dates: DateTimeFormat
    var now: DateTime
    /// The month behind `monthlyActiveUserCount`; nil for the current one.
    var month: YearMonth?

    /// Writes the data of the detail operation, then the company's `extra`.
    func detail(_ position: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        write(CompanyMember.detail[...], of: position, to: &writer)
        end(position, to: &writer)
    }

    /// Writes members of a company.
    func write(_ members: ArraySlice<CompanyMember>, of position: Int, to writer: inout JSONWriter) {
        let record = directory.records[position]
        for member in members {
            writer.name(member.name)
            write(member.value, of: record, position, to: &writer)
        }
    }

    /// Writes what members a company has beyond the schema, and closes it.
    func end(_ position: Int, to writer: inout JSONWriter) {
        for member in directory.records[position].company.extra {
            writer.name(escaping: member.name)
            writer.value(member.value)
        }
        writer.endObject()
    }

    private func write(
        _ value: CompanyMember.Value, of record: CompanyRecord, _ position: Int, to writer: inout JSONWriter
    ) {
        switch value {
        case .identifier: writer.string(record.company.resourceId)
        case .name: writer.string(record.company.name)
        case .text(let path), .choice(let path, _): writer.string(record.company[keyPath: path])
        case .boolean(let path): writer.boolean(record.company[keyPath: path])
        case .integer(let path, _): writer.integer(record.company[keyPath: path])
        case .nullableInteger(let path, _): writer.integer(record.company[keyPath: path])
        case .texts(let path): writer.strings(record.company[keyPath: path])
        case .date(let path): writer.date(record.company[keyPath: path], dates)
        case .referenceId(let kind): writer.string(record.company[keyPath: kind.path].resourceId)
        case .referenceName(let kind): writer.string(record.company[keyPath: kind.path].name)
        case .groups: groups(record.company.companyGroups, to: &writer)
        case .licenceLimit: writer.integer(record.company.numberOfUsers)
        case .licenceLimitText: writer.string(record.company.numberOfUsers.map { String($0) })
        case .parentNumber: writer.integer(record.company.parentId ?? directory.parent(of: position)?.number)
        case .statusName: writer.string(record.company.shownStatusName)
        case .resellerName: writer.string(directory.resellerName(at: position))
        case .licenceExpired: writer.boolean(record.company.isLicenceExpired(at: now))
        case .usersOfMonth: writer.integer(record.company.monthlyActiveUserCount(in: month, now: now))
        case .children: preconditionFailure("rows below a row are written by who knows them")
        }
    }

    private func groups(_ groups: [Company.Reference], to writer: inout JSONWriter) {
        writer.beginArray()
        for group in groups {
            writer.beginObject()
            writer.name("resourceId")
            writer.string(group.resourceId)
            writer.name("name")
            writer.string(group.name)
            writer.endObject()
        }
        writer.endArray()
    }
}

extension Company {
    /// The company's own name for the status, or the vendor's for its id; null for an id that the vendor does not have.
    fileprivate var shownStatusName: String? {
        if let statusName { return statusName }
        switch statusId {
        case 1: return "Active"
        case 0: return "Inactive"
        default: return nil
        }
    }

    /// The count of users added in a month, the current one for nil: what the company has for it, else the plain count for
    /// the current month and zero for any other.
    func monthlyActiveUserCount(in month: YearMonth?, now: DateTime) -> Int {
        let current = YearMonth(now)
        if let count = monthlyActiveUserCounts[month ?? current] { return count }
        return month == nil || month == current ? monthlyActiveUserCount : 0
    }
}
