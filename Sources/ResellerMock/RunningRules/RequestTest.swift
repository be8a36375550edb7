import Foundation
import HTTP1
import ResellerAPI
import Scenarios

/// What a rule asks of the requests for one operation, looked at in the order of what it costs. A class, for every request is
/// put to all of them, and a copy would count a dozen references.
final class RequestTest: Sendable {
    /// What of a path is still to be looked at.
    private enum PathTest: Sendable {
        case none
        /// The path's only parameter, in lower case.
        case parameter(ExactText)
        case whole(PathPattern)
    }

    /// Nil where all requests have it.
    private let method: String?
    /// In ticks of the world's clock.
    private let from: Int64
    private let until: Int64
    private let path: PathTest
    private let headers: [HeaderTest]
    private let client: String?
    private let role: String?
    /// Whether only requests that get a token count.
    private let needsGrant: Bool
    private let body: [BodyCondition]

    /// The test for requests that are for an operation, or for none that is emulated; nil when no such request can meet the
    /// rule. The world's clock starts at `start`.
    ///
    /// - Parameter routes: those on which a request can fit the rule's path.
    init?(_ rule: Rule, with routes: [Route], on endpoint: Endpoint?, start: DateTime) {
        let condition = rule.condition
        if let endpoint, !endpoint.route.takesEveryVerb {
            guard condition.method?.isExactly(endpoint.verb.name) ?? true else { return nil }
            method = nil
        } else {
            method = condition.method
        }
        switch (endpoint, condition.path) {
        case (_, nil): path = .none
        case (nil, let pattern?): path = .whole(pattern)
        case (let endpoint?, let pattern?):
            guard routes.contains(endpoint.route) else { return nil }
            let parameters = zip(endpoint.route.segments, pattern.segments).filter { $0.0 == nil }.map(\.1)
            if pattern.holds(everywhereOn: endpoint.route) {
                path = .none
            } else if parameters.count == 1 {
                path = parameters[0].map { .parameter($0) } ?? .none
            } else {
                path = .whole(pattern)
            }
        }
        from = condition.from?.instant(start: start).ticks ?? .min
        until = condition.until?.instant(start: start).ticks ?? .max
        headers = condition.headers.map(HeaderTest.init)
        client = condition.client
        role = condition.role
        needsGrant = rule.hasTokenFate
        body = condition.body
    }

    /// `fields` are those of the request.
    func holds(for event: ServeEvent, _ fields: Headers) -> Bool {
        if let method, !method.isExactly(event.request.method.rawValue) { return false }
        guard from <= event.now.ticks, event.now.ticks < until, holds(forPathOf: event) else { return false }
        for header in headers where !header.holds(for: fields) { return false }
        if let client, event.authentication.caller?.clientId.isExactly(client) != true { return false }
        if let role, event.authentication.caller?.roles.containsExactly(role) != true { return false }
        if needsGrant, !event.authentication.isGranted { return false }
        for index in body.indices where !body[index].holds(for: event) { return false }
        return true
    }

    private func holds(forPathOf event: ServeEvent) -> Bool {
        switch path {
        case .none: true
        case .parameter(let text): event.lowercasedParameter == text
        case .whole(let pattern): pattern.fits(event.segments, on: event.match.route)
        }
    }
}

/// What a rule asks of a header field.
private final class HeaderTest: Sendable {
    /// In small letters.
    private let name: [UInt8]
    private let test: HeaderCondition.Test
    /// What is looked for in the field's values.
    private let text: [UInt8]

    init(_ condition: HeaderCondition) {
        name = condition.name.utf8.map(\.lowercasedASCII)
        test = condition.test
        switch condition.test {
        case .present, .absent: text = []
        case .equals(let text), .contains(let text): self.text = Array(text.utf8)
        }
    }

    func holds(for headers: Headers) -> Bool {
        var (isPresent, holds) = (false, false)
        headers.forEachValue(of: name) { value in
            isPresent = true
            switch test {
            case .present, .absent: break
            case .equals: holds = holds || value.elementsEqual(text)
            case .contains: holds = holds || value.contains(text)
            }
        }
        return switch test {
        case .present: isPresent
        case .absent: !isPresent
        case .equals, .contains: holds
        }
    }
}

extension BodyCondition {
    fileprivate func holds(for event: ServeEvent) -> Bool {
        switch self {
        case .contains(let text): event.request.body.withUnsafeBufferPointer { $0.contains(Array(text.utf8)) }
        case .exists(let pointer): event.document.flatMap(pointer.value) != nil
        case .equals(let pointer, let value): event.document.flatMap(pointer.value).map { $0.means(value) } ?? false
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes stand somewhere among those.
    fileprivate func contains(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        var rest = UnsafeRawBufferPointer(self)
        while rest.count >= wanted.count, let start = rest.baseAddress {
            guard let found = memchr(start, Int32(first), rest.count - wanted.count + 1) else { return false }
            if memcmp(found, wanted, wanted.count) == 0 { return true }
            rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - start + 1)...])
        }
        return false
    }
}

extension JSONValue {
    /// Whether two values mean the same: numbers by value, members in any order.
    fileprivate func means(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.isExactly(right) || Double(left) == Double(right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.name.isExactly(member.name) && $0.value.means(member.value) }
                }
        case (.null, _), (.boolean, _), (.string, _), (.number, _), (.array, _), (.object, _): self == other
        }
    }
}
