import HTTP1
import ResellerAPI
import Scenarios

/// The operations that make, change and delete companies.
enum CompanyWrites {
    static let longestLogo = 2 << 20

    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let caller = try call.caller()
        var form = try CompanyForm(call)
        var company = Company(resourceId: "", name: "", parent: call.directory.company(at: caller).resourceId)
        try form.read(into: &company, logoUrl: nil)
        company.baseManHourCost = form.fields.integer("BaseManHourCost", in: CompanyMember.int32) ?? 0
        company.baseManHour = form.fields.integer("BaseManHour", in: CompanyMember.int32) ?? 0
        try form.finish(call)
        company.resourceId = call.newID()
        company.createTime = call.directory.creationTime(at: call.now)
        if form.logo != nil { company.logoUrl = logoURL(of: company) }
        try call.change([.insert(company)])
        return call.done("The company has been created", company.resourceId)
    }

    /// Replaces what the form has; the platform keeps what it has not (the counts of users, the privacy and the like).
    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let position = try call.company(call.identifier)
        var form = try CompanyForm(call)
        var company = call.directory.company(at: position)
        let old = company
        try form.read(into: &company, logoUrl: form.fields.text("LogoUrl"))
        try form.finish(call)
        replaceLogo(of: &company, form, keepsOld: company.logoUrl == old.logoUrl)
        // What a scenario says of a company's licence and status is no longer so.
        company.licenceExpired = nil
        company.statusName = nil
        try call.change([.replace(company)])
        return call.done("The company has been updated", company.resourceId)
    }

    /// What a company may change of itself: what the form has not stays (assumed).
    static func updateLimited(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var form = try CompanyForm(call)
        let identifier = form.fields.text(required: "ResourceId")
        if identifier.isEmpty { try form.finish(call) }
        var company = call.directory.company(at: try call.company(identifier, orOwn: true))
        form.readProfile(into: &company)
        if let zone = form.fields.text("TimeZoneId") { company.timeZoneId = zone }
        try form.finish(call)
        replaceLogo(of: &company, form, keepsOld: true)
        try call.change([.replace(company)])
        return call.done("The company has been updated", company.resourceId)
    }

    private static func replaceLogo(of company: inout Company, _ form: CompanyForm, keepsOld: Bool) {
        if let logo = form.logo {
            company.logo = logo
            company.logoUrl = logoURL(of: company)
        } else if !keepsOld {
            company.logo = nil
        }
    }

    /// Where the vendor keeps logos; how it names them is assumed.
    private static func logoURL(of company: Company) -> String {
        "https://api.keepnetlabs.com/companylogo/\(company.resourceId)"
    }

    static func logo(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = call.directory.company(at: try call.company(call.identifier, orOwn: true))
        return call.success { writer in
            writer.beginObject()
            writer.name("fileName")
            writer.string(company.logo?.fileName)
            writer.name("fileContent")
            writer.string(company.logo?.base64)
            writer.endObject()
        }
    }

    // MARK: - Deleting

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        try remove([call.identifier], from: &call)
        return call.done("The company has been deleted", call.identifier)
    }

    static func bulkDelete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let (caller, snapshot) = (try call.caller(), call)
        let identifiers = try call.bulkSelection { filter throws(HintedResponse) in
            do throws(InvalidRequest) {
                return try snapshot.directory.companies(
                    below: caller, meeting: filter, now: snapshot.now, dates: snapshot.dates)
            } catch {
                throw .invalidInput(error.messages)
            }
        }
        try remove(identifiers, from: &call)
        return call.done("The companies have been deleted", nil)
    }

    /// Removes companies with their clients and what else is theirs, or none of them.
    private static func remove(_ identifiers: [String], from call: inout Call) throws(HintedResponse) {
        guard !identifiers.containsExactly(call.token.company) else {
            throw .invalidInput(["The own company cannot be deleted"])
        }
        var positions: [Int] = []
        for identifier in Set(identifiers.map(ExactText.init)).sorted() {
            positions.append(try call.company(identifier.text))
        }
        try call.change(
            call.directory.lowestFirst(positions).map { .remove(call.directory.company(at: $0).resourceId) })
    }
}

/// The form that companies are made and changed with.
private struct CompanyForm {
    var fields: RequestMembers
    private(set) var logo: Company.Logo?
    private let call: Call

    init(_ call: Call) throws(HintedResponse) {
        let (fields, file) = try call.form()
        self.fields = fields
        self.call = call
        guard let file else { return }
        logo = Company.Logo(fileName: file.fileName ?? "", content: file.content)
        if file.content.count > CompanyWrites.longestLogo {
            self.fields.add("File must have at most \(CompanyWrites.longestLogo) bytes, but has \(file.content.count)")
        } else if !Self.isImage(file.content) {
            self.fields.add("File must be an image: png, jpg, gif or svg")
        }
    }

    mutating func finish(_ call: Call) throws(HintedResponse) {
        try call.finish(&fields)
    }

    /// Reads what `POST` and `PUT` have in common, all of it anew.
    mutating func read(into company: inout Company, logoUrl: String?) throws(HintedResponse) {
        readProfile(into: &company)
        company.logoUrl = logoUrl
        company.logo = logo ?? company.logo
        company.licenseType = reference(.licenseType, required: "LicenseTypeResourceId")
        company.licenseModules = fields.texts("LicenseModuleResourceIdArray") ?? []
        for module in company.licenseModules where !call.world.lookups.hasLicenseModule(module) {
            fields.add("LicenseModuleResourceIdArray names \(module.excerpt), which is no licence module")
        }
        company.hasAgenticAILicense = company.licenseModules.containsExactly(ReferenceCatalogue.agenticAI)
        company.licensePeriodType = reference(.licensePeriodType, required: "LicensePeriodTypeResourceId")
        let order = call.dates.order
        company.licenseStartDate = fields.date("LicenseStartDate", order: order)
        company.licenseEndDate = fields.date("LicenseEndDate", order: order)
        company.isNumberOfUsersLimited = fields.boolean("IsNumberOfUsersLimited")
        company.numberOfUsers = fields.integer("NumberOfUsers", in: CompanyMember.counts, isRequired: true)
        company.notificationTemplateType = reference(
            .notificationTemplateType, "NotificationTemplateTypeResourceId")
        company.trainingContentType = reference(.trainingContentType, "TrainingContentTypeResourceId")
        company.smtpConfigurationType = reference(.smtpConfigurationType, "SmtpConfigurationTypeResourceId")
        company.isVersionVisible = fields.boolean("IsVersionVisible")
        company.isReleaseNotesVisible = fields.boolean("IsReleaseNotesVisible")
        company.releaseNotesUrl = fields.text("ReleaseNotesUrl", most: 2000)
        company.statusId = fields.integer("StatusId", in: 0...1) ?? 1
        company.timeZoneId = fields.text(required: "TimeZoneId")
        company.dateFormat = fields.choice(
            required: "DateFormat", of: DateTimeFormat.DateOrder.allCases.map(\.rawValue))
        company.timeFormat = fields.choice(
            required: "TimeFormat", of: DateTimeFormat.HourClock.allCases.map(\.rawValue))
        company.callBackNumberBookingCount = fields.integer("CallBackNumberBookingCount", in: 1...12)
        company.tags = fields.texts("Tags") ?? []
        try readGroups(into: &company)
    }

    /// Reads what a company may change of itself.
    mutating func readProfile(into company: inout Company) {
        company.name = fields.text(required: "Name", most: 64)
        company.description = fields.text("Description", most: 300)
        company.industry = reference(.industry, required: "IndustryResourceId")
        company.country = reference(.country, required: "CountryResourceId")
        company.countryCode = call.world.lookups.countryCode(company.country)
        company.address = fields.text("Address", most: 200)
        company.websiteUrl = fields.text("WebsiteUrl", most: 2000)
        company.preferredLanguageType = reference(.preferredLanguageType, "PreferredLanguageTypeResourceId")
        let (name, id) = (company.name, company.resourceId)
        if call.refusesDuplicates, call.directory.hasCompany(named: name, besides: id) {
            fields.refuse("Name", "must be a new one")
        }
    }

    private mutating func readGroups(into company: inout Company) throws(HintedResponse) {
        // Other resellers' groups stay.
        let groups = call.snapshot.tables.groups
        company.companyGroups.removeAll { group in
            group.resourceId.flatMap { groups[$0] }?.owner.isExactly(call.token.company) ?? true
        }
        for id in fields.texts("CompanyGroupResourceIdArray") ?? [] {
            let group = call.snapshot.tables.groups[id]
            if let group, group.owner.isExactly(call.token.company) {
                company.companyGroups.append(.init(resourceId: id, name: group.name))
            } else {
                fields.add("CompanyGroupResourceIdArray names \(id.excerpt), which is no group of the caller's")
            }
        }
    }

    private mutating func reference(
        _ kind: Company.ReferenceKind, required name: StaticString
    ) -> Company.Reference {
        fields.text(required: name).isEmpty ? .init() : reference(kind, name)
    }

    private mutating func reference(_ kind: Company.ReferenceKind, _ name: StaticString) -> Company.Reference {
        guard let id = fields.text(name), !id.isEmpty else { return .init() }
        if let reference = call.world.lookups.reference(kind, id: id) { return reference }
        fields.refuse(name, "must be the resourceId of a lookup")
        return .init()
    }

    /// By the first bytes, for names and types are what the client says.
    private static func isImage(_ content: [UInt8]) -> Bool {
        let start = Array(content.prefix(256))
        if [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8)].contains(where: start.starts(with:)) {
            return true
        }
        let text = String(decoding: start, as: UTF8.self).lowercased()
        return text.contains("<svg") || text.contains("<?xml")
    }
}
