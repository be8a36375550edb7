import ResellerAPI
public import Scenarios
import Synchronization

/// A world of its own on a server that others use too: what is asked with the credentials of its clients, or with their tokens,
/// happens in it, and nothing else does.
public struct MockWorld: Sendable {
    /// Unguessable.
    public let id: String
    private let worlds: Worlds

    init(id: String, worlds: Worlds) {
        self.id = id
        self.worlds = worlds
    }

    /// Nil once it has ended.
    private var world: World? { worlds.world(withID: id) }

    /// Its clients with their secrets, as they were at its start; none once it has ended.
    public var credentials: [Scenario.Client] { world?.scenario.clients ?? [] }
    /// Its clock; nil once it has ended.
    public var clock: WorldClock? { world?.clock }
    /// Its rules; nil once it has ended.
    public var rules: ActiveRules? { world.map { ActiveRules($0) } }
    /// Its journal; nil once it has ended.
    public var journal: Journal? { world?.journal }
    /// Its companies; nil once it has ended.
    public var companies: MockCompanies? { world.map { MockCompanies($0) } }

    /// Its clients, to be changed; nil once it has ended.
    public var clients: MockClients? { world.map { MockClients($0, worlds) } }

    /// Ends it: its credentials and tokens are worth nothing any more.
    public func end() { _ = worlds.end(id) }
}

/// The companies of a world, to be changed past the API's own checks: a company appears between two pages.
public struct MockCompanies: Sendable {
    private let world: World

    init(_ world: World) {
        self.world = world
    }

    /// The company with an id.
    public subscript(_ resourceId: String) -> Scenario.Company? { world.snapshot.company(withID: resourceId) }

    /// Adds a company, the newest of all. Throws `CompanyProblem` where its id is taken or its parent is not there.
    public func insert(_ company: Scenario.Company) throws { try change(.insert(company)) }

    /// Puts a company in the place of the one with its id. Throws `CompanyProblem` where there is none.
    public func replace(_ company: Scenario.Company) throws { try change(.replace(company)) }

    /// Takes a company away. Throws `CompanyProblem` where there is none or others are below it.
    public func remove(_ resourceId: String) throws { try change(.remove(resourceId)) }

    private func change(_ change: CompanyChange) throws {
        do {
            try world.change { (snapshot) throws(CompanyChangeError) in try snapshot.applying([change]) }
        } catch {
            throw CompanyProblem(description: "\(error)")
        }
    }
}

/// The REST API clients of a world, to be changed past the API's own checks.
public struct MockClients: Sendable {
    private let world: World
    private let worlds: Worlds

    init(_ world: World, _ worlds: Worlds) {
        self.world = world
        self.worlds = worlds
    }

    /// The client with a `clientId`.
    public subscript(_ clientId: String) -> Scenario.Client? { world.snapshot.client(withID: clientId) }

    /// Adds a client, or puts it in the place of the one with its `clientId`; it gets tokens at once. Throws
    /// `ClientProblem` where its company or a role of it is not there, or another world has a client of that name.
    public func put(_ client: Scenario.Client) throws(ClientProblem) {
        guard worlds.claim(client.clientId, for: world) else {
            throw ClientProblem(description: "Another world has a client \"\(client.clientId)\".")
        }
        try world.changing { snapshot throws(ClientProblem) in
            guard snapshot.company(withID: client.company) != nil else {
                throw ClientProblem(description: "There is no company \"\(client.company)\".")
            }
            for role in client.roles where snapshot.role(named: role) == nil {
                throw ClientProblem(description: "There is no role \"\(role)\".")
            }
            var client = client
            if let old = snapshot.client(withID: client.clientId) {
                client.givenResourceId = old.resourceId
                client.createTime = old.createTime
            } else if snapshot.tables.contains(client.resourceId) {
                throw ClientProblem(description: "The id of \"\(client.clientId)\" is taken.")
            }
            client.createTime = client.createTime ?? world.clock.now
            snapshot = snapshot.changing { [client] in $0.put(client) }
        }
    }

    /// Takes a client away; its tokens end. Throws `ClientProblem` where there is none.
    public func remove(_ clientId: String) throws(ClientProblem) {
        try world.changing { snapshot throws(ClientProblem) in
            guard snapshot.client(withID: clientId) != nil else {
                throw ClientProblem(description: "There is no client \"\(clientId)\".")
            }
            snapshot = snapshot.changing { $0.endClients { $0.clientId.isExactly(clientId) } }
        }
    }
}

/// Why the clients of a world cannot be changed as asked.
public struct ClientProblem: Error, Hashable, CustomStringConvertible {
    /// One plain sentence.
    public let description: String
}

/// Why the companies of a world cannot be changed as asked.
public struct CompanyProblem: Error, Hashable, CustomStringConvertible {
    /// One plain sentence.
    public let description: String
}

/// There are as many worlds as `MockServer.Configuration.maximumWorlds` allows.
public struct TooManyWorldsError: Error, Hashable, CustomStringConvertible {
    /// One plain sentence.
    public let description: String
}

/// The journal is not as expected.
public struct VerificationError: Error, Hashable, CustomStringConvertible {
    /// The expectation, the count, and the requests there are.
    public let description: String
}

extension MockServer {
    /// The companies that are served.
    public var companies: MockCompanies { MockCompanies(service.world) }

    /// The REST API clients that are served.
    public var clients: MockClients { MockClients(service.world, service.worlds) }

    /// A world of its own, of a scenario or of the server's from its start. It shares what nobody changes, so that hundreds of
    /// tests can have one each. Throws `TooManyWorldsError`.
    public func makeWorld(_ scenario: Scenario? = nil) throws -> MockWorld {
        let key = try SigningKey.development()
        let control = service.control ?? Control(worlds: service.worlds, key: key, gate: ControlGate()) {}
        do throws(ControlError) {
            return MockWorld(id: try control.makeWorld(scenario, timeToLive: nil).id, worlds: service.worlds)
        } catch {
            throw TooManyWorldsError(description: error.title)
        }
    }

    /// Waits until so many requests meet a condition, and returns them. Throws `VerificationError` when `within` is over.
    ///
    /// ```swift
    /// try await mock.waitForRequests(2) { $0.path == "/api/companies/search" }
    /// ```
    @discardableResult
    public func waitForRequests(
        _ count: Int = 1, within: Duration = .seconds(10),
        where isMeant: @escaping @Sendable (Journal.Entry) -> Bool = { _ in true }
    ) async throws -> [Journal.Entry] {
        try await journal.wait(for: count, within: within, where: isMeant)
    }

    /// Throws `VerificationError` unless a number of requests in `counts` meets a condition.
    ///
    /// ```swift
    /// try mock.verify(1...3) { $0.path == "/connect/token" }
    /// ```
    public func verify(_ counts: ClosedRange<Int>, where isMeant: (Journal.Entry) -> Bool = { _ in true }) throws {
        let entries = journal.entries
        let count = entries.filter(isMeant).count
        guard counts.contains(count) else {
            let wanted = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
            throw VerificationError(
                description: "Expected \(wanted) requests, found \(count). \(Journal.told(entries))")
        }
    }
}

extension Journal {
    /// Waits until so many entries meet a condition, and returns them. Throws `VerificationError` when `within` is over.
    @discardableResult
    public func wait(
        for count: Int, within: Duration = .seconds(10),
        where isMeant: @escaping @Sendable (Entry) -> Bool = { _ in true }
    ) async throws -> [Entry] {
        let (news, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = addListener { _ in continuation.yield() }
        defer { removeListener(listener) }
        let clock = Task {
            try? await Task.sleep(for: within)
            continuation.finish()
        }
        defer { clock.cancel() }
        var found = entries.filter(isMeant)
        var changes = news.makeAsyncIterator()
        while found.count < count, await changes.next() != nil { found = entries.filter(isMeant) }
        guard found.count >= count else {
            throw VerificationError(
                description: "Expected at least \(count) requests, found \(found.count). \(Self.told(entries))")
        }
        return found
    }

    fileprivate static func told(_ entries: [Entry]) -> String {
        guard !entries.isEmpty else { return "There was none at all." }
        let lines = entries.suffix(20).map { "\($0.number) \($0.method) \($0.path) \($0.status)" }
        return "The last ones:\n" + lines.joined(separator: "\n")
    }
}
