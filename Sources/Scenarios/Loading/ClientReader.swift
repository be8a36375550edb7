import ResellerAPI

enum ClientMember: String, CaseIterable {
    case clientId
    case clientSecret
    case role
    case company
    case status
    case allowedIpAddresses
    /// Read where an entry is laid over another one.
    case replace
    case resourceId
    case name
    case createTime
}

/// A client's `status`.
enum ClientStatus: String, CaseIterable {
    case active = "Active"
    case inactive = "Inactive"
}

/// A client as a scenario gives it, its references still to be checked.
struct ClientDraft {
    /// Its `company` is empty where the scenario names none.
    var client: Client
    var rolePosition: Position?
    var companyPosition: Position?
}

/// Reads a scenario's `clients`.
struct ClientReader {
    let values: ValueReader
    let now: DateTime

    /// The platform's input limit for identifiers and secrets in token requests.
    static let lengths = 1...100
    /// What the platform's own form for new clients accepts.
    private static let longestCreatedId = 32

    func clients(_ node: Node) -> [ClientDraft] {
        var drafts: [ClientDraft] = []
        var positions: [ExactText: Position] = [:]
        for element in values.elements(node, .member("clients")) ?? [] {
            guard let draft = client(element) else { continue }
            let id = ExactText(draft.client.clientId)
            let position = element["clientId"]?.node.position ?? element.position
            if let first = positions[id] {
                values.log.reportDuplicate("clientId", id.text, at: position, first: first)
                continue
            }
            positions[id] = position
            drafts.append(draft)
        }
        return drafts
    }

    private func client(_ node: Node) -> ClientDraft? {
        var draft = ClientDraft(
            client: Client(clientId: "", clientSecret: "", role: Role.reseller.name, company: ""))
        let isObject = values.members(of: node, .thing("a client"), as: ClientMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .clientId: draft.client.clientId = clientId(node, subject) ?? ""
            case .clientSecret:
                draft.client.clientSecret = values.string(node, subject, lengths: Self.lengths) ?? ""
            case .role:
                let roles = roles(node, subject)
                if !roles.isEmpty {
                    draft.client.roles = roles
                    draft.rolePosition = node.position
                }
            case .company:
                if let company = values.string(node, subject, expected: "the resourceId of a company") {
                    draft.client.company = company
                    draft.companyPosition = node.position
                }
            case .status:
                draft.client.isActive = values.choice(node, subject, as: ClientStatus.self) != .inactive
            case .replace: _ = values.boolean(node, subject)
            case .allowedIpAddresses:
                draft.client.allowedIpAddresses = addresses(node, subject)
            case .resourceId:
                draft.client.givenResourceId = ResourceReader(values: values, now: now).resourceId(node)
            case .name: draft.client.givenName = values.string(node, subject, lengths: 1...64)
            case .createTime: draft.client.createTime = values.date(node, subject, now: now)
            }
        }
        guard isObject else { return nil }
        for member in [ClientMember.clientId, .clientSecret] where node[member.rawValue] == nil {
            values.report(.missingMember(member.rawValue, of: "a client"), at: node)
        }
        return draft.client.clientId.isEmpty ? nil : draft
    }

    /// One name, or several in an array.
    private func roles(_ node: Node, _ subject: Subject) -> [String] {
        let expected = "the name of a role"
        guard case .array(let elements) = node.value else {
            return values.string(node, subject, expected: expected).map { [$0] } ?? []
        }
        if elements.isEmpty { values.wrongType(node, subject, expected: "the name of a role or several") }
        return elements.compactMap { values.string($0, .element("role"), expected: expected) }
    }

    private func clientId(_ node: Node, _ subject: Subject) -> String? {
        guard let id = values.string(node, subject, lengths: Self.lengths) else { return nil }
        if id.utf16.count > Self.longestCreatedId {
            values.report(
                .suspicious(
                    "\(subject.text) is \(id.utf16.count) characters long; the platform gives new clients at most "
                        + "\(Self.longestCreatedId)", suggestion: nil),
                at: node)
        }
        return id
    }

    /// Null, as in a recorded client, is no restriction.
    private func addresses(_ node: Node, _ subject: Subject) -> [AddressBlock]? {
        if case .null = node.value { return nil }
        let expected = "an IPv4 or IPv6 address or a CIDR block such as \"192.0.2.0/24\""
        return values.elements(node, subject)?.compactMap { element in
            let subject = Subject.element("allowedIpAddresses")
            guard let text = values.string(element, subject, expected: expected) else { return nil }
            if let block = AddressBlock(text) { return block }
            values.report(.malformed(subject.text, value: Problem.quoted(text), expected: expected), at: element)
            return nil
        }
    }
}
