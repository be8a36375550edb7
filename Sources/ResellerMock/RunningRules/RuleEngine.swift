import ResellerAPI
import Scenarios
import Synchronization

/// What becomes of a request.
enum Decision: Sendable {
    /// What the API does.
    case real
    /// One request too many.
    case limited(RuleAnswer)
    case fired(Firing)
}

/// Decides which requests of a world are answered otherwise than the API would: by an outage, by the rate limit, or by
/// the first rule that fires, in this order.
///
/// A rule counts the requests that meet its condition and reach it; a rule behind one that fires does not see them.
final class RuleEngine: Sendable {
    /// An outage in this world.
    private struct Window: Sendable {
        let from: DateTime
        let until: DateTime
        let outage: Outage
    }

    private let outages: [Window]
    private let outageDraws: RuleDraw.Source
    private let outageRequests = Atomic(0)
    private let limit: RateLimitCounter?
    private let start: DateTime
    private let nulls: Behaviour.Nulls
    /// All rules, in the order in which they are tried.
    let rules: [RunningRule]
    /// The rules about requests.
    private let requestRules: RuleList
    /// The rules about TLS connections.
    private let connectionRules: [RunningRule]

    /// An engine for a world whose clock starts at `start`; nil for a scenario in which nothing goes wrong, so that it
    /// costs nothing. Rules that an engine before it has too go on with their counts and their switches.
    convenience init?(_ scenario: Scenario, start: DateTime, after old: RuleEngine? = nil) {
        let known = old?.rules ?? []
        let running = scenario.rules.map { rule in
            known.first { $0.rule == rule }
                ?? RunningRule(rule, seed: scenario.seed, written: scenario.settings.rule(named: rule.name))
        }
        self.init(scenario, running, start: start, after: old)
    }

    /// An engine with rules that may run already, beside a scenario's outages and its limit.
    init?(_ scenario: Scenario, _ running: [RunningRule], start: DateTime, after old: RuleEngine? = nil) {
        guard !running.isEmpty || !scenario.outages.isEmpty || scenario.rateLimit != nil else { return nil }
        rules = running
        outages = scenario.outages.map {
            Window(from: $0.from.instant(start: start), until: $0.until.instant(start: start), outage: $0)
        }
        outageDraws = RuleDraw.Source(seed: scenario.seed, name: "outage")
        limit = scenario.rateLimit.map { settings in
            let new = RateLimitCounter(settings, nulls: scenario.behaviour.nulls)
            return old?.limit.flatMap { $0.counts(like: new) ? $0 : nil } ?? new
        }
        requestRules = RuleList(running.filter { !$0.rule.isAboutConnections }, start: start)
        connectionRules = running.filter(\.rule.isAboutConnections)
        self.start = start
        nulls = scenario.behaviour.nulls
    }

    /// Forgets all requests so far: rules count from 1 again, sequences begin anew, rate limits are not used up.
    func restart() {
        for rule in rules { rule.restart() }
        limit?.restart()
        outageRequests.store(0, ordering: .relaxed)
    }

    /// Says what becomes of a request, and where its caller stands if a rate limit counts it.
    func decide(_ event: ServeEvent) {
        if let window = outage(at: event.now) {
            let number = outageRequests.wrappingAdd(1, ordering: .relaxed).newValue
            let action = window.outage.action(
                secondsLeft: window.until.seconds(since: event.now), nulls: nulls)
            let firing = Firing(reason: .outage(window.until), action: action, draw: outageDraws.draw(number))
            event.decision = .fired(firing)
            return
        }
        if let limit, let standing = limit.count(event) {
            event.standing = standing
            if standing.isExceeded {
                event.decision = .limited(limit.answer)
                return
            }
        }
        if let firing = requestRules.firing(for: event) { event.decision = .fired(firing) }
    }

    private func outage(at now: DateTime) -> Window? {
        outages.first { $0.from <= now && now < $0.until }
    }

    /// Who keeps a TLS connection from its handshake; nil when it may begin.
    func refusal(ofConnectionAt now: DateTime) -> Firing.Reason? {
        if let window = outage(at: now), window.outage.action.fault?.kind.isAboutConnections == true {
            return .outage(window.until)
        }
        for rule in connectionRules where rule.isEnabled && rule.rule.condition.holds(at: now, start: start) {
            guard let firing = rule.fire() else { continue }
            // An empty step of a sequence lets this connection through, and with that it is dealt with.
            return firing.action.isEmpty ? nil : firing.reason
        }
        return nil
    }
}

extension RuleCondition {
    fileprivate func holds(at now: DateTime, start: DateTime) -> Bool {
        (from.map { $0.instant(start: start) <= now } ?? true) && (until.map { now < $0.instant(start: start) } ?? true)
    }
}

extension Outage {
    /// The action, with 503 and `Retry-After` where the scenario leaves the answer open.
    fileprivate func action(secondsLeft: Int64, nulls: Behaviour.Nulls) -> RuleAction {
        guard action.fault == nil else { return action }
        var action = action
        var answer = (action.answer ?? RuleAnswer()).refusing(
            status: 503, message: "Service unavailable", nulls: nulls)
        let saysWhen = answer.headers.contains { $0.name.isExactlyIgnoringCase("retry-after") }
        if action.answer?.status == nil, !saysWhen {
            answer.headers.append(.init(name: "Retry-After", value: "\(secondsLeft)"))
        }
        action.answer = answer
        return action
    }
}

extension DateTime {
    /// Seconds from another instant to this one, rounded up, at least 1.
    fileprivate func seconds(since other: DateTime) -> Int64 {
        max(1, (ticks - other.ticks + DateTime.ticksPerSecond - 1) / DateTime.ticksPerSecond)
    }
}
