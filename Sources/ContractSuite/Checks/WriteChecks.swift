import Foundation
import HTTPTypes

/// Checks that write: only where a run may. What they make has a name that begins with `prefix`; each deletes what it has
/// made, even when it fails or the run is interrupted, and what an earlier run had to leave behind.
package enum WriteChecks {
    static let prefix = "reseller-mock contract "

    package static let all = companies + ResourceWriteChecks.all

    private static let companies: [Check] = [
        .required(
            "writes.group", "A new group is found, takes and gives up companies, and is 404 once deleted.",
            .schema("POST /api/company-groups"), needs: [.permissionToWrite]
        ) { context in
            let company = try await context.company().id
            let participants: JSON = ["companyResourceIdArray": [.string(company)]]
            try await group(context) { path, id in
                func count() async throws -> (Exchange, Int) {
                    let answer = try await context.get(path)
                    return (answer, try answer.integer(successData(answer), "companyCount"))
                }
                try await context.write(.put, "\(path)/participants", participants).expect(status: 200)
                let (added, one) = try await count()
                try added.expect(one == 1, "companyCount 1 after adding one", "\(one)")
                let detail = try await context.detail(Context.percentEncoded(company))
                let groups = try successData(detail)["companyGroups"]?.elements ?? []
                try detail.expect(
                    groups.contains { $0["resourceId"]?.text == id }, "the group among companyGroups", "it is not there"
                )
                try await context.write(.delete, "\(path)/participants", participants).expect(status: 200)
                let (removed, none) = try await count()
                try removed.expect(none == 0, "companyCount 0 after removing it", "\(none)")
            }
        },
        .required(
            "writes.answer", "A write answers 200 with data.resourceId and a message.", .webClient,
            needs: [.permissionToWrite]
        ) { context in
            let made = Made(context, "/api/company-groups")
            try await made.use(try await context.write(.post, "/api/company-groups", ["name": .string(name())])) {
                answer, _ in
                let message = try answer.string(answer.json(), "message")
                try answer.expect(!message.isEmpty, "a message that is not empty", "an empty one")
            }
        },
        .required(
            "writes.company", "A new company is the newest of the search, and 404 once deleted.",
            .schema("POST /api/companies"), needs: [.permissionToWrite]
        ) { context in
            let name = name()
            try await Made(context, "/api/companies").use(try await create(name, context)) { answer, id in
                let detail = try await context.detail(Context.percentEncoded(id))
                let read = try detail.string(successData(detail), "name")
                try detail.expect(read == name, "the name that was sent", "another")
                let page = try await context.page(SearchQuery(pageSize: 1, ascending: false))
                try page.expect(page.ids == [id], "the new company first", "another")
            }
        },
        .required(
            "writes.required-fields", "A form without a required field is 400 INPUT_ERROR and makes nothing.",
            .docs("Companies"), needs: [.permissionToWrite]
        ) { context in
            let before = try await context.page(SearchQuery(pageSize: 1)).totalRecords
            let answer = try await context.sendForm([("NumberOfUsers", "1")])
            try answer.expect(status: 400)
            let after = try await context.page(SearchQuery(pageSize: 1)).totalRecords
            try answer.expect(before == after, "\(before) companies as before", "\(after)")
        },
    ]

    /// A new name for something that a check makes.
    static func name() -> String { prefix + UUID().uuidString.prefix(8) }

    private static func group(
        _ context: Context, _ body: @Sendable (_ path: String, _ id: String) async throws -> Void
    ) async throws {
        let path = "/api/company-groups"
        let answer = try await context.write(.post, path, ["name": .string(name())])
        try await Made(context, path).use(answer) { try await body("\(path)/\(Context.percentEncoded($1))", $1) }
    }

    /// A company like one that is there, so that every identifier in the form is one that the target knows.
    static func create(_ name: String, _ context: Context) async throws -> Exchange {
        let detail = try await context.sample()[0].detail
        let company = try successData(detail)
        var fields = [("Name", name), ("NumberOfUsers", "1"), ("IsNumberOfUsersLimited", "true")]
        for (field, member) in [
            ("IndustryResourceId", "industryResourceId"), ("CountryResourceId", "countryResourceId"),
            ("LicenseTypeResourceId", "licenseTypeResourceId"),
            ("LicensePeriodTypeResourceId", "licensePeriodTypeResourceId"), ("TimeZoneId", "timeZoneId"),
            ("DateFormat", "dateFormat"), ("TimeFormat", "timeFormat"),
        ] {
            guard let value = company[member]?.text else { throw Skip("the company looked at has no \(member)") }
            fields.append((field, value))
        }
        return try await context.sendForm(fields)
    }
}

/// Something that a check has made below a path.
struct Made {
    let context: Context
    let path: String

    init(_ context: Context, _ path: String) {
        self.context = context
        self.path = path
    }

    /// Deletes it after its use, whatever comes of that, and expects that it is gone then.
    func use(_ answer: Exchange, _ body: (Exchange, _ id: String) async throws -> Void) async throws {
        try answer.expect(status: 200)
        let data = try successData(answer)
        let id = try answer.string(data, "resourceId")
        do {
            try await body(answer, id)
            try Task.checkCancellation()
        } catch {
            _ = try? await delete(id)
            throw error
        }
        let deleted = try await delete(id)
        try deleted.expect(status: 200)
        try await context.get("\(path)/\(Context.percentEncoded(id))").expect(status: 404)
    }

    /// In a task of its own, so that an interrupted run does it, too.
    private func delete(_ id: String) async throws -> Exchange {
        let (context, path) = (context, path)
        return try await Task.detached {
            try await context.write(.delete, "\(path)/\(Context.percentEncoded(id))", nil)
        }.value
    }
}

extension Context {
    /// A write of JSON with the run's token, or another `authorization`, for the company of `scope` if one is given.
    func write(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON?, scope: String? = nil, authorization: String? = nil
    ) async throws -> Exchange {
        var fields = try await fields(authorization.map { .some($0) })
        if let scope { fields[HTTPField.Name("X-KEEPNET-Company-Id")!] = scope }
        if body != nil { fields[.contentType] = "application/json" }
        return try await send(method, path, fields: fields, body: body.map { Array($0.serialized.utf8) } ?? [])
    }

    /// A form for a new company.
    func sendForm(_ form: [(String, String)]) async throws -> Exchange {
        let boundary = "reseller-mock-\(UUID().uuidString)"
        var body = ""
        for (name, value) in form {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        var fields = try await fields()
        fields[.contentType] = "multipart/form-data; boundary=\(boundary)"
        return try await send(.post, "/api/companies", fields: fields, body: Array("\(body)--\(boundary)--\r\n".utf8))
    }

    /// Deletes what earlier runs had to leave behind, as when they were killed.
    func deleteLeftovers() async throws {
        let filter = { (field: String) in Filter.one(field, "Contains", WriteChecks.prefix) }
        for (path, field) in [("/api/company-groups", "Name"), ("/api/companies", "CompanyName")] {
            var query = SearchQuery(pageSize: SearchQuery.largePage)
            query.filter = filter(field)
            let rows = try successData(try await post("\(path)/search", query.json))["results"]?.elements ?? []
            for row in rows {
                guard (row["name"] ?? row["companyName"])?.text?.hasPrefix(WriteChecks.prefix) == true,
                    let id = (row["resourceId"] ?? row["companyResourceId"])?.text
                else { continue }
                _ = try await write(.delete, "\(path)/\(Self.percentEncoded(id))", nil)
            }
        }
    }
}
