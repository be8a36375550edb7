import ResellerAPI

extension CompanyReader {
    enum GroupMember: String, CaseIterable {
        case resourceId
        case name
    }

    func groups(_ node: Node) -> [Company.Reference] {
        let elements = values.elements(node, .member("companyGroups"), acceptsNull: true) ?? []
        return elements.map { element in
            var group = Company.Reference()
            values.members(of: element, .element("companyGroups"), as: GroupMember.self) { member, node in
                if case .null = node.value { return }
                let text = values.string(node, .member(member.rawValue), expected: "a string or null")
                switch member {
                case .resourceId: group.resourceId = text
                case .name: group.name = text
                }
            }
            if element["resourceId"] == nil, let name = group.name {
                group.resourceId = ReferenceCatalogue.groupId(name)
            }
            return group
        }
    }

    func monthlyCounts(_ node: Node, _ subject: Subject) -> [YearMonth: Int] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, subject, expected: "an object of months and counts such as { \"2026-01\": 9 }")
            return [:]
        }
        var counts: [YearMonth: Int] = [:]
        for member in members {
            let count = values.integer(member.node, .member(member.name), in: CompanyMember.counts)
            if let month = YearMonth(member.name) {
                counts[month] = count
            } else {
                values.log.report(
                    .malformed(
                        "a name in \(subject.text)", value: Problem.quoted(member.name),
                        expected: "a month such as \"2026-01\""),
                    at: member.position)
            }
        }
        return counts
    }

    enum LogoMember: String, CaseIterable {
        case fileName
        case fileContent
    }

    func logo(_ node: Node, _ subject: Subject) -> Company.Logo? {
        if case .null = node.value { return nil }
        var logo = Company.Logo(fileName: "", content: [])
        values.members(of: node, subject, as: LogoMember.self) { member, node in
            guard let text = values.string(node, .member(member.rawValue)) else { return }
            switch member {
            case .fileName: logo.fileName = text
            case .fileContent:
                if let content = Company.Logo(fileName: "", base64: text) {
                    logo.content = content.content
                } else {
                    values.report(
                        .malformed(
                            Subject.member(member.rawValue).text, value: Problem.quoted(text),
                            expected: "a file in Base64"),
                        at: node)
                }
            }
        }
        return logo
    }

    enum TrainingMember: String, CaseIterable {
        case vendorIds
        case enrolledMonths
        case consumptions
    }

    enum ConsumptionMember: String, CaseIterable {
        case month
        case status
    }

    func training(_ node: Node, _ subject: Subject) -> Company.Training {
        var training = Company.Training()
        values.members(of: node, subject, as: TrainingMember.self) { member, node in
            let name = member.rawValue
            switch member {
            case .vendorIds: training.vendorIds = values.strings(node, name) ?? []
            case .enrolledMonths:
                training.enrolledMonths = (values.elements(node, .member(name)) ?? []).compactMap {
                    month($0, .element(name))
                }
            case .consumptions:
                training.consumptions = (values.elements(node, .member(name)) ?? []).compactMap(consumption)
            }
        }
        return training
    }

    private func consumption(_ node: Node) -> Company.Training.Consumption? {
        var month: YearMonth?
        var status: Int?
        let owner = Subject.element("consumptions")
        let isObject = values.members(of: node, owner, as: ConsumptionMember.self) { member, node in
            switch member {
            case .month: month = self.month(node, .member(member.rawValue))
            case .status: status = values.integer(node, .member(member.rawValue), in: 1...2)
            }
        }
        guard isObject else { return nil }
        for member in ConsumptionMember.allCases where node[member.rawValue] == nil {
            values.report(.missingMember(member.rawValue, of: owner.text), at: node)
        }
        guard let month, let status else { return nil }
        return Company.Training.Consumption(month: month, status: status)
    }

    private func month(_ node: Node, _ subject: Subject) -> YearMonth? {
        let expected = "a month such as \"2026-01\""
        guard let text = values.string(node, subject, expected: expected) else { return nil }
        if let month = YearMonth(text) { return month }
        values.report(.malformed(subject.text, value: Problem.quoted(text), expected: expected), at: node)
        return nil
    }

    func extra(_ node: Node) -> [JSONValue.Member] {
        guard case .object(let members) = node.value else {
            values.wrongType(node, .member("extra"), expected: "an object")
            return []
        }
        for member in members where ScenarioCompanyMember.answered.contains(ExactText(member.name)) {
            values.log.report(
                .conflict(
                    "\"extra\" repeats \(Problem.quoted(member.name)), which every company has; "
                        + "move it out of \"extra\""),
                at: member.position)
        }
        return members.map { JSONValue.Member($0.name, values.json($0.node)) }
    }
}
