import Foundation
import ResellerMock
import Scenarios
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// A target's choices, seen from outside; the target is a mock that was told to make them.
struct CalibrationTests {
    struct Choice: Sendable, CustomStringConvertible {
        var name: String
        /// As JSON writes it.
        var value: String
        var isDefault: Bool

        var description: String { "\(name): \(value)" }
        var plain: String { value.trimmingCharacters(in: ["\""]) }
    }

    /// Every choice of every member of `behaviour` that the schema of scenario files has.
    static let choices: [Choice] = members.flatMap { name, node in
        let values = node["enum"]?.elements ?? ["SOME_STATUS", node["default"] ?? .null]
        return values.map { Choice(name: name, value: $0.serialized, isDefault: $0 == node["default"]) }
    }

    /// What nobody sees from outside, or only who writes.
    static let unseen = ["duplicateNames", "addressRefusal", "endedClients"]
    /// Those that a scenario has to name.
    static let others = choices.filter { !$0.isDefault && !unseen.contains($0.name) }

    private static let members: [(name: String, node: JSON)] = {
        guard let schema = try? JSONParser.parse(Array(BundledScenarios.schema.utf8)),
            case .object(let members)? = (schema["properties"]?["behaviour"]).flatMap({ resolved($0, schema) })?[
                "properties"]
        else { return [] }
        return members.map { ($0.name, resolved($0.value, schema)) }.filter { $0.1["deprecated"] == nil }
    }()

    private static func resolved(_ node: JSON, _ schema: JSON) -> JSON {
        guard let reference = node["$ref"]?.text else { return node }
        return reference.split(separator: "/").dropFirst().reduce(schema) { $0[String($1)] ?? .null }
    }

    /// The same, so many of them at a time that each list has one choice of a member at the most.
    static let together: [[Choice]] = others.reduce(into: []) { lists, choice in
        guard let free = lists.firstIndex(where: { !$0.contains { $0.name == choice.name } }) else {
            return lists.append([choice])
        }
        lists[free].append(choice)
    }

    static func mock(_ choices: [Choice] = []) throws -> InProcessTarget {
        try InProcessTarget.start(try scenario(choices))
    }

    private static func scenario(_ choices: [Choice]) throws -> Scenario {
        let behaviour = choices.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ")
        let text = #"{ "version": 1, "extends": "default", "behaviour": { \#(behaviour) } }"#
        return try ScenarioArgument.load(.text(text, name: "choice.json")).0
    }

    /// What a mock is seen to do, and with `checks` what they find.
    private static func report(
        _ mock: InProcessTarget, checks: [ContractSuite.Check] = []
    ) async throws -> Report {
        try await Runner(mock.target, checks: checks, observes: true, time: .system, send: mock.sending()).run()
    }

    /// A whole run on the mock as it is.
    static let base = Task {
        let mock = try Self.mock()
        defer { mock.server.stop(grace: .zero) }
        return try await report(mock, checks: Catalogue.checks)
    }

    @Test func everyMemberOfBehaviourIsLookedAt() {
        #expect(Self.others.count > 10)
        #expect(Set(Self.choices.map(\.name)) == Set(Switch.all.map(\.name)))
        let checks = Set(Catalogue.checks.map(\.id))
        for point in Switch.all { #expect(checks.contains(point.check), "\(point.check)") }
    }

    @Test func theChoicesOfAMockThatWasToldNoneAreSeen() async throws {
        let calibration = try #require(try await Self.base.value.observations).calibration
        for choice in Self.choices where choice.isDefault && !Self.unseen.contains(choice.name) {
            #expect(calibration.choices.first { $0.name == choice.name }?.value == choice.plain, "\(choice)")
        }
        #expect(calibration.gaps.map(\.name) == Self.unseen)
    }

    /// And nothing else, by the calibration and by the shapes of answers.
    @Test(arguments: others)
    func aChoiceIsSeenAndIsAllThatDriftTells(_ choice: Choice) async throws {
        let mock = try Self.mock([choice])
        defer { mock.server.stop(grace: .zero) }
        let report = try await Self.report(mock)
        let calibration = try #require(report.observations).calibration
        #expect(calibration.choices.first { $0.name == choice.name }?.value == choice.plain, "\(calibration.text)")
        let drift = Drift(from: Snapshot(try await Self.base.value), to: Snapshot(report))
        #expect(drift.behaviour.map(\.subject) == [choice.name])
        #expect(drift.shape.isEmpty && drift.isChange, "\(DriftReport.text(drift))")
        // The file tells the mock to do the same.
        let file = calibration.scenario(of: "http://target", at: report.startedAt)
        let copy = try ScenarioArgument.load(.text(file, name: "copy.yaml")).0
        #expect(try copy.behaviour == Self.scenario([choice]).behaviour)
    }

    /// Nor by the checks, of which a run has many.
    @Test(arguments: together)
    func noCheckTellsOfAChoice(_ choices: [Choice]) async throws {
        let mock = try Self.mock(choices)
        defer { mock.server.stop(grace: .zero) }
        let report = try await Self.report(mock, checks: Catalogue.checks)
        let drift = Drift(from: Snapshot(try await Self.base.value), to: Snapshot(report))
        #expect(Set(drift.behaviour.map(\.subject)) == Set(choices.map(\.name)))
        #expect(drift.ledger.isEmpty, "\(DriftReport.text(drift))")
    }

    @Test func theFileNamesTheChecksAndWhatWasNotSeen() async throws {
        let mock = try Self.mock()
        defer { mock.server.stop(grace: .zero) }
        var target = mock.target
        target.credentials = Credentials(reseller: target.credentials.reseller)
        let runner = Runner(target, checks: [], observes: true, time: .system, send: mock.sending())
        let calibration = try #require(try await runner.run().observations).calibration
        let text = calibration.scenario(of: "http://target", at: Date(timeIntervalSince1970: 0))
        #expect(text.hasPrefix("# What http://target was seen to do, on 1970-01-01T00:00:00Z, where"))
        #expect(text.contains("\n  # search.null-filter\n  nullFilter: accept\n"))
        #expect(
            text.contains(
                "\n# - ownCompany: COMPANY_ADMIN_CLIENT_ID and COMPANY_ADMIN_CLIENT_SECRET not given\n"))
    }
}

struct DriftTests {
    @Test func aReportThatWasWrittenComparesAsTheRunItself() async throws {
        let report = try await CalibrationTests.base.value
        let snapshot = try Snapshot(json: Array(JSONReport.text(report).utf8))
        #expect(snapshot == Snapshot(report))
        #expect(snapshot.verdicts.count == Catalogue.checks.count)
        #expect((snapshot.shape?.parts.count ?? 0) > 100)
    }

    @Test func theShapeHoldsNoData() async throws {
        let report = try await CalibrationTests.base.value
        let text = try #require(report.observations).shape.text
        let scenario = try ScenarioArgument.load(.bundled("default")).0
        for company in scenario.companies {
            #expect(!text.contains(company.resourceId) && !text.contains(company.name))
        }
        #expect(text.contains(#""data.results[].tags[]": "text""#))
    }

    @Test func changesOfOtherKindsAreTold() async throws {
        let report = try await CalibrationTests.base.value
        let before = Snapshot(report)
        var after = before
        after.verdicts["token.lifetime"] = "failed"
        after.verdicts["authz.unmanaged-company"] = "skipped"
        after.verdicts["no.such-check"] = "passed"
        after.shape = Shape(
            [
                "detail": [
                    "status": "200", "data.resourceId": "integer", "data.novelty": "object", "data.novelty.a": "text",
                ]
            ])
        let old = Shape(["detail": ["status": "200", "data.resourceId": "text", "data.name": "text"]])
        var first = before
        first.shape = old
        let drift = Drift(from: first, to: after)
        #expect(
            DriftReport.text(drift) == """
                ledger:
                  changed: token.lifetime (token.lifetime): passed -> failed
                shape:
                  gone: detail: data.name: text
                  new: detail: data.novelty: object
                  changed: detail: data.resourceId: text -> integer
                note: 1 checks were made in one of the runs alone
                note: skipped in one of the runs: authz.unmanaged-company
                2 changed, 1 new, 1 gone.

                """)
        // Looked at once more, some of it is as before.
        var again = after
        again.verdicts["token.lifetime"] = "passed"
        again.shape = Shape(["detail": ["status": "200", "data.resourceId": "text"]])
        let second = Drift(from: first, to: after, again: again)
        #expect(second.ledger.map(\.kind) == [.flaky])
        #expect(second.shape.map(\.kind) == [.gone, .flaky, .flaky])
        again.shape = old
        #expect(!Drift(from: first, to: after, again: again).isChange)
        let json = try JSONParser.parse(Array(DriftReport.json(drift).utf8))
        #expect(json["isChange"] == true && json["shape"]?.elements?.count == 3)
        #expect(DriftReport.jUnit(drift).contains(#"tests="4" failures="4""#))
        #expect(DriftReport.markdown(drift).contains("| gone | detail: data.name | text |  |"))
    }

    @Test func whatOtherCompaniesWouldShowIsNoChange() async throws {
        var before = Snapshot(try await CalibrationTests.base.value)
        var after = before
        before.shape = Shape([
            "search": [
                "HTTP status": "200", "data.results": "array", "data.results[]": "object",
                "data.results[].tags": "array", "data.results[].tags[]": "text",
                "data.results[].address": "null | text",
            ], "detail": ["HTTP status": "200"],
        ])
        after.shape = Shape([
            "search": [
                "HTTP status": "200", "data.results": "array", "data.results[]": "object",
                "data.results[].tags": "array", "data.results[].address": "text",
            ]
        ])
        let drift = Drift(from: before, to: after)
        #expect(!drift.isChange, "\(DriftReport.text(drift))")
        #expect(
            drift.notes == [
                "seen in one of the runs alone: detail",
                "differs as other companies' data would: search: data.results[].address, search: data.results[].tags[]",
            ])
        after.shape = Shape(["search": ["HTTP status": "200 | 503"]])
        #expect(Drift(from: before, to: after).shape.map(\.subject).contains("search: HTTP status"))
    }

    @Test(arguments: [
        ("", "no JSON: a value expected at byte 0"),
        ("{}", "\"version\": 1 expected, as contract --json writes it"),
        (#"{"version":1}"#, "an array \"checks\" expected"),
        (
            #"{"version":1,"checks":[{"id":"a"}]}"#,
            "checks[0]: a text \"id\" and a \"verdict\" of passed, failed, advisory or skipped expected"
        ),
        (#"{"version":1,"checks":[],"shape":[]}"#, "\"shape\": an object of objects of texts expected"),
    ])
    func whatIsNoReportIsNamed(_ text: String, _ problem: String) {
        #expect(throws: SnapshotError(problem: problem)) { try Snapshot(json: Array(text.utf8)) }
    }
}
