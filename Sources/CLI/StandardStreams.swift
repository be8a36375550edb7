import Foundation

/// Standard input, output and error as the system knows them.
enum StandardStreams {
    /// Puts `/dev/null` in the place of those that are closed. The next file or socket would get the number otherwise,
    /// and messages would go into it.
    static func openClosed() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The wrong way round, so that a result that nobody can get is an error and not a success. The system takes
            // the lowest free number. A root without /dev has a folder at least.
            let mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY
            if open("/dev/null", mode) == -1, open("/", O_RDONLY) == -1 { _exit(Failure.usage) }
        }
    }

    /// Writes all bytes, waiting as long as the other side takes. Gives the number of those written, and the system's
    /// error if that is not all.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> (count: Int, error: Int32?) {
        bytes.withUnsafeBytes { buffer in
            var count = 0
            while count < buffer.count {
                let written = Foundation.write(descriptor, buffer.baseAddress! + count, buffer.count - count)
                if written >= 0 {
                    count += written
                    continue
                }
                switch errno {
                case EINTR: break
                case EAGAIN:
                    // Whoever shares the terminal or the pipe has made it non-blocking.
                    var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&event, 1, -1)
                case let code: return (count, code)
                }
            }
            return (count, nil)
        }
    }
}
