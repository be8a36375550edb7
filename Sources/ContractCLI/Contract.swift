import ArgumentParser
import CLI
import ContractSuite
import Foundation
import ResellerMock
import Scenarios

/// `reseller-mock contract`.
struct Contract: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Check what the API's documents promise, on the mock or on the real API.",
        discussion: """
            Without --base-url the mock is started in this process with the default scenario. With it, credentials come
            from the environment or from --credentials: RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET; optional
            COMPANY_ADMIN_CLIENT_ID and COMPANY_ADMIN_CLIENT_SECRET (a client that is no reseller's),
            UNMANAGED_COMPANY_ID (a company that exists and is not managed), EXPIRED_TOKEN. Checks that need what is not
            there are skipped.

            All requests only read, unless --allow-writes lets checks make groups, and companies with clients, roles, users
            and SCIM settings, whose names begin with "reseller-mock contract" and which they delete again. A run makes about 400 of them and one more for every 1000 companies; some thirty ask
            for tokens that must be refused. A target that answers 429 is asked more slowly. Reports hold no secrets,
            tokens or personal data: of what a target says they show the words of the API's documents, and the shape of
            the rest.

            A check that finds nothing to judge among the reseller's companies is skipped; what they lack is told at the
            end.

            Exit codes: 0 all passed, 1 a check failed, 2 the command line or the environment is wrong, 3 the target could
            not be reached or gave no token, 6 the target changed since the report that --against names.

            Examples:
              reseller-mock contract
              reseller-mock contract --base-url URL --credentials my.env --json last.json
              reseller-mock contract --only search. --skip search.filter
              reseller-mock contract --base-url URL --against last.json --json next.json
              reseller-mock contract --base-url URL --write-behaviour tenant.yaml
              reseller-mock contract --list
            """.helpText)

    @Option(help: ArgumentHelp("The target, such as https://api.keepnetlabs.com.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp("A file of NAME=VALUE lines; its values beat the environment's.", valueName: "file"),
        completion: .file())
    var credentials: String?

    @Option(
        help: ArgumentHelp("Requests a second at most (default: 4; the mock in process: no limit).", valueName: "n"))
    var rate: Double?

    @Option(help: ArgumentHelp("The longest wait for an answer (default: 30s).", valueName: "duration"))
    var timeout: String?

    @Option(help: ArgumentHelp("Only the checks whose id begins so; repeatable.", valueName: "id"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Not the checks whose id begins so; repeatable.", valueName: "id"))
    var skip: [String] = []

    @Flag(help: "Print every check with the sentence it verifies and its source, and check nothing.")
    var list = false

    @Flag(help: "Let checks make companies and groups on the target, which they delete again.")
    var allowWrites = false

    @Flag(help: "Count a skipped check as a failure.")
    var noSkips = false

    @Option(
        help: ArgumentHelp("Trust the certificates in this file too (PEM).", valueName: "file"), completion: .file())
    var caFile: String?

    @Flag(help: "Trust any certificate.")
    var insecure = false

    @Option(help: ArgumentHelp("Write a report for CI systems.", valueName: "file"), completion: .file())
    var junit: String?

    @Option(help: ArgumentHelp("Write a report with the fidelity ledger.", valueName: "file"), completion: .file())
    var json: String?

    @Option(help: ArgumentHelp("Write a report for people.", valueName: "file"), completion: .file())
    var markdown: String?

    @Option(
        help: ArgumentHelp(
            "Compare with a report that --json wrote earlier; exit code 6 when the target changed.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var against: String?

    @Flag(help: "Compare with the mock, its behaviour set as the target's was seen.")
    var compare = false

    @Option(
        help: ArgumentHelp("Write a scenario that behaves as the target was seen to (YAML).", valueName: "file"),
        completion: .file())
    var writeBehaviour: String?

    @Option(
        help: ArgumentHelp("Write the shapes of the target's answers, without their data (JSON).", valueName: "file"),
        completion: .file())
    var writeShape: String?

    func run() throws {
        let checks = try selection()
        if list { return Console.output(TextReport.list(checks)) }
        var files = NamedFiles()
        files.reads("--credentials", credentials)
        files.reads("--ca-file", caFile)
        files.reads("--against", against)
        for (option, path) in [
            ("--junit", junit), ("--json", json), ("--markdown", markdown), ("--write-behaviour", writeBehaviour),
            ("--write-shape", writeShape),
        ] {
            files.writes(option, path)
        }
        try files.check()
        if let baseURL {
            try report(on: try remoteTarget(baseURL), checks)
        } else {
            try checkInProcess(checks)
        }
    }

    private func selection() throws -> [Check] {
        do {
            return try Catalogue.select(only: only, skip: skip, writes: allowWrites)
        } catch {
            throw Failure.usage("\(error)")
        }
    }

    private func checkInProcess(_ checks: [Check]) throws {
        for (name, isGiven) in [
            ("--credentials", credentials != nil), ("--ca-file", caFile != nil), ("--insecure", insecure),
        ] where isGiven {
            throw Failure.usage("\(name) needs --base-url; without it the mock in this process is checked.")
        }
        let (scenario, _) = try ScenarioArgument.load(.bundled("default"))
        let mock = try InProcessTarget.start(scenario)
        defer { mock.server.stop(grace: .zero) }
        try report(on: try limited(mock.target), checks)
    }

    private func remoteTarget(_ text: String) throws -> Target {
        let url = try TargetArguments.baseURL(text)
        let trust = try TargetArguments.trust(caFile: caFile, insecure: insecure)
        var target = Target(baseURL: url, credentials: try TargetArguments.credentials(credentials))
        target.trust = trust
        return try limited(target)
    }

    private func limited(_ target: Target) throws -> Target {
        var target = target
        target.allowsWrites = allowWrites
        if let rate { target.rate = try TargetArguments.rate(rate) }
        if let timeout {
            guard let duration = DurationText.parse(timeout), duration > .zero, duration <= .seconds(3600) else {
                throw Failure.usage("--timeout \(timeout) is no duration up to an hour; write it as 30s, 500ms or 2m.")
            }
            target.timeout = duration
        }
        return target
    }

    private func report(on target: Target, _ checks: [Check]) throws {
        // A report that cannot be read is told before the run, not after it.
        let before = try against.map(DriftCommand.snapshot)
        let report = try run(target, checks, observes: observes, isShown: true)
        let drift = try before.map { try self.drift(of: report, from: $0, target) }
        let comparison = compare ? try self.comparison(with: report, checks) : nil

        let parts = [
            TextReport.findings(report), TextReport.lacks(report),
            writeBehaviour == nil ? "" : report.observations?.calibration.text ?? "",
            drift.map { "Since \(against ?? ""):\n\(DriftReport.text($0))" } ?? "",
            comparison.map { "From the mock to the target:\n\(DriftReport.text($0))" } ?? "",
        ]
        Console.output("\n" + parts.filter { !$0.isEmpty }.map { $0 + "\n" }.joined() + report.summary)
        let observations = report.observations
        var failure: (any Error)?
        for (path, text) in [
            (junit, JUnitReport.text(report, drift: drift)), (json, JSONReport.text(report, drift: drift)),
            (markdown, MarkdownReport.text(report) + (drift.map { "\n" + DriftReport.markdown($0) } ?? "")),
            (writeBehaviour, observations?.calibration.scenario(of: report.baseURL, at: report.startedAt) ?? ""),
            (writeShape, observations?.shape.text ?? ""),
        ] {
            guard let path else { continue }
            do {
                try TextFile.write(text, to: path)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        if drift?.isChange == true { throw ExitCode(Failure.drifted) }
        if !report.isSuccess(noSkips: noSkips) { throw ExitCode(Failure.failed) }
    }

    /// Whether the run has to look at more than its checks do.
    private var observes: Bool {
        compare || [json, against, writeBehaviour, writeShape].contains { $0 != nil }
    }

    private func run(
        _ target: Target, _ checks: [Check], observes: Bool, isShown: Bool = false
    ) throws -> Report {
        let progress = ContractProgress()
        let runner = Runner(target, checks: checks, observes: observes)
        if isShown, let estimate = runner.estimate, estimate > .seconds(10) {
            Console.output("The run takes about \(ContractProgress.text(estimate)).")
        }
        do {
            return try AsyncWork.wait(isOrderly: target.allowsWrites) {
                try await runner.run { if isShown { progress.observe($0) } }
            }
        } catch let error as TargetUnusable {
            throw Failure(message: "\(error)", exitCode: Failure.unreachable)
        } catch is CancellationError {
            throw Failure.failed("The run was interrupted; what it had made is deleted.")
        }
    }

    /// What changed since an earlier report. What did is looked at once more, to tell a change from a flake.
    private func drift(of report: Report, from before: Snapshot, _ target: Target) throws -> ContractSuite.Drift {
        let after = Snapshot(report)
        let drift = ContractSuite.Drift(from: before, to: after)
        guard drift.isChange else { return drift }
        let changed = Set(drift.changedChecks)
        let again = try run(
            target, Catalogue.checks.filter { changed.contains($0.id) }, observes: drift.isOfObservations)
        return ContractSuite.Drift(from: before, to: after, again: Snapshot(again))
    }

    /// How the target differs from a mock of the same behaviour.
    private func comparison(with report: Report, _ checks: [Check]) throws -> ContractSuite.Drift {
        let fragment = report.observations?.calibration.scenario(of: report.baseURL, at: report.startedAt) ?? ""
        let (scenario, _) = try ScenarioArgument.load(.text(fragment, name: "calibrated.yaml"))
        let mock = try InProcessTarget.start(scenario)
        defer { mock.server.stop(grace: .zero) }
        let mocked = try run(mock.target, checks, observes: true)
        return ContractSuite.Drift(from: Snapshot(mocked), to: Snapshot(report))
    }
}

/// The table as it grows, and on a terminal what is going on below it.
private struct ContractProgress: Sendable {
    func observe(_ event: Runner.Event) {
        switch event {
        case .started(let check, let number, let count):
            Console.status("[\(number)/\(count)] \(check.id)")
        case .finished(let outcome):
            Console.status("")
            Console.output(TextReport.line(outcome))
        case .slowed(let interval, let remaining):
            Console.status("")
            let rate = (100 / (interval / .seconds(1))).rounded() / 100
            Console.warning(
                "The target answers 429; going on at \(rate) requests a second, for about \(Self.text(remaining)).")
        }
    }

    /// Seconds up to two minutes, then minutes.
    static func text(_ duration: Duration) -> String {
        let seconds = Int((duration / .seconds(1)).rounded())
        return seconds <= 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }
}

/// `reseller-mock fidelity`.
struct Fidelity: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fidelity",
        abstract: "Print every behaviour the mock commits to, how it is known, and what checks it.",
        discussion: """
            Example:
              reseller-mock fidelity --markdown > docs/fidelity.md
            """.helpText)

    @Flag(help: "Print a Markdown document.")
    var markdown = false

    func run() {
        let text = markdown ? FidelityLedger.markdown : FidelityLedger.text
        Console.document(String(text.dropLast()))
    }
}
