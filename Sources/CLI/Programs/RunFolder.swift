import Foundation
import Synchronization

/// A folder for the run of a program, which is gone when this process is.
struct RunFolder {
    private static let all = Mutex<Set<String>>([])

    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "reseller-mock-run-\(UUID().uuidString)").path
        try Self.all.withLock { [path] all in
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            all.insert(path)
        }
    }

    /// Writes a CA's certificate, for clients to trust, and gives the file's path.
    func add(certificate: String) throws -> String {
        let file = path + "/ca.pem"
        try TextFile.write(certificate, to: file)
        return file
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        Self.all.withLock { [path] all in _ = all.remove(path) }
    }

    /// Ends this process at once, as a signal asks for, and removes the folders that are there; no more are made.
    static func endProcess(_ code: Int32) -> Never {
        all.withLock { all in
            for path in all { try? FileManager.default.removeItem(atPath: path) }
            _exit(code)
        }
    }
}
