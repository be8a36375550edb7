import HTTP1
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// A list finds the rule that the plain reading of the conditions finds, for many lists and requests.
struct RuleListTests {
    private static let paths = [
        "/api/companies/{resourceId}", "/api/companies/search", "/api/companies/Company00001", "/api/{x}/search",
        "/connect/token", "/{a}/{b}", "/nowhere", "/api/companies/{resourceId}/license-check", "/api/companies/my",
    ]
    private static let requestPaths = [
        company, "/api/companies/search", "/API/companies/COMPANY00001", "/connect/token", "/nowhere", "/nowhere/",
        "/api/roles", "/api/companies/my", "/api/companies/Company00001/license-check", "/api/companies/%63x",
    ]
    private static let names = ["X-A", "X-B", "Accept", "X-Longer-Name"]
    private static let values = [
        "", "a", "b", "ab", "a value longer than sixteen bytes 1", "a value longer than sixteen bytes 2",
    ]

    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state &+= SplitMix64.increment
            return Int(SplitMix64.mixed(state) % UInt64(sides))
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
    }

    private static let start = DateTime(unixSeconds: 1_772_355_600)

    private func condition(_ dice: inout Dice) throws -> RuleCondition {
        var condition = RuleCondition()
        if dice.roll(3) > 0 { condition.path = PathPattern(dice.pick(Self.paths)) }
        if dice.roll(3) == 0 { condition.method = dice.pick(["GET", "POST", "PUT"]) }
        if dice.roll(4) == 0 { condition.client = dice.pick(["reseller", "admin", "nobody"]) }
        if dice.roll(4) == 0 { condition.role = dice.pick(["Reseller", "Company Admin", "Nobody"]) }
        if dice.roll(6) == 0 { condition.from = .date(DateTime(unixSeconds: Self.start.unixSeconds + 10)) }
        if dice.roll(6) == 0 { condition.until = .relative(try #require(RelativeDate("now+10s"))) }
        for _ in 0..<max(0, dice.roll(4) - 1) {
            let value = dice.pick(Self.values)
            let test: HeaderCondition.Test = dice.pick([.present, .absent, .equals(value), .contains(value)])
            condition.headers.append(HeaderCondition(name: dice.pick(Self.names), test: test))
        }
        if dice.roll(5) == 0 {
            let pointer = try #require(JSONPointer("/a"))
            condition.body = [dice.pick([.contains("1"), .exists(pointer), .equals(pointer, .number("1.0"))])]
        }
        return condition
    }

    private func request(_ dice: inout Dice, tokens: [String?]) throws -> Request {
        var headers: [(name: String, value: String)] = []
        for _ in 0..<dice.roll(4) { headers.append((dice.pick(Self.names), dice.pick(Self.values))) }
        if let token = dice.pick(tokens) { headers.append(("Authorization", "Bearer \(token)")) }
        let body = dice.pick(["", #"{"a":1}"#, #"{"a":2,"b":1}"#, "no JSON 1"])
        return try Request(
            method: Method(dice.pick(["GET", "POST"])), path: dice.pick(Self.requestPaths), headers: headers,
            body: Array(body.utf8))
    }

    /// Reads the condition as the documentation does.
    private func meets(_ request: Request, _ condition: RuleCondition, at now: DateTime, client: String?) throws -> Bool
    {
        if let method = condition.method, request.method.rawValue != method { return false }
        if let path = condition.path {
            let asked = try PercentEncoding.decode(request.target.path).lowercased().split(separator: "/")
            let wanted = path.text.lowercased().split(separator: "/")
            if ["/api/companies/{resourceId}", "/api/companies/{resourceId}/license-check"].contains(path.text) {
                let match = RouteTable.shared.match(method: request.method.rawValue, path: request.target.path)
                guard match.route?.template == path.text else { return false }
            } else {
                guard asked.count == wanted.count else { return false }
                guard zip(asked, wanted).allSatisfy({ $1.hasPrefix("{") || $0 == $1 }) else { return false }
            }
        }
        if let wanted = condition.client, wanted != client { return false }
        let role = client.map { $0 == "admin" ? "Company Admin" : "Reseller" }
        if let wanted = condition.role, wanted != role { return false }
        if let from = condition.from, now < from.instant(start: Self.start) { return false }
        if let until = condition.until, now >= until.instant(start: Self.start) { return false }
        for header in condition.headers {
            let values = request.headers.all(header.name)
            let holds =
                switch header.test {
                case .present: !values.isEmpty
                case .absent: values.isEmpty
                case .equals(let text): values.contains(text)
                case .contains(let text): values.contains { $0.contains(text) || text.isEmpty }
                }
            if !holds { return false }
        }
        let body = String(decoding: request.body, as: UTF8.self)
        for test in condition.body {
            let holds =
                switch test {
                case .contains(let text): body.contains(text)
                case .exists: body.hasPrefix("{")
                case .equals: body == #"{"a":1}"#
                }
            if !holds { return false }
        }
        return true
    }

    @Test func firstRuleThatARequestMeetsFires() throws {
        let mock = try Mock()
        let (reseller, admin) = (try mock.bearer("reseller"), try mock.bearer("admin"))
        var dice = Dice(state: 1)
        var found: Set<Int> = []
        for _ in 0..<60 {
            let rules = try (0..<12).map { number in
                Rule(name: "\(number)", condition: try condition(&dice), outcome: .action(RuleAction()))
            }
            let list = RuleList(rules.map { RunningRule($0, seed: 0) }, start: Self.start)
            for _ in 0..<15 {
                let request = try request(&dice, tokens: [nil, reseller, admin])
                let now = DateTime(unixSeconds: Self.start.unixSeconds + Int64(dice.pick([0, 9, 10, 11])))
                let authorization = request.headers.first("authorization") ?? ""
                let client = ["reseller": reseller, "admin": admin].first { authorization.hasSuffix($0.value) }?.key
                // At the token endpoint it is the credentials that count, and these requests have none.
                let caller = request.target.path == "/connect/token" ? nil : client
                let expected = try rules.first { try meets(request, $0.condition, at: now, client: caller) }
                mock.service.world.clock.set(to: now)
                let actual = list.firing(for: mock.service.received(request, from: .loopback))?.reason.name
                #expect(actual == expected?.name, "\(request.method) \(request.target.path)")
                found.insert(expected.flatMap { Int($0.name) } ?? -1)
            }
        }
        #expect(found.count == 13)
    }
}
