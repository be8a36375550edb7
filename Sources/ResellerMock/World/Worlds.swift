import ResellerAPI
import Scenarios
import Synchronization

/// The worlds of a server. Whose credentials or token a request has, in that one's world it happens; every other request
/// happens in the main world.
final class Worlds: Sendable {
    private struct All {
        /// That of the scenario's own clients.
        var main: World
        /// Those beside it, by each of their clients.
        var others: [ExactText: World] = [:]
        /// The identifiers of clients made in the main world.
        var claimedByMain: Set<ExactText> = []
        var sandboxes: [ExactText: Sandbox] = [:]
    }

    private let state: Mutex<All>

    init(_ main: World) {
        state = Mutex(All(main: main))
    }

    /// That of the scenario's own clients.
    var main: World { state.withLock { $0.main } }

    /// Nil for a client of a world that has ended.
    func world(ofClient clientId: String) -> World? {
        state.withLock { all in
            if !all.others.isEmpty, let world = all.others[ExactText(clientId)] { return world }
            return Sandbox.isClient(clientId) && all.main.snapshot.client(withID: clientId) == nil ? nil : all.main
        }
    }

    /// Puts a new main world in the place of the old one; requests under way end in the old one. Its scenario's clients are
    /// its own, even where another world has made one with the same identifier.
    func replaceMain(with world: World) {
        state.withLock { all in
            all.main = world
            all.claimedByMain = []
            for client in world.scenario.clients { all.others[ExactText(client.clientId)] = nil }
        }
    }

    /// Makes requests with the credentials or tokens of these clients happen in a world of their own.
    func add(_ world: World, ofClients clientIds: [String]) {
        state.withLock { all in
            for clientId in clientIds { all.others[ExactText(clientId)] = world }
        }
    }

    /// Makes the identifier of a client that is about to be made in a world that world's, as long as it lives; false, and
    /// nothing done, where it is another's.
    func claim(_ clientId: String, for world: World) -> Bool {
        state.withLock { all in
            let key = ExactText(clientId)
            if let owner = all.others[key] { return owner === world }
            if all.main === world {
                all.claimedByMain.insert(key)
                return true
            }
            let main = all.main.snapshot
            guard !all.claimedByMain.contains(key), main.client(withID: clientId) == nil,
                !main.isEnded(client: clientId)
            else { return false }
            // A world that has ended, and a main one that was replaced, are of no concern to anybody.
            if all.others.values.contains(where: { $0 === world }) { all.others[key] = world }
            return true
        }
    }

    /// Ends a world beside the main one; requests under way end in it.
    func remove(_ world: World) {
        state.withLock { all in all.others = all.others.filter { $0.value !== world } }
    }

    // MARK: - Worlds with an id

    func world(withID identifier: String) -> World? {
        state.withLock { $0.sandboxes[ExactText(identifier)]?.world }
    }

    var sandboxes: [Sandbox] {
        state.withLock { $0.sandboxes.values.sorted { $0.number < $1.number } }
    }

    /// Adds a world, or puts it in the place of the one with its id; false, and nothing done, when there are `limit` others.
    func put(_ sandbox: Sandbox, limit: Int) -> Bool {
        state.withLock { all in
            let key = ExactText(sandbox.id)
            let old = all.sandboxes[key]
            guard old != nil || all.sandboxes.count < limit else { return false }
            if let old { all.others = all.others.filter { $0.value !== old.world } }
            all.sandboxes[key] = sandbox
            for client in sandbox.world.scenario.clients { all.others[ExactText(client.clientId)] = sandbox.world }
            return true
        }
    }

    /// Ends a world; false when there is none with the id.
    func end(_ identifier: String) -> Bool {
        state.withLock { all in
            guard let sandbox = all.sandboxes.removeValue(forKey: ExactText(identifier)) else { return false }
            all.others = all.others.filter { $0.value !== sandbox.world }
            return true
        }
    }
}

/// A world that was asked for, with credentials that nobody can guess.
struct Sandbox: Sendable {
    let id: String
    /// Counts the worlds of a server.
    let number: Int
    let world: World
    let ends: ContinuousClock.Instant?

    private static let prefix = "world-"

    /// Whether a client's id is one of such a world.
    static func isClient(_ clientId: String) -> Bool { clientId.startsExactly(with: prefix) }

    /// A scenario whose clients have credentials for the world; rules that name a client are about it as before.
    static func scenario(_ scenario: Scenario, in identifier: String) -> Scenario {
        var scenario = scenario
        var names: [ExactText: String] = [:]
        for index in scenario.clients.indices {
            let name = "\(prefix)\(identifier)-\(index + 1)"
            names[ExactText(scenario.clients[index].clientId)] = name
            scenario.clients[index].clientId = name
            scenario.clients[index].clientSecret = unguessable(32)
        }
        for index in scenario.rules.indices {
            guard let client = scenario.rules[index].condition.client, let name = names[ExactText(client)] else {
                continue
            }
            scenario.rules[index].condition.client = name
        }
        scenario.settings.rules = scenario.settings.rules.map { rule in
            guard case .string(let client)? = JSONPointer("/when/client")?.value(in: rule),
                let name = names[ExactText(client)]
            else { return rule }
            return rule.replacing("client", in: "when", with: .string(name))
        }
        return scenario
    }

    /// Letters and digits from the system's secure source.
    static func unguessable(_ count: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var generator = SystemRandomNumberGenerator()
        return String(decoding: (0..<count).map { _ in alphabet.randomElement(using: &generator)! }, as: UTF8.self)
    }
}

extension JSONValue {
    /// The object with another value for a member of one of its objects.
    fileprivate func replacing(_ name: String, in outer: String, with value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { member in
                guard member.name.isExactly(outer), case .object(let inner) = member.value else { return member }
                return .init(outer, .object(inner.map { $0.name.isExactly(name) ? .init(name, value) : $0 }))
            })
    }
}
