import CLinux
import Glibc

/// Threads of our own, for event loops.
enum LoopThread {
    /// Starts a thread that runs `body` and ends. Nobody joins it.
    ///
    /// - Throws: `ServerError` when the system makes no more threads.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(ServerError) {
        final class Box {
            let body: @Sendable () -> Void
            init(body: @escaping @Sendable () -> Void) {
                self.body = body
            }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body: body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                let box = Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue()
                linux_block_signals()
                box.body()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw ServerError("pthread_create", errno: code)
        }
        linux_name_thread(thread, name)
        pthread_detach(thread)
    }
}
