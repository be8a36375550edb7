import HTTP1
import ResellerAPI

/// The two company operations, for a caller whose role may call them.
enum CompanyOperations {
    static func search(_ event: ServeEvent, by token: AccessToken) -> HintedResponse {
        let (request, world, directory) = (event.request, event.world, event.snapshot.directory)
        var body = request.body
        // An empty body without a type is the documented empty-body case, not a wrong type.
        if let contentType = event.headers.firstBytes("content-type") {
            guard let json = MediaType.json(body, type: contentType) else {
                return unsupportedMediaType(String(decoding: contentType, as: UTF8.self))
            }
            body = json
        } else if !request.body.isEmpty {
            return unsupportedMediaType(nil)
        }
        guard let caller = directory.position(of: token.company) else {
            return .forbidden(in: world, hint: "the token's company \(token.company.excerpt) is not in the scenario")
        }
        let dates = directory.dateFormat(forCallerAt: caller)
        switch directory.search(body: body, caller: caller, now: event.now, dates: dates) {
        case .found(let body): return .json(200, body)
        case .invalid(let messages): return .invalidInput(messages)
        case .tooMuchWork(let message):
            var answer = HintedResponse.invalidInput([message])
            answer.add(hint: "this limit is reseller-mock's own: no request may hold up the others")
            return answer
        case .empty:
            switch world.scenario.behaviour.emptySearchBody {
            case .status500:
                return .unhandled(hint: "the search body is empty; send pageNumber, pageSize, orderBy, ascending")
            case .status400:
                return .invalidInput(["The request body must not be empty"])
            }
        }
    }

    static func company(_ identifier: String, _ event: ServeEvent, by token: AccessToken) -> HintedResponse {
        let directory = event.snapshot.directory
        guard let position = directory.position(of: identifier) else { return notFound(identifier, in: event.world) }
        let caller = directory.position(of: token.company)
        let manages = caller.map { directory.manages(reseller: $0, company: position) } ?? false
        guard manages || mayReadOwn(event, identifier, token) else {
            let isOwn = identifier.isExactly(token.company)
            let hint = isOwn ? "a reseller does not manage its own company" : "the caller does not manage this company"
            return .forbidden(in: event.world, hint: hint)
        }
        return .json(200, directory.detailBody(at: position, dates: directory.dateFormat(forCallerAt: caller)))
    }

    /// Whether the company is the caller's own and the scenario lets its role read it.
    static func mayReadOwn(_ event: ServeEvent, _ identifier: String, _ token: AccessToken) -> Bool {
        identifier.isExactly(token.company)
            && token.roles.contains(where: event.world.scenario.behaviour.ownCompany.includes)
    }

    private static func notFound(_ identifier: String, in world: World) -> HintedResponse {
        let form = ResourceID.isWellFormed(identifier) ? "" : "; resource ids have 12 letters and digits"
        return .companyNotFound(
            in: world, hint: "the scenario has no company with the id \(identifier.excerpt)\(form)")
    }

    /// What the platform answers when no input formatter takes the type (assumed: left stock by the vendor).
    private static func unsupportedMediaType(_ contentType: String?) -> HintedResponse {
        let body = JSONValue.object([
            .init("type", .string("https://tools.ietf.org/html/rfc9110#section-15.5.16")),
            .init("title", .string("Unsupported Media Type")),
            .init("status", .number("415")),
        ]).bytes
        let hint = "send Content-Type: application/json, not \(contentType?.excerpt ?? "a body without a type")"
        return HintedResponse(Response(status: 415, fields: .problemJSON, body: body), hint: hint)
    }
}
