import Foundation
import HTTPTypes

/// `GET /api/companies/{resourceId}`: one company in full.
enum DetailChecks {
    static let all = form + members.map(check) + agreement + addressing

    private static let form: [Check] = [
        .required(
            "detail.success-envelope", "A detail answers 200 with data, status, message, validationMessages.", .page
        ) {
            context in
            for company in try await context.sample() { try SearchEnvelopeChecks.expectEnvelope(company.detail) }
        },
        .required("detail.success-status", "The status of a success is SUCCESS.", .webClient) { context in
            let detail = try await context.sample()[0].detail.expect(status: 200)
            let status = try detail.string(detail.json(), "status")
            try detail.expect(status == "SUCCESS", "status SUCCESS", "\(status)")
        },
        .required("detail.listed-companies-are-found", "Every company that is listed can be read.", .page) { context in
            for company in try await context.sample() { try company.detail.expect(status: 200) }
        },
        .required("detail.id-round-trips", "A detail has the id it was asked for.", .page) { context in
            for company in try await context.sample() {
                let id = try company.detail.string(successData(company.detail), "resourceId")
                try company.detail.expect(id == company.item.id, "the id of the path", "\(id)")
            }
        },
        .advisory(
            "detail.is-repeatable", "The same request twice gives the same bytes.",
            .assumed("nothing changes in between")
        ) {
            context in
            let company = try await context.sample()[0]
            let again = try await context.detail(company.item.path).expect(status: 200)
            try again.expect(again.body == company.detail.body, "the same body", "another")
        },
    ]

    static let members: [(name: String, type: MemberType)] = [
        ("resourceId", .text), ("name", .text), ("description", .text), ("industryResourceId", .text),
        ("industryName", .text), ("countryResourceId", .text), ("countryName", .text), ("countryCode", .text),
        ("address", .text), ("websiteUrl", .text), ("logoUrl", .text), ("licenseTypeResourceId", .text),
        ("licenseTypeName", .text), ("licensePeriodTypeResourceId", .text), ("licensePeriodTypeName", .text),
        ("licenseStartDate", .text), ("licenseEndDate", .text), ("isNumberOfUsersLimited", .boolean),
        ("numberOfUsers", .nullableInteger), ("notificationTemplateTypeResourceId", .text),
        ("notificationTemplateTypeName", .text), ("trainingContentTypeResourceId", .text),
        ("trainingContentTypeName", .text), ("smtpConfigurationTypeResourceId", .text),
        ("smtpConfigurationTypeName", .text), ("preferredLanguageTypeResourceId", .text),
        ("preferredLanguageTypeName", .text), ("isVersionVisible", .boolean), ("isReleaseNotesVisible", .boolean),
        ("releaseNotesUrl", .text), ("companyGroups", .array), ("parentId", .nullableInteger),
        ("baseManHourCost", .integer), ("baseManHour", .integer), ("statusId", .nullableInteger), ("statusName", .text),
        ("licenseModules", .texts), ("targetUserCount", .integer), ("timeZoneId", .text),
        ("callBackNumberBookingCount", .nullableInteger), ("dateFormat", .text), ("timeFormat", .text),
        ("tags", .texts),
        ("hasAgenticAILicense", .boolean),
    ]

    private static func check(_ member: (name: String, type: MemberType)) -> Check {
        .required(
            "detail.member.\(member.name)", "A detail has \(member.name), \(member.type).", .schema("CompanyDto")
        ) { context in
            var isThere = false
            for company in try await context.sample() {
                let value = try successData(company.detail)[member.name]
                // What is null is left out, but a company has an id and a name.
                if value == nil, ["resourceId", "name"].contains(member.name) {
                    throw Deviation("a member \"\(member.name)\"", "there is none", company.detail)
                }
                try member.type.expect(value, member.name, in: company.detail)
                isThere = isThere || value != nil
            }
            guard isThere else { throw Skip("no company looked at has \(member.name)") }
        }
    }

    private static let shared = [
        ("name", "companyName"), ("industryName", "industryName"), ("industryResourceId", "industryResourceId"),
        ("licenseTypeName", "licenseTypeName"), ("licenseTypeResourceId", "licenseTypeResourceId"),
        ("isNumberOfUsersLimited", "isNumberOfUsersLimited"), ("licenseEndDate", "licenseEndDate"),
        ("targetUserCount", "targetUserCount"),
    ]

    private static let agreement: [Check] =
        shared.map { (member: String, itemMember: String) -> Check in
            .required(
                "detail.agrees.\(member)", "\(member) of a detail is \(itemMember) of the company's row.",
                .schema("CompanyDto and SearchCompanyDto")
            ) { context in
                var isThere = false
                for company in try await context.sample() {
                    // A member that is null may be left out on either side.
                    let expected =
                        company.item.json[itemMember] ?? (itemMember == "companyName" ? company.item.json["name"] : nil)
                    let value = try successData(company.detail)[member]
                    try company.detail.expect(
                        (value ?? .null) == (expected ?? .null), "\(member) as in the row", "another value")
                    isThere = isThere || (expected ?? .null) != .null
                }
                guard isThere else { throw Skip("no company looked at has \(itemMember)") }
            }
        } + [
            .required(
                "detail.agrees.numberOfUsers", "numberOfUsers of a detail is the number that the row has as a text.",
                .schema("CompanyDto and SearchCompanyDto")
            ) { context in
                let limited = try await context.sample().filter { $0.item.json["isNumberOfUsersLimited"] == true }
                guard !limited.isEmpty else { throw Skip("no company looked at has a licence limit") }
                for company in limited {
                    let value = try successData(company.detail)["numberOfUsers"]?.integer
                    try company.detail.expect(
                        value == company.item.number("numberOfUsers"), "numberOfUsers as in the row", "another value")
                }
            },
            .required(
                "detail.agrees.tags", "A detail has the tags of the row.", .schema("CompanyDto and SearchCompanyDto")
            ) {
                context in
                let sample = try await context.sample()
                guard sample.contains(where: { !$0.item.tags.isEmpty }) else {
                    throw Skip("no company looked at has tags")
                }
                for company in sample {
                    let tags = try successData(company.detail)["tags"]?.elements?.compactMap(\.text) ?? []
                    try company.detail.expect(
                        Set(tags) == Set(company.item.tags), "the tags of the row", "\(tags.count) others")
                }
            },
            .required("detail.status-name", "statusId 1 is Active, 0 Inactive.", .webClient) { context in
                var isThere = false
                for company in try await context.sample() {
                    let data = try successData(company.detail)
                    guard let id = data["statusId"]?.integer, let name = data["statusName"]?.text else { continue }
                    let expected = [0: "Inactive", 1: "Active"][id]
                    try company.detail.expect(expected == name, "statusName of statusId \(id)", "\(name)")
                    isThere = true
                }
                guard isThere else { throw Skip("no company looked at has statusId and statusName") }
            },
            .required("detail.groups", "companyGroups is an array of objects with resourceId and name.", .webClient) {
                context in
                var isThere = false
                for company in try await context.sample() {
                    let groups = try successData(company.detail)["companyGroups"]?.elements ?? []
                    for group in groups {
                        _ = try company.detail.string(group, "resourceId")
                        _ = try company.detail.string(group, "name")
                        isThere = true
                    }
                }
                guard isThere else { throw Skip("no company looked at is in a group") }
            },
            .required(
                "detail.formats", "dateFormat and timeFormat are among those the vendor's clients know.", .webClient
            ) { context in
                let known = [
                    "dateFormat": ["dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"], "timeFormat": ["24h", "12h"],
                ]
                var isThere = false
                for company in try await context.sample() {
                    let data = try successData(company.detail)
                    for (name, values) in known {
                        guard let value = data[name]?.text else { continue }
                        isThere = true
                        try company.detail.expect(
                            values.contains(value), "\(name) one of \(values.joined(separator: ", "))",
                            "\(value)")
                    }
                }
                guard isThere else { throw Skip("no company looked at has dateFormat or timeFormat") }
            },
            .required("detail.dates", "Dates have the schema's form or the caller's preferred one.", .webClient) {
                context in
                var isThere = false
                for company in try await context.sample() {
                    let data = try successData(company.detail)
                    for name in ["licenseStartDate", "licenseEndDate"] {
                        guard let value = data[name]?.text else { continue }
                        isThere = true
                        try company.detail.expect(
                            DateColumn.isKnown(value), "\(name) in a known form", "\(value)")
                    }
                }
                guard isThere else { throw Skip("no company looked at has dates") }
            },
        ]

    private static let addressing: [Check] = [
        .advisory("detail.search-is-an-id", "GET /api/companies/search asks for a company of that id: 404.", .routing) {
            context in
            try await context.badDetail("search").expect(status: 404)
        },
        .advisory("detail.route-any-case", "The route is recognized in any letter case.", .routing) { context in
            let id = try await context.company().path
            let answer = try await context.send(.get, "/API/Companies/\(id)", fields: context.fields())
            try answer.expect(status: 200)
        },
        .advisory("detail.trailing-slash", "A slash at the end of the path means nothing.", .routing) { context in
            let id = try await context.company().path
            try await context.detail("\(id)/").expect(status: 200)
        },
        .advisory("detail.query-is-ignored", "A query that nobody knows means nothing.", .routing) { context in
            let id = try await context.company().path
            try await context.detail("\(id)?noSuchParameter=1").expect(status: 200)
        },
        .advisory("detail.longer-path", "A path below the company's that no operation has is 404.", .routing) {
            context in
            let id = try await context.company().path
            try await context.badDetail("\(id)/no-such-thing").expect(status: 404)
        },
    ]
}
