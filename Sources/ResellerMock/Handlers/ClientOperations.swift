import ResellerAPI

/// The operations on a company's REST API clients.
enum ClientOperations {
    /// What answers have in the place of a secret. Sent back, it leaves the secret as it is; how it looks is assumed.
    static let mask = "********"

    // MARK: - Reading

    /// A pair that nothing is made of yet. The lengths are those that a client may have, the secret's is assumed.
    static func generate(_ call: Call) throws(HintedResponse) -> HintedResponse {
        _ = try call.scope()
        let random = call.world.identifiers
        // Worlds of one scenario have clients of their own, and a client's id says which world it is of.
        let salt = call.world.scenario.clients.first?.clientId.stableHash() ?? 0
        var clientId: String
        repeat { clientId = random.alphanumeric(32, salt: salt) } while call.snapshot.client(withID: clientId) != nil
        let secret = random.alphanumeric(64, salt: salt)
        return call.success { writer in
            writer.object {
                $0.member("clientId", clientId)
                $0.member("clientSecret", secret)
            }
        }
    }

    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let client = try call.resource("Client", call.snapshot.tables.clients, of: try call.scopeCompany())
        let roles = client.roles.compactMap { call.snapshot.role(named: $0)?.resourceId }
        return call.success { writer in
            writer.object {
                $0.member("resourceId", client.resourceId)
                $0.member("name", client.name)
                $0.member("clientId", client.clientId)
                $0.member("clientSecret", mask)
                $0.status(isActive: client.isActive)
                $0.member("hasIpAddressRestriction", client.allowedIpAddresses != nil)
                $0.member("allowedIpAddresses", client.allowedIpAddresses?.map(\.description))
                $0.member("roleResourceIdList", roles)
            }
        }
    }

    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let dates = call.dates
        try refuseWithoutFilter(call)
        return try call.page(of: clients(of: company, call), searchable) { client, writer in
            writer.object {
                $0.member("resourceId", client.resourceId)
                $0.member("clientName", client.name)
                $0.member("clientId", client.clientId)
                $0.member("createTime", client.createTime, dates)
                $0.status(isActive: client.isActive)
            }
        }
    }

    /// The rows of the search (that it needs a filter, too, is assumed) in columns of the same (assumed).
    static func export(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let dates = call.dates
        try refuseWithoutFilter(call)
        return try call.export(of: clients(of: company, call), searchable, named: "Clients") { clients in
            Spreadsheet(
                columns: ["Client Name", "Client Id", "Date Created", "Status"],
                rows: clients.map { client in
                    [
                        .text(client.name), .text(client.clientId), .text(client.createTime.map(dates.string)),
                        .text(client.isActive ? "Active" : "Inactive"),
                    ]
                })
        }
    }

    /// To the platform, null and nothing are the same. An empty body is a search's own matter.
    private static func refuseWithoutFilter(_ call: Call) throws(HintedResponse) {
        if var body = try? RequestMembers(json: try call.json(), behaviour: call.behaviour), !body.has("filter") {
            throw .unhandled(hint: "the vendor's search over clients fails without a filter; send at least {}")
        }
    }

    private static func clients(of company: Company, _ call: Call) -> [Client] {
        call.snapshot.tables.clients.all.filter { $0.company.isExactly(company.resourceId) }
    }

    private static let searchable = TableSearch<Client>([
        .text("ClientName") { $0.name }, .text("ClientId") { $0.clientId }, .date("CreateTime") { $0.createTime },
        .identifier("StatusId") { $0.isActive ? "1" : "0" },
    ])

    // MARK: - Writing

    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var client = try client(of: company, call, besides: nil)
        try claim(client.clientId, call)
        client.givenResourceId = call.newID()
        client.createTime = call.now
        call.change { $0.put(client) }
        return call.done("The client has been created", client.resourceId)
    }

    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var client = try client(of: company, call, besides: call.identifier)
        let old = try call.resource("Client", call.snapshot.tables.clients, of: company)
        if !client.clientId.isExactly(old.clientId) { try claim(client.clientId, call) }
        if client.clientSecret.isExactly(mask) { client.clientSecret = old.clientSecret }
        client.givenResourceId = old.resourceId
        client.createTime = old.createTime
        call.change { $0.put(client) }
        return call.done("The client has been updated", client.resourceId)
    }

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let client = try call.resource("Client", call.snapshot.tables.clients, of: try call.scopeCompany())
        call.change { $0.endClients { $0.resourceId.isExactly(client.resourceId) } }
        return call.done("The client has been deleted", client.resourceId)
    }

    /// The client that a body describes, with the vendor's own texts where they are known; `besides` is the identifier of
    /// the one that may have the name already.
    private static func client(
        of company: Company, _ call: Call, besides identifier: String?
    ) throws(HintedResponse) -> Client {
        var body = try call.body()
        let name = body.text(required: "name", most: 64)
        var client = Client(
            clientId: body.text(required: "clientId", most: 32),
            clientSecret: body.text(required: "clientSecret", most: 100), role: "", company: company.resourceId)
        client.givenName = name
        client.isActive = call.isActive(&body)
        let isRestricted = body.boolean("hasIpAddressRestriction")
        let addresses = body.texts("allowedIpAddresses") ?? []
        if isRestricted {
            let blocks = addresses.compactMap(AddressBlock.init)
            if blocks.isEmpty || blocks.count < addresses.count { body.add("Invalid ip address") }
            client.allowedIpAddresses = blocks
        }
        let hasRoles = !(body.texts("roleResourceIdList") ?? []).isEmpty
        if !hasRoles { body.add("Role should be selected") }
        client.roles = call.roles("roleResourceIdList", of: company, in: &body).map(\.name)
        if call.refusesDuplicates,
            clients(of: company, call).contains(where: {
                $0.name.isExactly(name) && !$0.resourceId.isExactly(identifier ?? "")
            })
        {
            body.refuse("name", "must be a new one")
        }
        try call.finish(&body)
        return client
    }

    /// Makes an identifier the world's, the last thing before a client has it. A token knows its client by it, and a request
    /// its world.
    private static func claim(_ clientId: String, _ call: Call) throws(HintedResponse) {
        guard call.snapshot.client(withID: clientId) == nil else {
            throw .invalidInput(["clientId must be another, there is a client with \(clientId.excerpt) already"])
        }
        guard call.event.worlds?.claim(clientId, for: call.world) ?? true else {
            throw .invalidInput(
                ["clientId must be another, another world of this server has a client with \(clientId.excerpt)"],
                hint:
                    "what a request is about is told by its client's id, so every id is one world's as long as that lives"
            )
        }
    }
}
