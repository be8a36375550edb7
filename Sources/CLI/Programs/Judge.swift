import ArgumentParser
import Conduct
import Foundation
import ResellerAPI
import ResellerMock
import Scenarios

/// `reseller-mock judge`: runs a program against the mock and says how well it behaved.
struct Judge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Run a program against scenarios and judge how it behaves as a client.",
        usage: "reseller-mock judge [<options>] [<scenario> ...] -- <command> [<argument> ...]",
        discussion: """
            The program runs once for each scenario (when none is named, each bundled one that has criteria), against a mock of
            its own on a free port. It finds RESELLER_BASE_URL, RESELLER_TOKEN_URL, RESELLER_CLIENT_ID, RESELLER_CLIENT_SECRET
            and RESELLER_RUN_FOLDER, an empty folder, in its environment, with --tls RESELLER_CA_FILE too; {baseURL}, {plainURL},
            {tokenURL}, {clientId}, {clientSecret}, {folder} and {caFile} in its arguments and in --env are replaced. Its standard
            input is empty.

            Without --expect nobody can say whether its result is right, so that broken-answers-not-taken is not observed
            where it took one.

            Exit codes: 0 nothing is bad, 4 something is, 1 the program ended otherwise than a good client, 2 usage.

            Examples:
              reseller-mock judge -- python3 sync.py
              reseller-mock judge rate-limited flaky -- ./sync --url {baseURL}
              reseller-mock judge --require retries-spaced --junit verdict.xml -- ./sync
            """.helpText)

    @Option(help: ArgumentHelp("The time a run may take, such as 90s (default: 60s).", valueName: "duration"))
    var timeout: String?

    @Option(
        help: ArgumentHelp(
            "Set a variable for the program; {baseURL} and so on are replaced. Repeatable.", valueName: "NAME=TEXT"))
    var env: [String] = []

    @Option(
        help: ArgumentHelp(
            "A criterion that must be good; not observed is bad then. Repeatable.", valueName: "criterion"))
    var require: [String] = []

    @Option(help: ArgumentHelp("A criterion that may be bad. Repeatable.", valueName: "criterion"))
    var allow: [String] = []

    @Option(
        help: ArgumentHelp("The file that the program's standard output must equal.", valueName: "path"),
        completion: .file())
    var expect: String?

    @Flag(help: "Serve HTTPS.")
    var tls = false

    @Option(help: ArgumentHelp("Write the verdict as JUnit XML.", valueName: "path"), completion: .file()) var junit:
        String?
    @Option(help: ArgumentHelp("Write the verdict as JSON.", valueName: "path"), completion: .file()) var json: String?
    @Option(help: ArgumentHelp("Write the verdict as Markdown.", valueName: "path"), completion: .file()) var markdown:
        String?

    @Argument(help: "Scenarios, then -- and the program.")
    var arguments: [String] = []

    func run() throws {
        RunningPrograms.endWithThisProcess()
        let program = try ClientProgram(
            ClientProgram.named, environment: env, usesTLS: tls,
            usage: "reseller-mock judge [SCENARIO...] -- COMMAND ARGUMENTS...")
        let limit = try ClientProgram.duration("--timeout", timeout, example: "90s") ?? .seconds(60)
        let requirements: Requirements
        do {
            requirements = try Requirements(required: require, allowed: allow)
        } catch {
            throw Failure.usage("\(error)")
        }
        var files = NamedFiles()
        files.reads("--expect", expect)
        files.writes("--junit", junit)
        files.writes("--json", json)
        files.writes("--markdown", markdown)
        try files.check()
        let expected = try expect.map(ClientProgram.expectedResult)
        let given = arguments.dropLast(program.arguments.count)
        let names = given.isEmpty ? BundledScenarios.judged : Array(given)
        var report = ConductReport([])
        for name in names {
            let (scenario, _) = try ScenarioArgument.load(try ScenarioArgument.source(name), behaviour: nil)
            let verdict = try Console.withProgress("running the program in \(name)") {
                try judge(program, in: scenario, requirements, expected, limit)
            }
            report.scenarios.append(verdict)
        }
        Console.document(report.text())
        if let junit { try TextFile.write(report.jUnit(), to: junit) }
        if let json { try TextFile.write(report.json(), to: json) }
        if let markdown { try TextFile.write(report.markdown(), to: markdown) }
        switch report.exitCode {
        case 0: return
        case Failure.failed: throw Failure.failed("The program ended otherwise than a good client.")
        case let code: throw Failure(message: "The program behaved badly; the verdict says where.", exitCode: code)
        }
    }

    private func judge(
        _ program: ClientProgram, in scenario: Scenario, _ requirements: Requirements, _ expected: [UInt8]?,
        _ limit: Duration
    ) throws -> ScenarioVerdict {
        let outcome: ProgramRun.Outcome =
            switch scenario.outcome {
            case .success: .success
            case .failure: .failure
            case .either: .either
            }
        return try program.run(in: scenario, limit: limit) { run in
            var circumstances = Circumstances()
            circumstances.programEnd = run.end == .succeeded ? .succeeded : .failed
            circumstances.isResultRight = expected.map { $0 == run.result }
            do {
                return try run.server.verdict(
                    requirements, circumstances, ProgramRun(expected: outcome, end: run.end))
            } catch let error as UnknownCriterion {
                throw Failure.failed("The scenario \(scenario.name): \(error.description)")
            }
        }
    }
}
