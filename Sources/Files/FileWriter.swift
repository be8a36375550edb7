import Glibc

/// Writes files that someone else named, whatever is there by that name.
package enum FileWriter {
    /// Writes a text whole.
    ///
    /// Where there is nothing or a regular file, a new file is made beside it and renamed, so that no reader sees a part.
    /// A FIFO or a device is written to, a symbolic link is followed, as with a shell's `>`; opening a FIFO waits for its
    /// reader. Where making or renaming a file is refused, as over a bind mount, the regular file is written in place.
    ///
    /// - Parameter isSecret: from the start only this user can read the file. A new one takes the place of anything by the
    ///   name but a folder, so that nobody who laid something there can read it either.
    /// - Returns: what was written, to be removed at the end.
    @discardableResult
    package static func write(
        _ text: String, to path: String, isSecret: Bool = false
    ) throws(FileError) -> WrittenFile {
        guard !path.utf8.contains(0) else { throw .system(EINVAL) }
        let bytes = Array(text.utf8)
        let present = FileStamp(path, followingLinks: false)
        let stamp: FileStamp
        switch present?.kind {
        case .folder: throw .system(EISDIR)
        case .link where !isSecret, .other where !isSecret: stamp = try writeThrough(path, bytes)
        case nil, .file, .link, .other:
            do throws(FileError) {
                stamp = try replace(path, bytes, isSecret)
            } catch {
                guard present?.kind == .file, error.isRefusal else { throw error }
                stamp = try overwrite(path, bytes, isSecret)
            }
        }
        return WrittenFile(path, stamp, bytes)
    }

    /// Throws what would keep `write` from beginning: the path is a folder, or there is no folder for it. For finding out
    /// before long work whose result would be lost.
    package static func check(_ path: String) throws(FileError) {
        switch FileStamp(path)?.kind {
        case .folder: throw .system(EISDIR)
        case .file, .link, .other: return
        case nil:
            let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "./"
            // What the path leads to is another question where it is a link.
            if FileStamp(path, followingLinks: false) == nil, access(folder, F_OK) != 0 { throw .last }
        }
    }

    /// Whether writing to the path waits for someone who reads.
    package static func waitsForReader(_ path: String) -> Bool {
        guard let stamp = FileStamp(path) else { return false }
        return stamp.kind == .other && !stamp.isCharacterOrBlockDevice
    }

    /// Removes a regular file if what it holds is as asked for; anything else is left alone. A file whose name must stay,
    /// as that of a bind mount, is emptied.
    ///
    /// - Parameter limit: a file of more bytes is left alone too.
    package static func remove(_ path: String, limit: Int, where isExpected: ([UInt8]) -> Bool) {
        guard let stamp = FileStamp(path, followingLinks: false), stamp.kind == .file else { return }
        let reading = FileReader.read(path, limit: limit)
        guard let opened = reading.version.stamp, opened.isSameFile(as: stamp),
            case .success(let bytes) = reading.bytes, isExpected(bytes)
        else { return }
        if unlink(path) != 0 { empty(path, O_NOFOLLOW) }
    }

    // MARK: - A new file

    private static func replace(_ path: String, _ bytes: [UInt8], _ isSecret: Bool) throws(FileError) -> FileStamp {
        // Of a name that cannot be guessed and is short, for the file's own may be as long as names can be.
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
        let temporary = "\(folder).reseller-mock-\(String(UInt64.random(in: .min ... .max), radix: 16)).tmp"
        let descriptor = uninterrupted {
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, isSecret ? 0o600 : 0o644)
        }
        guard descriptor >= 0 else { throw .last }
        do throws(FileError) {
            let stamp = try fill(descriptor, bytes) { _ throws(FileError) in }
            guard rename(temporary, path) == 0 else { throw .last }
            return stamp
        } catch {
            unlink(temporary)
            throw error
        }
    }

    // MARK: - In place

    /// Follows links and makes what they lead to.
    private static func writeThrough(_ path: String, _ bytes: [UInt8]) throws(FileError) -> FileStamp {
        let flags = O_WRONLY | O_CLOEXEC | O_NOCTTY
        var descriptor = uninterrupted { open(path, flags) }
        // Not at once, for the kernel may refuse to open a FIFO that way (fs.protected_fifos).
        if descriptor < 0, errno == ENOENT { descriptor = uninterrupted { open(path, flags | O_CREAT, 0o644) } }
        guard descriptor >= 0 else { throw .last }
        return try fill(descriptor, bytes) { stamp throws(FileError) in
            // First, so that a reader sees nothing rather than a mixture.
            if stamp.kind == .file, ftruncate(descriptor, 0) != 0 { throw .last }
        }
    }

    /// Writes to a file whose name it must keep.
    private static func overwrite(
        _ path: String, _ bytes: [UInt8], _ isSecret: Bool
    ) throws(FileError) -> FileStamp {
        let descriptor = uninterrupted { open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .last }
        return try fill(descriptor, bytes) { stamp throws(FileError) in
            guard stamp.kind == .file else { throw .system(EBUSY) }
            // An owner can always read, whatever the permissions.
            if isSecret, stamp.owner != geteuid() { throw .system(EPERM) }
            if isSecret, fchmod(descriptor, 0o600) != 0 { throw .last }
            if ftruncate(descriptor, 0) != 0 { throw .last }
        }
    }

    /// Writes everything and closes.
    private static func fill(
        _ descriptor: Int32, _ bytes: [UInt8], after preparation: (FileStamp) throws(FileError) -> Void
    ) throws(FileError) -> FileStamp {
        let stamp: FileStamp
        do throws(FileError) {
            guard let opened = FileStamp(descriptor: descriptor) else { throw .last }
            stamp = opened
            try preparation(stamp)
            try writeAll(bytes, to: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        // Network file systems tell of a full disk only here. After EINTR, too, the descriptor is closed (close(2)).
        guard close(descriptor) == 0 || errno == EINTR else { throw .last }
        return stamp
    }

    fileprivate static func empty(_ path: String, _ flags: Int32 = 0) {
        let descriptor = uninterrupted { open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | flags) }
        if descriptor >= 0 { close(descriptor) }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                uninterrupted { Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset) }
            }
            guard count >= 0 else { throw .last }
            offset += count
        }
    }
}

extension FileError {
    /// Whether a name cannot be given to a new file here, while the file that has it may be writable.
    fileprivate var isRefusal: Bool {
        guard case .system(let code) = self else { return false }
        return [EBUSY, EXDEV, EACCES, EPERM, EROFS].contains(code)
    }
}

/// A file as this process wrote it.
package struct WrittenFile: Sendable {
    private let path: String
    private let stamp: FileStamp
    private let bytes: [UInt8]

    init(_ path: String, _ stamp: FileStamp, _ bytes: [UInt8]) {
        self.path = path
        self.stamp = stamp
        self.bytes = bytes
    }

    /// Removes the file if it is still the one that was written and holds the same. What a symbolic link leads to, or must
    /// keep its name, is emptied.
    package func remove() {
        guard stamp.kind == .file, let present = FileStamp(path), present.isSameFile(as: stamp) else { return }
        if FileStamp(path, followingLinks: false)?.kind == .link {
            if case .success(bytes) = FileReader.read(path, limit: bytes.count).bytes { FileWriter.empty(path) }
        } else {
            FileWriter.remove(path, limit: bytes.count) { $0 == bytes }
        }
    }
}
