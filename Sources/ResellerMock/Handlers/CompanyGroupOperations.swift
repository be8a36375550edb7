import HTTP1
import ResellerAPI

/// The operations on a reseller's groups of companies. A group is its reseller's alone.
enum CompanyGroupOperations {
    // MARK: - Reading

    static func list(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let (counts, dates) = (call.directory.countsByGroup, call.dates)
        return call.success { writer in
            writer.beginArray()
            for group in groups(of: call) { write(group, counts, dates, &writer) }
            writer.endArray()
        }
    }

    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let group = try group(of: call)
        return call.success { write(group, call.directory.countsByGroup, call.dates, &$0) }
    }

    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        try search(call, groups(of: call)) { _, _ in }
    }

    /// The caller's groups and those of the resellers above it (assumed).
    static func searchWithParents(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let caller = try call.caller()
        let groups = call.snapshot.tables.groups.all.filter { group in
            guard let owner = call.directory.position(of: group.owner) else { return false }
            return owner == caller || call.directory.manages(reseller: owner, company: caller)
        }
        return try search(call, groups) { group, writer in
            writer.name("isOwner")
            writer.boolean(group.owner.isExactly(call.token.company))
        }
    }

    static func export(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let (counts, dates) = (call.directory.countsByGroup, call.dates)
        return try call.export(of: groups(of: call), searchable(counts), named: "CompanyGroups") { groups in
            Spreadsheet(
                columns: ["Name", "Company Count", "Date Created"],
                rows: groups.map { group in
                    [
                        .text(group.name), .number(counts[ExactText(group.resourceId)] ?? 0),
                        .text(dates.string(group.createTime)),
                    ]
                })
        }
    }

    static func searchCompanies(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let members = try members(of: group(of: call), call)
        let (directory, dates) = (call.directory, call.dates)
        let outcome = directory.select(
            body: try call.json(), among: members, caller: try call.caller(), now: call.now, dates: dates
        ) { request, positions in
            request.answer(rows: positions, nulls: call.behaviour.nulls) {
                directory.write($0, CompanyMember.groupRow, dates: dates, now: call.now, to: &$1)
            }
        }
        return .search(outcome, in: call.world)
    }

    static func exportCompanies(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let members = try members(of: group(of: call), call)
        return try call.exportCompanies(among: members, named: "GroupCompanies")
    }

    private static func search(
        _ call: Call, _ groups: [CompanyGroup], writeMore: (CompanyGroup, inout JSONWriter) -> Void
    ) throws(HintedResponse) -> HintedResponse {
        let (counts, dates) = (call.directory.countsByGroup, call.dates)
        return try call.page(of: groups, searchable(counts)) { group, writer in
            begin(group, &writer)
            writer.name("companyCount")
            writer.integer(counts[ExactText(group.resourceId)] ?? 0)
            writer.name("createTime")
            writer.date(group.createTime, dates)
            writeMore(group, &writer)
            writer.endObject()
        }
    }

    private static func groups(of call: Call) -> [CompanyGroup] {
        call.snapshot.tables.groups.all.filter { $0.owner.isExactly(call.token.company) }
    }

    /// The group in the path.
    private static func group(of call: Call) throws(HintedResponse) -> CompanyGroup {
        try group(call.identifier, call)
    }

    /// A group of the caller's.
    private static func group(_ identifier: String, _ call: Call) throws(HintedResponse) -> CompanyGroup {
        guard let group = call.snapshot.tables.groups[identifier] else {
            throw .notFound(
                "Company group not found", in: call.world,
                hint: "there is no company group with the id \(identifier.excerpt)")
        }
        guard group.owner.isExactly(call.token.company) else {
            throw .forbidden(in: call.world, hint: "the group belongs to another reseller")
        }
        return group
    }

    /// The companies of a group that the caller manages.
    private static func members(of group: CompanyGroup, _ call: Call) throws(HintedResponse) -> [Int] {
        let caller = try call.caller()
        return call.directory.members(of: group.resourceId).filter {
            call.directory.manages(reseller: caller, company: $0)
        }
    }

    /// Which fields can be filtered and sorted by is assumed: those of a row.
    private static func searchable(_ counts: [ExactText: Int]) -> TableSearch<CompanyGroup> {
        TableSearch([
            .text("Name") { $0.name }, .date("CreateTime") { $0.createTime },
            .number("CompanyCount") { counts[ExactText($0.resourceId)] ?? 0 },
        ])
    }

    private static func write(
        _ group: CompanyGroup, _ counts: [ExactText: Int], _ dates: DateTimeFormat, _ writer: inout JSONWriter
    ) {
        begin(group, &writer)
        writer.name("addedTime")
        writer.date(group.createTime, dates)
        writer.name("companyCount")
        writer.integer(counts[ExactText(group.resourceId)] ?? 0)
        writer.endObject()
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
        let (name, companies) = try input(of: call, besides: nil)
        let group = CompanyGroup(
            resourceId: call.newID(), name: name, owner: call.token.company, createTime: call.now)
        call.change { $0.groups[group.resourceId] = group }
        try call.change(call.directory.changes(of: group, adding: companies ?? []))
        return call.done("The company group has been created", group.resourceId)
    }

    /// With an array its companies are replaced (assumed); without one they stay.
    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var group = try group(of: call)
        let (name, companies) = try input(of: call, besides: group)
        let members = call.directory.members(of: group.resourceId)
        group.name = name
        call.change { $0.groups[group.resourceId] = group }
        // Taken out and put in again, so that all show the new name.
        try call.change(call.directory.changes(of: group, removing: members))
        try call.change(call.directory.changes(of: group, adding: companies ?? members))
        return call.done("The company group has been updated", group.resourceId)
    }

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let group = try group(of: call)
        try remove([group], from: &call)
        return call.done("The company group has been deleted", group.resourceId)
    }

    static func bulkDelete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let fields = searchable(call.directory.countsByGroup)
        let (own, snapshot) = (groups(of: call), call)
        let identifiers = try call.bulkSelection { filter throws(HintedResponse) in
            try snapshot.rows(own, fields, meeting: filter).map(\.resourceId)
        }
        var selected: [CompanyGroup] = []
        for identifier in identifiers { selected.append(try group(identifier, call)) }
        try remove(selected, from: &call)
        return call.done("The company groups have been deleted", nil)
    }

    static func addParticipants(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let (group, companies) = try participants(of: call)
        try call.change(call.directory.changes(of: group, adding: companies))
        return call.done("The companies have been added to the group", group.resourceId)
    }

    static func removeParticipants(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let (group, companies) = try participants(of: call)
        try call.change(call.directory.changes(of: group, removing: companies))
        return call.done("The companies have been removed from the group", group.resourceId)
    }

    private static func participants(of call: Call) throws(HintedResponse) -> (CompanyGroup, companies: [Int]) {
        var body = try call.body()
        let identifiers = body.texts("companyResourceIdArray") ?? []
        if identifiers.isEmpty { body.refuse("companyResourceIdArray", "must name companies") }
        let companies = try call.companies(identifiers, in: &body, "companyResourceIdArray")
        return (try group(of: call), companies)
    }

    /// What a body says of a group; `besides` is the one that may have the name already.
    private static func input(
        of call: Call, besides group: CompanyGroup?
    ) throws(HintedResponse) -> (name: String, companies: [Int]?) {
        var body = try call.body()
        let name = body.text(required: "name", most: 64)
        let identifiers = body.texts("companyResourceIdArray")
        if call.refusesDuplicates,
            groups(of: call).contains(where: {
                $0.name.isExactly(name) && !$0.resourceId.isExactly(group?.resourceId ?? "")
            })
        {
            body.refuse("name", "must be a new one")
        }
        let companies = try call.companies(identifiers ?? [], in: &body, "companyResourceIdArray")
        return (name, identifiers.map { _ in companies })
    }

    private static func remove(_ groups: [CompanyGroup], from call: inout Call) throws(HintedResponse) {
        for group in groups {
            let members = call.directory.members(of: group.resourceId)
            try call.change(call.directory.changes(of: group, removing: members))
            call.change { $0.groups[group.resourceId] = nil }
        }
    }
}
