import Foundation
import HTTPTypes

/// The shape of a target's answers: which members and header fields they have and of what types, and nothing of what
/// they say.
package struct Shape: Hashable, Sendable {
    /// A place in an answer.
    package struct Part: Hashable, Sendable, Comparable {
        /// What was asked, in words.
        package var answer: String
        /// A path of members such as `data.results[].tags`, `HTTP status`, or a header field's name with a colon.
        package var path: String

        /// By what was asked, then by path.
        package static func < (left: Part, right: Part) -> Bool {
            (left.answer, left.path) < (right.answer, right.path)
        }
    }

    /// What is found at each place: types, in alphabetical order with bars between them.
    package private(set) var parts: [Part: String] = [:]

    /// The shape as JSON: an object of answers with an object of paths each.
    var json: JSON {
        let answers = Dictionary(grouping: parts.keys, by: \.answer)
        return .object(
            answers.keys.sorted().map { answer in
                .init(
                    name: answer,
                    value: .object(
                        (answers[answer] ?? []).sorted().map { .init(name: $0.path, value: .string(parts[$0] ?? "")) }))
            })
    }

    /// The shape that `json` gives; nil for anything else.
    init?(_ json: JSON) {
        guard case .object(let answers) = json else { return nil }
        for answer in answers {
            guard case .object(let paths) = answer.value else { return nil }
            for path in paths {
                guard let types = path.value.text else { return nil }
                let part = Part(answer: Snapshot.printable(answer.name), path: Snapshot.printable(path.name))
                parts[part] = Snapshot.printable(types)
            }
        }
    }

    /// The document for `--write-shape`.
    package var text: String {
        let answers = Dictionary(grouping: parts.keys, by: \.answer)
        let objects = answers.keys.sorted().map { answer in
            let lines = (answers[answer] ?? []).sorted().map {
                "    \(JSON.string($0.path).serialized): \(JSON.string(parts[$0] ?? "").serialized)"
            }
            return "  \(JSON.string(answer).serialized): {\n\(lines.joined(separator: ",\n"))\n  }"
        }
        return "{\n\(objects.joined(separator: ",\n"))\n}\n"
    }

    init() {}

    // MARK: - Taking it

    private var seen: [Part: Set<String>] = [:]

    /// The shape of a target: of a token, a list, some details, and of each kind of refusal.
    static func observe(_ context: Context) async -> Shape {
        var shape = Shape()
        for (name, ask) in answers {
            guard let exchanges = try? await ask(context) else { continue }
            for exchange in exchanges { shape.add(exchange, as: name) }
        }
        if let answer = try? await context.tokenAnswer(), let token = try? await context.token(),
            let jwt = try? JWT(token, in: answer)
        {
            shape.add([jwt.header], at: "header", in: "access token")
            shape.add([jwt.claims], at: "claims", in: "access token")
        }
        shape.finish()
        return shape
    }

    private static let answers: [(String, @Sendable (Context) async throws -> [Exchange])] = [
        ("token", { [try await $0.tokenAnswer()] }),
        (
            "search",
            { context in
                let sizes = [10, SearchQuery.largePage]
                var pages: [Exchange] = []
                for size in sizes { pages.append(try await context.page(SearchQuery(pageSize: size)).exchange) }
                return pages
            }
        ),
        ("detail", { try await $0.sample().map(\.detail) }),
        ("token request with a wrong secret", { [try await TokenRefusalChecks.wrongSecret($0)] }),
        ("token request in JSON", { [try await TokenRefusalChecks.jsonRequest($0)] }),
        ("search without a token", { [try await $0.search(SearchQuery().json, authorization: .some(nil))] }),
        (
            "detail without a token",
            { [try await $0.detail(AuthenticationChecks.unknownID, authorization: .some(nil))] }
        ),
        ("search with a null orderBy", { [try await $0.search(SearchQuery().json("orderBy", .null))] }),
        ("search with an empty object", { [try await $0.search([:] as JSON)] }),
        (
            "search in text/plain",
            {
                [try await $0.search(Array("text".utf8), contentType: "text/plain")]
            }
        ),
        ("detail of an unknown company", { [try await $0.detail(AuthenticationChecks.unknownID)] }),
        (
            "detail of an unmanaged company",
            { context in
                guard let id = context.target.credentials.unmanagedCompany else { return [] }
                return [try await context.detail(Context.percentEncoded(id))]
            }
        ),
        (
            "search by a company admin",
            { context in
                guard context.target.credentials.companyAdmin != nil else { return [] }
                return [
                    try await context.search(
                        SearchQuery().json, authorization: "Bearer \(try await context.companyAdminToken())")
                ]
            }
        ),
        ("unknown route", { [try await $0.send(.get, "/api/no-such-route")] }),
    ]

    /// Fields that the way to the target decides, and those whose presence says nothing.
    private static let leftOut: Set<String> = [
        "date", "content-length", "connection", "keep-alive", "transfer-encoding",
    ]

    /// Fields whose names say nothing about anyone.
    private static let knownFields: Set<String> = [
        "age", "allow", "cache-control", "content-encoding", "content-type", "etag", "expires", "last-modified",
        "location", "pragma", "retry-after", "server", "set-cookie", "strict-transport-security", "vary", "via",
        "www-authenticate", "x-content-type-options", "x-frame-options", "x-powered-by", "x-reseller-mock-hint",
    ]

    private mutating func add(_ exchange: Exchange, as answer: String) {
        seen[Part(answer: answer, path: "HTTP status"), default: []].insert("\(exchange.status)")
        for field in exchange.response.headerFields where !Self.leftOut.contains(field.name.canonicalName) {
            let isTelling = [.contentType, .allow, .cacheControl].contains(field.name)
            let name = field.name.canonicalName
            let shown = Self.knownFields.contains(name) ? name : Vocabulary.shown(name)
            seen[Part(answer: answer, path: "\(shown):"), default: []].insert(
                isTelling ? Vocabulary.shown(field.value) : "present")
        }
        if exchange.body.isEmpty {
            seen[Part(answer: answer, path: "body"), default: []].insert("empty")
        } else if let json = try? JSONParser.parse(exchange.body) {
            add([json], at: "", in: answer)
        } else {
            seen[Part(answer: answer, path: "body"), default: []].insert("not JSON")
        }
    }

    /// Adds values that stand at the same place; a member that only some of them have is absent in the others.
    private mutating func add(_ values: [JSON], at path: String, in answer: String) {
        for value in values where path != "" {
            seen[Part(answer: answer, path: path), default: []].insert(Self.type(value))
        }
        let objects = values.filter(\.isObject)
        var members: [String: [JSON]] = [:]
        var names: [String] = []
        for case .object(let list) in objects {
            for member in list {
                let name = Vocabulary.shown(member.name)
                if members[name] == nil { names.append(name) }
                members[name, default: []].append(member.value)
            }
        }
        for name in names {
            let found = members[name] ?? []
            let inner = path.isEmpty ? name : "\(path).\(name)"
            if found.count < objects.count { seen[Part(answer: answer, path: inner), default: []].insert("absent") }
            add(found, at: inner, in: answer)
        }
        let elements = values.flatMap { $0.elements ?? [] }
        if !elements.isEmpty { add(elements, at: "\(path)[]", in: answer) }
    }

    private static func type(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .boolean: "boolean"
        case .number: value.integer == nil ? "number" : "integer"
        case .string(let text): DateColumn.formName(text) ?? "text"
        case .array: "array"
        case .object: "object"
        }
    }

    private mutating func finish() {
        parts = seen.mapValues { $0.sorted().joined(separator: " | ") }
        seen = [:]
    }
}
