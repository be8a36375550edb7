import HTTP1
import ResellerAPI

/// What the mock tells about a path that is no route.
enum RouteHint {
    static func text(for target: RequestTarget) -> String {
        // What may be quoted of it: neither a query in disguise nor credentials.
        let path = target.quotedPath(limit: 200)
        guard let nearest = RouteTable.shared.nearest(to: RouteTable.segments(of: target.path)) else {
            let emulated = RouteTable.shared.emulated.filter { $0.operation?.isDocumented ?? false }.map(\.name)
            return "no route \(path); the routes are \(emulated.joined(separator: ", "))"
        }
        let verbs = nearest.verbs.map(\.name).joined(separator: ", ")
        return "no route \(path); the nearest is \(verbs) \(nearest.template)"
    }
}
