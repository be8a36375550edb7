import ArgumentParser
import CLI
import ResellerMock

/// The `reseller-mock-contract` program, which `reseller-mock contract`, `drift`, `record`, `import` and `fidelity` become.
@main
struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseller-mock",
        abstract: "The contract suite of reseller-mock, on the mock or on the real API.",
        version: MockServer.version,
        subcommands: [Contract.self, DriftCommand.self, Record.self, ImportHAR.self, Fidelity.self],
        defaultSubcommand: Contract.self)

    static func main() {
        Program.start(Self.self) { try CompletionScripts.printIfAsked($0) }
    }
}
