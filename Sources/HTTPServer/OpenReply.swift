import HTTP1
import Synchronization

/// A reply that stays open: its steps come later, from any thread, until its end. Server-sent events, long polls and
/// proxies are made of it.
///
/// Make one in a handler, keep it, and return it as `Reply.open`. Steps sent before it is returned are kept for then.
package final class OpenReply: Sendable {
    /// What became of steps.
    package enum Outcome: Hashable, Sendable {
        /// They are on their way.
        case taken
        /// Not taken: too much waits for the client to read. `Change.ready` says when to try again.
        case full
        /// Not taken: the client has gone, or the reply has been ended.
        case gone
    }

    /// What the sender is told.
    package enum Change: Hashable, Sendable {
        /// After `Outcome.full`: there is room again.
        case ready
        /// The server stops and waits for the end of the reply until its grace is over.
        case stopping
        /// The client has gone before the end; the last that is told. A client that ends its side of the connection
        /// counts as gone.
        case gone
    }

    private struct State {
        /// Steps that its loop has not fetched.
        var steps: [WireStep] = []
        var stepBytes = 0
        /// Bytes that its connection holds.
        var heldBytes = 0
        var isEnded = false
        var isGone = false
        var wantsRoom = false
        var isTold: (@Sendable (Change) -> Void)?
        var place: (loop: LoopHandle, connection: ConnectionKey)?
    }

    private let state: Mutex<State>
    private let capacity: Int

    /// A reply without steps.
    ///
    /// - Parameters:
    ///   - capacity: the bytes of steps that may wait for the client; a single larger step is taken when none wait.
    ///   - isTold: learns of changes, on the thread of an event loop, which it must not hold up. It may send and end.
    package init(
        capacity: Int = Limits().openReply, isTold: @escaping @Sendable (Change) -> Void = { _ in }
    ) {
        self.capacity = capacity
        var state = State()
        state.isTold = isTold
        self.state = Mutex(state)
    }

    /// Sends steps, all or none of them.
    @discardableResult
    package func send(_ steps: WireStep...) -> Outcome {
        add(steps, isLast: false)
    }

    /// Sends the last steps, whatever waits. The connection then serves the next request, or ends where a step ends it, the
    /// client or the server does not keep it, or the response was framed by the end.
    @discardableResult
    package func end(_ steps: WireStep...) -> Outcome {
        add(steps, isLast: true)
    }

    private func add(_ steps: [WireStep], isLast: Bool) -> Outcome {
        let bytes = steps.byteCount
        let (outcome, loop) = state.withLock { state -> (Outcome, LoopHandle?) in
            guard !state.isGone, !state.isEnded else { return (.gone, nil) }
            let waiting = state.stepBytes + state.heldBytes
            if !isLast, waiting > 0, waiting + bytes > capacity {
                state.wantsRoom = true
                return (.full, nil)
            }
            // Those that lie there already have been announced.
            let isAnnounced = !state.steps.isEmpty
            state.steps += steps
            state.stepBytes += bytes
            state.isEnded = isLast
            if isLast { state.isTold = nil }
            return (.taken, isAnnounced ? nil : state.place?.loop)
        }
        if let loop, !loop.post(.steps(self)) { return .gone }
        return outcome
    }

    // MARK: - The side of the event loop

    /// Where it is answered; nil before it is.
    var connection: ConnectionKey? { state.withLock { $0.place?.connection } }

    func attach(to connection: ConnectionKey, on loop: LoopHandle) {
        state.withLock { $0.place = (loop, connection) }
    }

    /// The steps that have come since the last time.
    func takeSteps() -> (steps: [WireStep], isLast: Bool) {
        state.withLock { state in
            let steps = state.steps
            state.heldBytes += state.stepBytes
            (state.steps, state.stepBytes) = ([], 0)
            return (steps, state.isEnded)
        }
    }

    /// So many bytes wait at the connection.
    func hold(_ bytes: Int) {
        let isTold = state.withLock { state -> (@Sendable (Change) -> Void)? in
            state.heldBytes = bytes
            guard state.wantsRoom, bytes + state.stepBytes <= capacity / 2 else { return nil }
            state.wantsRoom = false
            return state.isTold
        }
        isTold?(.ready)
    }

    func tellStopping() {
        state.withLock { $0.isTold }?(.stopping)
    }

    /// Its connection has nothing to do with it any more.
    func detach() {
        let isTold = state.withLock { state in
            state.isGone = true
            (state.steps, state.stepBytes) = ([], 0)
            defer { state.isTold = nil }
            return state.isTold
        }
        isTold?(.gone)
    }
}
