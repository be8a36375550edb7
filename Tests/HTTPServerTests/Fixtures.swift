import HTTP1
import HTTPServer
import Synchronization

/// A handler that shows what it was asked, and the routes the tests need.
func makeHandler(_ replies: [String: Reply] = [:], log: Log = Log()) -> Handler {
    Handler(
        respond: { request, _ in
            if let reply = replies[request.target.path] { return reply }
            let text = "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))"
            return .response(Response(status: 200, fields: .text, body: Array(text.utf8)))
        },
        refuse: { error, _ in
            log.append("\(error.status)")
            return Response(error)
        },
        tlsFailed: { failure, name, _ in log.append("\(failure)" + (name.map { " Not for \($0)." } ?? "")) })
}

/// What happened on the server's threads.
final class Log: Sendable {
    private let lines = Mutex<[String]>([])

    func append(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

func startServer(
    _ replies: [String: Reply] = [:], workers: Int = 1, host: String = "127.0.0.1", limits: Limits = Limits(),
    log: Log = Log()
) throws -> Server {
    try Server.start(
        Server.Configuration(listeners: [.init(host: host)], workers: workers, limits: limits),
        handler: makeHandler(replies, log: log))
}

func get(_ path: String, _ fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
}

func head(_ path: String, _ fields: String = "") -> String {
    "HEAD \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
}

func plain(_ text: String) -> Response {
    Response(status: 200, fields: .text, body: Array(text.utf8))
}

/// Limits with the times a test is about made short.
func shortLimits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
}
