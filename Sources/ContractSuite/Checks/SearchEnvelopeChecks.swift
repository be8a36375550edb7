import Foundation
import HTTPTypes

/// The form of a search's answer and of its rows.
enum SearchEnvelopeChecks {
    static let all = envelope + rows

    private static let envelope: [Check] = [
        .required(
            "search.success-envelope", "A search answers 200 with data, status, message, validationMessages.", .page
        ) {
            context in
            try expectEnvelope(try await context.firstPage().exchange)
        },
        .required("search.success-status", "The status of a success is SUCCESS.", .webClient) { context in
            let page = try await context.firstPage()
            let status = try page.exchange.string(page.exchange.json(), "status")
            try page.expect(status == "SUCCESS", "status SUCCESS", "\(status)")
        },
        .required(
            "search.paging-members",
            "data has the integers limitExceededCompanyCount, pageNumber, pageSize, totalNumberOfPages and "
                + "totalNumberOfRecords, and the array results.",
            .schema("CustomCompanyPagedResults of SearchCompanyDto")
        ) { context in
            let page = try await context.firstPage()
            _ = try page.exchange.integer(page.data, "limitExceededCompanyCount")
        },
        .advisory(
            "search.vendor-example",
            "The request of the vendor's page, which has no filter, succeeds; the schema demands one.", .page
        ) { context in
            let body: JSON = [
                "pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": false,
                "isTargetUserCountExceededLimit": false,
            ]
            _ = try await context.page(body)
        },
        .required(
            "search.schema-example", "The request of the vendor's OpenAPI document, with its filter, succeeds.",
            .schema("POST /api/companies/search, example")
        ) { context in
            let body: JSON = [
                "pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": false,
                "filter": ["Condition": "AND", "SearchInputTextValue": ""],
            ]
            _ = try await context.page(body)
        },
        .advisory("search.null-filter", "filter may be null.", .docs("end-to-end script for reseller clients")) {
            context in
            _ = try await context.page(SearchQuery().json("filter", .null))
        },
    ]

    /// The schema's members of a row with their types; nullable where it says so.
    static let members: [(name: String, type: MemberType)] = [
        ("companyName", .text), ("companyResourceId", .text), ("resellerName", .text), ("industryName", .text),
        ("industryResourceId", .text), ("licenseTypeName", .text), ("licenseTypeResourceId", .text),
        ("isNumberOfUsersLimited", .boolean), ("numberOfUsers", .text), ("privacyDurationId", .integer),
        ("licenceExpired", .boolean), ("licenseEndDate", .text), ("createTime", .text), ("targetUserCount", .integer),
        ("children", .array), ("tags", .texts), ("deletedTargetUserCount", .integer),
        ("inactiveTargetUserCount", .integer), ("monthlyActiveUserCount", .integer),
    ]

    private static let rows: [Check] =
        members.map { member in
            .required(
                "search.item.\(member.name)", "Every item has \(member.name), \(member.type.description).",
                .schema("SearchCompanyDto")
            ) { context in
                var items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                // Only clustered rows have any.
                if member.name == "children" {
                    let query = SearchQuery(pageSize: SearchQuery.largePage).json("isClustered", true)
                    items += try await context.page(query).items
                }
                let other = ["companyName": "name", "companyResourceId": "resourceId"][member.name]
                for item in items {
                    let value = item.json[member.name]
                    // What is null is left out, but a company has an id, a name and a time at which it was made.
                    if value == nil, other.map({ item.json[$0] == nil }) ?? (member.name == "createTime") {
                        throw Deviation("a member \"\(member.name)\"", "there is none", page.exchange)
                    }
                    try member.type.expect(value, member.name, in: page.exchange)
                }
                guard items.contains(where: { $0.json[member.name] != nil }) else {
                    guard let other else { throw Skip("no company has \(member.name)") }
                    throw Skip("the rows have \(other) instead, as the vendor's page says", .target)
                }
            }
        } + [
            .required("search.item-identifies-its-company", "Every item has an id, and no two have the same.", .page) {
                context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                let count = Set(items.map(\.id)).count
                try page.expect(count == items.count, "\(items.count) different ids", "\(count)")
            },
            .advisory(
                "search.item-has-page-names",
                "Every item has its id and name as resourceId and name too; the schema disagrees.",
                .page
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                for item in items {
                    _ = try page.exchange.string(item.json, "resourceId")
                    _ = try page.exchange.string(item.json, "name")
                    for (one, other) in [("resourceId", "companyResourceId"), ("name", "companyName")] {
                        guard let value = item.json[other] else { continue }
                        try page.expect(item.json[one] == value, "\(one) equal to \(other)", "another value")
                    }
                }
            },
            .advisory(
                "search.item-id-form", "An id has 12 letters and digits.", .page
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                let other = items.first { $0.id.wholeMatch(of: #/[A-Za-z0-9]{12}/#) == nil }
                try page.expect(other == nil, "12 letters and digits", "\(other?.id ?? "")")
            },
            .advisory(
                "search.item-dates",
                "All dates have one form: the schema's, or the one that the caller's company prefers.", .webClient
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                let dates = items.flatMap { [$0.text("createTime"), $0.text("licenseEndDate")].compactMap { $0 } }
                guard dates.count > 1 else { throw Skip("the companies have no dates to compare") }
                try page.expect(DateColumn.haveOneForm(dates), "dates in one form", "dates in several")
            },
            .required(
                "search.item-dates-are-dates", "Dates have the schema's form or the caller's preferred one.", .webClient
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                guard items.contains(where: { $0.text("createTime") ?? $0.text("licenseEndDate") != nil }) else {
                    throw Skip("no company has dates")
                }
                for name in ["createTime", "licenseEndDate"] {
                    let other = items.lazy.compactMap { $0.text(name) }.first { !DateColumn.isKnown($0) }
                    try page.expect(other == nil, "\(name) in a known form", "\(other ?? "")")
                }
            },
            .required(
                "search.item-counts", "Counts of users are never negative.", .docs("companies page, user counts")
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                for name in [
                    "targetUserCount", "deletedTargetUserCount", "inactiveTargetUserCount", "monthlyActiveUserCount",
                ] {
                    try page.expect(
                        !items.contains { ($0.number(name) ?? 0) < 0 }, "\(name) of 0 or more", "a negative one")
                }
            },
            .advisory(
                "search.item-expiry", "licenceExpired is true exactly when licenseEndDate has passed.",
                .assumed("what the two names say")
            ) { context in
                let items = try await context.companies(atLeast: 1)
                let page = try await context.firstPage()
                guard let now = page.exchange.field(.date).flatMap(HTTPDate.seconds) else {
                    throw Skip("the answer has no Date", .target)
                }
                let dates = try DateColumn(items.compactMap { $0.text("licenseEndDate") })
                var isJudged = false
                for item in items {
                    guard let expired = item.json["licenceExpired"]?.boolean,
                        let end = item.text("licenseEndDate").flatMap(dates.seconds)
                    else { continue }
                    // The zone of the dates is unknown, so within two days either answer is right.
                    guard abs(end - Double(now)) > 2 * 86400 else { continue }
                    isJudged = true
                    try page.expect(expired == (end < Double(now)), "licenceExpired \(end < Double(now))", "\(expired)")
                }
                guard isJudged else { throw Skip("no company has a licence that ends") }
            },
        ]

    /// Throws unless an answer has the envelope of a success.
    static func expectEnvelope(_ exchange: Exchange) throws {
        try exchange.expect(status: 200)
        let json = try exchange.json()
        guard json["data"]?.isObject == true else {
            throw Deviation("data that is an object", json["data"].map { "\(own: $0.typeName)" } ?? "no data", exchange)
        }
        _ = try exchange.string(json, "status")
        // Both are null on success, and what is null is left out.
        try MemberType.text.expect(json["message"], "message", in: exchange)
        try MemberType.texts.expect(json["validationMessages"], "validationMessages", in: exchange)
    }
}

/// A type of the schema. Texts, arrays and nullable integers may be null, the others not.
enum MemberType: Sendable, CustomStringConvertible {
    case text
    case integer
    case nullableInteger
    case boolean
    case array
    case texts

    var description: String {
        switch self {
        case .text: "a text or null"
        case .integer: "an integer"
        case .nullableInteger: "an integer or null"
        case .boolean: "true or false"
        case .array: "an array or null"
        case .texts: "an array of texts or null"
        }
    }

    func holds(_ value: JSON) -> Bool {
        switch self {
        case .text: value == .null || value.text != nil
        case .integer: value.integer != nil
        case .nullableInteger: value == .null || value.integer != nil
        case .boolean: value.boolean != nil
        case .array: value == .null || value.elements != nil
        case .texts: value == .null || value.elements?.allSatisfy { $0.text != nil } == true
        }
    }

    /// Whether the member may be null, and so left out: the API of 2026 leaves out what is null.
    var isNullable: Bool { holds(.null) }

    /// Throws a deviation unless the member is there with this type; one that may be null may be absent.
    func expect(_ value: JSON?, _ name: String, in exchange: Exchange) throws {
        guard let value else {
            if isNullable { return }
            throw Deviation("a member \"\(name)\"", "there is none", exchange)
        }
        try exchange.expect(holds(value), "\(name) is \(self)", "\(name) is \(own: value.typeName)")
    }
}
