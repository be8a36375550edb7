import ResellerAPI
import Scenarios

/// The lists that companies refer to: those of the catalogue, and what a scenario's companies have beyond it.
struct Lookups: Sendable {
    private(set) var references: [Company.ReferenceKind: [Company.Reference]] = [:]
    private(set) var licenseModules = ReferenceCatalogue.licenseModules.map {
        Company.Reference(resourceId: ReferenceCatalogue.licenseModuleId($0), name: $0)
    }
    /// By identifier of a country.
    private var countryCodes: [ExactText: String] = [:]

    init(_ companies: [Company]) {
        for kind in Company.ReferenceKind.allCases { references[kind] = ReferenceCatalogue.all(kind) }
        for country in ReferenceCatalogue.countries {
            countryCodes[ExactText(ReferenceCatalogue.id(.country, country.name))] = country.code
        }
        var known = Set(references.values.joined().compactMap { $0.resourceId.map(ExactText.init) })
        var modules = Set(licenseModules.compactMap { $0.resourceId.map(ExactText.init) })
        for company in companies {
            for kind in Company.ReferenceKind.allCases {
                let reference = company[keyPath: kind.path]
                guard let id = reference.resourceId, !id.isEmpty, known.insert(ExactText(id)).inserted else { continue }
                references[kind]?.append(reference)
            }
            if let id = company.country.resourceId, let code = company.countryCode {
                countryCodes.merge([ExactText(id): code]) { first, _ in first }
            }
            for module in company.licenseModules where modules.insert(ExactText(module)).inserted {
                licenseModules.append(.init(resourceId: module, name: module))
            }
        }
    }

    func reference(_ kind: Company.ReferenceKind, id: String) -> Company.Reference? {
        references[kind]?.first { $0.resourceId?.isExactly(id) ?? false }
    }

    func countryCode(_ country: Company.Reference) -> String? {
        country.resourceId.flatMap { countryCodes[ExactText($0)] }
    }

    func hasLicenseModule(_ id: String) -> Bool {
        licenseModules.contains { $0.resourceId?.isExactly(id) ?? false }
    }
}
