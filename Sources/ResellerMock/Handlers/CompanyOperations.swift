import HTTP1
import ResellerAPI

/// The two company operations: authentication, then the role, then the request itself, as on the platform.
enum CompanyOperations {
    static func search(_ call: Call) -> Answer {
        let (request, world) = (call.request, call.world)
        return authenticated(call) { token in
            guard world.allows(.searchCompanies, for: token) else {
                return forbidden(in: world, hint: missing(.searchCompanies, for: token))
            }
            // An empty body without a type is the documented empty-body case, not a wrong type.
            if let contentType = request.headers.firstBytes("content-type") {
                guard MediaType.isJSON(contentType) else {
                    return unsupportedMediaType(String(decoding: contentType, as: UTF8.self))
                }
            } else if !request.body.isEmpty {
                return unsupportedMediaType(nil)
            }
            guard let caller = world.directory.position(of: token.company) else {
                return forbidden(in: world, hint: "the token's company \(token.company.excerpt) is not in the scenario")
            }
            let outcome = world.directory.search(
                body: request.body, caller: caller, now: call.now, dates: world.dateFormat(forCallerOf: caller))
            switch outcome {
            case .found(let body): return .json(200, body)
            case .invalid(let messages): return .invalidInput(messages)
            case .tooMuchWork(let message):
                var answer = Answer.invalidInput([message])
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
    }

    static func company(_ identifier: String, _ call: Call) -> Answer {
        let world = call.world
        return authenticated(call) { token in
            let isOwn = identifier.isExactly(token.company)
            let mayReadOwn =
                isOwn && world.scenario.behaviour.companyAdminOwnCompany == .allow
                && token.roles.containsExactly(Role.companyAdmin.name)
            guard world.allows(.getCompany, for: token) || mayReadOwn else {
                return forbidden(in: world, hint: missing(.getCompany, for: token))
            }
            guard let position = world.directory.position(of: identifier) else {
                return notFound(identifier, in: world)
            }
            let caller = world.directory.position(of: token.company)
            let manages = caller.map { world.directory.manages(reseller: $0, company: position) } ?? false
            guard manages || mayReadOwn else {
                let hint =
                    isOwn ? "a reseller does not manage its own company" : "the caller does not manage this company"
                return forbidden(in: world, hint: hint)
            }
            return .json(200, world.directory.detailBody(at: position, dates: world.dateFormat(forCallerOf: caller)))
        }
    }

    /// A vendor's operation that the mock does not emulate: 401, 403 and then 501.
    static func notEmulated(_ endpoint: Endpoint, _ call: Call) -> Answer {
        authenticated(call) { token in
            // No scenario lists all permissions of a role, so the vendor's role for resellers may do what is not emulated.
            let isReseller = token.roles.containsExactly(Role.reseller.name)
            if let permission = endpoint.permission, !isReseller, !call.world.allows(permission, for: token) {
                return forbidden(in: call.world, hint: missing(permission, for: token))
            }
            let body = Envelope.failure(
                status: "FAILED", message: "reseller-mock does not emulate \(endpoint.name) yet",
                validationMessages: nil)
            return .json(
                501, body, hint: "the vendor has \(endpoint.name), reseller-mock does not emulate it yet")
        }
    }

    private static func authenticated(_ call: Call, _ operation: (AccessToken) -> Answer) -> Answer {
        do {
            let token = try BearerAuthentication.token(of: call)
            var answer = operation(token)
            answer.clientId = token.clientId
            return answer
        } catch {
            return BearerAuthentication.challenge(for: error, in: call.world)
        }
    }

    private static func forbidden(in world: World, hint: String) -> Answer {
        let body = Envelope.failure(
            status: world.scenario.behaviour.forbiddenStatus, message: "No permission to access resource",
            validationMessages: nil)
        return .json(403, body, hint: hint)
    }

    private static func notFound(_ identifier: String, in world: World) -> Answer {
        let body = Envelope.failure(
            status: world.scenario.behaviour.notFoundStatus, message: "Company not found", validationMessages: nil)
        let form = ResourceID.isWellFormed(identifier) ? "" : "; resource ids have 12 letters and digits"
        return .json(404, body, hint: "the scenario has no company with the id \(identifier.excerpt)\(form)")
    }

    private static func missing(_ permission: Permission, for token: AccessToken) -> String {
        "role \(token.roles.excerpt) lacks the permission \(permission)"
    }

    /// What the platform answers when no input formatter takes the type (assumed: left stock by the vendor).
    private static func unsupportedMediaType(_ contentType: String?) -> Answer {
        let body = JSONValue.object([
            .init("type", .string("https://tools.ietf.org/html/rfc9110#section-15.5.16")),
            .init("title", .string("Unsupported Media Type")),
            .init("status", .number("415")),
        ]).bytes
        let hint = "send Content-Type: application/json, not \(contentType?.excerpt ?? "a body without a type")"
        return Answer(Response(status: 415, fields: .problemJSON, body: body), hint: hint)
    }
}
