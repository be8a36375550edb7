import Foundation

/// A folder of a test's own, removed at its end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "reseller-mock-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String? = nil) throws -> String {
        let file = "\(path)/\(name)"
        try text?.write(toFile: file, atomically: false, encoding: .utf8)
        return file
    }

    func fifo(_ name: String) throws -> String {
        let file = "\(path)/\(name)"
        guard mkfifo(file, 0o600) == 0 else { throw POSIXError(.EIO) }
        return file
    }

    func link(_ name: String, to target: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: target)
        return file
    }

    /// Hidden ones too.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

func text(of path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
}

/// As `lstat` tells it, with the type.
func mode(of path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : 0
}

/// Does on a thread of its own what waits for the other end of a FIFO: tasks share as many threads as there are
/// processors, and both ends waiting on them could wait for ever.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
