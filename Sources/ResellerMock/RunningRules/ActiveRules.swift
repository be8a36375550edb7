import ResellerAPI
public import Scenarios

/// The rules of a running mock, to be switched, counted and changed while it serves. Those of a scenario that replaces the
/// present one are others: ask `MockServer.rules` again.
public struct ActiveRules: Sendable {
    private let world: World

    init(_ world: World) {
        self.world = world
    }

    /// The names of the scenario's rules, in the order in which they are tried.
    public var names: [String] { (world.rules?.rules ?? []).map(\.name) }

    /// Whether a rule is in force. Throws `UnknownRuleError` for a name that the scenario does not have.
    public func isEnabled(_ name: String) throws -> Bool {
        try rule(name).isEnabled
    }

    /// Puts a rule in force, at the place that the scenario gives it; its counts go on where they stopped. Throws
    /// `UnknownRuleError` for a name that the scenario does not have.
    public func enable(_ name: String) throws {
        try rule(name).switchTo(true)
    }

    /// Takes a rule out of force: it neither fires nor counts. Throws `UnknownRuleError` for a name that the scenario does
    /// not have.
    public func disable(_ name: String) throws {
        try rule(name).switchTo(false)
    }

    /// How many requests or connections a rule has fired for. Throws `UnknownRuleError` for a name that the scenario does
    /// not have.
    public func firings(of name: String) throws -> Int {
        try rule(name).firings
    }

    /// Adds a rule behind the others, or puts it in the place of the one with its name; its counts begin at nothing.
    /// Throws a `ScenarioError` for a rule that no scenario could have.
    public func put(_ rule: Scenario.Rule) throws(ScenarioError) {
        var scenario = world.scenario
        (scenario.roles, scenario.rules) = (world.snapshot.tables.roles.all, [])
        let checked = try Scenario(extending: scenario, rules: [rule]).rules[0]
        let running = RunningRule(checked, seed: scenario.seed)
        world.changeRules { rules in
            if let index = rules.firstIndex(where: { $0.name.isExactly(rule.name) }) {
                rules[index] = running
            } else {
                rules.append(running)
            }
        }
    }

    /// Takes a rule away. Throws `UnknownRuleError` for a name that no rule has.
    public func remove(_ name: String) throws {
        let gone = try rule(name)
        world.changeRules { rules in rules.removeAll { $0 === gone } }
    }

    /// Begins anew: rules count from 1, sequences start at their first step, rate limits are unused, the random choices of
    /// rules are those of the start. Rules stay switched as they are.
    public func restart() {
        world.rules?.restart()
    }

    private func rule(_ name: String) throws -> RunningRule {
        if let rule = world.rules?.rules.first(where: { $0.name.isExactly(name) }) { return rule }
        throw UnknownRuleError(name: name, suggestion: Spelling.nearest(to: name, among: names))
    }
}

/// A name that no rule of the scenario has.
public struct UnknownRuleError: Error, Hashable, CustomStringConvertible {
    /// The name that was asked for.
    public var name: String
    /// The name of a rule that is near to it.
    public var suggestion: String?

    /// One plain sentence.
    public var description: String {
        "The scenario has no rule \"\(name)\"" + (suggestion.map { " (did you mean \"\($0)\"?)." } ?? ".")
    }
}
