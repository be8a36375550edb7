import Foundation
import HTTPTypes

/// A member of a scenario's `behaviour`, and how to see from outside what a target chose.
struct Switch: Sendable {
    let name: String
    /// The check that looks at the same point.
    let check: String
    /// Whether a change of this choice explains that a check's verdict or a part of a shape changed.
    let explains: @Sendable (Drift.Subject) -> Bool
    /// The choice. Throws `Skip` where it cannot be told, `Deviation` where it is none of those known.
    let observe: @Sendable (Context) async throws -> String

    static let all: [Switch] = search + access + token + values

    private init(
        _ name: String, check: String,
        explains: @escaping @Sendable (Drift.Subject) -> Bool,
        observe: @escaping @Sendable (Context) async throws -> String
    ) {
        self.name = name
        self.check = check
        self.explains = explains
        self.observe = observe
    }

    private static func checks(_ ids: String...) -> @Sendable (Drift.Subject) -> Bool {
        { subject in
            guard case .check(let id) = subject else { return false }
            return ids.contains { id.hasPrefix($0) }
        }
    }

    /// The choice that stands for a status.
    private static func choice(_ answer: Exchange, _ choices: [Int: String]) throws -> String {
        guard let choice = choices[answer.status] else {
            throw Deviation("one of the statuses known", "status \(answer.status)", answer)
        }
        return choice
    }

    // MARK: - The search

    private static let search: [Switch] = [
        Switch(
            "searchItemNames", check: "search.item-has-page-names",
            explains: { subject in
                switch subject {
                case .check(let id):
                    ["search.item-has-page-names", "search.item.companyName", "search.item.companyResourceId"].contains(
                        id)
                        || id.hasPrefix("search.sort.companyName") || id.hasPrefix("search.filter.companyName")
                case .shape(let part):
                    part.answer == "search"
                        && ["companyResourceId", "companyName", "resourceId", "name"].contains {
                            part.path == "data.results[].\($0)"
                        }
                }
            }
        ) { context in
            guard let item = try await context.companies().first else { throw Skip("the reseller manages no company") }
            let hasPage = item.json["resourceId"] != nil
            return item.json["companyResourceId"] == nil ? "page" : hasPage ? "both" : "schema"
        },
        Switch(
            "nullFilter", check: "search.null-filter", explains: checks("search.null-filter", "search.vendor-example")
        ) { context in
            try await context.requireGoodSearch()
            let absent = try choice(
                try await context.search(SearchQuery(filter: nil).json), [200: "accept", 400: "reject"])
            let null = try choice(
                try await context.search(SearchQuery().json("filter", .null)), [200: "accept", 400: "reject"])
            guard absent == null else { throw Skip("an absent filter and one that is null are treated differently") }
            return absent
        },
        Switch(
            "emptySearchBody", check: "search.body.empty-is-unhandled",
            explains: { subject in
                switch subject {
                case .check(let id):
                    ["search.body.empty-is-unhandled", "search.body.unhandled-envelope"].contains(id)
                case .shape(let part): part.answer == "search with an empty object"
                }
            }
        ) { context in
            let empty = try choice(try await context.badSearch([UInt8]()), [400: "400", 500: "500"])
            let object = try choice(try await context.badSearch([:] as JSON), [400: "400", 500: "500"])
            guard empty == object else { throw Skip("an empty body and {} are treated differently") }
            return empty
        },
        Switch("jsonBodies", check: "search.body.lenient", explains: checks("search.body.lenient")) { context in
            try choice(
                try await context.badSearch(SearchBodyChecks.beyondJSON), [200: "lenient", 400: "strict"])
        },
        Switch("renewalDateSort", check: "search.sort.renewal-date", explains: checks("search.sort.renewal-date")) {
            context in
            try choice(
                try await context.badSearch(SearchQuery(orderBy: "RenewalDate").json), [200: "alias", 400: "reject"])
        },
        Switch(
            "letterCase", check: "search.filter.text-any-case",
            explains: checks("search.filter.text-any-case", "search.sort.", "search.filter.companyName")
        ) { context in
            let items = try await context.companies()
            // In Turkish the capital of i is not I.
            let words = items.lazy.compactMap { item in
                item.name?.split(separator: " ").first {
                    $0.count >= 3 && $0.contains("i") && !$0.contains("I")
                        && $0.allSatisfy { $0.isASCII && $0.isLetter }
                }
            }
            guard let word = words.first else { throw Skip("no company has a name with the letter i") }
            let plain = try await context.page(
                SearchQuery(pageSize: 1, filter: Filter.one("CompanyName", "Contains", String(word))))
            let capital = try await context.page(
                SearchQuery(pageSize: 1, filter: Filter.one("CompanyName", "Contains", word.uppercased())))
            guard plain.totalRecords > 0 else { throw Skip("CompanyName Contains does not find a word of a name") }
            if capital.totalRecords > 0 { return "invariant" }
            // A target that tells capitals from small letters altogether says nothing of the two letters.
            let other = items.lazy.compactMap { item in
                item.name?.split(separator: " ").first {
                    $0.count >= 3 && !$0.contains("i") && !$0.contains("I")
                        && $0.allSatisfy { $0.isASCII && $0.isLetter } && $0.uppercased() != $0
                }
            }.first
            guard let other else { throw Skip("no company has a name without the letter i") }
            let found = try await context.page(
                SearchQuery(pageSize: 1, filter: Filter.one("CompanyName", "Contains", other.uppercased())))
            guard found.totalRecords > 0 else { throw Skip("letter case counts in filters") }
            return "turkish"
        },
    ]

    // MARK: - Who may what

    private static let access: [Switch] = [
        Switch(
            "unauthorizedBody", check: "auth.challenge.search",
            explains: { subject in
                switch subject {
                case .check(let id): id.hasPrefix("auth.challenge")
                case .shape(let part): part.answer.contains("without a token")
                }
            }
        ) { context in
            let answer = try await context.badSearch(SearchQuery().json, authorization: .some(nil)).expect(status: 401)
            if answer.body.isEmpty { return "empty" }
            _ = try answer.string(answer.json(), "status")
            return "envelope"
        },
        Switch(
            "ownCompany", check: "authz.own-company-needs-reseller",
            explains: checks("authz.own-company-needs-reseller")
        ) { context in
            let admin = try await mayReadOwn(
                try await companyAdminToken(context), in: try await context.companyAdminTokenAnswer(), context)
            let reseller = try await mayReadOwn(try await context.token(), in: try await context.tokenAnswer(), context)
            return switch (admin, reseller) {
            case (false, false): "deny"
            case (true, false): "companyAdmin"
            case (false, true): "reseller"
            case (true, true): "both"
            }
        },
        Switch("scopeHeader", check: "authz.scope-header-unknown", explains: checks("authz.scope-header")) { context in
            try choice(
                try await context.detail(inScopeOf: AuthenticationChecks.unknownID), [404: "check", 200: "ignore"])
        },
        Switch("duplicateNames", check: "authz.scope-header-unknown", explains: { _ in false }) { _ in
            throw Skip("only writing tells whether two companies may have one name")
        },
        Switch("forbiddenStatus", check: "authz.forbidden-envelope", explains: checks("authz.forbidden-envelope")) {
            context in
            if let id = context.target.credentials.unmanagedCompany {
                return try await status(context.badDetail(Context.percentEncoded(id)).expect(status: 403), context)
            }
            let token = try await companyAdminToken(context)
            let answer = try await context.badSearch(SearchQuery().json, authorization: "Bearer \(token)")
            return try await status(answer.expect(status: 403), context)
        },
        Switch("notFoundStatus", check: "authz.not-found-envelope", explains: checks("authz.not-found-envelope")) {
            context in
            let answer = try await context.badDetail(AuthenticationChecks.unknownID).expect(status: 404)
            return try await status(answer, context)
        },
        Switch("addressRefusal", check: "token.success-members", explains: { _ in false }) { _ in
            throw Skip("it shows only to a client outside its allowed addresses")
        },
        Switch("endedClients", check: "auth.no-token.search", explains: { _ in false }) { _ in
            throw Skip("it shows only where a client is deleted")
        },
    ]

    private static func mayReadOwn(_ token: String, in answer: Exchange, _ context: Context) async throws -> Bool {
        guard let own = try JWT(token, in: answer).claims["user_company_resourceid"]?.text else {
            throw Skip("a token names no company")
        }
        let detail = try await context.badDetail(Context.percentEncoded(own), authorization: "Bearer \(token)")
        return try choice(detail, [403: "no", 200: "yes"]) == "yes"
    }

    private static func companyAdminToken(_ context: Context) async throws -> String {
        guard context.target.credentials.companyAdmin != nil else {
            throw Skip("\(own: Check.Need.companyAdmin.variables) not given")
        }
        return try await context.companyAdminToken()
    }

    /// The `status` of an envelope, if it has the form of such a word and so can be shown.
    private static func status(_ answer: Exchange, _ context: Context) async throws -> String {
        let status = try answer.string(answer.json(), "status")
        guard status.utf8.count <= 40, status.wholeMatch(of: #/[A-Z]+(_[A-Z]+)*/#) != nil,
            await context.redactor.redact(status) == status
        else { throw Skip("it is no word in capitals") }
        return status
    }

    // MARK: - Tokens

    private static let token: [Switch] = [
        Switch(
            "tokenJSONBody", check: "token.json-body-is-unhandled",
            explains: { subject in
                switch subject {
                case .check(let id): id == "token.json-body-is-unhandled"
                case .shape(let part): part.answer == "token request in JSON"
                }
            }
        ) { context in
            try choice(try await TokenRefusalChecks.jsonRequest(context), [400: "400", 500: "500"])
        },
        Switch(
            "claimTypes", check: "token.claims-role",
            explains: { subject in
                guard case .shape(let part) = subject else { return false }
                return part.answer == "access token" && part.path != ""
            }
        ) { context in
            let answer = try await context.tokenAnswer()
            let claims = try JWT(try await context.token(), in: answer).claims
            guard let access = claims["reseller_access"] else { throw Skip("the token has no reseller_access") }
            if access.boolean != nil { return "native" }
            _ = try answer.string(claims, "reseller_access")
            return "strings"
        },
    ]

    // MARK: - Values

    private static let values: [Switch] = [
        Switch(
            "dates", check: "search.item-dates",
            explains: { subject in
                switch subject {
                case .check(let id):
                    id == "search.item-dates" || id.hasPrefix("search.filter.createTime")
                        || id.hasPrefix("search.filter.licenseEndDate") || id.hasPrefix("search.filter.bare-day")
                        || id.hasPrefix("search.filter.display-date") || id.hasPrefix("search.sort.createTime")
                        || id.hasPrefix("search.sort.licenseEndDate") || id == "search.item-expiry"
                case .shape(let part): part.isDate
                }
            }
        ) { context in
            let items = try await context.companies()
            let dates = items.flatMap { [$0.text("createTime"), $0.text("licenseEndDate")].compactMap { $0 } }
            guard !dates.isEmpty else { throw Skip("no company has dates") }
            if dates.allSatisfy(DateColumn.isISO8601) { return "iso8601" }
            guard dates.allSatisfy({ DateColumn.isKnown($0) && !DateColumn.isISO8601($0) }) else {
                throw Skip("the dates have several forms")
            }
            return "preferred"
        },
        Switch(
            "nulls", check: "search.success-envelope",
            explains: { subject in
                switch subject {
                case .check(let id): id.hasPrefix("detail.member.") || id.hasPrefix("search.item.")
                case .shape(let part): part.isAboutNulls
                }
            }
        ) { context in
            // A search that succeeds has nothing to say in these.
            let page = try await context.firstPage()
            let json = try page.exchange.json()
            let written = ["message", "validationMessages"].filter { json[$0] == .null }
            let omitted = ["message", "validationMessages"].filter { json[$0] == nil }
            switch (written.isEmpty, omitted.isEmpty) {
            case (false, true): return "write"
            case (true, false): return "omit"
            case (false, false): throw Skip("one member that is null is written, another left out")
            case (true, true): throw Skip("the answers have no members that are null")
            }
        },
    ]
}
