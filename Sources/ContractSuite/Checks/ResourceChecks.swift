import Foundation
import HTTPTypes

/// What a reseller's program reads beside companies: clients, roles, lookups, users, SCIM settings.
enum ResourceChecks {
    static let all = reads.map(\.check) + clients + [clientExport] + roles + lookups + scope

    /// The names of members, for reports.
    static let members = reads.flatMap { read in read.members.map(\.name) }

    /// A list or a search, and the members of its rows.
    private struct Read: Sendable {
        var id: String
        var sentence: String
        var path: String
        /// Nil for a GET.
        var body: JSON?
        /// Where the rows are in `data`.
        var rows: [String] = []
        var members: [(name: String, type: MemberType)]
        var source: Source
        var severity = Check.Severity.advisory
        /// Whether it always has rows.
        var isFilled = true

        var check: Check {
            Check(id: id, sentence: sentence, source: source, severity: severity, needs: []) { context in
                let answer = try await ResourceChecks.read(path, body, context)
                let rows = try self.rows(of: answer)
                try answer.expect(!rows.isEmpty || !isFilled, "at least one row", "none")
                for row in rows {
                    try answer.expect(row.isObject, "rows that are objects", "\(own: row.typeName)")
                    for member in members { try member.type.expect(row[member.name], member.name, in: answer) }
                    // Whatever else is left out, something identifies the row.
                    let key = members[0].name
                    try answer.expect(row[key] != nil && row[key] != .null, "rows with \(own: key)", "one without")
                }
            }
        }

        func rows(of answer: Exchange) throws -> [JSON] {
            var data = try answer.json()["data"]
            for step in rows { data = data?[step] }
            guard let elements = data?.elements else {
                throw Deviation("an array of rows", data.map { "\(own: $0.typeName)" } ?? "nothing", answer)
            }
            return elements
        }
    }

    private static func read(
        _ path: String, _ body: JSON? = nil, _ context: Context, scope: String? = nil
    ) async throws -> Exchange {
        let answer = try await send(path, body, context, scope: scope)
        try answer.expect(status: 200)
        let status = try answer.string(answer.json(), "status")
        try answer.expect(status == "SUCCESS", "status SUCCESS", "\(status)")
        return answer
    }

    private static func send(
        _ path: String, _ body: JSON?, _ context: Context, scope: String? = nil
    ) async throws -> Exchange {
        var fields = try await context.fields()
        if body != nil { fields[.contentType] = "application/json" }
        if let scope { fields[HTTPField.Name("X-KEEPNET-Company-Id")!] = scope }
        let bytes = body.map { Array($0.serialized.utf8) } ?? []
        return try await context.send(body == nil ? .get : .post, path, fields: fields, body: bytes)
    }

    private static let script = Source.docs("end-to-end script for REST API clients")
    private static let search = SearchQuery().json

    private static let reads: [Read] = [
        Read(
            id: "roles.list", sentence: "GET /api/roles lists roles with their ids.", path: "/api/roles",
            members: [("resourceId", .text), ("name", .text)], source: script, severity: .required),
        Read(
            id: "roles.available", sentence: "GET /api/roleswithavailable has the same form.",
            path: "/api/roleswithavailable", members: [("resourceId", .text), ("name", .text)],
            source: .schema("SystemRoleDto")),
        Read(
            id: "roles.search", sentence: "POST /api/roles/search has the schema's rows.", path: "/api/roles/search",
            body: search, rows: ["results"],
            members: [
                ("resourceId", .text), ("roleName", .text), ("roleDescription", .text), ("companyResourceId", .text),
                ("companyName", .text), ("createTime", .text), ("userCount", .integer), ("tenantUserCount", .integer),
                ("typeName", .text), ("isOwner", .boolean),
            ], source: .schema("SystemRoleSearchDto")),
        Read(
            id: "permissions.all", sentence: "GET /api/permissions/all is a tree of permissions.",
            path: "/api/permissions/all",
            members: [
                ("permissionName", .text), ("permissionResourceId", .text), ("moduleName", .text),
                ("permissionDescription", .text), ("groupName", .text), ("parentGroupName", .text),
                ("isDisabled", .boolean), ("children", .array),
            ], source: .schema("GetSystemPermissionDto")),
        Read(
            id: "clients.search", sentence: "POST /api/companies/clients/search has the schema's rows.",
            path: "/api/companies/clients/search", body: search, rows: ["results"],
            members: [
                ("resourceId", .text), ("clientName", .text), ("clientId", .text), ("createTime", .text),
                ("statusId", .integer), ("statusName", .text),
            ], source: script, severity: .required, isFilled: false),
        Read(
            id: "lookups.rows", sentence: "POST /api/lookups has the schema's rows.", path: "/api/lookups",
            body: ["typeidlist": [1, 2]],
            members: [
                ("resourceId", .text), ("genericCodeTypeId", .integer), ("genericCodeTypeName", .text), ("name", .text),
                ("code", .text), ("description", .text), ("orderNumber", .integer), ("isoCode", .text),
                ("isoFriendlyName", .text),
            ], source: .schema("LookupDto")),
        Read(
            id: "lookups.licenses", sentence: "GET /api/lookups/licenses has licences with their modules.",
            path: "/api/lookups/licenses", rows: ["licenses"],
            members: [("resourceId", .text), ("name", .text), ("licenseModules", .array)], source: .schema("LicenseDto")
        ),
        Read(
            id: "lookups.license-modules", sentence: "GET /api/lookups/licenses has all modules.",
            path: "/api/lookups/licenses", rows: ["allLicenseModules"],
            members: [("resourceId", .text), ("name", .text), ("isAvailable", .boolean)],
            source: .schema("LicenseModuleDto")),
        Read(
            id: "lookups.code-types", sentence: "GET /api/codetypes lists the lists.", path: "/api/codetypes",
            members: [("id", .integer), ("name", .text), ("description", .text)], source: .schema("GenericCodeTypeDto")),
        Read(
            id: "lookups.country-timezones", sentence: "GET /api/lookups/country-timezones has countries' formats.",
            path: "/api/lookups/country-timezones",
            members: [
                ("countryCode", .text), ("dateFormat", .text), ("timeFormat", .text), ("clockFormat", .text),
                ("phoneNumberCode", .text), ("languageCode", .text), ("languageName", .text), ("timezone", .text),
                ("languageResourceId", .text),
            ], source: .schema("CountryTimeZoneInfoDto")),
        Read(
            id: "lookups.timezones", sentence: "GET /api/timezone/timezones has time zones.",
            path: "/api/timezone/timezones", rows: ["timeZoneList"], members: [("id", .text), ("displayName", .text)],
            source: .schema("TimeZoneDto")),
        Read(
            id: "users.search", sentence: "POST /api/system-users/search has the schema's rows.",
            path: "/api/system-users/search", body: search, rows: ["results"],
            members: [
                ("resourceId", .text), ("firstName", .text), ("lastName", .text), ("companyName", .text),
                ("companyResourceId", .text), ("roles", .text), ("phoneNumber", .text), ("statusId", .nullableInteger),
                ("statusName", .text), ("createTime", .text), ("email", .text), ("isEditable", .boolean),
            ], source: .schema("SystemUserSearchDto"), isFilled: false),
        Read(
            id: "scim.fields", sentence: "GET /api/scim/fields lists what can be mapped.", path: "/api/scim/fields",
            rows: ["fields"], members: [("resourceId", .text), ("name", .text)], source: .schema("SCIMFieldDto")),
        Read(
            id: "scim.search", sentence: "POST /api/scim/search has the schema's rows.", path: "/api/scim/search",
            body: search, rows: ["results"],
            members: [
                ("resourceId", .text), ("name", .text), ("groupName", .text), ("groupByCustomFieldName", .text),
                ("createTime", .text),
            ], source: .schema("SCIMSettingSearchView"), isFilled: false),
    ]

    private static let clients: [Check] = [
        .required("clients.generate", "A pair is generated that a client can have, another each time.", script) {
            context in
            var pairs: Set<String> = []
            for _ in 0..<2 {
                let answer = try await read("/api/companies/clients/generate-client-credentials", nil, context)
                let data = try answer.json()["data"] ?? .null
                for (member, most) in [("clientId", 32), ("clientSecret", 100)] {
                    let text = try answer.string(data, member)
                    try answer.expect(
                        (1...most).contains(text.utf16.count), "\(own: member) of 1 to \(most) characters",
                        "\(text.utf16.count) characters")
                    try answer.expect(pairs.insert(text).inserted, "another \(own: member) each time", "the same")
                }
            }
        },
        .advisory(
            "clients.search-needs-a-filter", "A search over clients with a filter of null is 500.",
            .docs("Create a REST API client for a customer")
        ) { context in
            _ = try await read("/api/companies/clients/search", search, context)
            let body = SearchQuery().json("filter", .null)
            try await send("/api/companies/clients/search", body, context).expect(status: 500)
        },
    ]

    private static let clientExport: Check = .advisory(
        "clients.export", "clients/search/export with exportType CSV answers 200 with a line for each client.",
        .schema("POST /api/companies/clients/search/export")
    ) { context in
        var body = SearchQuery(pageSize: SearchQuery.largePage).json
        let answer = try await read("/api/companies/clients/search", body, context)
        let count = try answer.member(successData(answer), "results", "an array") { $0.elements }.count
        body["exportType"] = "CSV"
        body["reportAllPages"] = true
        let file = try await send("/api/companies/clients/search/export", body, context).expect(status: 200)
        // A cell may have line ends in it, so there may be more lines.
        let lines = String(decoding: file.body, as: UTF8.self).split(whereSeparator: \.isNewline).count
        try file.expect(lines > count, "a header and \(count) rows", "\(lines) lines")
    }

    private static let roles: [Check] = [
        .required("roles.company-admin", "There is a role Company Admin.", .docs("Roles and permissions")) { context in
            let answer = try await read("/api/roles", nil, context)
            let names = try answer.json()["data"]?.elements?.compactMap { $0["name"]?.text } ?? []
            try answer.expect(names.contains("Company Admin"), "a role Company Admin", "\(names.count) others")
        }
    ]

    private static let lookups: [Check] = [
        .advisory("lookups.agree", "What companies refer to is in the lists, with its name.", .webClient) { context in
            for (type, member) in [(1, "country"), (2, "industry"), (3, "licenseType"), (4, "licensePeriodType")] {
                let answer = try await read("/api/lookups/\(type)", nil, context)
                let rows = try answer.json()["data"]?.elements ?? []
                for company in try await context.sample() {
                    let data = try successData(company.detail)
                    guard let id = data["\(member)ResourceId"]?.text, !id.isEmpty else { continue }
                    let row = rows.first { $0["resourceId"]?.text == id }
                    try answer.expect(row != nil, "the company's \(own: member)", "not in the list")
                    try answer.expect(row?["name"] == data["\(member)Name"], "the name in the company", "another")
                }
            }
        },
        .advisory("lookups.expire", "Lookups have lookup-expire, a time to come.", .webClient) { context in
            let answer = try await read("/api/lookups/2", nil, context)
            let text = answer.field(HTTPField.Name("lookup-expire")!) ?? ""
            try answer.expect(
                JSON.integer(text).map { Double($0) > Date().timeIntervalSince1970 } ?? false,
                "lookup-expire with seconds since 1970, in the future", "\(text)")
        },
    ]

    private static let scope: [Check] = [
        .required(
            "scope.company", "A call for a managed company in X-KEEPNET-Company-Id is answered.",
            .docs("Getting started with the API")
        ) { context in
            let company = try await context.company().id
            for path in ["/api/companies/clients/search", "/api/system-users/search"] {
                _ = try await read(path, search, context, scope: company)
            }
        },
        .advisory(
            "scope.unknown", "A call for an unknown company in X-KEEPNET-Company-Id is 404.",
            .docs("Getting started with the API")
        ) { context in
            _ = try await read("/api/roles", nil, context)
            try await send("/api/roles", nil, context, scope: AuthenticationChecks.unknownID).expect(status: 404)
        },
        .advisory(
            "scope.unmanaged", "A call for a company that the caller does not manage is 403.",
            .docs("Getting started with the API"), needs: [.unmanagedCompany]
        ) { context in
            _ = try await read("/api/roles", nil, context)
            let company = context.target.credentials.unmanagedCompany
            try await send("/api/roles", nil, context, scope: company).expect(status: 403)
        },
    ]
}
