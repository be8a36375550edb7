import ResellerAPI

enum UserMember: String, CaseIterable {
    case resourceId
    case firstName
    case lastName
    case email
    case phoneNumber
    case status
    case roles
    case company
    case createTime
    /// Read where an entry is laid over another one.
    case replace
}

enum SCIMMember: String, CaseIterable {
    case resourceId
    case name
    case company
    case token
    case groupName
    case groupByCustomFieldName
    case mappingDetails
    case syncPlatformGroup
    case createTime
    /// Read where an entry is laid over another one.
    case replace
}

enum SCIMMappingMember: String, CaseIterable {
    case scimPath
    case customFieldName
}

/// A row of a list as the API answers it.
enum LookupMember: String, CaseIterable {
    case resourceId
    case genericCodeTypeId
    case genericCodeTypeName
    case name
    case code
    case description
    case orderNumber
    case isoCode
    case isoFriendlyName
    /// Read where an entry is laid over another one.
    case replace
}

/// Reads what companies have beside companies, and the lists that they refer to.
struct ResourceReader {
    let values: ValueReader
    let now: DateTime

    // MARK: - Users

    func users(_ node: Node, roles: [Role]) -> [SystemUser] {
        resources(node, "users", key: "email") { user($0, roles: roles) }
    }

    private func user(_ node: Node, roles: [Role]) -> SystemUser? {
        var user = SystemUser(
            resourceId: "", firstName: "", lastName: "", email: "", phoneNumber: "", company: "", createTime: now)
        let isObject = values.members(of: node, .thing("a user"), as: UserMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            func set(_ path: WritableKeyPath<SystemUser, String>, most: Int) {
                user[keyPath: path] = values.string(node, subject, lengths: 1...most) ?? ""
            }
            switch member {
            case .resourceId: user.resourceId = resourceId(node) ?? ""
            case .firstName: set(\.firstName, most: 40)
            case .lastName: set(\.lastName, most: 40)
            case .email: set(\.email, most: 320)
            case .phoneNumber: set(\.phoneNumber, most: 20)
            case .status: user.isActive = values.choice(node, subject, as: ClientStatus.self) != .inactive
            case .roles: user.roles = self.roles(node, among: roles)
            case .company: set(\.company, most: ResourceID.length)
            case .createTime: user.createTime = values.date(node, subject, now: now) ?? now
            case .replace: _ = values.boolean(node, subject)
            }
        }
        guard isObject, require([UserMember.email, .firstName, .lastName, .company], of: "a user", node) else {
            return nil
        }
        if user.resourceId.isEmpty {
            user.resourceId = ResourceID.derived(from: "systemUser:\(user.company):\(user.email)")
        }
        return user
    }

    /// The identifiers of roles that are named.
    private func roles(_ node: Node, among roles: [Role]) -> [String] {
        (values.elements(node, .member("roles")) ?? []).compactMap { element in
            guard let name = values.string(element, .element("roles"), expected: "the name of a role") else {
                return nil
            }
            if let role = roles.first(where: { $0.name.isExactly(name) }) { return role.resourceId }
            values.report(
                .unknownReference(
                    "\"roles\"", kind: "role", value: name,
                    suggestion: values.log.suggestion(for: name, among: roles.map(\.name))), at: element)
            return nil
        }
    }

    // MARK: - SCIM settings

    func scim(_ node: Node) -> [SCIMSetting] { resources(node, "scim", key: "name", setting) }

    private func setting(_ node: Node) -> SCIMSetting? {
        var setting = SCIMSetting(resourceId: "", name: "", company: "", token: "", createTime: now)
        let isObject = values.members(of: node, .thing("a SCIM setting"), as: SCIMMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .resourceId: setting.resourceId = resourceId(node) ?? ""
            case .name: setting.name = values.string(node, subject, lengths: 1...30) ?? ""
            case .company: setting.company = values.string(node, subject) ?? ""
            case .token: setting.token = values.string(node, subject) ?? ""
            case .groupName: setting.groupName = values.string(node, subject)
            case .groupByCustomFieldName: setting.groupByCustomFieldName = values.string(node, subject)
            case .mappingDetails:
                setting.mappings = (values.elements(node, subject) ?? []).map(mapping)
            case .syncPlatformGroup: setting.synchronizesGroups = values.boolean(node, subject) ?? false
            case .createTime: setting.createTime = values.date(node, subject, now: now) ?? now
            case .replace: _ = values.boolean(node, subject)
            }
        }
        guard isObject, require([SCIMMember.name, .company], of: "a SCIM setting", node) else { return nil }
        let key = "scim:\(setting.company):\(setting.name)"
        if setting.resourceId.isEmpty { setting.resourceId = ResourceID.derived(from: key) }
        if setting.token.isEmpty { setting.token = ResourceID.derived(from: "token:\(key)") }
        return setting
    }

    private func mapping(_ node: Node) -> SCIMSetting.Mapping {
        var mapping = SCIMSetting.Mapping(scimPath: nil, customFieldName: nil)
        values.members(of: node, .element("mappingDetails"), as: SCIMMappingMember.self) { member, node in
            let text = values.string(node, .member(member.rawValue))
            switch member {
            case .scimPath: mapping.scimPath = text
            case .customFieldName: mapping.customFieldName = text
            }
        }
        return mapping
    }

    // MARK: - Lookups

    func lookups(_ node: Node) -> [Lookup] {
        var known: [String: Position] = [:]
        return (values.elements(node, .member("lookups")) ?? []).compactMap { element in
            guard let lookup = lookup(element) else { return nil }
            if let first = known["\(lookup.typeId):\(lookup.name)"] {
                values.log.reportDuplicate("lookup", lookup.name, at: element.position, first: first)
                return nil
            }
            known["\(lookup.typeId):\(lookup.name)"] = element.position
            return lookup
        }
    }

    private func lookup(_ node: Node) -> Lookup? {
        // First, for it names the list where the row does not.
        let typeId = node["genericCodeTypeId"].flatMap {
            values.integer($0.node, .member("genericCodeTypeId"), in: 1...Int(Int32.max))
        }
        var lookup = Lookup(resourceId: "", typeId: typeId ?? 0, name: "")
        let isObject = values.members(of: node, .thing("a lookup"), as: LookupMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            func text() -> String? {
                if case .null = node.value { nil } else { values.string(node, subject) }
            }
            switch member {
            case .resourceId: lookup.resourceId = text() ?? ""
            case .genericCodeTypeId: break  // Read already.
            case .genericCodeTypeName: lookup.typeName = text() ?? lookup.typeName
            case .name: lookup.name = values.string(node, subject, lengths: 1...200) ?? ""
            case .code: lookup.code = text()
            case .description: lookup.description = text()
            case .orderNumber: lookup.orderNumber = values.integer(node, subject, in: CompanyMember.int32) ?? 0
            case .isoCode: lookup.isoCode = text()
            case .isoFriendlyName: lookup.isoFriendlyName = text()
            case .replace: _ = values.boolean(node, subject)
            }
        }
        guard isObject, require([LookupMember.genericCodeTypeId, .name], of: "a lookup", node) else { return nil }
        if lookup.resourceId.isEmpty {
            let kind = LookupType(rawValue: lookup.typeId)?.kind
            lookup.resourceId =
                kind.map { ReferenceCatalogue.id($0, lookup.name) }
                ?? ResourceID.derived(from: "lookup\(lookup.typeId):\(lookup.name)")
        }
        return lookup
    }

    // MARK: - All of them

    /// Resources of a list, those given twice reported.
    private func resources<Element: Resource>(
        _ node: Node, _ name: String, key: String, _ read: (Node) -> Element?
    ) -> [Element] {
        var positions: [ExactText: Position] = [:]
        return (values.elements(node, .member(name)) ?? []).compactMap { element in
            guard let resource = read(element) else { return nil }
            let position = (element["resourceId"] ?? element[key])?.node.position ?? element.position
            if let first = positions[ExactText(resource.resourceId)] {
                values.log.reportDuplicate("resourceId", resource.resourceId, at: position, first: first)
                return nil
            }
            positions[ExactText(resource.resourceId)] = position
            return resource
        }
    }

    private func require<Member: RawRepresentable<String>>(_ members: [Member], of owner: String, _ node: Node) -> Bool
    {
        for member in members where node[member.rawValue] == nil {
            values.report(.missingMember(member.rawValue, of: owner), at: node)
        }
        return members.allSatisfy { node[$0.rawValue] != nil }
    }

    /// An identifier of the vendor's form.
    func resourceId(_ node: Node) -> String? {
        let subject = Subject.member("resourceId")
        guard let text = values.string(node, subject) else { return nil }
        if ResourceID.isWellFormed(text) { return text }
        values.report(
            .malformed(
                subject.text, value: Problem.quoted(text),
                expected: "\(ResourceID.length) letters and digits such as \"xC5kfGz7w2Nz\""), at: node)
        return nil
    }

    /// That the companies which entries of some lists name are there; `ids` is asked for only when there are any.
    func checkCompanies(of lists: [Node], ids: () -> Set<ExactText>) {
        func companies(_ list: Node) -> [Node] {
            guard case .array(let elements) = list.value else { return [] }
            return elements.flatMap { element in
                (element["company"].map { [$0.node] } ?? [])
                    + (element["availableFor"].map { companies($0.node) } ?? [])
            }
        }
        let named = lists.flatMap(companies)
        guard !named.isEmpty else { return }
        let ids = ids()
        for node in named {
            guard let text = node.text, !ids.contains(ExactText(text)) else { continue }
            values.report(
                .unknownReference("\"company\"", kind: "company's resourceId", value: text, suggestion: nil), at: node)
        }
    }
}
