import ResellerAPI

/// Reads what a rule does to the companies of its world.
struct ChangeReader {
    let values: ValueReader
    let defaults: CompanyDefaults
    /// The company above those that name none.
    let reseller: String?
    /// The scenario's companies; nil when a base is missing, whose companies must not be missed once more.
    let companies: [Company]?

    func change(_ node: Node) -> CompaniesChange? {
        var change = CompaniesChange()
        let isObject = values.members(of: node, .member("change"), as: ChangeMember.self) { member, node in
            switch member {
            case .add: change.add = added(node)
            case .rename: change.rename = renamed(node)
            case .remove:
                change.remove = (values.elements(node, .member("remove")) ?? []).compactMap {
                    values.string($0, .element("remove"), expected: "a company's resourceId")
                }
            }
        }
        guard isObject else { return nil }
        if case .object(let members) = node.value, members.isEmpty {
            values.report(.missingMember("add", of: "a change without \"rename\" and \"remove\""), at: node)
        }
        if change.count > RuleLimits.changes {
            values.report(
                .outOfRange(
                    "\"change\"", value: "about \(change.count) companies", expected: "at most \(RuleLimits.changes)"),
                at: node)
        }
        return change
    }

    private func added(_ node: Node) -> [Company] {
        let reader = CompanyReader(values: values, defaults: defaults)
        let entries = Composition.entries(values.elements(node, .member("add")) ?? [])
        return entries.compactMap(reader.read).map { draft in
            var company = draft.company
            switch draft.parent {
            case .unspecified: company.parent = reseller
            case .top: company.parent = nil
            case .company(let parent, _): company.parent = parent
            }
            return company
        }
    }

    private func renamed(_ node: Node) -> [CompaniesChange.Renaming] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, .member("rename"), expected: "an object of resourceIds and names")
            return []
        }
        return members.compactMap { member in
            values.string(member.node, .member(member.name), expected: "a company's new name").map {
                .init(member.name, to: $0)
            }
        }
    }

    // MARK: - References

    /// Reports companies that neither the scenario nor any of its rules has.
    func checkCompanies(of rules: [Node], _ read: [Rule]) {
        let changes = read.flatMap(\.outcome.actions).compactMap(\.change)
        guard let companies, !changes.isEmpty else { return }
        let added = changes.flatMap(\.add).map(\.resourceId)
        let names = companies.map(\.resourceId) + added
        let known = Set(names.map(ExactText.init))
        func check(_ id: String, _ member: String, at position: Position) {
            guard !known.contains(ExactText(id)) else { return }
            values.log.report(
                .unknownReference(
                    Problem.quoted(member), kind: "company's resourceId", value: id,
                    suggestion: values.log.suggestion(for: id, among: names)),
                at: position)
        }
        for node in rules.flatMap(Self.changes) {
            for entry in node["add"]?.node.elements ?? [] {
                if let parent = entry["parent"]?.node, let id = parent.text { check(id, "parent", at: parent.position) }
            }
            for member in node["rename"]?.node.members ?? [] {
                check(member.name, ChangeMember.rename.rawValue, at: member.position)
            }
            for element in node["remove"]?.node.elements ?? [] {
                if let id = element.text { check(id, ChangeMember.remove.rawValue, at: element.position) }
            }
        }
    }

    /// The changes of a rule and of the steps of its sequence.
    private static func changes(of rule: Node) -> [Node] {
        guard let then = rule["then"]?.node else { return [] }
        return ([then] + (then["sequence"]?.node.elements ?? [])).compactMap { $0["change"]?.node }
    }
}

extension Node {
    fileprivate var elements: [Node] {
        if case .array(let elements) = value { elements } else { [] }
    }

    fileprivate var members: [Member] {
        if case .object(let members) = value { members } else { [] }
    }
}
