import Glibc

/// Reads files that someone else named: whatever is there, reading ends, in bounded memory.
package enum FileReader {
    /// How long a FIFO, a pipe or a device may take to come to its end, unless it is a terminal with someone at it.
    package static let patience = Duration.seconds(60)

    /// The bytes of a text file without a UTF-8 byte order mark.
    ///
    /// - Parameters:
    ///   - path: `/dev/stdin` for standard input.
    ///   - limit: the most bytes to take.
    ///   - patience: the longest wait for what is no regular file.
    package static func read(
        _ path: String, limit: Int, patience: Duration = patience
    ) -> FileReading {
        guard !path.utf8.contains(0) else { return FileReading(.failure(.system(EINVAL)), stamp: nil) }
        // For files that are there and cannot be opened.
        let stamp = FileStamp(path)
        let descriptor: Int32
        if path == "/dev/stdin" {
            // Opening the path again is refused where standard input is a socket, and begins a file anew.
            descriptor = uninterrupted { fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) }
        } else {
            // Not blocking, for opening a FIFO would wait for its writer and could wait for ever.
            descriptor = uninterrupted { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) }
        }
        guard descriptor >= 0 else { return FileReading(.failure(.last), stamp: stamp) }
        defer { close(descriptor) }
        let opened = FileStamp(descriptor: descriptor)
        if let opened, opened.exceeds(limit) { return FileReading(.failure(.tooLarge(limit: limit)), stamp: opened) }
        do {
            var bytes = try contents(descriptor, limit, patience)
            if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
            return FileReading(.success(bytes), stamp: opened)
        } catch {
            return FileReading(.failure(error), stamp: opened)
        }
    }

    /// U+FEFF in UTF-8, which some editors put before a text.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func contents(
        _ descriptor: Int32, _ limit: Int, _ patience: Duration
    ) throws(FileError) -> [UInt8] {
        let deadline = isatty(descriptor) == 1 ? nil : ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            // A FIFO that nobody has opened for writing yet reads as if it had ended, but does not poll so.
            guard try isReadable(descriptor, until: deadline) else { throw .endless(after: patience) }
            let count = uninterrupted { Glibc.read(descriptor, &chunk, chunk.count) }
            guard count >= 0 || errno == EAGAIN else { throw .last }
            if count == 0 { return bytes }
            if count > 0 { bytes += chunk[..<count] }
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        }
    }

    /// Waits until there are bytes or the end; false when neither comes in time. Regular files are always readable.
    private static func isReadable(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant?
    ) throws(FileError) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            // Rounded up, so that the last wait is not cut into many of no time at all.
            let milliseconds = deadline.map { Int32(clamping: Int64(max(.zero, $0 - .now) / .milliseconds(1)) + 1) }
            let count = poll(&request, 1, milliseconds ?? -1)
            if count > 0 { return true }
            if count == 0 { return false }
            guard errno == EINTR else { throw .last }
        }
    }
}

/// What came of reading a file.
package struct FileReading: Sendable {
    /// The bytes without a byte order mark.
    package let bytes: Result<[UInt8], FileError>
    /// The state of the file that was read, for noticing that it is another one.
    package let version: FileVersion

    init(_ bytes: Result<[UInt8], FileError>, stamp: FileStamp?) {
        self.bytes = bytes
        version = FileVersion(stamp, try? bytes.get())
    }
}

/// A state of a file. Taken before the first byte is read, so that a change during the reading makes another one.
package struct FileVersion: Hashable, Sendable {
    /// Nil where there was no file.
    package let stamp: FileStamp?
    /// Of the bytes; nil unless a change within `settlingTime` might not show in the stamp.
    package let digest: Int?

    /// That of a file that is not there.
    package static let absent = FileVersion(nil, nil)

    /// So long after a reading another change may leave the stamp as it is; see `FileStamp.isFresh`.
    package static let settlingTime = Duration.seconds(3)

    init(_ stamp: FileStamp?, _ bytes: [UInt8]?) {
        self.stamp = stamp
        let isFresh = stamp.map { $0.kind == .file && $0.isFresh } ?? false
        digest = isFresh ? bytes?.hashValue : nil
    }

    /// Whether the bytes at a path are those of this version, as far as that is known.
    package func hasBytes(of path: String, limit: Int) -> Bool {
        guard let digest, case .success(let bytes) = FileReader.read(path, limit: limit, patience: .zero).bytes else {
            return true
        }
        return bytes.hashValue == digest
    }
}
