import ResellerAPI

/// The operations on a company's SCIM settings.
enum SCIMOperations {
    // MARK: - Reading

    static func fields(_ call: Call) throws(HintedResponse) -> HintedResponse {
        _ = try call.scope()
        return call.success { writer in
            writer.object { writer in
                writer.name("fields")
                writer.objects(SCIMSetting.paths) { path, writer in
                    writer.member("resourceId", SCIMSetting.fieldId(path))
                    writer.member("name", path)
                }
            }
        }
    }

    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let dates = call.dates
        return try call.page(of: settings(of: company, call), searchable) { setting, writer in
            writer.object {
                write(setting, &$0)
                $0.member("createTime", setting.createTime, dates)
            }
        }
    }

    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let setting = try setting(call)
        return call.success { writer in
            writer.object {
                write(setting, &$0)
                $0.name("mappingDetails")
                $0.objects(setting.mappings) { mapping, writer in
                    writer.member("scimPath", mapping.scimPath)
                    writer.member("customFieldName", mapping.customFieldName)
                }
                $0.member("syncPlatformGroup", setting.synchronizesGroups)
            }
        }
    }

    private static func write(_ setting: SCIMSetting, _ writer: inout JSONWriter) {
        writer.member("resourceId", setting.resourceId)
        writer.member("name", setting.name)
        writer.member("groupName", setting.groupName)
        writer.member("groupByCustomFieldName", setting.groupByCustomFieldName)
    }

    private static func setting(_ call: Call) throws(HintedResponse) -> SCIMSetting {
        try call.resource("SCIM setting", call.snapshot.tables.scim, of: try call.scopeCompany())
    }

    private static func settings(of company: Company, _ call: Call) -> [SCIMSetting] {
        call.snapshot.tables.scim.all.filter { $0.company.isExactly(company.resourceId) }
    }

    /// Which fields can be filtered and sorted by is assumed: those of a row.
    private static let searchable = TableSearch<SCIMSetting>([
        .text("Name") { $0.name }, .text("GroupName") { $0.groupName },
        .text("GroupByCustomFieldName") { $0.groupByCustomFieldName }, .date("CreateTime") { $0.createTime },
    ])

    // MARK: - Writing

    /// Answers with the token alone, as the schema has it. The groups and fields of people are not emulated, so that
    /// whatever is sent of them is taken.
    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var body = try call.body()
        let name = body.text(required: "name", most: 30)
        _ = body.text("groupResourceId")
        let paths = Dictionary(uniqueKeysWithValues: SCIMSetting.paths.map { (ExactText(SCIMSetting.fieldId($0)), $0) })
        let mappings = body.objects("fieldMappings") { mapping in
            let field = mapping.text("scimFieldResourceId") ?? ""
            let path = paths[ExactText(field)]
            if path == nil { mapping.refuse("scimFieldResourceId", "must be a field of GET /api/scim/fields") }
            return SCIMSetting.Mapping(scimPath: path, customFieldName: mapping.text("customFieldResourceId"))
        }
        let synchronizesGroups = body.boolean("syncPlatformGroup")
        try call.finish(&body)
        try refuseTaken(name, of: company, call)
        var setting = SCIMSetting(
            resourceId: call.newID(), name: name, company: company.resourceId, token: newToken(call),
            createTime: call.now)
        setting.mappings = mappings
        setting.synchronizesGroups = synchronizesGroups
        call.change { $0.scim[setting.resourceId] = setting }
        return call.envelope(message: "The SCIM setting has been created") { writer in
            writer.object { $0.member("token", setting.token) }
        }
    }

    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var body = try call.body()
        let name = body.text(required: "name", most: 30)
        try call.finish(&body)
        var setting = try setting(call)
        if !name.isExactly(setting.name) { try refuseTaken(name, of: company, call) }
        setting.name = name
        call.change { $0.scim[setting.resourceId] = setting }
        return call.done("The SCIM setting has been updated", setting.resourceId)
    }

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let setting = try setting(call)
        call.change { $0.scim[setting.resourceId] = nil }
        return call.done("The SCIM setting has been deleted", setting.resourceId)
    }

    /// Ends the token. The schema's answer is a page of tokens, so it has the one that takes the place of the old one
    /// (assumed).
    static func revoke(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var setting = try setting(call)
        setting.token = newToken(call)
        call.change { $0.scim[setting.resourceId] = setting }
        return call.envelope(message: "The SCIM token has been revoked") { writer in
            writer.object {
                $0.member("pageNumber", 1)
                $0.member("pageSize", 1)
                $0.member("totalNumberOfPages", 1)
                $0.member("totalNumberOfRecords", 1)
                $0.name("results")
                $0.objects([setting.token]) { token, writer in writer.member("token", token) }
            }
        }
    }

    private static func newToken(_ call: Call) -> String { call.world.identifiers.alphanumeric(64) }

    private static func refuseTaken(
        _ name: String, of company: Company, _ call: Call
    ) throws(HintedResponse) {
        guard settings(of: company, call).contains(where: { $0.name.isExactly(name) }) else { return }
        let body = Envelope.failure(
            status: "FAILED", message: "There is a SCIM setting with this name already", nulls: call.behaviour.nulls)
        throw .json(409, body, hint: "the company has a SCIM setting \(name.excerpt)")
    }
}
