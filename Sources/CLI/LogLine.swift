import ArgumentParser
import Logging
import ResellerAPI
import ResellerMock

/// The form of log lines.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json

    /// What the arguments of `serve` and its variable ask for, before either is read in order: what is wrong with them
    /// is to be told in this form.
    static func asked(for arguments: [String], variable: String?) -> LogFormat {
        var name = variable
        for (number, argument) in arguments.enumerated() {
            if argument == "--log-format" { name = arguments[number...].dropFirst().first }
            if argument.hasPrefix("--log-format=") { name = String(argument.dropFirst("--log-format=".count)) }
        }
        return name.flatMap(LogFormat.init) ?? .text
    }
}

/// One line of the log but for requests, which are too many to be taken apart into members first.
struct LogLine {
    /// What a member says.
    enum Value {
        case text(String)
        case number(String)
        case list([String])
    }

    var level: Logger.Level
    var message: String
    var members: [(name: String, value: Value)] = []

    /// Appends the line with its line feed.
    func append(_ format: LogFormat, at time: DateTime, to bytes: inout [UInt8]) {
        switch format {
        case .json:
            bytes.beginJSON(level, at: time)
            bytes.append(json: message)
            for (name, value) in members {
                bytes.append(UInt8(ascii: ","))
                bytes.append(json: name)
                bytes.append(UInt8(ascii: ":"))
                switch value {
                case .text(let text): bytes.append(json: text)
                case .number(let text): bytes += text.utf8
                case .list(let texts): bytes.append(json: texts)
                }
            }
            bytes.append("}\n")
        case .text:
            bytes.append(stamp: time)
            bytes.append(UInt8(ascii: " "))
            if level != .info { bytes += "\(level.rawValue): ".utf8 }
            bytes.append(escaping: message)
            for (name, value) in members where name != "hint" {
                bytes.append(UInt8(ascii: " "))
                bytes.append(escaping: name)
                bytes.append(UInt8(ascii: "="))
                bytes.append(escaping: value.text)
            }
            if let hint = members.first(where: { $0.name == "hint" }) {
                bytes.append(" - ")
                bytes.append(escaping: hint.value.text)
            }
            bytes.append("\n")
        }
    }
}

extension LogLine.Value {
    fileprivate var text: String {
        switch self {
        case .text(let text), .number(let text): text
        case .list(let texts): texts.joined(separator: ", ")
        }
    }
}

extension FinishedRequest {
    /// Appends the line with its line feed.
    func append(_ format: LogFormat, at time: DateTime, to bytes: inout [UInt8]) {
        switch format {
        case .json: appendJSON(at: time, to: &bytes)
        case .text: appendText(at: time, to: &bytes)
        }
    }

    private func appendJSON(at time: DateTime, to bytes: inout [UInt8]) {
        bytes.beginJSON(.info, at: time)
        bytes.append(json: description)
        bytes.append(#","method":"#)
        bytes.append(json: method)
        bytes.append(#","path":"#)
        bytes.append(json: path)
        bytes.append(#","status":"#)
        bytes.append(decimal: status)
        if let operation {
            bytes.append(#","operation":"#)
            bytes.append(json: operation)
        }
        if let client {
            bytes.append(#","client":"#)
            bytes.append(json: client)
        }
        if let rule {
            bytes.append(#","rule":"#)
            bytes.append(json: rule)
        }
        if !effects.isEmpty {
            bytes.append(#","effects":"#)
            bytes.append(json: effects)
        }
        if let hint {
            bytes.append(#","hint":"#)
            bytes.append(json: hint)
        }
        bytes.append(#","ms":"#)
        bytes.append(milliseconds: duration)
        bytes.append("}\n")
    }

    private func appendText(at time: DateTime, to bytes: inout [UInt8]) {
        bytes.append(stamp: time)
        bytes.append(UInt8(ascii: " "))
        bytes.append(escaping: method)
        bytes.append(UInt8(ascii: " "))
        bytes.append(escaping: path)
        bytes.append(UInt8(ascii: " "))
        if status == 0 { bytes.append("no answer") } else { bytes.append(decimal: status) }
        if let client {
            bytes.append(" client=")
            bytes.append(escaping: client)
        }
        if !effects.isEmpty {
            bytes.append(" effects=")
            bytes.append(escaping: effects.joined(separator: ", "))
        }
        bytes.append(" ms=")
        bytes.append(milliseconds: duration)
        if let rule {
            bytes.append(" rule=")
            bytes.append(escaping: rule)
        }
        if let hint {
            bytes.append(" - ")
            bytes.append(escaping: hint)
        }
        bytes.append("\n")
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the members that every line begins with, but for the message's value.
    fileprivate mutating func beginJSON(_ level: Logger.Level, at time: DateTime) {
        append(#"{"time":""#)
        append(stamp: time)
        append(#"","level":""#)
        append(contentsOf: level.rawValue.utf8)
        append(#"","message":"#)
    }

    fileprivate mutating func append(json texts: [String]) {
        append(UInt8(ascii: "["))
        for (number, text) in texts.enumerated() {
            if number > 0 { append(UInt8(ascii: ",")) }
            append(json: text)
        }
        append(UInt8(ascii: "]"))
    }

    /// Appends a number that is not negative, with zeros before it up to `width` digits.
    fileprivate mutating func append(decimal number: Int, width: Int = 1) {
        if number >= 10 || width > 1 { append(decimal: number / 10, width: width - 1) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// Appends a time in milliseconds, to the microsecond.
    fileprivate mutating func append(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        append(decimal: microseconds / 1000)
        append(UInt8(ascii: "."))
        append(decimal: microseconds % 1000, width: 3)
    }

    /// Appends a time as `2026-03-01T09:15:00.000Z`, always with milliseconds.
    fileprivate mutating func append(stamp time: DateTime) {
        let second = DateTime(ticks: time.ticks - time.ticks % DateTime.ticksPerSecond)
        DateTimeFormat.iso8601.append(second, to: &self)
        append(UInt8(ascii: "."))
        append(decimal: Int(time.ticks % DateTime.ticksPerSecond / (DateTime.ticksPerSecond / 1000)), width: 3)
        append(UInt8(ascii: "Z"))
    }
}
