import Foundation
import ResellerMock
import Testing

@testable import CLI
@testable import ContractSuite

/// A target's choices, seen from outside; the target is a mock that was told to make them.
struct CalibrationTests {
    struct Choice: Sendable, CustomStringConvertible {
        var name: String
        /// As JSON writes it.
        var value: String

        var description: String { "\(name): \(value)" }
        var plain: String { value.trimmingCharacters(in: ["\""]) }
    }

    /// Every choice of every member of `behaviour` that the schema of scenario files has.
    static let choices: [Choice] = {
        guard let schema = try? JSONParser.parse(Array(BundledScenarios.schema.utf8)),
            case .object(let members)? = (schema["properties"]?["behaviour"]).flatMap({ resolved($0, schema) })?[
                "properties"]
        else { return [] }
        return members.flatMap { member in
            let values = resolved(member.value, schema)["enum"]?.elements ?? ["SOME_STATUS"]
            return values.map { Choice(name: member.name, value: $0.serialized) }
        }
    }()

    private static func resolved(_ node: JSON, _ schema: JSON) -> JSON {
        guard let reference = node["$ref"]?.text else { return node }
        return reference.split(separator: "/").dropFirst().reduce(schema) { $0[String($1)] ?? .null }
    }

    static func mock(_ choice: Choice?) throws -> InProcessTarget {
        let behaviour = choice.map { "\"\($0.name)\": \($0.value)" } ?? ""
        let text = #"{ "version": 1, "extends": "default", "behaviour": { \#(behaviour) } }"#
        return try InProcessTarget.start(try ScenarioArgument.load(.text(text, name: "choice.json")).0)
    }

    private static func calibrate(_ mock: InProcessTarget) async throws -> (Calibration, Report) {
        let runner = Runner(mock.target, checks: [], observes: true, time: .system, send: mock.sending())
        let report = try await runner.run()
        return (try #require(report.observations).calibration, report)
    }

    @Test func everyMemberOfBehaviourIsLookedAt() {
        #expect(Self.choices.count > 15)
        #expect(Set(Self.choices.map(\.name)).isSubset(of: Switch.all.map(\.name)))
        let checks = Set(Catalogue.checks.map(\.id))
        for point in Switch.all { #expect(checks.contains(point.check), "\(point.check)") }
    }

    @Test(arguments: choices)
    func aChoiceIsSeen(_ choice: Choice) async throws {
        let mock = try Self.mock(choice)
        defer { mock.server.stop(grace: .zero) }
        let (calibration, report) = try await Self.calibrate(mock)
        let seen = calibration.choices.first { $0.name == choice.name }?.value
        if choice.name == "addressRefusal" {
            #expect(seen == nil)
        } else {
            #expect(seen == choice.plain, "\(calibration.text)")
        }
        // The file says the same to the mock.
        let file = calibration.scenario(of: "http://target", at: report.startedAt)
        let copy = try InProcessTarget.start(try ScenarioArgument.load(.text(file, name: "copy.yaml")).0)
        defer { copy.server.stop(grace: .zero) }
        let (again, _) = try await Self.calibrate(copy)
        #expect(again == calibration)
    }

    @Test func theFileNamesTheChecksAndWhatWasNotSeen() async throws {
        let mock = try Self.mock(nil)
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
                "\n# - companyAdminOwnCompany: COMPANY_ADMIN_CLIENT_ID and COMPANY_ADMIN_CLIENT_SECRET not given\n"))
    }
}

struct DriftTests {
    private static func report(_ choice: CalibrationTests.Choice?) async throws -> Report {
        let mock = try CalibrationTests.mock(choice)
        defer { mock.server.stop(grace: .zero) }
        return try await Runner(
            mock.target, checks: Catalogue.checks, observes: true, time: .system, send: mock.sending()
        ).run()
    }

    private static let base = Task { try await report(nil) }

    @Test(arguments: CalibrationTests.choices)
    func driftNamesTheChoiceThatChangedAndNothingElse(_ choice: CalibrationTests.Choice) async throws {
        let before = Snapshot(try await Self.base.value)
        let after = Snapshot(try await Self.report(choice))
        let drift = Drift(from: before, to: after)
        let isDefault = before.behaviour?[choice.name] == choice.plain || choice.name == "addressRefusal"
        #expect(drift.behaviour.map(\.subject) == (isDefault ? [] : [choice.name]))
        #expect(drift.ledger.isEmpty && drift.shape.isEmpty, "\(DriftReport.text(drift))")
        #expect(drift.isChange == !isDefault)
    }

    @Test func aReportThatWasWrittenComparesAsTheRunItself() async throws {
        let report = try await Self.base.value
        let snapshot = try Snapshot(json: Array(JSONReport.text(report).utf8))
        #expect(snapshot == Snapshot(report))
        #expect(snapshot.verdicts.count == Catalogue.checks.count)
        #expect((snapshot.shape?.parts.count ?? 0) > 100)
    }

    @Test func theShapeHoldsNoData() async throws {
        let report = try await Self.base.value
        let text = try #require(report.observations).shape.text
        let scenario = try ScenarioArgument.load(.bundled("default")).0
        for company in scenario.companies {
            #expect(!text.contains(company.resourceId) && !text.contains(company.name))
        }
        #expect(text.contains(#""data.results[].tags[]": "text""#))
    }

    @Test func changesOfOtherKindsAreTold() async throws {
        let report = try await Self.base.value
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
        #expect(Drift(from: first, to: after, flaky: ["token.lifetime"]).ledger.map(\.kind) == [.flaky])
        let json = try JSONParser.parse(Array(DriftReport.json(drift).utf8))
        #expect(json["isChange"] == true && json["shape"]?.elements?.count == 3)
        #expect(DriftReport.jUnit(drift).contains(#"tests="4" failures="4""#))
        #expect(DriftReport.markdown(drift).contains("| gone | detail: data.name | text |  |"))
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
