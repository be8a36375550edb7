import HTTP1
import ResellerAPI

/// What the mock tells about a path that is no route.
enum RouteHint {
    static func text(for target: RequestTarget) -> String {
        // What may be quoted of it: neither a query in disguise nor credentials.
        let path = target.quotedPath(limit: 200)
        guard let nearest = RouteTable.shared.nearest(to: RouteTable.segments(of: target.path)) else {
            let some = [EmulatedOperation.token, .searchCompanies, .getCompany].map(RouteTable.shared.endpoint)
            return "no route \(path); among the routes are \(some.map(\.name).joined(separator: ", "))"
        }
        let verbs = nearest.verbs.map(\.name).joined(separator: ", ")
        return "no route \(path); the nearest is \(verbs) \(nearest.template)"
    }
}
