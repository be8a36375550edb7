import Foundation
import HTTPTypes

/// What exchanges with the API tell of it, as far as a scenario takes it. Each is looked at when it is added and then
/// forgotten: what is kept stays in memory, and `scenario` makes of it what may be written.
package struct Recording: Sendable {
    /// Companies beyond these are left out.
    static let mostCompanies = Context.mostCompanies
    /// Of roles, groups, rows of lists, and lines about the ledger.
    static let mostOthers = 5000

    /// Who asked, by its token.
    struct Caller: Hashable, Sendable {
        var company: String
        var name: String?
        var parent: String?
        var parentName: String?
        var industry: [JSON.Member] = []
        var roles: [String]
    }

    /// A company as far as it was seen.
    struct SeenCompany: Sendable {
        var name: String?
        var row: JSON?
        var detail: JSON?
        /// As a tree of companies tells it.
        var parent: String?
    }

    struct SeenRole: Hashable, Sendable {
        var name: String
        var description: String?
        var permissionIDs: [String]?
    }

    struct SeenGroup: Hashable, Sendable {
        var name: String
        var createTime: String?
    }

    /// Exchanges that were added.
    package private(set) var exchangeCount = 0
    /// Of these, those with operations that a scenario has something of.
    package private(set) var usedCount = 0

    var callers: [Caller] = []
    /// By identifier.
    var companies: [String: SeenCompany] = [:]
    /// Identifiers as they were first seen.
    var order: [String] = []
    /// Those of a tree of companies, in its order, which is that of the API's own list.
    var treeOrder: [String] = []
    /// Companies that are there and that a reseller may not read.
    var unmanaged: [String] = []
    /// Whether there were more companies than are kept.
    var isCut = false
    var roles: [String: SeenRole] = [:]
    var roleOrder: [String] = []
    var permissionNames: [String: String] = [:]
    /// Of the roles of tokens, by name.
    var permissions: [String: [String]] = [:]
    var groups: [String: SeenGroup] = [:]
    var groupOrder: [String] = []
    var lookups: [JSON] = []
    private var lookupKeys: Set<String> = []
    var lifetime: Int?
    /// What the target's clock said first, in seconds since 1970.
    var firstDate: Int64?
    var dates: Set<String> = []
    /// Members of `behaviour` with their values as JSON writes them.
    var behaviour: [String: String] = [:]
    var ownCompanyReads: [String: Bool] = [:]
    /// Lines of the ledger with what was seen instead, and how often.
    var contradictions: [Contradiction: Int] = [:]
    /// What must be in no file: secrets, tokens, identifiers of clients.
    private(set) var secrets: Set<String> = []

    struct Contradiction: Hashable, Sendable {
        var entry: String
        var seen: String
    }

    /// A recording of nothing.
    package init() {}

    /// Looks at an exchange.
    package mutating func add(_ exchange: RecordedExchange) { add(exchange.exchange) }

    mutating func add(_ exchange: Exchange) {
        exchangeCount += 1
        let route = RecordedRoute(method: exchange.request.method.rawValue, path: exchange.request.path ?? "/")
        if route != .none, route != .other { usedCount += 1 }
        if firstDate == nil { firstDate = exchange.field(.date).flatMap(HTTPDate.seconds) }
        let caller = authorization(of: exchange)
        observe(exchange, route, by: caller)
        switch route {
        case .token: addToken(exchange)
        case .search: addSearch(exchange)
        case .company: addDetail(exchange)
        case .myCompanies:
            for node in data(exchange)?.elements ?? [] { addTree(node, below: nil, depth: 0) }
        case .roles: for role in data(exchange)?.elements ?? [] { addRole(role, name: "name") }
        case .role: if let role = data(exchange) { addRole(role, name: "name") }
        case .roleSearch:
            for role in data(exchange)?["results"]?.elements ?? [] { addRole(role, name: "roleName") }
        case .permissions: addPermissions(data(exchange)?.elements ?? [], depth: 0)
        case .lookups: for row in data(exchange)?.elements ?? [] { addLookup(row) }
        case .groups: for group in data(exchange)?.elements ?? [] { addGroup(group, time: "addedTime") }
        case .groupSearch:
            for group in data(exchange)?["results"]?.elements ?? [] { addGroup(group, time: "createTime") }
        case .other, .none: break
        }
    }

    /// `data` of an answer that is a success.
    private func data(_ exchange: Exchange) -> JSON? {
        exchange.status == 200 ? (try? JSONParser.parse(exchange.body))?["data"] : nil
    }

    // MARK: - Who asks

    mutating func keepSecret(_ text: String?) {
        // Shorter ones are parts of other words.
        if let text, text.utf8.count >= 6, secrets.count < 100_000 { secrets.insert(text) }
    }

    /// Whether a text has a secret in it; a short one counts only where it is all of the text.
    func hasSecret(in text: String) -> Bool {
        secrets.contains { $0.utf8.count < 12 ? text == $0 : text.utf8.count >= $0.utf8.count && text.contains($0) }
    }

    /// Who asks, by the token that it shows.
    private mutating func authorization(of exchange: Exchange) -> Caller? {
        guard let value = exchange.request.headerFields[.authorization] else { return nil }
        let words = value.split(separator: " ", maxSplits: 1)
        let token = words.count == 2 ? String(words[1]) : value
        keepSecret(token)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return caller(of: token, in: exchange)
    }

    private mutating func caller(of token: String, in exchange: Exchange) -> Caller? {
        keepSecret(token)
        guard let claims = try? JWT(token, in: exchange).claims,
            let company = claims["user_company_resourceid"]?.text, !company.isEmpty
        else { return nil }
        keepSecret(claims["client_id"]?.text)
        if let access = claims["reseller_access"] {
            behaviour["claimTypes"] = access.boolean == nil ? "\"strings\"" : "\"native\""
        }
        func text(_ name: String) -> String? { claims[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        let roles = claims["role"].map { $0.elements?.compactMap(\.text) ?? [$0.text].compactMap(\.self) } ?? []
        var industry: [JSON.Member] = []
        for (claim, member) in [
            ("user_company_industry_resourceid", "industryResourceId"), ("user_company_industry_name", "industryName"),
        ] {
            if let value = text(claim) { industry.append(.init(name: member, value: .string(value))) }
        }
        let caller = Caller(
            company: company, name: text("user_company_name"), parent: text("user_company_parentcompany_resourceid"),
            parentName: text("user_company_parentcompany_name"), industry: industry, roles: roles)
        if !callers.contains(where: { $0.company == company && $0.roles == roles }), callers.count < Self.mostOthers {
            callers.append(caller)
        }
        return caller
    }

    private mutating func addToken(_ exchange: Exchange) {
        let form = String(decoding: exchange.requestBody, as: UTF8.self)
        for pair in form.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, ["client_id", "client_secret", "password", "username"].contains(parts[0]) else {
                continue
            }
            keepSecret(String(parts[1]))
            keepSecret(parts[1].replacing("+", with: " ").removingPercentEncoding)
        }
        guard let json = try? JSONParser.parse(exchange.body) else { return }
        for name in ["access_token", "refresh_token", "id_token"] { keepSecret(json[name]?.text) }
        guard exchange.status == 200, let token = json["access_token"]?.text else { return }
        if let seconds = json["expires_in"]?.integer, (1...31_536_000).contains(seconds) { lifetime = seconds }
        guard let caller = caller(of: token, in: exchange), caller.roles.count == 1 else { return }
        if let permissions = json["permissions"]?.elements {
            self.permissions[caller.roles[0]] = permissions.compactMap(\.text)
        }
    }

    // MARK: - Companies

    /// The entry of a company; nil where there are too many.
    private mutating func change(_ id: String, _ change: (inout SeenCompany) -> Void) {
        if companies[id] == nil {
            guard companies.count < Self.mostCompanies else {
                isCut = true
                return
            }
            order.append(id)
        }
        change(&companies[id, default: SeenCompany()])
    }

    private mutating func addSearch(_ exchange: Exchange) {
        for row in data(exchange)?["results"]?.elements ?? [] { addRow(row, below: nil, depth: 0) }
    }

    private mutating func addRow(_ row: JSON, below parent: String?, depth: Int) {
        guard depth < 50, let id = (row["companyResourceId"] ?? row["resourceId"])?.text, !id.isEmpty else { return }
        let names = ["companyResourceId", "resourceId"].filter { row[$0] != nil }
        behaviour["searchItemNames"] =
            names.count == 2 ? "\"both\"" : names == ["resourceId"] ? "\"page\"" : "\"schema\""
        observe(
            row, SearchEnvelopeChecks.members, others: ["resourceId", "name"], entry: "search.items",
            dates: "search.dates")
        change(id) { company in
            company.row = row
            company.name = company.name ?? (row["companyName"] ?? row["name"])?.text
            company.parent = parent ?? company.parent
        }
        for child in row["children"]?.elements ?? [] { addRow(child, below: id, depth: depth + 1) }
    }

    private mutating func addDetail(_ exchange: Exchange) {
        guard let detail = data(exchange), let id = detail["resourceId"]?.text, !id.isEmpty else { return }
        observe(detail, DetailChecks.members, others: [], entry: "detail.members", dates: "detail.values")
        change(id) { company in
            company.detail = detail
            company.name = detail["name"]?.text ?? company.name
        }
    }

    private mutating func addTree(_ node: JSON, below parent: String?, depth: Int) {
        guard depth < 50, let id = node["resourceId"]?.text, !id.isEmpty else { return }
        if treeOrder.count < Self.mostCompanies { treeOrder.append(id) }
        change(id) { company in
            company.name = company.name ?? node["name"]?.text
            company.parent = parent ?? company.parent
        }
        for child in node["children"]?.elements ?? [] { addTree(child, below: id, depth: depth + 1) }
    }

    // MARK: - The rest

    private mutating func addRole(_ role: JSON, name member: String) {
        guard let id = role["resourceId"]?.text, let name = role[member]?.text, !name.isEmpty else { return }
        if roles[id] == nil {
            guard roles.count < Self.mostOthers else { return }
            roleOrder.append(id)
        }
        var seen = roles[id] ?? SeenRole(name: name)
        seen.description = (role["description"] ?? role["roleDescription"])?.text ?? seen.description
        seen.permissionIDs = role["permissionResourceIdList"]?.elements?.compactMap(\.text) ?? seen.permissionIDs
        roles[id] = seen
    }

    private mutating func addPermissions(_ nodes: [JSON], depth: Int) {
        for node in nodes where depth < 10 && permissionNames.count < Self.mostOthers {
            if let id = node["permissionResourceId"]?.text, let name = node["permissionName"]?.text {
                permissionNames[id] = name
            }
            addPermissions(node["children"]?.elements ?? [], depth: depth + 1)
        }
    }

    private mutating func addLookup(_ row: JSON) {
        guard let type = row["genericCodeTypeId"]?.integer, (1...Int(Int32.max)).contains(type),
            let name = row["name"]?.text, !name.isEmpty, lookups.count < Self.mostOthers,
            lookupKeys.insert("\(type):\(name)").inserted
        else { return }
        lookups.append(row)
    }

    private mutating func addGroup(_ group: JSON, time: String) {
        guard let id = group["resourceId"]?.text, let name = group["name"]?.text, !name.isEmpty else { return }
        if groups[id] == nil {
            guard groups.count < Self.mostOthers else { return }
            groupOrder.append(id)
        }
        let text = group[time]?.text ?? groups[id]?.createTime
        if let text { dates.insert(text) }
        groups[id] = SeenGroup(name: name, createTime: text)
    }
}
