import HTTP1
import Testing

@testable import HTTPServer

private let second: Int64 = 1_000_000_000

/// The decisions on a connection, without sockets and clocks.
struct DecisionTests {
    typealias Event = Conversation.Event
    typealias Action = Conversation.Action

    private static let times = LimitTimes(
        shortLimits {
            $0.handshake = .seconds(1)
            $0.headArrival = .seconds(2)
            $0.bodyArrival = .seconds(3)
            $0.idle = .seconds(4)
            $0.lingering = .seconds(5)
            $0.lingeringBytes = 100
        })
    private static let keeping = ResponseFraming()
    private static let closing = ResponseFraming(keepsConnection: false)
    private static let done = Event.flushed(pending: 0, progressed: false)

    /// A conversation at a time of its own.
    private struct Course {
        var conversation: Conversation
        var moment = Conversation.Moment(now: 0, times: times)

        init(isEncrypted: Bool = false) {
            conversation = Conversation(isEncrypted: isEncrypted, now: 0)
        }

        init(_ events: Event..., isEncrypted: Bool = false) {
            self.init(isEncrypted: isEncrypted)
            for event in events { _ = after(event) }
        }

        mutating func after(_ event: Event, seconds: Int64? = nil) -> Action {
            if let seconds { moment.now = seconds * second }
            return conversation.handle(event, moment)
        }

        /// In whole seconds; nil for never.
        var deadline: Int64? {
            let time = conversation.deadline(times)
            return time == .max ? nil : time / second
        }

        func wantsInput(hasRoom: Bool = true, buffered: Int = 0) -> Bool {
            conversation.wantsInput(hasRoom: hasRoom, buffered: buffered, times.limits)
        }
    }

    private func script(_ steps: WireStep..., framing: ResponseFraming = keeping, isOpen: Bool = false) -> Event {
        .scripted(Conversation.Script(steps, framing, isOpen: isOpen))
    }

    // MARK: - Requests

    @Test func aRequestIsAnsweredAndTheNextAwaited() {
        var course = Course()
        #expect(course.wantsInput() && course.deadline == 4)
        #expect(course.after(.input, seconds: 1) == .parse)
        #expect(course.after(.responded(keepsConnection: true, hasRoom: true)) == .parse)
        #expect(course.after(.needMore(.idle)) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(course.conversation.state == .reading(.idle, since: second))
        #expect(course.wantsInput() && course.deadline == 5)
    }

    @Test func theTimeOfAHeadAndOfABodyBeginsWithTheirFirstByte() {
        var course = Course()
        _ = course.after(.input, seconds: 1)
        #expect(course.after(.needMore(.head)) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(course.deadline == 3)
        _ = course.after(.input, seconds: 2)
        _ = course.after(.needMore(.head))
        #expect(course.deadline == 3)
        _ = course.after(.needMore(.body))
        #expect(course.deadline == 5)
        #expect(course.after(.timeUp, seconds: 5) == .refuse(.bodyTimeout(.seconds(3))))
        var late = Course(.needMore(.head))
        #expect(late.after(.timeUp, seconds: 2) == .refuse(.headTimeout(.seconds(2))))
        #expect(late.after(.refused) == .flush)
        #expect(late.after(Self.done) == .shutDown)
    }

    @Test func answersThatFillTheOutputHoldFurtherRequestsBack() {
        var course = Course()
        _ = course.after(.input)
        #expect(course.after(.responded(keepsConnection: true, hasRoom: false)) == .flush)
        #expect(course.after(.flushed(pending: 10, progressed: false), seconds: 1) == .wait)
        #expect(!course.wantsInput() && course.deadline == 5)
        #expect(course.after(.writable, seconds: 3) == .flush)
        #expect(course.after(.flushed(pending: 5, progressed: true)) == .wait)
        #expect(course.deadline == 7)
        #expect(course.after(.flushed(pending: 5, progressed: false), seconds: 4) == .wait)
        #expect(course.deadline == 7)
        #expect(course.after(Self.done) == .parse)
        #expect(course.wantsInput())
    }

    @Test func aPeerThatTakesNothingIsReset() {
        for event in [Event.needMore(.idle), .responded(keepsConnection: true, hasRoom: false), .refused] {
            var course = Course(event, .flushed(pending: 1, progressed: false))
            #expect(course.after(.timeUp, seconds: 4) == .close(.reset))
        }
    }

    @Test func theEndOfIdlenessCountsFromTheLastByteTaken() {
        var course = Course(.responded(keepsConnection: true, hasRoom: true), .flushed(pending: 1, progressed: false))
        #expect(course.after(.flushed(pending: 0, progressed: true), seconds: 3) == .wait)
        #expect(course.deadline == 7)
        #expect(course.after(.timeUp, seconds: 7) == .close(.orderly))
    }

    @Test func inputIsReadOnlyWhenThereIsRoomForTheAnswer() {
        #expect(!Course().wantsInput(hasRoom: false))
        let replying = Course(script(.wait(.seconds(1))))
        #expect(replying.wantsInput(buffered: 64 * 1024 - 1) && !replying.wantsInput(buffered: 64 * 1024))
    }

    // MARK: - The end

    @Test func anEndOfOurOwnIsOrderlyAndLingers() {
        var course = Course()
        #expect(course.after(.responded(keepsConnection: false, hasRoom: true)) == .flush)
        #expect(!course.wantsInput())
        #expect(course.after(.flushed(pending: 3, progressed: false)) == .wait)
        #expect(course.after(Self.done, seconds: 1) == .shutDown)
        #expect(course.after(.shutDown) == .wait)
        #expect(course.conversation.state == .lingering(until: 6 * second, dropped: 0))
        #expect(course.wantsInput(hasRoom: false) && course.deadline == 6)
        #expect(course.after(.dropped(100)) == .wait)
        var flooding = course
        #expect(flooding.after(.dropped(1)) == .close(.reset))
        var slow = course
        #expect(slow.after(.timeUp, seconds: 6) == .close(.orderly))
        #expect(course.after(.inputEnded) == .flush)
        #expect(course.after(Self.done) == .close(.orderly))
    }

    @Test func aPeerThatSendsNoMoreGetsItsAnswersAndTheEnd() {
        var course = Course(script(.wait(.seconds(1)), .respond(plain("a"))))
        #expect(course.after(.inputEnded) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(!course.wantsInput())
        #expect(course.after(.timeUp, seconds: 1) == .perform(.respond(plain("a")), Self.keeping))
        #expect(course.after(.stepped) == .flush)
        #expect(course.after(Self.done) == .parse)
        #expect(course.after(.needMore(.idle)) == .flush)
        #expect(course.after(Self.done) == .endInput)
        var cutOff = course
        #expect(cutOff.after(.refused) == .flush)
        #expect(course.after(.nothingCutOff) == .close(.orderly))
    }

    @Test func aBrokenConnectionIsClosedWhateverItsState() {
        for course in [
            Course(), Course(isEncrypted: true), Course(.refused), Course(.refused, Self.done, .shutDown),
            Course(script(.stall)), Course(script(isOpen: true)),
        ] {
            var course = course
            #expect(course.after(.lost) == .close(.reset))
        }
    }

    // MARK: - TLS

    @Test func aHandshakeHasATimeOfItsOwn() {
        var course = Course(isEncrypted: true)
        #expect(course.after(.input) == .flush)
        #expect(course.after(.flushed(pending: 1, progressed: false)) == .wait)
        #expect(course.deadline == 1)
        var late = course
        #expect(late.after(.timeUp, seconds: 1) == .abandonHandshake)
        var gone = Course(.inputEnded, isEncrypted: true)
        #expect(gone.after(Self.done) == .close(.orderly))
        #expect(course.after(.handshakeDone, seconds: 1) == .parse)
        #expect(course.after(.needMore(.idle)) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(course.deadline == 5)
    }

    @Test func aSessionThatFailsEndsInOrder() {
        for events in [Course(isEncrypted: true), Course(script(.wait(.seconds(1))), isEncrypted: true)] {
            var course = events
            #expect(course.after(.tlsFailed) == .flush)
            #expect(course.after(Self.done) == .shutDown)
        }
    }

    // MARK: - Scripts

    @Test func theStepsOfAScriptAreDoneInTurn() {
        var course = Course()
        let steps: [WireStep] = [.send([1]), .wait(.seconds(2)), .send([2, 3])]
        #expect(course.after(.scripted(Conversation.Script(steps, Self.keeping))) == .perform(steps[0], Self.keeping))
        #expect(course.conversation.scriptByteCount == 2)
        #expect(course.after(.stepped, seconds: 1) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(course.deadline == 3)
        #expect(course.after(.input) == .flush)
        #expect(course.after(.timeUp, seconds: 3) == .perform(steps[2], Self.keeping))
        #expect(course.conversation.scriptByteCount == 0)
        #expect(course.after(.stepped) == .flush)
        #expect(course.conversation.state == .congested)
        #expect(course.after(Self.done) == .parse)
    }

    @Test func aScriptEndsTheConnectionWhereItSaysSo() {
        var bye = plain("bye")
        bye.closesConnection = true
        var course = Course()
        #expect(course.after(script(.respond(bye), .send([1]))) == .perform(.respond(bye), Self.closing))
        #expect(course.after(.stepped) == .perform(.send([1]), Self.closing))
        #expect(course.after(.stepped) == .flush)
        #expect(course.conversation.state == .finishing(.orderly))
        var reset = Course()
        #expect(reset.after(script(.reset, .send([1]))) == .flush)
        #expect(reset.after(.flushed(pending: 1, progressed: false)) == .wait)
        #expect(reset.after(Self.done) == .close(.reset))
        var close = Course()
        #expect(close.after(script(.close)) == .flush)
        #expect(close.after(Self.done) == .shutDown)
        var empty = Course()
        #expect(empty.after(script()) == .flush)
        #expect(empty.after(Self.done) == .parse)
        var old = Course()
        #expect(old.after(script(framing: Self.closing)) == .flush)
        #expect(old.conversation.state == .finishing(.orderly))
    }

    @Test func aStallEndsWithTheClientOrTheServer() {
        var course = Course()
        #expect(course.after(script(.stall, .send([1]))) == .flush)
        #expect(course.after(Self.done, seconds: 1000) == .wait)
        #expect(course.deadline == nil && course.conversation.scriptByteCount == 0)
        var left = course
        #expect(left.after(.inputEnded) == .flush)
        #expect(left.after(Self.done) == .close(.orderly))
        course.moment.isStopping = true
        #expect(course.after(.stopping) == .flush)
        #expect(course.after(Self.done) == .close(.orderly))
    }

    // MARK: - Open replies

    @Test func anOpenReplyWaitsForItsSteps() {
        var course = Course()
        #expect(course.after(script(.send([1]), isOpen: true)) == .perform(.send([1]), Self.keeping))
        #expect(course.after(.stepped) == .flush)
        #expect(course.after(Self.done, seconds: 1000) == .wait)
        #expect(course.deadline == nil && course.conversation.isOpen)
        #expect(course.after(.moreSteps([.wait(.seconds(5)), .send([2])], isLast: false)) == .flush)
        #expect(course.after(Self.done) == .wait)
        // Steps that come meanwhile have their turn.
        #expect(course.after(.moreSteps([.send([3])], isLast: true)) == .wait)
        #expect(!course.conversation.isOpen && course.conversation.scriptByteCount == 2)
        #expect(course.after(.timeUp, seconds: 1005) == .perform(.send([2]), Self.keeping))
        #expect(course.after(.stepped) == .perform(.send([3]), Self.keeping))
        #expect(course.after(.stepped) == .flush)
        #expect(course.after(Self.done) == .parse)
        // Too late.
        #expect(course.after(.moreSteps([.send([4])], isLast: true)) == .wait)
    }

    @Test func anOpenReplyEndsWithItsClientAndWaitsForItsEndWhenTheServerStops() {
        var left = Course(script(isOpen: true), .inputEnded)
        #expect(left.after(Self.done) == .close(.orderly))
        var course = Course(script(isOpen: true))
        course.moment.isStopping = true
        #expect(course.after(.stopping) == .flush)
        #expect(course.after(Self.done) == .wait)
        #expect(course.after(.moreSteps([], isLast: true)) == .flush)
        #expect(course.after(Self.done) == .shutDown)
    }

    // MARK: - A server that stops

    @Test func aServerThatStopsFinishesWhatHasBegun() {
        func stopping(_ course: Course) -> Action {
            var course = course
            course.moment.isStopping = true
            #expect(course.after(.stopping) == .flush)
            return course.after(Self.done)
        }
        #expect(stopping(Course()) == .close(.orderly))
        #expect(stopping(Course(isEncrypted: true)) == .close(.orderly))
        #expect(stopping(Course(.needMore(.head))) == .wait)
        #expect(stopping(Course(.needMore(.body))) == .wait)
        #expect(stopping(Course(script(.wait(.seconds(1))))) == .wait)
        #expect(stopping(Course(.responded(keepsConnection: true, hasRoom: false))) == .parse)
        #expect(stopping(Course(.refused, Self.done, .shutDown)) == .close(.orderly))
        var course = Course()
        course.moment.isStopping = true
        #expect(course.after(.responded(keepsConnection: true, hasRoom: true)) == .flush)
        #expect(course.conversation.state == .finishing(.orderly))
        #expect(course.after(Self.done) == .shutDown)
        #expect(course.after(.shutDown) == .close(.orderly))
        var late = Course(script(.wait(.seconds(1)), .respond(plain("a"))))
        late.moment.isStopping = true
        #expect(late.after(.timeUp) == .perform(.respond(plain("a")), Self.closing))
    }
}
