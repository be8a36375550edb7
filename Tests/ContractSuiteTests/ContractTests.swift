import Foundation
import ResellerMock
import Testing

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// The suite on targets that are meant to pass.
struct ContractTests {
    @Test func theMockPassesEveryCheckWithoutSkipOrAdvisory() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        let report = try await Runner(mock.target).run()
        #expect(report.count("passed") == Catalogue.checks.count, "\(TextReport.findings(report))")
        let unobserved = FidelityLedger.entries.filter {
            // What only writing shows is not looked at here.
            $0.checks.contains { !$0.hasPrefix("writes.") } && $0.observation(in: report) != .confirmed
        }
        #expect(unobserved.isEmpty)
    }

    /// On other data some checks have nothing to look at; none may fail. One scenario has a flag that its date belies.
    @Test(arguments: [
        ("empty", []), ("over-limit", []), ("expired-licences", ["search.item-expiry"]), ("pagination", []),
    ])
    func theMockFailsNoCheckOnOtherData(_ scenario: String, _ advisory: [String]) async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled(scenario)).0)
        defer { mock.server.stop(grace: .zero) }
        let report = try await Runner(mock.target, checks: Catalogue.checks, time: .system, send: mock.sending()).run()
        let deviating = report.outcomes.filter { $0.verdict.finding != nil }.map(\.check.id)
        #expect(deviating == advisory, "\(TextReport.findings(report))")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["CONTRACT_BASE_URL"] != nil))
    func theTargetOfTheEnvironmentFailsNoCheck() async throws {
        let environment = ProcessInfo.processInfo.environment
        let url = try #require(URL(string: environment["CONTRACT_BASE_URL"] ?? ""))
        let report = try await Runner(Target(baseURL: url, credentials: try Credentials(variables: environment))).run()
        #expect(report.isSuccess(), "\(TextReport.findings(report))")
    }

    @Test func withoutOptionalCredentialsChecksAreSkippedAndSayWhy() async throws {
        let mock = try InProcessTarget.start(try ScenarioArgument.load(.bundled("default")).0)
        defer { mock.server.stop(grace: .zero) }
        var target = mock.target
        target.credentials = Credentials(reseller: target.credentials.reseller)
        let report = try await Runner(target, checks: Catalogue.checks.filter { !$0.needs.isEmpty }).run()
        #expect(report.count("skipped") == report.outcomes.count)
        #expect(report.isSuccess() && !report.isSuccess(noSkips: true))
        let line = TextReport.line(try #require(report.outcomes.first { $0.check.id == "authz.unmanaged-company" }))
        #expect(line.hasSuffix("UNMANAGED_COMPANY_ID not given"))
    }
}

struct CatalogueTests {
    @Test func idsAreUniqueAndDotted() {
        let ids = Catalogue.checks.map(\.id)
        #expect(ids.count >= 60)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: #/[a-z]+(\.[A-Za-z0-9-]+)+/#) != nil })
    }

    @Test func selectionIsByIdOrPrefix() throws {
        #expect(try Catalogue.select(only: ["token.lifetime"]).map(\.id) == ["token.lifetime"])
        let search = try Catalogue.select(only: ["search."], skip: ["search.filter"])
        #expect(search.allSatisfy { $0.id.hasPrefix("search.") && !$0.id.hasPrefix("search.filter") })
        #expect(throws: UnknownCheck(text: "sarch")) { try Catalogue.select(skip: ["sarch"]) }
    }

    @Test func expectationsNameNothingOfTheDefaultScenario() throws {
        let scenario = try ScenarioArgument.load(.bundled("default")).0
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/ContractSuite")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for company in scenario.companies {
                #expect(!source.contains(company.resourceId), "\(file.lastPathComponent)")
                #expect(!source.contains(company.name), "\(file.lastPathComponent)")
            }
        }
    }
}

struct LedgerTests {
    @Test func everyCheckIsInTheLedgerAndEveryNameIsACheck() {
        let known = Set((Catalogue.checks + WriteChecks.all).map(\.id))
        let covered = Set(FidelityLedger.entries.flatMap(\.checks))
        #expect(known.subtracting(covered).isEmpty)
        #expect(covered.subtracting(known).isEmpty)
        #expect(Set(FidelityLedger.entries.map(\.id)).count == FidelityLedger.entries.count)
    }

    @Test func theDocumentIsFresh() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/fidelity.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text == FidelityLedger.markdown, "run: reseller-mock fidelity --markdown > docs/fidelity.md")
    }

    @Test func observationsFollowTheVerdicts() {
        let check = Catalogue.checks[0]
        let entry = LedgerEntry("a.b", "", .page, [check.id])
        func report(_ verdict: Verdict) -> Report {
            Report(
                baseURL: "", startedAt: Date(), duration: .zero, requestCount: 0,
                outcomes: [Outcome(check: check, verdict: verdict, duration: .zero)])
        }
        let finding = Finding(request: nil, expected: "", actual: "", answer: nil)
        #expect(entry.observation(in: report(.passed)) == .confirmed)
        #expect(entry.observation(in: report(.skipped(Omission("", .data)))) == .notObserved)
        #expect(entry.observation(in: report(.failed(finding))) == .contradicted)
        #expect(entry.observation(in: report(.deviated(finding))) == .contradicted)
    }
}
