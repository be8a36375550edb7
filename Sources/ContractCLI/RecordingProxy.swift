import ContractSuite
import CLI
import HTTP1
import HTTPServer
import ResellerAPI
import Synchronization

/// A server on loopback that passes requests on to a target and records what comes back.
final class RecordingProxy: Sendable {
    /// Such as `http://127.0.0.1:40123`.
    let baseURL: String

    private let server: Server
    private let passing: Passing

    /// Listens when this returns. `shownTarget` is how errors name the target.
    ///
    /// Throws a `Failure` when the port cannot be had.
    init(_ forwarder: Forwarder, shownTarget: String, port: UInt16, allowsWrites: Bool) throws {
        let passing = Passing(forwarder, shownTarget: shownTarget, allowsWrites: allowsWrites)
        do {
            server = try Server.start(
                Server.Configuration(listeners: [.init(port: port)]),
                handler: Handler(respond: { request, _ in passing.reply(to: request) }))
        } catch {
            throw Failure.usage("Cannot listen on port \(port) of 127.0.0.1: \(error)")
        }
        self.passing = passing
        baseURL = "http://\(server.addresses[0])"
    }

    /// Ends it, requests in progress first, and gives what was recorded.
    func stop() -> Recording {
        server.stop(grace: .seconds(2))
        passing.forwarder.close()
        return passing.recording
    }

    /// What happens to requests.
    private final class Passing: Sendable {
        let forwarder: Forwarder
        private let shownTarget: String
        private let allowsWrites: Bool
        private let state = Mutex(Recording())

        init(_ forwarder: Forwarder, shownTarget: String, allowsWrites: Bool) {
            self.forwarder = forwarder
            self.shownTarget = shownTarget
            self.allowsWrites = allowsWrites
        }

        var recording: Recording { state.withLock { $0 } }

        func reply(to request: Request) -> Reply {
            if !allowsWrites, !RecordingProxy.isReading(request.method.rawValue, request.target.path) {
                return .response(
                    Self.text(
                        403,
                        "reseller-mock record passes on only what reads, and \(request.method) "
                            + "\(request.target.quotedPath(limit: 200)) is not known to. Start it with --allow-writes "
                            + "to pass on everything."))
            }
            let reply = OpenReply()
            Task { reply.end(.respond(await answer(request))) }
            return .open(reply)
        }

        private static func text(_ status: Int, _ sentence: String) -> Response {
            Response(status: status, fields: .text, body: Array("\(sentence)\n".utf8))
        }

        /// Fields of one connection, and those that the client in between sees to.
        private static let hopByHop: Set<String> = [
            "accept-encoding", "connection", "content-encoding", "content-length", "expect", "host", "keep-alive",
            "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
            "upgrade",
        ]

        private func answer(_ request: Request) async -> Response {
            let exchange: RecordedExchange
            do {
                exchange = try await forwarder.send(
                    method: request.method.rawValue, path: "\(request.target)",
                    fields: request.headers.filter { !Self.hopByHop.contains($0.name.lowercased()) }.map { $0 },
                    body: request.body)
            } catch {
                return Self.text(502, "\(shownTarget) could not be asked: \(error).")
            }
            guard exchange.status >= 200 else {
                return Self.text(502, "\(shownTarget) answered with status \(exchange.status), expected a final one.")
            }
            state.withLock { $0.add(exchange) }
            var fields = ResponseFields()
            for field in exchange.answerFields where !Self.hopByHop.contains(field.name.lowercased()) {
                // A field that cannot be sent is none that a client misses.
                try? fields.append(field.name, field.value)
            }
            return Response(status: exchange.status, fields: fields, body: exchange.answer)
        }
    }

    /// Whether a request changes nothing, by the vendor's document: reads, and POSTs of operations that only look
    /// something up.
    static func isReading(_ method: String, _ path: String) -> Bool {
        if ["GET", "HEAD", "OPTIONS"].contains(method) { return true }
        guard case .endpoint(let endpoint, _) = RouteTable.shared.match(method: method, path: path) else {
            return false
        }
        return endpoint.operation?.isReading ?? false
    }
}
