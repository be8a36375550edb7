import HTTPTypes

/// 403 and 404: whose company is whose.
enum AuthorizationChecks {
    static let all = roles + companies + precedence

    private static let roles: [Check] = [
        .required(
            "authz.search-needs-reseller", "A search with a credential that is not a reseller's is 403.", .pageErrors,
            needs: [.companyAdmin]
        ) { context in
            try await context.badSearch(SearchQuery().json, authorization: admin(context)).expect(status: 403)
        },
        .required(
            "authz.detail-needs-reseller", "A company asked for with a credential that is not a reseller's is 403.",
            .pageErrors, needs: [.companyAdmin]
        ) { context in
            let own = try await adminCompany(context)
            guard let other = try await context.companies().first(where: { $0.id != own }) else {
                throw Skip("the reseller manages no company besides the company admin's")
            }
            try await context.badDetail(other.path, authorization: admin(context)).expect(status: 403)
        },
        .advisory(
            "authz.own-company-needs-reseller",
            "Even its own company is 403 for a credential that is not a reseller's; the quickstart disagrees.",
            .pageErrors,
            needs: [.companyAdmin]
        ) { context in
            guard let own = try await adminCompany(context) else { throw Skip("its token names no company", .target) }
            try await context.badDetail(Context.percentEncoded(own), authorization: admin(context)).expect(status: 403)
        },
        .advisory(
            "authz.forbidden-envelope", "A 403 is an envelope with a text status and a message, and no data.",
            .platform("vendor's envelope; its wording on other operations"), needs: [.companyAdmin]
        ) { context in
            try expectFailureEnvelope(
                try await context.badSearch(SearchQuery().json, authorization: admin(context)).expect(status: 403))
        },
    ]

    private static let companies: [Check] = [
        .required(
            "authz.unmanaged-company", "A company that exists and is not managed is 403.", .pageErrors,
            needs: [.unmanagedCompany]
        ) { context in
            let id = Context.percentEncoded(context.target.credentials.unmanagedCompany ?? "")
            try await context.badDetail(id).expect(status: 403)
        },
        .required(
            "authz.unmanaged-is-not-listed", "The search lists managed companies alone.", .page,
            needs: [.unmanagedCompany]
        ) { context in
            let items = try await context.companies(atLeast: 1)
            let isListed = items.contains { $0.id == context.target.credentials.unmanagedCompany }
            let page = try await context.firstPage()
            try page.expect(!isListed, "a list without the unmanaged company", "it is listed")
        },
        .advisory(
            "authz.unmanaged-tells-nothing", "The 403 for an unmanaged company holds no data of it.",
            .assumed("a refusal that tells what it refuses is none"), needs: [.unmanagedCompany]
        ) { context in
            let id = Context.percentEncoded(context.target.credentials.unmanagedCompany ?? "")
            try expectNoData(try await context.badDetail(id).expect(status: 403))
        },
        .advisory(
            "authz.scope-header-unknown", "A header X-KEEPNET-Company-Id that names an unknown company is 404.",
            .docs("Getting started with the API")
        ) { context in
            try await context.detail(inScopeOf: AuthenticationChecks.unknownID).expect(status: 404)
        },
        .advisory(
            "authz.scope-header-unmanaged",
            "A header X-KEEPNET-Company-Id that names a company that is not managed is 403.",
            .docs("Getting started with the API"), needs: [.unmanagedCompany]
        ) { context in
            let id = context.target.credentials.unmanagedCompany ?? ""
            try await context.detail(inScopeOf: id).expect(status: 403)
        },
        .required("authz.unknown-id", "An unknown company id is 404.", .pageErrors) { context in
            try await context.badDetail(AuthenticationChecks.unknownID).expect(status: 404)
        },
        .required("authz.malformed-id", "An id that is none is 404.", .pageErrors) { context in
            try await context.badDetail("no-id").expect(status: 404)
        },
        .required(
            "authz.id-cut-off", "An id without its last character is another id: 404.", .pageErrors
        ) { context in
            let items = try await context.companies(atLeast: 1)
            let ids = Set(items.map(\.id))
            guard
                let id = items.lazy.map({ String($0.id.dropLast()) }).first(where: { !$0.isEmpty && !ids.contains($0) })
            else { throw Skip("every id is the beginning of another") }
            try await context.badDetail(Context.percentEncoded(id)).expect(status: 404)
        },
        .required(
            "authz.id-and-more", "An id with one character more is another id: 404.", .pageErrors
        ) { context in
            let items = try await context.companies(atLeast: 1)
            let ids = Set(items.map(\.id))
            guard let item = items.first(where: { !ids.contains($0.id + "0") }) else {
                throw Skip("every id is the beginning of another")
            }
            try await context.badDetail(item.path + "0").expect(status: 404)
        },
        .advisory(
            "authz.not-found-envelope",
            "A 404 for a company is an envelope with a text status and a message, and no data.",
            .assumed("as other failures of the vendor's operations")
        ) { context in
            try expectFailureEnvelope(try await context.badDetail(AuthenticationChecks.unknownID).expect(status: 404))
        },
        .advisory(
            "authz.id-letter-case-counts", "An id in other letter case is another id.",
            .assumed("ids use both letter cases, so case carries information")
        ) { context in
            let items = try await context.companies(atLeast: 1)
            let ids = Set(items.map(\.id))
            guard let swapped = items.lazy.map({ swappedCase($0.id) }).first(where: { !ids.contains($0) }) else {
                throw Skip("no id has letters")
            }
            try await context.badDetail(Context.percentEncoded(swapped)).expect(status: 404)
        },
    ]

    private static let precedence: [Check] = [
        .advisory(
            "authz.role-before-body", "A wrong role is 403 even when the search body is invalid.", .binding,
            needs: [.companyAdmin]
        ) { context in
            try await context.badSearch(["pageNumber": "no number"], authorization: admin(context)).expect(status: 403)
        },
        .advisory(
            "authz.role-before-lookup", "A wrong role is 403 even when the id is unknown.", .binding,
            needs: [.companyAdmin]
        ) { context in
            try await context.badDetail(AuthenticationChecks.unknownID, authorization: admin(context)).expect(
                status: 403)
        },
        .advisory(
            "authz.role-before-media-type", "A wrong role is 403 even when the media type is unsupported.", .binding,
            needs: [.companyAdmin]
        ) { context in
            try await context.badSearch(Array("text".utf8), authorization: admin(context), contentType: "text/plain")
                .expect(status: 403)
        },
    ]

    private static func admin(_ context: Context) async throws -> String {
        "Bearer \(try await context.companyAdminToken())"
    }

    private static func adminCompany(_ context: Context) async throws -> String? {
        let token = try await context.companyAdminToken()
        return try JWT(token, in: try await context.companyAdminTokenAnswer()).claims["user_company_resourceid"]?.text
    }

    private static func swappedCase(_ text: String) -> String {
        String(text.map { Character($0.isLowercase ? $0.uppercased() : $0.lowercased()) })
    }

    private static func expectFailureEnvelope(_ answer: Exchange) throws {
        let json = try answer.json()
        _ = try answer.string(json, "status")
        let message = try answer.string(json, "message")
        try answer.expect(!message.isEmpty, "a message", "an empty one")
        try expectNoData(answer)
    }

    private static func expectNoData(_ answer: Exchange) throws {
        if answer.body.isEmpty { return }
        guard let json = try? JSONParser.parse(answer.body) else {
            throw Skip("the refusal is not JSON, so it cannot be looked through", .target)
        }
        guard let data = json["data"] else { return }
        let isEmpty = data == .null || data == .object([]) || data == .array([])
        try answer.expect(isEmpty, "no data", "data is \(own: data.typeName) with content")
    }
}
