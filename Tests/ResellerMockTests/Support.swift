import Foundation
import HTTP1
import Logging
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// An answer as any way in gives it.
struct Reply: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
        headers.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    func json(_ location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any], sourceLocation: location)
    }

    /// A member reached by names and positions, such as `data.results.0.companyName`.
    func member(_ path: String, _ location: SourceLocation = #_sourceLocation) throws -> Any {
        var value: Any = try json(location)
        for step in path.split(separator: ".") {
            if let index = Int(step), let array = value as? [Any] {
                value = try #require(array.indices.contains(index) ? array[index] : nil, sourceLocation: location)
            } else {
                let object = try #require(value as? [String: Any], "\(path)", sourceLocation: location)
                value = try #require(object[String(step)], "\(path)", sourceLocation: location)
            }
        }
        return value
    }
}

extension Peer {
    static let loopback = Peer.inProcess(address: "127.0.0.1", isTLS: false)
}

/// A mock in process, without a socket.
struct Mock {
    let service: Service

    /// The scenario of most tests: a reseller with two companies, another reseller with one, a frozen clock.
    static let scenario = """
        {
          "version": 1,
          "clock": { "now": "2026-03-01T09:00:00Z", "mode": "frozen" },
          "roles": [ { "name": "Auditor", "permissions": ["companies/search|POST"] } ],
          "clients": [
            { "clientId": "reseller", "clientSecret": "s3cret", "company": "Reseller0001" },
            { "clientId": "admin", "clientSecret": "s3cret", "role": "Company Admin", "company": "Company00001" },
            { "clientId": "auditor", "clientSecret": "s3cret", "role": "Auditor", "company": "Reseller0001" },
            { "clientId": "other", "clientSecret": "s3cret", "company": "Reseller0002" },
            { "clientId": "inactive", "clientSecret": "s3cret", "company": "Reseller0001", "status": "Inactive" },
            { "clientId": "fenced", "clientSecret": "s3cret", "company": "Reseller0001",
              "allowedIpAddresses": ["192.0.2.0/24"] }
          ],
          "companies": [
            { "resourceId": "Reseller0001", "name": "First Reseller", "industryName": "Technology" },
            { "resourceId": "Reseller0002", "name": "Second Reseller" },
            { "resourceId": "Company00001", "name": "ACME LLC", "parent": "Reseller0001",
              "createTime": "2026-02-01T09:15:00" },
            { "resourceId": "SubReseller1", "name": "Below", "parent": "Reseller0001",
              "createTime": "2026-02-02T09:15:00" },
            { "resourceId": "Company00002", "name": "Deep", "parent": "SubReseller1",
              "createTime": "2026-02-03T09:15:00" },
            { "resourceId": "Company00003", "name": "Foreign", "parent": "Reseller0002" }
          ]
        }
        """

    static let searchBody = #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false}"#
    static let formType = "application/x-www-form-urlencoded"

    /// The usual scenario with members replaced or added.
    init(_ changes: [String: Any] = [:], key: SigningKey? = nil) throws {
        var scenario = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.scenario.utf8)) as? [String: Any])
        scenario.merge(changes) { $1 }
        let data = try JSONSerialization.data(withJSONObject: scenario)
        try self.init(text: String(decoding: data, as: UTF8.self), key: key)
    }

    init(text: String, key: SigningKey? = nil) throws {
        let result = ScenarioLoader.load(.text(text, name: "test"), now: WorldClock.systemNow())
        try self.init(scenario: #require(result.scenario, "\(result.diagnostics.map(\.description))"), key: key)
    }

    init(scenario: Scenario, key: SigningKey? = nil, gate: ControlGate = ControlGate()) throws {
        service = Service(
            scenario: scenario, key: try key ?? .development(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, gate: gate)
    }

    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: String = "",
        bytes: [UInt8]? = nil, from address: String = "127.0.0.1"
    ) throws -> Reply {
        let fields = headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        let request = try Request(method: Method(method), path: path, headers: fields, body: bytes ?? Array(body.utf8))
        let response = try service.respond(to: request, from: .inProcess(address: address, isTLS: false))
        return Reply(
            status: response.status,
            headers: Dictionary(response.fields.list.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" }),
            body: response.body)
    }

    func token(
        _ client: String = "reseller", _ secret: String = "s3cret", from address: String = "127.0.0.1"
    ) throws -> Reply {
        try form(
            "grant_type=client_credentials&client_id=\(client)&client_secret=\(secret)&scope=api1", from: address)
    }

    func form(
        _ body: String, type: String = formType, _ headers: [String: String] = [:], from address: String = "127.0.0.1"
    ) throws -> Reply {
        try send(
            "POST", "/connect/token", headers.merging(["Content-Type": type]) { $1 }, body: body, from: address)
    }

    func bearer(_ client: String = "reseller") throws -> String {
        try #require(try token(client).member("access_token") as? String)
    }

    func rulesFired(_ name: String) throws -> Int { try ActiveRules(service.world).firings(of: name) }

    func search(
        _ body: String = searchBody, as client: String = "reseller", type: String? = "application/json"
    ) throws -> Reply {
        var headers = ["Authorization": "Bearer \(try bearer(client))"]
        if let type { headers["Content-Type"] = type }
        return try send("POST", "/api/companies/search", headers, body: body)
    }

    /// Any call of the API with a token.
    func call(
        _ method: String, _ path: String, as client: String = "reseller", _ headers: [String: String] = [:],
        type: String? = nil, body: String = ""
    ) throws -> Reply {
        var headers = headers.merging(["Authorization": "Bearer \(try bearer(client))"]) { $1 }
        if let type { headers["Content-Type"] = type }
        return try send(method, path, headers, body: body)
    }

    func call(
        _ method: String, _ path: String, as client: String = "reseller", type: String, bytes: [UInt8]
    ) throws -> Reply {
        try send(method, path, ["Authorization": "Bearer \(try bearer(client))", "Content-Type": type], bytes: bytes)
    }

    func call(
        _ method: String, _ path: String, as client: String = "reseller", _ headers: [String: String] = [:],
        json: String
    ) throws -> Reply {
        try call(method, path, as: client, headers, type: "application/json", body: json)
    }

    func detail(_ identifier: String, as client: String = "reseller") throws -> Reply {
        try send("GET", "/api/companies/\(identifier)", ["Authorization": "Bearer \(try bearer(client))"])
    }
}

/// An answer over a session of its own. A shared one keeps a connection that its server has closed, and on Linux its queue
/// then spins until the process ends.
func answerOnTheWire(to request: URLRequest) async throws -> (Data, URLResponse) {
    let session = URLSession(configuration: .ephemeral)
    defer { session.finishTasksAndInvalidate() }
    return try await session.data(for: request)
}

/// The parts of a JWT as JSON objects.
func decodedToken(_ token: String) throws -> (header: [String: Any], claims: [String: Any], payloadText: String) {
    let parts = token.split(separator: ".")
    try #require(parts.count == 3)
    func object(_ part: Substring) throws -> [String: Any] {
        let bytes = try #require(Base64URL.decode(part.utf8))
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
    let payload = try #require(Base64URL.decode(parts[1].utf8))
    return (try object(parts[0]), try object(parts[1]), String(decoding: payload, as: UTF8.self))
}

/// So many combining marks in the order that normalization must turn round.
func combiningMarks(_ count: Int) -> String {
    String(repeating: "\u{301}\u{316}", count: count / 2)
}

/// Expects that work grows with the size of what it is done on and not with its square, by the processor time of this
/// thread. What takes the square needs minutes for the greater size.
func expectLinearTime(_ work: (_ size: Int) throws -> () throws -> Void) throws {
    func seconds(_ size: Int) throws -> Double {
        let work = try work(size)
        func used() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let before = used()
        try work()
        return used() - before
    }
    _ = try seconds(1000)
    let (small, large) = (try seconds(2000), try seconds(32_000))
    // Sixteen times the size; the rest is for what happens by the way.
    #expect(large < small * 64 + 0.25)
}
