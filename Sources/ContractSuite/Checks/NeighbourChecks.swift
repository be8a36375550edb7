import Foundation
import HTTPTypes

/// The reads beside the three operations: the tree of companies, licences, privacy, groups, exports.
enum NeighbourChecks {
    static let all = companies + groups + exports

    private static let companies: [Check] = [
        .required(
            "my.lists-the-managed", "companies/my answers with a tree of the companies that the search lists.",
            .quickstart
        ) { context in
            let answer = try await my(context)
            let ids = Set(try nodes(of: answer).compactMap { $0["resourceId"]?.text })
            let listed = Set(try await context.companies(atLeast: 1).map(\.id))
            try answer.expect(listed.isSubset(of: ids), "all companies of the search", "some are not there")
        },
        .required(
            "my.members", "A node of companies/my has the schema's members with its types.",
            .schema("GetMyCompaniesDto")
        ) { context in
            let answer = try await my(context)
            for node in try nodes(of: answer) {
                _ = try answer.string(node, "name")
                _ = try answer.string(node, "resourceId")
                _ = try answer.integer(node, "privacyDurationId")
                _ = try answer.member(node, "licenceExpired", "a boolean") { $0.boolean }
            }
        },
        .required(
            "my.children", "children of a node below another is an array and never null.", .webClient
        ) { context in
            let answer = try await my(context)
            for node in try nodes(of: answer) { _ = try answer.member(node, "children", "an array") { $0.elements } }
        },
        .advisory(
            "my.search", "companies/my/search answers with the companies that have a text in their names.",
            .assumed("the document says what is sent")
        ) { context in
            let company = try await context.company()
            let body: JSON = ["text": .string(company.name ?? "")]
            let answer = try await context.post("/api/companies/my/search", body).expect(status: 200)
            let rows = try answer.member(answer.json(), "data", "an array") { $0.elements }
            try answer.expect(
                rows.contains { $0["resourceId"]?.text == company.id }, "the company of this name", "it is not there")
        },
        .required(
            "companies.license-check", "license-check has the limit and the users of the company's detail.",
            .schema("CheckCompanyLicenseDto")
        ) { context in
            let (item, detail) = try await context.sample()[0]
            let company = try successData(detail)
            let answer = try await context.get("/api/companies/\(item.path)/license-check")
            let check = try successData(answer)
            try answer.expect(
                check["isLimited"]?.boolean == company["isNumberOfUsersLimited"]?.boolean, "isLimited as in the detail",
                "another value")
            try answer.expect(
                check["activeUserCount"]?.integer == company["targetUserCount"]?.integer,
                "activeUserCount is targetUserCount of the detail", "another value")
            _ = try answer.integer(check, "totalUserCount")
            _ = try answer.member(check, "isLicenseExceeded", "a boolean") { $0.boolean }
        },
        .advisory(
            "companies.licenseexpirydate", "licenseexpirydate answers with an object, empty without a restriction.",
            .webClient
        ) { context in
            let body: JSON = ["licenseStartDate": "2026-03-01T00:00:00"]
            _ = try successData(try await context.post("/api/companies/licenseexpirydate", body))
        },
        .required(
            "companies.privacy", "The account privacy is a privacyDurationId of 0 to 5.", .webClient
        ) { context in
            let answer = try await context.get("/api/companies/privacy")
            let duration = try answer.integer(successData(answer), "privacyDurationId")
            try answer.expect((0...5).contains(duration), "0 to 5", "another number")
        },
    ]

    private static let groups: [Check] = [
        .required(
            "groups.list", "company-groups is an array of groups with resourceId, name and companyCount.",
            .schema("CompanyGroupDto")
        ) { context in
            let answer = try await context.get("/api/company-groups").expect(status: 200)
            for group in try answer.member(answer.json(), "data", "an array", { $0.elements }) {
                _ = try answer.string(group, "resourceId")
                _ = try answer.string(group, "name")
                _ = try answer.integer(group, "companyCount")
            }
        },
        .required(
            "groups.search", "company-groups/search has the same groups as the list, with createTime.",
            .schema("SearchCompanyGroupDto")
        ) { context in
            let list = try await context.get("/api/company-groups").expect(status: 200)
            let body = SearchQuery(pageSize: SearchQuery.largePage).json
            let answer = try await context.post("/api/company-groups/search", body)
            let page = try successData(answer)
            let rows = try answer.member(page, "results", "an array") { $0.elements }
            let ids = { (groups: [JSON]) in Set(groups.compactMap { $0["resourceId"]?.text }) }
            let listed = try list.member(list.json(), "data", "an array") { $0.elements }
            try answer.expect(ids(rows) == ids(listed), "the groups of the list", "others")
            for row in rows { _ = try answer.string(row, "createTime") }
        },
        .required("groups.unknown", "An unknown group is 404.", .platform("as for companies")) { context in
            try await context.get("/api/company-groups/\(AuthenticationChecks.unknownID)").expect(status: 404)
        },
    ]

    private static let exports: [Check] = [
        .required(
            "export.csv", "search/export with exportType CSV answers 200 with a line for each company.",
            .docs("Companies, export")
        ) { context in
            let count = try await context.companies(atLeast: 1).count
            let answer = try await export("CSV", context)
            // A cell may have line ends in it, so there may be more lines.
            let lines = String(decoding: answer.body, as: UTF8.self).split(whereSeparator: \.isNewline).count
            try answer.expect(lines > count, "a header and \(count) rows", "\(lines) lines")
        },
        .required(
            "export.excel", "search/export with exportType Excel answers 200 with an Office Open XML file.", .webClient
        ) { context in
            let answer = try await export("Excel", context)
            try answer.expect(answer.body.starts(with: Array("PK".utf8)), "a ZIP archive", "something else")
        },
        .advisory(
            "export.unknown-type", "Another exportType is 400.", .assumed("it is no member of the vendor's list")
        ) { context in
            try await context.requireGoodSearch()
            try await context.post("/api/companies/search/export", exportBody("Word")).expect(status: 400)
        },
    ]

    private static func my(_ context: Context) async throws -> Exchange {
        try await context.get("/api/companies/my").expect(status: 200)
    }

    /// The nodes of the tree at any depth.
    private static func nodes(of answer: Exchange) throws -> [JSON] {
        var open = try answer.member(answer.json(), "data", "an array") { $0.elements }
        var nodes: [JSON] = []
        while let node = open.popLast() {
            nodes.append(node)
            open += node["children"]?.elements ?? []
        }
        return nodes
    }

    private static func exportBody(_ type: String) -> JSON {
        var body = SearchQuery(pageSize: SearchQuery.largePage).json
        body["exportType"] = .string(type)
        body["reportAllPages"] = true
        return body
    }

    private static func export(_ type: String, _ context: Context) async throws -> Exchange {
        try await context.post("/api/companies/search/export", exportBody(type)).expect(status: 200)
    }
}
