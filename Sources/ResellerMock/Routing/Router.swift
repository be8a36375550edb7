import ResellerAPI
import HTTP1
import Scenarios

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

    static func match(_ request: Request) -> Match {
        frequentMatch(request) ?? match(method: request.method.rawValue, path: request.target.path)
    }

    /// The two company operations spelled as the vendor spells them, without taking the path apart.
    private static func frequentMatch(_ request: Request) -> Match? {
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
            case .get where !isLiteralWithGet(parameter): return .operation(.getCompany, parameter: parameter)
            case .post where parameter == "search": return .operation(.searchCompanies, parameter: "")
            default: return nil
            }
        }
    }

    private static func isLiteralWithGet(_ parameter: String) -> Bool {
        parameter.utf8.count == 2 && parameter.lowercased() == "my"
    }

    static func match(method: String, path: String) -> Match {
        let (segments, hasTrailingSlash) = segments(of: path)
        let candidates = RouteTable.routes.filter { route in
            fits(route, segments) && (!hasTrailingSlash || route.toleratesTrailingSlash)
        }
        if candidates.isEmpty { return .notFound(hint: hint(path: path, segments: segments)) }
        var best: (operation: Operation, literals: Int)?
        for route in candidates {
            for (verb, operation) in route.operations
            where verb == method || route.answersEveryMethod {
                if best.map({ $0.literals < route.literals }) ?? true { best = (operation, route.literals) }
            }
        }
        if let best {
            return .operation(best.operation, parameter: segments.last ?? "")
        }
        let verbs = Set(candidates.flatMap { $0.operations.map(\.method) })
        return .methodNotAllowed(allow: verbs.sorted().joined(separator: ", "))
    }

    /// The decoded segments of a path, and whether a slash follows the last.
    static func segments(of path: String) -> (segments: [String], hasTrailingSlash: Bool) {
        var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(decoded)
        let hasTrailingSlash = segments.count > 1 && segments.last == ""
        if hasTrailingSlash { segments.removeLast() }
        return (segments, hasTrailingSlash)
    }

    /// Escapes that make no sense stay as they are, as the platform leaves them.
    private static func decoded(_ segment: Substring) -> String {
        (try? PercentEncoding.decode(String(segment))) ?? String(segment)
    }

    private static func fits(_ route: RouteTable.Route, _ segments: [String]) -> Bool {
        guard route.segments.count == segments.count else { return false }
        return zip(route.segments, segments).allSatisfy { pattern, segment in
            switch pattern {
            case .literal(let text): text == segment.lowercased()
            case .parameter: !segment.isEmpty
            }
        }
    }

    /// What came closest to a path that is no route.
    private static func hint(path: String, segments: [String]) -> String {
        var variants = [segments]
        if segments.first?.lowercased() != "api" { variants.append(["api"] + segments) }
        if segments.first?.lowercased() == "api" { variants.append(Array(segments.dropFirst())) }
        if segments.contains("") { variants.append(segments.filter { !$0.isEmpty }) }
        var templates: [String: RouteTable.Route] = [:]
        for variant in variants {
            for route in RouteTable.routes where route.segments.count == variant.count {
                let path = filled(route, with: variant)
                if templates[path].map({ $0.literals < route.literals }) ?? true { templates[path] = route }
            }
        }
        let asked = segments.joined(separator: "/").lowercased()
        let sorted = templates.keys.sorted()
        guard let nearest = Spelling.nearest(to: asked, among: sorted), let route = templates[nearest] else {
            return "no route \(path); the routes are POST /connect/token, POST /api/companies/search, "
                + "GET /api/companies/{resourceId}"
        }
        return
            "no route \(path); the nearest is \(route.operations.map(\.method).joined(separator: ", ")) \(route.template)"
    }

    private static func filled(_ route: RouteTable.Route, with segments: [String]) -> String {
        zip(route.segments, segments).map { pattern, segment in
            switch pattern {
            case .literal(let text): text
            case .parameter: segment.lowercased()
            }
        }.joined(separator: "/")
    }
}
