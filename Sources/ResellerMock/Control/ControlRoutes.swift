import HTTP1
import HTTPServer
import ResellerAPI

/// The routes of the door, in one table: dispatch, `Allow`, the nearest route to a wrong one and the OpenAPI document are
/// made of it.
struct ControlRoutes: Sendable {
    struct Route: Sendable {
        let method: String
        /// Below `/__admin`, such as `requests/{id}`.
        let template: String
        /// One plain sentence.
        let summary: String
        /// Whether it is one of WireMock's, whose clients send bodies as plain text.
        var isWireMock = false
        /// Whether it needs no token.
        var isOpen = false
        /// Whether a world's own tree has it too.
        var isForWorlds = true
        let run: @Sendable (ControlCall) throws(ControlError) -> Reply

        var segments: [String] { template.isEmpty ? [] : template.parts(separatedBy: "/") }

        /// What stands for the parameters; nil where the route is another.
        func parameters(in path: ArraySlice<String>) -> [String]? {
            guard path.count == segments.count else { return nil }
            var parameters: [String] = []
            for (part, text) in zip(segments, path) {
                if part.startsExactly(with: "{") {
                    guard !text.isEmpty else { return nil }
                    parameters.append(text)
                } else if !part.isExactly(text) {
                    return nil
                }
            }
            return parameters
        }
    }

    let all: [Route]

    init() {
        all =
            Self.health + Self.journal + Self.wireMock + Self.clock + Self.rules + Self.tokens + Self.scenario
            + Self.data + Self.verification + Self.worlds + Self.documents
    }

    func answer(
        _ call: ControlCall, _ path: ArraySlice<String>, _ gate: ControlGate
    ) throws(ControlError) -> Reply {
        let method = call.request.method == .head ? "GET" : call.request.method.rawValue
        let candidates = all.compactMap { route in
            route.isForWorlds || call.worldID == nil ? route.parameters(in: path).map { (route, $0) } : nil
        }
        // A literal comes before a parameter.
        let fitting = candidates.filter { $0.0.method.isExactly(method) }.min { $0.1.count < $1.1.count }
        try gate.check(call.request, from: call.peer, isOpenToAll: fitting?.0.isOpen ?? false)
        guard let (route, parameters) = fitting else {
            guard candidates.isEmpty else {
                let allowed = Set(candidates.map(\.0.method)).sorted().joined(separator: ", ")
                throw ControlError(
                    status: 405, title: "\(method.excerpt) is not one of \(allowed)", fields: [("Allow", allowed)])
            }
            let asked = path.joined(separator: "/")
            let nearest = Spelling.nearest(to: asked, among: all.map(\.template))
            throw .notFound(
                "the door has no /__admin/\(asked.prefix(bytes: 200))"
                    + (nearest.map { "; did you mean /__admin/\($0)?" }
                        ?? "; GET /__admin/openapi.json lists what it has"))
        }
        if method != "GET" { try gate.checkType(call.request, isWireMock: route.isWireMock) }
        var call = call
        call.parameters = parameters
        return try route.run(call)
    }
}

extension Reply {
    /// A JSON document.
    static func json(_ value: JSONValue, status: Int = 200) -> Reply {
        var response = Response(status: status, fields: .json, body: value.bytes)
        try! response.fields.append("Cache-Control", "no-store")
        return .response(response)
    }

    /// An empty object.
    static var done: Reply { .json(.object([])) }
}

extension JSONValue {
    static func count(_ number: Int) -> JSONValue { .number("\(number)") }

    /// An object of these members, in this order.
    static func members(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(pairs.map { .init($0.key, $0.value) })
    }
}
