import ArgumentParser
import Conduct
import Foundation
import ResellerMock
import Scenarios
import Synchronization

/// The options of `serve` that are about its journal and the door to it.
struct AdminOptions: ParsableArguments {
    @Flag(help: "Do not answer at /__admin.")
    var noAdmin = false

    @Option(
        help: ArgumentHelp(
            "Answer at /__admin on this port alone, in plain HTTP; 0 takes a free one.", valueName: "port"))
    var adminPort: Int?

    @Option(
        help: ArgumentHelp(
            "What Authorization: Bearer must say at /__admin; with it other machines may ask too.", valueName: "token"))
    var adminToken: String?

    @Option(help: ArgumentHelp("A further name that Host may have at /__admin. Repeatable.", valueName: "name"))
    var adminHost: [String] = []

    @Flag(help: "Let POST /__admin/shutdown end the server.")
    var allowShutdown = false

    @Option(help: ArgumentHelp("The worlds that may be asked for at once (default: 10000).", valueName: "n"))
    var maxWorlds: Int?

    @Option(help: ArgumentHelp("The requests that the journal keeps (default: 10000).", valueName: "n"))
    var journalSize: Int?

    @Flag(help: "Keep no journal.")
    var noJournal = false

    @Option(
        help: ArgumentHelp("Append every request to this file, a line of JSON each.", valueName: "path"),
        completion: .file())
    var journalOutput: String?

    @Option(
        help: ArgumentHelp("Write the journal to this file as an HTTP Archive at the end.", valueName: "path"),
        completion: .file(extensions: ["har"]))
    var requestLog: String?

    @Option(
        help: ArgumentHelp(
            "Write the verdict on the clients to this file as JSON at the end.", valueName: "path"),
        completion: .file(extensions: ["json"]))
    var judgeOutput: String?

    @Flag(help: "End with exit code 5 when any request drew a hint.")
    var failOnHint = false
}

/// What `serve` was asked for about the journal.
struct AdminSettings {
    let journalOutput: String?
    let requestLog: String?
    let judgeOutput: String?
    let failsOnHint: Bool
    /// The requests that drew a hint.
    let hints = HintCount()

    init(_ options: LayeredOptions<Serve>, _ configuration: inout MockServer.Configuration, _ files: inout NamedFiles)
        throws
    {
        let isOff = options[\.admin.noAdmin]
        configuration.servesAdmin = !isOff
        configuration.adminToken = options[\.admin.adminToken]
        configuration.adminHosts = options[\.admin.adminHost]
        if let token = configuration.adminToken, token.utf8.count < 8 {
            throw Failure.usage("--admin-token has at least 8 letters.")
        }
        configuration.adminPort = try options[\.admin.adminPort].map { try ServeSettings.port($0) }
        if let port = configuration.adminPort, port != 0, port == configuration.port || port == configuration.tlsPort {
            throw Failure.usage("--admin-port \(port) is the port of the API; leave it out to have both there.")
        }
        let useless = [
            ("--admin-port", configuration.adminPort != nil), ("--admin-token", configuration.adminToken != nil),
            ("--admin-host", !configuration.adminHosts.isEmpty), ("--allow-shutdown", options[\.admin.allowShutdown]),
        ]
        if isOff, let option = useless.first(where: \.1)?.0 {
            throw Failure.usage("\(option) is for /__admin; leave it or --no-admin out.")
        }
        if options[\.admin.allowShutdown] || configuration.adminToken != nil {
            configuration.onShutdownRequest = { kill(getpid(), SIGTERM) }
        }
        if let worlds = options[\.admin.maxWorlds] {
            guard (0...1_000_000).contains(worlds) else {
                throw Failure.usage("The number of worlds \(worlds) is not between 0 and 1000000.")
            }
            configuration.maximumWorlds = worlds
        }
        if let size = options[\.admin.journalSize] {
            guard (1...1_000_000).contains(size) else {
                throw Failure.usage("The journal size \(size) is not between 1 and 1000000; --no-journal keeps none.")
            }
            configuration.journalSize = size
        }
        journalOutput = options[\.admin.journalOutput]
        requestLog = options[\.admin.requestLog]
        judgeOutput = options[\.admin.judgeOutput]
        failsOnHint = options[\.admin.failOnHint]
        if options[\.admin.noJournal] {
            configuration.journalSize = 0
            let inNeed = [
                ("--journal-output", journalOutput), ("--request-log", requestLog), ("--judge-output", judgeOutput),
            ]
            if let option = inNeed.first(where: { $0.1 != nil })?.0 {
                throw Failure.usage("\(option) needs the journal; leave it or --no-journal out.")
            }
        }
        files.writes("--journal-output", journalOutput)
        files.writes("--request-log", requestLog)
        files.writes("--judge-output", judgeOutput)
        if failsOnHint {
            let (hints, next) = (hints, configuration.onRequest)
            configuration.onRequest = { request in
                if request.hint != nil { hints.add() }
                next?(request)
            }
        }
    }

    /// Begins to write lines of the journal; call before the server starts.
    func open(_ configuration: inout MockServer.Configuration) throws -> OutputQueue? {
        guard let journalOutput else { return nil }
        let descriptor = Foundation.open(journalOutput, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure.failed("\(journalOutput) cannot be written: \(String(cString: strerror(errno))).")
        }
        let queue = OutputQueue(descriptor: descriptor) { Array("{\"lost\":\($0)}\n".utf8) }
        configuration.onJournalLine = { line in
            queue.add { bytes in
                bytes += line
                bytes.append(UInt8(ascii: "\n"))
            }
        }
        return queue
    }

    /// Throws for criteria of the scenario that there are not, by which nobody could be judged at the end.
    func checkCriteria(_ scenario: Scenario) throws {
        guard judgeOutput != nil else { return }
        do {
            _ = try Requirements.none.criteria(ofScenario: scenario.criteria)
        } catch {
            throw Failure.failed("The scenario \(scenario.name): \(error)")
        }
    }

    /// Writes what is written at the end, and fails if a hint does.
    func finish(_ server: MockServer, _ queue: OutputQueue?) throws {
        queue?.finish(by: .now() + 2)
        if let requestLog { try TextFile.write(String(decoding: server.httpArchive(), as: UTF8.self), to: requestLog) }
        if let judgeOutput {
            do {
                try TextFile.write(server.verdict().json, to: judgeOutput)
            } catch let error as UnknownCriterion {
                throw Failure.failed("The scenario served last: \(error)")
            }
        }
        let count = hints.count
        guard failsOnHint, count > 0 else { return }
        throw Failure(
            message:
                "\(count == 1 ? "1 request" : "\(count) requests") drew a hint; the log and the journal have them.",
            exitCode: Failure.hinted)
    }
}

/// Counts from any thread.
final class HintCount: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func add() { number.add(1, ordering: .relaxed) }
}
