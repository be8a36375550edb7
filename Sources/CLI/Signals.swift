import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, taken by a thread of their own, so that nothing that hangs can keep the process.
package enum Signals {
    private enum Phase {
        case starting
        case serving
        case ending
    }

    private static let phase = Mutex(Phase.starting)
    private static let isAskedToEnd = DispatchSemaphore(value: 0)

    /// Call before the first thread starts, for threads inherit what is blocked. Until `beginServing` a signal ends the
    /// process at once. After it the first one lets `wait` return, and the process is over `limit` later at the latest; a
    /// second one ends it at once.
    package static func prepare(limit: Duration) {
        var set = ending
        pthread_sigmask(SIG_BLOCK, &set, nil)
        Thread.detachNewThread { take(limit) }
    }

    /// From now on there is something to end in order.
    package static func beginServing() {
        phase.withLock { phase in
            if phase == .starting { phase = .serving }
        }
    }

    /// Waits for a signal.
    package static func wait() {
        isAskedToEnd.wait()
    }

    private static func take(_ limit: Duration) {
        var set = ending
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        let before = phase.withLock { phase in
            defer { phase = .ending }
            return phase
        }
        guard before == .serving else { leave(0) }
        isAskedToEnd.signal()
        if waitForAnother(limit - farewell) { _exit(Failure.failed) }
        Console.error("The server did not end in time; it is ended all the same.")
        leave(Failure.failed)
    }

    /// Waits for a signal; false when none came in time.
    private static func waitForAnother(_ time: Duration) -> Bool {
        var set = ending
        let end = ContinuousClock.now + time
        while true {
            let (seconds, attoseconds) = max(.zero, end - ContinuousClock.now).components
            var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            if sigtimedwait(&set, nil, &rest) > 0 { return true }
            if errno == EAGAIN { return false }
        }
    }

    /// How long last words may take.
    private static let farewell = Duration.milliseconds(250)

    private static func leave(_ code: Int32) -> Never {
        Console.finish(within: farewell)
        _exit(code)
    }

    static var ending: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        // nohup asks for it to be ignored.
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        if unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != Int(bitPattern: 1) {
            sigaddset(&set, SIGHUP)
        }
        return set
    }
}
