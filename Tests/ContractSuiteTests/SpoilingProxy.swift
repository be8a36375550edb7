import HTTP1
import HTTPServer
import HTTPTypes
import ResellerMock

/// A request on its way through a proxy.
struct ProxiedRequest: Sendable {
    var method: String
    /// With the query.
    var path: String
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    /// The first value of a field; setting replaces all, nil removes them.
    subscript(_ name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    var isToken: Bool { path.lowercased().hasPrefix("/connect/token") }
    var isSearch: Bool { method == "POST" && path == "/api/companies/search" }
    var isDetail: Bool { method == "GET" && path.hasPrefix("/api/companies/") && !path.hasSuffix("/search") }
    var isAPI: Bool { path.lowercased().hasPrefix("/api/") }
    /// What stands behind `/api/companies/`.
    var identifier: String { String(path.dropFirst("/api/companies/".count)) }
}

/// An answer on its way back.
struct ProxiedAnswer: Sendable {
    var status: Int
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var closesConnection = false

    subscript(_ name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name, newValue)) }
        }
    }
}

/// Asks the unspoiled mock.
typealias Upstream = @Sendable (ProxiedRequest) -> ProxiedAnswer
/// Answers a request, with the mock's help, in a way that breaks one promise.
typealias Spoiling = @Sendable (ProxiedRequest, Upstream) -> ProxiedAnswer

/// A server that stands before a mock and spoils what passes.
struct SpoilingProxy: Sendable {
    private let server: Server
    let baseURL: String

    init(_ mock: MockServer, _ spoil: @escaping Spoiling) throws {
        try self.init(
            mock,
            replying: { request, upstream in
                let answer = spoil(request, upstream)
                var fields = ResponseFields()
                for field in answer.fields { try? fields.append(field.name, field.value) }
                return .response(
                    Response(
                        status: answer.status, fields: fields, body: answer.body,
                        closesConnection: answer.closesConnection)
                )
            })
    }

    /// A proxy that may answer with any bytes.
    init(_ mock: MockServer, replying reply: @escaping @Sendable (ProxiedRequest, Upstream) -> Reply) throws {
        let upstream = SpoilingProxy.upstream(mock)
        let handler = Handler(respond: { request, _ in
            reply(
                ProxiedRequest(
                    method: request.method.rawValue, path: "\(request.target)",
                    fields: request.headers.map { ($0.name, $0.value) }, body: request.body), upstream)
        })
        server = try Server.start(Server.Configuration(workers: 1), handler: handler)
        baseURL = "http://\(server.addresses[0])"
    }

    static func upstream(_ mock: MockServer) -> Upstream {
        { request in
            var fields = HTTPFields()
            for field in request.fields
            where field.name.lowercased() != "host" && field.name.lowercased() != "content-length" {
                if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
            }
            let inner = HTTPRequest(
                method: .init(request.method) ?? .get, scheme: "http", authority: "localhost", path: request.path,
                headerFields: fields)
            guard let (response, body) = try? mock.respond(to: inner, body: request.body) else {
                return ProxiedAnswer(status: 502)
            }
            return ProxiedAnswer(
                status: response.status.code,
                fields: response.headerFields.map { ($0.name.rawName, $0.value) }, body: body)
        }
    }

    func stop() { server.stop() }
}
