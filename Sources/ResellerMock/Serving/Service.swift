import HTTP1
import HTTPServer
import Logging
import ResellerAPI
import Scenarios

/// The double behind every way in: one synchronous function from a request to its answer, in stages that each complete the
/// request's `ServeEvent`.
final class Service: Sendable {
    let worlds: Worlds
    private let logger: Logger
    private let logsRequests: Bool
    private let onRequest: (@Sendable (FinishedRequest) -> Void)?
    private let onJournalLine: (@Sendable ([UInt8]) -> Void)?
    private let authenticator: Authenticator
    private let operations: Operations
    /// Nil where nothing but the API is served.
    let control: Control?

    init(
        scenario: Scenario, key: SigningKey, logger: Logger, onRequest: (@Sendable (FinishedRequest) -> Void)? = nil,
        journal: Journal = Journal(), gate: ControlGate? = nil, shutDown: @escaping @Sendable () -> Void = {},
        onJournalLine: (@Sendable ([UInt8]) -> Void)? = nil
    ) {
        self.onJournalLine = onJournalLine
        worlds = Worlds(World(scenario, journal: journal))
        let worlds = worlds
        control = gate.map { Control(worlds: worlds, key: key, gate: $0, shutDown: shutDown) }
        self.logger = logger
        logsRequests = onRequest != nil || logger.logLevel <= .info
        self.onRequest = onRequest
        authenticator = Authenticator(reader: TokenReader(key: key))
        operations = Operations(key: key)
    }

    /// The world of the scenario's own clients.
    var world: World { worlds.main }

    /// Answers a request.
    func reply(to request: Request, from peer: Peer) -> (Reply, (any ReplyObserver)?) {
        if let reply = control?.reply(to: request, from: peer) { return (reply, nil) }
        let served = serve(request, from: peer)
        return (served.reply, served.record)
    }

    /// The response alone, at once: delays are left out. Throws where a rule breaks the connection instead.
    func respond(to request: Request, from peer: Peer) throws(WireFaultError) -> Response {
        let (event, _, record) = serve(request, from: peer)
        let fault = event.action?.fault
        if let fault, !fault.kind.isResponse { throw WireFaultError(effects: event.effects) }
        record?.replyEnded(.whole)
        return WireScript.spoiled(event.answer.response, by: fault)
    }

    // MARK: - Stages

    private func serve(
        _ request: Request, from peer: Peer
    ) -> (event: ServeEvent, reply: Reply, record: RequestRecord?) {
        let event = received(request, from: peer)
        if let preflight = event.world.crossOrigin?.preflight(request) {
            event.answer = preflight
        } else {
            event.snapshot.rules?.decide(event)
            carryOut(event)
            if CrossOrigin.methodAsked(by: request) != nil { event.answer.add(hint: Self.closedToBrowsers) }
            if !request.body.isEmpty, let coding = event.headers.first("content-encoding"), !coding.isEmpty {
                event.answer.add(
                    hint: "the body has Content-Encoding \(coding.excerpt) and is read as it is; send it without one")
            }
        }
        let reply = putOnTheWire(event)
        return (event, reply, record(event))
    }

    /// A request with its route and its caller.
    func received(_ request: Request, from peer: Peer) -> ServeEvent {
        let event = ServeEvent(request, from: peer, in: worlds.main)
        event.worlds = worlds
        event.match = request.withPathBytes { RouteTable.shared.match(method: request.method.rawValue, path: $0) }
        authenticator.authenticate(event, in: worlds)
        return event
    }

    private func carryOut(_ event: ServeEvent) {
        switch event.decision {
        case .real:
            event.answer = operations.answer(event)
        case .limited(let answer):
            event.answer = answer.applied(at: event.now) { operations.answer(event) }
            if let standing = event.standing { event.answer.add(hint: standing.hint) }
        case .fired(let firing):
            let action = firing.action
            let undone = action.change.map(event.make) ?? []
            func real() -> HintedResponse {
                // The client hears nothing, so the request is as if it had never arrived.
                action.fault?.kind == .emptyResponse ? event.answer : operations.answer(event, fate: action.token)
            }
            event.answer = action.answer?.applied(at: event.now, to: real) ?? real()
            event.isSent = action.fault?.kind.sendsHead ?? true
            if let hint = action.hint(firing.reason) { event.answer.add(hint: hint) }
            for problem in undone { event.answer.add(hint: "the rule's change is not made as a whole: \(problem)") }
        }
    }

    private static let closedToBrowsers =
        "a browser's preflight is refused here; serve --cors ORIGIN or the scenario's \"cors\" lets its page in"

    private func putOnTheWire(_ event: ServeEvent) -> Reply {
        for field in event.standing?.fields ?? [] { event.answer.response.fields.set(field.name, field.value) }
        if let hint = event.answer.hint {
            event.answer.response.fields = event.answer.response.fields.adding("X-Reseller-Mock-Hint", hint)
        }
        event.world.crossOrigin?.mark(&event.answer.response.fields, for: event.request)
        event.answer.response.date = event.now.unixSeconds
        guard case .fired(let firing) = event.decision, firing.action.isOnTheWire else {
            guard let delay = event.world.extraDelay.next() else { return .response(event.answer.response) }
            return .script([.wait(delay), .respond(event.answer.response)])
        }
        var script = WireScript(firing.action, draw: firing.draw, now: event.now.unixSeconds)
        let reply = script.reply(event.answer.response, to: event.request)
        event.effects = script.effects
        return reply
    }

    private func record(_ event: ServeEvent) -> RequestRecord? {
        let record = event.world.journal.record(event)
        if let onJournalLine, let record { onJournalLine(RecordJSON.serveEvent(record, in: event.world).bytes) }
        tell(event)
        return record
    }

    private func tell(_ event: ServeEvent) {
        guard logsRequests else { return }
        let finished = FinishedRequest(event)
        if let onRequest {
            onRequest(finished)
        } else {
            logger.info("\(finished)", metadata: finished.metadata)
        }
    }

    // MARK: - Before there is a request

    /// Whether a TLS connection may begin its handshake.
    func admitsConnection(from address: @autoclosure () -> String) -> Bool {
        let world = world
        guard let engine = world.rules else { return true }
        let now = world.clock.now
        guard let reason = engine.refusal(ofConnectionAt: now) else { return true }
        let effects = [WireFault.Kind.tlsHandshakeFailure.rawValue]
        world.journal.record(
            RequestRecord(at: now, status: 0, rule: reason.name, effects: effects))
        logger.info(
            "TLS handshake refused",
            metadata: ["from": "\(address())", "rule": "\(reason.name)", "effects": "\(effects[0])"])
        return false
    }

    /// Answers and notes bytes that HTTP itself refuses.
    func refuse(_ error: RequestError, from address: String) -> Response {
        let world = world
        let now = world.clock.now
        world.journal.record(
            RequestRecord(at: now, status: error.status, hint: error.description))
        logger.warning(
            "\(error.status) for bytes that are no request",
            metadata: ["from": "\(address)", "hint": "\(error)", "status": .stringConvertible(error.status)])
        var response = Response(error)
        response.date = now.unixSeconds
        return response
    }
}

/// A rule broke the connection, which an answer in process does not have.
public struct WireFaultError: Error, CustomStringConvertible {
    /// What the rule did, such as `CONNECTION_RESET_BY_PEER`.
    public var effects: [String]

    /// One plain sentence.
    public var description: String {
        "A rule answers this request with \(effects.joined(separator: ", ")), which needs a connection; send it to baseURL."
    }
}
