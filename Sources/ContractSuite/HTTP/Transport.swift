import CURLTrust
import Foundation
import FoundationNetworking
import HTTPTypes

/// Requests on the wire, through `URLSession`: a client that shares nothing with the mock.
struct Transport: Sendable {
    /// Far beyond what any answer has, and few enough that checks which look through them end.
    private static let mostFields = 1000
    /// What is longer is cut; no field that checks look at is.
    private static let longestField = 4096

    private let session: URLSession
    private let collector = AnswerCollector()
    private let base: String
    private let timeout: Duration

    init(_ target: Target) {
        switch target.trust {
        case .system: curl_trust_set(nil, 1)
        case .certificates(let pem): curl_trust_set(pem, 1)
        case .anything: curl_trust_set(nil, 0)
        }
        let configuration = URLSessionConfiguration.ephemeral
        // The request is all that counts: nothing is remembered from one to the next.
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.timeoutIntervalForRequest = target.timeout.seconds
        session = URLSession(configuration: configuration, delegate: collector, delegateQueue: nil)
        base = Self.withoutIPv6Literal(target.base)
        timeout = target.timeout
    }

    /// Sends a request and reads the whole answer, whatever its status. Redirections are not followed.
    ///
    /// Throws `TransportError` when there is no answer in time.
    func send(_ request: HTTPRequest, body: [UInt8]) async throws -> Exchange {
        guard let url = URL(string: base + (request.path ?? "/"), encodingInvalidCharacters: false) else {
            throw TransportError(request: request, body: body, problem: "\(base) with that path is no URL")
        }
        var message = URLRequest(url: url)
        message.httpMethod = request.method.rawValue
        for field in request.headerFields { message.addValue(field.value, forHTTPHeaderField: field.name.rawName) }
        if !body.isEmpty || request.method == .post { message.httpBody = Data(body) }
        let (data, response) = try await reply(to: message, request, body)
        guard (100...999).contains(response.statusCode) else {
            throw TransportError(request: request, body: body, problem: "the answer's status has not three digits")
        }
        guard response.allHeaderFields.count <= Self.mostFields else {
            throw TransportError(request: request, body: body, problem: "more than \(Self.mostFields) header fields")
        }
        var fields = HTTPFields()
        for (name, value) in response.allHeaderFields {
            guard let name = HTTPField.Name("\(name)") else { continue }
            let value = String(decoding: "\(value)".utf8.prefix(Self.longestField), as: UTF8.self)
            fields.append(HTTPField(name: name, value: value))
        }
        return Exchange(
            request: request, requestBody: body,
            response: HTTPResponse(status: .init(code: response.statusCode), headerFields: fields), body: Array(data))
    }

    /// The answer, or the timeout: the session's own starts anew with every byte, but a target that dribbles must end
    /// too.
    ///
    /// Not through the session's asynchronous methods: cancelling those can deadlock on Linux (Swift 6.3).
    private func reply(
        to message: URLRequest, _ request: HTTPRequest, _ body: [UInt8]
    ) async throws -> (Data, HTTPURLResponse) {
        let timeout = timeout
        do {
            return try await withCheckedThrowingContinuation { continuation in
                let task = session.dataTask(with: message)
                collector.expect(task, continuation)
                task.resume()
                DispatchQueue.global().asyncAfter(deadline: .now() + timeout.seconds) { [collector] in
                    if collector.finish(task, throwing: URLError(.timedOut)) { task.cancel() }
                }
            }
        } catch let error as URLError {
            throw TransportError(request: request, body: body, problem: Self.sentence(error, timeout))
        }
    }

    private static func sentence(_ error: URLError, _ timeout: Duration) -> String {
        switch error.code {
        case .timedOut: "no complete answer within \(timeout.text)"
        case .cannotFindHost: "the host name is not known"
        case .dataLengthExceedsMaximum: "a body of more than \(AnswerCollector.longestBody >> 20) MiB"
        default: "\(error.localizedDescription)"
        }
    }

    /// The address as Foundation takes it; see `CURL_IPV6_SUFFIX`.
    private static func withoutIPv6Literal(_ base: String) -> String {
        guard let open = base.firstIndex(of: "["), let close = base[open...].firstIndex(of: "]") else { return base }
        let literal = base[base.index(after: open)..<close].replacing(":", with: "-")
        return base[..<open] + "\(literal).\(CURL_IPV6_SUFFIX)" + base[base.index(after: close)...]
    }

    /// Closes the connections.
    func close() {
        session.finishTasksAndInvalidate()
    }
}

/// A request that got no answer.
struct TransportError: Error, CustomStringConvertible {
    var request: HTTPRequest
    var body: [UInt8]
    /// What went wrong, without the request.
    var problem: String

    var description: String { problem }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    /// Such as `30 s` or `250 ms`.
    var text: String {
        seconds < 1
            ? "\(Int((seconds * 1000).rounded())) ms" : "\(String(format: "%g", (seconds * 10).rounded() / 10)) s"
    }
}
