@testable import ContractSuite

extension BrokenServer {
    /// Changes the items of a filter, in PascalCase as most checks send them.
    private static func items(_ change: @escaping @Sendable (inout JSON) -> Void) -> Spoiling {
        Spoil.query { $0 = Spoil.changingObjects($0, with: "FieldName", change) }
    }

    private static func operators(_ field: String, _ from: String, _ to: String) -> Spoiling {
        items { if $0["FieldName"]?.text == field, $0["Operator"]?.text == from { $0["Operator"] = .string(to) } }
    }

    private static func status(
        _ status: Int, _ matches: @escaping @Sendable (ProxiedRequest) -> Bool
    ) -> Spoiling {
        { request, mock in request.isSearch && matches(request) ? ProxiedAnswer(status: status) : mock(request) }
    }

    static let filters: [BrokenServer] = [
        .init(
            "AND and OR swapped", caughtBy: "search.filter.and", "search.filter.or", "search.filter.and-of-groups",
            "search.filter.or-of-groups",
            spoil: Spoil.query { query in
                query.change("filter") { filter in
                    filter = Spoil.replacing(filter) { ["AND": "OR", "OR": "AND"][$0] }
                }
            }),
        .init(
            "every condition is AND", caughtBy: "search.filter.or", "search.filter.or-of-groups",
            spoil: Spoil.query { $0 = Spoil.replacing($0) { $0 == "OR" ? "AND" : nil } }),
        .init(
            "filters are ignored", caughtBy: "search.filter.companyName.contains", "search.filter.createTime.greater",
            "search.filter.licenceExpired.true", "search.filter.free-text",
            spoil: Spoil.query { $0["filter"] = nil }),
        .init(
            "nested groups are ignored", caughtBy: "search.filter.nested-groups",
            "search.filter.group-with-items-and-groups",
            spoil: Spoil.query { query in
                query = Spoil.changingObjects(query, with: "FilterItems") { $0["FilterGroups"] = [] }
            }),
        .init(
            "only the first group counts", caughtBy: "search.filter.and-of-groups", "search.filter.or-of-groups",
            spoil: Spoil.query { query in
                query.change("filter") { filter in
                    filter.change("FilterGroups") { $0 = .array(Array(($0.elements ?? []).prefix(1))) }
                }
            }),
        .init(
            "only the first item counts", caughtBy: "search.filter.and", "search.filter.or",
            spoil: Spoil.query { query in
                query = Spoil.changingObjects(query, with: "FilterItems") { group in
                    group.change("FilterItems") { $0 = .array(Array(($0.elements ?? []).prefix(1))) }
                }
            }),
        .init(
            "an empty OR group lets nothing through", caughtBy: "search.filter.empty-or-group",
            "search.filter.empty-groups",
            spoil: Spoil.query { query in
                query = Spoil.changingObjects(query, with: "FilterItems") { group in
                    guard group["Condition"] == "OR", group["FilterItems"] == [], group["FilterGroups"] ?? [] == []
                    else { return }
                    group["FilterItems"] = [Filter.item("CompanyName", "=", "no company has this name")]
                }
            }),
        .init(
            "Contains with nothing finds nothing", caughtBy: "search.filter.empty-contains",
            spoil: items { item in
                if item["Operator"] == "Contains", item["Value"] == "" { item["Value"] = "no company has this name" }
            }),
        .init(
            "> as >=", caughtBy: "search.filter.targetUserCount.greater",
            spoil: operators("TargetUserCount", ">", ">=")),
        .init(
            ">= as >", caughtBy: "search.filter.targetUserCount.greater-or-equal",
            spoil: operators("TargetUserCount", ">=", ">")),
        .init(
            "< as <=", caughtBy: "search.filter.targetUserCount.less", spoil: operators("TargetUserCount", "<", "<=")),
        .init(
            "<= as <", caughtBy: "search.filter.targetUserCount.less-or-equal",
            spoil: operators("TargetUserCount", "<=", "<")),
        .init(
            "!= as =", caughtBy: "search.filter.targetUserCount.not-equal",
            spoil: operators("TargetUserCount", "!=", "=")),
        .init(
            "dates: >= as >", caughtBy: "search.filter.createTime.greater-or-equal",
            spoil: operators("CreateTime", ">=", ">")),
        .init(
            "dates: < as >", caughtBy: "search.filter.licenseEndDate.less",
            spoil: operators("LicenseEndDate", "<", ">")),
        .init(
            "Contains as =", caughtBy: "search.filter.companyName.contains", "search.filter.resellerName.contains",
            spoil: items { if $0["Operator"] == "Contains", $0["Value"] != "" { $0["Operator"] = "=" } }),
        .init(
            "counts take numbers alone", caughtBy: "search.filter.shown-columns",
            spoil: items { if $0["FieldName"] == "DeletedTargetUserCount" { $0["Operator"] = ">" } }),
        .init(
            "limits: = as >=", caughtBy: "search.filter.numberOfUsers.equal",
            spoil: operators("NumberOfUsers", "=", ">=")),
        .init(
            "tags: = finds everything", caughtBy: "search.filter.tags.equal",
            spoil: items { if $0["FieldName"] == "Tags" { $0["Operator"] = "Contains"; $0["Value"] = "" } }),
        .init("tags: != as =", caughtBy: "search.filter.tags.not-equal", spoil: operators("Tags", "!=", "=")),
        .init(
            "Include takes the first id alone", caughtBy: "search.filter.licenseTypeResourceId.include-several",
            spoil: items { item in
                guard item["Operator"] == "Include", let first = item["Value"]?.text?.split(separator: ",").first else {
                    return
                }
                item["Value"] = .string(String(first))
            }),
        .init(
            "modules are ignored", caughtBy: "search.filter.moduleResourceId.include",
            spoil: items {
                if $0["FieldName"] == "ModuleResourceId" { $0 = Filter.item("CompanyName", "Contains", "") }
            }),
        .init(
            "LicenceExpired is turned round", caughtBy: "search.filter.licenceExpired.true",
            "search.filter.licenceExpired.false",
            spoil: items { item in
                if item["FieldName"] == "LicenceExpired" { item["Value"] = item["Value"] == "true" ? "false" : "true" }
            }),
        .init(
            "keys in PascalCase alone", caughtBy: "search.filter.keys-any-case",
            spoil: Spoil.query { query in
                query.change("filter") { if $0["filterGroups"] != nil { $0["filterGroups"] = [] } }
            }),
        .init(
            "a lower-case value is no value", caughtBy: "search.filter.value-key-in-lower-case",
            spoil: items { $0["value"] = nil }),
        .init(
            "an unknown filter field is ignored", caughtBy: "search.filter.unknown-field",
            spoil: Spoil.query { query in
                let hasUnknown = query["filter"]?.serialized.contains("NoSuchField") ?? false
                if hasUnknown { query["filter"] = nil }
            }),
        .init(
            "an unknown operator is Contains", caughtBy: "search.filter.unknown-operator",
            spoil: items { if $0["Operator"] == "~" { $0["Operator"] = "Contains" } }),
        .init(
            "MonthlyActiveUser removes rows", caughtBy: "search.filter.monthlyActiveUser.equal",
            spoil: items {
                if $0["FieldName"] == "MonthlyActiveUser" { $0 = Filter.item("TargetUserCount", ">", "100") }
            }),
        .init(
            "text in its own letter case alone", caughtBy: "search.filter.text-any-case",
            spoil: items { item in
                if let value = item["Value"]?.text, value.contains(where: \.isLetter), value == value.uppercased(),
                    item["FieldName"] == "CompanyName"
                {
                    item["Value"] = "no company has this name"
                }
            }),
        .init(
            "the filter is mandatory", caughtBy: "search.vendor-example",
            spoil: status(400) { request in
                guard let json = try? JSONParser.parse(request.body) else { return false }
                return json.names.count > 1 && json["filter"] == nil
            }),
        .init(
            "the filter must not be null", caughtBy: "search.null-filter",
            spoil: status(400) { (try? JSONParser.parse($0.body))?["filter"] == .null }),
        .init(
            "an empty body is 415", caughtBy: "search.body.empty", "search.body.empty-is-unhandled",
            spoil: status(415) { $0.body.isEmpty }),
        .init("{} is 404", caughtBy: "search.body.empty-object", spoil: status(404) { $0.body == Array("{}".utf8) }),
        .init(
            "no JSON is 500", caughtBy: "search.body.no-json",
            spoil: status(500) { !$0.body.isEmpty && (try? JSONParser.parse($0.body)) == nil }),
        .init(
            "trailing data is ignored", caughtBy: "search.body.trailing-data",
            spoil: Spoil.request { request in
                guard request.isSearch, let end = request.body.lastIndex(of: UInt8(ascii: "}")) else { return }
                request.body = Array(request.body[...end])
            }),
        .init(
            "unknown members are errors", caughtBy: "search.body.unknown-members",
            spoil: status(400) { String(decoding: $0.body, as: UTF8.self).contains("noSuchMember") }),
        .init(
            "wrong types become defaults", caughtBy: "search.body.page-number-text", "search.body.page-size-object",
            "search.body.ascending-text",
            spoil: Spoil.query { query in
                if query["pageNumber"]?.text == "first" { query["pageNumber"] = 1 }
                if query["pageSize"]?.isObject == true { query["pageSize"] = 10 }
                if query["ascending"]?.text == "upwards" { query["ascending"] = true }
            }),
        .init(
            "400 without validationMessages", caughtBy: "search.body.input-error",
            spoil: Spoil.json(\.isSearch, status: 400) { $0["validationMessages"] = .null }),
        .init(
            "400 with status FAILED", caughtBy: "search.body.input-error",
            spoil: Spoil.json(\.isSearch, status: 400) { $0["status"] = "FAILED" }),
        .init(
            "any media type will do", caughtBy: "search.media-type.text",
            spoil: Spoil.request { if $0.isSearch { $0["Content-Type"] = "application/json" } }),
        .init(
            "application/json alone will do", caughtBy: "search.media-type.json-patch", "search.media-type.text-json",
            spoil: status(415) {
                $0["Content-Type"]?.hasPrefix("application/json-patch") == true || $0["Content-Type"] == "text/json"
            }),
    ]
}
