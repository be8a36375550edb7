import ResellerAPI
import Synchronization

/// The worlds of a server. Whose credentials or token a request has, in that one's world it happens; every other request
/// happens in the main world.
final class Worlds: Sendable {
    /// All worlds at one moment.
    struct All: Sendable {
        /// That of the scenario's own clients.
        var main: World
        /// Those beside it, by each of their clients.
        fileprivate var others: [ExactText: World] = [:]

        func world(ofClient clientId: String?) -> World {
            guard !others.isEmpty, let clientId else { return main }
            return others[ExactText(clientId)] ?? main
        }
    }

    private let state: Mutex<All>

    init(_ main: World) {
        state = Mutex(All(main: main))
    }

    var all: All { state.withLock { $0 } }

    /// Puts a new main world in the place of the old one; requests under way end in the old one.
    func replaceMain(with world: World) {
        state.withLock { $0.main = world }
    }

    /// Makes requests with the credentials or tokens of these clients happen in a world of their own.
    func add(_ world: World, ofClients clientIds: [String]) {
        state.withLock { all in
            for clientId in clientIds { all.others[ExactText(clientId)] = world }
        }
    }

    /// Ends a world beside the main one; requests under way end in it.
    func remove(_ world: World) {
        state.withLock { all in all.others = all.others.filter { $0.value !== world } }
    }
}
