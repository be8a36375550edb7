import Foundation
import Testing

/// Runs tests on a few threads of their own.
///
/// These tests wait for child processes. On the threads that all tests share, of which there is one per processor, a
/// handful of them would hold up every other test.
struct ThreadsOfTheirOwn: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(BlockingExecutor.shared) { try await function() }
    }
}

extension Trait where Self == ThreadsOfTheirOwn {
    static var threadsOfTheirOwn: Self { Self() }
}

/// Eight threads that take whole jobs, however long these block.
private final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor()

    private let operations: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 8
        return queue
    }()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        operations.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
