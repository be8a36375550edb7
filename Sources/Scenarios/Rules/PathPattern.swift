import ResellerAPI

/// A path that a rule is about, compared without regard to letter case and to a slash at the end, as the vendor's router
/// does.
///
/// The template of one of the vendor's routes is about what the router takes there: `/api/companies/{resourceId}` is not
/// about `POST /api/companies/search`, which has a route of its own, and is about `GET /api/companies/search`, which has
/// none. Any other text is compared segment by segment.
public struct PathPattern: Hashable, Sendable {
    /// As written, such as `/api/companies/{resourceId}`.
    public let text: String
    /// Literal segments in lower case, nil for a parameter.
    public let segments: [String?]
    /// The index among `VendorRoutes` of the route whose template with parameters this is, whatever their names.
    public let route: Int?

    /// Nil unless the text starts with a slash, is without query and white space, and its braces hold whole segments.
    public init?(_ text: String) {
        guard text.hasPrefix("/"), text.count <= 2000,
            !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0 == "?" || $0 == "#" })
        else { return nil }
        var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last == "" { parts.removeLast() }
        var segments: [String?] = []
        for part in parts {
            let isParameter = part.count > 2 && part.hasPrefix("{") && part.hasSuffix("}")
            let inner = isParameter ? part.dropFirst().dropLast() : part
            guard !inner.contains(where: { $0 == "{" || $0 == "}" }) else { return nil }
            segments.append(isParameter ? nil : part.lowercased())
        }
        self.text = text
        self.segments = segments
        route = segments.contains(nil) ? VendorRoutes.segments.firstIndex(of: segments) : nil
    }

    /// All segments in lower case when none is a parameter.
    public var literals: [String]? {
        segments.contains(nil) ? nil : segments.compactMap { $0 }
    }

    /// What it takes to tell whether a request on a route fits.
    public enum Test: Hashable, Sendable {
        case always
        case never
        /// The request's path has to be looked at, with `fits`.
        case path
    }

    /// Tells what it can of all requests on a route, nil for those on none.
    public func test(onRoute other: Int?) -> Test {
        if let route { return route == other ? .always : .never }
        guard let other else { return .path }
        let template = VendorRoutes.segments[other]
        guard template.count == segments.count,
            zip(template, segments).allSatisfy({ $0 == nil || $1 == nil || $0 == $1 })
        else { return .never }
        return template == segments ? .always : .path
    }

    /// Whether decoded segments, in lower case, of a request on a route fit.
    public func fits(_ path: [String], route other: Int?) -> Bool {
        if let route { return route == other }
        return path.count == segments.count
            && zip(segments, path).allSatisfy { pattern, segment in pattern.map { $0 == segment } ?? !segment.isEmpty }
    }

    /// Whether every request with one of `methods` that fits the other pattern fits this one.
    func covers(_ other: PathPattern, methods: [String]) -> Bool {
        if segments == other.segments { return true }
        guard let route else {
            return segments.count == other.segments.count
                && zip(segments, other.segments).allSatisfy { $0 == nil || $0 == $1 }
        }
        guard let path = other.literals else { return false }
        let candidates = VendorRoutes.fitting(path)
        return methods.allSatisfy { VendorRoutes.choice(among: candidates, method: $0)?.route == route }
    }
}
