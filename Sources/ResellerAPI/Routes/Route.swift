/// A path of the vendor's API, written as a template, with the verbs it takes.
package struct Route: Hashable, Sendable {
    /// Its line in the table.
    let row: Int

    /// As in the vendor's document, such as `/api/companies/{resourceId}`.
    package var template: String { RouteTable.shared.template(of: self) }

    /// The segments in lower case, nil for a parameter.
    package var segments: [ExactText?] {
        template.parts(separatedBy: "/").dropFirst().map {
            $0.startsExactly(with: "{") ? nil : ExactText($0.lowercasedASCII)
        }
    }

    /// The verbs, in alphabetical order.
    package var verbs: [Verb] { Verb.allCases.filter { RouteTable.shared.slot(of: $0, on: self) != .absent } }

    /// Whether it answers verbs that it does not have by itself.
    package var takesEveryVerb: Bool { RouteTable.shared.rows[row].others != nil }

    /// Whether it is one of the API's, and none of the identity service's.
    package var isBelowAPI: Bool { template.startsExactly(with: "/api/") }
}

/// What the platform's router makes of a path and a verb.
package enum RouteMatch: Hashable, Sendable {
    /// An operation, and the first parameter in the path, decoded; empty where the route has none.
    case endpoint(Endpoint, parameter: String)
    /// The path is there, the verb is not: the route that comes closest, and the verbs of all templates that fit.
    case wrongVerb(Route, allowed: [Verb])
    case none
}

extension RouteMatch {
    /// The route that the request is on; nil for a path that is none.
    package var route: Route? {
        switch self {
        case .endpoint(let endpoint, _): endpoint.route
        case .wrongVerb(let route, _): route
        case .none: nil
        }
    }
}
