import ResellerAPI
import Scenarios
import Synchronization

/// A rule with its counts, made ready to be tried.
final class CompiledRule: Sendable {
    // What every request that comes this far touches stands together, before the rule, which is large.
    private let enabled: Atomic<Bool>
    /// Whether it has no conditions but those on method, path and times, so that its features tell all.
    let isBare: Bool
    /// Whether only requests with valid credentials count: no other gets a token.
    let needsCaller: Bool
    private let counts: RuleCounts
    /// Its place among the counts.
    private let index: Int
    private let nth: Int?
    private let every: Int?
    private let first: Int?
    private let probability: Double?
    private let draws: RuleDraw.Source
    /// The times at which it holds, in ticks.
    let from: Int64
    let until: Int64
    /// A single action is a sequence that stays at its only step.
    private let sequence: Sequence
    let rule: Rule

    /// A rule in a world whose clock starts at `start`.
    init(_ rule: Rule, counts: RuleCounts, index: Int, seed: UInt64, start: DateTime) {
        self.rule = rule
        self.counts = counts
        self.index = index
        let condition = rule.condition
        from = condition.from?.instant(start: start).ticks ?? .min
        until = condition.until?.instant(start: start).ticks ?? .max
        needsCaller = rule.hasTokenFate
        let tellsMethod = condition.method.map(RuleCondition.methods.contains) ?? true
        let wantsCaller = condition.client != nil || condition.role != nil || needsCaller
        isBare = tellsMethod && !wantsCaller && condition.headers.isEmpty && condition.body.isEmpty
        nth = condition.nth
        every = condition.every
        first = condition.first
        probability = condition.probability
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

    /// The hash of the first header field whose whole value it asks for.
    var fieldHash: UInt64? {
        for header in rule.condition.headers {
            if case .equals(let text) = header.test { return Features.hash(fieldName: header.name, value: text) }
        }
        return nil
    }

    var isEnabled: Bool { enabled.load(ordering: .relaxed) }

    func switchTo(_ isEnabled: Bool) {
        enabled.store(isEnabled, ordering: .relaxed)
    }

    /// How often it has fired.
    var firings: Int { counts.fired(index) }

    /// Forgets all requests so far.
    func restart() {
        counts.restart(index)
    }

    /// Counts a request, or a connection, that meets the conditions, and says what to do if the rule fires for this one.
    func fire() -> Firing? {
        // Counting takes turns among the event loops, so a rule that has had its requests counts no more.
        if let last = nth ?? first, counts.met(index) >= last { return nil }
        let number = counts.addMet(index)
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
        var firing = counts.fired(index)
        while let action = sequence.action(firing: firing) {
            let (isTaken, next) = counts.take(firing: firing, of: index)
            if isTaken { return action }
            firing = next
        }
        return nil
    }
}

/// The counts of many rules side by side, so that a request that several count takes few lines of memory from the other
/// event loops' caches.
final class RuleCounts: @unchecked Sendable {
    private let counts: UnsafeMutablePointer<Atomic<Int>>
    private let rules: Int

    init(rules: Int) {
        self.rules = rules
        counts = .allocate(capacity: max(1, rules * 2))
        for index in 0..<rules * 2 { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: rules * 2)
        counts.deallocate()
    }

    /// How many requests have met the conditions of a rule.
    func met(_ rule: Int) -> Int { counts[rule].load(ordering: .relaxed) }

    /// Counts one more of them, and says which it is.
    func addMet(_ rule: Int) -> Int { counts[rule].wrappingAdd(1, ordering: .relaxed).newValue }

    /// How often a rule has fired.
    func fired(_ rule: Int) -> Int { counts[rules + rule].load(ordering: .relaxed) }

    /// Takes one firing, counted from 0, unless another thread has; then says which is next.
    func take(firing: Int, of rule: Int) -> (isTaken: Bool, next: Int) {
        let (isTaken, current) = counts[rules + rule].compareExchange(
            expected: firing, desired: firing + 1, ordering: .relaxed)
        return (isTaken, current)
    }

    func restart(_ rule: Int) {
        counts[rule].store(0, ordering: .relaxed)
        counts[rules + rule].store(0, ordering: .relaxed)
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
