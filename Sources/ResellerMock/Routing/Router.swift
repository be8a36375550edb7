import HTTP1
import ResellerAPI

/// Finds the operation a request is for, as the vendor's platform does.
///
/// Route text is case-insensitive; the verbs of every template that fits a path are pooled, so that
/// `GET /api/companies/search` is the detail operation with the id `search`, and `Allow` lists all of them.
enum Router {
    enum Match: Hashable, Sendable {
        /// The operation, and the decoded last path parameter if its route has one.
        case operation(Operation, parameter: String)
        /// The path exists, the verb does not.
        case methodNotAllowed(allow: String)
        case notFound(hint: String)
    }

    /// A match, and the index among `VendorRoutes` of the route it is on; nil for a path that is none.
    struct Destination: Hashable, Sendable {
        var match: Match
        var route: Int?

        /// Such as `GET /api/companies/{resourceId}`; nil where the vendor has no operation.
        var operationName: String? {
            if case .operation(let operation, _) = match { operation.name } else { nil }
        }
    }

    static func destination(of request: Request) -> Destination {
        frequentDestination(request) ?? lookedUpDestination(request)
    }

    /// The two company operations spelled as the vendor spells them, without taking the path apart.
    private static func frequentDestination(_ request: Request) -> Destination? {
        request.withPathBytes { path in
            let prefix: StaticString = "/api/companies/"
            let start = prefix.utf8CodeUnitCount
            guard path.count > start, path.count <= start + 64,
                path[..<start].elementsEqual(UnsafeBufferPointer(start: prefix.utf8Start, count: start))
            else { return nil }
            let rest = UnsafeBufferPointer(rebasing: path[start...])
            if rest.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) { return nil }
            let parameter = String(decoding: rest, as: UTF8.self)
            switch request.method {
            case .get where !isLiteralWithGet(parameter):
                return Destination(match: .operation(.getCompany, parameter: parameter), route: RouteTable.detail)
            case .post where parameter.isExactly("search"):
                return Destination(match: .operation(.searchCompanies, parameter: ""), route: RouteTable.search)
            default: return nil
            }
        }
    }

    private static func isLiteralWithGet(_ parameter: String) -> Bool {
        parameter.isExactlyIgnoringCase("my")
    }

    private static func lookedUpDestination(_ request: Request) -> Destination {
        let method = request.method.rawValue
        let (segments, hasTrailingSlash) = segments(of: request.target.path)
        let candidates = VendorRoutes.fitting(segments.map { ExactText($0.lowercasedASCII) }).filter { route in
            !hasTrailingSlash || RouteTable.toleratesTrailingSlash(route)
        }
        guard let (route, takesMethod) = VendorRoutes.choice(among: candidates, method: method) else {
            return Destination(match: .notFound(hint: hint(request.target, segments: segments)), route: nil)
        }
        guard takesMethod else {
            let verbs = Set(candidates.flatMap { VendorRoutes.all[$0].methods })
            return Destination(match: .methodNotAllowed(allow: verbs.sorted().joined(separator: ", ")), route: route)
        }
        let operation = RouteTable.operation(method: method, route: route)
        return Destination(match: .operation(operation, parameter: segments.last ?? ""), route: route)
    }

    /// The decoded segments of a path, and whether a slash follows the last.
    static func segments(of path: String) -> (segments: [String], hasTrailingSlash: Bool) {
        var segments = path.parts(separatedBy: "/").dropFirst().map(decoded)
        let hasTrailingSlash = segments.count > 1 && segments.last?.isEmpty == true
        if hasTrailingSlash { segments.removeLast() }
        return (segments, hasTrailingSlash)
    }

    /// Escapes that make no sense stay as they are, as the platform leaves them.
    private static func decoded(_ segment: String) -> String {
        (try? PercentEncoding.decode(segment)) ?? segment
    }

    /// What came closest to a path that is no route.
    private static func hint(_ target: RequestTarget, segments: [String]) -> String {
        // What may be quoted of it: neither a query in disguise nor credentials.
        let path = target.quotedPath(limit: 200)
        var variants = [segments]
        let isInAPI = segments.first?.isExactlyIgnoringCase("api") == true
        variants.append(isInAPI ? Array(segments.dropFirst()) : ["api"] + segments)
        if segments.contains(where: \.isEmpty) { variants.append(segments.filter { !$0.isEmpty }) }
        var routes: [ExactText: Int] = [:]
        for variant in variants {
            for (route, template) in VendorRoutes.segments.enumerated() where template.count == variant.count {
                let path = ExactText(
                    zip(template, variant).map { $0?.text ?? $1.lowercasedASCII }.joined(separator: "/"))
                let literals = template.count { $0 != nil }
                if routes[path].map({ VendorRoutes.segments[$0].count { $0 != nil } < literals }) ?? true {
                    routes[path] = route
                }
            }
        }
        let asked = segments.joined(separator: "/")
        guard let nearest = Spelling.nearest(to: asked, among: routes.keys.sorted().map(\.text)),
            let route = routes[ExactText(nearest)]
        else {
            return "no route \(path); the routes are POST /connect/token, POST /api/companies/search, "
                + "GET /api/companies/{resourceId}"
        }
        let (template, methods) = VendorRoutes.all[route]
        return "no route \(path); the nearest is \(methods.joined(separator: ", ")) \(template)"
    }
}
