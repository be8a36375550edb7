import HTTP1

/// What a connection has come to, and the decision on everything that happens to it.
///
/// A value without sockets and clocks: whoever owns the connection tells it each event, carries out the action that comes
/// back, and tells the outcome as the next event, until the action is to wait.
struct Conversation: Equatable {
    enum State: Equatable {
        /// TLS has no keys yet. Nothing else can happen before it has.
        case handshaking(since: Int64)
        /// Requests are read; this is how far the next one has come, and since when.
        case reading(RequestParser.Phase, since: Int64)
        /// Requests may have been read that are left alone until the replies before them are sent.
        case congested
        /// A reply is put on the wire step by step.
        case replying(Script)
        /// All that is still sent is in the output; then the connection ends.
        case finishing(Ending)
        /// Ended on our side. What the peer still sends is dropped, so that it reads the last reply instead of a reset.
        case lingering(until: Int64, dropped: Int)
    }

    /// A reply of several steps.
    struct Script: Equatable {
        enum Pause: Equatable {
            /// Until then.
            case until(Int64)
            /// For more steps.
            case more
            /// For good.
            case stall
        }

        var steps: ArraySlice<WireStep>
        /// How responses among the steps are framed, and whether the connection lives on afterwards.
        var framing: ResponseFraming
        /// Whether more steps may come.
        var isOpen = false
        var pause: Pause?
        /// The bytes of the steps that are left.
        var byteCount: Int

        init(_ steps: [WireStep], _ framing: ResponseFraming, isOpen: Bool = false) {
            self.steps = steps[...]
            self.framing = framing
            self.isOpen = isOpen
            byteCount = steps.byteCount
        }
    }

    /// How the connection ends.
    enum Ending: Equatable {
        /// The peer sees the end of the stream.
        case orderly
        /// The peer sees a reset.
        case reset
    }

    /// What has happened.
    enum Event: Equatable {
        /// TLS has its keys.
        case handshakeDone
        /// The handshake came to nothing, or TLS broke later; an alert may be in the output.
        case tlsFailed
        /// Bytes were read and given to the parser, or, of a handshake, to TLS.
        case input
        /// The parser needs more bytes.
        case needMore(RequestParser.Phase)
        /// A whole response is in the output. `hasRoom`: there is little enough of it to answer the next request.
        case responded(keepsConnection: Bool, hasRoom: Bool)
        /// A reply of steps is to be given.
        case scripted(Script)
        /// A step was carried out.
        case stepped
        /// Further steps of an open reply, perhaps the last ones.
        case moreSteps([WireStep], isLast: Bool)
        /// The last response is in the output.
        case refused
        /// The peer sends no more.
        case inputEnded
        /// The parser has no request that was cut off.
        case nothingCutOff
        /// Bytes were read and dropped.
        case dropped(Int)
        /// The socket took what it could; `pending` bytes are left. `progressed`: it took some of those that were left before.
        case flushed(pending: Int, progressed: Bool)
        /// The stream was ended on our side.
        case shutDown
        /// The connection is broken.
        case lost
        /// The socket takes bytes again.
        case writable
        /// The deadline has come.
        case timeUp
        /// The server stops.
        case stopping
    }

    /// What to do.
    enum Action: Equatable {
        /// Nothing before something else happens: `wantsInput` and `deadline` say what to wait for.
        case wait
        /// Ask the parser for the next request and answer it.
        case parse
        /// Carry out a step: `respond` or `send`.
        case perform(WireStep, ResponseFraming)
        /// Send what there is.
        case flush
        /// Answer with an error as the last response.
        case refuse(RequestError)
        /// Ask the parser whether a request was cut off, and refuse it then.
        case endInput
        /// Tell the peer that nothing follows.
        case shutDown
        /// Note a handshake that took too long, and close.
        case abandonHandshake
        /// Close, with a reset or in good order.
        case close(Ending)
    }

    /// The circumstances of an event.
    struct Moment {
        /// By the monotonic clock.
        var now: Int64
        var isStopping = false
        let times: LimitTimes
    }

    private(set) var state: State
    /// The peer has said that it sends no more.
    private(set) var isInputOver = false
    /// When the peer last took bytes while more wait for it; nil when none wait.
    private(set) var stuckSince: Int64?

    init(isEncrypted: Bool, now: Int64) {
        state = isEncrypted ? .handshaking(since: now) : .reading(.idle, since: now)
    }

    mutating func handle(_ event: Event, _ moment: Moment) -> Action {
        switch event {
        case .handshakeDone:
            state = .reading(.idle, since: moment.now)
            return .parse
        case .tlsFailed:
            return finish(.orderly)
        case .input:
            if case .reading = state { return .parse }
            return .flush
        case .needMore(let phase):
            if case .reading(let earlier, _) = state, phase != earlier { state = .reading(phase, since: moment.now) }
            return .flush
        case .responded(let keepsConnection, let hasRoom):
            guard keepsConnection, !moment.isStopping else { return finish(.orderly) }
            // The next request's time begins now, even when its first bytes are there already.
            state = hasRoom ? .reading(.idle, since: moment.now) : .congested
            return hasRoom ? .parse : .flush
        case .scripted(let script):
            state = .replying(script)
            return advance(moment)
        case .stepped:
            return advance(moment)
        case .moreSteps(let steps, let isLast):
            return add(steps, isLast: isLast, moment)
        case .refused:
            return finish(.orderly)
        case .inputEnded:
            isInputOver = true
            return .flush
        case .nothingCutOff:
            return .close(.orderly)
        case .dropped(let count):
            return drop(count, moment)
        case .flushed(let pending, let progressed):
            if pending == 0 {
                if stuckSince != nil, case .reading(.idle, _) = state { state = .reading(.idle, since: moment.now) }
                stuckSince = nil
                return rest(moment)
            }
            if progressed || stuckSince == nil { stuckSince = moment.now }
            return .wait
        case .shutDown:
            state = .lingering(until: moment.now + moment.times.lingering, dropped: 0)
            return rest(moment)
        case .lost:
            return .close(.reset)
        case .timeUp:
            return expire(moment)
        case .writable, .stopping:
            return .flush
        }
    }

    /// Nothing follows what is in the output.
    private mutating func finish(_ ending: Ending) -> Action {
        state = .finishing(ending)
        return .flush
    }

    // MARK: - Scripts

    /// The next step of a script.
    private mutating func advance(_ moment: Moment) -> Action {
        guard case .replying(var script) = state else { return .flush }
        script.pause = nil
        guard let step = script.steps.popFirst() else {
            if script.isOpen {
                script.pause = .more
                state = .replying(script)
                return .flush
            }
            guard script.framing.keepsConnection, !moment.isStopping else { return finish(.orderly) }
            state = .congested
            return .flush
        }
        script.byteCount -= step.byteCount
        switch step {
        case .respond(let response):
            if moment.isStopping || response.closesConnection { script.framing.keepsConnection = false }
        case .send:
            break
        case .wait(let duration):
            script.pause = .until(moment.now + max(.zero, duration).nanoseconds)
        case .stall:
            script.pause = .stall
            script.steps = []
            script.byteCount = 0
        case .close:
            return finish(.orderly)
        case .reset:
            return finish(.reset)
        }
        state = .replying(script)
        return script.pause == nil ? .perform(step, script.framing) : .flush
    }

    private mutating func add(_ steps: [WireStep], isLast: Bool, _ moment: Moment) -> Action {
        guard case .replying(var script) = state, script.isOpen else { return .wait }
        script.steps += steps
        script.byteCount += steps.byteCount
        script.isOpen = !isLast
        state = .replying(script)
        return script.pause == .more ? advance(moment) : .wait
    }

    // MARK: - Rest

    /// What there is to do when all output is sent.
    private mutating func rest(_ moment: Moment) -> Action {
        switch state {
        case .finishing(.orderly):
            return .shutDown
        case .finishing(.reset):
            return .close(.reset)
        case .congested:
            state = .reading(.idle, since: moment.now)
            return .parse
        case .reading(let phase, _):
            if isInputOver { return .endInput }
            return moment.isStopping && phase == .idle ? .close(.orderly) : .wait
        case .handshaking:
            return isInputOver || moment.isStopping ? .close(.orderly) : .wait
        case .replying(let script):
            switch script.pause {
            case .stall: return isInputOver || moment.isStopping ? .close(.orderly) : .wait
            // Nobody would tell otherwise that there is no reader any more.
            case .more: return isInputOver ? .close(.orderly) : .wait
            case .until, nil: return .wait
            }
        case .lingering:
            return isInputOver || moment.isStopping ? .close(.orderly) : .wait
        }
    }

    private mutating func drop(_ count: Int, _ moment: Moment) -> Action {
        guard case .lingering(let end, let dropped) = state else { return .wait }
        state = .lingering(until: end, dropped: dropped + count)
        return dropped + count > moment.times.limits.lingeringBytes ? .close(.reset) : .wait
    }

    // MARK: - Time and input

    /// When `timeUp` is due; `Int64.max` for never.
    func deadline(_ times: LimitTimes) -> Int64 {
        switch state {
        // Whatever the peer sends or takes meanwhile.
        case .handshaking(let since): return since + times.handshake
        case .lingering(let end, _): return end
        case .reading, .congested, .replying, .finishing: break
        }
        if let stuckSince { return stuckSince + times.idle }
        switch state {
        case .reading(.idle, let since): return since + times.idle
        case .reading(.head, let since): return since + times.headArrival
        case .reading(.body, let since): return since + times.bodyArrival
        case .replying(let script):
            if case .until(let time) = script.pause { return time }
            return .max
        case .handshaking, .congested, .finishing, .lingering: return .max
        }
    }

    private mutating func expire(_ moment: Moment) -> Action {
        switch state {
        case .handshaking: return .abandonHandshake
        case .lingering: return .close(.orderly)
        case .reading, .congested, .replying, .finishing: break
        }
        if stuckSince != nil { return .close(.reset) }
        switch state {
        case .reading(.idle, _): return .close(.orderly)
        case .reading(.head, _): return .refuse(.headTimeout(moment.times.limits.headArrival))
        case .reading(.body, _): return .refuse(.bodyTimeout(moment.times.limits.bodyArrival))
        case .replying: return advance(moment)
        case .handshaking, .congested, .finishing, .lingering: return .wait
        }
    }

    /// Whether bytes are to be read from the peer.
    ///
    /// - Parameters:
    ///   - hasRoom: there is little enough output for another answer.
    ///   - buffered: bytes of requests that have been read and not answered.
    func wantsInput(hasRoom: Bool, buffered: Int, _ limits: Limits) -> Bool {
        if isInputOver { return false }
        switch state {
        case .lingering: return true
        case .finishing, .congested: return false
        case .handshaking, .reading: return hasRoom
        case .replying: return hasRoom && buffered < limits.pendingInput
        }
    }

    /// Bytes of a script that are still to come.
    var scriptByteCount: Int {
        if case .replying(let script) = state { script.byteCount } else { 0 }
    }

    /// Whether the reply may get more steps.
    var isOpen: Bool {
        if case .replying(let script) = state { script.isOpen } else { false }
    }

    var isReplying: Bool {
        if case .replying = state { true } else { false }
    }

    var isHandshaking: Bool {
        if case .handshaking = state { true } else { false }
    }

    var isLingering: Bool {
        if case .lingering = state { true } else { false }
    }
}

/// The times of `Limits` as numbers of nanoseconds.
struct LimitTimes {
    let limits: Limits
    let handshake: Int64
    let headArrival: Int64
    let bodyArrival: Int64
    let idle: Int64
    let lingering: Int64
    let shortageEnd: Int64

    init(_ limits: Limits) {
        self.limits = limits
        handshake = limits.handshake.nanoseconds
        headArrival = limits.headArrival.nanoseconds
        bodyArrival = limits.bodyArrival.nanoseconds
        idle = limits.idle.nanoseconds
        lingering = limits.lingering.nanoseconds
        shortageEnd = limits.shortageEnd.nanoseconds
    }
}
