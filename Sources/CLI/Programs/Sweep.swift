import ArgumentParser
import Conduct
import Foundation
import ResellerMock
import Scenarios

/// `reseller-mock sweep`: breaks each request of a program in each way there is, and says what became of it.
struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run a program once for each of its requests and each fault, and say what it makes of them.",
        usage: "reseller-mock sweep [<options>] -- <command> [<argument> ...]",
        discussion: """
            The program runs undisturbed first, which tells its requests, its result and its time; then once for each request
            and fault, the worst faults first. A run that ends well with another result is wrong without a word. The program
            finds the mock as it does with judge; {folder} and RESELLER_RUN_FOLDER are an empty folder of each run's own.

            Exit codes: 0 it survived or failed loudly each time, 4 it hung or was wrong without a word, 1 the undisturbed
            program failed, 2 usage.

            Examples:
              reseller-mock sweep -- python3 sync.py
              reseller-mock sweep --budget 2m --jobs 4 -- ./sync --url {baseURL}
              reseller-mock sweep --result 'cat {folder}/a' -- ./sync -o {folder}/a
              reseller-mock sweep --repeat sweep-case.json -- python3 sync.py
            """.helpText)

    @Option(help: ArgumentHelp("The time for all runs together (default: 5m).", valueName: "duration"))
    var budget: String?

    @Option(help: ArgumentHelp("Runs at the same time (default: one for each processor, at least 4).", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "The time a run may take (default: ten times the undisturbed run's, at least 60s).", valueName: "duration"))
    var timeout: String?

    @Option(
        help: ArgumentHelp(
            "A bundled scenario or a file, in which all goes well without the sweep (default: default).",
            valueName: "name|path"),
        completion: .list(BundledScenarios.names))
    var scenario = "default"

    @Option(
        help: ArgumentHelp(
            "The file that the program's result must equal, instead of the undisturbed run's.", valueName: "path"),
        completion: .file())
    var expect: String?

    @Option(
        help: ArgumentHelp(
            "A shell command that prints the result after a run, instead of the program's standard output.",
            valueName: "command"))
    var result: String?

    @Option(
        help: ArgumentHelp(
            "Set a variable for the program; {baseURL} and so on are replaced. Repeatable.", valueName: "NAME=TEXT"))
    var env: [String] = []

    @Flag(help: "Serve HTTPS.")
    var tls = false

    @Option(help: ArgumentHelp("Write the outcomes as JSON.", valueName: "path"), completion: .file())
    var json: String?

    @Option(
        help: ArgumentHelp(
            "Where the smallest failing case goes as a scenario (default: sweep-case.json, beside a scenario file).",
            valueName: "path"),
        completion: .file(extensions: ["json"]))
    var caseFile: String?

    @Option(
        help: ArgumentHelp("Repeat the case that an earlier sweep wrote, and nothing else.", valueName: "path"),
        completion: .file(extensions: ["json"]))
    var `repeat`: String?

    @Argument(help: "-- and the program.")
    var arguments: [String] = []

    func run() throws {
        RunningPrograms.endWithThisProcess()
        let program = try ClientProgram(
            ClientProgram.named, environment: env, usesTLS: tls, usage: "reseller-mock sweep -- COMMAND ARGUMENTS...")
        if let stray = arguments.dropLast(program.arguments.count).first {
            throw Failure.usage(
                "\"sweep\" takes options and -- before the program, not \"\(stray)\"; --scenario names one.")
        }
        // Programs wait more than they work.
        let jobs = jobs ?? max(4, min(256, MockServer.Configuration.usefulWorkers))
        guard (1...256).contains(jobs) else {
            throw Failure.usage("The number of jobs \(jobs) is not between 1 and 256.")
        }
        let settings = SweepSettings(
            budget: try ClientProgram.duration("--budget", budget, example: "5m") ?? .seconds(300), jobs: jobs,
            limit: try ClientProgram.duration("--timeout", timeout, example: "90s"), resultCommand: result)
        let source = try ScenarioArgument.source(scenario)
        let caseFile = try SweepCase.path(caseFile, beside: source)
        var files = NamedFiles()
        files.reads("--expect", expect)
        files.reads("--repeat", `repeat`)
        if case .file(let path) = source { files.reads("--scenario", path) }
        files.writes("--json", json)
        if self.`repeat` == nil { files.writes("--case-file", caseFile) }
        try files.check()
        let expected = try expect.map(ClientProgram.expectedResult)
        let (scenario, _) = try ScenarioArgument.load(source)
        let repeated = try self.`repeat`.map { try SweepCase.read($0) }
        let sweep = try FaultSweep(program, scenario, settings, expected: expected, repeating: repeated)
        let report = sweep.run()
        Console.status("")
        if let error = sweep.failure { throw error }
        if let json { try TextFile.write(report.json(), to: json) }
        Console.document(report.text().trimmingSuffix("\n"))
        guard report.isBad else { return }
        if let failure = report.smallestFailure, repeated == nil {
            try TextFile.write(SweepCase.text(failure.pair, base: source), to: caseFile)
            Console.document(
                "\n  The smallest failing case is \(caseFile.escaped), and this repeats it:\n    \(repeatCommand(caseFile, program))"
            )
        }
        throw Failure(message: "The program hung or was wrong without a word; the table says where.", exitCode: 4)
    }

    private func repeatCommand(_ caseFile: String, _ program: ClientProgram) -> String {
        var words = ["reseller-mock", "sweep", "--repeat", caseFile]
        for (option, value) in [
            ("--scenario", scenario == "default" ? nil : scenario), ("--timeout", timeout), ("--expect", expect),
            ("--result", result),
        ] {
            if let value { words += [option, value] }
        }
        for text in env { words += ["--env", text] }
        if tls { words.append("--tls") }
        words += ["--"] + program.arguments
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// A word as the shell reads it.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./=:,+@%".utf8.contains(byte)
            }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// A failing case of a sweep as a scenario file.
enum SweepCase {
    /// Where the case goes: an extending scenario stands beside the file that it extends.
    static func path(_ given: String?, beside source: ScenarioSource) throws -> String {
        switch source {
        case .bundled: return given ?? "sweep-case.json"
        case .file(let path):
            let folder = URL(filePath: path).deletingLastPathComponent()
            guard let given else {
                return path.contains("/") ? folder.appending(path: "sweep-case.json").relativePath : "sweep-case.json"
            }
            guard URL(filePath: given).deletingLastPathComponent().standardizedFileURL == folder.standardizedFileURL
            else {
                throw Failure.usage("--case-file \(given) extends \(path), so that it has to stand in the same folder.")
            }
            return given
        case .standardInput, .text:
            throw Failure.usage("A sweep needs a bundled scenario or a file, which its failing case can extend.")
        }
    }

    /// The rule that breaks a request.
    static func rule(_ pair: SweepPair) -> Rule? {
        guard let kind = WireFault.Kind(rawValue: pair.fault) else { return nil }
        var condition = RuleCondition()
        condition.nth = pair.request.number
        if !kind.isAboutConnections {
            let parts = pair.request.operation.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            condition.method = String(parts[0])
            condition.path = PathPattern(String(parts[1]))
        }
        return Rule(name: "\(pair.fault): \(pair.request.name)", condition: condition, outcome: .action(.fault(kind)))
    }

    /// The pair that a rule is for; nil for any other rule.
    static func pair(_ rule: Rule) -> SweepPair? {
        guard case .action(let action) = rule.outcome, let fault = action.fault?.kind, let number = rule.condition.nth
        else {
            return nil
        }
        let operation = [rule.condition.method, rule.condition.path?.text].compactMap { $0 }.joined(separator: " ")
        return SweepPair(
            SweptRequest(fault.isAboutConnections ? FaultSweep.handshake : operation, number), fault.rawValue)
    }

    static func text(_ pair: SweepPair, base: ScenarioSource) -> String {
        let name =
            switch base {
            case .bundled(let name): name
            case .file(let path): URL(filePath: path).lastPathComponent
            case .standardInput, .text: "default"
            }
        var when: [String: Any] = ["nth": pair.request.number]
        if let rule = rule(pair) {
            when["method"] = rule.condition.method
            when["path"] = rule.condition.path?.text
        }
        let document: [String: Any] = [
            "version": 1, "extends": name,
            "description": "The smallest failing case of a sweep: \(pair.request.name) meets \(pair.fault).",
            "rules": [["name": "\(pair.fault): \(pair.request.name)", "when": when, "then": ["fault": pair.fault]]],
        ]
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try? JSONSerialization.data(withJSONObject: document, options: options)
        return String(decoding: data ?? Data(), as: UTF8.self) + "\n"
    }

    /// The case of a file: its last rule.
    static func read(_ path: String) throws -> SweepPair {
        let (scenario, _) = try ScenarioArgument.load(.file(path))
        guard let pair = scenario.rules.last.flatMap(pair) else {
            throw Failure.usage("\(path) is no case of a sweep, whose last rule gives the n-th request a fault.")
        }
        return pair
    }
}
