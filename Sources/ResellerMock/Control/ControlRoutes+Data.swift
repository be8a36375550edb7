import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// The data of a world, past the API's own checks: a company appears between two pages.
extension ControlRoutes {
    static let data: [Route] = [
        Route(
            method: "GET", template: "scenario/current",
            summary: "The world as it stands, as a scenario that can be put back; with its secrets."
        ) { call in
            .response(Response(status: 200, fields: .json, body: call.world.saved.json))
        },
        Route(method: "GET", template: "companies", summary: "The companies, in the form that scenarios have.") {
            call in
            .json(.members(["companies": .array(call.world.snapshot.directory.companies.map(\.json))]))
        },
        Route(method: "GET", template: "companies/{id}", summary: "One company.") { call throws(ControlError) in
            .json(try company(call).json)
        },
        Route(method: "POST", template: "companies", summary: "Adds a company, in the form that scenarios have.") {
            call throws(ControlError) in
            let new = try readCompany(try call.body().members, call)
            try change(call, .insert(new))
            return .json(try company(call, new.resourceId).json, status: 201)
        },
        Route(
            method: "PATCH", template: "companies/{id}",
            summary: "Changes the members of a company that the body names; null takes one away."
        ) {
            call throws(ControlError) in
            let new = try readCompany(try patched(try company(call).json, call), call)
            guard new.resourceId.isExactly(call.parameter) else {
                throw .invalid("/resourceId", "the id of a company does not change")
            }
            try change(call, .replace(new))
            return .json(try company(call).json)
        },
        Route(method: "DELETE", template: "companies/{id}", summary: "Takes a company away.") {
            call throws(ControlError) in
            _ = try company(call)
            try change(call, .remove(call.parameter))
            return .done
        },
        Route(
            method: "GET", template: "clients",
            summary: "The REST API clients, in the form that scenarios have, without their secrets."
        ) { call in
            .json(.members(["clients": .array(call.world.snapshot.tables.clients.all.map(told))]))
        },
        Route(method: "GET", template: "clients/{id}", summary: "One client, by its clientId or its resourceId.") {
            call throws(ControlError) in
            .json(told(try client(call)))
        },
        Route(
            method: "POST", template: "clients",
            summary: "Adds a client, in the form that scenarios have; it gets tokens at once."
        ) {
            call throws(ControlError) in
            let client = try readClient(try call.body().members, call)
            guard call.control.worlds.claim(client.clientId, for: call.world) else {
                throw .invalid("/clientId", "another world has a client \(client.clientId.excerpt)")
            }
            try call.world.changing { snapshot throws(ControlError) in
                guard snapshot.client(withID: client.clientId) == nil else {
                    throw .invalid("/clientId", "there is a client \(client.clientId.excerpt) already")
                }
                guard !snapshot.tables.contains(client.resourceId) else {
                    throw .invalid("/resourceId", "\(client.resourceId.excerpt) is taken")
                }
                snapshot = snapshot.changing { $0.put(client) }
            }
            return .json(told(client), status: 201)
        },
        Route(
            method: "PATCH", template: "clients/{id}",
            summary: "Changes the members of a client that the body names; null takes one away."
        ) {
            call throws(ControlError) in
            let old = try client(call)
            var client = try readClient(try patched(old.json, call), call)
            guard client.clientId.isExactly(old.clientId), client.resourceId.isExactly(old.resourceId) else {
                throw .invalid("", "the ids of a client do not change", "DELETE it and POST another one")
            }
            client.givenResourceId = old.resourceId
            try call.world.changing { snapshot throws(ControlError) in
                guard snapshot.tables.clients[old.resourceId] != nil else { throw noClient(call) }
                snapshot = snapshot.changing { $0.put(client) }
            }
            return .json(told(client))
        },
        Route(
            method: "DELETE", template: "clients/{id}", summary: "Takes a client away; its tokens end."
        ) {
            call throws(ControlError) in
            let client = try client(call)
            call.world.changing { snapshot in
                snapshot = snapshot.changing { $0.endClients { $0.resourceId.isExactly(client.resourceId) } }
            }
            return .done
        },
    ]

    /// A document with the members that the body of a request puts in it and takes out of it.
    private static func patched(
        _ document: JSONValue, _ call: ControlCall
    ) throws(ControlError) -> [JSONValue.Member] {
        guard case .object(var members) = document else { return [] }
        for member in try call.body().members {
            members.removeAll { $0.name.isExactly(member.name) }
            if member.value != .null { members.append(member) }
        }
        return members
    }

    // MARK: - Companies

    private static func company(_ call: ControlCall, _ identifier: String? = nil) throws(ControlError) -> Company {
        guard let company = call.world.snapshot.company(withID: identifier ?? call.parameter) else {
            throw .notFound("the world has no company \((identifier ?? call.parameter).excerpt)")
        }
        return company
    }

    /// Reads a company as a scenario's, beside the one above it.
    private static func readCompany(
        _ members: [JSONValue.Member], _ call: ControlCall
    ) throws(ControlError) -> Company {
        let identifier = try requiredText("resourceId", of: members, "expected 12 letters and digits")
        var members = members
        if !members.contains(where: { $0.name == "createTime" }) {
            members.append(.init("createTime", .string(DateTimeFormat.iso8601.string(call.world.clock.now))))
        }
        var companies: [JSONValue] = [.object(members)]
        if case .string(let parent)? = members.first(where: { $0.name == "parent" })?.value,
            call.world.snapshot.company(withID: parent) != nil
        {
            companies.insert(placeholder(parent), at: 0)
        }
        // Those that every scenario has are among them.
        guard
            let company = try scenario(
                .members(["version": .count(1), "companies": .array(companies)]), name: "company", call
            ).companies.first(where: { $0.resourceId.isExactly(identifier) })
        else { throw .invalid("", "the company could not be read") }
        return company
    }

    /// What stands for a company that another entry names.
    private static func placeholder(_ company: String) -> JSONValue {
        .members(["resourceId": .string(company), "name": .string(company)])
    }

    private static func requiredText(
        _ name: String, of members: [JSONValue.Member], _ expected: String
    ) throws(ControlError) -> String {
        guard case .string(let text)? = members.first(where: { $0.name.isExactly(name) })?.value else {
            throw .invalid("/\(name)", "the member is missing or no text", expected)
        }
        return text
    }

    private static func change(_ call: ControlCall, _ change: CompanyChange) throws(ControlError) {
        do throws(CompanyChangeError) {
            try call.world.change { (snapshot) throws(CompanyChangeError) in try snapshot.applying([change]) }
        } catch {
            throw .invalid("", error.description)
        }
    }

    // MARK: - Clients

    /// As scenarios have it, without its secret.
    private static func told(_ client: Client) -> JSONValue {
        guard case .object(var members) = client.json else { return .null }
        members.removeAll { $0.name.isExactly("clientSecret") || $0.name.isExactly("resourceId") }
        return .object([.init("resourceId", .string(client.resourceId))] + members)
    }

    private static func client(_ call: ControlCall) throws(ControlError) -> Client {
        let snapshot = call.world.snapshot
        guard let client = snapshot.client(withID: call.parameter) ?? snapshot.tables.clients[call.parameter] else {
            throw noClient(call)
        }
        return client
    }

    private static func noClient(_ call: ControlCall) -> ControlError {
        let nearest = Spelling.nearest(to: call.parameter, among: call.world.snapshot.clientIDs)
        return .notFound(
            "the world has no client \(call.parameter.excerpt)" + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
    }

    /// Reads a client as a scenario's, beside its company and the roles of the world. Without a `company` it is of that of
    /// the world's first client.
    private static func readClient(_ members: [JSONValue.Member], _ call: ControlCall) throws(ControlError) -> Client {
        let identifier = try requiredText("clientId", of: members, "expected a text")
        let snapshot = call.world.snapshot
        var members = members
        if !members.contains(where: { $0.name == "company" }), let first = snapshot.tables.clients.all.first {
            members.append(.init("company", .string(first.company)))
        }
        let company = try requiredText("company", of: members, "expected the resourceId of a company")
        guard snapshot.company(withID: company) != nil else {
            throw .invalid("/company", "the world has no company \(company.excerpt)")
        }
        let document: JSONValue = .members([
            "version": .count(1), "roles": roles(of: snapshot), "companies": .array([placeholder(company)]),
            "clients": .array([.object(members)]),
        ])
        guard
            var client = try scenario(document, name: "client", call).clients.first(where: {
                $0.clientId.isExactly(identifier)
            })
        else { throw .invalid("", "the client could not be read") }
        client.createTime = client.createTime ?? call.world.clock.now
        return client
    }

    /// The roles of a world, in the form that scenarios have.
    static func roles(of snapshot: Snapshot) -> JSONValue {
        .array(
            snapshot.tables.roles.all.map { role in
                .members([
                    "name": .string(role.name),
                    "permissions": .array(role.permissions.map { .string($0.description) }),
                ])
            })
    }
}
