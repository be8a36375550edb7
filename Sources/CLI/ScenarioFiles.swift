import Foundation
import ResellerMock

/// Scenarios as the command line names them.
enum ScenarioArgument {
    /// A bundled name, or a path: anything with a slash or a dot, and any file that exists.
    static func source(_ argument: String) throws -> ScenarioSource {
        if BundledScenarios.names.contains(argument) { return .bundled(argument) }
        if argument.contains("/") || argument.contains(".") || FileManager.default.fileExists(atPath: argument) {
            return .file(argument)
        }
        throw unknown(argument)
    }

    static func unknown(_ name: String) -> Failure {
        let suggestion =
            Spelling.nearest(to: name, among: BundledScenarios.names).map { " (did you mean \"\($0)\"?)" } ?? ""
        return .usage(
            "There is no bundled scenario \"\(name)\"\(suggestion). Bundled are "
                + BundledScenarios.names.joined(separator: ", ")
                + "; a file is named by its path, such as ./\(name).json.")
    }

    /// Loads a scenario and prints its diagnostics; throws when there are errors.
    static func load(_ source: ScenarioSource) throws -> (scenario: Scenario, files: [String]) {
        let result = Console.withProgress("Loading the scenario") {
            ScenarioLoader.load(source, now: WorldClock.systemNow())
        }
        for diagnostic in result.diagnostics { Console.diagnostic(diagnostic) }
        guard let scenario = result.scenario else {
            throw Failure.failed("The scenario cannot be served; mend what is listed above.")
        }
        return (scenario, result.files)
    }
}

/// Reloads a scenario when one of its files changes.
final class ScenarioWatcher: Sendable {
    /// What tells one content of a path from the next: a replaced file has another inode, an edited one another time.
    private struct Stamp: Equatable {
        var device: UInt
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int

        /// Nil while there is no file, as between the two steps of an editor that replaces it.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// How often the files are looked at. Polling also sees network file systems and bind mounts, where inotify is
    /// blind.
    private static let interval = 0.25

    /// Calls `reload` on a thread of its own whenever a file has changed and then kept still for one interval. It
    /// returns the files to watch from then on.
    static func start(files: [String], reload: @escaping @Sendable () -> [String]) {
        Thread.detachNewThread {
            var files = files
            var loaded = files.map { Stamp($0) }
            var previous = loaded
            while true {
                Thread.sleep(forTimeInterval: interval)
                let current = files.map { Stamp($0) }
                if current != loaded, current == previous, !current.contains(nil) {
                    let before = files
                    files = reload()
                    // A change during the reload must be seen at the next look, so the stamps are those from before it.
                    loaded = files == before ? current : files.map { Stamp($0) }
                    previous = loaded
                } else {
                    previous = current
                }
            }
        }
    }
}
