import Foundation
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// Worlds beside the main one.
extension ControlRoutes {
    /// What a world lives when nothing else is said.
    static let defaultTimeToLive = Duration.seconds(3600)

    static let worlds: [Route] = [
        Route(method: "GET", template: "worlds", summary: "The worlds that were asked for.", isForWorlds: false) {
            call in
            let worlds = call.control.worlds.sandboxes.map { sandbox -> JSONValue in
                .members([
                    "id": .string(sandbox.id), "scenario": .string(sandbox.world.scenario.name),
                    "requests": .count(sandbox.world.journal.count), "expiresInSeconds": secondsLeft(sandbox),
                ])
            }
            return .json(.members(["worlds": .array(worlds)]))
        },
        Route(
            method: "POST", template: "worlds",
            summary: "Makes a world with credentials of its own: {\"scenario\"?, \"ttl\"?}.", isForWorlds: false
        ) {
            call throws(ControlError) in
            let body = try call.bodyIfAny()
            try body?.only("scenario", "ttl")
            let ttl = try body?.duration("ttl") ?? defaultTimeToLive
            guard ttl > .zero else { throw .invalid("/ttl", "a world lives longer than that") }
            let given = try body?["scenario"].map { value throws(ControlError) in
                try scenario(named: value, at: "/scenario", call)
            }
            let sandbox = try call.control.makeWorld(given, timeToLive: ttl)
            return .json(
                .members([
                    "id": .string(sandbox.id), "clients": clients(of: sandbox.world),
                    "expiresInSeconds": .count(Int(ttl.components.seconds)),
                ]), status: 201)
        },
        Route(method: "DELETE", template: "worlds", summary: "Ends all of them.", isForWorlds: false) { call in
            for sandbox in call.control.worlds.sandboxes { _ = call.control.worlds.end(sandbox.id) }
            return .done
        },
        Route(method: "GET", template: "worlds/{id}", summary: "One world.", isForWorlds: false) {
            call throws(ControlError) in
            guard let sandbox = call.control.worlds.sandboxes.first(where: { $0.id.isExactly(call.parameter) }) else {
                throw .notFound("no world has the id \(call.parameter.excerpt)")
            }
            return .json(
                .members([
                    "id": .string(sandbox.id), "scenario": .string(sandbox.world.scenario.name),
                    "requests": .count(sandbox.world.journal.count), "clients": clients(of: sandbox.world),
                    "expiresInSeconds": secondsLeft(sandbox),
                ]))
        },
        Route(
            method: "DELETE", template: "worlds/{id}",
            summary: "Ends a world: its credentials and tokens are worth nothing any more.", isForWorlds: false
        ) {
            call throws(ControlError) in
            guard call.control.worlds.end(call.parameter) else {
                throw .notFound("no world has the id \(call.parameter.excerpt)")
            }
            return .done
        },
    ]

    private static func secondsLeft(_ sandbox: Sandbox) -> JSONValue {
        guard let ends = sandbox.ends else { return .null }
        return .count(max(0, Int((ends - ContinuousClock.now).components.seconds)))
    }
}

extension Control {
    /// A world of a scenario, or of the main one's from its start, whose data it shares as long as nothing changes it.
    func makeWorld(_ scenario: Scenario?, timeToLive: Duration?) throws(ControlError) -> Sandbox {
        let main = worlds.main
        let identifier = Sandbox.unguessable(16)
        let own = Sandbox.scenario(scenario ?? main.scenario, in: identifier)
        let data =
            scenario == nil
            ? main.initial.changing { $0.clients = Tables.clients(own.clients, start: main.clock.start) } : nil
        let world = World(own, journal: main.journal.emptyCopy(), data: data)
        let ends = timeToLive.map { ContinuousClock.now + $0 }
        let sandbox = Sandbox(id: identifier, number: nextWorld(), world: world, ends: ends)
        guard worlds.put(sandbox, limit: gate.maximumWorlds) else {
            throw ControlError(
                status: 429, title: "there are \(gate.maximumWorlds) worlds already",
                detail: "DELETE /__admin/worlds/{id} ends one; --max-worlds allows more")
        }
        if let timeToLive {
            let seconds = timeToLive / .seconds(1)
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [worlds] in _ = worlds.end(identifier) }
        }
        return sandbox
    }
}
