import Foundation
import HTTPTypes
import ResellerMock
import Testing

@testable import CLI
@testable import ContractSuite

/// The checks that write, on a mock of their own each.
struct WriteChecksTests {
    private func caught(allowing writes: Bool = true, _ spoil: @escaping Spoiling = { $1($0) }) async throws -> (
        ids: Set<String>, left: Int
    ) {
        var mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        mock.target.allowsWrites = writes
        let ids = await SpoiledRun(mock: mock).caught(WriteChecks.all, isLate: true, spoil)
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
        let run = try await caught { request, mock in
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
