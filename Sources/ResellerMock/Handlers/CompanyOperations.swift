import HTTP1
import ResellerAPI

/// The two company operations, for a caller whose role may call them.
enum CompanyOperations {
    static func search(_ event: ServeEvent, by token: AccessToken) -> HintedResponse {
        let (world, directory) = (event.world, event.snapshot.directory)
        let body: [UInt8]
        switch MediaType.jsonBody(of: event) {
        case .success(let json): body = json
        case .failure(let refusal): return refusal
        }
        guard let caller = directory.position(of: token.company) else {
            return .forbidden(in: world, hint: "the token's company \(token.company.excerpt) is not in the scenario")
        }
        let dates = directory.dateFormat(forCallerAt: caller)
        return .search(
            directory.search(body: body, caller: caller, now: event.now, dates: dates), in: world)
    }

    static func company(_ identifier: String, _ event: ServeEvent, by token: AccessToken) -> HintedResponse {
        let directory = event.snapshot.directory
        guard let position = directory.position(of: identifier) else {
            return .companyNotFound(identifier, in: event.world)
        }
        let caller = directory.position(of: token.company)
        let manages = caller.map { directory.manages(reseller: $0, company: position) } ?? false
        guard manages || mayReadOwn(event, identifier, token) else {
            return .unmanaged(identifier, token, in: event.world)
        }
        return .json(200, directory.detailBody(at: position, dates: directory.dateFormat(forCallerAt: caller)))
    }

    /// Whether the company is the caller's own and the scenario lets its role read it.
    static func mayReadOwn(_ event: ServeEvent, _ identifier: String, _ token: AccessToken) -> Bool {
        identifier.isExactly(token.company)
            && token.roles.contains(where: event.world.scenario.behaviour.ownCompany.includes)
    }
}

extension HintedResponse {
    /// The answer to a search request.
    static func search(_ outcome: SearchOutcome, in world: World) -> HintedResponse {
        switch outcome {
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

    static func companyNotFound(_ identifier: String, in world: World) -> HintedResponse {
        let form = ResourceID.isWellFormed(identifier) ? "" : "; resource ids have 12 letters and digits"
        return .companyNotFound(
            in: world, hint: "the scenario has no company with the id \(identifier.excerpt)\(form)")
    }

    /// For a company that the caller does not manage.
    static func unmanaged(_ identifier: String, _ token: AccessToken, in world: World) -> HintedResponse {
        let isOwn = identifier.isExactly(token.company)
        let hint = isOwn ? "a reseller does not manage its own company" : "the caller does not manage this company"
        return .forbidden(in: world, hint: hint)
    }
}
