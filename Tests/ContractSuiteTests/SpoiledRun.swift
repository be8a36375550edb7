import Foundation
import HTTP1
import HTTPTypes
import Synchronization

@testable import CLI
@testable import ContractCLI
@testable import ContractSuite

/// Checks made on a mock in this process, without sockets, whose answers a spoiler changes.
struct SpoiledRun: Sendable {
    let mock: InProcessTarget

    /// The ids of those checks that do not pass and are not skipped.
    ///
    /// With `isLate` the spoiling begins when the run knows its token, its companies and some details, so that what a
    /// check asks for itself is all that is spoiled.
    func caught(_ checks: [ContractSuite.Check], isLate: Bool, _ spoil: @escaping Spoiling) async -> Set<String> {
        let isSpoiling = Flag(!isLate)
        let client = Client(rate: nil, send: mock.sending { isSpoiling.value ? spoil($0, $1) : $1($0) })
        let context = Context(mock.target, client: client)
        if isLate {
            _ = try? await (context.sample(), context.companyAdminToken(), context.requireGoodDetail())
            isSpoiling.value = true
        }
        let runner = Runner(mock.target)
        var caught: Set<String> = []
        for check in checks where await runner.verdict(of: check, context).0.finding != nil { caught.insert(check.id) }
        return caught
    }

    private final class Flag: Sendable {
        private let flag: Mutex<Bool>

        init(_ value: Bool) { flag = Mutex(value) }

        var value: Bool {
            get { flag.withLock { $0 } }
            set { flag.withLock { $0 = newValue } }
        }
    }
}

extension InProcessTarget {
    /// Requests without sockets, with what `spoil` makes of them.
    func sending(
        _ spoil: @escaping Spoiling = { $1($0) }
    ) -> @Sendable (HTTPRequest, [UInt8]) async throws -> Exchange {
        let inner = SpoilingProxy.upstream(server)
        // On the wire the server adds it.
        let upstream: Upstream = { request in
            var answer = inner(request)
            answer["Date"] = String(
                decoding: HTTP1.HTTPDate.bytes(unixSeconds: Int64(Date().timeIntervalSince1970)), as: UTF8.self)
            return answer
        }
        return { request, body in
            let answer = spoil(
                ProxiedRequest(
                    method: request.method.rawValue, path: request.path ?? "/",
                    fields: request.headerFields.map { ($0.name.rawName, $0.value) }, body: body), upstream)
            var fields = HTTPFields()
            for field in answer.fields {
                if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
            }
            return Exchange(
                request: request, requestBody: body,
                response: HTTPResponse(status: .init(code: answer.status), headerFields: fields),
                body: request.method == .head ? [] : answer.body)
        }
    }
}
