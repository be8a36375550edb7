import ArgumentParser
import CLI
import ContractSuite

/// `reseller-mock drift`.
struct DriftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Compare two reports of contract --json: what changed in the target.",
        discussion: """
            Told are choices of behaviour, checks by the ledger's entry, and the shapes of answers. What a choice that
            changed explains is not told again. Exit codes: 0 nothing changed, 6 the target changed.

            Example:
              reseller-mock drift monday.json tuesday.json --markdown drift.md
            """.helpText)

    @Argument(help: "The earlier report.", completion: .file(extensions: ["json"]))
    var before: String

    @Argument(help: "The later report.", completion: .file(extensions: ["json"]))
    var after: String

    @Option(help: ArgumentHelp("Write a report for CI systems.", valueName: "file"), completion: .file())
    var junit: String?

    @Option(help: ArgumentHelp("Write a report for programs.", valueName: "file"), completion: .file())
    var json: String?

    @Option(help: ArgumentHelp("Write a report for people.", valueName: "file"), completion: .file())
    var markdown: String?

    func run() throws {
        var files = NamedFiles()
        files.reads("the first report", before)
        files.reads("the second report", after)
        for (option, path) in [("--junit", junit), ("--json", json), ("--markdown", markdown)] {
            files.writes(option, path)
        }
        try files.check()
        let drift = ContractSuite.Drift(from: try Self.snapshot(before), to: try Self.snapshot(after))
        Console.output(String(DriftReport.text(drift).dropLast()))
        for (path, text) in [
            (junit, DriftReport.jUnit(drift)), (json, DriftReport.json(drift)), (markdown, DriftReport.markdown(drift)),
        ] {
            if let path { try TextFile.write(text, to: path) }
        }
        if drift.isChange { throw ExitCode(Failure.drifted) }
    }

    /// A report that `contract --json` wrote.
    static func snapshot(_ path: String) throws -> Snapshot {
        // A report of a target that fails everything takes less than a megabyte.
        let text = try TextFile.read(path, as: "the report", exitCode: Failure.usage, limit: 16 << 20)
        do {
            return try Snapshot(json: Array(text.utf8))
        } catch {
            throw Failure.usage("\(path): \(error).")
        }
    }
}
