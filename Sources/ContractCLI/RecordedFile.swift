import ArgumentParser
import CLI
import ContractSuite
import ResellerMock
import Scenarios

/// The scenario file that a recording becomes, and how names are replaced in it: options of every command that writes one.
struct RecordedFile: ParsableArguments {
    @Option(
        help: ArgumentHelp("The scenario file to write (JSON).", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var output: String

    @Flag(help: "Leave the API's identifiers as they are.")
    var keepIds = false

    @Option(
        help: ArgumentHelp(
            "Choose the same other names each time; who knows the seed can find names by trying.", valueName: "n"))
    var seed: UInt64?

    /// Throws when the file cannot be what `--output` names.
    func check(_ files: inout NamedFiles) throws {
        for ending in [".yaml", ".yml"] where output.lowercased().hasSuffix(ending) {
            throw Failure.usage(
                "--output \(output): a recording is written in JSON; name it \(output.dropLast(ending.count)).json.")
        }
        files.writes("--output", output)
        try files.check()
    }

    /// Makes a scenario, loads it as `serve` would, writes it and says what is in it.
    func write(_ make: (RecordedScenario.Options) throws -> RecordedScenario) throws {
        let scenario: RecordedScenario
        do {
            scenario = try make(RecordedScenario.Options(keepsIDs: keepIds, seed: seed))
        } catch let error as RecordingError {
            throw Failure.failed("\(error).")
        }
        let loaded = ScenarioLoader.load(.text(scenario.text, name: "recording.json"), now: WorldClock.systemNow())
        guard loaded.scenario != nil else {
            let problem = loaded.diagnostics.first { $0.severity == .error }.map { "\($0.message)" } ?? "it has errors"
            throw Failure.failed("What was recorded makes no scenario: \(problem) Nothing is written.")
        }
        try TextFile.write(scenario.text, to: output)
        var lines = ["\(output) is written: \(scenario.notes.first ?? "")"] + scenario.notes.dropFirst()
        lines += [
            scenario.contradictions.isEmpty
                ? "No line of the fidelity ledger is contradicted."
                : "Lines of the fidelity ledger that the answers contradict:"
        ]
        lines += scenario.contradictions.map { "  \($0)" }
        Console.output(lines.joined(separator: "\n"))
    }
}
