import Foundation
import HTTPTypes
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// The checks that write, on a mock of their own each.
struct WriteChecksTests {
    private func caught(_ only: String = "", allowing writes: Bool = true, _ spoil: @escaping Spoiling = { $1($0) })
        async throws -> (
            ids: Set<String>, left: Int
        )
    {
        var mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        mock.target.allowsWrites = writes
        let checks = WriteChecks.all.filter { $0.id.hasPrefix(only) }
        // In a task of its own, which a test may interrupt.
        let spoiled = SpoiledRun(mock: mock)
        let ids = await Task { await spoiled.caught(checks, isLate: true, spoil) }.value
        let context = Context(mock.target, client: Client(rate: nil, send: mock.sending()))
        var query = SearchQuery()
        query.filter = Filter.one("CompanyName", "Contains", WriteChecks.prefix)
        let groups = try await groups(context).filter { $0.hasPrefix(WriteChecks.prefix) }
        return (ids, try await context.page(query).totalRecords + groups.count)
    }

    private func groups(_ context: Context) async throws -> [String] {
        let groups = try await context.get("/api/company-groups").json()["data"]?.elements ?? []
        return groups.compactMap { $0["name"]?.text }
    }

    @Test func allPassAndLeaveNothingBehind() async throws {
        let run = try await caught()
        #expect(run.ids.isEmpty && run.left == 0)
    }

    @Test func nothingIsWrittenWithoutPermission() async throws {
        let run = try await caught(allowing: false) { request, mock in
            #expect(request.isToken || request.method == "GET" || request.path.hasSuffix("/search"))
            return mock(request)
        }
        #expect(run.ids.isEmpty && run.left == 0)
    }

    @Test(arguments: [
        ("writes.group", "companyGroups", "x"), ("writes.group", "companyCount", "7"),
        ("writes.answer", "message", ""), ("writes.company", "name", "x"),
    ])
    func eachIsSeenToFailAndDeletesItsOwn(_ id: String, _ member: String, _ value: String) async throws {
        let run = try await caught(id) { request, mock in
            var answer = mock(request)
            guard request.isAPI, !request.isSearch, var json = try? JSONParser.parse(answer.body) else { return answer }
            let new: JSON = Int(value).map { .number("\($0)") } ?? (member == "companyGroups" ? [] : .string(value))
            if json[member] != nil { json[member] = new }
            json.change("data") { if $0[member] != nil { $0[member] = new } }
            answer.body = Array(json.serialized.utf8)
            return answer
        }
        #expect(run.ids.contains(id) && run.left == 0)
    }

    @Test func aFormThatIsTakenAsItIsIsSeen() async throws {
        let run = try await caught { request, mock in
            var answer = mock(request)
            if request.method == "POST", request.path == "/api/companies", answer.status == 400 { answer.status = 200 }
            return answer
        }
        #expect(run.ids == ["writes.required-fields"])
    }

    /// What is wrong with a server, and the check that sees it.
    private struct Broken: CustomStringConvertible, Sendable {
        var description: String
        var caughtBy: String
        var spoil: Spoiling

        init(_ description: String, _ caughtBy: String, _ spoil: @escaping Spoiling) {
            (self.description, self.caughtBy, self.spoil) = (description, caughtBy, spoil)
        }

        /// A server that says yes to a request and does nothing.
        static func idle(_ method: String, _ path: String) -> Spoiling {
            { request, mock in
                guard request.method == method, request.path.hasPrefix(path) else { return mock(request) }
                return ProxiedAnswer(
                    status: 200, body: Array(#"{"data":{"resourceId":"x"},"message":"done","status":"SUCCESS"}"#.utf8))
            }
        }

        /// One that answers with another status than the right one.
        static func status(_ right: Int, _ wrong: Int, of path: String) -> Spoiling {
            { request, mock in
                var answer = mock(request)
                if request.path.hasSuffix(path), request.method == "POST", answer.status == right {
                    answer.status = wrong
                }
                return answer
            }
        }

        /// One whose searches below a path find nothing.
        static func blind(_ path: String) -> Spoiling {
            Spoil.data({ $0.path == "\(path)/search" }) { $0["results"] = [] }
        }

        /// One that changes what a client sends for itself.
        static func client(_ method: String, _ member: String, _ value: JSON) -> Spoiling {
            Spoil.request { request in
                guard request.method == method, request.path.hasPrefix("/api/companies/clients"),
                    var json = try? JSONParser.parse(request.body), json[member] != nil
                else { return }
                json[member] = value
                request.body = Array(json.serialized.utf8)
            }
        }

        static let all = [
            Broken("a new client gets no token", "writes.client", client("POST", "statusId", 0)),
            Broken("a new client has another secret", "writes.client", client("POST", "clientSecret", "other")),
            Broken("a new client is not found", "writes.client", blind("/api/companies/clients")),
            Broken(
                "a detail has an empty secret", "writes.client",
                Spoil.data(\.isDetail) { if $0["clientSecret"] != nil { $0["clientSecret"] = "" } }),
            Broken("the mask becomes the secret", "writes.client-secret", client("PUT", "clientSecret", "********x")),
            Broken("a changed client stays as it was", "writes.client-secret", idle("PUT", "/api/companies/clients")),
            Broken("an inactive client gets tokens", "writes.client-ended", client("PUT", "statusId", 1)),
            Broken("a deleted client gets tokens", "writes.client-ended", idle("DELETE", "/api/companies/clients")),
            Broken(
                "a client needs no role", "writes.client-texts", status(400, 200, of: "/api/companies/clients")),
            Broken(
                "the vendor's text is another", "writes.client-texts",
                Spoil.json({ $0.path == "/api/companies/clients" }, status: 400) { $0["validationMessages"] = ["x"] }),
            Broken("a deleted role is listed", "writes.role", idle("DELETE", "/api/roles")),
            Broken("a role keeps its name", "writes.role-change", idle("PUT", "/api/roles")),
            Broken(
                "a role has more permissions", "writes.role-permissions",
                Spoil.json(\.isToken) { $0["permissions"] = ["companies/clients/search|POST", "roles|GET"] }),
            Broken("a new user is not found", "writes.user", blind("/api/system-users")),
            Broken("a deleted user is found", "writes.user", idle("DELETE", "/api/system-users")),
            Broken("a user stays as it was", "writes.user-change", idle("PUT", "/api/system-users")),
            Broken("a user needs no phone number", "writes.user-required", status(400, 200, of: "/api/system-users")),
            Broken(
                "a setting has no token", "writes.scim",
                Spoil.data({ $0.method == "POST" && $0.path == "/api/scim" }) { $0["token"] = nil }),
            Broken("a deleted setting is there", "writes.scim", idle("DELETE", "/api/scim")),
            Broken("a name can be taken twice", "writes.scim-taken", status(409, 200, of: "/api/scim")),
            Broken("a token cannot be revoked", "writes.scim-revoke", status(200, 500, of: "/revoke")),
        ]
    }

    @Test(arguments: Broken.all)
    private func aBrokenServerIsSeenAndNothingIsLeft(_ broken: Broken) async throws {
        let run = try await caught(broken.caughtBy, broken.spoil)
        #expect(run.ids.contains(broken.caughtBy) && run.left == 0)
    }

    @Test func everyCheckHasABrokenServer() {
        let elsewhere = ["writes.group", "writes.answer", "writes.company", "writes.required-fields"]
        #expect(Set(Broken.all.map(\.caughtBy) + elsewhere) == Set(WriteChecks.all.map(\.id)))
    }

    /// As a signal does it, in the middle of each check that makes things in a company of its own.
    @Test func anInterruptedRunDeletesWhatItHasMade() async throws {
        for path in ["/api/companies/clients", "/api/roles", "/api/system-users", "/api/scim"] {
            let deleted = Counter()
            let run = try await caught("writes.") { request, mock in
                if request.method == "POST", request.path == path { withUnsafeCurrentTask { $0?.cancel() } }
                let answer = mock(request)
                if request.method == "DELETE", request.path.hasPrefix(path), answer.status == 200 { _ = deleted.next() }
                return answer
            }
            #expect(run.left == 0, "\(path)")
            #expect(deleted.value > 0, "\(path)")
        }
    }

    @Test func whatAKilledRunLeftIsDeletedByTheNext() async throws {
        var mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        mock.target.allowsWrites = true
        let context = Context(mock.target, client: Client(rate: nil, send: mock.sending()))
        for name in [WriteChecks.prefix + "left", "Kept"] {
            try await context.write(.post, "/api/company-groups", ["name": .string(name)]).expect(status: 200)
        }
        _ = try await Runner(mock.target, checks: [], time: .system, send: mock.sending()).run()
        let groups = try await groups(context)
        #expect(groups.contains("Kept") && !groups.contains { $0.hasPrefix(WriteChecks.prefix) })
    }
}
