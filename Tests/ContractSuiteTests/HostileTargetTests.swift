import Foundation
import HTTP1
import HTTPServer
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// Targets that mean harm, or are broken beyond measure: a run of them ends, in bounded time and memory, with verdicts.
struct HostileTargetTests {
    private static let mock = Result { try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0) }

    /// Checks of every kind that reads what the target says.
    private static let checks = [
        "token.success-members", "token.is-jwt", "token.claims-times", "token.claims-now", "token.permissions",
        "auth.tampered-signature.search", "auth.tampered-claims.search", "search.success-envelope",
        "search.total-records", "search.total-pages", "search.pages-are-complete", "search.last-page",
        "search.sort.companyName.ascending", "search.sort.createTime.ascending",
        "search.sort.targetUserCount.ascending",
        "search.item-expiry", "search.item-dates", "search.filter.companyName.contains",
        "search.filter.targetUserCount.greater", "search.filter.numberOfUsers.between", "search.filter.and",
        "search.over-limit.count", "search.clustered", "search.page-size-out-of-range", "detail.success-envelope",
        "detail.id-round-trips", "detail.agrees.numberOfUsers", "http.concurrent-requests-agree",
    ]

    /// Where every answer is the same, more would say no more.
    private static let fewChecks = [
        "search.total-records", "search.sort.companyName.ascending", "detail.success-envelope",
    ]

    /// Runs checks on a target whose answers `reply` makes. Nil when the run gave the target up.
    private static func run(
        _ checks: [String] = checks, timeout: Duration = .seconds(300),
        _ reply: @escaping @Sendable (ProxiedRequest, Upstream) -> Reply
    ) async throws -> Report? {
        let mock = try Self.mock.get()
        let proxy = try SpoilingProxy(mock.server, replying: reply)
        defer { proxy.stop() }
        var target = mock.target
        target.baseURL = try #require(URL(string: proxy.baseURL))
        target.timeout = timeout
        let selected = Catalogue.checks.filter { check in checks.contains { check.id.hasPrefix($0) } }
        do {
            return try await Runner(target, checks: selected, time: VirtualTime().clock).run()
        } catch is TargetUnusable {
            return nil
        }
    }

    private static func run(_ checks: [String] = checks, spoil: @escaping Spoiling) async throws -> Report? {
        try await run(checks) { request, mock in response(spoil(request, mock)) }
    }

    private static func response(_ answer: ProxiedAnswer) -> Reply {
        var fields = ResponseFields()
        for field in answer.fields { try? fields.append(field.name, field.value) }
        return .response(Response(status: answer.status, fields: fields, body: answer.body))
    }

    /// Everything but the token is answered with these bytes.
    private static func run(
        _ checks: [String] = fewChecks, bytes: [WireStep], timeout: Duration = .seconds(300)
    ) async throws -> Report? {
        try await run(checks, timeout: timeout) { request, mock in
            request.isToken ? response(mock(request)) : .script(bytes + [.close])
        }
    }

    private static func verdict(_ id: String, _ report: Report?) -> String? {
        report?.outcomes.first { $0.check.id == id }?.verdict.word
    }

    // MARK: - Values

    @Test func aTokenWithoutASignature() async throws {
        let report = try await Self.run(["token.", "auth."], spoil: Self.unsigned)
        #expect(Self.verdict("token.is-jwt", report) == "failed")
        #expect(Self.verdict("auth.tampered-signature.search", report) == "skipped")
        #expect(Self.verdict("auth.no-signature.search", report) == "failed")
    }

    /// Tokens with `alg` none, which this target takes for its own.
    private static let unsigned: Spoiling = { request, mock in
        var request = request
        if request["Authorization"]?.hasPrefix("Bearer ey") == true {
            request["Authorization"] = "Bearer \(BrokenServer.token(mock))"
        }
        var answer = mock(request)
        guard request.isToken, answer.status == 200, var json = try? JSONParser.parse(answer.body),
            let token = json["access_token"]?.text
        else { return answer }
        let claims = token.split(separator: ".")[1]
        json["access_token"] = .string("\(Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))).\(claims).")
        answer.body = Array(json.serialized.utf8)
        return answer
    }

    @Test(arguments: [
        "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e400", "2147483648", "-1",
    ])
    func numbersAtTheEdge(_ number: String) async throws {
        let report = try await Self.run(spoil: { request, mock in
            var answer = mock(request)
            guard let json = try? JSONParser.parse(answer.body) else { return answer }
            answer.body = Array(Self.replacingNumbers(json, by: number).serialized.utf8)
            return answer
        })
        #expect(Self.verdict("search.total-records", report) == "failed")
        #expect(Self.verdict("token.success-members", report) != nil)
    }

    private static func replacingNumbers(_ json: JSON, by number: String) -> JSON {
        switch json {
        case .number: .number(number)
        case .string(let text): Int(text) == nil ? json : .string(number)
        case .array(let elements): .array(elements.map { replacingNumbers($0, by: number) })
        case .object(let members):
            .object(members.map { .init(name: $0.name, value: replacingNumbers($0.value, by: number)) })
        case .null, .boolean: json
        }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808"])
    func claimsAtTheEdge(_ number: String) async throws {
        let spoil = BrokenServer.claims { claims in
            for name in ["exp", "iat", "nbf", "user_company_id"] { claims[name] = .number(number) }
        }
        let report = try await Self.run(["token.", "auth."], spoil: spoil)
        #expect(Self.verdict("token.claims-times", report) == "failed")
        #expect(Self.verdict("token.claims-now", report) == "failed")
    }

    @Test(arguments: [
        "Sun, 06 Nov 9223372036854775807 08:49:37 GMT", "Sun, 9223372036854775807 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 9223372036854775807:49:37 GMT", "9223372036854775807", "-9223372036854775808",
    ])
    func datesAtTheEdge(_ date: String) async throws {
        let tries = Counter()
        let checks = ["token.claims-now", "search.total-records", "search.item-expiry", "search.item-dates"]
        let report = try await Self.run(
            checks,
            spoil: { request, mock in
                // Refused as too many once, so that the wait asked for is reckoned with.
                if request.isSearch, tries.next() == 0 {
                    return ProxiedAnswer(status: 429, fields: [("Retry-After", date), ("Date", date)])
                }
                var answer = mock(request)
                answer["Date"] = date
                return answer
            })
        #expect(Self.verdict("search.item-expiry", report) == "skipped")
    }

    /// One row with such texts; all alike would take the mock's time, not the suite's.
    @Test(arguments: [
        String(repeating: "a", count: 20_000), "e" + String(repeating: "\u{301}\u{316}", count: 10_000),
    ])
    func textsWithoutEnd(_ text: String) async throws {
        let report = try await Self.run(
            spoil: Spoil.data(\.isSearch) { data in
                data.change("results") { results in
                    guard var rows = results.elements, !rows.isEmpty else { return }
                    for name in ["companyName", "name", "companyResourceId", "resellerName", "licenseTypeResourceId"] {
                        rows[0][name] = .string(text)
                    }
                    rows[0]["tags"] = [.string(text)]
                    results = .array(rows)
                }
            })
        #expect(["failed", "skipped"].contains(Self.verdict("search.filter.companyName.contains", report)))
        #expect(["failed", "skipped"].contains(Self.verdict("search.total-records", report)))
    }

    @Test func idsThatAreNoPathSegments() async throws {
        let report = try await Self.run(
            spoil: Spoil.rows { $0["companyResourceId"] = "../../connect/token?a#b\r\nX: y\u{0} \u{202E}é" })
        #expect(Self.verdict("detail.id-round-trips", report) == "failed")
    }

    // MARK: - Pages and bodies

    @Test(arguments: [false, true])
    func pagesThatNeverEnd(_ areNew: Bool) async throws {
        let page = Counter()
        let report = try await Self.run(
            ["search.total-records", "search.pages-are-complete", "search.over-limit.count"],
            spoil: { request, mock in
                var answer = mock(request)
                guard request.isSearch, answer.status == 200, var json = try? JSONParser.parse(answer.body) else {
                    return answer
                }
                let first = areNew ? page.next() * 1000 : 0
                json.change("data") { data in
                    data["totalNumberOfRecords"] = .number("\(Int32.max)")
                    data["results"] = .array((first..<first + 1000).map { ["companyResourceId": .string("id\($0)")] })
                }
                answer.body = Array(json.serialized.utf8)
                return answer
            })
        #expect(Self.verdict("search.total-records", report) == (areNew ? "skipped" : "failed"))
        #expect(Self.verdict("search.pages-are-complete", report) == (areNew ? "skipped" : "failed"))
    }

    @Test func aBodyWithoutEnd() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".utf8)
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        let steps = [WireStep.send(head)] + Array(repeating: .send(piece), count: 40) + [.stall]
        #expect(try await Self.run(bytes: steps) == nil, "given up after three checks without an answer")
    }

    @Test func aCompressedBomb() async throws {
        let bomb = Self.bomb(megabytes: 64)
        #expect(bomb.count < 1 << 20)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
        let report = try await Self.run(bytes: [.send(Array(head.utf8)), .send(bomb)])
        #expect(["failed", nil].contains(Self.verdict("search.total-records", report)))
    }

    /// A gzip file (RFC 1952) of nothing but zeros, in one block of fixed Huffman codes (RFC 1951).
    private static func bomb(megabytes: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var bits = 0
        var count = 0
        func put(_ value: Int, _ width: Int, lowFirst: Bool = false) {
            for index in 0..<width {
                let bit = value >> (lowFirst ? index : width - 1 - index) & 1
                bits |= bit << count
                count += 1
                if count == 8 {
                    bytes.append(UInt8(bits))
                    (bits, count) = (0, 0)
                }
            }
        }
        put(0b011, 3, lowFirst: true)
        put(0b00110000, 8)
        for _ in 0..<(megabytes << 20) / 258 {
            put(0b11000101, 8)
            put(0, 5)
        }
        put(0, 7)
        put(0, 7)
        return bytes
    }

    @Test func moreValuesThanMemoryHasRoomFor() async throws {
        let thousand = Array(repeatElement("0,", count: 1000).joined().utf8)
        let body = (0..<1000).reduce(into: Array("[".utf8)) { all, _ in all += thousand } + Array("0]".utf8)
        let report = try await Self.run(["search.total-records"], bytes: Self.answer(body))
        #expect(Self.verdict("search.total-records", report) == "failed")
    }

    @Test(arguments: [
        [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20),
        Array(#"{"data":"#.utf8) + Array(repeating: Array(#"{"a":"#.utf8), count: 100_000).joined(),
        Array(#"{"data":""#.utf8) + [0xC3, 0x28, 0xED, 0xA0, 0x80] + Array(#""}"#.utf8),
        [0xFF, 0xFE, 0x00, 0x00], [],
    ])
    func bodiesThatAreNoJSON(_ body: [UInt8]) async throws {
        let report = try await Self.run(bytes: Self.answer(body))
        #expect(Self.verdict("search.total-records", report) == "failed")
    }

    private static func answer(_ body: [UInt8]) -> [WireStep] {
        [
            .send(Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n".utf8)),
            .send(Array("Content-Length: \(body.count)\r\n\r\n".utf8)), .send(body),
        ]
    }

    // MARK: - The wire

    @Test func redirectionsInACircle() async throws {
        let report = try await Self.run(spoil: { request, mock in
            request.isToken
                ? mock(request) : ProxiedAnswer(status: 307, fields: [("Location", "/api/companies/search")])
        })
        #expect(Self.verdict("search.total-records", report) == "failed")
    }

    @Test(arguments: [
        "HTTP/1.1 9999 What\r\n", "HTTP/1.1 000 What\r\n", "HTTP/1.1 -200 What\r\n", "HTTP/9.9 200 OK\r\n",
        "HTTP/1.1\r\n", "\u{FFFD}\u{0}\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        "HTTP/1.1 200 OK\r\nA\r\nX: \u{0}\u{1}\u{FFFD}\r\nDate: \u{0}\r\nContent-Length: 0\r\n",
    ])
    func headsThatAreNone(_ head: String) async throws {
        let bytes = Array((head + "\r\n").utf8).map { $0 == 0xEF ? 0xFF : $0 }
        let report = try await Self.run(bytes: [.send(bytes)], timeout: .seconds(10))
        #expect(["failed", nil].contains(Self.verdict("search.total-records", report)))
    }

    @Test func thousandsOfHeaderFields() async throws {
        let thousand = Array((0..<1000).map { "X-\($0): y\r\n" }.joined().utf8)
        let fields = (0..<3).reduce(into: [UInt8]()) { all, _ in all += thousand }
        let bytes = Array("HTTP/1.1 200 OK\r\n".utf8) + fields + Array("Content-Length: 0\r\n\r\n".utf8)
        let report = try await Self.run(["search.total-records"], bytes: [.send(bytes)], timeout: .seconds(10))
        #expect(["failed", nil].contains(Self.verdict("search.total-records", report)))
    }

    @Test func interimAnswersWithoutEnd() async throws {
        let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        let steps = Array(repeating: [WireStep.send(interim), .wait(.milliseconds(5))], count: 2000).joined()
        #expect(try await Self.run(bytes: Array(steps), timeout: .milliseconds(500)) == nil)
    }
}
