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
    /// The index among `VendorRoutes` of the route whose template with parameters this is, whatever their names.
    public let route: Int?

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
        route = segments.contains(nil) ? VendorRoutes.segments.firstIndex(of: segments) : nil
    }

    /// All segments in lower case when none is a parameter.
    package var literals: [ExactText]? {
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

    /// Whether decoded segments, the letters A to Z in lower case, of a request on a route fit.
    package func fits(_ path: [ExactText], route other: Int?) -> Bool {
        if let route { return route == other }
        return path.count == segments.count
            && zip(segments, path).allSatisfy { pattern, segment in
                pattern.map { $0 == segment } ?? !segment.text.isEmpty
            }
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
