import ArgumentParser
import ContractSuite
import Foundation
import ResellerMock

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

            All requests only read. A run makes about 310 of them and one more for every 1000 companies; some twenty ask
            for tokens that must be refused. Reports hold no secrets, tokens or personal data.

            Exit codes: 0 all passed, 1 a check failed, 2 the command line or the environment is wrong, 3 the target could
            not be reached or gave no token.

            Examples:
              reseller-mock contract
              reseller-mock contract --base-url https://api.keepnetlabs.com --credentials ./secrets.env --json report.json
              reseller-mock contract --only search. --skip search.filter
              reseller-mock contract --list
            """)

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

    func run() throws {
        let checks = try selection()
        if list { return Console.output(TextReport.list(checks)) }
        var files = NamedFiles()
        files.reads("--credentials", credentials)
        files.reads("--ca-file", caFile)
        for (option, path) in [("--junit", junit), ("--json", json), ("--markdown", markdown)] {
            files.writes(option, path)
        }
        try files.check()
        if let baseURL {
            try report(on: try remoteTarget(baseURL), checks)
        } else {
            try checkInProcess(checks)
        }
    }

    private func selection() throws -> [ContractSuite.Check] {
        do {
            return try Catalogue.select(only: only, skip: skip)
        } catch {
            throw Failure.usage("\(error)")
        }
    }

    private func checkInProcess(_ checks: [ContractSuite.Check]) throws {
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
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            url.host?.isEmpty == false
        else {
            throw Failure.usage("\(text) is no address; expected one such as https://api.keepnetlabs.com.")
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw Failure.usage(
                "--base-url takes scheme, host, port and path alone; credentials go into the environment.")
        }
        if caFile != nil, insecure { throw Failure.usage("--ca-file and --insecure exclude each other.") }
        var variables = ProcessInfo.processInfo.environment
        if let credentials {
            let text = try TextFile.read(credentials, as: "the credentials", exitCode: Failure.usage)
            do {
                variables.merge(try Credentials.variables(inFile: text)) { $1 }
            } catch {
                throw Failure.usage("\(credentials): \(error).")
            }
        }
        let known: Credentials
        do {
            known = try Credentials(variables: variables)
        } catch {
            throw Failure.usage("\(error).")
        }
        var target = Target(baseURL: url, credentials: known)
        if insecure { target.trust = .anything }
        if let caFile {
            let text = try TextFile.read(caFile, as: "the CA certificates", exitCode: Failure.usage)
            guard text.contains("-----BEGIN CERTIFICATE-----") else {
                throw Failure.usage("\(caFile) has no \"-----BEGIN CERTIFICATE-----\" line; give certificates in PEM.")
            }
            target.trust = .certificates(text)
        }
        return try limited(target)
    }

    private func limited(_ target: Target) throws -> Target {
        var target = target
        if let rate {
            guard rate > 0, rate <= 1000 else { throw Failure.usage("--rate \(rate) is not between 0 and 1000.") }
            target.rate = rate
        }
        if let timeout {
            guard let duration = Self.duration(timeout), duration > .zero, duration <= .seconds(3600) else {
                throw Failure.usage("--timeout \(timeout) is no duration up to an hour; write it as 30s, 500ms or 2m.")
            }
            target.timeout = duration
        }
        return target
    }

    /// A whole number with `ms`, `s` or `m`.
    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        default: return nil
        }
    }

    private func report(on target: Target, _ checks: [ContractSuite.Check]) throws {
        let progress = ContractProgress()
        let report: Report
        do {
            report = try Self.waiting { try await Runner(target, checks: checks).run(progress.observe) }
        } catch let error as TargetUnusable {
            throw Failure(message: "\(error)", exitCode: Failure.unreachable)
        }
        let findings = TextReport.findings(report)
        Console.output(findings.isEmpty ? "\n\(report.summary)" : "\n\(findings)\n\(report.summary)")
        try write(report)
        if !report.isSuccess(noSkips: noSkips) { throw ExitCode(Failure.failed) }
    }

    /// Every report that was asked for, and then what went wrong with the first that could not be written.
    private func write(_ report: Report) throws {
        var failure: (any Error)?
        for (path, text) in [
            (junit, JUnitReport.text(report)), (json, JSONReport.text(report)), (markdown, MarkdownReport.text(report)),
        ] {
            guard let path else { continue }
            do {
                try TextFile.write(text, to: path)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Runs asynchronous work from the command's own thread, which has nothing else to do.
    private static func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = ResultBox<Value>()
        Task {
            do {
                result.set(.success(try await work()))
            } catch {
                result.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        return try result.get()
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
        }
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
            """)

    @Flag(help: "Print a Markdown document.")
    var markdown = false

    func run() {
        let text = markdown ? FidelityLedger.markdown : FidelityLedger.text
        Console.document(String(text.dropLast()))
    }
}
