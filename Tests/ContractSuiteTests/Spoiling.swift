@testable import ContractSuite

/// Ways to spoil that many broken servers share.
enum Spoil {
    /// Answers of requests that `matches`, changed.
    static func answer(
        _ matches: @escaping @Sendable (ProxiedRequest) -> Bool,
        _ change: @escaping @Sendable (inout ProxiedAnswer) -> Void
    ) -> Spoiling {
        { request, mock in
            var answer = mock(request)
            if matches(request) { change(&answer) }
            return answer
        }
    }

    /// JSON bodies of successful answers of requests that `matches`, changed.
    static func json(
        _ matches: @escaping @Sendable (ProxiedRequest) -> Bool, status: Int = 200,
        _ change: @escaping @Sendable (inout JSON) -> Void
    ) -> Spoiling {
        answer(matches) { answer in
            guard answer.status == status, var json = try? JSONParser.parse(answer.body) else { return }
            change(&json)
            answer.body = Array(json.serialized.utf8)
        }
    }

    /// Requests changed before the mock sees them.
    static func request(_ change: @escaping @Sendable (inout ProxiedRequest) -> Void) -> Spoiling {
        { request, mock in
            var request = request
            change(&request)
            return mock(request)
        }
    }

    /// The JSON of search requests, changed before the mock sees it.
    static func query(_ change: @escaping @Sendable (inout JSON) -> Void) -> Spoiling {
        request { request in
            guard request.isSearch, var json = try? JSONParser.parse(request.body), json.isObject else { return }
            change(&json)
            request.body = Array(json.serialized.utf8)
        }
    }

    /// The rows of a search as they come, changed.
    static func rows(_ change: @escaping @Sendable (inout JSON) -> Void) -> Spoiling {
        json(\.isSearch) { json in
            json.change("data") { data in
                data.change("results") { results in
                    results = .array(
                        (results.elements ?? []).map { row in
                            var row = row
                            change(&row)
                            return row
                        })
                }
            }
        }
    }

    /// The `data` of successful answers of requests that `matches`, changed.
    static func data(
        _ matches: @escaping @Sendable (ProxiedRequest) -> Bool, _ change: @escaping @Sendable (inout JSON) -> Void
    ) -> Spoiling {
        json(matches) { $0.change("data", change) }
    }

    /// The search with a paging of one's own: all rows that the mock finds, and the page asked for.
    static func paging(
        adjusting adjust: @escaping @Sendable (inout JSON) -> Void = { _ in },
        _ page: @escaping @Sendable (_ rows: [JSON], _ query: JSON) -> [JSON]
    ) -> Spoiling {
        { request, mock in
            guard request.isSearch, let query = try? JSONParser.parse(request.body), query.isObject,
                query["pageNumber"]?.integer ?? 0 > 0, query["pageSize"]?.integer ?? 0 > 0
            else { return mock(request) }
            var whole = query
            whole["pageNumber"] = 1
            whole["pageSize"] = 99_999
            adjust(&whole)
            var inner = request
            inner.body = Array(whole.serialized.utf8)
            let all = mock(inner)
            var answer = mock(request)
            guard all.status == 200, var json = try? JSONParser.parse(answer.body),
                let rows = try? JSONParser.parse(all.body)["data"]?["results"]?.elements
            else { return answer }
            json.change("data") { $0["results"] = .array(page(rows, query)) }
            answer.body = Array(json.serialized.utf8)
            return answer
        }
    }

    /// The rows of a page.
    static func slice(_ rows: [JSON], from start: Int, count: Int) -> [JSON] {
        Array(rows.dropFirst(max(0, start)).prefix(count))
    }

    /// Changes every text of a JSON value that `text` maps to another.
    static func replacing(_ json: JSON, _ text: (String) -> String?) -> JSON {
        switch json {
        case .string(let value): .string(text(value) ?? value)
        case .array(let elements): .array(elements.map { replacing($0, text) })
        case .object(let members):
            .object(members.map { .init(name: $0.name, value: replacing($0.value, text)) })
        default: json
        }
    }

    /// Changes the objects within a JSON value that have `member`.
    static func changingObjects(_ json: JSON, with member: String, _ change: (inout JSON) -> Void) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map { changingObjects($0, with: member, change) })
        case .object(let members):
            var object = JSON.object(
                members.map { .init(name: $0.name, value: changingObjects($0.value, with: member, change)) })
            if object[member] != nil { change(&object) }
            return object
        default: return json
        }
    }
}

extension JSON {
    /// Changes a member if it is there.
    mutating func change(_ name: String, _ change: (inout JSON) -> Void) {
        guard var value = self[name] else { return }
        change(&value)
        self[name] = value
    }
}
