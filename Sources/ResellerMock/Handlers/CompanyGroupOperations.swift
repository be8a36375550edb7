import ResellerAPI

/// The operations on a reseller's groups of companies.
enum CompanyGroupOperations {
    // MARK: - Reading

    static func list(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let (counts, dates) = (call.directory.countsByGroup, call.dates)
        return call.success { writer in
            writer.beginArray()
            for group in groups(of: call) {
                begin(group, &writer)
                writer.name("addedTime")
                writer.date(group.createTime, dates)
                writer.name("companyCount")
                writer.integer(counts[ExactText(group.resourceId)] ?? 0)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let (counts, dates) = (call.directory.countsByGroup, call.dates)
        return try call.page(of: groups(of: call), searchable(counts)) { group, writer in
            begin(group, &writer)
            writer.name("companyCount")
            writer.integer(counts[ExactText(group.resourceId)] ?? 0)
            writer.name("createTime")
            writer.date(group.createTime, dates)
            writer.endObject()
        }
    }

    private static func groups(of call: Call) -> [CompanyGroup] {
        call.snapshot.tables.groups.all.filter { $0.owner.isExactly(call.token.company) }
    }

    /// Which fields can be filtered and sorted by is assumed: those of a row.
    private static func searchable(_ counts: [ExactText: Int]) -> TableSearch<CompanyGroup> {
        TableSearch([
            .text("Name") { $0.name }, .date("CreateTime") { $0.createTime },
            .number("CompanyCount") { counts[ExactText($0.resourceId)] ?? 0 },
        ])
    }

    private static func begin(_ group: CompanyGroup, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("resourceId")
        writer.string(group.resourceId)
        writer.name("name")
        writer.string(group.name)
    }

    // MARK: - Writing

    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var body = try call.body()
        let name = body.text(required: "name", most: 64)
        let companies = try call.companies(
            body.texts("companyResourceIdArray") ?? [], in: &body, "companyResourceIdArray")
        let group = CompanyGroup(
            resourceId: call.newID(), name: name, owner: call.token.company, createTime: call.now)
        call.change { $0.groups[group.resourceId] = group }
        try call.change(call.directory.changes(of: group, adding: companies))
        return call.done("The company group has been created", group.resourceId)
    }
}
