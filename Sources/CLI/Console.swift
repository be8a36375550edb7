import Foundation
import Logging
import ResellerMock
import Synchronization

/// What the command says on standard output and standard error.
package enum Console {
    private struct State {
        var format = LogFormat.text
        /// Where `serve` says things; nil for commands that may wait for their reader.
        var log: Log?
        var announcements: OutputQueue?
    }

    private static let state = Mutex(State())

    // MARK: - How it is said

    /// Decides the form of what goes to standard error from now on.
    static func use(_ format: LogFormat) {
        state.withLock { $0.format = format }
    }

    /// From now on nothing that is said waits for a reader. Gives the log, which standard error is from now on.
    static func startLog() -> Log {
        state.withLock { state in
            if let log = state.log { return log }
            let log = Log(state.format, to: STDERR_FILENO)
            state.log = log
            state.announcements = OutputQueue(descriptor: STDOUT_FILENO) { _ in [] }
            return log
        }
    }

    /// Waits until all that was said is written, for a time at most.
    static func finish(within time: Duration) {
        let (log, announcements) = state.withLock { ($0.log, $0.announcements) }
        let limit = DispatchTime.now() + time / .seconds(1)
        announcements?.finish(by: limit)
        log?.queue.finish(by: limit)
    }

    // MARK: - Standard output

    /// Lines of a command's result, safe to show. Where they cannot be written, the command ends.
    package static func output(_ lines: String) {
        document(lines.escapedLines)
    }

    /// A result as it is, but for a line feed at the end. Where it cannot be written, the command ends.
    package static func document(_ text: String) {
        guard let code = StandardStreams.write(Array((text + "\n").utf8), to: STDOUT_FILENO).error else { return }
        // A reader that has seen enough, as head has, wants no words.
        if code != EPIPE { error("Cannot write to standard output: \(String(cString: strerror(code))).") }
        finish(within: .milliseconds(500))
        exit(Failure.failed)
    }

    /// Lines of `serve`, safe to show, which it can do without.
    static func announce(_ lines: String) {
        let text = lines.escapedLines + "\n"
        let queue = state.withLock { $0.announcements }
        if let queue { queue.add { $0 += text.utf8 } }
    }

    // MARK: - Standard error

    /// `error: ` and a message, the word in red on a terminal.
    package static func error(_ message: String) {
        say(LogLine(level: .error, message: message), "\(emphasized("error:", colour: red)) \(message.escaped)")
    }

    /// `warning: ` and a message, the word in yellow on a terminal.
    package static func warning(_ message: String) {
        say(LogLine(level: .warning, message: message), "\(emphasized("warning:", colour: yellow)) \(message.escaped)")
    }

    /// What the parser of the command line says, several lines with the usage.
    static func usage(_ message: String) {
        say(LogLine(level: .error, message: message), message.escapedLines)
    }

    /// A problem of a scenario in the form that editors link.
    static func diagnostic(_ diagnostic: Diagnostic) {
        let (level, colour): (Logger.Level, String) =
            switch diagnostic.severity {
            case .error: (.error, red)
            case .warning: (.warning, yellow)
            }
        let place = "\(diagnostic.file):\(diagnostic.line):\(diagnostic.column):".escaped
        let word = emphasized("\(diagnostic.severity.rawValue):", colour: colour)
        let members: [(String, LogLine.Value)] = [
            ("file", .text(diagnostic.file)), ("line", .number("\(diagnostic.line)")),
            ("column", .number("\(diagnostic.column)")), ("code", .text(diagnostic.code.rawValue)),
        ]
        say(
            LogLine(level: level, message: diagnostic.message, members: members),
            "\(place) \(word) \(diagnostic.message.escaped)")
    }

    /// Runs work and, if it takes more than a second and someone watches, says what it is.
    static func withProgress<Result>(_ what: String, _ work: () throws -> Result) rethrows -> Result {
        guard isatty(STDERR_FILENO) == 1 else { return try work() }
        let notice = DispatchWorkItem {
            say(LogLine(level: .info, message: "\(what) ..."), "\(what.escaped) ...")
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + 1, execute: notice)
        defer { notice.cancel() }
        return try work()
    }

    /// Replaces the last line of a terminal on standard error; nothing where it is none.
    package static func status(_ line: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        _ = StandardStreams.write(Array("\r\u{1B}[K\(line.escaped)".utf8), to: STDERR_FILENO)
    }

    private static func say(_ line: LogLine, _ plain: @autoclosure () -> String) {
        let (format, log) = state.withLock { ($0.format, $0.log) }
        var bytes: [UInt8] = []
        switch format {
        case .json: line.append(.json, at: WorldClock.systemNow(), to: &bytes)
        case .text: bytes += (plain() + "\n").utf8
        }
        if let log { log.queue.add { $0 += bytes } } else { _ = StandardStreams.write(bytes, to: STDERR_FILENO) }
    }

    private static let red = "31"
    private static let yellow = "33"

    /// Colours only on a terminal, and not where `NO_COLOR` asks for none (no-color.org).
    private static func emphasized(_ word: String, colour: String) -> String {
        let refused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        guard isatty(STDERR_FILENO) == 1, !refused else { return word }
        return "\u{1B}[1;\(colour)m\(word)\u{1B}[0m"
    }
}
