import ResellerAPI

/// The members of a group in a scenario.
enum CompanyGroupMember: String, CaseIterable {
    case resourceId
    case name
    case owner
    case createTime
    /// Read where an entry is laid over another one.
    case replace
}

/// Reads a scenario's `groups` and checks what they refer to.
struct GroupReader {
    let values: ValueReader
    let now: DateTime

    /// `owner` is that of groups which name none.
    func groups(_ node: Node, companies: Set<ExactText>?, owner: String?) -> [CompanyGroup] {
        var groups: [CompanyGroup] = []
        var positions: [ExactText: Position] = [:]
        for element in values.elements(node, .member("groups")) ?? [] {
            guard let group = group(element, companies, owner) else { continue }
            let id = ExactText(group.resourceId)
            if let first = positions[id] {
                values.log.reportDuplicate("resourceId", id.text, at: element.position, first: first)
                continue
            }
            positions[id] = element.position
            groups.append(group)
        }
        return groups
    }

    private func group(_ node: Node, _ companies: Set<ExactText>?, _ owner: String?) -> CompanyGroup? {
        var group = CompanyGroup(resourceId: "", name: "", owner: owner ?? "", createTime: now)
        let isObject = values.members(of: node, .thing("a group"), as: CompanyGroupMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .resourceId:
                group.resourceId = values.string(node, subject, lengths: 1...100) ?? ""
                if !group.resourceId.isEmpty, !ResourceID.isWellFormed(group.resourceId) {
                    values.report(
                        .malformed(
                            subject.text, value: Problem.quoted(group.resourceId),
                            expected: "\(ResourceID.length) letters and digits such as \"xC5kfGz7w2Nz\""),
                        at: node)
                }
            case .name: group.name = values.string(node, subject, lengths: 1...64) ?? ""
            case .owner:
                group.owner = values.string(node, subject, expected: "the resourceId of a company") ?? ""
                if let companies, !group.owner.isEmpty, !companies.contains(ExactText(group.owner)) {
                    values.report(
                        .unknownReference(
                            subject.text, kind: "company's resourceId", value: group.owner, suggestion: nil),
                        at: node)
                }
            case .replace: _ = values.boolean(node, subject)
            case .createTime: group.createTime = values.date(node, subject, now: now, order: .dayMonthYear) ?? now
            }
        }
        guard isObject else { return nil }
        if node["name"] == nil { values.report(.missingMember("name", of: "a group"), at: node) }
        if group.resourceId.isEmpty { group.resourceId = ReferenceCatalogue.groupId(group.name) }
        return group
    }
}
