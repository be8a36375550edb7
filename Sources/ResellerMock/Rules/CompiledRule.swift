import ResellerAPI
import Scenarios
import Synchronization

/// A rule with its counts, made ready to be tried.
final class CompiledRule: Sendable {
    let rule: Rule
    /// The times at which it holds, in ticks.
    let from: Int64
    let until: Int64
    /// Whether only requests with valid credentials count: no other gets a token.
    let needsCaller: Bool
    /// Whether it has no conditions but those on method, path and times, so that its features tell all.
    let isBare: Bool
    private let nth: Int?
    private let every: Int?
    private let first: Int?
    private let probability: Double?
    private let draws: RuleDraw.Source
    /// A single action is a sequence that stays at its only step.
    private let sequence: Sequence
    private let enabled: Atomic<Bool>
    /// Requests that met the conditions.
    private let met = Atomic(0)
    private let fired = Atomic(0)

    /// A rule in a world whose clock starts at `start`.
    init(_ rule: Rule, seed: UInt64, start: DateTime) {
        self.rule = rule
        from = rule.condition.from?.instant(start: start).ticks ?? .min
        until = rule.condition.until?.instant(start: start).ticks ?? .max
        needsCaller = rule.hasTokenFate
        let condition = rule.condition
        isBare =
            (condition.method.map(Features.knownMethods.contains) ?? true) && condition.headers.isEmpty && condition.client == nil && condition.role == nil
            && condition.body.isEmpty && !needsCaller
        nth = rule.condition.nth
        every = rule.condition.every
        first = rule.condition.first
        probability = rule.condition.probability
        draws = RuleDraw.Source(seed: seed, name: rule.name)
        sequence =
            switch rule.outcome {
            case .action(let action): Sequence([RuleStep(action: action)], end: .last)
            case .sequence(let steps, let end): Sequence(steps, end: end)
            }
        enabled = Atomic(rule.isEnabled)
    }

    var name: String { rule.name }

    func holds(at now: DateTime) -> Bool { from <= now.ticks && now.ticks < until }

    /// What it wants a request to have beside its path, and what of the request that asks for.
    func wanted(_ bodies: BodyConditions) -> (Features, RuleRequest.Aspects) {
        let condition = rule.condition
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
        for body in condition.body {
            aspects.insert(.body)
            features.insert(bodyCondition: bodies.number(of: body))
        }
        return (features, aspects)
    }

    var isEnabled: Bool { enabled.load(ordering: .relaxed) }

    func switchTo(_ isEnabled: Bool) {
        enabled.store(isEnabled, ordering: .relaxed)
    }

    /// How often it has fired.
    var firings: Int { fired.load(ordering: .relaxed) }

    /// Forgets all requests so far.
    func restart() {
        met.store(0, ordering: .relaxed)
        fired.store(0, ordering: .relaxed)
    }

    /// Counts a request, or a connection, that meets the conditions, and says what to do if the rule fires for this one.
    func fire() -> Firing? {
        let number = met.add(1, ordering: .relaxed).newValue
        if let nth, number != nth { return nil }
        if let every, !number.isMultiple(of: every) { return nil }
        if let first, number > first { return nil }
        var draw = draws.draw(number)
        if let probability, draw.unit() >= probability { return nil }
        guard let action = nextAction() else { return nil }
        return Firing(reason: .rule(rule.name), action: action, draw: draw)
    }

    /// Takes the next step, which two requests at the same time must not both take.
    private func nextAction() -> RuleAction? {
        var firing = fired.load(ordering: .relaxed)
        while let action = sequence.action(firing: firing) {
            let (isTaken, current) = fired.compareExchange(
                expected: firing, desired: firing + 1, ordering: .relaxed)
            if isTaken { return action }
            firing = current
        }
        return nil
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
