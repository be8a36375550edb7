#if !os(Linux)
    #error("reseller-mock runs on Linux: its server uses epoll. On other systems run it in a container.")
#endif

import CLinux
import Glibc
import Synchronization

/// What came of a system call on a non-blocking socket.
enum IOResult {
    case done(Int)
    case wouldBlock
    case failed(Int32)
}

/// A descriptor that is closed with its last owner, if not before.
final class Descriptor: Sendable {
    let number: Int32
    private let isOpen = Atomic(true)

    init(_ number: Int32) { self.number = number }

    deinit { close() }

    /// Nobody may use it any more.
    func close() {
        if isOpen.exchange(false, ordering: .acquiringAndReleasing) { SystemCalls.close(number) }
    }
}

/// The only callers of the system's socket functions once a server runs.
enum SystemCalls {
    static func receive(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        result { recv(descriptor, buffer.baseAddress, buffer.count, 0) }
    }

    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> IOResult {
        // A peer that is gone is an error code, not a signal that ends the process.
        result { Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    static func accept(_ listener: Int32, _ address: inout sockaddr_in6) -> IOResult {
        result {
            var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            return withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Int(linux_accept(listener, $0, &length))
                }
            }
        }
    }

    static func wait(_ epoll: Int32, _ events: UnsafeMutableBufferPointer<epoll_event>, milliseconds: Int32) -> Int {
        switch result({ Int(epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)) }) {
        case .done(let count): return count
        case .wouldBlock: return 0
        case .failed(let code): fatalError("epoll_wait: \(String(cString: strerror(code)))")
        }
    }

    /// Adds or changes what epoll tells about a descriptor. False when the kernel's limit of watches is reached.
    static func watch(
        _ epoll: Int32, _ descriptor: Int32, operation: Int32, events: UInt32, data: UInt64
    ) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(u64: data))
        switch result({ Int(epoll_ctl(epoll, operation, descriptor, &event)) }) {
        case .done: return true
        case .failed(ENOSPC), .failed(ENOMEM): return false
        case .failed(let code): fatalError("epoll_ctl: \(String(cString: strerror(code)))")
        case .wouldBlock: return false
        }
    }

    /// Makes epoll forget a descriptor, which it may not know.
    static func unwatch(_ epoll: Int32, _ descriptor: Int32) {
        var event = epoll_event()
        epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
    }

    /// Closes; Linux frees the descriptor even when it reports EINTR, so it is never repeated.
    static func close(_ descriptor: Int32) {
        let result = Glibc.close(descriptor)
        precondition(result == 0 || errno != EBADF, "closed a descriptor twice")
    }

    static func setOption(_ descriptor: Int32, level: Int32, _ option: Int32, _ value: Int32) -> Int32 {
        var value = value
        let result = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        return result == 0 ? 0 : errno
    }

    /// Makes the next `close` answer with a reset and drop what is unsent.
    static func resetOnClose(_ descriptor: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    @inline(__always)
    private static func result(_ call: () -> Int) -> IOResult {
        while true {
            let value = call()
            if value >= 0 { return .done(value) }
            let code = errno
            switch code {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case EBADF, EFAULT: fatalError("a bug: \(String(cString: strerror(code)))")
            default: return .failed(code)
            }
        }
    }
}

/// The system's clocks.
enum Clock {
    /// Nanoseconds of the monotonic clock.
    static var monotonic: Int64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    static var realtime: Int64 { nanoseconds(CLOCK_REALTIME) }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The whole nanoseconds, at most about a century so that sums with a clock cannot overflow.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let most: Int64 = 3_000_000_000
        guard seconds < most else { return most * 1_000_000_000 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
