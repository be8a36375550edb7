/// What beside the search itself selects companies.
extension CompanyDirectory {
    /// What `finish` makes of the companies that a search request selects, in its order and not yet divided into pages.
    ///
    /// With `among` only those of them that the caller manages. Rows are not nested, whatever the request says.
    package func select(
        body: [UInt8], among: [Int]? = nil, caller: Int, now: DateTime, dates: DateTimeFormat,
        finish: (SearchRequest<SearchField>, [Int]) -> [UInt8]
    ) -> SearchOutcome {
        switch SearchRequest.read(body, fields: SearchField.names, behaviour: behaviour, dateOrder: dates.order) {
        case .empty: return .empty
        case .invalid(let messages): return .invalid(messages)
        case .request(var request):
            request.isClustered = false
            guard let rows = try? rows(request, caller: caller, now: now, dates: dates) else { return .exceeded }
            let wanted = among.map(Set.init)
            return .found(finish(request, rows.filter { wanted?.contains($0) ?? true }))
        }
    }

    /// The identifiers of the companies below the caller that meet the filter of a request.
    package func companies(
        below caller: Int, meeting filter: JSONValue?, now: DateTime, dates: DateTimeFormat
    ) throws(InvalidRequest) -> [String] {
        let condition = try SearchCondition.read(
            filter, fields: SearchField.names, behaviour: behaviour, dateOrder: dates.order)
        let request = SearchRequest(
            pageNumber: 1, pageSize: 1, order: .createTime, ascending: true, isTargetUserCountExceededLimit: false,
            isClustered: false, reportAllPages: true, condition: condition, month: nil)
        guard let rows = try? rows(request, caller: caller, now: now, dates: dates) else {
            throw InvalidRequest(["The filter takes more work than reseller-mock does for one request"])
        }
        return rows.map { records[$0].company.resourceId }
    }

    /// The companies below another, each followed by those below it.
    package func companies(below caller: Int) -> [Int] {
        hierarchy.inOrder(records.indices.filter { hierarchy.isAbove(caller, $0) })
    }

    /// Some companies, each after those below it.
    package func lowestFirst(_ positions: [Int]) -> [Int] { hierarchy.inOrder(positions).reversed() }

    /// Whether another company than the one with an identifier has a name.
    package func hasCompany(named name: String, besides resourceId: String) -> Bool {
        records.contains {
            !$0.isVacant && $0.company.name.isExactly(name) && !$0.company.resourceId.isExactly(resourceId)
        }
    }

    /// Those of some companies that have a text in their names.
    package func named(containing text: String, among positions: [Int]) -> [Int] {
        let text = TextFolding.folded(text, behaviour.letterCase)
        return positions.filter {
            TextFolding.contains(TextFolding.folded(records[$0].company.name, behaviour.letterCase), text)
        }
    }

    /// A time of creation that is later than that of every company of the same second, so that the newest is always the
    /// first, even while the clock stands still.
    package func creationTime(at now: DateTime) -> DateTime {
        let end = now.ticks + DateTime.ticksPerSecond
        let newest = records.lazy.compactMap { $0.company.createTime?.ticks }.filter { $0 >= now.ticks && $0 < end }
            .max()
        return newest.map { DateTime(ticks: $0 + 1) } ?? now
    }

    /// Writes a company as a row with these members.
    package func write(
        _ position: Int, _ members: [CompanyMember], dates: DateTimeFormat, now: DateTime, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        CompanyWriter(directory: self, dates: dates, now: now).write(members[...], of: position, to: &writer)
        writer.endObject()
    }

    /// Companies with the columns of the vendor's list of companies.
    package func spreadsheet(
        of positions: some Sequence<Int>, month: YearMonth?, dates: DateTimeFormat, now: DateTime
    ) -> Spreadsheet {
        Spreadsheet(
            columns: [
                "Company Name", "Reseller Name", "Industry", "License Type", "Target Users", "Inactive Users",
                "Deleted Users", "Monthly Users", "License Limit", "Tags", "Renewal Date", "Date Created",
            ],
            rows: positions.map { position in
                let company = records[position].company
                return [
                    .text(company.name), .text(resellerName(at: position)), .text(company.industry.name),
                    .text(company.licenseType.name), .number(company.targetUserCount),
                    .number(company.inactiveTargetUserCount), .number(company.deletedTargetUserCount),
                    .number(company.monthlyActiveUserCount(in: month, now: now)), .number(company.numberOfUsers),
                    .text(company.tags.joined(separator: ", ")), .text(company.licenseEndDate.map(dates.string)),
                    .text(company.createTime.map(dates.string)),
                ]
            })
    }
}
