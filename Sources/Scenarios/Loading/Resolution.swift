import ResellerAPI

/// Joins companies and clients: fills in what a scenario leaves out and checks what refers to what.
struct Resolution {
    let log: DiagnosticLog
    let defaults: CompanyDefaults
    /// By name.
    private let roles: [ExactText: Role]
    private let roleNames: [String]
    let checksReferences: Bool
    private var drafts: [CompanyDraft]
    private(set) var clients: [ClientDraft]
    /// Companies made for clients, then the given ones, then the generated ones.
    private(set) var companies: [Company] = []

    /// Those of the companies that are not generated.
    var givenCompanies: ArraySlice<Company> {
        generatedRange.isEmpty ? companies[...] : companies[..<generatedRange.lowerBound]
    }

    /// Gives the companies away, so that whoever changes them has no copy of ten thousand made.
    mutating func takeCompanies() -> [Company] {
        defer { companies = [] }
        return companies
    }

    private let usesDefaultClients: Bool
    /// Indices into `drafts`.
    private var givenIndices: [ExactText: Int] = [:]
    private var made: [Company] = []
    private var generatedRange = 0..<0

    /// `clients` is nil where the scenario has no such member.
    init(
        log: DiagnosticLog, defaults: CompanyDefaults, roles: [Role], checksReferences: Bool, drafts: [CompanyDraft],
        clients: [ClientDraft]?
    ) {
        self.log = log
        self.defaults = defaults
        self.roles = Dictionary(roles.map { (ExactText($0.name), $0) }) { first, _ in first }
        roleNames = roles.map(\.name)
        self.checksReferences = checksReferences
        self.drafts = drafts
        self.clients = clients ?? []
        usesDefaultClients = clients == nil
    }

    mutating func resolve(generating requests: [GenerateRequest]) {
        removeDuplicates()
        checkRoles()
        let admin = usesDefaultClients ? addDefaultClients(isGenerating: !requests.isEmpty) : nil
        makeMissingCompanies()
        let reseller = firstReseller?.client.company
        fillInParents(reseller: reseller, admin: admin)
        companies = made + drafts.map(\.company)
        generate(requests, parent: reseller)
        if let admin, clients[admin].client.company.isEmpty, !generatedRange.isEmpty {
            clients[admin].client.company = companies[generatedRange.lowerBound].resourceId
        }
        if checksReferences { checkCompanies(requests) }
        checkCycles()
    }

    // MARK: - Clients

    /// The credentials of the vendor page's example world, as the default scenario has them too.
    private enum Example {
        static let reseller = Client(
            clientId: "reseller-client", clientSecret: "reseller-secret", role: Role.reseller.name,
            company: "h3VnQ6tYc8Ws")
        static let resellerCompanyName = "Example MSSP"
        static let distributor = "Kn2rTv8wX4yZ"
        static let distributorName = "Example Distribution"
        static let admin = Client(
            clientId: "company-admin-client", clientSecret: "company-admin-secret", role: Role.companyAdmin.name,
            company: "xC5kfGz7w2Nz")
        static let adminCompanyName = "ACME LLC"
    }

    /// A reseller and a company admin. Returns the index of the latter, whose company is the first there is; when that
    /// will be generated, it is still empty.
    private mutating func addDefaultClients(isGenerating: Bool) -> Int {
        let reseller = Example.reseller
        if givenIndices[ExactText(reseller.company)] == nil {
            makeReseller(reseller.company, Example.resellerCompanyName)
        }
        clients.append(ClientDraft(client: reseller))
        var admin = Example.admin
        if givenIndices[ExactText(admin.company)] == nil {
            if let first = drafts.first(where: { !$0.company.resourceId.isExactly(reseller.company) }) {
                admin.company = first.company.resourceId
            } else if isGenerating {
                admin.company = ""
            } else {
                made.append(
                    defaults.company(
                        resourceId: admin.company, name: Example.adminCompanyName, parent: reseller.company))
            }
        }
        clients.append(ClientDraft(client: admin))
        return clients.count - 1
    }

    /// A company of a reseller, and the one above it, whose name tokens carry.
    private mutating func makeReseller(_ id: String, _ name: String) {
        let distributor = Example.distributor
        let isFree = givenIndices[ExactText(distributor)] == nil
        let isMade = made.contains { $0.resourceId.isExactly(distributor) }
        made.append(defaults.company(resourceId: id, name: name, parent: isFree ? distributor : nil))
        if isFree, !isMade { made.append(defaults.company(resourceId: distributor, name: Example.distributorName)) }
    }

    private func canSearch(_ client: Client) -> Bool {
        roles[ExactText(client.role)]?.permissions.contains(.searchCompanies) ?? false
    }

    /// The first client of the role Reseller, else the first that may search companies.
    private var firstReseller: ClientDraft? {
        clients.first { $0.client.role.isExactly(Role.reseller.name) } ?? clients.first { canSearch($0.client) }
    }

    /// A company for each client that has none: a reseller's for one that manages companies, else one below the reseller.
    private mutating func makeMissingCompanies() {
        if usesDefaultClients { return }
        var customers: [Int] = []
        for index in clients.indices where clients[index].client.company.isEmpty {
            let client = clients[index].client
            let id = ResourceID.derived(from: "client:\(client.clientId)")
            clients[index].client.company = id
            if givenIndices[ExactText(id)] != nil { continue }
            let name = "Company of \(client.clientId)"
            if canSearch(client) {
                makeReseller(id, name)
            } else {
                customers.append(made.count)
                made.append(defaults.company(resourceId: id, name: name))
            }
        }
        let reseller = firstReseller?.client.company
        for index in customers {
            let isReseller = reseller.map(made[index].resourceId.isExactly) ?? false
            if !isReseller { made[index].parent = reseller }
        }
    }

    private func checkRoles() {
        guard checksReferences else { return }
        for draft in clients {
            guard let position = draft.rolePosition else { continue }
            for role in draft.client.roles where roles[ExactText(role)] == nil {
                log.report(
                    .unknownReference(
                        "\"role\"", kind: "role", value: role,
                        suggestion: log.suggestion(for: role, among: roleNames)),
                    at: position)
            }
        }
    }

    // MARK: - Companies

    private mutating func removeDuplicates() {
        var kept: [CompanyDraft] = []
        kept.reserveCapacity(drafts.count)
        for draft in drafts {
            let id = ExactText(draft.company.resourceId)
            if let first = givenIndices[id] {
                log.reportDuplicate("resourceId", id.text, at: draft.idPosition, first: kept[first].idPosition)
            } else {
                givenIndices[id] = kept.count
                kept.append(draft)
            }
        }
        drafts = kept
    }

    private mutating func fillInParents(reseller: String?, admin: Int?) {
        let ancestors = ancestorsAndSelf(of: reseller)
        var owners: [ExactText: Client] = [:]
        for (index, draft) in clients.enumerated() where index != admin {
            let company = ExactText(draft.client.company)
            if owners[company] == nil { owners[company] = draft.client }
        }
        for index in drafts.indices {
            let id = ExactText(drafts[index].company.resourceId)
            switch drafts[index].parent {
            case .top: break
            case .company(let parent, _): drafts[index].company.parent = parent
            case .unspecified:
                if let owner = owners[id] {
                    warnOfUnmanaged(drafts[index], owner: owner)
                } else if !ancestors.contains(id) {
                    drafts[index].company.parent = reseller
                }
            }
        }
    }

    /// The first reseller's company must not become a descendant of itself through a default.
    private func ancestorsAndSelf(of id: String?) -> Set<ExactText> {
        var result: Set<ExactText> = []
        var next = id.map(ExactText.init)
        while let id = next, result.insert(id).inserted {
            next = nil
            if let index = givenIndices[id], case .company(let parent, _) = drafts[index].parent {
                next = ExactText(parent)
            }
        }
        return result
    }

    private func warnOfUnmanaged(_ draft: CompanyDraft, owner: Client) {
        guard !canSearch(owner), owner.role.isExactly(Role.companyAdmin.name) else { return }
        log.report(
            .suspicious(
                "this company belongs to the client \(Problem.quoted(owner.clientId)) and has no \"parent\", so no "
                    + "reseller manages it; name its reseller's company in \"parent\", or write null", suggestion: nil),
            at: draft.idPosition)
    }

    private mutating func generate(_ requests: [GenerateRequest], parent: String?) {
        guard !requests.isEmpty else { return }
        let start = companies.count
        companies.reserveCapacity(start + requests.reduce(0) { $0 + $1.companies })
        var generator = CompanyGenerator(
            now: defaults.now, takenIds: Set(companies.map { ExactText($0.resourceId) }),
            takenNames: Set(companies.map { ExactText($0.name) }))
        for (index, request) in requests.enumerated() {
            let first = companies.count
            generator.append(request, parent: request.parent ?? parent, to: &companies)
            if index < requests.count - 1 { generator.avoid(companies[first...]) }
        }
        generatedRange = start..<companies.count
    }

    // MARK: - References

    private func checkCompanies(_ requests: [GenerateRequest]) {
        let ids = made.map(\.resourceId) + drafts.map(\.company.resourceId)
        let names = made.map(\.name) + drafts.map(\.company.name)
        var known = Set(ids.map(ExactText.init))
        var hasGenerated = generatedRange.isEmpty
        func check(_ id: String, _ member: String, at position: Position) {
            let key = ExactText(id)
            if known.contains(key) { return }
            if !hasGenerated {
                // Only now, because a set of very many identifiers takes a while and is rarely needed.
                hasGenerated = true
                known.formUnion(companies[generatedRange].lazy.map { ExactText($0.resourceId) })
                if known.contains(key) { return }
            }
            log.report(
                .unknownReference(
                    "\"\(member)\"", kind: "company's resourceId", value: id,
                    suggestion: companySuggestion(for: id, among: ids, names)),
                at: position)
        }
        for draft in drafts {
            if case .company(let parent, let position) = draft.parent { check(parent, "parent", at: position) }
        }
        for draft in clients {
            if let position = draft.companyPosition { check(draft.client.company, "company", at: position) }
        }
        for request in requests {
            if let parent = request.parent, let position = request.parentPosition {
                check(parent, "parent", at: position)
            }
        }
    }

    /// The nearest identifier, or that of the company with the nearest name, for some will write the name.
    private func companySuggestion(for text: String, among ids: [String], _ names: [String]) -> String? {
        if let id = log.suggestion(for: text, among: ids) { return id }
        let name = log.suggestion(for: text, among: names)
        return name.flatMap { name in names.firstIndex(where: name.isExactly) }.map { ids[$0] }
    }

    /// Reports each cycle of parents once, where its first company in file order names its parent.
    private func checkCycles() {
        // 0 not looked at, otherwise the number of the walk that came by.
        var walks = [Int](repeating: 0, count: drafts.count)
        for start in drafts.indices where walks[start] == 0 {
            var next: Int? = start
            while let index = next, walks[index] == 0 {
                walks[index] = start + 1
                next = parentIndex(of: index)
            }
            guard let first = next, walks[first] == start + 1 else { continue }
            reportCycle(through: first)
        }
    }

    private func parentIndex(of index: Int) -> Int? {
        drafts[index].company.parent.flatMap { givenIndices[ExactText($0)] }
    }

    private func reportCycle(through member: Int) {
        var cycle = [member]
        while let next = parentIndex(of: cycle[cycle.count - 1]), next != member { cycle.append(next) }
        guard let first = cycle.min(), let offset = cycle.firstIndex(of: first) else { return }
        let ordered = cycle[offset...] + cycle[..<offset] + [first]
        let ids = ordered.map { drafts[$0].company.resourceId }
        let shown = ids.count <= 8 ? ids : ids.prefix(6) + ["…"] + ids.suffix(1)
        var position = drafts[first].idPosition
        if case .company(_, let place) = drafts[first].parent { position = place }
        log.report(.parentCycle(shown), at: position)
    }
}
