import Foundation
import HTTPTypes

/// HTTP itself: media types, verbs, odd paths, connections.
enum HTTPChecks {
    static let all = fields + verbs + identifiers + connections

    private static let fields: [Check] = [
        .required("http.content-type.search", "A search answers application/json.", .page) { context in
            try expectJSON(try await context.firstPage().exchange)
        },
        .required("http.content-type.detail", "A detail answers application/json.", .page) { context in
            try expectJSON(try await context.sample()[0].detail)
        },
        .advisory("http.content-type.error", "A 400 of a search answers application/json.", .quickstart) { context in
            try expectJSON(try await context.badSearch(SearchQuery().json("orderBy", .null)).expect(status: 400))
        },
        .advisory("http.charset", "JSON answers say charset=utf-8.", .platform("ASP.NET Core, JSON formatter")) {
            context in
            let page = try await context.firstPage()
            let type = page.exchange.field(.contentType) ?? ""
            try page.expect(type.lowercased().contains("charset=utf-8"), "charset=utf-8", "\(type)")
        },
        .advisory("http.date", "Answers have a Date.", .platform("RFC 9110 section 6.6.1")) { context in
            let page = try await context.firstPage()
            let date = page.exchange.field(.date)
            try page.expect(date.flatMap(HTTPDate.seconds) != nil, "a Date in the form of HTTP", "\(date ?? "")")
        },
        .advisory(
            "http.no-byte-order-mark", "JSON answers start with the value itself.", .platform("RFC 8259 section 8.1")
        ) { context in
            let page = try await context.firstPage()
            try page.expect(page.exchange.body.first == UInt8(ascii: "{"), "a brace", "another byte")
        },
    ]

    private static let verbs: [Check] =
        [
            (route: "detail", verb: "GET"), (route: "search", verb: "POST"),
        ].map { (route: String, verb: String) -> Check in
            .required(
                "http.allow.\(route)", "A 405 of the \(route) path has Allow, and \(verb) in it.",
                .platform("RFC 9110 section 15.5.6")
            ) { context in
                let segment = route == "search" ? "search" : try await context.company().path
                for method in [HTTPRequest.Method.head, .patch, .options] {
                    let answer = try await context.send(
                        method, "/api/companies/\(segment)", fields: context.fields())
                    guard answer.status == 405 else { continue }
                    let allow = answer.field(.allow) ?? ""
                    let verbs = allow.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                    return try answer.expect(verbs.contains(verb), "Allow with \(verb)", "Allow: \(allow)")
                }
                throw Skip("no verb is refused with 405", .target)
            }
        } + otherVerbs

    private static let otherVerbs: [Check] = [
        .advisory("http.head.detail", "HEAD for a company is 405 with Allow: DELETE, GET, PUT.", .routing) { context in
            let id = try await context.company().path
            let answer = try await context.send(.head, "/api/companies/\(id)", fields: context.fields())
            try expectAllow("DELETE, GET, PUT", answer)
        },
        .advisory("http.head.search", "HEAD for the search is 405 with Allow: DELETE, GET, POST, PUT.", .routing) {
            context in
            let answer = try await context.send(.head, "/api/companies/search", fields: context.fields())
            try expectAllow("DELETE, GET, POST, PUT", answer)
        },
        .advisory("http.options.search", "OPTIONS for the search is 405 with Allow.", .routing) { context in
            let answer = try await context.send(.options, "/api/companies/search", fields: context.fields())
            try expectAllow("DELETE, GET, POST, PUT", answer)
            try answer.expect(answer.body.isEmpty, "no body", "\(answer.body.count) bytes")
        },
        .advisory("http.wrong-verb-before-token", "A verb the route lacks is 405 even without a token.", .routing) {
            context in
            try await context.send(.head, "/api/companies/search").expect(status: 405)
        },
        .advisory("http.unknown-route", "An unknown path is 404 even without a token, with no body.", .routing) {
            context in
            let answer = try await context.send(.get, "/api/no-such-route").expect(status: 404)
            try answer.expect(answer.body.isEmpty, "no body", "\(answer.body.count) bytes")
        },
        .advisory("http.token-path-is-exact", "A slash behind /connect/token is another path: 404.", .identityServer) {
            context in
            try await context.send(
                .post, "/connect/token/", fields: [.contentType: "application/x-www-form-urlencoded"],
                body: Array("grant_type=client_credentials".utf8)
            ).expect(status: 404)
        },
        .advisory("http.token-path-any-case", "/Connect/Token is the token endpoint too.", .identityServer) { context in
            let answer = try await context.send(
                .post, "/Connect/Token", fields: [.contentType: "application/x-www-form-urlencoded"],
                body: Array("grant_type=client_credentials".utf8))
            try answer.expect(status: 400)
            let error = try answer.string(answer.json(), "error")
            try answer.expect(error == "invalid_client", "error invalid_client", "\(error)")
        },
    ]

    private static let identifiers: [Check] =
        [
            ("two-kilobytes", "An id of 2 KB", String(repeating: "x", count: 2048)),
            ("one-letter", "An id of one letter", "x"),
            ("unicode", "An id in other scripts", "%E4%BC%9A%E7%A4%BE%C3%BC%F0%9F%8E%89"),
            ("space", "An id with an escaped space", "abc%20def"),
            ("slash", "An id with an escaped slash", "abc%2Fdef"),
            ("quote", "An id with quotes", "x%27%20OR%20%271%27%3D%271"),
            ("percent", "An id with an escaped percent sign", "100%25"),
            ("invalid-utf8", "An id whose bytes are no UTF-8", "abc%FFdef"),
        ].map { (name: String, sentence: String, id: String) -> Check in
            .required("http.id.\(name)", "\(sentence) is 404 like any unknown one.", .pageErrors) { context in
                try await context.badDetail(id).expect(status: 404)
            }
        } + [
            .required(
                "http.id.percent-encoded", "An id with an escaped letter is the same id.",
                .platform("RFC 3986 section 6.2.2.2")
            ) { context in
                let id = try await context.company().path
                let escaped = "%" + String(id.utf8.first ?? 0, radix: 16, uppercase: true) + id.dropFirst()
                let answer = try await context.detail(escaped)
                let found = try answer.string(successData(answer), "resourceId")
                try answer.expect(found == id, "the company of that id", "another")
            },
            .required("http.id.twice-encoded", "An id that is escaped twice is another id.", .pageErrors) { context in
                let id = try await context.company().path
                let escaped = "%25" + String(id.utf8.first ?? 0, radix: 16, uppercase: true) + id.dropFirst()
                try await context.badDetail(escaped).expect(status: 404)
            },
        ]

    private static let connections: [Check] = [
        .advisory(
            "http.connection-stays-open", "The connection is kept for the next request.",
            .platform("RFC 9112 section 9.3")
        ) { context in
            let page = try await context.firstPage()
            let connection = page.exchange.field(.connection)?.lowercased() ?? ""
            try page.expect(connection != "close", "no Connection: close", "\(connection)")
        },
        .required(
            "http.answers-do-not-mix", "Requests one after the other get each its own answer.", .page
        ) { context in
            _ = try await context.companies(atLeast: 2)
            let sample = try await context.sample()
            for company in sample + sample.reversed() {
                let answer = try await context.detail(company.item.path)
                let id = try answer.string(successData(answer), "resourceId")
                try answer.expect(id == company.item.id, "the company asked for", "another")
            }
        },
        .required(
            "http.concurrent-requests-agree", "Requests at the same time get the answers they get one by one.", .page
        ) { context in
            _ = try await context.companies(atLeast: 2)
            let sample = try await context.sample()
            try await withThrowingTaskGroup(of: (Exchange, Exchange).self) { group in
                for company in sample {
                    group.addTask { (company.detail, try await context.detail(company.item.path)) }
                }
                for try await (alone, together) in group {
                    try together.expect(
                        together.status == alone.status && together.body == alone.body, "the answer of a lone request",
                        "HTTP \(together.status), \(together.body.count) other bytes")
                }
            }
        },
        .required(
            "http.after-a-refusal", "A refused request leaves the next one unharmed.", .page
        ) { context in
            try await context.badSearch(Array("{".utf8)).expect(status: 400)
            _ = try await context.page()
        },
    ]

    private static func expectJSON(_ answer: Exchange) throws {
        try answer.expect(
            answer.mediaType == "application/json", "application/json", "\(answer.mediaType ?? "no type")")
    }

    private static func expectAllow(_ verbs: String, _ answer: Exchange) throws {
        try answer.expect(status: 405)
        let allow = answer.field(.allow) ?? ""
        try answer.expect(allow == verbs, "Allow: \(verbs)", allow.isEmpty ? "no Allow" : "Allow: \(allow)")
    }
}
