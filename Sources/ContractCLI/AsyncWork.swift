import CLI
import Foundation

/// Asynchronous work of a command, whose own thread has nothing else to do.
enum AsyncWork {
    /// Waits for work.
    ///
    /// With `isOrderly` signals that end the process let the work end by itself first.
    static func wait<Value: Sendable>(
        isOrderly: Bool = false, _ work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = ResultBox<Value>()
        let task = Task {
            do {
                result.set(.success(try await work()))
            } catch {
                result.set(.failure(error))
            }
            done.signal()
        }
        let sources = (isOrderly ? [SIGINT, SIGTERM, SIGHUP] : []).map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        done.wait()
        return try result.get()
    }
}
