internal import Glibc

/// The routes of the vendor's API, and what of them the mock emulates: the one place that knows them.
///
/// A tree of path segments, made of `lines` when it is first needed.
package final class RouteTable: Sendable {
    package static let shared = RouteTable(lines)

    /// How a route stands to a verb.
    enum Slot: Hashable, Sendable {
        case absent
        case notEmulated
        case emulated(EmulatedOperation)
    }

    /// A line of the text.
    struct Row: Sendable {
        /// Where the template stands in the text.
        let template: Range<Int>
        var slots = [5 of Slot](repeating: .absent)
        /// Of the verbs that have no slot.
        var others: EmulatedOperation?
        /// The row whose template differs in the names of parameters alone.
        var twin: Int?
    }

    /// The beginning of a path, up to a slash or the end.
    struct Node: Sendable {
        /// Where its last segment stands in the text.
        let segment: Range<Int>
        let parent: Int?
        /// Of its segments, parameters left out; the keys of its literal children go on from there.
        let hash: UInt64
        var parameter: Int?
        var row: Int?
    }

    let text: StaticString
    let rows: [Row]
    let nodes: [Node]
    private let literals: LiteralIndex
    /// `/api/companies/` in the text, and its node.
    private let companies: (path: Range<Int>, node: Int)
    /// What the mock emulates, in the order of the table.
    package let emulated: [Endpoint]

    init(_ text: StaticString) {
        let draft = Draft(text)
        self.text = text
        (rows, nodes, emulated) = (draft.rows, draft.nodes, draft.emulated)
        literals = LiteralIndex(draft.literals)
        let detail = draft.emulated.first { $0.operation == .getCompany }!.route.row
        let folder = nodes[nodes.firstIndex { $0.row == detail }!].parent!
        let template = rows[detail].template
        companies = (template.lowerBound..<text.bytes[template].lastIndex(of: UInt8(ascii: "/"))! + 1, folder)
    }

    /// FNV-1a of a segment as the platform compares it, continued from its parent's.
    fileprivate static func hash(_ segment: Slice<UnsafeBufferPointer<UInt8>>, after parent: UInt64) -> UInt64 {
        var hash = StableHash(parent)
        hash.combine(UInt8(ascii: "/"))
        for byte in PathBytes(segment, foldsCase: true) { hash.combine(byte) }
        return hash.value
    }

    /// Where an operation is.
    package func endpoint(of operation: EmulatedOperation) -> Endpoint {
        emulated.first { $0.operation == operation }!
    }

    func template(of route: Route) -> String {
        String(decoding: text.bytes[rows[route.row].template], as: UTF8.self)
    }

    func slot(of verb: Verb, on route: Route) -> Slot { rows[route.row].slots[Int(verb.rawValue)] }

    // MARK: - Requests

    /// Finds what a request is for, as the vendor's platform does.
    ///
    /// Segments `.` and `..` are carried out, escapes are decoded, letter case does not count, below `/api` nor does a slash
    /// at the end. Of the templates that fit
    /// a path, the one with a literal where the others have a parameter comes first; the verbs of all are pooled, so that
    /// `GET /api/companies/search` is the detail operation with the id `search`.
    package func match(method: String, path: UnsafeBufferPointer<UInt8>) -> RouteMatch {
        if let plain = Self.withoutDotSegments(path) {
            return plain.withUnsafeBufferPointer { match(method: method, path: $0) }
        }
        let hasSlash = path.count > 1 && path.last == UInt8(ascii: "/")
        let path = UnsafeBufferPointer(rebasing: hasSlash ? path.dropLast() : path[...])
        var walk = Walk(verb: Verb(method), toleratesIdentityService: !hasSlash)
        guard path.first == UInt8(ascii: "/") else { return .none }
        if !isFoundAmongCompanies(path, &walk) {
            walk.passed = []
            _ = search(path, from: 1, at: 0, parameter: 0..<0, &walk)
        }
        if let endpoint = walk.found {
            return .endpoint(endpoint, parameter: PathBytes(path[walk.parameter], foldsCase: false).text)
        }
        guard let nearest = walk.passed.first else { return .none }
        return .wrongVerb(nearest, allowed: Set(walk.passed.flatMap(\.verbs)).sorted { $0.name < $1.name })
    }

    /// Looks first where most requests are for something. What is found there a search from the top would find too.
    private func isFoundAmongCompanies(_ path: UnsafeBufferPointer<UInt8>, _ walk: inout Walk) -> Bool {
        path.count > companies.path.count
            && memcmp(path.baseAddress!, text.utf8Start + companies.path.lowerBound, companies.path.count) == 0
            && search(path, from: companies.path.count, at: companies.node, parameter: 0..<0, &walk)
    }

    package func match(method: String, path: String) -> RouteMatch {
        var path = path
        return path.withUTF8 { match(method: method, path: $0) }
    }

    /// A path with its segments `.` and `..` carried out, written with escapes or without (RFC 3986 section 5.2.4), as the
    /// platform's server does before anything looks at it; nil for a path that has none.
    private static func withoutDotSegments(_ path: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard path.first == UInt8(ascii: "/"),
            memchr(path.baseAddress!, 0x2E, path.count) != nil || memchr(path.baseAddress!, 0x25, path.count) != nil
        else { return nil }
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let dots = segments.map { segment -> Int in
            // Six bytes are two dots with escapes.
            guard segment.count <= 6 else { return 0 }
            let bytes = Array(PathBytes(segment, foldsCase: false))
            return bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") } ? bytes.count : 0
        }
        guard dots.contains(where: { $0 > 0 }) else { return nil }
        var kept: [ArraySlice<UInt8>] = []
        for (segment, count) in zip(segments, dots) {
            if count == 0 { kept.append(Array(segment)[...]) }
            if count == 2, !kept.isEmpty { kept.removeLast() }
        }
        // What ends with one of them is a folder.
        if dots.last != 0 { kept.append([]) }
        return [UInt8(ascii: "/")] + kept.joined(separator: [UInt8(ascii: "/")])
    }

    /// The decoded segments of a path without `.` and `..`; a slash at the end begins none.
    package static func segments(of path: String) -> [String] {
        var path = path
        if let plain = path.withUTF8({ withoutDotSegments($0) }) { path = String(decoding: plain, as: UTF8.self) }
        return path.withUTF8 { bytes in
            let path = bytes.count > 1 && bytes.last == UInt8(ascii: "/") ? bytes.dropLast() : bytes[...]
            return path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
                PathBytes($0, foldsCase: false).text
            }
        }
    }

    /// What a search for a request's route has come across.
    private struct Walk {
        let verb: Verb?
        let toleratesIdentityService: Bool
        var found: Endpoint?
        var parameter = 0..<0
        /// The routes that fit the path and not the verb.
        var passed: [Route] = []
    }

    /// True when there is a route with the verb.
    private func search(
        _ path: UnsafeBufferPointer<UInt8>, from start: Int, at node: Int, parameter: Range<Int>, _ walk: inout Walk
    ) -> Bool {
        let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
        let segment = start..<end
        func enter(_ child: Int, parameter: Range<Int>) -> Bool {
            guard end == path.count else {
                return search(path, from: end + 1, at: child, parameter: parameter, &walk)
            }
            return arrive(at: child, parameter: parameter, &walk)
        }
        if let child = literal(path[segment], below: node), enter(child, parameter: parameter) { return true }
        guard !segment.isEmpty, let child = nodes[node].parameter else { return false }
        return enter(child, parameter: parameter.isEmpty ? segment : parameter)
    }

    func literal(_ segment: Slice<UnsafeBufferPointer<UInt8>>, below node: Int) -> Int? {
        let hash = Self.hash(segment, after: nodes[node].hash)
        guard let child = literals.node(hash, in: nodes), nodes[child].parent == node,
            PathBytes(segment, foldsCase: true).elementsEqual(
                UnsafeBufferPointer(rebasing: text.bytes[nodes[child].segment]))
        else { return nil }
        return child
    }

    private func arrive(at node: Int, parameter: Range<Int>, _ walk: inout Walk) -> Bool {
        var next = nodes[node].row
        while let row = next {
            let route = Route(row: row)
            next = rows[row].twin
            guard walk.toleratesIdentityService || route.isBelowAPI else { continue }
            let slot = walk.verb.map { rows[row].slots[Int($0.rawValue)] } ?? .absent
            switch (slot, walk.verb) {
            case (.notEmulated, let verb?): walk.found = Endpoint(route: route, verb: verb, operation: nil)
            case (.emulated(let operation), let verb?):
                walk.found = Endpoint(route: route, verb: verb, operation: operation)
            case (.absent, _), (_, nil):
                guard let operation = rows[row].others else {
                    walk.passed.append(route)
                    continue
                }
                walk.found = endpoint(of: operation)
            }
            walk.parameter = parameter
            return true
        }
        return false
    }
}

/// A table in the making.
private struct Draft {
    var rows: [RouteTable.Row] = []
    var nodes: [RouteTable.Node] = []
    var literals: [UInt64: Int] = [:]
    var emulated: [Endpoint] = []

    init(_ text: StaticString) {
        rows.reserveCapacity(1000)
        nodes.reserveCapacity(2000)
        literals.reserveCapacity(2000)
        nodes.append(RouteTable.Node(segment: 0..<0, parent: nil, hash: 0xcbf2_9ce4_8422_2325))
        let operations = Dictionary(uniqueKeysWithValues: EmulatedOperation.allCases.map { ("\($0)", $0) })
        let bytes = text.bytes
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            var row = RouteTable.Row(template: words[0].startIndex..<words[0].endIndex)
            for word in words.dropFirst() {
                let parts = word.split(separator: UInt8(ascii: "=")).map { String(decoding: $0, as: UTF8.self) }
                let operation = parts.count == 2 ? operations[parts[1]]! : nil
                guard let verb = Verb(parts[0]) else {
                    row.others = operation
                    continue
                }
                row.slots[Int(verb.rawValue)] = operation.map { .emulated($0) } ?? .notEmulated
                if let operation {
                    emulated.append(Endpoint(route: Route(row: rows.count), verb: verb, operation: operation))
                }
            }
            var node = 0
            for segment in bytes[row.template].dropFirst().split(separator: UInt8(ascii: "/")) {
                node = child(of: node, segment.startIndex..<segment.endIndex, bytes)
            }
            row.twin = nodes[node].row
            nodes[node].row = rows.count
            rows.append(row)
        }
    }

    /// The node for a segment of a template, made where there is none.
    private mutating func child(of parent: Int, _ segment: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let isParameter = bytes[segment.lowerBound] == UInt8(ascii: "{")
        let hash = RouteTable.hash(bytes[segment], after: nodes[parent].hash)
        if let known = isParameter ? nodes[parent].parameter : literals[hash] { return known }
        let new = nodes.count
        nodes.append(RouteTable.Node(segment: segment, parent: parent, hash: hash))
        if isParameter { nodes[parent].parameter = new } else { literals[hash] = new }
        return new
    }
}

/// Nodes by their hashes: open addressing, for the hash itself needs no further one.
private struct LiteralIndex {
    private static let free = -1
    private var places: [Int]

    init(_ literals: [UInt64: Int]) {
        var size = 64
        while size < literals.count * 2 { size *= 2 }
        places = Array(repeating: Self.free, count: size)
        for (hash, node) in literals {
            var place = Int(truncatingIfNeeded: hash) & (size - 1)
            while places[place] != Self.free { place = (place + 1) & (size - 1) }
            places[place] = node
        }
    }

    func node(_ hash: UInt64, in nodes: [RouteTable.Node]) -> Int? {
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] != Self.free {
            if nodes[places[place]].hash == hash { return places[place] }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }
}

extension StaticString {
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}

/// The bytes of a path segment, its escapes decoded; those that make no sense stay as they are, as the platform leaves
/// them.
private struct PathBytes: Sequence, IteratorProtocol {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private let foldsCase: Bool

    /// With `foldsCase`, ASCII letters come in lower case.
    init(_ segment: Slice<UnsafeBufferPointer<UInt8>>, foldsCase: Bool) {
        bytes = UnsafeBufferPointer(rebasing: segment)
        self.foldsCase = foldsCase
    }

    mutating func next() -> UInt8? {
        guard index < bytes.count else { return nil }
        var byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "%"), index + 2 <= bytes.count, let high = Self.digit(bytes[index]),
            let low = Self.digit(bytes[index + 1])
        {
            byte = high << 4 | low
            index += 2
        }
        return foldsCase ? byte.lowercasedASCII : byte
    }

    /// Decoded; bytes that are not UTF-8 become U+FFFD.
    var text: String {
        bytes.contains(UInt8(ascii: "%"))
            ? String(decoding: Array(self), as: UTF8.self) : String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
