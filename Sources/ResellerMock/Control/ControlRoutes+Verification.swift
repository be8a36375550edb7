import Conduct
import Foundation
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios
import Synchronization

/// Questions about the journal that can wait for their answer, and the journal as a stream.
extension ControlRoutes {
    static let verification: [Route] = [
        Route(
            method: "GET", template: "verdict",
            summary: "How well the client behaved so far, by the scenario's criteria."
        ) {
            call throws(ControlError) in
            do throws(UnknownCriterion) {
                let verdict = try call.world.verdict(isTLSOffered: call.control.server.isTLSOffered)
                return .response(Response(status: 200, fields: .json, body: Array(verdict.json.utf8)))
            } catch {
                throw .invalid("/criteria", error.description)
            }
        },
        Route(
            method: "POST", template: "verify",
            summary:
                "Whether the journal is as expected: {\"patterns\": [{\"request\", \"exactly\" | \"atLeast\" | \"atMost\"}], \"order\", \"within\"}."
        ) {
            call throws(ControlError) in
            let verification = try Verification(try call.body())
            return try wait(call, verification, isAwait: false)
        },
        Route(
            method: "GET", template: "await",
            summary: "Waits for requests: operation, client, status, method, count, within."
        ) {
            call throws(ControlError) in
            try wait(call, try Verification(awaiting: call), isAwait: true)
        },
        Route(
            method: "GET", template: "events",
            summary: "The journal as server-sent events, resumable by Last-Event-ID.", run: events),
    ]

    /// The longest that the door waits.
    static let longestWait = Duration.seconds(600)

    private static func wait(
        _ call: ControlCall, _ verification: Verification, isAwait: Bool
    ) throws(ControlError) -> Reply {
        let world = call.world
        if let answer = try verification.answer(world, isLast: verification.within == nil, isAwait: isAwait) {
            return answer.reply
        }
        let waiting = WaitingVerification(verification, world, isAwait: isAwait)
        return .open(waiting.start())
    }

    private static func events(_ call: ControlCall) throws(ControlError) -> Reply {
        var last: Int?
        if let text = call.request.headers.first("last-event-id") {
            guard let number = Int(text), number >= 0 else {
                throw ControlError(status: 400, title: "Last-Event-ID \(text.excerpt) is no number of an event")
            }
            last = number
        }
        return .open(EventStream(call.world, after: last).start(call.request))
    }
}

/// What the journal should be like.
struct Verification: Sendable {
    enum Bound: Sendable {
        case exactly(Int)
        case atLeast(Int)
        case atMost(Int)

        func isMet(by count: Int) -> Bool {
            switch self {
            case .exactly(let number): count == number
            case .atLeast(let number): count >= number
            case .atMost(let number): count <= number
            }
        }

        var text: String {
            switch self {
            case .exactly(let number): "exactly \(number)"
            case .atLeast(let number): "at least \(number)"
            case .atMost(let number): "at most \(number)"
            }
        }
    }

    private(set) var patterns: [(pattern: RequestPattern, bound: Bound)] = []
    /// Whether the first requests that fit must have come in the order of the patterns.
    private(set) var inOrder = false
    /// How long it may take to come true.
    private(set) var within: Duration?

    init(_ body: ControlObject) throws(ControlError) {
        try body.only("patterns", "order", "within")
        guard let list = try body.array("patterns"), !list.isEmpty else {
            throw .invalid(
                "/patterns", "expected at least one pattern",
                "such as {\"patterns\": [{\"request\": {\"operation\": \"searchCompanies\"}, \"exactly\": 3}]}")
        }
        for (pointer, value) in list {
            let object = try ControlObject(value, at: pointer)
            try object.only("request", "exactly", "atLeast", "atMost")
            var bounds: [Bound] = []
            if let number = try object.count("exactly") { bounds.append(.exactly(number)) }
            if let number = try object.count("atLeast") { bounds.append(.atLeast(number)) }
            if let number = try object.count("atMost") { bounds.append(.atMost(number)) }
            guard bounds.count <= 1 else { throw .invalid(pointer, "one of exactly, atLeast and atMost is enough") }
            let pattern = try object.object("request").map { object throws(ControlError) in try RequestPattern(object) }
            patterns.append((pattern ?? RequestPattern(), bounds.first ?? .atLeast(1)))
        }
        inOrder = try body.boolean("order") ?? false
        within = try Self.limited(try body.duration("within"), "/within")
    }

    init(awaiting call: ControlCall) throws(ControlError) {
        var members: [JSONValue.Member] = []
        var count = 1
        for (name, value) in QueryText.pairs(call.request.target.rawQuery ?? []) {
            switch name {
            case "operation", "client", "method", "rule", "urlPath", "urlPathPattern":
                members.append(.init(name, .string(value)))
            case "status": members.append(.init(name, .number(value)))
            case "count":
                guard let number = Int(value), number > 0 else {
                    throw .invalid("", "count=\(value.excerpt) is no whole number from 1")
                }
                count = number
            case "within":
                guard let duration = DurationText.parse(value) else {
                    throw .invalid("", "within=\(value.excerpt) is no duration", "such as 5s")
                }
                within = try Self.limited(duration, "")
            default:
                let known = [
                    "operation", "client", "method", "rule", "urlPath", "urlPathPattern", "status", "count", "within",
                ]
                let nearest = Spelling.nearest(to: name, among: known)
                throw .invalid(
                    "", "the parameter \(name.excerpt) is not known",
                    nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(known.joined(separator: ", "))")
            }
        }
        within = within ?? .seconds(10)
        patterns = [(try RequestPattern(try ControlObject(.object(members), at: "")), .atLeast(count))]
    }

    private static func limited(_ duration: Duration?, _ pointer: String) throws(ControlError) -> Duration? {
        if let duration, duration > ControlRoutes.longestWait {
            throw .invalid(pointer, "the door waits 600 s at most")
        }
        return duration
    }

    /// The answer; nil while it is still awaited.
    func answer(_ world: World, isLast: Bool, isAwait: Bool) throws(ControlError) -> VerificationAnswer? {
        let records = world.journal.records
        var counts: [Int] = []
        var failing: Int?
        var first: [Int] = []
        for (index, (pattern, bound)) in patterns.enumerated() {
            let found = try pattern.matching(records)
            counts.append(found.count)
            if !bound.isMet(by: found.count), failing == nil { failing = index }
            if inOrder, let number = found.first(where: { $0.number > first.last ?? 0 })?.number {
                first.append(number)
            }
        }
        let isOrdered = !inOrder || first.count == patterns.count
        if failing == nil, isOrdered {
            let value: JSONValue =
                isAwait
                ? .members(["count": .count(counts[0])])
                : .members(["verified": .boolean(true), "counts": .array(counts.map(JSONValue.count))])
            return VerificationAnswer(status: 200, value: value)
        }
        guard isLast else { return nil }
        let index = failing ?? min(first.count, patterns.count - 1)
        let (pattern, bound) = patterns[index]
        let reason =
            failing == nil
            ? "the requests did not come in this order: nothing for pattern \(index) after what fits the ones before it"
            : "pattern \(index) fits \(counts[index]) requests, expected \(bound.text)"
        let misses = pattern.nearMisses(in: records).map { $0.told(in: world) }
        return VerificationAnswer(
            status: isAwait ? 408 : 422,
            value: .members([
                "verified": .boolean(false), "reason": .string(reason), "counts": .array(counts.map(JSONValue.count)),
                "nearMisses": .array(misses),
            ]))
    }
}

struct VerificationAnswer {
    let status: Int
    let value: JSONValue

    var reply: Reply { .json(value, status: status) }
    var response: Response { Response(status: status, fields: .json, body: value.bytes) }
}

/// A verification that waits for requests, until its time is over.
private final class WaitingVerification: Sendable {
    private let verification: Verification
    private let world: World
    private let isAwait: Bool
    private let state = Mutex<(reply: OpenReply?, listener: Int?)>((nil, nil))

    init(_ verification: Verification, _ world: World, isAwait: Bool) {
        self.verification = verification
        self.world = world
        self.isAwait = isAwait
    }

    func start() -> OpenReply {
        let reply = OpenReply { [self] change in
            switch change {
            case .ready: break
            case .stopping: look(isLast: true)
            case .gone: finish(nil)
            }
        }
        state.withLock { $0.reply = reply }
        let listener = world.journal.addListener { [self] record in
            var steps = BoundedPattern.stepLimit
            if verification.patterns.contains(where: { $0.pattern.isMet(by: record, steps: &steps) }) {
                look(isLast: false)
            }
        }
        let isOver = state.withLock { state in
            state.listener = listener
            return state.reply == nil
        }
        if isOver { world.journal.removeListener(listener) }
        let seconds = (verification.within ?? .zero) / .seconds(1)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in look(isLast: true) }
        // What came while the listener was added.
        look(isLast: false)
        return reply
    }

    private func look(isLast: Bool) {
        guard state.withLock({ $0.reply != nil }) else { return }
        do throws(ControlError) {
            guard let answer = try verification.answer(world, isLast: isLast, isAwait: isAwait) else { return }
            finish(answer.response)
        } catch {
            finish(error.response)
        }
    }

    /// Answers once, and listens no more.
    private func finish(_ response: Response?) {
        let (reply, listener) = state.withLock { state in
            defer { state = (nil, nil) }
            return state
        }
        if let listener { world.journal.removeListener(listener) }
        if let response { reply?.end(.respond(response)) }
    }
}

/// The journal of a world as server-sent events.
private final class EventStream: Sendable {
    private let world: World
    /// The number of the last event that was sent.
    private let state: Mutex<(last: Int, reply: OpenReply?, listener: Int?)>

    init(_ world: World, after last: Int?) {
        self.world = world
        state = Mutex((last ?? world.journal.count, nil, nil))
    }

    func start(_ request: Request) -> OpenReply {
        let reply = OpenReply { [self] change in
            switch change {
            case .ready: sendNew()
            case .stopping: finish()
            case .gone: finish()
            }
        }
        let response = Response(
            status: 200, fields: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"])
        let message = WireMessage(response, to: request, now: WorldClock.systemNow().unixSeconds, bodyFraming: .chunked)
        reply.send(.send(message.head + WireMessage.chunk(Array(": the requests of \(world.scenario.name)\n\n".utf8))))
        let listener = world.journal.addListener { [self] _ in sendNew() }
        state.withLock { state in
            state.reply = reply
            state.listener = listener
        }
        sendNew()
        return reply
    }

    /// Sends what the reader has room for; the rest follows when there is room again.
    private func sendNew() {
        state.withLock { state in
            guard let reply = state.reply else { return }
            for record in world.journal.records(after: state.last) where record.isRequest {
                let data = String(decoding: RecordJSON.serveEvent(record, in: world).bytes, as: UTF8.self)
                let text = "id: \(record.number)\nevent: request\ndata: \(data)\n\n"
                guard reply.send(.send(WireMessage.chunk(Array(text.utf8)))) == .taken else { return }
                state.last = record.number
            }
        }
    }

    private func finish() {
        let (reply, listener) = state.withLock { state in
            defer { (state.reply, state.listener) = (nil, nil) }
            return (state.reply, state.listener)
        }
        if let listener { world.journal.removeListener(listener) }
        reply?.end(.send(WireMessage.lastChunk), .close)
    }
}
