import ArgumentParser
import CLI
import ContractSuite

/// `reseller-mock import`.
struct ImportHAR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a scenario of a HAR file, which browsers and proxies save.",
        discussion: """
            Of the file's exchanges those with the API's paths are taken, whatever host answered them; the rest is left out. The
            scenario is made, and names are replaced, as record does it.

            Exit codes: 0 the scenario is written, 1 the file has nothing of the API or the scenario could not be written,
            2 the command line or the file is wrong.

            Example:
              reseller-mock import session.har --output mine.json
            """.helpText)

    @Argument(help: "The HAR 1.2 file.", completion: .file(extensions: ["har"]))
    var file: String

    @OptionGroup var recorded: RecordedFile

    func run() throws {
        var files = NamedFiles()
        files.reads("the HAR file", file)
        try recorded.check(&files)
        let text = try TextFile.read(file, as: "the HAR file", exitCode: Failure.usage, limit: HARFile.largest)
        let recording: Recording
        do {
            recording = try HARFile.recording(Array(text.utf8))
        } catch {
            throw Failure.usage("\(file), \(error).")
        }
        try recorded.write { try recording.scenario($0) }
    }
}
