import Foundation
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// Every check is seen to fail: those that no broken server is made for, on answers that a generic spoiler changes.
struct EveryCheckFailsTests {
    @Test func everyCheckIsSeenToFail() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let run = SpoiledRun(mock: mock)
        var unseen = Set(Catalogue.checks.map(\.id)).subtracting(BrokenServer.all.flatMap(\.caughtBy))
        for spoiler in GenericSpoiler.all where !unseen.isEmpty {
            let checks = Catalogue.checks.filter { unseen.contains($0.id) }
            unseen.subtract(await run.caught(checks, isLate: spoiler.isLate, spoiler.spoil))
        }
        #expect(unseen.isEmpty, "\(unseen.sorted())")
    }

    /// What the tests above call spoiled must be all that is wrong.
    @Test func withoutSpoilingNothingIsCaught() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let caught = await SpoiledRun(mock: mock).caught(Catalogue.checks, isLate: true) { $1($0) }
        #expect(caught.isEmpty)
    }
}

/// A fault that many checks have to see.
struct GenericSpoiler: Sendable {
    var name: String
    /// See `SpoiledRun.caught`.
    var isLate = true
    var spoil: Spoiling

    static let all: [GenericSpoiler] = refusals + successes + searches + places + headers

    // MARK: - Statuses

    private static let refusals: [GenericSpoiler] = [
        GenericSpoiler(name: "what is refused succeeds") { request, mock in
            let answer = mock(request)
            return answer.status >= 400 ? good(request, mock) : answer
        },
        GenericSpoiler(name: "refusals have another status") { request, mock in
            var answer = mock(request)
            if answer.status >= 400 { answer.status = 418 }
            return answer
        },
        GenericSpoiler(name: "refusals say nothing") { request, mock in
            var answer = mock(request)
            if answer.status >= 400 {
                answer.body = Array("{}".utf8)
                answer.fields = []
            }
            return answer
        },
        GenericSpoiler(name: "refusals say something else") { request, mock in
            var answer = mock(request)
            guard answer.status >= 400 else { return answer }
            answer.body = Array(
                #"{"error":"x","Status":"X","status":"X","message":"x","data":{"name":"x"},"validationMessages":["x"]}"#
                    .utf8)
            answer["WWW-Authenticate"] = "Bearer realm=x"
            answer["Allow"] = "TRACE"
            return answer
        },
    ]

    /// A good answer to whatever was asked.
    @Sendable private static func good(_ request: ProxiedRequest, _ mock: Upstream) -> ProxiedAnswer {
        var good = request
        if request.isToken {
            good.method = "POST"
            good.path = "/connect/token"
            good.fields = [("Content-Type", "application/x-www-form-urlencoded")]
            good.body = BrokenServer.credentials
        } else {
            good.method = "POST"
            good.path = "/api/companies/search"
            good.fields = [
                ("Authorization", "Bearer \(BrokenServer.token(mock))"), ("Content-Type", "application/json"),
            ]
            good.body = Array(SearchQuery().json.serialized.utf8)
        }
        return mock(good)
    }

    private static let successes: [GenericSpoiler] = [
        GenericSpoiler(name: "what succeeds is refused") { request, mock in
            let answer = mock(request)
            return answer.status == 200
                ? ProxiedAnswer(
                    status: 400, fields: [("Content-Type", "application/json")], body: Array(#"{"error":"x"}"#.utf8))
                : answer
        },
        GenericSpoiler(name: "every company is another") { request, mock in
            var answer = mock(request)
            if request.isDetail, answer.status == 200, var json = try? JSONParser.parse(answer.body) {
                json.change("data") { $0["resourceId"] = "another0000a" }
                answer.body = Array(json.serialized.utf8)
            }
            return answer
        },
    ]

    // MARK: - Searches

    private static let searches: [GenericSpoiler] = [
        GenericSpoiler(
            name: "the filter is ignored", spoil: Spoil.query { if $0["filter"] != nil { $0["filter"] = Filter.none } }),
        GenericSpoiler(
            name: "every search finds nothing",
            spoil: Spoil.data(\.isSearch) { data in
                data["results"] = []
                data["totalNumberOfRecords"] = 0
                data["totalNumberOfPages"] = 0
            }),
        GenericSpoiler(
            name: "one row is missing",
            spoil: Spoil.data(\.isSearch) { data in
                data.change("results") { $0 = .array(Array(($0.elements ?? []).dropFirst())) }
                data["totalNumberOfRecords"] = .number("\((data["totalNumberOfRecords"]?.integer ?? 1) - 1)")
            }),
        GenericSpoiler(
            name: "rows stand the other way round",
            spoil: Spoil.data(\.isSearch) { data in
                data.change("results") { $0 = .array((($0.elements ?? []).reversed())) }
            }),
        GenericSpoiler(name: "the order cannot be turned round", spoil: Spoil.query { $0["ascending"] = true }),
        GenericSpoiler(
            name: "nobody is over the limit",
            spoil: Spoil.query { query in
                if query["isTargetUserCountExceededLimit"] == true { query["isTargetUserCountExceededLimit"] = false }
            }),
        GenericSpoiler(
            name: "the page is another",
            spoil: Spoil.data(\.isSearch) { data in
                for name in ["pageNumber", "pageSize", "totalNumberOfPages", "limitExceededCompanyCount"] {
                    data[name] = .number("\((data[name]?.integer ?? 0) + 1)")
                }
            }),
        GenericSpoiler(
            name: "an empty Include finds all",
            spoil: { request, mock in
                var answer = mock(request)
                if request.isSearch, (try? JSONParser.parse(answer.body))?["data"]?["totalNumberOfRecords"] == 0 {
                    answer = good(request, mock)
                }
                return answer
            }),
    ]

    // MARK: - Members

    /// Ways to spoil the members of an object.
    private static let changes: [(name: String, change: @Sendable (JSON) -> JSON?)] = [
        ("of another type", { $0.isObject ? "text" : [:] }),
        ("absent", { _ in nil }),
        ("null", { _ in .null }),
        ("of another value", { other($0) }),
    ]

    private static func other(_ value: JSON) -> JSON {
        switch value {
        case .null: "not null"
        case .boolean(let flag): .boolean(!flag)
        case .number(let lexeme): .number("\((Int(lexeme) ?? 0) + 1)")
        case .string(let text): .string("x" + text)
        case .array: [[:]]
        case .object(let members): .object(members.map { .init(name: $0.name, value: other($0.value)) })
        }
    }

    /// What holds the run together has to stay, or everything fails for one reason.
    private static let kept: Set<String> = [
        "data", "results", "companyResourceId", "access_token", "totalNumberOfRecords", "pageNumber", "pageSize",
        "totalNumberOfPages",
    ]

    private static func changing(_ json: JSON, keeping kept: Set<String> = kept, _ change: (JSON) -> JSON?) -> JSON {
        guard case .object(let members) = json else { return json }
        return .object(
            members.compactMap { member in
                kept.contains(member.name)
                    ? member : change(member.value).map { .init(name: member.name, value: $0) }
            })
    }

    private static let places: [GenericSpoiler] =
        changes.flatMap { change -> [GenericSpoiler] in
            [
                GenericSpoiler(
                    name: "members of rows \(change.name)", isLate: false,
                    spoil: Spoil.rows { $0 = changing($0, change.change) }),
                GenericSpoiler(
                    name: "ids of rows \(change.name)", isLate: false,
                    spoil: Spoil.rows { row in
                        row["companyResourceId"] = row["companyResourceId"].flatMap(change.change)
                    }),
                GenericSpoiler(
                    name: "members of details \(change.name)", isLate: false,
                    spoil: Spoil.data(\.isDetail) { $0 = changing($0, change.change) }),
                GenericSpoiler(
                    name: "members of pages \(change.name)", isLate: false,
                    spoil: Spoil.data(\.isSearch) { $0 = changing($0, change.change) }),
                GenericSpoiler(
                    name: "members of envelopes \(change.name)", isLate: false,
                    spoil: Spoil.json(\.isAPI) { $0 = changing($0, change.change) }),
                GenericSpoiler(
                    name: "members of the token answer \(change.name)", isLate: false,
                    spoil: Spoil.json(\.isToken) { $0 = changing($0, change.change) }),
                GenericSpoiler(
                    name: "claims \(change.name)", isLate: false,
                    spoil: BrokenServer.claims { $0 = changing($0, keeping: [], change.change) }),
            ]
        } + [
            GenericSpoiler(
                name: "tokens are no JWTs", isLate: false,
                spoil: Spoil.json(\.isToken) { $0["access_token"] = "opaque" }),
            GenericSpoiler(
                name: "a refresh token", isLate: false, spoil: Spoil.json(\.isToken) { $0["refresh_token"] = "token" }),
            GenericSpoiler(
                name: "counts below zero", isLate: false,
                spoil: Spoil.rows { row in
                    for name in row.names where name.hasSuffix("Count") { row[name] = -1 }
                }),
            GenericSpoiler(
                name: "the caller's own company is listed", isLate: false,
                spoil: BrokenServer.claims { $0["user_company_resourceid"] = "xC5kfGz7w2Nz" }),
            GenericSpoiler(
                name: "every company twice", isLate: false,
                spoil: Spoil.data(\.isSearch) { data in
                    data.change("results") { $0 = .array(($0.elements ?? []).flatMap { [$0, $0] }) }
                }),
        ]

    // MARK: - Header fields and bytes

    private static let headers: [GenericSpoiler] = [
        GenericSpoiler(name: "no header fields", isLate: false, spoil: Spoil.answer({ _ in true }) { $0.fields = [] }),
        GenericSpoiler(
            name: "other header fields", isLate: false,
            spoil: Spoil.answer({ _ in true }) { answer in
                answer.fields = answer.fields.map { ($0.name, "x") }
                answer["Connection"] = "close"
            }),
        GenericSpoiler(
            name: "another byte each time", isLate: false,
            spoil: { () -> Spoiling in
                let count = Counter()
                return Spoil.answer({ _ in true }) {
                    $0.body = Array(repeating: 0x20, count: count.next() % 50 + 1) + $0.body
                }
            }()),
    ]
}
