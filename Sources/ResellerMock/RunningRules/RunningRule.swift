import ResellerAPI
import Scenarios
import Synchronization

/// A rule with its counts.
final class RunningRule: Sendable {
    let rule: Rule
    /// How its file says it; nil for one that is made by hand.
    private let written: JSONValue?
    private let enabled: Atomic<Bool>
    /// How many requests have met its conditions.
    private let met = Atomic(0)
    private let fired = Atomic(0)
    private let draws: RuleDraw.Source
    /// A single action is a sequence that stays at its only step.
    private let sequence: Sequence

    init(_ rule: Rule, seed: UInt64, written: JSONValue? = nil) {
        self.rule = rule
        self.written = written
        enabled = Atomic(rule.isEnabled)
        draws = RuleDraw.Source(seed: seed, name: rule.name)
        sequence =
            switch rule.outcome {
            case .action(let action): Sequence([RuleStep(action: action)], end: .last)
            case .sequence(let steps, let end): Sequence(steps, end: end)
            }
    }

    var name: String { rule.name }

    /// As a file would have it now; nil for one that is made by hand.
    var saved: JSONValue? {
        guard case .object(var members)? = written else { return nil }
        members.removeAll { $0.name.isExactly("enabled") }
        if !isEnabled { members.append(.init("enabled", .boolean(false))) }
        return .object(members)
    }

    var isEnabled: Bool { enabled.load(ordering: .relaxed) }

    func switchTo(_ isEnabled: Bool) {
        enabled.store(isEnabled, ordering: .relaxed)
    }

    /// How often it has fired.
    var firings: Int { fired.load(ordering: .relaxed) }

    /// Goes on with a step of its sequence, counted from 1; false where there is none.
    func goToStep(_ number: Int) -> Bool {
        guard let firing = sequence.firstFiring(ofStep: number) else { return false }
        fired.store(firing, ordering: .relaxed)
        return true
    }

    /// The step of its sequence that comes next, counted from 1; nil when the sequence is over.
    var step: Int? { sequence.step(firing: firings) }

    var stepCount: Int { sequence.count }

    /// As the scenario has it: in force or not, and without counts.
    func reset() {
        switchTo(rule.isEnabled)
        restart()
    }

    /// Forgets all requests so far.
    func restart() {
        met.store(0, ordering: .relaxed)
        fired.store(0, ordering: .relaxed)
    }

    /// Counts a request, or a connection, that meets the conditions, and says what to do if the rule fires for this one.
    func fire() -> Firing? {
        let condition = rule.condition
        // Event loops wait for each other where they count, so a rule that has had its requests counts no more.
        if let last = condition.nth ?? condition.first, met.load(ordering: .relaxed) >= last { return nil }
        let number = met.wrappingAdd(1, ordering: .relaxed).newValue
        if let nth = condition.nth, number != nth { return nil }
        if let every = condition.every, !number.isMultiple(of: every) { return nil }
        if let first = condition.first, number > first { return nil }
        var draw = draws.draw(number)
        if let probability = condition.probability, draw.unit() >= probability { return nil }
        guard let action = nextAction() else { return nil }
        return Firing(reason: .rule(rule.name), action: action, draw: draw)
    }

    /// Takes the next step, which two requests at the same time must not both take.
    private func nextAction() -> RuleAction? {
        var number = firings
        while let action = sequence.action(firing: number) {
            let (isTaken, current) = fired.compareExchange(expected: number, desired: number + 1, ordering: .relaxed)
            if isTaken { return action }
            number = current
        }
        return nil
    }
}

/// That something other than the API decides about a request.
struct Firing: Sendable {
    enum Reason: Sendable {
        case rule(String)
        /// Until when it lasts.
        case outage(DateTime)
    }

    let reason: Reason
    let action: RuleAction
    /// For its random choices.
    let draw: RuleDraw
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
            let (next, isBeyond) = sum.addingReportingOverflow(max(0, step.times))
            sum = isBeyond ? .max : next
            return sum
        }
    }

    /// What is done at a firing, counted from 0; nil when the sequence is over and out of the way.
    func action(firing: Int) -> RuleAction? {
        step(firing: firing).map { steps[$0 - 1].action }
    }

    var count: Int { steps.count }

    /// The step at a firing, counted from 1.
    func step(firing: Int) -> Int? {
        guard let total = ends.last, total > 0 else { return nil }
        if firing >= total {
            switch end {
            case .last: return steps.count
            case .pass: return nil
            case .repeat: break
            }
        }
        let place = firing % total
        return ends.firstIndex { place < $0 }.map { $0 + 1 }
    }

    func firstFiring(ofStep number: Int) -> Int? {
        guard (1...max(1, steps.count)).contains(number), !steps.isEmpty else { return nil }
        return number == 1 ? 0 : ends[number - 2]
    }
}
