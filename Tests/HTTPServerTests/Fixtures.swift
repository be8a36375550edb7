import Foundation
import HTTP1
import HTTPServer
import Synchronization
import Testing

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
        tlsFailed: { failure, name, _ in log.append("\(failure)" + (name.map { " Not for \($0)." } ?? "")) },
        shortage: { shortage, change in log.append("\(shortage) \(change)") })
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

/// Runs work on a thread of its own; a blocking call in the tests' pool might not begin before the other tests are done.
func inBackground(_ work: @escaping @Sendable () -> Void) -> Background {
    let background = Background()
    Foundation.Thread.detachNewThread {
        work()
        background.isDone.signal()
    }
    return background
}

struct Background: Sendable {
    fileprivate let isDone = DispatchSemaphore(value: 0)

    /// Waits for the end of the work, with patience.
    func wait() {
        #expect(isDone.wait(timeout: .now() + .seconds(patience)) == .success)
    }
}

/// Holds handlers until it is opened.
final class Gate: Sendable {
    private let condition = NSCondition()
    private let state = Mutex((isOpen: false, waiting: 0))

    /// How many it has held.
    var waiting: Int { state.withLock(\.waiting) }

    func wait() {
        condition.lock()
        defer { condition.unlock() }
        state.withLock { $0.waiting += 1 }
        while !state.withLock(\.isOpen) { condition.wait() }
    }

    func open() {
        condition.lock()
        defer { condition.unlock() }
        state.withLock { $0.isOpen = true }
        condition.broadcast()
    }
}
