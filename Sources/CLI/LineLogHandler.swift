import ArgumentParser
import Foundation
import Logging
import ResellerMock

/// The form of log lines.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}

/// Writes one line for each event to standard error.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let format: LogFormat

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        Console.standardError(
            Self.line(event.level, "\(event.message)", values, format: format, at: WorldClock.systemNow()) + "\n")
    }

    /// A line without its line feed; control characters are escaped, so that a request cannot forge lines.
    static func line(
        _ level: Logger.Level, _ message: String, _ values: Logger.Metadata, format: LogFormat, at time: DateTime
    ) -> String {
        let instant = DateTime(ticks: time.ticks / 10_000 * 10_000)
        let stamp = DateTimeFormat.iso8601.string(instant) + "Z"
        let sorted = values.sorted { $0.key < $1.key }
        switch format {
        case .json:
            let members =
                [
                    .init("time", .string(stamp)), .init("level", .string(level.rawValue)),
                    .init("message", .string(message)),
                ]
                + sorted.map { JSONValue.Member($0.key, .string("\($0.value)")) }
            return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
        case .text:
            var line = "\(stamp) \(level == .info ? "" : "\(level.rawValue): ")\(message)"
            for (key, value) in sorted where key != "hint" { line += " \(key)=\(value)" }
            if let hint = values["hint"] { line += " - \(hint)" }
            return escaped(line)
        }
    }

    /// With every control character (Unicode's category Cc) written as its number.
    private static func escaped(_ line: String) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        }
        guard line.unicodeScalars.contains(where: isControl) else { return line }
        var result = ""
        for scalar in line.unicodeScalars {
            if isControl(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
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
