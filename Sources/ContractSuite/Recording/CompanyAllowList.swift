/// What becomes of each member of a company in a recording. What is not listed as kept is replaced or left out.
enum CompanyAllowList {
    /// How a member is written into a scenario.
    enum Treatment: Sendable {
        // Kept as they are.
        case flag
        case number(ClosedRange<Int>)
        /// A number that rows have as a text.
        case numberOrText(ClosedRange<Int>)
        case date
        /// One of a few texts.
        case choice([String])
        /// A name out of the platform's own lists: countries, industries, licences, languages, time zones.
        case listed
        /// An identifier out of these lists.
        case listedID
        case listedIDs
        // Replaced.
        case text(Pseudonyms.Kind)
        case texts(Pseudonyms.Kind)
        case groups
    }

    private static let counts = 0...Int(Int32.max)
    private static let int32 = Int(Int32.min)...Int(Int32.max)

    /// Members whose value a scenario takes, in the order in which it is written. Identifier, name, reseller and parent are
    /// not among them; `RecordedScenario` sees to those.
    static let members: [(name: String, treatment: Treatment)] = [
        ("description", .text(.text)),
        ("industryResourceId", .listedID), ("industryName", .listed),
        ("countryResourceId", .listedID), ("countryName", .listed), ("countryCode", .listed),
        ("address", .text(.address)), ("websiteUrl", .text(.url)), ("logoUrl", .text(.url)),
        ("licenseTypeResourceId", .listedID), ("licenseTypeName", .listed),
        ("licensePeriodTypeResourceId", .listedID), ("licensePeriodTypeName", .listed),
        ("licenseStartDate", .date), ("licenseEndDate", .date),
        ("isNumberOfUsersLimited", .flag), ("numberOfUsers", .numberOrText(counts)),
        ("notificationTemplateTypeResourceId", .listedID), ("notificationTemplateTypeName", .listed),
        ("trainingContentTypeResourceId", .listedID), ("trainingContentTypeName", .listed),
        ("smtpConfigurationTypeResourceId", .listedID), ("smtpConfigurationTypeName", .listed),
        ("preferredLanguageTypeResourceId", .listedID), ("preferredLanguageTypeName", .listed),
        ("isVersionVisible", .flag), ("isReleaseNotesVisible", .flag), ("releaseNotesUrl", .text(.url)),
        ("companyGroups", .groups), ("parentId", .number(int32)),
        ("baseManHourCost", .number(int32)), ("baseManHour", .number(int32)), ("statusId", .number(int32)),
        ("licenseModules", .listedIDs), ("targetUserCount", .number(counts)), ("timeZoneId", .listed),
        ("callBackNumberBookingCount", .number(counts)),
        ("dateFormat", .choice(["dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"])), ("timeFormat", .choice(["24h", "12h"])),
        ("tags", .texts(.tag)), ("hasAgenticAILicense", .flag),
        ("privacyDurationId", .number(0...5)), ("createTime", .date),
        ("deletedTargetUserCount", .number(counts)), ("inactiveTargetUserCount", .number(counts)),
        ("monthlyActiveUserCount", .number(counts)),
    ]

    /// Members that answers have and a scenario derives.
    static let derived: Set<String> = [
        "resourceId", "name", "companyResourceId", "companyName", "resellerName", "licenceExpired", "children",
        "statusName", "parent",
    ]

    /// Members that may be null in a scenario, so that an answer without them is repeated without them.
    static let nullable: Set<String> = [
        "description", "industryResourceId", "industryName", "countryResourceId", "countryName", "countryCode",
        "address", "websiteUrl", "logoUrl", "licenseTypeResourceId", "licenseTypeName", "licensePeriodTypeResourceId",
        "licensePeriodTypeName", "licenseStartDate", "licenseEndDate", "notificationTemplateTypeResourceId",
        "notificationTemplateTypeName", "trainingContentTypeResourceId", "trainingContentTypeName",
        "smtpConfigurationTypeResourceId", "smtpConfigurationTypeName", "preferredLanguageTypeResourceId",
        "preferredLanguageTypeName", "releaseNotesUrl", "timeZoneId", "callBackNumberBookingCount", "dateFormat",
        "timeFormat", "createTime",
    ]

    /// Whether a member that the schema lacks has a name such as programmers give, and none out of anybody's data.
    static func isName(_ text: String) -> Bool { text.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]{0,39}/#) != nil }

    /// A value as a scenario takes it; nil where it is not what the member holds, so that it is left out.
    static func value(
        _ value: JSON, _ treatment: Treatment, _ pseudonyms: inout Pseudonyms, dates: RecordedDates
    ) -> JSON? {
        // Never `nil` beside a value of JSON, where it would be its null.
        func kept(_ isKept: Bool) -> JSON? { isKept ? .some(value) : .none }
        switch treatment {
        case .flag: return kept(value.boolean != nil)
        case .number(let range): return kept(value.integer.map(range.contains) ?? false)
        case .numberOrText(let range):
            guard let number = value.integer ?? value.text.flatMap(JSON.integer), range.contains(number) else {
                return .none
            }
            return .number(String(number))
        case .date: return value.text.flatMap(dates.iso8601).map { .string($0) }
        case .choice(let choices): return kept(value.text.map(choices.contains) ?? false)
        case .listed: return value.text.flatMap { listed($0, &pseudonyms) }.map { .string($0) }
        case .listedID: return kept(value.text.map(Pseudonyms.isIdentifier) ?? false)
        case .listedIDs:
            return value.elements.map { .array($0.filter { $0.text.map(Pseudonyms.isIdentifier) ?? false }) }
        case .text(let kind): return value.text.map { .string(pseudonyms.text($0, kind)) }
        case .texts(let kind):
            return value.elements.map { .array($0.compactMap(\.text).map { .string(pseudonyms.text($0, kind)) }) }
        case .groups: return value.elements.map { .array($0.compactMap { group($0, &pseudonyms) }) }
        }
    }

    private static func group(_ value: JSON, _ pseudonyms: inout Pseudonyms) -> JSON? {
        guard let id = value["resourceId"]?.text, let name = value["name"]?.text, !name.isEmpty else { return .none }
        return ["resourceId": .string(pseudonyms.id(id)), "name": .string(pseudonyms.text(name, .group))]
    }

    /// A name out of a list as it is; nil for what can be none, and another text for what stands for somebody elsewhere.
    static func listed(_ text: String, _ pseudonyms: inout Pseudonyms) -> String? {
        guard !text.isEmpty, text.unicodeScalars.count <= 100, !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { return nil }
        if pseudonyms.isReplaced(text) || Pseudonyms.Kind.seen(in: text) != nil { return pseudonyms.text(text, .text) }
        return text
    }
}

/// Reads the dates of a recording, all in the form that they have in common.
struct RecordedDates: Sendable {
    private let column: DateColumn?

    /// The form of these dates; where they do not tell, days come first, as in the vendor's default.
    init(_ dates: some Collection<String>) {
        let known = dates.filter(DateColumn.isKnown)
        column =
            (try? DateColumn(known)) ?? (try? DateColumn(known.filter { !DateColumn.isISO8601($0) } + ["31/12/2000"]))
    }

    /// The date in ISO 8601, without a zone; nil for what is no date.
    func iso8601(_ text: String) -> String? {
        guard let seconds = seconds(text), abs(seconds) < 1e11 else { return nil }
        let whole = Int(seconds.rounded(.down))
        let days = whole >= 0 ? whole / 86400 : (whole - 86399) / 86400
        let rest = whole - days * 86400
        let (year, month, day) = HTTPDate.date(days: days)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
        return "\(date)T\(digits(rest / 3600, 2)):\(digits(rest / 60 % 60, 2)):\(digits(rest % 60, 2))"
    }

    /// Seconds since 1970 in the target's own zone.
    func seconds(_ text: String) -> Double? {
        column?.seconds(text) ?? (DateColumn.isISO8601(text) ? (try? DateColumn([text]))?.seconds(text) : nil)
    }

    /// The `dateFormat` that answers in this form have; nil for the schema's.
    var dateFormat: String? {
        guard let column, !column.isExact else { return nil }
        return column.seconds("2000/12/31") != nil ? "yyyy/MM/dd" : column.isMonthFirst ? "MM/dd/yyyy" : "dd/MM/yyyy"
    }
}
