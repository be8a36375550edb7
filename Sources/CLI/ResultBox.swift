import Synchronization

/// A result handed from a task to a thread that waits for it.
package final class ResultBox<Value: Sendable>: Sendable {
    package init() {}

    private let result = Mutex<Result<Value, any Error>?>(nil)

    package func set(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
    }

    /// Traps before `set`.
    package func get() throws -> Value {
        guard let value = result.withLock({ $0 }) else { preconditionFailure("the work is not done") }
        return try value.get()
    }
}
