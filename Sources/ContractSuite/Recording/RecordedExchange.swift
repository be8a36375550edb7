package import Foundation
import HTTPTypes

/// A request and its answer, for a recording.
package struct RecordedExchange: Sendable {
    let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    /// An exchange from its parts; nil where method, field names or status are none.
    package init?(
        method: String, path: String, fields: [(name: String, value: String)], body: [UInt8], status: Int,
        answerFields: [(name: String, value: String)], answer: [UInt8]
    ) {
        guard let method = HTTPRequest.Method(method), (100...999).contains(status) else { return nil }
        exchange = Exchange(
            request: HTTPRequest(
                method: method, scheme: nil, authority: nil, path: path, headerFields: HTTPFields(listed: fields)),
            requestBody: body,
            response: HTTPResponse(status: .init(code: status), headerFields: HTTPFields(listed: answerFields)),
            body: answer)
    }

    /// The status of the answer.
    package var status: Int { exchange.status }
    /// The fields of the answer.
    package var answerFields: [(name: String, value: String)] {
        exchange.response.headerFields.map { ($0.name.rawName, $0.value) }
    }
    /// The body of the answer.
    package var answer: [UInt8] { exchange.body }
}

extension HTTPFields {
    /// Those of these fields whose names are names.
    fileprivate init(listed fields: [(name: String, value: String)]) {
        self.init()
        for field in fields {
            if let name = HTTPField.Name(field.name) { append(HTTPField(name: name, value: field.value)) }
        }
    }
}

/// Passes requests of others on to a target.
package struct Forwarder: Sendable {
    private let transport: Transport
    private let target: Target

    /// Passes on to this address, trusting these certificates.
    package init(baseURL: URL, trust: Target.Trust, timeout: Duration) {
        var target = Target(baseURL: baseURL, credentials: Credentials(reseller: .init(id: "", secret: "")))
        target.trust = trust
        target.timeout = timeout
        self.target = target
        transport = Transport(target)
    }

    /// Sends a request and waits for its answer, whatever its status.
    ///
    /// Throws `ForwardingError` when there is no answer in time.
    package func send(
        method: String, path: String, fields: [(name: String, value: String)], body: [UInt8]
    ) async throws(ForwardingError) -> RecordedExchange {
        guard let method = HTTPRequest.Method(method) else {
            throw ForwardingError(description: "\(method) is no method")
        }
        let request = HTTPRequest(
            method: method, scheme: target.baseURL.scheme?.lowercased(), authority: target.baseURL.host, path: path,
            headerFields: HTTPFields(listed: fields))
        do {
            return RecordedExchange(try await transport.send(request, body: body))
        } catch {
            throw ForwardingError(description: "\(error)")
        }
    }

    /// Closes the connections.
    package func close() { transport.close() }
}

/// Why a request that was passed on has no answer.
package struct ForwardingError: Error, Hashable, CustomStringConvertible {
    /// A phrase.
    package var description: String
}
