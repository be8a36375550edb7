import Foundation
import Testing

/// The built command, run as a user runs it.
struct Command {
    static var path: String {
        let tests = try! FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "reseller-mock").path
    }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs to the end.
    static func run(_ arguments: String..., environment: [String: String] = [:], folder: String? = nil) throws -> Result
    {
        try run(arguments, environment: environment, folder: folder)
    }

    static func run(_ arguments: [String], environment: [String: String] = [:], folder: String? = nil) throws -> Result
    {
        try Running(arguments, environment: environment, folder: folder).wait()
    }

    /// A command that goes on, as a server does.
    final class Running {
        let process: ChildProcess
        private let output = Pipe()
        private let errors: URL
        private let watchdog: Watchdog

        /// - Parameter input: the file to be standard input.
        init(
            _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, input: String? = nil,
            program: String = Command.path
        ) throws {
            errors = FileManager.default.temporaryDirectory.appending(path: "reseller-mock-\(UUID()).log")
            try Data().write(to: errors)
            var values = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RESELLER_MOCK_") }
            values["SWIFT_BACKTRACE"] = "enable=no"
            process = try ChildProcess(
                program, arguments, environment: values.merging(environment) { $1 }, folder: folder,
                input: input.flatMap { FileHandle(forReadingAtPath: $0) } ?? .standardInput,
                output: output.fileHandleForWriting, errors: try FileHandle(forWritingTo: errors))
            try output.fileHandleForWriting.close()
            watchdog = Watchdog(process)
        }

        deinit {
            process.send(SIGTERM)
            try? FileManager.default.removeItem(at: errors)
        }

        /// What has been written on standard error so far.
        var log: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        /// Reads standard output up to the first line end.
        func readLine() -> String {
            var line: [UInt8] = []
            while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                line.append(byte)
            }
            return String(decoding: line, as: UTF8.self)
        }

        /// Waits until the log holds a text; the process ending is the only way out before that.
        func waitForLog(_ text: String) -> Bool {
            while !log.contains(text) {
                guard process.isRunning else { return log.contains(text) }
                Thread.sleep(forTimeInterval: 0.01)
            }
            return true
        }

        func end(_ signal: Int32) -> Result {
            process.send(signal)
            return wait()
        }

        func wait() -> Result {
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return Result(status: process.wait(), output: text, errors: log)
        }
    }
}

/// A folder of a test's own, removed at its end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "reseller-mock-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
