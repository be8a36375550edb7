import Foundation

/// Files that other programs wait for: there whole or not at all.
enum AtomicFile {
    /// Writes beside `path` and renames, so that no reader ever sees a part.
    static func write(_ text: String, to path: String, permissions: mode_t = 0o644) throws {
        let temporary = "\(path).\(getpid()).tmp"
        func failure(_ action: String) -> Failure {
            .failed("Cannot \(action) \(path): \(String(cString: strerror(errno))).")
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw failure("write") }
        let bytes = Array(text.utf8)
        let count = Foundation.write(descriptor, bytes, bytes.count)
        guard count == bytes.count, fsync(descriptor) == 0 || errno == EINVAL else {
            let error = failure("write")
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let error = failure("create")
            unlink(temporary)
            throw error
        }
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) {
        unlink(path)
    }
}
