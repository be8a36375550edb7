import CLinux
import Glibc

/// Threads of our own, for event loops.
enum LoopThread {
    /// Starts a thread that runs `body` and ends. Nobody joins it.
    ///
    /// - Throws: `ServerError` when the system makes no more threads.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(ServerError) {
        final class Box {
            let name: String
            let body: @Sendable () -> Void
            init(name: String, body: @escaping @Sendable () -> Void) {
                self.name = name
                self.body = body
            }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(name: name, body: body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                let box = Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue()
                linux_block_signals()
                linux_name_thread(box.name)
                box.body()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw ServerError("pthread_create", errno: code)
        }
        pthread_detach(thread)
    }
}
