package import ResellerAPI

/// A path that a rule is about, compared without regard to the case of the letters A to Z and to a slash at the end, as
/// the vendor's router does.
///
/// The template of one of the vendor's routes is about what the router takes there: `/api/companies/{resourceId}` is not
/// about `POST /api/companies/search`, which has a route of its own, and is about `GET /api/companies/search`, which has
/// none. Any other text is compared segment by segment.
public struct PathPattern: Hashable, Sendable {
    /// As written, such as `/api/companies/{resourceId}`.
    public var text: String { exactText.text }
    private let exactText: ExactText
    /// Literal segments in lower case, nil for a parameter.
    package let segments: [ExactText?]
    /// The routes whose template with parameters this is, whatever their names.
    private let routes: [Route]

    /// Nil unless the text starts with a slash, is without query and white space, and its braces hold whole segments.
    public init?(_ text: String) {
        guard text.startsExactly(with: "/"), text.utf8.count <= 2000,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") })
        else { return nil }
        var parts = text.parts(separatedBy: "/").dropFirst()
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        var segments: [ExactText?] = []
        for part in parts {
            let isParameter = part.utf8.count > 2 && part.startsExactly(with: "{") && part.endsExactly(with: "}")
            let inner = isParameter ? part.utf8.dropFirst().dropLast() : part.utf8[...]
            guard !inner.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else { return nil }
            segments.append(isParameter ? nil : ExactText(part.lowercasedASCII))
        }
        exactText = ExactText(text)
        self.segments = segments
        routes = segments.contains(nil) ? RouteTable.shared.routes(of: segments) : []
    }

    /// All segments in lower case when none is a parameter.
    package var literals: [ExactText]? {
        segments.contains(nil) ? nil : segments.compactMap { $0 }
    }

    /// The routes on which a request can fit.
    package var overlappingRoutes: [Route] {
        routes.isEmpty ? RouteTable.shared.routes(overlapping: segments) : routes
    }

    /// Whether every request on a route fits; false where the path has to be looked at.
    package func holds(everywhereOn route: Route) -> Bool {
        routes.isEmpty ? route.segments == segments : routes.contains(route)
    }

    /// Whether decoded segments, the letters A to Z in lower case, of a request on a route fit; the route is nil for a path
    /// that is none.
    package func fits(_ path: [ExactText], on route: Route?) -> Bool {
        if !routes.isEmpty { return route.map(routes.contains) ?? false }
        return path.count == segments.count
            && zip(segments, path).allSatisfy { pattern, segment in
                pattern.map { $0 == segment } ?? !segment.text.isEmpty
            }
    }

    /// Whether every request with one of `methods` that fits the other pattern fits this one.
    func covers(_ other: PathPattern, methods: [String]) -> Bool {
        if segments == other.segments { return true }
        guard !routes.isEmpty else {
            return segments.count == other.segments.count
                && zip(segments, other.segments).allSatisfy { $0 == nil || $0 == $1 }
        }
        guard let literals = other.literals else { return false }
        let path = "/" + literals.map(\.text).joined(separator: "/")
        return methods.allSatisfy { method in
            RouteTable.shared.match(method: method, path: path).route.map(routes.contains) ?? false
        }
    }
}
