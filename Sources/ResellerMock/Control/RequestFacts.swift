import Foundation
import HTTP1
import HTTPServer
import ResellerAPI

/// A recorded request as patterns and clients of the door see it.
final class RequestFacts {
    let record: RequestRecord
    /// Without secrets; nil for bytes that were no request.
    let request: Request?
    let method: String
    /// Path and query.
    let url: String
    let path: String
    let headers: [(name: String, value: String)]
    private(set) lazy var query = QueryText.pairs(request?.target.rawQuery ?? [])
    private(set) lazy var form = isForm ? QueryText.pairs(request?.body ?? []) : []
    private(set) lazy var body = String(decoding: request?.body ?? [], as: UTF8.self)
    private(set) lazy var document = try? JSONValue.read(request?.body ?? [])

    init(_ record: RequestRecord) {
        self.record = record
        request = record.isRequest ? record.head.request(body: record.body) : nil
        method = request?.method.rawValue.prefix(bytes: Journal.longestText) ?? ""
        path = request?.target.path ?? ""
        url = request?.target.description ?? ""
        headers = request.map { Array($0.headers) } ?? []
    }

    func values(ofHeader name: String) -> [String] {
        headers.filter { $0.name.isExactlyIgnoringCase(name) }.map(\.value)
    }

    private var isForm: Bool {
        values(ofHeader: "content-type").first?.lowercasedASCII
            .startsExactly(with: "application/x-www-form-urlencoded") ?? false
    }
}

extension RequestRecord {
    /// A UUID by form, the same for the record wherever it is told.
    func identifier(in world: World) -> String {
        func padded(_ number: UInt64) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        let digits = padded(world.journal.salt) + padded(UInt64(number))
        func part(_ from: Int, _ count: Int) -> Substring { digits.dropFirst(from).prefix(count) }
        return "\(part(0, 8))-\(part(8, 4))-4\(part(13, 3))-8\(part(17, 3))-\(part(20, 12))"
    }
}

/// Records in WireMock's shapes. Its clients refuse members that they do not know beside those of `request`, so what is ours
/// stands there.
enum RecordJSON {
    static func serveEvent(_ record: RequestRecord, in world: World) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(record.identifier(in: world))), .init("request", request(record, in: world)),
        ]
        let isMatched = record.operation != nil
        let status = JSONValue.number("\(record.status)")
        members.append(.init("responseDefinition", .object([.init("status", status)])))
        members.append(.init("response", response(record)))
        members.append(.init("wasMatched", .boolean(isMatched)))
        let processing = milliseconds(record.processing)
        let total = milliseconds(record.completed?.duration ?? record.processing)
        func number(_ value: Int) -> JSONValue { .number("\(value)") }
        members.append(
            .init(
                "timing",
                .object([
                    .init("addedDelay", number(0)), .init("processTime", number(processing)),
                    .init("responseSendTime", number(max(0, total - processing))),
                    .init("serveTime", number(processing)),
                    .init("totalTime", number(total)),
                ])))
        return .object(members)
    }

    static func request(_ record: RequestRecord, in world: World) -> JSONValue {
        let facts = RequestFacts(record)
        let host = facts.values(ofHeader: "host").first ?? "localhost"
        let scheme = record.peer.isTLS ? "https" : "http"
        let parts = host.parts(separatedBy: ":")
        let body = record.body
        let time = record.receivedAt
        let date = DateTimeFormat.iso8601.string(DateTime(unixSeconds: time / 1000))
        var members: [JSONValue.Member] = [
            .init("id", .string(record.identifier(in: world))),
            .init("url", .string(facts.url)),
            .init("absoluteUrl", .string("\(scheme)://\(host)\(facts.url)")),
            .init("method", .string(facts.method)),
            .init("clientIp", .string(record.peer.address)),
            .init("scheme", .string(scheme)),
            .init("host", .string(parts[0])),
            .init("port", .number(parts.count == 2 ? "\(Int(parts[1]) ?? 0)" : scheme == "https" ? "443" : "80")),
            .init("headers", headers(facts.headers)),
            .init("cookies", .object([])),
            .init("browserProxyRequest", .boolean(false)),
            .init("loggedDate", .number("\(time)")),
            .init("loggedDateString", .string(date + "Z")),
            .init("bodyAsBase64", .string(Data(body).base64EncodedString())),
            .init("body", .string(facts.body)),
            .init("protocol", .string("HTTP/1.1")),
            .init(
                "queryParams",
                .object(
                    facts.query.reduce(into: [JSONValue.Member]()) { members, pair in
                        guard !members.contains(where: { $0.name.isExactly(pair.name) }) else { return }
                        let values = facts.query.filter { $0.name.isExactly(pair.name) }.map {
                            JSONValue.string($0.value)
                        }
                        members.append(
                            .init(
                                pair.name,
                                .object([.init("key", .string(pair.name)), .init("values", .array(values))])))
                    })),
        ]
        members += ours(record)
        return .object(members)
    }

    /// What the mock knows beside what was sent.
    static func ours(_ record: RequestRecord) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("number", .number("\(record.number)")),
            .init("status", .number("\(record.status)")),
            .init("worldTime", .string(DateTimeFormat.iso8601.string(record.time) + "Z")),
        ]
        func add(_ name: String, _ text: String?) {
            if let text { members.append(.init(name, .string(text))) }
        }
        add("operation", record.operationName)
        add("client", record.clientId)
        add("rule", record.rule)
        add("hint", record.hint)
        if !record.effects.isEmpty { members.append(.init("effects", .array(record.effects.map { .string($0) }))) }
        if let connection = record.connection { members.append(.init("connection", .number("\(connection)"))) }
        switch record.completed?.delivery {
        case .whole: add("delivery", "whole")
        case .cutOff: add("delivery", "cutOff")
        case nil: add("delivery", "under way")
        }
        return members
    }

    private static func response(_ record: RequestRecord) -> JSONValue {
        guard record.isRequest, record.isSent else {
            return .object([.init("status", .number("\(record.status)"))])
        }
        let body = record.response.body
        return .object([
            .init("status", .number("\(record.status)")),
            .init("headers", headers(record.response.fields.list)),
            .init("bodyAsBase64", .string(Data(body).base64EncodedString())),
            .init("body", .string(String(decoding: body, as: UTF8.self))),
        ])
    }

    /// A text for a name that occurs once, an array for one that is repeated.
    private static func headers(_ list: [(name: String, value: String)]) -> JSONValue {
        var members: [JSONValue.Member] = []
        for field in list {
            guard !members.contains(where: { $0.name.isExactlyIgnoringCase(field.name) }) else { continue }
            let values = list.filter { $0.name.isExactlyIgnoringCase(field.name) }.map { JSONValue.string($0.value) }
            members.append(.init(field.name, values.count == 1 ? values[0] : .array(values)))
        }
        return .object(members)
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(duration / .milliseconds(1))
    }
}
