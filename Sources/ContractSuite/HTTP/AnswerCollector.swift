import Foundation
import FoundationNetworking
import Synchronization

/// Puts the answers of a session's tasks together and hands each to who waits for it, once.
final class AnswerCollector: NSObject, URLSessionDataDelegate {
    /// A thousand rows of the longest kind take a few megabytes; compressed bodies count as what comes out of them.
    static let longestBody = 16 << 20

    typealias Continuation = CheckedContinuation<(Data, HTTPURLResponse), any Error>

    private struct Pending {
        var continuation: Continuation
        var body = Data()
    }

    private let pending = Mutex<[Int: Pending]>([:])

    /// Call before the task is resumed.
    func expect(_ task: URLSessionTask, _ continuation: Continuation) {
        pending.withLock { $0[task.taskIdentifier] = Pending(continuation: continuation) }
    }

    /// Fails a task that is still waited for, and tells whether it was.
    func finish(_ task: URLSessionTask, throwing error: any Error) -> Bool {
        let waiting = pending.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        waiting?.continuation.resume(throwing: error)
        return waiting != nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = pending.withLock { pending in
            pending[dataTask.taskIdentifier]?.body.append(data)
            return (pending[dataTask.taskIdentifier]?.body.count ?? 0) > Self.longestBody
        }
        if isTooLong, finish(dataTask, throwing: URLError(.dataLengthExceedsMaximum)) { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let finished = pending.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
        if let error {
            finished.continuation.resume(throwing: error)
        } else if let response = task.response as? HTTPURLResponse {
            finished.continuation.resume(returning: (finished.body, response))
        } else {
            finished.continuation.resume(throwing: URLError(.badServerResponse))
        }
    }

    /// A 3xx is an answer like any other; following it could carry a token elsewhere.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
