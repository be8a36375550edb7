import ArgumentParser
import Logging
import ResellerMock

/// The log of `serve`: lines on standard error that nobody waits for.
final class Log: Sendable {
    let format: LogFormat
    let queue: OutputQueue

    init(_ format: LogFormat, to descriptor: Int32) {
        self.format = format
        queue = OutputQueue(descriptor: descriptor) { count in
            var bytes: [UInt8] = []
            let lines = count == 1 ? "1 line of the log was" : "\(count) lines of the log were"
            LogLine(level: .warning, message: "\(lines) lost, for standard error could not be written fast enough")
                .append(format, at: WorldClock.systemNow(), to: &bytes)
            return bytes
        }
    }

    func add(_ request: FinishedRequest) {
        queue.add { request.append(format, at: WorldClock.systemNow(), to: &$0) }
    }

    func add(_ line: LogLine) {
        queue.add { line.append(format, at: WorldClock.systemNow(), to: &$0) }
    }
}

/// Writes what a `Logger` is told into the log.
struct LineLogHandler: LogHandler {
    let log: Log
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(_ log: Log, level: Logger.Level) {
        self.log = log
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        let members = values.sorted { $0.key < $1.key }.map { (name: $0.key, value: LogLine.Value($0.value)) }
        log.add(LogLine(level: event.level, message: "\(event.message)", members: members))
    }
}

extension LogLine.Value {
    fileprivate init(_ value: Logger.Metadata.Value) {
        switch value {
        case .stringConvertible(let number as Int): self = .number("\(number)")
        case .array(let elements): self = .list(elements.map { "\($0)" })
        case .string, .stringConvertible, .dictionary: self = .text("\(value)")
        }
    }
}

/// The levels of swift-log as the command line spells them.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue)! }
}
