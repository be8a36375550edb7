/// A row of the lists that the platform keeps and companies refer to (`LookupDto`).
package struct Lookup: Hashable, Sendable {
    package var resourceId: String
    /// Which list it is in.
    package var typeId: Int
    package var typeName: String
    package var name: String
    package var code: String?
    package var description: String?
    package var orderNumber = 0
    package var isoCode: String?
    package var isoFriendlyName: String?

    package init(resourceId: String, typeId: Int, name: String) {
        self.resourceId = resourceId
        self.typeId = typeId
        typeName = LookupType(rawValue: typeId)?.name ?? "Type \(typeId)"
        self.name = name
    }
}

/// The lists whose numbers are known.
package enum LookupType: Int, Hashable, Sendable, CaseIterable {
    case country = 1
    case industry = 2
    case licenseType = 3
    case licensePeriodType = 4
    case notificationTemplateType = 5
    case trainingContentType = 6
    case smtpConfigurationType = 7
    case phishingCategory = 19
    case preferredLanguageType = 21

    /// Assumed, but for the phishing categories.
    package var name: String {
        switch self {
        case .country: "Countries"
        case .industry: "Industries"
        case .licenseType: "License Types"
        case .licensePeriodType: "License Period Types"
        case .notificationTemplateType: "Notification Template Types"
        case .trainingContentType: "Training Content Types"
        case .smtpConfigurationType: "SMTP Configuration Types"
        case .phishingCategory: "Phishing Simulator Categories"
        case .preferredLanguageType: "Languages"
        }
    }

    /// What of a company refers to the list; nil for one that companies have nothing of.
    package var kind: Company.ReferenceKind? {
        switch self {
        case .country: .country
        case .industry: .industry
        case .licenseType: .licenseType
        case .licensePeriodType: .licensePeriodType
        case .notificationTemplateType: .notificationTemplateType
        case .trainingContentType: .trainingContentType
        case .smtpConfigurationType: .smtpConfigurationType
        case .phishingCategory: nil
        case .preferredLanguageType: .preferredLanguageType
        }
    }
}
