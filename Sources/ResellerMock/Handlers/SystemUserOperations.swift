import ResellerAPI

/// The operations on those who sign in to the platform for a company.
enum SystemUserOperations {
    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let (dates, tables) = (call.dates, call.snapshot.tables)
        return try call.page(of: users(of: company, tables), searchable(company, tables)) { user, writer in
            writer.object {
                $0.member("resourceId", user.resourceId)
                $0.member("firstName", user.firstName)
                $0.member("lastName", user.lastName)
                $0.member("companyName", company.name)
                $0.member("companyResourceId", company.resourceId)
                $0.member("roles", roles(of: user, tables))
                $0.member("phoneNumber", user.phoneNumber)
                $0.status(isActive: user.isActive)
                $0.member("createTime", user.createTime, dates)
                $0.member("email", user.email)
                $0.member("isEditable", true)
            }
        }
    }

    private static func users(of company: Company, _ tables: Tables) -> [SystemUser] {
        tables.users.all.filter { $0.company.isExactly(company.resourceId) }
    }

    /// How several are joined is assumed.
    private static func roles(of user: SystemUser, _ tables: Tables) -> String {
        user.roles.compactMap { tables.roles[$0]?.name }.joined(separator: ", ")
    }

    /// Which fields can be filtered and sorted by is assumed: those of a row.
    private static func searchable(_ company: Company, _ tables: Tables) -> TableSearch<SystemUser> {
        TableSearch([
            .text("FirstName") { $0.firstName }, .text("LastName") { $0.lastName }, .text("Email") { $0.email },
            .text("PhoneNumber") { $0.phoneNumber }, .text("CompanyName") { _ in company.name },
            .text("Roles") { roles(of: $0, tables) }, .date("CreateTime") { $0.createTime },
            .identifier("StatusId") { $0.isActive ? "1" : "0" },
        ])
    }

    // MARK: - Writing

    /// The company that the body names, else the one that the call is for.
    static func create(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var company = try call.scopeCompany()
        var body = try call.body()
        if let identifier = body.text("companyResourceId"), !identifier.isEmpty {
            let isOwn = identifier.isExactly(call.token.company)
            let position =
                isOwn ? try call.caller() : try call.companies([identifier], in: &body, "companyResourceId")[0]
            company = call.directory.company(at: position)
        }
        let user = try user(call.newID(), of: company, &body, call)
        call.change { $0.users[user.resourceId] = user }
        return call.done("The user has been created", user.resourceId)
    }

    static func update(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        var body = try call.body()
        var user = try user(call.identifier, of: company, &body, call)
        user.createTime = try call.resource("User", call.snapshot.tables.users, of: company).createTime
        call.change { $0.users[user.resourceId] = user }
        return call.done("The user has been updated", user.resourceId)
    }

    private static func user(
        _ resourceId: String, of company: Company, _ body: inout RequestMembers, _ call: Call
    ) throws(HintedResponse) -> SystemUser {
        var user = SystemUser(
            resourceId: resourceId, firstName: body.text(required: "firstName", most: 40),
            lastName: body.text(required: "lastName", most: 40), email: body.text(required: "email", most: 320),
            phoneNumber: body.text(required: "phoneNumber", most: 20), company: company.resourceId,
            createTime: call.now)
        user.isActive = body.has("statusId") ? call.isActive(&body) : true
        user.roles = call.roles("roleResourceIdList", of: company, in: &body).map(\.resourceId)
        // People sign in with it whatever their company is (assumed).
        if call.refusesDuplicates,
            call.snapshot.tables.users.all.contains(where: {
                $0.email.isExactlyIgnoringCase(user.email) && !$0.resourceId.isExactly(resourceId)
            })
        {
            body.refuse("email", "must be a new one")
        }
        try call.finish(&body)
        return user
    }

    static func delete(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let user = try call.resource("User", call.snapshot.tables.users, of: try call.scopeCompany())
        call.change { $0.users[user.resourceId] = nil }
        return call.done("The user has been deleted", user.resourceId)
    }

    static func deleteMany(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        let company = try call.scopeCompany()
        let tables = call.snapshot.tables
        let users = try call.selection("User", tables.users, of: company, searchable(company, tables))
        call.change { $0.users.remove { users.contains(ExactText($0.resourceId)) } }
        return call.done("The users have been deleted", nil)
    }
}
