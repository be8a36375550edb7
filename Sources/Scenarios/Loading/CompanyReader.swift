import ResellerAPI

/// A company as a scenario gives it, its references still to be checked.
struct CompanyDraft {
    var company: Company
    var parent = ParentChoice.unspecified
    /// Where its identifier is given, or where the company starts.
    var idPosition: Position

    enum ParentChoice {
        /// The first reseller's company, unless a client makes it one of its own.
        case unspecified
        case top
        case company(String, Position)
    }
}

/// Reads one company after the other from a scenario's `companies`.
struct CompanyReader {
    let values: ValueReader
    let defaults: CompanyDefaults

    /// What is decided once all members are read.
    private struct Pending {
        var references: [Catalogue.Kind: Reference] = [:]
        var numberOfUsers: Int??
        var isLimited: Bool?
        var hasCountryCode = false
        var hasStatusId = false

        struct Reference {
            var id: String??
            var name: String??
        }
    }

    /// Nil when the entry is no object or has no usable name or identifier; that is reported.
    func read(_ entry: CompanyEntry) -> CompanyDraft? {
        guard case .object(let members) = entry.node.value else {
            values.wrongType(entry.node, .thing("a company"), expected: "an object")
            return nil
        }
        checkNames(of: entry.node)
        var draft = CompanyDraft(
            company: defaults.company(resourceId: entry.id ?? "", name: entry.name ?? ""),
            idPosition: entry.givenId?.position ?? entry.node.position)
        if let parent = entry.enclosingCompany { draft.parent = .company(parent, entry.node.position) }
        checkIdentifier(entry)
        let order = dateOrder(of: entry.node)
        var pending = Pending()
        for member in members {
            guard let kind = CompanyMember.byName[ExactText(member.name)] else {
                values.reportUnknown(
                    member, of: .thing("a company"), known: CompanyMember.names,
                    hint: "what a recorded response has beyond the schema goes into \"extra\"")
                continue
            }
            read(member, as: kind, into: &draft, &pending, entry: entry, order: order)
        }
        finish(&draft.company, pending, at: entry.node)
        return entry.id == nil ? nil : draft
    }

    // MARK: - Members

    private func read(
        _ member: Node.Member, as kind: CompanyMember, into draft: inout CompanyDraft, _ pending: inout Pending,
        entry: CompanyEntry, order: DateTimeFormat.DateOrder
    ) {
        let node = member.node
        let subject = Subject.member(member.name)
        var isNull = false
        if case .null = node.value { isNull = true }
        switch kind {
        case .text(let path):
            if let text = nullableString(node, subject) { draft.company[keyPath: path] = text }
            if member.name.isExactly("countryCode") { pending.hasCountryCode = true }
        case .boolean(let path):
            if let value = values.boolean(node, subject) { draft.company[keyPath: path] = value }
        case .integer(let path, let range):
            if let value = values.integer(node, subject, in: range) { draft.company[keyPath: path] = value }
        case .nullableInteger(let path, let range):
            if isNull {
                draft.company[keyPath: path] = nil
            } else if let value = values.integer(node, subject, in: range) {
                draft.company[keyPath: path] = value
            }
            if member.name.isExactly("statusId") { pending.hasStatusId = true }
        case .texts(let path):
            if let texts = values.strings(node, member.name) { draft.company[keyPath: path] = texts }
        case .date(let path):
            if isNull {
                draft.company[keyPath: path] = nil
            } else if let date = values.date(node, subject, now: defaults.now, order: order) {
                draft.company[keyPath: path] = date
            }
        case .format(let path, let format):
            if isNull {
                draft.company[keyPath: path] = nil
            } else if let text = self.format(node, subject, format) {
                draft.company[keyPath: path] = text
            }
        case .referenceId(let kind):
            if let id = nullableString(node, subject) { pending.references[kind, default: .init()].id = .some(id) }
        case .referenceName(let kind):
            if let name = nullableString(node, subject) {
                pending.references[kind, default: .init()].name = .some(name)
            }
        case .special(let special):
            read(node, subject, special, into: &draft, &pending, entry: entry)
        }
    }

    private func read(
        _ node: Node, _ subject: Subject, _ special: CompanyMember.Special, into draft: inout CompanyDraft,
        _ pending: inout Pending, entry: CompanyEntry
    ) {
        var isNull = false
        if case .null = node.value { isNull = true }
        switch special {
        case .resourceId, .name: break  // Taken when the entry was made; `checkNames` has reported what is wrong.
        case .numberOfUsers:
            if isNull {
                pending.numberOfUsers = .some(nil)
            } else if let number = values.integer(node, subject, in: CompanyMember.counts, acceptsText: true) {
                pending.numberOfUsers = .some(number)
            } else {
                // Reported already; no second complaint that it is missing.
                pending.numberOfUsers = .some(nil)
            }
        case .isNumberOfUsersLimited: pending.isLimited = values.boolean(node, subject)
        case .statusName: draft.company.statusName = nullableString(node, subject) ?? nil
        case .licenceExpired: draft.company.licenceExpired = values.boolean(node, subject)
        case .companyGroups: draft.company.companyGroups = groups(node)
        case .children: _ = values.elements(node, subject, acceptsNull: true)  // The elements are entries themselves.
        case .parent: draft.parent = parent(node, subject, entry: entry) ?? draft.parent
        case .monthlyActiveUserCounts: draft.company.monthlyActiveUserCounts = monthlyCounts(node, subject)
        case .training: draft.company.training = training(node, subject)
        case .extra: draft.company.extra = extra(node)
        }
    }

    /// The outer optional is nil for what is neither string nor null, which is reported.
    private func nullableString(_ node: Node, _ subject: Subject) -> String?? {
        if case .null = node.value { return .some(nil) }
        return values.string(node, subject, expected: "a string or null").map(Optional.some)
    }

    private func format(_ node: Node, _ subject: Subject, _ format: CompanyMember.Format) -> String? {
        switch format {
        case .date: values.choice(node, subject, as: DateTimeFormat.DateOrder.self)?.rawValue
        case .time: values.choice(node, subject, as: DateTimeFormat.HourClock.self)?.rawValue
        }
    }

    private func dateOrder(of node: Node) -> DateTimeFormat.DateOrder {
        node["dateFormat"]?.node.text.flatMap(DateTimeFormat.DateOrder.init) ?? .dayMonthYear
    }

    private func parent(_ node: Node, _ subject: Subject, entry: CompanyEntry) -> CompanyDraft.ParentChoice? {
        if case .null = node.value {
            guard let enclosing = entry.enclosingCompany else { return .top }
            reportContradiction(to: enclosing, at: node)
            return nil
        }
        guard let id = values.string(node, subject, expected: "the resourceId of a company, or null") else {
            return nil
        }
        if let enclosing = entry.enclosingCompany, !id.isExactly(enclosing) {
            reportContradiction(to: enclosing, at: node)
        }
        return .company(id, node.position)
    }

    private func reportContradiction(to enclosing: String, at node: Node) {
        let problem =
            "\"parent\" contradicts the \"children\" that this company stands in, expected "
            + "\(Problem.quoted(enclosing)) or no \"parent\""
        values.report(.conflict(problem), at: node)
    }

    // MARK: - Identity

    private func checkIdentifier(_ entry: CompanyEntry) {
        guard let given = entry.givenId, let text = given.text, !ResourceID.isWellFormed(text) else { return }
        values.report(
            .malformed(
                Subject.member("resourceId").text, value: Problem.quoted(text),
                expected: "\(ResourceID.length) letters and digits such as \"xC5kfGz7w2Nz\""),
            at: given)
    }

    private func checkNames(of node: Node) {
        for (first, second) in [("resourceId", "companyResourceId"), ("name", "companyName")] {
            let given = [first, second].compactMap { node[$0] }
            let texts = given.compactMap { values.string($0.node, .member($0.name)) }
            if texts.count == 2, !texts[0].isExactly(texts[1]) {
                values.log.report(.different(first, second), at: given[1].position)
            }
        }
        if node["name"] == nil, node["companyName"] == nil {
            values.report(.missingMember("name", of: "a company"), at: node)
        }
    }

    // MARK: - Afterwards

    private func finish(_ company: inout Company, _ pending: Pending, at node: Node) {
        for (kind, given) in pending.references { company[keyPath: Self.path(of: kind)] = reference(kind, given) }
        if pending.references[.country] != nil, !pending.hasCountryCode {
            company.countryCode =
                Catalogue.countries.first {
                    company.country.name.map($0.name.isExactly) ?? false
                }?.code
        } else if pending.hasCountryCode, pending.references[.country] == nil {
            let name = Catalogue.countries.first { company.countryCode.map($0.code.isExactly) ?? false }?.name
            company.country = name.map { Catalogue.reference(.country, $0) } ?? .init()
        }
        if !pending.hasStatusId, company.statusName?.isExactlyIgnoringCase("Inactive") ?? false { company.statusId = 0 }
        switch (pending.numberOfUsers, pending.isLimited) {
        case (.some(let number), let isLimited):
            company.numberOfUsers = number
            company.isNumberOfUsersLimited = isLimited ?? (number != nil)
        case (.none, true?):
            company.isNumberOfUsersLimited = true
            values.report(
                .missingMember("numberOfUsers", of: "a company whose \"isNumberOfUsersLimited\" is true"),
                at: node["isNumberOfUsersLimited"]?.node ?? node)
        case (.none, _): break
        }
    }

    private func reference(_ kind: Catalogue.Kind, _ given: Pending.Reference) -> Company.Reference {
        switch (given.id, given.name) {
        case (.some(let id), .some(let name)): Company.Reference(resourceId: id, name: name)
        case (.some(let id), .none):
            Company.Reference(resourceId: id, name: id.flatMap { Catalogue.name(kind, id: $0) })
        case (.none, .some(let name?)): Catalogue.reference(kind, name)
        case (.none, _): Company.Reference()
        }
    }

    private static func path(of kind: Catalogue.Kind) -> WritableKeyPath<Company, Company.Reference> {
        switch kind {
        case .industry: \.industry
        case .country: \.country
        case .licenseType: \.licenseType
        case .licensePeriodType: \.licensePeriodType
        case .notificationTemplateType: \.notificationTemplateType
        case .trainingContentType: \.trainingContentType
        case .smtpConfigurationType: \.smtpConfigurationType
        case .preferredLanguageType: \.preferredLanguageType
        }
    }
}
