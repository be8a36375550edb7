import ResellerAPI

/// The members of a scenario file.
enum ScenarioMember: String, CaseIterable {
    case schema = "$schema"
    case version
    case description
    case extends
    case behaviour
    case token
    case clock
    case roles
    case clients
    case companies
    case groups
    case restrictedResellers
    case users
    case scim
    case lookups
    case generate
    case seed
    case rules
    case rateLimit
    case outages
    case cors
    case outcome
    case criteria
}

enum BehaviourMember: String, CaseIterable {
    case searchItemNames
    case nullFilter
    case emptySearchBody
    case tokenJSONBody
    case unauthorizedBody
    case ownCompany
    /// The older form of `ownCompany`: `allow` is `companyAdmin`.
    case companyAdminOwnCompany
    case dates
    case nulls
    case renewalDateSort
    case forbiddenStatus
    case notFoundStatus
    case claimTypes
    case addressRefusal
    case scopeHeader
    case letterCase
    case jsonBodies
    case duplicateNames
    case endedClients
}

enum CompanyAdminOwnCompany: String, CaseIterable {
    case deny
    case allow
}

enum TokenMember: String, CaseIterable {
    case lifetime
    case issuer
    case audience
    case clockSkew
    case type
}

enum ClockMember: String, CaseIterable {
    case now
    case mode
}

enum RoleMember: String, CaseIterable {
    case name
    case permissions
    /// Read where an entry is laid over another one.
    case replace
    case resourceId
    case description
    case company
    case availableFor
    case createTime
    case formerNames
}

enum RoleAvailabilityMember: String, CaseIterable {
    case type
    case company
}

/// Reads the parts of a scenario that refer to nothing else.
struct SettingsReader {
    let values: ValueReader

    /// Token lifetimes beyond ten years are more likely a slip than a wish.
    static let tokenLifetimes = Duration.seconds(1)...Duration.seconds(3650 * 86_400)
    static let clockSkews = Duration.zero...Duration.seconds(86_400)

    func behaviour(_ node: Node) -> Behaviour {
        var behaviour = Behaviour()
        func set<Choice: RawRepresentable<String> & CaseIterable>(
            _ path: WritableKeyPath<Behaviour, Choice>, _ node: Node, _ subject: Subject
        ) {
            if let choice = values.choice(node, subject, as: Choice.self) { behaviour[keyPath: path] = choice }
        }
        func set<Choice: RawRepresentable<Int> & CaseIterable>(
            _ path: WritableKeyPath<Behaviour, Choice>, _ node: Node, _ subject: Subject
        ) {
            if let choice = values.choice(node, subject, as: Choice.self) { behaviour[keyPath: path] = choice }
        }
        func set(_ path: WritableKeyPath<Behaviour, String>, _ node: Node, _ subject: Subject) {
            if let text = values.string(node, subject, lengths: 1...100) { behaviour[keyPath: path] = text }
        }
        values.members(of: node, .member("behaviour"), as: BehaviourMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .searchItemNames: set(\.searchItemNames, node, subject)
            case .nullFilter: set(\.nullFilter, node, subject)
            case .emptySearchBody: set(\.emptySearchBody, node, subject)
            case .tokenJSONBody: set(\.tokenJSONBody, node, subject)
            case .unauthorizedBody: set(\.unauthorizedBody, node, subject)
            case .ownCompany: set(\.ownCompany, node, subject)
            case .companyAdminOwnCompany:
                switch values.choice(node, subject, as: CompanyAdminOwnCompany.self) {
                case .allow: behaviour.ownCompany = .companyAdmin
                case .deny: behaviour.ownCompany = .deny
                case nil: break
                }
            case .dates: set(\.dates, node, subject)
            case .nulls: set(\.nulls, node, subject)
            case .renewalDateSort: set(\.renewalDateSort, node, subject)
            case .forbiddenStatus: set(\.forbiddenStatus, node, subject)
            case .notFoundStatus: set(\.notFoundStatus, node, subject)
            case .claimTypes: set(\.claimTypes, node, subject)
            case .addressRefusal: set(\.addressRefusal, node, subject)
            case .scopeHeader: set(\.scopeHeader, node, subject)
            case .duplicateNames: set(\.duplicateNames, node, subject)
            case .letterCase: set(\.letterCase, node, subject)
            case .jsonBodies: set(\.jsonBodies, node, subject)
            case .endedClients: set(\.endedClients, node, subject)
            }
        }
        return behaviour
    }

    func origins(_ node: Node) -> [String] {
        (values.elements(node, .member("cors")) ?? []).compactMap { element in
            guard let text = values.string(element, .thing("an origin")) else { return nil }
            if Scenario.isOrigin(text) { return text }
            values.report(
                .malformed(
                    "\"cors\"", value: Problem.quoted(text), expected: "an origin such as https://app.example, or *"),
                at: element)
            return nil
        }
    }

    func token(_ node: Node) -> Scenario.TokenSettings {
        var token = Scenario.TokenSettings()
        values.members(of: node, .member("token"), as: TokenMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .lifetime:
                let lifetime = values.duration(
                    node, subject, in: Self.tokenLifetimes, limits: "whole seconds, from \"1s\" to \"3650d\"",
                    wholeSeconds: true)
                token.lifetime = lifetime ?? token.lifetime
            case .clockSkew:
                let skew = values.duration(node, subject, in: Self.clockSkews, limits: "\"0s\" to \"1d\"")
                token.clockSkew = skew ?? token.clockSkew
            case .issuer: token.issuer = values.string(node, subject, lengths: 1...2000) ?? token.issuer
            case .type:
                token.type = values.choice(node, subject, as: Scenario.TokenSettings.TokenType.self) ?? token.type
            case .audience: token.audience = values.string(node, subject, lengths: 1...2000) ?? token.audience
            }
        }
        return token
    }

    /// `now` is the system's time, to which `clock.now` may be relative.
    func clock(_ node: Node, now: DateTime) -> Scenario.ClockSettings {
        var clock = Scenario.ClockSettings()
        values.members(of: node, .member("clock"), as: ClockMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .now: clock.now = values.date(node, subject, now: now)
            case .mode:
                clock.mode = values.choice(node, subject, as: Scenario.ClockSettings.Mode.self) ?? clock.mode
            }
        }
        return clock
    }

    /// The vendor's roles, replaced where the scenario has one of the same name, then the scenario's others.
    func roles(_ node: Node, now: DateTime) -> [Role] {
        var roles = [Role.reseller, .companyAdmin]
        // Tables rather than searches, for a hostile file may have very many roles.
        var indices = [ExactText(Role.reseller.name): 0, ExactText(Role.companyAdmin.name): 1]
        var positions: [ExactText: Position] = [:]
        for element in values.elements(node, .member("roles")) ?? [] {
            guard let role = role(element, now) else { continue }
            let position = element["name"]?.node.position ?? element.position
            let key = ExactText(role.name)
            if let first = positions[key] {
                values.log.reportDuplicate("role", role.name, at: position, first: first)
                continue
            }
            positions[key] = position
            if let index = indices[key] {
                roles[index] = role
            } else {
                indices[key] = roles.count
                roles.append(role)
            }
        }
        return roles
    }

    private func role(_ node: Node, _ now: DateTime) -> Role? {
        var name: String?
        var role = Role(name: "", permissions: [])
        let isObject = values.members(of: node, .thing("a role"), as: RoleMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .name: name = values.string(node, subject, lengths: 1...100)
            case .replace: _ = values.boolean(node, subject)
            case .permissions:
                role.permissions = (values.elements(node, subject) ?? []).flatMap { node in
                    node.text == "*" ? Role.reseller.permissions : permission(node).map { [$0] } ?? []
                }
            case .resourceId: role.givenResourceId = ResourceReader(values: values, now: now).resourceId(node)
            case .description: role.description = values.string(node, subject, lengths: 1...300)
            case .company: role.owner = values.string(node, subject)
            case .availableFor:
                role.availableFor = (values.elements(node, subject) ?? []).compactMap(availability)
            case .createTime: role.createTime = values.date(node, subject, now: now)
            case .formerNames: role.formerNames = values.strings(node, member.rawValue) ?? []
            }
        }
        if isObject, node["name"] == nil { values.report(.missingMember("name", of: "a role"), at: node) }
        role.name = name ?? ""
        return name == nil ? nil : role
    }

    private func availability(_ node: Node) -> RoleAvailability? {
        var availability = RoleAvailability(type: nil, target: "")
        values.members(of: node, .element("availableFor"), as: RoleAvailabilityMember.self) { member, node in
            let text = values.string(node, .member(member.rawValue))
            switch member {
            case .type: availability.type = text
            case .company: availability.target = text ?? ""
            }
        }
        return availability.target.isEmpty ? nil : availability
    }

    private func permission(_ node: Node) -> Permission? {
        let expected = "a path without its leading /api/, a bar and a verb, such as \"companies/search|POST\""
        let subject = Subject.element("permissions")
        guard let text = values.string(node, subject, expected: expected) else { return nil }
        guard let permission = Permission(text) else {
            values.report(.malformed(subject.text, value: Problem.quoted(text), expected: expected), at: node)
            return nil
        }
        if let near = misspelled(permission) {
            values.report(
                .suspicious(
                    "the permission \(Problem.quoted(text)) opens no operation of this server",
                    suggestion: near.description), at: node)
        }
        return permission
    }

    /// The served operation whose path a permission with its verb misses by a letter or two. The vendor has many
    /// permissions for what is not served here, which deserve no warning.
    private func misspelled(_ permission: Permission) -> Permission? {
        func parts(_ permission: Permission) -> (path: String, verb: String) {
            let parts = permission.description.parts(separatedBy: "|")
            return (parts[0], parts[1])
        }
        let given = parts(permission)
        return Role.reseller.permissions.first { served in
            let wanted = parts(served)
            guard wanted.verb.isExactly(given.verb), !wanted.path.isExactly(given.path) else { return false }
            return Spelling.nearest(to: given.path, among: [wanted.path], farthest: 2) != nil
        }
    }
}

extension DiagnosticLog {
    func reportDuplicate(_ kind: String, _ value: String, at position: Position, first: Position) {
        let isElsewhere = first.file != position.file
        report(
            .duplicateKey(
                kind, value: value, firstLine: Int(first.line),
                firstFile: isElsewhere ? name(ofFile: first.file) : nil),
            at: position)
    }
}
