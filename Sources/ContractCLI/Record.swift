import ArgumentParser
import CLI
import ContractSuite
import Foundation

/// `reseller-mock record`.
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Make a scenario of what a real API answers, with other names.",
        discussion: """
            Listens on loopback and passes on what your client asks, until Ctrl-C; then the scenario is written. Only
            requests that read are passed on, unless --allow-writes lets the others through. With --walk no client is
            needed: token, companies, roles and lists are read, with the credentials that contract takes
            (RESELLER_CLIENT_ID, RESELLER_CLIENT_SECRET).

            Names, addresses, e-mail addresses and whatever is not known to tell nothing are replaced, the same text by the
            same text; identifiers too, unless --keep-ids. Secrets and tokens are kept in memory alone; the scenario's
            clients have made-up ones. Printed are lines of the fidelity ledger that the answers contradict.

            Exit codes: 0 the scenario is written, 1 nothing was recorded or the scenario could not be written, 2 the
            command line or the environment is wrong, 3 the target could not be reached or gave no token.

            Examples:
              reseller-mock record --base-url URL --output mine.json
              reseller-mock record --base-url URL --walk --output mine.json
              reseller-mock serve --scenario mine.json
            """.helpText)

    @Option(help: ArgumentHelp("The target, such as https://api.keepnetlabs.com.", valueName: "url"))
    var baseURL: String

    @OptionGroup var file: RecordedFile

    @Option(help: ArgumentHelp("The port of 127.0.0.1 to listen on (default: a free one).", valueName: "n"))
    var port: UInt16?

    @Flag(help: "Pass on requests that write, too.")
    var allowWrites = false

    @Flag(help: "Read the API without a client of yours.")
    var walk = false

    @Option(help: ArgumentHelp("With --walk: companies read in full at most (default: 100).", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("With --walk: requests a second at most (default: 4).", valueName: "n"))
    var rate: Double?

    @Option(
        help: ArgumentHelp("With --walk: a file of NAME=VALUE lines, as for contract.", valueName: "file"),
        completion: .file())
    var credentials: String?

    @Option(
        help: ArgumentHelp("Trust the certificates in this file too (PEM).", valueName: "file"), completion: .file())
    var caFile: String?

    @Flag(help: "Trust any certificate.")
    var insecure = false

    func run() throws {
        let url = try TargetArguments.baseURL(baseURL)
        let trust = try TargetArguments.trust(caFile: caFile, insecure: insecure)
        try checkOptions()
        var files = NamedFiles()
        files.reads("--credentials", credentials)
        files.reads("--ca-file", caFile)
        try file.check(&files)
        try file.write { options in
            walk ? try walked(url, trust).scenario(options) : try proxied(url, trust).scenario(options)
        }
    }

    private func checkOptions() throws {
        let walking = [("--limit", limit != nil), ("--rate", rate != nil), ("--credentials", credentials != nil)]
        for (name, isGiven) in walking where isGiven && !walk {
            throw Failure.usage("\(name) needs --walk; without it your client asks, with its own credentials.")
        }
        for (name, isGiven) in [("--port", port != nil), ("--allow-writes", allowWrites)] where isGiven && walk {
            throw Failure.usage("\(name) is for a recording of your client; --walk listens on no port and only reads.")
        }
        if let limit, !(0...20_000).contains(limit) {
            throw Failure.usage("--limit \(limit) is not between 0 and 20000.")
        }
    }

    private func walked(_ url: URL, _ trust: Target.Trust) throws -> Walk.Result {
        var target = Target(baseURL: url, credentials: try TargetArguments.credentials(credentials))
        target.trust = trust
        if let rate { target.rate = try TargetArguments.rate(rate) }
        let walk = Walk(target, limit: limit ?? 100)
        do {
            defer { Console.status("") }
            return try AsyncWork.wait { try await walk.run { Console.status("Reading: \($0)") } }
        } catch let error as TargetUnusable {
            throw Failure(message: "\(error)", exitCode: Failure.unreachable)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure.failed("The walk through \(baseURL) ended early: \(error). Nothing is written.")
        }
    }

    /// Passes on until a signal comes.
    private func proxied(_ url: URL, _ trust: Target.Trust) throws -> Recording {
        // What was recorded may be large, and its writing is all that the recording was for.
        Signals.prepare(limit: .seconds(60))
        let proxy = try RecordingProxy(
            Forwarder(baseURL: url, trust: trust, timeout: .seconds(30)), shownTarget: baseURL, port: port ?? 0,
            allowsWrites: allowWrites)
        Signals.beginServing()
        Console.output(
            "Listening on \(proxy.baseURL)\nIt passes on to \(baseURL). Ctrl-C ends the recording and writes \(file.output)."
        )
        Signals.wait()
        return proxy.stop()
    }
}
