import ResellerAPI
import Scenarios
import Synchronization

/// A rule with its counts, made ready to be tried.
final class CompiledRule: Sendable {
    private struct Counts {
        /// Requests that met the conditions.
        var met = 0
        var fired = 0
    }

    let rule: Rule
    /// What it wants a request to have, and what of the request that asks for.
    let features: Features
    let aspects: RuleRequest.Aspects
    /// A pattern for which the request's path has to be looked at; nil where the route tells all.
    let path: PathPattern?
    /// The times at which it holds, in ticks.
    let from: Int64
    let until: Int64
    /// Whether only requests with valid credentials count: no other gets a token.
    let needsCaller: Bool
    private let draws: RuleDraw.Source
    private let sequence: Sequence?
    private let counts = Mutex(Counts())
    private let enabled: Atomic<Bool>

    /// A rule in a world whose clock starts at `start`.
    init(_ rule: Rule, looksAtPath: Bool = false, seed: UInt64, start: DateTime) {
        self.rule = rule
        (features, aspects) = Self.features(rule.condition)
        path = looksAtPath ? rule.condition.path : nil
        from = rule.condition.from?.instant(start: start).ticks ?? .min
        until = rule.condition.until?.instant(start: start).ticks ?? .max
        needsCaller = rule.hasTokenFate
        draws = RuleDraw.Source(seed: seed, name: rule.name)
        sequence = if case .sequence(let steps, let end) = rule.outcome { Sequence(steps, end: end) } else { nil }
        enabled = Atomic(rule.isEnabled)
    }

    private static func features(_ condition: RuleCondition) -> (Features, RuleRequest.Aspects) {
        var (features, aspects) = (Features(), RuleRequest.Aspects())
        if let method = condition.method { features.insert(method: method) }
        if let client = condition.client {
            features.insert(client: client)
            aspects.insert(.caller)
        }
        if let role = condition.role {
            features.insert(role: role)
            aspects.insert(.caller)
        }
        for header in condition.headers where header.test != .absent {
            aspects.insert(.fields)
            if case .equals(let text) = header.test {
                features.insert(fieldName: header.name, value: text)
            } else {
                features.insert(fieldName: header.name)
            }
        }
        return (features, aspects)
    }

    var name: String { rule.name }

    func holds(at now: DateTime) -> Bool { from <= now.ticks && now.ticks < until }

    var isEnabled: Bool { enabled.load(ordering: .relaxed) }

    func switchTo(_ isEnabled: Bool) {
        enabled.store(isEnabled, ordering: .relaxed)
    }

    /// How often it has fired.
    var firings: Int { counts.withLock(\.fired) }

    /// Forgets all requests so far.
    func restart() {
        counts.withLock { $0 = Counts() }
    }

    /// Counts a request, or a connection, that meets the conditions, and says what to do if the rule fires for this one.
    func fire() -> Firing? {
        counts.withLock { counts in
            counts.met += 1
            let condition = rule.condition
            if let nth = condition.nth, counts.met != nth { return nil }
            if let every = condition.every, !counts.met.isMultiple(of: every) { return nil }
            if let first = condition.first, counts.met > first { return nil }
            var draw = draws.draw(counts.met)
            if let probability = condition.probability, draw.unit() >= probability { return nil }
            let action: RuleAction
            switch rule.outcome {
            case .action(let only): action = only
            case .sequence:
                guard let step = sequence?.action(firing: counts.fired) else { return nil }
                action = step
            }
            counts.fired += 1
            return Firing(reason: .rule(rule.name), action: action, draw: draw)
        }
    }
}

/// That something other than the API decides about a request. A class, so that the many requests that nothing is done to
/// do not carry its size about.
final class Firing: Sendable {
    enum Reason: Sendable {
        case rule(String)
        /// Until when it lasts.
        case outage(DateTime)
    }

    let reason: Reason
    let action: RuleAction
    /// For its random choices.
    let draw: RuleDraw

    init(reason: Reason, action: RuleAction, draw: RuleDraw) {
        self.reason = reason
        self.action = action
        self.draw = draw
    }
}

/// The steps of a rule, found by the number of its firing.
private struct Sequence: Sendable {
    private let steps: [RuleStep]
    private let end: SequenceEnd
    /// The firing at which each step is over.
    private let ends: [Int]

    init(_ steps: [RuleStep], end: SequenceEnd) {
        self.steps = steps
        self.end = end
        var sum = 0
        ends = steps.map { step in
            sum += step.times
            return sum
        }
    }

    /// What is done at a firing, counted from 0; nil when the sequence is over and out of the way.
    func action(firing: Int) -> RuleAction? {
        guard let total = ends.last, total > 0 else { return nil }
        if firing >= total {
            switch end {
            case .last: return steps.last?.action
            case .pass: return nil
            case .repeat: break
            }
        }
        let place = firing % total
        return ends.firstIndex { place < $0 }.map { steps[$0].action }
    }
}
