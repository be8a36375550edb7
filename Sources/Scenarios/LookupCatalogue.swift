package import ResellerAPI

/// The lists of a scenario: those of `ReferenceCatalogue`, what the scenario gives itself, and whatever else its companies
/// refer to, so that every identifier of a company is in them.
package struct LookupCatalogue: Sendable {
    /// List by list, each in its order.
    package let lookups: [Lookup]
    /// Every licence includes all of them (assumed).
    package let licenseModules: [Company.Reference]
    /// Windows identifiers.
    package let timeZones: [String]

    /// `companies` are further ones beside the scenario's.
    package init(_ scenario: Scenario, companies: [Company] = []) {
        var used = UsedReferences()
        for company in scenario.companies { used.add(company) }
        for company in companies { used.add(company) }
        var lookups: [Lookup] = []
        for type in LookupType.allCases {
            let given = scenario.lookups.filter { $0.typeId == type.rawValue }
            let carried = type.kind.map(used.references) ?? []
            var rows = Self.rows(of: type).filter { row in
                // What companies call so has an identifier of their own.
                !given.contains { $0.name.isExactly(row.name) || $0.resourceId.isExactly(row.resourceId) }
                    && (carried.contains { $0.id.isExactly(row.resourceId) }
                        || !carried.contains { $0.name?.isExactly(row.name) ?? false })
            }
            rows += given
            let known = Set(rows.map { ExactText($0.resourceId) })
            for reference in carried where !known.contains(ExactText(reference.id)) {
                var row = Lookup(
                    resourceId: reference.id, typeId: type.rawValue, name: reference.name ?? reference.id)
                if type == .country { (row.code, row.isoCode) = (reference.code, reference.code) }
                rows.append(row)
            }
            lookups += Self.ordered(rows)
        }
        let others = scenario.lookups.filter { LookupType(rawValue: $0.typeId) == nil }
        self.lookups = lookups + Self.ordered(others)
        licenseModules = used.modules(beside: ReferenceCatalogue.licenseModules)
        timeZones = used.timeZones
    }

    /// Those that give themselves no place come in the order in which they are.
    private static func ordered(_ rows: [Lookup]) -> [Lookup] {
        rows.enumerated().map { index, row in
            var row = row
            if row.orderNumber == 0 { row.orderNumber = index + 1 }
            return row
        }
    }

    private static func rows(of type: LookupType) -> [Lookup] {
        guard let kind = type.kind else {
            // The one row that the vendor's client shows.
            var row = Lookup(resourceId: "WNZt0sCVCWB3", typeId: type.rawValue, name: "Click Only")
            row.code = "1"
            return [row]
        }
        return ReferenceCatalogue.all(kind).map { reference in
            let name = reference.name ?? ""
            var row = Lookup(resourceId: reference.resourceId ?? "", typeId: type.rawValue, name: name)
            if let country = ReferenceCatalogue.countries.first(where: { $0.name.isExactly(name) }), kind == .country {
                (row.code, row.isoCode, row.isoFriendlyName) = (country.code, country.code, name)
            }
            if let country = ReferenceCatalogue.countries.first(where: { $0.language.isExactly(name) }),
                kind == .preferredLanguageType
            {
                (row.isoCode, row.isoFriendlyName) = (country.languageCode, name)
            }
            return row
        }
    }

    /// What a company refers to with an identifier of one of the lists.
    package func reference(_ kind: Company.ReferenceKind, id resourceId: String) -> Company.Reference? {
        lookups.first { $0.resourceId.isExactly(resourceId) && LookupType(rawValue: $0.typeId)?.kind == kind }
            .map { Company.Reference(resourceId: $0.resourceId, name: $0.name) }
    }

    package func countryCode(_ country: Company.Reference) -> String? {
        lookups.first { lookup in
            lookup.typeId == LookupType.country.rawValue && country.resourceId?.isExactly(lookup.resourceId) ?? false
        }?.code
    }

    package func hasLicenseModule(_ id: String) -> Bool {
        licenseModules.contains { $0.resourceId?.isExactly(id) ?? false }
    }

    /// A country's defaults for what companies and people in it write.
    package struct CountryFormats: Sendable {
        package let countryCode: String
        package let dateFormat: String
        package let timeFormat: String
        package let phoneNumberCode: String
        package let languageCode: String
        package let language: Lookup?
        package let timeZoneId: String
    }

    package var countryFormats: [CountryFormats] {
        let languages = lookups.filter { $0.typeId == LookupType.preferredLanguageType.rawValue }
        return ReferenceCatalogue.countries.map { country in
            CountryFormats(
                countryCode: country.code, dateFormat: country.dateFormat, timeFormat: country.timeFormat,
                phoneNumberCode: country.phoneNumberCode, languageCode: country.languageCode,
                language: languages.first { $0.name.isExactly(country.language) }, timeZoneId: country.timeZoneId)
        }
    }
}

/// What companies refer to, each once.
private struct UsedReferences {
    private struct Key: Hashable {
        let kind: Company.ReferenceKind
        let id: ExactText
    }

    private static let kinds = LookupType.allCases.compactMap(\.kind).map { (kind: $0, path: $0.path) }

    private var known: Set<Key> = []
    private var byKind: [Company.ReferenceKind: [(id: String, name: String?, code: String?)]] = [:]
    private var knownModules: Set<ExactText> = []
    private var modules: [String] = []
    private(set) var timeZones: [String] = []
    private var knownTimeZones: Set<ExactText> = []

    init() {
        for country in ReferenceCatalogue.countries { add(timeZone: country.timeZoneId) }
    }

    mutating func add(_ company: Company) {
        for (kind, path) in Self.kinds {
            let reference = company[keyPath: path]
            guard let id = reference.resourceId, !id.isEmpty,
                known.insert(Key(kind: kind, id: ExactText(id))).inserted
            else { continue }
            byKind[kind, default: []].append((id, reference.name, company.countryCode))
        }
        for module in company.licenseModules where knownModules.insert(ExactText(module)).inserted {
            modules.append(module)
        }
        if let timeZone = company.timeZoneId { add(timeZone: timeZone) }
    }

    private mutating func add(timeZone: String) {
        if knownTimeZones.insert(ExactText(timeZone)).inserted { timeZones.append(timeZone) }
    }

    func references(_ kind: Company.ReferenceKind) -> [(id: String, name: String?, code: String?)] {
        byKind[kind] ?? []
    }

    /// Modules of these names, and those that companies have beside them, whose names nobody knows.
    func modules(beside names: [String]) -> [Company.Reference] {
        let named = names.map { Company.Reference(resourceId: ReferenceCatalogue.licenseModuleId($0), name: $0) }
        let known = Set(named.compactMap { $0.resourceId.map(ExactText.init) })
        return named
            + modules.filter { !known.contains(ExactText($0)) }.map { Company.Reference(resourceId: $0, name: $0) }
    }
}

extension Scenario {
    /// Gives what companies refer to by names alone the identifiers that the scenario's own lookups have for those names.
    mutating func nameIdentifiersAsInLookups() {
        for lookup in lookups {
            guard let kind = LookupType(rawValue: lookup.typeId)?.kind else { continue }
            let (path, derived) = (kind.path, ReferenceCatalogue.id(kind, lookup.name))
            guard !derived.isExactly(lookup.resourceId) else { continue }
            for index in companies.indices where companies[index][keyPath: path].resourceId?.isExactly(derived) ?? false
            {
                companies[index][keyPath: path].resourceId = lookup.resourceId
            }
        }
    }
}
