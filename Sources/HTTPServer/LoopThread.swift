import CLinux
import Glibc

/// A thread of our own, for an event loop.
struct LoopThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread that runs `body` and ends.
    init(name: String, _ body: @escaping @Sendable () -> Void) {
        final class Box {
            let name: String
            let body: @Sendable () -> Void
            init(name: String, body: @escaping @Sendable () -> Void) {
                self.name = name
                self.body = body
            }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(name: name, body: body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                let box = Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue()
                linux_block_signals()
                linux_name_thread(box.name)
                box.body()
                return nil
            }, box)
        precondition(code == 0, "pthread_create: \(String(cString: strerror(code)))")
        self.thread = thread
    }

    /// Waits for its end. A thread cannot wait for itself: then it is let go instead.
    func join() {
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}
