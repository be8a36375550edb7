import Foundation
import Synchronization

/// Bytes on their way to a descriptor whose other side may stand still: whoever adds some never waits.
///
/// A thread of its own writes them. Lines that come while too much waits are dropped and counted, as are those that cannot
/// be written; the count is written once something can be written again.
final class OutputQueue: Sendable {
    /// Bytes that wait at most, and one line more.
    static let capacity = 2 << 20
    /// What the buffers keep when little is written.
    private static let idleCapacity = 256 << 10
    /// The microseconds after each write in which lines gather: to wake the writer for every line would cost a loaded
    /// server more than to make the lines. A line that comes later is written at once.
    private static let pause: UInt32 = 5000

    private struct State {
        var waiting: [UInt8] = []
        var droppedCount = 0
        var isFinished = false
    }

    private let descriptor: Int32
    private let describeLost: @Sendable (Int) -> [UInt8]
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)

    /// Starts the writer. `describeLost` makes the line that tells how many lines were lost.
    init(descriptor: Int32, describeLost: @escaping @Sendable (Int) -> [UInt8]) {
        self.descriptor = descriptor
        self.describeLost = describeLost
        Thread.detachNewThread { self.write() }
    }

    /// Lets `append` append whole lines to what waits, unless there is no room. It runs under a lock that others wait for.
    func add(_ append: (inout [UInt8]) -> Void) {
        let isFirst = state.withLock { state in
            guard state.waiting.count < Self.capacity else {
                state.droppedCount += 1
                return false
            }
            let isFirst = state.waiting.isEmpty
            append(&state.waiting)
            return isFirst
        }
        if isFirst { wakeUp.signal() }
    }

    /// Whether the writer has taken everything.
    var isEmpty: Bool { state.withLock(\.waiting.isEmpty) }

    /// Waits until all is written, until `limit` at most; what is added later is not written any more.
    func finish(by limit: DispatchTime) {
        state.withLock { $0.isFinished = true }
        wakeUp.signal()
        _ = end.wait(timeout: limit)
        end.signal()
    }

    private func write() {
        var bytes: [UInt8] = []
        var (lostCount, isInLine) = (0, false)
        while true {
            wakeUp.wait()
            if bytes.capacity <= Self.idleCapacity { bytes.removeAll(keepingCapacity: true) } else { bytes = [] }
            let (droppedCount, isFinished) = state.withLock { state in
                swap(&bytes, &state.waiting)
                defer { state.droppedCount = 0 }
                return (state.droppedCount, state.isFinished)
            }
            lostCount += droppedCount
            if isInLine { bytes.insert(UInt8(ascii: "\n"), at: 0) }
            let (count, error) = StandardStreams.write(bytes, to: descriptor)
            if count > 0 { isInLine = bytes[count - 1] != UInt8(ascii: "\n") }
            if error != nil {
                lostCount += bytes[count...].count { $0 == UInt8(ascii: "\n") }
            } else if lostCount > 0, StandardStreams.write(describeLost(lostCount), to: descriptor).error == nil {
                lostCount = 0
            }
            if isFinished { break }
            usleep(Self.pause)
        }
        end.signal()
    }
}
