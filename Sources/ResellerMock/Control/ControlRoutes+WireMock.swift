import HTTP1
import HTTPServer
import ResellerAPI

/// What WireMock's clients ask for besides the journal: here a rule is what a scenario is there, and there are no stubs.
extension ControlRoutes {
    static let wireMock: [Route] = [
        Route(
            method: "POST", template: "reset",
            summary: "Empties the journal, puts rules back to the start, ends the extra delay.", isWireMock: true
        ) { call in
            call.world.journal.remove { _ in true }
            resetRules(call)
            call.world.extraDelay.setting = .none
            return .done
        },
        Route(
            method: "GET", template: "settings", summary: "The delay put before every answer.", isWireMock: true,
            run: settings),
        Route(
            method: "POST", template: "settings", summary: "Sets the delay put before every answer.", isWireMock: true,
            run: setSettings),
        Route(
            method: "PUT", template: "settings", summary: "Sets the delay put before every answer.", isWireMock: true,
            run: setSettings),
        Route(method: "GET", template: "scenarios", summary: "The rules, as WireMock's scenarios.", isWireMock: true) {
            call in
            let rules = (call.world.rules?.rules ?? []).map { rule -> JSONValue in
                .members([
                    "id": .string(rule.name), "name": .string(rule.name), "state": .string(state(of: rule)),
                    "possibleStates": .array(states(of: rule).map { .string($0) }), "mappings": .array([]),
                ])
            }
            return .json(.members(["scenarios": .array(rules)]))
        },
        Route(method: "POST", template: "scenarios/reset", summary: "Puts rules back to the start.", isWireMock: true) {
            call in
            resetRules(call)
            return .done
        },
        Route(
            method: "PUT", template: "scenarios/{name}/state", summary: "Switches a rule, or goes to a step of it.",
            isWireMock: true
        ) {
            call throws(ControlError) in
            let rule = try rule(call)
            guard let body = try call.bodyIfAny(), let state = try body.string("state") else {
                rule.reset()
                return .done
            }
            try body.only("state")
            guard let index = states(of: rule).firstIndex(where: { $0.isExactly(state) }) else {
                throw .invalid(
                    "/state", "\(state.excerpt) is no state of this rule",
                    "known are \(states(of: rule).joined(separator: ", "))")
            }
            switch index {
            case 0: rule.switchTo(true)
            case 1: rule.switchTo(false)
            default:
                rule.switchTo(true)
                _ = rule.goToStep(index - 1)
            }
            return .done
        },
        Route(
            method: "GET", template: "mappings", summary: "Always none: there are no stubs.", isWireMock: true,
            isOpen: true
        ) { _ in
            .json(.members(["mappings": .array([]), "meta": .members(["total": .count(0)])]))
        },
        Route(
            method: "POST", template: "mappings/reset", summary: "Does nothing: there are no stubs.", isWireMock: true
        ) { _ in .done },
        Route(method: "POST", template: "mappings", summary: "Refused: there are no stubs.", isWireMock: true) {
            _ throws(ControlError) in
            throw .invalid(
                "", "reseller-mock has no stubs: it answers as the API does",
                "rules change answers: PUT /__admin/rules/{name}")
        },
        Route(method: "POST", template: "shutdown", summary: "Ends the server.", isWireMock: true, isForWorlds: false) {
            call throws(ControlError) in
            let gate = call.control.gate
            guard gate.token != nil || gate.allowsShutdown else {
                throw ControlError(
                    status: 403, title: "the server may not be ended from here",
                    detail: "serve with --allow-shutdown or --admin-token")
            }
            call.control.shutDown()
            return .done
        },
    ]

    static func resetRules(_ call: ControlCall) {
        for rule in call.world.rules?.rules ?? [] { rule.reset() }
        call.world.rules?.restart()
    }

    static func rule(_ call: ControlCall) throws(ControlError) -> RunningRule {
        let rules = call.world.rules?.rules ?? []
        if let rule = rules.first(where: { $0.name.isExactly(call.parameter) }) { return rule }
        let nearest = Spelling.nearest(to: call.parameter, among: rules.map(\.name))
        throw .notFound(
            "the scenario has no rule \(call.parameter.excerpt)" + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
    }

    private static func states(of rule: RunningRule) -> [String] {
        ["enabled", "disabled"] + (rule.stepCount > 1 ? (1...rule.stepCount).map { "step \($0)" } : [])
    }

    private static func state(of rule: RunningRule) -> String {
        guard rule.isEnabled else { return "disabled" }
        return rule.stepCount > 1 ? rule.step.map { "step \($0)" } ?? "enabled" : "enabled"
    }

    private static func settings(_ call: ControlCall) -> Reply {
        var members: [JSONValue.Member] = []
        switch call.world.extraDelay.setting {
        case .none: break
        case .fixed(let milliseconds): members.append(.init("fixedDelay", .count(milliseconds)))
        case .uniform(let lower, let upper):
            let distribution: JSONValue = .members([
                "type": .string("uniform"), "lower": .count(lower), "upper": .count(upper),
            ])
            members.append(.init("delayDistribution", distribution))
        }
        return .json(.members(["settings": .object(members)]))
    }

    /// The longest extra delay, in milliseconds.
    private static let longestDelay = 3_600_000

    private static func setSettings(_ call: ControlCall) throws(ControlError) -> Reply {
        let body = try call.body()
        try body.only("fixedDelay", "delayDistribution", "extended", "proxyPassThrough")
        var setting = ExtraDelay.Setting.none
        func limited(_ milliseconds: Int?, _ object: ControlObject, _ name: String) throws(ControlError) -> Int {
            guard let milliseconds, milliseconds <= longestDelay else {
                throw .invalid(object.place(name), "expected milliseconds from 0 to \(longestDelay)")
            }
            return milliseconds
        }
        if let fixed = try body.count("fixedDelay") {
            setting = .fixed(milliseconds: try limited(fixed, body, "fixedDelay"))
        }
        if let distribution = try body.object("delayDistribution") {
            let type = try distribution.requiredString("type")
            guard type == "uniform" else {
                throw .invalid(
                    distribution.place("type"), "the distribution \(type.excerpt) is not known here", "known is uniform"
                )
            }
            try distribution.only("type", "lower", "upper")
            let lower = try limited(try distribution.count("lower"), distribution, "lower")
            let upper = try limited(try distribution.count("upper"), distribution, "upper")
            guard lower <= upper else { throw .invalid(distribution.place("upper"), "upper is below lower") }
            setting = .uniform(lower: lower, upper: upper)
        }
        call.world.extraDelay.setting = setting
        return settings(call)
    }
}
