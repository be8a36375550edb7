@testable import ContractSuite

extension BrokenServer {
    private static func number(_ query: JSON) -> Int { query["pageNumber"]?.integer ?? 1 }
    private static func size(_ query: JSON) -> Int { query["pageSize"]?.integer ?? 10 }

    static let search: [BrokenServer] = [
        .init(
            "rows without createTime", caughtBy: "search.item.createTime", spoil: Spoil.rows { $0["createTime"] = nil }),
        .init(
            "numberOfUsers as a number", caughtBy: "search.item.numberOfUsers",
            spoil: Spoil.rows { $0["numberOfUsers"] = 100 }),
        .init(
            "targetUserCount as a text", caughtBy: "search.item.targetUserCount",
            spoil: Spoil.rows { $0["targetUserCount"] = "7" }),
        .init(
            "targetUserCount null", caughtBy: "search.item.targetUserCount",
            spoil: Spoil.rows { $0["targetUserCount"] = .null }),
        .init("tags as one text", caughtBy: "search.item.tags", spoil: Spoil.rows { $0["tags"] = "emea" }),
        .init(
            "licenseExpired with an American s", caughtBy: "search.item.licenceExpired",
            spoil: Spoil.rows {
                $0["licenseExpired"] = $0["licenceExpired"]; $0["licenceExpired"] = nil
            }),
        .init(
            "dates in two forms", caughtBy: "search.item-dates",
            spoil: Spoil.rows {
                $0["createTime"] = "14/06/2022 06:49"
                $0["licenseEndDate"] = "2022-06-14T06:49:00"
            }),
        .init(
            "dates as numbers in text", caughtBy: "search.item-dates-are-dates",
            spoil: Spoil.rows { $0["createTime"] = "1655189340" }),
        .init(
            "ids as UUIDs", caughtBy: "search.item-id-form",
            spoil: Spoil.rows { row in
                row["companyResourceId"] = .string("0b1f-\(row["companyResourceId"]?.text ?? "")")
            }),
        .init(
            "no row has its id as resourceId", caughtBy: "search.item-has-page-names",
            spoil: Spoil.rows { $0["resourceId"] = nil }),
        .init("all rows expired", caughtBy: "search.item-expiry", spoil: Spoil.rows { $0["licenceExpired"] = true }),
        .init(
            "negative counts", caughtBy: "search.item-counts", spoil: Spoil.rows { $0["deletedTargetUserCount"] = -1 }),
        .init(
            "validationMessages as one text", caughtBy: "search.success-envelope",
            spoil: Spoil.json(\.isSearch) { $0["validationMessages"] = "none" }),
        .init(
            "the quickstart's envelope", caughtBy: "search.success-envelope",
            spoil: Spoil.json(\.isSearch) {
                $0["isSuccess"] = true; $0["status"] = nil
            }),
        .init("status OK", caughtBy: "search.success-status", spoil: Spoil.json(\.isSearch) { $0["status"] = "OK" }),
        .init(
            "no limitExceededCompanyCount", caughtBy: "search.paging-members",
            spoil: Spoil.data(\.isSearch) { $0["limitExceededCompanyCount"] = nil }),
        .init(
            "totals as texts", caughtBy: "search.paging-members",
            spoil: Spoil.data(\.isSearch) { $0["totalNumberOfRecords"] = "14" }),
        .init(
            "pages counted from 0", caughtBy: "search.pages-are-complete", "search.last-page",
            spoil: Spoil.paging { Spoil.slice($0, from: number($1) * size($1), count: size($1)) }),
        .init(
            "pages that overlap by a row", caughtBy: "search.pages-do-not-overlap",
            spoil: Spoil.paging { Spoil.slice($0, from: (number($1) - 1) * max(1, size($1) - 1), count: size($1)) }),
        .init(
            "pages that leave a row out", caughtBy: "search.pages-are-complete",
            spoil: Spoil.paging { Spoil.slice($0, from: (number($1) - 1) * (size($1) + 1), count: size($1)) }),
        .init(
            "pages with a row too many", caughtBy: "search.page-size-is-honoured", "search.page-size-one",
            spoil: Spoil.paging { Spoil.slice($0, from: (number($1) - 1) * size($1), count: size($1) + 1) }),
        .init(
            "every page has ten rows", caughtBy: "search.page-size-is-honoured", "search.page-size-one",
            spoil: Spoil.paging { Spoil.slice($0, from: (number($1) - 1) * 10, count: 10) }),
        .init(
            "the last page is filled up", caughtBy: "search.last-page",
            spoil: Spoil.paging { rows, query in
                let start = min((number(query) - 1) * size(query), max(0, rows.count - size(query)))
                return Spoil.slice(rows, from: start, count: size(query))
            }),
        .init(
            "past the end comes the last page", caughtBy: "search.past-the-end",
            spoil: Spoil.query { query in
                if (query["pageNumber"]?.integer ?? 0) > 900 { query["pageNumber"] = 1 }
            }),
        .init(
            "the total is one too many", caughtBy: "search.total-records",
            spoil: Spoil.data(\.isSearch) {
                $0["totalNumberOfRecords"] = .number("\(($0["totalNumberOfRecords"]?.integer ?? 0) + 1)")
            }),
        .init(
            "the total counts the page's rows", caughtBy: "search.total-records",
            spoil: Spoil.data(\.isSearch) {
                $0["totalNumberOfRecords"] = .number("\($0["results"]?.elements?.count ?? 0)")
            }),
        .init(
            "the number of pages is rounded down", caughtBy: "search.total-pages",
            spoil: Spoil.data(\.isSearch) { data in
                let pages = (data["totalNumberOfRecords"]?.integer ?? 0) / max(1, data["pageSize"]?.integer ?? 1)
                data["totalNumberOfPages"] = .number("\(pages)")
            }),
        .init(
            "the page number comes back from 0", caughtBy: "search.page-is-echoed",
            spoil: Spoil.data(\.isSearch) { $0["pageNumber"] = .number("\(($0["pageNumber"]?.integer ?? 1) - 1)") }),
        .init(
            "a page size of 0 is ten", caughtBy: "search.page-size-zero",
            spoil: Spoil.query { if $0["pageSize"] == 0 { $0["pageSize"] = 10 } }),
        .init(
            "pages of any size", caughtBy: "search.page-size-too-large",
            spoil: Spoil.query { if $0["pageSize"] == 100_000 { $0["pageSize"] = 99_999 } }),
        .init(
            "ascending is ignored", caughtBy: "search.sort.createTime.ascending", "search.sort.companyName.ascending",
            spoil: Spoil.query { $0["ascending"] = false }),
        .init(
            "ascending is turned round", caughtBy: "search.sort.createTime.descending",
            spoil: Spoil.query { $0["ascending"] = .boolean($0["ascending"] != true) }),
        .init(
            "orderBy is ignored", caughtBy: "search.sort.companyName.ascending",
            "search.sort.targetUserCount.descending",
            "search.sort.licenseEndDate.ascending", "search.sort.industryName.ascending",
            spoil: Spoil.query { if ($0["orderBy"]?.text ?? "").count > 5 { $0["orderBy"] = "CreateTime" } }),
        .init(
            "numbers sort as texts", caughtBy: "search.sort.targetUserCount.ascending",
            spoil: Spoil.paging { rows, query in
                guard query["orderBy"] == "TargetUserCount" else {
                    return Spoil.slice(rows, from: (number(query) - 1) * size(query), count: size(query))
                }
                let sorted = rows.sorted { left, right in
                    (left["targetUserCount"]?.serialized ?? "") < (right["targetUserCount"]?.serialized ?? "")
                }
                return query["ascending"] == true ? sorted : sorted.reversed()
            }),
        .init(
            "equal rows come in another order on every page", caughtBy: "search.equal-rows-keep-their-order",
            spoil: Spoil.paging { rows, query in
                var groups: [[JSON]] = []
                for row in rows {
                    if let last = groups.last, query["orderBy"] == "LicenseTypeName",
                        last[0]["licenseTypeName"] == row["licenseTypeName"]
                    {
                        groups[groups.count - 1].append(row)
                    } else {
                        groups.append([row])
                    }
                }
                let turned = groups.flatMap { number(query) % 2 == 0 ? $0.reversed() : $0 }
                return Spoil.slice(turned, from: (number(query) - 1) * size(query), count: size(query))
            }),
        .init(
            "an unknown sort field counts as CreateTime", caughtBy: "search.sort.unknown-field",
            spoil: Spoil.query { if $0["orderBy"] == "NoSuchField" { $0["orderBy"] = "CreateTime" } }),
        .init(
            "a missing orderBy counts as CreateTime", caughtBy: "search.sort.missing", "search.sort.null",
            spoil: Spoil.query { query in
                if query.names.count > 1, query["orderBy"] ?? .null == .null { query["orderBy"] = "CreateTime" }
            }),
        .init(
            "orderBy in one spelling alone", caughtBy: "search.sort.name-any-case",
            spoil: Spoil.query { if $0["orderBy"] == "createTime" { $0["orderBy"] = "CompanyName" } }),
        .init(
            "over the limit means at it, too", caughtBy: "search.over-limit.equal-is-not-over",
            "search.over-limit.only",
            spoil: Spoil.paging(adjusting: { $0["isTargetUserCountExceededLimit"] = false }) { rows, query in
                guard query["isTargetUserCountExceededLimit"] == true else {
                    return Spoil.slice(rows, from: (number(query) - 1) * size(query), count: size(query))
                }
                return rows.filter { row in
                    row["isNumberOfUsersLimited"] == true
                        && (row["targetUserCount"]?.integer ?? 0) >= (Int(row["numberOfUsers"]?.text ?? "") ?? .max)
                }
            }),
        .init(
            "the over-limit switch is ignored", caughtBy: "search.over-limit.only", "search.over-limit.all",
            spoil: Spoil.query { $0["isTargetUserCountExceededLimit"] = false }),
        .init(
            "the over-limit switch is always on", caughtBy: "search.over-limit.false",
            spoil: Spoil.query {
                if $0["isTargetUserCountExceededLimit"] == false { $0["isTargetUserCountExceededLimit"] = true }
            }),
        .init(
            "the over-limit switch makes the filter void", caughtBy: "search.over-limit.combines-with-a-filter",
            spoil: Spoil.query { if $0["isTargetUserCountExceededLimit"] == true { $0["filter"] = nil } }),
        .init(
            "limitExceededCompanyCount is always 0", caughtBy: "search.over-limit.count",
            "search.over-limit.count-agrees",
            spoil: Spoil.data(\.isSearch) { $0["limitExceededCompanyCount"] = 0 }),
        .init(
            "limitExceededCompanyCount counts the page", caughtBy: "search.over-limit.count-ignores-the-filter",
            spoil: Spoil.data(\.isSearch) { data in
                let over = (data["results"]?.elements ?? []).count { row in
                    row["isNumberOfUsersLimited"] == true
                        && (row["targetUserCount"]?.integer ?? 0) > (Int(row["numberOfUsers"]?.text ?? "") ?? .max)
                }
                data["limitExceededCompanyCount"] = .number("\(over)")
            }),
        .init(
            "isClustered is ignored but for a row twice", caughtBy: "search.clustered",
            spoil: Spoil.data(\.isSearch) { data in
                data.change("results") { rows in
                    guard let elements = rows.elements,
                        elements.contains(where: { $0["children"]?.elements?.isEmpty == false })
                    else { return }
                    rows = .array(elements + elements)
                }
            }),
    ]
}
