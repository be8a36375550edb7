import HTTP1
import ResellerAPI

/// The journal as an HTTP Archive 1.2, which browsers and proxies read.
enum HTTPArchive {
    static func document(_ records: [RequestRecord], in world: World) -> JSONValue {
        .members([
            "log": .members([
                "version": .string("1.2"),
                "creator": .members(["name": .string("reseller-mock"), "version": .string(MockServer.version)]),
                "entries": .array(records.filter { $0.isRequest }.map(entry)),
            ])
        ])
    }

    private static func entry(_ record: RequestRecord) -> JSONValue {
        let facts = RequestFacts(record)
        let milliseconds = (record.completed?.duration ?? record.processing) / .milliseconds(1)
        let time = DateTime(ticks: record.receivedAt * 10_000)
        let body = record.body
        let answer = record.response
        let host = facts.values(ofHeader: "host").first ?? "localhost"
        var request: [JSONValue.Member] = [
            .init("method", .string(facts.method)),
            .init("url", .string("\(record.peer.isTLS ? "https" : "http")://\(host)\(facts.url)")),
            .init("httpVersion", .string("HTTP/1.1")), .init("cookies", .array([])),
            .init("headers", pairs(facts.headers)),
            .init("queryString", pairs(facts.query)), .init("headersSize", .number("-1")),
            .init("bodySize", .count(body.count)),
        ]
        if !body.isEmpty {
            let type = facts.values(ofHeader: "content-type").first ?? ""
            request.append(.init("postData", .members(["mimeType": .string(type), "text": .string(facts.body)])))
        }
        let text = String(decoding: answer.body, as: UTF8.self)
        return .members([
            "startedDateTime": .string(DateTimeFormat.iso8601.string(time) + "Z"), "time": .number("\(milliseconds)"),
            "request": .object(request),
            "response": .members([
                "status": .count(record.status), "statusText": .string(""), "httpVersion": .string("HTTP/1.1"),
                "cookies": .array([]), "headers": pairs(answer.fields.list),
                "content": .members([
                    "size": .count(answer.body.count), "mimeType": .string(answer.fields.first("content-type") ?? ""),
                    "text": .string(text),
                ]),
                "redirectURL": .string(""), "headersSize": .number("-1"), "bodySize": .count(answer.body.count),
            ]),
            "cache": .object([]),
            "timings": .members([
                "send": .count(0), "wait": .number("\(record.processing / .milliseconds(1))"), "receive": .count(0),
            ]),
            "_mock": .object(RecordJSON.ours(record)),
        ])
    }

    private static func pairs(_ list: [(name: String, value: String)]) -> JSONValue {
        .array(list.map { .members(["name": .string($0.name), "value": .string($0.value)]) })
    }
}

extension MockServer {
    /// The requests of the journal as an HTTP Archive.
    package func httpArchive() -> [UInt8] {
        HTTPArchive.document(journal.records, in: service.world).bytes
    }
}
