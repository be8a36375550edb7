import ResellerAPI

/// The operations on roles and permissions.
enum RoleOperations {
    // MARK: - Reading

    static func list(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        return list(call) { $0.isListed(for: company) }
    }

    /// With those that other companies have made available.
    static func listAvailable(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        return list(call) { $0.isAvailable(to: company) }
    }

    private static func list(_ call: Call, _ isIncluded: (Role) -> Bool) -> HintedResponse {
        call.success { writer in
            writer.objects(call.snapshot.tables.roles.all.filter(isIncluded)) { role, writer in
                writer.member("resourceId", role.resourceId)
                writer.member("name", role.name)
            }
        }
    }

    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let (tables, dates) = (call.snapshot.tables, call.dates)
        let rows = tables.roles.all.filter { $0.isAvailable(to: company) }.map { role in
            let users = tables.users.all.filter { $0.roles.containsExactly(role.resourceId) }
            return Row(
                role: role, company: role.owner.flatMap(call.snapshot.company(withID:)),
                users: users.filter { $0.company.isExactly(company.resourceId) }.count, allUsers: users.count)
        }
        return try call.page(of: rows, searchable) { row, writer in
            writer.object {
                $0.member("roleName", row.role.name)
                $0.member("roleDescription", row.role.description)
                $0.member("resourceId", row.resourceId)
                $0.member("companyResourceId", row.company?.resourceId)
                $0.member("companyName", row.company?.name)
                $0.member("createTime", row.role.createTime, dates)
                $0.member("userCount", row.users)
                $0.member("tenantUserCount", row.allUsers)
                $0.member("typeName", row.typeName)
                $0.member("isOwner", row.company?.resourceId.isExactly(company.resourceId) ?? false)
            }
        }
    }

    private struct Row: Resource {
        let role: Role
        let company: Company?
        /// Of the company that is asked for, and of all; which the vendor counts is assumed.
        let users: Int
        let allUsers: Int

        var resourceId: String { role.resourceId }
        var typeName: String { role.isSystem ? "System" : "Custom" }
    }

    /// Which fields can be filtered and sorted by is assumed: those of a row.
    private static let searchable = TableSearch<Row>([
        .text("RoleName") { $0.role.name }, .text("RoleDescription") { $0.role.description },
        .text("CompanyName") { $0.company?.name }, .date("CreateTime") { $0.role.createTime },
        .number("UserCount") { $0.users }, .number("TenantUserCount") { $0.allUsers },
        .text("TypeName") { $0.typeName },
    ])

    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        guard let role = call.snapshot.tables.roles[call.identifier], role.isAvailable(to: company) else {
            throw .notFound(
                "Role not found", in: call.world, hint: "the company has no role with the id \(call.identifier.excerpt)"
            )
        }
        let owner = role.owner.flatMap(call.snapshot.company(withID:))
        return call.success { writer in
            writer.object {
                $0.member("resourceId", role.resourceId)
                $0.member("name", role.name)
                $0.member("description", role.description)
                $0.name("availableForList")
                $0.objects(role.availableFor) { availability, writer in
                    writer.member("resourceId", ResourceID.derived(from: role.resourceId + availability.target))
                    writer.member("ownerCompanyResourceId", owner?.resourceId)
                    writer.member("typeName", availability.type)
                    writer.member("targetResourceId", availability.target)
                    writer.member("targetName", call.snapshot.company(withID: availability.target)?.name)
                    writer.member("ownerCompanyName", owner?.name)
                }
                $0.member("permissionResourceIdList", role.permissions.map(\.resourceId))
            }
        }
    }

    // MARK: - Permissions

    /// What roles may be given: the operations that are emulated, and what the world's roles have beside those.
    private static func permissions(_ call: Call) -> [Permission] {
        var known: Set<Permission> = []
        let all =
            RouteTable.shared.emulated.compactMap(\.permission)
            + call.snapshot.tables.roles.all.flatMap(\.permissions)
        return all.filter { known.insert($0).inserted }
    }

    /// A node for each first segment of paths, with the permissions below it (assumed; the vendor's modules are unknown).
    static func permissions(_ call: Call) throws(HintedResponse) -> HintedResponse {
        var modules: [(name: String, permissions: [Permission])] = []
        for permission in permissions(call) {
            let name = permission.description.parts(separatedBy: "|")[0].parts(separatedBy: "/")[0]
            if let index = modules.firstIndex(where: { $0.name.isExactly(name) }) {
                modules[index].permissions.append(permission)
            } else {
                modules.append((name, [permission]))
            }
        }
        return call.success { writer in
            writer.objects(modules) { module, writer in
                write(
                    module.name, id: ResourceID.derived(from: "permissionModule:\(module.name)"), in: module.name,
                    &writer
                ) { writer in
                    writer.objects(module.permissions) { permission, writer in
                        write(permission.description, id: permission.resourceId, in: module.name, &writer) {
                            $0.strings([])
                        }
                    }
                }
            }
        }
    }

    private static func write(
        _ name: String, id: String, in module: String, _ writer: inout JSONWriter,
        children: (inout JSONWriter) -> Void
    ) {
        writer.member("moduleName", module)
        writer.member("permissionResourceId", id)
        writer.member("permissionName", name)
        writer.member("permissionDescription", name)
        writer.member("groupName", module)
        writer.member("parentGroupName", String?.none)
        writer.member("isDisabled", false)
        writer.name("children")
        children(&writer)
    }

    // MARK: - Writing

    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var role = try role(call)
        try refuseTaken(role.name, call)
        role.givenResourceId = call.newID()
        role.owner = company.resourceId
        role.createTime = call.now
        call.change { $0.roles[role.resourceId] = role }
        return call.done("The role has been created", role.resourceId)
    }

    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var role = try role(call)
        let old = try own(call, company)
        let isRenamed = !role.name.isExactly(old.name)
        if isRenamed { try refuseTaken(role.name, call) }
        role.givenResourceId = old.resourceId
        role.owner = old.owner
        role.createTime = old.createTime
        role.formerNames = old.formerNames + (isRenamed ? [old.name] : [])
        call.change { tables in
            tables.roles[role.resourceId] = role
            guard isRenamed else { return }
            for var client in tables.clients.all where client.roles.containsExactly(old.name) {
                client.roles = client.roles.map { $0.isExactly(old.name) ? role.name : $0 }
                tables.put(client)
            }
        }
        return call.done("The role has been updated", role.resourceId)
    }

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let role = try own(call, try call.scopeCompany())
        let tables = call.snapshot.tables
        guard !tables.clients.all.contains(where: { $0.roles.containsExactly(role.name) }),
            !tables.users.all.contains(where: { $0.roles.containsExactly(role.resourceId) })
        else { throw .invalidInput(["The role \(role.name.excerpt) is in use"]) }
        call.change { $0.roles[role.resourceId] = nil }
        return call.done("The role has been deleted", role.resourceId)
    }

    /// The company's own role; every company's may not be changed (assumed).
    private static func own(_ call: Call, _ company: Company) throws(HintedResponse) -> Role {
        if let role = call.snapshot.tables.roles[call.identifier], role.owner == nil {
            throw .forbidden(in: call.world, hint: "the role \(role.name.excerpt) is every company's")
        }
        return try call.resource("Role", call.snapshot.tables.roles, of: company)
    }

    private static func role(_ call: Call) throws(HintedResponse) -> Role {
        var body = try call.body()
        let name = body.text(required: "name", most: 64)
        let description = body.text(required: "description", most: 300)
        let known = Dictionary(permissions(call).map { (ExactText($0.resourceId), $0) }) { first, _ in first }
        let permissions = (body.texts("permissionResourceIdList") ?? []).compactMap { identifier in
            if let permission = known[ExactText(identifier)] { return permission }
            body.add("permissionResourceIdList names \(identifier.excerpt), which is no permission")
            return Permission?.none
        }
        let availabilities = body.objects("availableForRequests") { request in
            RoleAvailability(type: request.text("type"), target: request.text(required: "resourceId"))
        }
        for target in availabilities.map(\.target) where call.directory.position(of: target) == nil {
            body.add("availableForRequests names \(target.excerpt), which is no company")
        }
        try call.finish(&body)
        var role = Role(name: name, permissions: permissions)
        role.description = description
        role.availableFor = availabilities
        return role
    }

    /// A token knows a role by its name, so names are given once in a world (assumed).
    private static func refuseTaken(_ name: String, _ call: Call) throws(HintedResponse) {
        guard call.snapshot.tables.roles.all.contains(where: { $0.name.isExactly(name) }) else { return }
        throw .invalidInput(["name must be another, there is a role \(name.excerpt) already"])
    }
}
