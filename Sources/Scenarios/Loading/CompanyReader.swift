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

    /// The identifier and the name that are given of something in a list, to be joined once both are read.
    private struct GivenReference {
        var id: String??
        var name: String??
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
        var references: [Company.ReferenceKind: GivenReference] = [:]
        for member in members {
            switch ScenarioCompanyMember.byName[ExactText(member.name)] {
            case .answered(let value): read(member, as: value, into: &draft.company, &references, entry.node)
            case .parent: draft.parent = parent(member.node, entry: entry) ?? draft.parent
            case .monthlyActiveUserCounts:
                draft.company.monthlyActiveUserCounts = monthlyCounts(member.node, .member(member.name))
            case .training: draft.company.training = training(member.node, .member(member.name))
            case .replace: _ = values.boolean(member.node, .member(member.name))
            case .logo: draft.company.logo = logo(member.node, .member(member.name))
            case .privacyDurationStartTime:
                draft.company.privacyDurationStartTime = values.date(
                    member.node, .member(member.name), now: defaults.now, order: .dayMonthYear)
            case .extra: draft.company.extra = extra(member.node)
            case nil:
                values.reportUnknown(
                    member, of: .thing("a company"), known: ScenarioCompanyMember.names,
                    hint: "what a recorded response has beyond the schema goes into \"extra\"")
            }
        }
        for (kind, given) in references { draft.company[keyPath: kind.path] = reference(kind, given) }
        finish(&draft.company, at: entry.node)
        return entry.id == nil ? nil : draft
    }

    // MARK: - Members

    private func read(
        _ member: Node.Member, as value: CompanyMember.Value, into company: inout Company,
        _ references: inout [Company.ReferenceKind: GivenReference], _ owner: Node
    ) {
        let node = member.node
        let subject = Subject.member(member.name)
        func set<Kept>(_ path: any CompanyMember.Path<Kept>, _ read: Kept?) {
            if let read { company[keyPath: path] = read }
        }
        switch value {
        // Taken when the entry was made; `checkNames` has reported what is wrong.
        case .identifier, .name: break
        case .text(let path): set(path, nullableString(node, subject))
        case .statusName: set(\.statusName, nullableString(node, subject))
        case .resellerName: set(\.resellerName, nullableString(node, subject))
        case .boolean(let path): set(path, values.boolean(node, subject))
        case .licenceExpired: set(\.licenceExpired, values.boolean(node, subject))
        case .integer(let path, let range): set(path, values.integer(node, subject, in: range))
        case .usersOfMonth: set(\.monthlyActiveUserCount, values.integer(node, subject, in: CompanyMember.counts))
        case .nullableInteger(let path, let range):
            set(path, nullable(node) { values.integer(node, subject, in: range) })
        case .parentNumber: set(\.parentId, nullable(node) { values.integer(node, subject, in: CompanyMember.int32) })
        case .licenceLimit, .licenceLimitText:
            let number = nullable(node) {
                values.integer(node, subject, in: CompanyMember.counts, acceptsText: true)
            }
            company.numberOfUsers = number ?? nil
        case .texts(let path): set(path, values.strings(node, member.name))
        case .date(let path):
            let order = owner["dateFormat"]?.node.text.flatMap { DateTimeFormat.DateOrder(exactly: $0) }
            set(path, nullable(node) { values.date(node, subject, now: defaults.now, order: order ?? .dayMonthYear) })
        case .choice(let path, let texts): set(path, nullable(node) { values.choice(node, subject, among: texts) })
        case .referenceId(let kind):
            if let id = nullableString(node, subject) { references[kind, default: .init()].id = id }
        case .referenceName(let kind):
            if let name = nullableString(node, subject) { references[kind, default: .init()].name = name }
        case .groups: company.companyGroups = groups(node)
        // The elements are entries themselves.
        case .children: _ = values.elements(node, subject, acceptsNull: true)
        }
    }

    /// Null, or what is read; the outer optional is nil for what cannot be read, which is reported.
    private func nullable<Value>(_ node: Node, _ read: () -> Value?) -> Value?? {
        if case .null = node.value { return .some(nil) }
        return read().map(Optional.some)
    }

    private func nullableString(_ node: Node, _ subject: Subject) -> String?? {
        nullable(node) { values.string(node, subject, expected: "a string or null") }
    }

    private func parent(_ node: Node, entry: CompanyEntry) -> CompanyDraft.ParentChoice? {
        if case .null = node.value {
            guard let enclosing = entry.enclosingCompany else { return .top }
            reportContradiction(to: enclosing, at: node)
            return nil
        }
        guard let id = values.string(node, .member("parent"), expected: "the resourceId of a company, or null") else {
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

    /// Derives what is left out from what is given.
    private func finish(_ company: inout Company, at node: Node) {
        let hasCountry = node["countryName"] != nil || node["countryResourceId"] != nil
        if hasCountry, node["countryCode"] == nil {
            company.countryCode =
                ReferenceCatalogue.countries.first {
                    company.country.name.map($0.name.isExactly) ?? false
                }?.code
        } else if !hasCountry, node["countryCode"] != nil {
            let name = ReferenceCatalogue.countries.first { company.countryCode.map($0.code.isExactly) ?? false }?.name
            company.country = name.map { ReferenceCatalogue.reference(.country, $0) } ?? .init()
        }
        if node["statusId"] == nil, company.statusName?.isExactlyIgnoringCase("Inactive") == true {
            company.statusId = 0
        }
        let isLimited = node["isNumberOfUsersLimited"]?.node
        if node["numberOfUsers"] == nil, company.isNumberOfUsersLimited {
            values.report(
                .missingMember("numberOfUsers", of: "a company whose \"isNumberOfUsersLimited\" is true"),
                at: isLimited ?? node)
        } else if node["numberOfUsers"] != nil, isLimited == nil {
            company.isNumberOfUsersLimited = company.numberOfUsers != nil
        }
    }

    private func reference(_ kind: Company.ReferenceKind, _ given: GivenReference) -> Company.Reference {
        switch (given.id, given.name) {
        case (.some(let id), .some(let name)): Company.Reference(resourceId: id, name: name)
        case (.some(let id), .none):
            Company.Reference(resourceId: id, name: id.flatMap { ReferenceCatalogue.name(kind, id: $0) })
        case (.none, .some(let name?)): ReferenceCatalogue.reference(kind, name)
        case (.none, _): Company.Reference()
        }
    }
}
