import Glibc

/// What kept a file from being read or written, without its name.
package enum FileError: Error, Equatable, CustomStringConvertible {
    /// A system call failed with this `errno`.
    case system(Int32)
    /// There are more bytes than the caller wants.
    case tooLarge(limit: Int)
    /// A FIFO, device or pipe did not come to its end in time.
    case endless(after: Duration)

    /// A sentence without its full stop.
    package var description: String {
        switch self {
        // The system's words for it are "No such device or address".
        case .system(ENXIO): "it is a socket or a device that is not there"
        case .system(let code): String(cString: strerror(code))
        case .tooLarge(let limit):
            limit < 1 << 20 ? "it is larger than \(limit) bytes" : "it is larger than \(limit >> 20) MiB"
        case .endless(let time): "it did not come to its end within \(time.components.seconds) s"
        }
    }

    /// The error of the system call that has just failed.
    static var last: FileError { .system(errno) }
}

/// Repeats a system call that a signal interrupted.
func uninterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
