package import ResellerAPI

/// Names and identifiers of what the platform keeps in lists of its own.
///
/// The vendor publishes no complete list. Names are those that its pages and clients show; identifiers are the
/// attested ones where there are any, else derived from the name, so that equal names have equal identifiers.
package enum ReferenceCatalogue {
    package typealias Kind = Company.ReferenceKind

    /// Identifiers that the vendor's own client contains. It shows the name `3 Years`; `1 Year` is formed like it.
    private static let attested: [(kind: Kind, name: String, id: String)] = [
        (.licensePeriodType, "Custom", "MaR9NJslgSGW"), (.licensePeriodType, "1 Year", "HTHpWWXGJshG"),
        (.licensePeriodType, "3 Years", "6EXwfaM5ZDT4"),
    ]

    package static func id(_ kind: Kind, _ name: String) -> String {
        attested.first { $0.kind == kind && $0.name.isExactly(name) }?.id
            ?? ResourceID.derived(from: "\(kind.rawValue):\(name)")
    }

    static func name(_ kind: Kind, id: String) -> String? {
        attested.first { $0.kind == kind && $0.id.isExactly(id) }?.name
    }

    static func groupId(_ name: String) -> String { ResourceID.derived(from: "companyGroup:\(name)") }

    /// The callback simulator's identifier is attested.
    package static func licenseModuleId(_ name: String) -> String {
        name == "Callback" ? "AYAPp3vt3SvS" : ResourceID.derived(from: "licenseModule:\(name)")
    }

    /// All that is known of a list.
    package static func all(_ kind: Kind) -> [Company.Reference] {
        let names =
            switch kind {
            case .industry: industries
            case .country: countries.map(\.name)
            case .licenseType: licenseTypes
            case .licensePeriodType: attested.filter { $0.kind == kind }.map(\.name)
            case .notificationTemplateType, .trainingContentType, .smtpConfigurationType: accessTypes
            case .preferredLanguageType: Set(countries.map(\.language)).sorted()
            }
        return names.map { reference(kind, $0) }
    }

    /// What a company sees of a list: all, the system's, the reseller's own; how the API spells them is not known.
    static let accessTypes = ["All", "Only System", "Only Reseller Custom"]
    package static let agenticAI = licenseModuleId("Agentic AI")

    static func reference(_ kind: Kind, _ name: String) -> Company.Reference {
        Company.Reference(resourceId: id(kind, name), name: name)
    }

    /// From the vendor's pages, release notes and clients.
    static let industries = [
        "Technology", "Healthcare", "Finance", "Education", "Legal", "Insurance", "Hospitality", "Logistics", "Gaming",
    ]
    /// `Custom` is special to the vendor's client; the others appear in its prompts and tests.
    static let licenseTypes = ["Custom", "Enterprise", "Awareness", "Gold"]
    /// As the vendor's client shows them.
    package static let licenseModules = [
        "Phishing Simulator", "Awareness Educator", "Phishing Reporter", "Incident Responder", "Threat Intelligence",
        "Threat Sharing", "Email Threat Simulator", "Vishing", "Smishing", "Quishing", "Callback", "Agentic AI",
    ]

    /// A country with what companies in it usually choose.
    package struct Country: Sendable {
        package var name: String
        /// ISO 3166-1 alpha-2.
        package var code: String
        /// A Windows time zone identifier.
        var timeZoneId: String
        var dateFormat: String
        var timeFormat: String
        var language: String
        /// ISO 639-1.
        var languageCode: String
        /// The country calling code (ITU-T E.164).
        var phoneNumberCode: String
    }

    package static let countries = [
        country("Turkey", "TR", "Turkey Standard Time", "dd/MM/yyyy", "24h", "Turkish", "tr", "90"),
        country("United Kingdom", "GB", "GMT Standard Time", "dd/MM/yyyy", "24h", "English", "en", "44"),
        country("Germany", "DE", "W. Europe Standard Time", "dd/MM/yyyy", "24h", "German", "de", "49"),
        country("United States", "US", "Eastern Standard Time", "MM/dd/yyyy", "12h", "English", "en", "1"),
        country("Netherlands", "NL", "W. Europe Standard Time", "dd/MM/yyyy", "24h", "Dutch", "nl", "31"),
        country("France", "FR", "Romance Standard Time", "dd/MM/yyyy", "24h", "French", "fr", "33"),
        country("Spain", "ES", "Romance Standard Time", "dd/MM/yyyy", "24h", "Spanish", "es", "34"),
        country("Italy", "IT", "W. Europe Standard Time", "dd/MM/yyyy", "24h", "Italian", "it", "39"),
        country("Hungary", "HU", "Central Europe Standard Time", "yyyy/MM/dd", "24h", "Hungarian", "hu", "36"),
        country("Poland", "PL", "Central European Standard Time", "dd/MM/yyyy", "24h", "Polish", "pl", "48"),
        country("Canada", "CA", "Eastern Standard Time", "yyyy/MM/dd", "12h", "English", "en", "1"),
        country("Australia", "AU", "AUS Eastern Standard Time", "dd/MM/yyyy", "12h", "English", "en", "61"),
        country("Japan", "JP", "Tokyo Standard Time", "yyyy/MM/dd", "24h", "Japanese", "ja", "81"),
        country("United Arab Emirates", "AE", "Arabian Standard Time", "dd/MM/yyyy", "12h", "Arabic", "ar", "971"),
        country("South Africa", "ZA", "South Africa Standard Time", "yyyy/MM/dd", "24h", "English", "en", "27"),
        country("Brazil", "BR", "E. South America Standard Time", "dd/MM/yyyy", "24h", "Portuguese", "pt", "55"),
    ]

    private static func country(
        _ name: String, _ code: String, _ timeZoneId: String, _ dateFormat: String, _ timeFormat: String,
        _ language: String, _ languageCode: String, _ phoneNumberCode: String
    ) -> Country {
        Country(
            name: name, code: code, timeZoneId: timeZoneId, dateFormat: dateFormat, timeFormat: timeFormat,
            language: language, languageCode: languageCode, phoneNumberCode: phoneNumberCode)
    }
}
