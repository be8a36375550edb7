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
    private let endpoint: TokenEndpoint
    private let current: Mutex<World>

    init(scenario: Scenario, key: SigningKey, logger: Logger) {
        self.key = key
        self.logger = logger
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
        guard let engine = world.rules else {
            let answer = finished(answer(request, from: address(), isTLS: isTLS, in: world), in: world)
            record(answer, of: request, started: started, in: world)
            return (answer, .response(answer.response), nil)
        }
        var (answer, script) = decide(request, from: address(), isTLS: isTLS, engine: engine, in: world)
        answer = finished(answer, in: world)
        let reply = script?.reply(answer.response, to: request) ?? .response(answer.response)
        answer.effects = script?.effects ?? []
        record(answer, of: request, started: started, in: world)
        return (answer, reply, script?.fault)
    }

    /// Whether a TLS connection may begin its handshake.
    var admitsConnection: Bool {
        let world = world
        return world.rules?.admitsConnection(at: world.clock.now) ?? true
    }

    private func decide(
        _ request: Request, from address: @autoclosure () -> String, isTLS: Bool, engine: RuleEngine, in world: World
    ) -> (answer: Answer, script: WireScript?) {
        let now = world.clock.now
        var facts = RuleRequest(request, in: world, at: now)
        var (answer, script): (Answer, WireScript?)
        let (decision, verdict) = engine.decide(&facts)
        switch decision {
        case .real:
            (answer, script) = (self.answer(request, from: address(), isTLS: isTLS, in: world), nil)
        case .limited:
            answer = (engine.limiter?.answer ?? RuleAnswer()).applied {
                self.answer(request, from: address(), isTLS: isTLS, in: world)
            }
            answer.clientId = facts.caller?.client
            answer.rule = "rateLimit"
            script = nil
        case .act(let name, let action, let draw):
            // The client hears nothing, so the request is as if it had never arrived.
            if action.fault?.kind == .emptyResponse {
                answer = .empty(503)
            } else if let edit = action.answer {
                answer = edit.applied {
                    self.answer(request, from: address(), isTLS: isTLS, fate: action.token, in: world)
                }
            } else {
                answer = self.answer(request, from: address(), isTLS: isTLS, fate: action.token, in: world)
            }
            answer.clientId = answer.clientId ?? facts.caller?.client
            answer.rule = name
            script = WireScript(action, draw: draw, now: now.unixSeconds)
        }
        if let verdict, let limiter = engine.limiter {
            for field in limiter.fields(verdict) {
                answer.response.fields = answer.response.fields.setting(field.name, field.value)
            }
        }
        return (answer, script)
    }

    private func finished(_ answer: Answer, in world: World) -> Answer {
        var answer = answer
        if let hint = answer.hint {
            answer.response.fields = answer.response.fields.adding("X-Reseller-Mock-Hint", hint)
        }
        answer.response.date = world.clock.now.unixSeconds
        return answer
    }

    /// Notes a request that HTTP itself refused.
    func recordRejected(_ error: RequestError, from address: String) {
        let world = world
        world.journal.record(
            Journal.Entry(
                number: 0, time: world.clock.now, method: "", path: "", status: error.status, hint: error.description))
        logger.warning(
            "\(error.status) for bytes that are no request", metadata: ["from": "\(address)", "hint": "\(error)"])
    }

    /// Notes an encrypted connection that came to nothing.
    func recordFailure(_ failure: TLSFailure, from address: String) {
        var hint = "\(failure)"
        // What clients send that do not trust the certificate (RFC 8446 section 6.2); some send the vaguer ones.
        switch failure {
        case .alertReceived("unknown CA"):
            hint += " Give it the CA certificate to trust."
        case .alertReceived("bad certificate"), .alertReceived("certificate unknown"):
            hint += " It may not trust the CA, or use a name that is not in the certificate."
        default:
            break
        }
        logger.warning("TLS failed", metadata: ["from": "\(address)", "hint": "\(hint)"])
    }

    private func answer(
        _ request: Request, from address: @autoclosure () -> String, isTLS: Bool, fate: TokenFate? = nil,
        in world: World
    ) -> Answer {
        switch Router.match(request) {
        case .operation(.searchCompanies, _):
            return CompanyOperations.search(request, in: world)
        case .operation(.getCompany, let identifier):
            return CompanyOperations.company(identifier, request, in: world)
        case .operation(.token, _):
            return endpoint.answer(request, from: address(), fate: fate, in: world)
        case .operation(.discovery, _):
            let base = "\(isTLS ? "https" : "http")://\(request.host ?? "localhost")"
            return .json(200, DiscoveryDocument.body(issuer: world.scenario.token.issuer, base: base))
        case .operation(.keys, _):
            return .json(200, key.keySet)
        case .operation(.notEmulated(let name), _):
            let body = Envelope.failure(
                status: "FAILED", message: "reseller-mock does not emulate \(name) yet", validationMessages: nil)
            return .json(501, body, hint: "the vendor has \(name), reseller-mock does not emulate it yet")
        case .methodNotAllowed(let allow):
            return .empty(405, fields: ["Allow": allow], hint: "\(request.method) is not one of \(allow)")
        case .notFound(let hint):
            // No answer of the vendor's, so a browser may as well be told not to guess.
            return .empty(404, fields: ["X-Content-Type-Options": "nosniff"], hint: hint)
        }
    }

    private func record(
        _ answer: Answer, of request: Request, started: ContinuousClock.Instant, in world: World
    ) {
        let path = request.target.path
        world.journal.record(
            Journal.Entry(
                number: 0, time: world.clock.now, method: request.method.rawValue, path: path,
                status: answer.response.status, clientId: answer.clientId, hint: answer.hint,
                rule: answer.rule, effects: answer.effects))
        guard logger.logLevel <= .info else { return }
        let microseconds = (ContinuousClock.now - started).components.attoseconds / 1_000_000_000_000
        var metadata: Logger.Metadata = ["ms": "\(microseconds / 1000).\(microseconds % 1000 / 100)"]
        if let client = answer.clientId { metadata["client"] = "\(client)" }
        if let hint = answer.hint { metadata["hint"] = "\(hint)" }
        if let rule = answer.rule { metadata["rule"] = "\(rule)" }
        if !answer.effects.isEmpty { metadata["effects"] = "\(answer.effects.joined(separator: ", "))" }
        logger.info("\(request.method) \(path) \(answer.response.status)", metadata: metadata)
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
