import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// Clock, rules, tokens and scenario of a world.
extension ControlRoutes {
    static let clock: [Route] = [
        Route(method: "GET", template: "clock", summary: "The world's time.", run: clock),
        Route(
            method: "PUT", template: "clock",
            summary: "Sets the clock: {\"now\"}, {\"advance\": \"1h\"}, {\"mode\": \"frozen\" or \"running\"}."
        ) {
            call throws(ControlError) in
            let body = try call.body()
            try body.only("now", "advance", "mode")
            let (now, advance, mode) = (try body.instant("now"), try body.duration("advance"), try body.string("mode"))
            guard now != nil || advance != nil || mode != nil else {
                throw .invalid("", "nothing to do", "send now, advance or mode")
            }
            if let mode, !["frozen", "running"].containsExactly(mode) {
                throw .invalid("/mode", "\(mode.excerpt) is no mode", "known are frozen, running")
            }
            let clock = call.world.clock
            if let now { clock.set(to: now) }
            if let advance { clock.advance(by: advance) }
            if mode == "frozen" { clock.freeze() }
            if mode == "running" { clock.resume() }
            return ControlRoutes.clock(call)
        },
    ]

    private static func clock(_ call: ControlCall) -> Reply {
        let clock = call.world.clock
        return .json(
            .members([
                "now": .string(DateTimeFormat.iso8601.string(clock.now) + "Z"),
                "mode": .string(clock.isFrozen ? "frozen" : "running"),
                "start": .string(DateTimeFormat.iso8601.string(clock.start) + "Z"),
            ]))
    }

    // MARK: - Rules

    static let rules: [Route] = [
        Route(method: "GET", template: "rules", summary: "The rules in the order in which they are tried.") { call in
            .json(.members(["rules": .array((call.world.rules?.rules ?? []).map(told))]))
        },
        Route(
            method: "GET", template: "rules/{name}",
            summary: "One rule: whether it is in force, and how often it has fired."
        ) {
            call throws(ControlError) in
            .json(told(try rule(call)))
        },
        Route(
            method: "POST", template: "rules",
            summary: "Adds a rule behind the others, in the form that scenarios have."
        ) { call throws(ControlError) in
            let rule = try newRule(try call.document(), call)
            try call.world.changeRules { rules throws(ControlError) in
                guard !rules.contains(where: { $0.name.isExactly(rule.name) }) else {
                    throw .invalid(
                        "/name", "there is a rule \(rule.name.excerpt) already",
                        "PUT /__admin/rules/{name} replaces it")
                }
                rules.append(rule)
            }
            return .json(told(rule), status: 201)
        },
        Route(
            method: "PUT", template: "rules/{name}",
            summary: "Adds a rule or replaces the one of that name in its place; its counts begin anew."
        ) {
            call throws(ControlError) in
            var document = try call.body().members
            document.removeAll { $0.name.isExactly("name") }
            let rule = try newRule(.object([.init("name", .string(call.parameter))] + document), call)
            call.world.changeRules { rules in
                if let index = rules.firstIndex(where: { $0.name.isExactly(rule.name) }) {
                    rules[index] = rule
                } else {
                    rules.append(rule)
                }
            }
            return .json(told(rule))
        },
        Route(method: "DELETE", template: "rules/{name}", summary: "Takes a rule away.") { call throws(ControlError) in
            let name = try rule(call).name
            call.world.changeRules { rules in rules.removeAll { $0.name.isExactly(name) } }
            return .json(.members(["rules": .array((call.world.rules?.rules ?? []).map(told))]))
        },
        Route(method: "POST", template: "rules/{name}/enable", summary: "Puts a rule in force.") {
            call throws(ControlError) in
            let rule = try rule(call)
            rule.switchTo(true)
            return .json(told(rule))
        },
        Route(method: "POST", template: "rules/{name}/disable", summary: "Takes a rule out of force.") {
            call throws(ControlError) in
            let rule = try rule(call)
            rule.switchTo(false)
            return .json(told(rule))
        },
    ]

    private static func told(_ rule: RunningRule) -> JSONValue {
        .members([
            "name": .string(rule.name), "enabled": .boolean(rule.isEnabled), "firings": .count(rule.firings),
            "step": rule.stepCount > 1 ? rule.step.map(JSONValue.count) ?? .null : .null,
        ])
    }

    /// Reads a rule as a scenario's, beside the clients and roles of the world, and its companies where they matter.
    private static func newRule(_ document: JSONValue, _ call: ControlCall) throws(ControlError) -> RunningRule {
        let snapshot = call.world.snapshot
        // Only a rule that changes companies has to know which there are.
        let text = String(decoding: document.bytes, as: UTF8.self)
        let companies = text.containsExactly("\"change\"") ? snapshot.directory.companies : []
        let clients = snapshot.clientIDs.compactMap(snapshot.client(withID:)).map { client -> JSONValue in
            var members: [JSONValue.Member] = [
                .init("clientId", .string(client.clientId)), .init("clientSecret", .string("x")),
                .init("role", .string(client.role)),
            ]
            if !companies.isEmpty { members.append(.init("company", .string(client.company))) }
            return .object(members)
        }
        let known = companies.map { company -> JSONValue in
            .members(["resourceId": .string(company.resourceId), "name": .string(company.name), "parent": .null])
        }
        let whole: JSONValue = .members([
            "version": .count(1), "roles": roles(of: snapshot), "clients": .array(clients),
            "companies": .array(known), "rules": .array([document]),
        ])
        let rule = try scenario(whole, name: "rule", call).rules[0]
        return RunningRule(rule, seed: call.world.scenario.seed, written: document)
    }

    /// A scenario from a document in a body, or its diagnostics.
    static func scenario(_ document: JSONValue, name: String, _ call: ControlCall) throws(ControlError) -> Scenario {
        try scenario(.text(String(decoding: document.bytes, as: UTF8.self), name: name + ".json"), tellsPlaces: false)
    }

    /// Places are told where the text is the user's own.
    static func scenario(_ source: ScenarioSource, tellsPlaces: Bool = true) throws(ControlError) -> Scenario {
        let result = ScenarioLoader.load(source, now: WorldClock.systemNow())
        guard let scenario = result.scenario else {
            let errors = result.diagnostics.map { diagnostic -> JSONValue in
                var members: [JSONValue.Member] = [
                    .init("code", .string(diagnostic.code.rawValue)),
                    .init("severity", .string(diagnostic.severity.rawValue)),
                    .init("title", .string(diagnostic.message)),
                ]
                if tellsPlaces {
                    members.append(.init("line", .count(diagnostic.line)))
                    members.append(.init("column", .count(diagnostic.column)))
                }
                return .object(members)
            }
            throw ControlError(status: 422, title: "", body: .members(["errors": .array(errors)]))
        }
        return scenario
    }

    // MARK: - Tokens

    static let tokens: [Route] = [
        Route(
            method: "POST", template: "tokens",
            summary:
                "Makes a token of a client, good or with a flaw: expired, notYetValid, wrongSignature, wrongAudience."
        ) {
            call throws(ControlError) in
            let body = try call.body()
            try body.only("clientId", "role", "company", "flaw", "lifetime")
            let (world, snapshot) = (call.world, call.world.snapshot)
            let identifier = try body.requiredString("clientId")
            guard var client = snapshot.client(withID: identifier) else {
                let nearest = Spelling.nearest(to: identifier, among: snapshot.clientIDs)
                throw .invalid(
                    "/clientId", "the world has no client \(identifier.excerpt)",
                    nearest.map { "did you mean \"\($0)\"?" })
            }
            if let company = try body.string("company") {
                guard snapshot.company(withID: company) != nil else {
                    throw .invalid("/company", "the world has no company \(company.excerpt)")
                }
                client.company = company
            }
            if let role = try body.string("role") { client.roles = [role] }
            let roles = client.roles.compactMap(snapshot.role(named:))
            guard roles.count == client.roles.count else {
                let nearest = Spelling.nearest(to: client.role, among: snapshot.tables.roles.all.map(\.name))
                throw .invalid(
                    "/role", "the world has no role \(client.role.excerpt)", nearest.map { "did you mean \"\($0)\"?" })
            }
            var fate = TokenFate()
            fate.lifetime = try body.duration("lifetime")
            var delay: Int64 = 0
            if let flaw = try body.string("flaw") {
                if flaw == "notYetValid" {
                    delay = 3600
                } else if let known = TokenFate.Flaw(exactly: flaw) {
                    fate.flaw = known
                } else {
                    let known = TokenFate.Flaw.allCases.map(\.rawValue) + ["notYetValid"]
                    throw .invalid("/flaw", "\(flaw.excerpt) is no flaw", "known are \(known.joined(separator: ", "))")
                }
            }
            let event = ServeEvent(call.request, from: call.peer, in: world)
            do {
                let token = try call.control.issuer.token(
                    for: client, roles: roles, fate: fate, in: event, delay: delay)
                let lifetime = (fate.lifetime ?? world.scenario.token.lifetime).components.seconds
                return .json(
                    .members([
                        "access_token": .string(token), "expires_in": .count(Int(lifetime)),
                        "token_type": .string("Bearer"),
                        "scope": .string("api1"),
                    ]))
            } catch {
                throw ControlError(status: 500, title: "\(error)")
            }
        },
        Route(
            method: "POST", template: "tokens/revoke",
            summary: "Revokes a token, the tokens of a client, or all: {\"token\"}, {\"clientId\"}, {}.", run: revoke),
        Route(method: "DELETE", template: "tokens", summary: "Revokes the tokens of a client (?clientId=), or all.") {
            call in
            revoked(call.world.revocations.revokeAll(of: call.query("clientId")))
        },
    ]

    private static func revoke(_ call: ControlCall) throws(ControlError) -> Reply {
        let body = try call.bodyIfAny()
        try body?.only("token", "clientId")
        if let token = try body?.string("token") {
            guard token.utf8.count >= 16 else { throw .invalid("/token", "\(token.excerpt) is no token") }
            call.world.revocations.limit(token, uses: 0)
            return revoked(1)
        }
        return revoked(call.world.revocations.revokeAll(of: try body?.string("clientId")))
    }

    private static func revoked(_ count: Int) -> Reply { .json(.members(["revoked": .count(count)])) }

    // MARK: - Scenario

    static let scenario: [Route] = [
        Route(
            method: "GET", template: "scenario",
            summary: "What is served: its name, and how much of everything there is."
        ) { call in
            .json(told(call.world))
        },
        Route(
            method: "PUT", template: "scenario",
            summary: "Serves another scenario: {\"name\"}, a document, or {\"scenario\", \"keep\"}."
        ) {
            call throws(ControlError) in
            let body = try call.body()
            var (keep, new): (Bool, Scenario)
            if body["scenario"] != nil || body["keep"] != nil {
                try body.only("scenario", "keep", "name")
                keep = try body.boolean("keep") ?? false
                guard let document = body["scenario"] ?? body["name"] else {
                    throw .invalid("/scenario", "the member is missing")
                }
                new = try scenario(named: document, at: body["scenario"] == nil ? "/name" : "/scenario", call)
            } else if let name = body["name"], body.members.count == 1 {
                (keep, new) = (false, try scenario(named: name, at: "/name", call))
            } else {
                (keep, new) = (
                    false,
                    try scenario(.text(String(decoding: call.request.body, as: UTF8.self), name: "scenario.json"))
                )
            }
            let old = call.world
            if let identifier = call.worldID { new = Sandbox.scenario(new, in: identifier) }
            let differences = ScenarioDifferences.told(from: old.scenario, to: new)
            let world = keep ? World(new, after: old) : World(new, journal: old.journal.emptyCopy())
            call.replaceWorld(with: world)
            var members = told(world).members
            members.append(.init("changes", .array(differences.map { .string($0) })))
            if call.worldID != nil { members.append(.init("clients", clients(of: world))) }
            return .json(.object(members))
        },
        Route(
            method: "POST", template: "scenario/reset",
            summary: "The scenario from its start: data, clock, rules, journal, tokens."
        ) { call in
            let world = call.world
            world.resetData()
            world.clock.reset(world.scenario.clock)
            resetRules(call)
            world.extraDelay.setting = .none
            world.journal.remove { _ in true }
            world.revocations.forget()
            return .json(told(world))
        },
    ]

    /// The bundled scenario of a name, or the one that a document is.
    static func scenario(
        named value: JSONValue, at pointer: String, _ call: ControlCall
    ) throws(ControlError) -> Scenario {
        guard case .string(let name) = value else { return try scenario(value, name: "scenario", call) }
        guard BundledScenarios.names.containsExactly(name) else {
            let nearest = Spelling.nearest(to: name, among: BundledScenarios.names)
            throw .invalid(
                pointer, "no bundled scenario is named \(name.excerpt)",
                nearest.map { "did you mean \"\($0)\"?" } ?? "send a document instead; files are not read from here")
        }
        return try scenario(.bundled(name))
    }

    static func told(_ world: World) -> JSONValue {
        .members([
            "name": .string(world.scenario.name), "companies": .count(world.snapshot.directory.count),
            "clients": .count(world.snapshot.clientIDs.count), "rules": .count(world.rules?.rules.count ?? 0),
        ])
    }

    static func clients(of world: World) -> JSONValue {
        .array(
            world.scenario.clients.map {
                .members([
                    "clientId": .string($0.clientId), "clientSecret": .string($0.clientSecret),
                    "role": .string($0.role),
                    "company": .string($0.company),
                ])
            })
    }
}

extension JSONValue {
    /// Those of an object.
    fileprivate var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}

extension ControlCall {
    /// Puts another world in the place of the one that the call is about.
    func replaceWorld(with other: World) {
        guard let worldID, let sandbox = control.worlds.sandboxes.first(where: { $0.id.isExactly(worldID) }) else {
            return control.worlds.replaceMain(with: other)
        }
        _ = control.worlds.put(
            Sandbox(id: sandbox.id, number: sandbox.number, world: other, ends: sandbox.ends), limit: .max)
    }
}

/// What is different between two scenarios, in words.
enum ScenarioDifferences {
    static func told(from old: Scenario, to new: Scenario) -> [String] {
        var told: [String] = []
        func compare<Item: Equatable>(
            _ one: String, _ many: String, _ old: [Item], _ new: [Item], _ key: (Item) -> String
        ) {
            let before = Dictionary(old.map { (ExactText(key($0)), $0) }, uniquingKeysWith: { $1 })
            let after = Dictionary(new.map { (ExactText(key($0)), $0) }, uniquingKeysWith: { $1 })
            let added = new.filter { before[ExactText(key($0))] == nil }
            let removed = old.filter { after[ExactText(key($0))] == nil }
            let changed = new.filter { item in before[ExactText(key(item))].map { $0 != item } ?? false }
            for (items, what) in [(changed, "changed"), (added, "added"), (removed, "removed")] where !items.isEmpty {
                told.append(
                    items.count == 1 ? "\(one) \(key(items[0])) \(what)" : "\(items.count) \(many) \(what)")
            }
        }
        compare("company", "companies", old.companies, new.companies, \.resourceId)
        compare("client", "clients", old.clients, new.clients, \.clientId)
        compare("role", "roles", old.roles, new.roles, \.name)
        compare("rule", "rules", old.rules, new.rules, \.name)
        func note(_ name: String, _ isSame: Bool) { if !isSame { told.append("\(name) changed") } }
        note("behaviour", old.behaviour == new.behaviour)
        note("token", old.token == new.token)
        note("clock", old.clock == new.clock)
        note("seed", old.seed == new.seed)
        note("rateLimit", old.rateLimit == new.rateLimit)
        note("outages", old.outages == new.outages)
        note("cors", old.cors == new.cors)
        return told
    }
}
