import Foundation

/// SIGINT and SIGTERM, taken by the main thread alone.
enum Signals {
    private static var ending: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }

    /// Call before the first thread starts, for threads inherit what is blocked. A log reader that goes away must not
    /// end the server either.
    static func prepare() {
        var set = ending
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for SIGINT or SIGTERM.
    static func wait() {
        var set = ending
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
    }

    /// From now on a further SIGINT or SIGTERM ends the process at once.
    static func endAtOnceOnNext() {
        Thread.detachNewThread {
            wait()
            _exit(Failure.failed)
        }
    }
}
