import HTTP1
import HTTPServer
import Logging
import OpenSSL
import ResellerAPI
import Scenarios
import Synchronization

/// The double behind every way in: one synchronous function from a request to its answer.
final class Service: Sendable {
    private let key: SigningKey
    private let logger: Logger
    private let onRequest: (@Sendable (FinishedRequest) -> Void)?
    private let endpoint: TokenEndpoint
    private let current: Mutex<World>

    init(
        scenario: Scenario, key: SigningKey, logger: Logger, onRequest: (@Sendable (FinishedRequest) -> Void)? = nil
    ) {
        self.key = key
        self.logger = logger
        self.onRequest = onRequest
        endpoint = TokenEndpoint(issuer: TokenIssuer(key: key))
        current = Mutex(World(scenario, key: key))
    }

    /// The world of the scenario's own clients.
    var world: World {
        current.withLock { $0 }
    }

    /// Puts a new world in the place of the old one; requests under way end in the old one.
    func replaceScenario(_ scenario: Scenario) {
        let fresh = World(scenario, key: key)
        current.withLock { $0 = fresh }
    }

    /// Answers a request; the address it came from is asked for only where it matters.
    func reply(to request: Request, from address: @autoclosure () -> String, isTLS: Bool) -> Reply {
        handle(request, from: address(), isTLS: isTLS).reply
    }

    /// The response alone, at once: delays are left out. Throws where a rule breaks the connection instead.
    func respond(
        to request: Request, from address: @autoclosure () -> String, isTLS: Bool
    ) throws(WireFaultError) -> Response {
        let (answer, _, fault) = handle(request, from: address(), isTLS: isTLS)
        if let fault, !fault.kind.isResponse { throw WireFaultError(effects: answer.effects) }
        return WireScript.spoiled(answer.response, by: fault)
    }

    private func handle(
        _ request: Request, from address: @autoclosure () -> String, isTLS: Bool
    ) -> (answer: Answer, reply: Reply, fault: WireFault?) {
        let world = world
        let started = ContinuousClock.now
        let call = Call(request, isTLS: isTLS, world: world, now: world.clock.now)
        if let engine = world.rules {
            let (decision, verdict) = engine.decide(call)
            // Most requests are left alone and go the short way.
            if !decision.isReal || verdict != nil {
                var (answer, script) = decided(decision, verdict, call, from: address(), limiter: engine.limiter)
                // Where a rule answered, the API has not looked who asks.
                if answer.clientId == nil { answer.clientId = call.caller?.clientId }
                answer = finished(answer, call)
                let reply = script?.reply(answer.response, to: request) ?? .response(answer.response)
                answer.effects = script?.effects ?? []
                record(answer, of: call, started: started)
                return (answer, reply, script?.fault)
            }
        }
        let answer = finished(answer(call, from: address()), call)
        record(answer, of: call, started: started)
        return (answer, .response(answer.response), nil)
    }

    private func decided(
        _ decision: RuleEngine.Decision, _ verdict: RateLimiter.Verdict?, _ call: Call,
        from address: @autoclosure () -> String, limiter: RateLimiter?
    ) -> (answer: Answer, script: WireScript?) {
        var answer: Answer
        var script: WireScript?
        switch decision {
        case .real:
            answer = self.answer(call, from: address())
        case .limited:
            answer = (limiter?.answer ?? RuleAnswer()).applied { self.answer(call, from: address()) }
            answer.rule = "rateLimit"
            if let verdict { answer.add(hint: verdict.hint) }
        case .fired(let firing):
            answer = carriedOut(firing.action, call, from: address())
            answer.rule = firing.reason.name
            if let hint = firing.action.hint(firing.reason) { answer.add(hint: hint) }
            if firing.action.isOnTheWire {
                script = WireScript(firing.action, draw: firing.draw, now: call.now.unixSeconds)
            }
        }
        if let verdict, let limiter {
            for field in limiter.fields(verdict) {
                answer.response.fields = answer.response.fields.setting(field.name, field.value)
            }
        }
        return (answer, script)
    }

    /// What the action leaves of the real answer.
    private func carriedOut(_ action: RuleAction, _ call: Call, from address: @autoclosure () -> String) -> Answer {
        // The client hears nothing, so the request is as if it had never arrived.
        let isIgnored = action.fault?.kind == .emptyResponse
        func real() -> Answer { isIgnored ? .empty(503) : self.answer(call, from: address(), fate: action.token) }
        var answer = action.answer?.applied(to: real) ?? real()
        answer.isSent = action.fault?.kind.sendsHead ?? true
        return answer
    }

    private func finished(_ answer: Answer, _ call: Call) -> Answer {
        var answer = answer
        if let hint = answer.hint {
            answer.response.fields = answer.response.fields.adding("X-Reseller-Mock-Hint", hint)
        }
        answer.response.date = call.now.unixSeconds
        return answer
    }

    /// Whether a TLS connection may begin its handshake.
    func admitsConnection(from address: @autoclosure () -> String) -> Bool {
        let world = world
        guard let engine = world.rules else { return true }
        let now = world.clock.now
        guard let reason = engine.refusal(ofConnectionAt: now) else { return true }
        let effects = [WireFault.Kind.tlsHandshakeFailure.rawValue]
        world.journal.record(
            Journal.Entry(
                number: 0, time: now, method: "", path: "", status: 0, rule: reason.name, effects: effects))
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
            Journal.Entry(
                number: 0, time: now, method: "", path: "", status: error.status, hint: error.description))
        logger.warning(
            "\(error.status) for bytes that are no request",
            metadata: ["from": "\(address)", "hint": "\(error)", "status": .stringConvertible(error.status)])
        var response = Response(error)
        response.date = now.unixSeconds
        return response
    }

    private func answer(
        _ call: Call, from address: @autoclosure () -> String, fate: TokenFate? = nil
    ) -> Answer {
        switch call.match {
        case .endpoint(let endpoint, let parameter):
            switch endpoint.operation {
            case .searchCompanies: return CompanyOperations.search(call)
            case .getCompany: return CompanyOperations.company(parameter, call)
            case .token:
                return self.endpoint.answer(call.request, from: address(), fate: fate, in: call.world, at: call.now)
            case .discovery:
                let base = "\(call.isTLS ? "https" : "http")://\(call.request.host ?? "localhost")"
                return .json(200, DiscoveryDocument.body(issuer: call.world.scenario.token.issuer, base: base))
            case .keys: return .json(200, key.keySet)
            case nil: return CompanyOperations.notEmulated(endpoint, call)
            }
        case .wrongVerb(_, let allowed):
            let allow = allowed.map(\.name).joined(separator: ", ")
            return .empty(
                405, fields: ["Allow": allow], hint: "\(call.request.method.rawValue.excerpt) is not one of \(allow)")
        case .none:
            // No answer of the vendor's, so a browser may as well be told not to guess.
            let hint = RouteHint.text(for: call.request.target)
            return .empty(404, fields: ["X-Content-Type-Options": "nosniff"], hint: hint)
        }
    }

    private func record(_ answer: Answer, of call: Call, started: ContinuousClock.Instant) {
        let method = call.request.method.rawValue.prefix(bytes: Journal.longestText)
        let path = call.request.target.quotedPath(limit: Journal.longestPath)
        // Where nothing of an answer was sent, it has no status.
        let status = answer.isSent ? answer.response.status : 0
        call.world.journal.record(
            Journal.Entry(
                number: 0, time: call.now, method: method, path: path, status: status,
                clientId: answer.clientId, hint: answer.hint, rule: answer.rule, effects: answer.effects))
        guard onRequest != nil || logger.logLevel <= .info else { return }
        let finished = FinishedRequest(
            method: method, path: path, status: status, operation: call.endpoint?.name,
            client: answer.clientId, rule: answer.rule, effects: answer.effects, hint: answer.hint,
            duration: ContinuousClock.now - started)
        if let onRequest {
            onRequest(finished)
        } else {
            logger.info("\(finished)", metadata: finished.metadata)
        }
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
