import Foundation
import ResellerMock
import Synchronization
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// Targets that differ from the mock in what the documents leave open, or contradict each other in: none fails.
struct LegitimateVariantTests {
    struct Variant: Sendable, CustomStringConvertible {
        var name: String
        /// The advisory checks that tell of the difference.
        var advisory: Set<String>
        var spoil: Spoiling

        var description: String { name }
    }

    static let variants: [Variant] = [
        Variant(
            name: "refuses an empty body, and {}, with 400", advisory: ["search.body.empty-is-unhandled"],
            spoil: refusing { $0.isSearch && ($0.body.isEmpty || $0.body == Array("{}".utf8)) }),
        Variant(
            name: "demands a filter", advisory: ["search.vendor-example", "search.null-filter"],
            spoil: refusing { request in
                guard request.isSearch, let json = try? JSONParser.parse(request.body), json.isObject else {
                    return false
                }
                let filter = json.names.first { $0.lowercased() == "filter" }.flatMap { json[$0] }
                return json.names.count > 1 && !(filter?.isObject ?? false)
            }),
        Variant(
            name: "refuses JSON at the token endpoint with 400", advisory: ["token.json-body-is-unhandled"],
            spoil: { request, mock in
                var answer = mock(request)
                if request.isToken, answer.status == 500 {
                    (answer.status, answer.body) = (400, Array(#"{"error":"invalid_request"}"#.utf8))
                }
                return answer
            }),
        Variant(
            name: "leaves out what is null", advisory: [],
            spoil: Spoil.json(\.isAPI) { $0 = withoutNulls($0) }),
        Variant(
            name: "has no Pragma, and HEAD is GET",
            advisory: [
                "token.is-not-cached-by-old-caches", "http.head.search", "http.head.detail",
                "http.wrong-verb-before-token",
            ],
            spoil: { request, mock in
                var answer = mock(request)
                answer["Pragma"] = nil
                if request.method == "HEAD" { return ProxiedAnswer(status: 200) }
                return answer
            }),
    ]

    private static func withoutNulls(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.map(withoutNulls))
        case .object(let members):
            .object(
                members.compactMap { $0.value == .null ? nil : .init(name: $0.name, value: withoutNulls($0.value)) })
        default: json
        }
    }

    /// Refuses some requests as the API refuses bad input.
    private static func refusing(_ matches: @escaping @Sendable (ProxiedRequest) -> Bool) -> Spoiling {
        { request, mock in
            let answer = mock(request)
            // Who may not ask at all is told that first.
            if [401, 403, 415].contains(answer.status) || !matches(request) { return answer }
            let body =
                #"{"data":{},"status":"INPUT_ERROR","message":"Invalid request","validationMessages":["orderBy"]}"#
            return ProxiedAnswer(
                status: 400, fields: [("Content-Type", "application/json; charset=utf-8")], body: Array(body.utf8))
        }
    }

    @Test(arguments: variants)
    func failsNoCheck(_ variant: Variant) async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let runner = Runner(
            mock.target, checks: Catalogue.checks, time: .system, send: mock.sending(variant.spoil))
        let report = try await runner.run()
        #expect(report.isSuccess(), "\(TextReport.findings(report))")
        #expect(Set(report.outcomes.filter { $0.verdict.word == "advisory" }.map(\.check.id)) == variant.advisory)
    }

    @Test func aTargetOfTwoRequestsASecondIsGoneThroughAtItsPace() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let time = VirtualTime()
        let send = mock.sending { request, upstream in
            time.admits(2) ? upstream(request) : ProxiedAnswer(status: 429, fields: [("Retry-After", "1")])
        }
        var target = mock.target
        target.rate = 10
        let said = Mutex<[Duration]>([])
        let report = try await Runner(target, checks: Catalogue.checks, time: time.clock, send: send).run { event in
            if case .slowed(_, let remaining) = event { said.withLock { $0.append(remaining) } }
        }
        #expect(report.count("failed") == 0, "\(TextReport.findings(report))")
        #expect(report.count("skipped") == 0)
        #expect(time.refusals < 20)
        let total = try #require(said.withLock { $0.last })
        #expect(time.now > total / 2 && time.now < total * 2, "\(time.now) told as \(total)")
    }

    @Test func aTargetThatRefusesForEverIsGivenUp() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let time = VirtualTime()
        let send = mock.sending { request, upstream in
            request.isToken ? upstream(request) : ProxiedAnswer(status: 429, fields: [("Retry-After", "100")])
        }
        let checks = try Catalogue.select(only: ["search."])
        let report = try await Runner(mock.target, checks: checks, time: time.clock, send: send).run()
        #expect(report.count("skipped") == report.outcomes.count)
        #expect(time.now < .seconds(1200))
    }
}
