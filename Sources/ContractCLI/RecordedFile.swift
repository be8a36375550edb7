import CLI
import ContractSuite
import ResellerMock
import Scenarios

/// The scenario file that a recording becomes.
enum RecordedFile {
    /// Throws when the file cannot be what `--output` names.
    static func check(_ path: String, _ files: inout NamedFiles) throws {
        for ending in [".yaml", ".yml"] where path.lowercased().hasSuffix(ending) {
            throw Failure.usage(
                "--output \(path): a recording is written in JSON; name it \(path.dropLast(ending.count)).json.")
        }
        files.writes("--output", path)
        try files.check()
    }

    /// Makes a scenario, loads it as `serve` would, writes it and says what is in it.
    static func write(to path: String, _ make: () throws -> RecordedScenario) throws {
        let scenario: RecordedScenario
        do {
            scenario = try make()
        } catch let error as RecordingError {
            throw Failure.failed("\(error).")
        }
        let loaded = ScenarioLoader.load(.text(scenario.text, name: "recording.json"), now: WorldClock.systemNow())
        guard loaded.scenario != nil else {
            let problem = loaded.diagnostics.first { $0.severity == .error }.map { "\($0.message)" } ?? "it has errors"
            throw Failure.failed("What was recorded makes no scenario: \(problem) Nothing is written.")
        }
        try TextFile.write(scenario.text, to: path)
        var lines = ["\(path) is written: \(scenario.notes.first ?? "")"] + scenario.notes.dropFirst()
        lines += [
            scenario.contradictions.isEmpty
                ? "No line of the fidelity ledger is contradicted."
                : "Lines of the fidelity ledger that the answers contradict:"
        ]
        lines += scenario.contradictions.map { "  \($0)" }
        Console.output(lines.joined(separator: "\n"))
    }
}
