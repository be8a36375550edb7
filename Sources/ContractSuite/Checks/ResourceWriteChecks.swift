import Foundation
import HTTPTypes
import Synchronization

/// Checks that make clients, roles, users and SCIM settings: each in a company of its own, so that nothing of the
/// reseller's customers is touched. What they make is deleted by itself, then the company, even when a check fails or the
/// run is interrupted.
enum ResourceWriteChecks {
    static let all = clients + roles + users + scim

    private static let script = Source.docs("end-to-end script for REST API clients")
    private static let guide = Source.docs("Create a REST API client for a customer")

    // MARK: - Clients

    private static let clients: [Check] = [
        check("writes.client", "A new client gets a token at once, is found, and shows a masked secret.", script) {
            customer in
            let (id, pair, role) = try await customer.client()
            try await customer.token(pair).expect(status: 200)
            let detail = try await customer.send(.get, "\(Customer.clients)/\(id)")
            let data = try successData(detail)
            let secret = try detail.string(data, "clientSecret")
            try detail.expect(
                !secret.isEmpty && secret != pair.secret, "clientSecret with a text that hides it", "\(secret)")
            let roles = data["roleResourceIdList"]?.elements?.compactMap(\.text)
            try detail.expect(roles == [role], "the role that was sent", "another")
            let (found, rows) = try await customer.rows(Customer.clients)
            let row = rows.first { $0["resourceId"]?.text == id }
            try found.expect(row?["clientId"]?.text == pair.id, "the client among the rows", "it is not there")
        },
        check(
            "writes.client-secret", "What a detail shows for a secret, sent back, leaves the secret as it was.",
            .webClient
        ) {
            customer in
            let (id, pair, role) = try await customer.client()
            let path = "\(Customer.clients)/\(id)"
            let shown = try await customer.send(.get, path)
            let secret = try shown.string(successData(shown), "clientSecret")
            let name = WriteChecks.name()
            let change = Customer.body(name, Credentials.Client(id: pair.id, secret: secret), role)
            try await customer.send(.put, path, change).expect(status: 200)
            let after = try await customer.send(.get, path)
            try after.expect(try after.string(successData(after), "name") == name, "the new name", "another")
            try await customer.token(pair).expect(status: 200)
        },
        check("writes.client-ended", "An inactive client gets no token, a deleted one neither, and is 404.", guide) {
            customer in
            let (id, pair, role) = try await customer.client()
            let path = "\(Customer.clients)/\(id)"
            try await customer.token(pair).expect(status: 200)
            try await customer.send(.put, path, Customer.body(WriteChecks.name(), pair, role, isActive: false))
                .expect(status: 200)
            try await expectRefusal(customer.token(pair))
            try await customer.send(.put, path, Customer.body(WriteChecks.name(), pair, role)).expect(status: 200)
            try await customer.token(pair).expect(status: 200)
            try await customer.delete(path).expect(status: 200)
            try await expectRefusal(customer.token(pair))
            try await customer.send(.get, path).expect(status: 404)
        },
        check(
            "writes.client-texts", "A client without a role is 400 \"Role should be selected\", and is not made.", guide
        ) {
            customer in
            let pair = try await customer.pair()
            let before = try await customer.rows(Customer.clients).rows.count
            let answer = try await customer.send(.post, Customer.clients, Customer.body(WriteChecks.name(), pair, nil))
            try answer.expect(status: 400)
            let messages = try answer.json()["validationMessages"]?.elements?.compactMap(\.text) ?? []
            try answer.expect(
                messages.contains("Role should be selected"), "the vendor's text in validationMessages", "another")
            let after = try await customer.rows(Customer.clients).rows.count
            try answer.expect(before == after, "\(before) clients as before", "\(after)")
        },
    ]

    private static func expectRefusal(_ answer: Exchange) throws {
        try answer.expect(
            answer.status == 400 || answer.status == 401, "no token: status 400 or 401", "status \(answer.status)")
    }

    // MARK: - Roles

    private static let rolesPath = "/api/roles"

    private static let roles: [Check] = [
        check("writes.role", "A new role is listed, until it is deleted.", .schema("POST /api/roles")) { customer in
            let permission = try await customer.permission()
            let id = try await customer.role(permission.id)
            try await expectListed(customer, id, true)
            try await customer.delete("\(rolesPath)/\(id)").expect(status: 200)
            try await expectListed(customer, id, false)
        },
        check("writes.role-change", "PUT gives a role another name.", .schema("PUT /api/roles/{resourceId}")) {
            customer in
            let permission = try await customer.permission()
            let id = try await customer.role(permission.id)
            let name = WriteChecks.name()
            try await customer.send(.put, "\(rolesPath)/\(id)", Customer.role(name, permission.id)).expect(status: 200)
            try await expectListed(customer, id, true, name: name)
        },
        check(
            "writes.role-permissions", "A client of a role may do what the role says, and nothing else.",
            .docs("Roles and permissions"), .advisory
        ) { customer in
            let permission = try await customer.permission("companies/clients/search|POST")
            let (_, pair, _) = try await customer.client(role: customer.role(permission.id))
            let answer = try await customer.token(pair).expect(status: 200)
            let permissions = try answer.json()["permissions"]?.elements?.compactMap(\.text)
            try answer.expect(permissions == [permission.name], "the role's one permission", "others")
            let bearer = "Bearer \(try answer.string(answer.json(), "access_token"))"
            let body = SearchQuery().json
            try await customer.send(.post, "\(Customer.clients)/search", body, bearer).expect(status: 200)
            try await customer.send(.get, rolesPath, nil, bearer).expect(status: 403)
        },
    ]

    private static func expectListed(
        _ customer: Customer, _ id: String, _ isExpected: Bool, name: String? = nil
    ) async throws {
        let list = try await customer.send(.get, rolesPath).expect(status: 200)
        let roles = try list.member(list.json(), "data", "an array") { $0.elements }
        let role = roles.first { $0["resourceId"]?.text == id }
        try list.expect((role != nil) == isExpected, isExpected ? "the role" : "no such role", "the contrary")
        if let name { try list.expect(role?["name"]?.text == name, "the new name", "another") }
    }

    // MARK: - System users

    private static let usersPath = "/api/system-users"

    private static let users: [Check] = [
        check(
            "writes.user", "A new user of companyResourceId is found there, until it is deleted.",
            .docs("Create a system user for a customer")
        ) { customer in
            var (body, email) = user()
            body["companyResourceId"] = .string(customer.id)
            let id = try await customer.make(usersPath, body)
            let (found, rows) = try await customer.rows(usersPath)
            let row = rows.first { $0["resourceId"]?.text == id }
            try found.expect(row?["email"]?.text == email, "the user among the rows", "it is not there")
            try await customer.delete("\(usersPath)/\(id)").expect(status: 200)
            let (left, rest) = try await customer.rows(usersPath)
            try left.expect(!rest.contains { $0["resourceId"]?.text == id }, "no such user", "it is still there")
        },
        check("writes.user-change", "PUT changes a user.", .schema("PUT /api/system-users/{resourceId}")) { customer in
            let id = try await customer.make(usersPath, user().body)
            let (body, email) = user()
            try await customer.send(.put, "\(usersPath)/\(id)", body).expect(status: 200)
            let (found, rows) = try await customer.rows(usersPath)
            let row = rows.first { $0["resourceId"]?.text == id }
            try found.expect(row?["email"]?.text == email, "the new address", "another")
        },
        check(
            "writes.user-required", "A user without a phone number is 400 INPUT_ERROR, and is not made.",
            .docs("Create a system user for a customer")
        ) { customer in
            var body = user().body
            body["phoneNumber"] = nil
            let before = try await customer.rows(usersPath).rows.count
            let answer = try await customer.send(.post, usersPath, body)
            try answer.expect(status: 400)
            let after = try await customer.rows(usersPath).rows.count
            try answer.expect(before == after, "\(before) users as before", "\(after)")
        },
    ]

    private static func user() -> (body: JSON, email: String) {
        let number = UUID().uuidString.prefix(8)
        let email = "reseller-mock-\(number)@example.com"
        let body: JSON = [
            "firstName": "reseller-mock", "lastName": .string("contract \(number)"), "email": .string(email),
            "phoneNumber": "5550100", "statusId": 1, "roleResourceIdList": [],
        ]
        return (body, email)
    }

    // MARK: - SCIM settings

    private static let scimPath = "/api/scim"

    private static let scim: [Check] = [
        check(
            "writes.scim", "A new SCIM setting has a token and is found, until it is deleted.",
            .docs("Create a company with SCIM")
        ) { customer in
            let (answer, name, id) = try await customer.scim()
            let token = try answer.string(successData(answer), "token")
            try answer.expect(!token.isEmpty, "a token", "an empty one")
            let detail = try await customer.send(.get, "\(scimPath)/\(id)")
            try detail.expect(try detail.string(successData(detail), "name") == name, "the name sent", "another")
            try await customer.delete("\(scimPath)/\(id)").expect(status: 200)
            try await customer.send(.get, "\(scimPath)/\(id)").expect(status: 404)
        },
        check(
            "writes.scim-taken", "A second SCIM setting of the same name is 409.", .docs("Create a company with SCIM")
        ) { customer in
            let (_, name, _) = try await customer.scim()
            try await customer.send(.post, scimPath, Customer.scim(name)).expect(status: 409)
        },
        check(
            "writes.scim-revoke", "A token of a SCIM setting can be revoked.",
            .schema("POST /api/scim/{resourceId}/revoke")
        ) { customer in
            let (_, _, id) = try await customer.scim()
            let answer = try await customer.send(.post, "\(scimPath)/\(id)/revoke")
            let data = try successData(answer)
            _ = try answer.member(data, "results", "an array") { $0.elements }
        },
    ]

    // MARK: - All of them

    private static func check(
        _ id: String, _ sentence: String, _ source: Source, _ severity: Check.Severity = .required,
        _ body: @escaping @Sendable (Customer) async throws -> Void
    ) -> Check {
        Check(id: id, sentence: sentence, source: source, severity: severity, needs: [.permissionToWrite]) { context in
            let answer = try await WriteChecks.create(WriteChecks.name(), context)
            try await Made(context, "/api/companies").use(answer) { _, id in
                let customer = Customer(context, id)
                do {
                    try await body(customer)
                } catch {
                    await customer.deleteRest()
                    throw error
                }
                await customer.deleteRest()
            }
        }
    }
}

/// A company that a check has made, and what it makes there: calls for it name it in the scope header.
private final class Customer: Sendable {
    static let clients = "/api/companies/clients"

    let id: String
    private let context: Context
    /// The paths of what is to be deleted.
    private let made = Mutex<[String]>([])

    init(_ context: Context, _ id: String) {
        self.context = context
        self.id = id
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, _ authorization: String? = nil
    ) async throws -> Exchange {
        try await context.write(method, path, body, scope: id, authorization: authorization)
    }

    /// Makes something below a path, and returns its identifier.
    func make(_ path: String, _ body: JSON) async throws -> String {
        let answer = try await send(.post, path, body)
        let id = try answer.string(successData(answer), "resourceId")
        made.withLock { $0.append("\(path)/\(Context.percentEncoded(id))") }
        return Context.percentEncoded(id)
    }

    /// Deletes something; where that is refused it is tried again at the end.
    func delete(_ path: String) async throws -> Exchange {
        let answer = try await send(.delete, path, [:])
        if answer.status == 200 { made.withLock { made in made.removeAll { $0 == path } } }
        return answer
    }

    /// Deletes whatever is left, the last thing first, in a task of its own, so that an interrupted run does it, too.
    func deleteRest() async {
        let paths = made.withLock { $0 }
        let (context, id) = (context, id)
        await Task.detached {
            for path in paths.reversed() { _ = try? await context.write(.delete, path, [:], scope: id) }
        }.value
    }

    /// The rows of a search below a path.
    func rows(_ path: String) async throws -> (answer: Exchange, rows: [JSON]) {
        let answer = try await send(.post, "\(path)/search", SearchQuery(pageSize: SearchQuery.largePage).json)
        return (answer, try answer.member(successData(answer), "results", "an array") { $0.elements })
    }

    func token(_ pair: Credentials.Client) async throws -> Exchange {
        try await context.requestToken(context.form(pair))
    }

    // MARK: - Clients

    func pair() async throws -> Credentials.Client {
        let answer = try await send(.get, "\(Self.clients)/generate-client-credentials")
        let data = try successData(answer)
        return .init(id: try answer.string(data, "clientId"), secret: try answer.string(data, "clientSecret"))
    }

    /// A new client of a role, of Company Admin unless another is given.
    func client(role: String? = nil) async throws -> (id: String, pair: Credentials.Client, role: String) {
        let pair = try await pair()
        var role = role
        if role == nil {
            let list = try await send(.get, "/api/roles").expect(status: 200)
            let roles = try list.member(list.json(), "data", "an array") { $0.elements }
            role = roles.first { $0["name"]?.text == "Company Admin" }?["resourceId"]?.text
        }
        guard let role else { throw Skip("there is no role Company Admin", .target) }
        return (try await make(Self.clients, Self.body(WriteChecks.name(), pair, role)), pair, role)
    }

    static func body(_ name: String, _ pair: Credentials.Client, _ role: String?, isActive: Bool = true) -> JSON {
        [
            "name": .string(name), "clientId": .string(pair.id), "clientSecret": .string(pair.secret),
            "statusId": isActive ? 1 : 0, "hasIpAddressRestriction": false,
            "roleResourceIdList": .array(role.map { [.string($0)] } ?? []),
        ]
    }

    // MARK: - Roles

    /// A permission of a name, or any.
    func permission(_ wanted: String? = nil) async throws -> (id: String, name: String) {
        let answer = try await send(.get, "/api/permissions/all").expect(status: 200)
        var open = try answer.member(answer.json(), "data", "an array") { $0.elements }
        while let node = open.popLast() {
            let children = node["children"]?.elements ?? []
            open += children
            if children.isEmpty, let id = node["permissionResourceId"]?.text, let name = node["permissionName"]?.text,
                name == wanted ?? name
            {
                return (id, name)
            }
        }
        throw Skip("permissions/all has no permission for this check", .target)
    }

    func role(_ permission: String) async throws -> String {
        try await make("/api/roles", Self.role(WriteChecks.name(), permission))
    }

    static func role(_ name: String, _ permission: String) -> JSON {
        [
            "name": .string(name), "description": "Made by a check, to be deleted.",
            "permissionResourceIdList": [.string(permission)], "availableForRequests": [],
        ]
    }

    // MARK: - SCIM settings

    /// A new SCIM setting. Its identifier is not in the answer.
    func scim() async throws -> (answer: Exchange, name: String, id: String) {
        // At most 30 characters.
        let name = String(WriteChecks.name().prefix(30))
        let answer = try await send(.post, "/api/scim", Self.scim(name)).expect(status: 200)
        let (found, rows) = try await rows("/api/scim")
        guard let id = rows.first(where: { $0["name"]?.text == name })?["resourceId"]?.text else {
            throw Deviation("the new setting among the rows", "it is not there", found)
        }
        let path = Context.percentEncoded(id)
        made.withLock { $0.append("/api/scim/\(path)") }
        return (answer, name, path)
    }

    static func scim(_ name: String) -> JSON {
        ["name": .string(name), "fieldMappings": [], "syncPlatformGroup": false]
    }
}
