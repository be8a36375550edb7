import Glibc

/// What tells one state of a path from the next without reading: a replaced file has another inode, a changed one
/// another time of change, which nobody can set.
package struct FileStamp: Hashable, Sendable {
    /// What there is.
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        case link
        /// A FIFO, socket or device: what is read from it is gone, or has no end.
        case other
    }

    package let kind: Kind
    let device: UInt64
    let inode: UInt64
    let owner: UInt32
    private let size: Int
    /// Of the last change, in nanoseconds since 1970. The kernel's clock goes on in steps of some milliseconds, so that
    /// two changes within a step look alike.
    private let time: Int64
    let isCharacterOrBlockDevice: Bool

    /// What is at the path, or where its symbolic links lead; nil when there is nothing or it cannot be told.
    package init?(_ path: String, followingLinks: Bool = true) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        owner = status.st_uid
        let type = status.st_mode & S_IFMT
        isCharacterOrBlockDevice = type == S_IFCHR || type == S_IFBLK
        kind =
            switch type {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        // Whoever reads from a FIFO or a device changes its times.
        size = kind == .other ? 0 : Int(status.st_size)
        time = kind == .other ? 0 : Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    }

    /// Whether both are the same file, whatever it holds.
    func isSameFile(as other: FileStamp) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Larger than any file of ours: it need not be read to know.
    func exceeds(_ limit: Int) -> Bool {
        kind == .file && size > limit
    }

    /// Whether the last change is so recent that another one may not show: two seconds, the coarsest time a file system
    /// keeps (FAT).
    var isFresh: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec) &- time < 2_000_000_000
    }
}
