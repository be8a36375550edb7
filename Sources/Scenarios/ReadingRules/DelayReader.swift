/// Reads delays.
extension ActionReader {
    private static let limits = "\"0s\" to \"1h\""

    private func time(_ node: Node, _ name: String) -> Duration? {
        values.duration(node, .member(name), in: RuleLimits.delays, limits: Self.limits)
    }

    /// The shorthand is a duration: a fixed delay before the head.
    func delay(_ node: Node) -> RuleDelay? {
        var delay = RuleDelay()
        guard case .object = node.value else {
            delay.time = time(node, "delay").map { .fixed($0) }
            return delay
        }
        var times: [String] = []
        values.members(of: node, .member("delay"), as: DelayMember.self) { member, node in
            if [.fixed, .uniform, .lognormal].contains(member) { times.append(member.rawValue) }
            switch member {
            case .fixed: delay.time = time(node, "fixed").map { .fixed($0) }
            case .uniform: delay.time = uniform(node)
            case .lognormal: delay.time = lognormal(node)
            case .before:
                delay.place = values.choice(node, .member("before"), as: RuleDelay.Place.self) ?? .head
            case .dribble: delay.dribble = dribble(node)
            }
        }
        if times.count > 1 {
            let names = times.map(Problem.quoted).joined(separator: " and ")
            values.report(.conflict("a delay has one distribution, but here are \(names); keep one of them"), at: node)
        }
        if times.isEmpty, node["dribble"] == nil {
            values.report(.missingMember("fixed", of: "a delay without uniform, lognormal and dribble"), at: node)
        }
        if times.isEmpty, let before = node["before"] {
            values.log.report(
                .conflict(
                    "\"before\" says what a \"fixed\", \"uniform\" or \"lognormal\" delay comes before; there is none"),
                at: before.position)
        }
        return delay
    }

    private func uniform(_ node: Node) -> RuleDelay.Distribution? {
        var (from, to): (Duration?, Duration?)
        values.members(of: node, .member("uniform"), as: UniformMember.self) { member, node in
            switch member {
            case .from: from = time(node, "from")
            case .to: to = time(node, "to")
            }
        }
        require(UniformMember.self, node, "a uniform delay")
        guard let from, let to else { return nil }
        if from > to { values.report(.conflict("\"from\" is longer than \"to\"; swap them"), at: node) }
        return .uniform(from: from, to: to)
    }

    private func lognormal(_ node: Node) -> RuleDelay.Distribution? {
        var (median, longest): (Duration?, Duration?)
        var sigma: Double?
        values.members(of: node, .member("lognormal"), as: LognormalMember.self) { member, node in
            switch member {
            case .median: median = time(node, "median")
            case .max: longest = time(node, "max")
            case .sigma:
                sigma = values.number(node, .member("sigma"), in: RuleLimits.sigmas, limits: "a number from 0 to 10")
            }
        }
        require(LognormalMember.self, node, "a lognormal delay")
        guard let median, let sigma, let longest else { return nil }
        if median > longest { values.report(.conflict("\"median\" is longer than \"max\"; swap them"), at: node) }
        return .lognormal(median: median, sigma: sigma, max: longest)
    }

    private func dribble(_ node: Node) -> RuleDelay.Dribble? {
        var chunks: Int?
        var over: Duration?
        values.members(of: node, .member("dribble"), as: DribbleMember.self) { member, node in
            switch member {
            case .chunks: chunks = values.integer(node, .member("chunks"), in: RuleLimits.chunks)
            case .over: over = time(node, "over")
            }
        }
        require(DribbleMember.self, node, "a dribble")
        guard let chunks, let over else { return nil }
        return RuleDelay.Dribble(chunks: chunks, time: over)
    }

    /// Reports every member of the object that is missing.
    func require<Name: RawRepresentable<String> & CaseIterable>(_ names: Name.Type, _ node: Node, _ owner: String) {
        guard case .object = node.value else { return }
        for name in names.allCases where node[name.rawValue] == nil {
            values.report(.missingMember(name.rawValue, of: owner), at: node)
        }
    }
}
