import HTTP1
import HTTPServer
import OpenSSL
import ResellerAPI
import Scenarios
import Synchronization

/// The door to the mock itself, `/__admin`: what a test asks and changes from any language.
///
/// It comes before rules, limits, outages and journal. `ControlRoutes` has its routes; `ControlGate` decides who may use it.
final class Control: Sendable {
    let worlds: Worlds
    let issuer: TokenIssuer
    let gate: ControlGate
    let start = ContinuousClock.now
    /// Ends the server.
    let shutDown: @Sendable () -> Void
    private let routes = ControlRoutes()
    private let worldCount = Atomic(0)

    func nextWorld() -> Int { worldCount.add(1, ordering: .relaxed).newValue }

    init(worlds: Worlds, key: SigningKey, gate: ControlGate, shutDown: @escaping @Sendable () -> Void) {
        self.worlds = worlds
        issuer = TokenIssuer(key: key)
        self.gate = gate
        self.shutDown = shutDown
    }

    /// The reply to a request for the door; nil for one that is not. The raw path counts, before dot segments go.
    func reply(to request: Request, from peer: Peer) -> Reply? {
        let isOwnPort = isOnOwnPort(peer)
        guard isOwnPort || !hasOwnPort, request.withPathBytes({ Self.isBelow($0) }) else {
            guard isOwnPort else { return nil }
            return .response(
                ControlError.notFound("this port has /__admin alone; the API is on the other one").response)
        }
        do throws(ControlError) {
            return try answer(request, from: peer)
        } catch {
            return .response(error.response)
        }
    }

    /// The port that has the door alone; 0 where it is on the API's.
    let ownPort = Atomic<Int>(0)

    /// What the door tells of the server that it is served by.
    struct ServerFacts: Sendable {
        var isTLSOffered = false
        var connectionCount: @Sendable () -> Int = { 0 }
    }

    private let serverFacts = Mutex(ServerFacts())

    var server: ServerFacts {
        get { serverFacts.withLock { $0 } }
        set { serverFacts.withLock { $0 = newValue } }
    }

    private var hasOwnPort: Bool { ownPort.load(ordering: .relaxed) != 0 }

    private func isOnOwnPort(_ peer: Peer) -> Bool {
        guard hasOwnPort, case .connection(let connection) = peer else { return false }
        return Int(connection.local.port) == ownPort.load(ordering: .relaxed)
    }

    private static let root: StaticString = "/__admin"

    private static func isBelow(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = root.utf8CodeUnitCount
        guard path.count >= count else { return false }
        for index in 0..<count where path[index] != root.utf8Start[index] { return false }
        return path.count == count || path[count] == UInt8(ascii: "/")
    }

    private func answer(_ request: Request, from peer: Peer) throws(ControlError) -> Reply {
        // Behind the slash at the start and the door's own segment.
        var segments = request.target.path.parts(separatedBy: "/").map {
            PercentEncoding.decodeForm(Array($0.replacing("+", with: "%2B").utf8)[...])
        }[2...]
        if segments.last == "" { segments.removeLast() }
        var call = ControlCall(control: self, request: request, peer: peer, world: worlds.main, worldID: nil)
        if segments.first == "worlds", segments.count > 2 {
            let identifier = segments[segments.startIndex + 1]
            guard let world = worlds.world(withID: identifier) else {
                try gate.check(request, from: peer, isOpenToAll: false)
                throw .notFound("no world has the id \(identifier.excerpt); GET /__admin/worlds lists them")
            }
            call.world = world
            call.worldID = identifier
            segments = segments.dropFirst(2)
        }
        return try routes.answer(call, segments, gate)
    }
}

/// One request to the door.
struct ControlCall {
    let control: Control
    let request: Request
    let peer: Peer
    /// The world that it is about.
    var world: World
    /// Nil for the main world.
    var worldID: String?
    /// What stands for the parameters of the route.
    var parameters: [String] = []

    var parameter: String { parameters.first ?? "" }

    /// The first value of a query parameter.
    func query(_ name: String) -> String? {
        QueryText.pairs(request.target.rawQuery ?? []).first { $0.name.isExactly(name) }?.value
    }

    /// The body, an object.
    func body() throws(ControlError) -> ControlObject {
        try ControlObject(try document(), at: "")
    }

    /// The body, or none where it is empty.
    func bodyIfAny() throws(ControlError) -> ControlObject? {
        request.body.isEmpty ? nil : try body()
    }

    func document() throws(ControlError) -> JSONValue {
        guard !request.body.isEmpty else { throw .invalid("", "the request has no body", "send a JSON object") }
        do {
            return try JSONValue.read(request.body)
        } catch {
            throw .invalid("", "the body is no JSON", "\(error)")
        }
    }
}

/// The pairs of a query or a form.
enum QueryText {
    static func pairs(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)] {
        Array(bytes).split(separator: UInt8(ascii: "&")).map { part in
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            return (
                PercentEncoding.decodeForm(part[..<equals]), PercentEncoding.decodeForm(part[equals...].dropFirst())
            )
        }
    }
}

/// Why the door does not do what it is asked.
struct ControlError: Error {
    var status: Int
    /// Where in the body, as a JSON pointer.
    var pointer = ""
    var title: String
    var detail: String?
    /// In place of the errors.
    var body: JSONValue?
    var fields: [(name: String, value: String)] = []

    static func invalid(_ pointer: String, _ title: String, _ detail: String? = nil) -> ControlError {
        ControlError(status: 422, pointer: pointer, title: title, detail: detail)
    }

    static func notFound(_ title: String) -> ControlError { ControlError(status: 404, title: title) }

    var response: Response {
        var error: [JSONValue.Member] = [
            .init("code", .number("10")), .init("source", .object([.init("pointer", .string(pointer))])),
            .init("title", .string(title)),
        ]
        if let detail { error.append(.init("detail", .string(detail))) }
        let body = body ?? .object([.init("errors", .array([.object(error)]))])
        var response = Response(status: status, fields: .json, body: body.bytes)
        for field in fields { try? response.fields.append(field.name, field.value) }
        return response
    }
}

/// An object in the body of a request to the door, with errors that name the member.
struct ControlObject {
    let pointer: String
    let members: [JSONValue.Member]

    init(_ value: JSONValue, at pointer: String) throws(ControlError) {
        guard case .object(let members) = value else {
            throw .invalid(pointer, "expected an object, not \(value.kind)")
        }
        self.pointer = pointer
        self.members = members
    }

    /// Refuses members that are not among these, and members that occur twice.
    func only(_ names: String...) throws(ControlError) {
        for (index, member) in members.enumerated() {
            guard names.containsExactly(member.name) else {
                let nearest = Spelling.nearest(to: member.name, among: names)
                throw .invalid(
                    place(member.name), "unknown member \(member.name.excerpt)",
                    nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(names.joined(separator: ", "))")
            }
            if members[..<index].contains(where: { $0.name.isExactly(member.name) }) {
                throw .invalid(place(member.name), "the member \(member.name.excerpt) occurs twice")
            }
        }
    }

    func place(_ name: String) -> String {
        pointer + "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    /// Nil where it is absent or null.
    subscript(_ name: String) -> JSONValue? {
        guard let value = members.first(where: { $0.name.isExactly(name) })?.value, value != .null else { return nil }
        return value
    }

    func string(_ name: String) throws(ControlError) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else {
            throw .invalid(place(name), "expected a text, not \(value.kind)")
        }
        return text
    }

    func requiredString(_ name: String) throws(ControlError) -> String {
        guard let text = try string(name) else {
            throw .invalid(place(name), "the member is missing", "expected a text")
        }
        return text
    }

    func boolean(_ name: String) throws(ControlError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .boolean(let answer) = value else {
            throw .invalid(place(name), "expected true or false, not \(value.kind)")
        }
        return answer
    }

    /// A whole number that is not negative.
    func count(_ name: String) throws(ControlError) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .number(let text) = value, let number = Int(text), number >= 0 else {
            throw .invalid(place(name), "expected a whole number from 0, not \(value.kind)")
        }
        return number
    }

    func object(_ name: String) throws(ControlError) -> ControlObject? {
        guard let value = self[name] else { return nil }
        return try ControlObject(value, at: place(name))
    }

    func array(_ name: String) throws(ControlError) -> [(pointer: String, value: JSONValue)]? {
        guard let value = self[name] else { return nil }
        guard case .array(let elements) = value else {
            throw .invalid(place(name), "expected an array, not \(value.kind)")
        }
        return elements.enumerated().map { (place(name) + "/\($0)", $1) }
    }

    /// A duration such as `250ms` or `1h`.
    func duration(_ name: String) throws(ControlError) -> Duration? {
        guard let text = try string(name) else { return nil }
        guard let duration = DurationText.parse(text) else {
            throw .invalid(place(name), "\(text.excerpt) is no duration", "such as \"250ms\", \"5s\", \"1h\"")
        }
        return duration
    }

    func instant(_ name: String) throws(ControlError) -> DateTime? {
        guard let text = try string(name) else { return nil }
        guard let instant = DateTime.parse(text)?.instant else {
            throw .invalid(place(name), "\(text.excerpt) is no date", "such as \"2026-03-01T09:00:00Z\"")
        }
        return instant
    }
}

extension JSONValue {
    /// With its article.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a text"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
