import ResellerAPI
import Scenarios
import Synchronization

/// Decides which requests of a world are answered otherwise than the API would: by an outage, by the rate limit, or by
/// the first rule that fires, in this order.
///
/// A rule counts the requests that meet its condition and reach it; a rule behind one that fires does not see them.
final class RuleEngine: Sendable {
    /// What becomes of a request.
    enum Decision: Sendable {
        case real
        /// The rule's name for the journal, what is done, and the draw for its random choices.
        case act(String, RuleAction, RuleDraw)
        /// One request too many.
        case limited
    }

    private struct State {
        var met: [Int]
        var fired: [Int]
    }

    private let seed: UInt64
    /// Rules about requests, and those about TLS connections.
    private let rules: [Rule]
    private let connectionRules: [Rule]
    private let outages: [Outage]
    let limiter: RateLimiter?
    private let state: Mutex<State>
    private let connectionState: Mutex<State>

    /// Nil for a scenario in which nothing goes wrong, so that it costs nothing.
    init?(_ scenario: Scenario) {
        guard !scenario.rules.isEmpty || !scenario.outages.isEmpty || scenario.rateLimit != nil else { return nil }
        seed = scenario.seed
        rules = scenario.rules.filter { !$0.isAboutConnections }
        connectionRules = scenario.rules.filter(\.isAboutConnections)
        outages = scenario.outages
        limiter = scenario.rateLimit.map(RateLimiter.init)
        state = Mutex(
            State(met: [Int](repeating: 0, count: rules.count), fired: [Int](repeating: 0, count: rules.count)))
        let count = connectionRules.count
        connectionState = Mutex(State(met: [Int](repeating: 0, count: count), fired: [Int](repeating: 0, count: count)))
    }

    /// The decision, and where the caller stands if a rate limit has counted the request.
    func decide(_ request: inout RuleRequest) -> (Decision, RateLimiter.Verdict?) {
        let now = request.now
        if let outage = outages.first(where: { $0.from <= now && now < $0.until }) {
            return (.act("outage", outage.action(at: now), RuleDraw(seed: seed, rule: "outage", number: 0)), nil)
        }
        let verdict = limiter?.count(&request)
        if verdict?.isExceeded == true { return (.limited, verdict) }
        for index in rules.indices where request.meets(rules[index].condition) {
            let rule = rules[index]
            let fired = state.withLock { state in
                fires(rule, at: index, in: &state)
            }
            if let (action, draw) = fired { return (.act(rule.name, action, draw), verdict) }
        }
        return (.real, verdict)
    }

    /// Whether a TLS connection may begin its handshake.
    func admitsConnection(at now: DateTime) -> Bool {
        for index in connectionRules.indices {
            let condition = connectionRules[index].condition
            if let from = condition.from, now < from { continue }
            if let until = condition.until, now >= until { continue }
            if connectionState.withLock({ fires(connectionRules[index], at: index, in: &$0) }) != nil { return false }
        }
        return true
    }

    /// Counts a request that meets the rule's condition, and says what to do if it fires for this one.
    private func fires(_ rule: Rule, at index: Int, in state: inout State) -> (RuleAction, RuleDraw)? {
        state.met[index] += 1
        let number = state.met[index]
        let condition = rule.condition
        var draw = RuleDraw(seed: seed, rule: rule.name, number: number)
        if let nth = condition.nth, number != nth { return nil }
        if let every = condition.every, number % every != 0 { return nil }
        if let first = condition.first, number > first { return nil }
        if let probability = condition.probability, draw.unit() >= probability { return nil }
        guard let action = rule.outcome.action(firing: state.fired[index]) else { return nil }
        state.fired[index] += 1
        return (action, draw)
    }
}

extension Rule {
    /// A failed handshake has no request, so such a rule is asked when a connection comes in.
    var isAboutConnections: Bool {
        if case .action(let action) = outcome { return action.fault?.kind == .tlsHandshakeFailure }
        return false
    }
}

extension RuleOutcome {
    /// What is done at a firing, counted from 0; nil when a sequence is over and out of the way.
    func action(firing number: Int) -> RuleAction? {
        switch self {
        case .action(let action): return action
        case .sequence(let steps, let end):
            let total = steps.reduce(0) { $0 + $1.times }
            guard total > 0 else { return nil }
            var rest = number
            if number >= total {
                switch end {
                case .last: return steps.last?.action
                case .repeat: rest = number % total
                case .pass: return nil
                }
            }
            for step in steps {
                if rest < step.times { return step.action }
                rest -= step.times
            }
            return nil
        }
    }
}

extension Outage {
    /// The action, with 503 and the seconds to the end of the outage where the scenario leaves the answer open.
    func action(at now: DateTime) -> RuleAction {
        guard action.answer == nil, action.fault == nil else { return action }
        var action = action
        let seconds = max(1, (until.ticks - now.ticks + DateTime.ticksPerSecond - 1) / DateTime.ticksPerSecond)
        var answer = RuleAnswer()
        answer.status = 503
        answer.headers = [.init(name: "Retry-After", value: "\(seconds)")]
        answer.body = .json(Envelope.failure(status: "FAILED", message: "Service unavailable"))
        action.answer = answer
        return action
    }
}
