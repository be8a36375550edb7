import Files
import Foundation
import ResellerMock
import Scenarios

/// Reloads a scenario when one of its files changes.
enum ScenarioWatcher {
    /// How often the files are looked at. Polling also sees network file systems and bind mounts, where inotify is
    /// blind.
    private static let interval = 0.25

    /// Calls `reload` on a thread of its own whenever a file is no longer what was read and has kept still for one interval.
    /// It returns the files as it read them. A file that cannot be read over and over is told to `refuse`, once.
    static func start(
        _ files: [LoadResult.File], reload: @escaping @Sendable () -> [LoadResult.File],
        refuse: @escaping @Sendable (String) -> Void
    ) {
        Thread.detachNewThread {
            var watch = ScenarioWatch(files)
            var refused: String?
            while true {
                Thread.sleep(forTimeInterval: interval)
                switch watch.look() {
                case .still: refused = nil
                case .changed:
                    refused = nil
                    watch = ScenarioWatch(reload())
                case .unreadable(let path):
                    if refused != path { refuse(path) }
                    refused = path
                }
            }
        }
    }
}

/// What is known of the files of a loaded scenario, to notice when they are no longer what was read.
struct ScenarioWatch {
    enum Finding: Equatable {
        /// Everything is as it was read, or is being changed just now.
        case still
        /// Something is not what was read, and was the same at the look before.
        case changed
        /// As `changed`, but to load the scenario anew would mean to read this: a FIFO or a device.
        case unreadable(String)
    }

    private struct Sight: Equatable {
        var stamp: FileStamp?
        var hasBytesOfOld: Bool
    }

    private let files: [LoadResult.File]
    private var previous: [Sight]?
    /// Whether changes may have left the stamps as they were.
    private var mustLookAtBytes = true
    private let settled = ContinuousClock.now + FileVersion.settlingTime

    /// - Parameter files: as they were read just now.
    init(_ files: [LoadResult.File]) {
        self.files = files
    }

    mutating func look() -> Finding {
        let isLastLookAtBytes = ContinuousClock.now > settled
        let sights = files.map { file in
            let stamp = FileStamp(file.path)
            let looksTheSame = stamp == file.version.stamp
            return Sight(
                stamp: stamp,
                hasBytesOfOld: looksTheSame && mustLookAtBytes ? file.hasSameBytes : looksTheSame)
        }
        defer { previous = sights }
        if sights.allSatisfy(\.hasBytesOfOld) {
            if isLastLookAtBytes { mustLookAtBytes = false }
            return .still
        }
        guard sights == previous else { return .still }
        let odd = zip(files, sights).first { $0.1.stamp?.kind == .other }
        return odd.map { .unreadable($0.0.path) } ?? .changed
    }
}
