import ResellerAPI

/// Which requests are meant, in WireMock's shape, with members of ours beside it: `operation`, `client`, `rule`, `status`.
struct RequestPattern: Sendable {
    /// What a test looks at, for what differs in near misses.
    private struct Test: Sendable {
        let name: String
        let isMet: @Sendable (RequestFacts, inout Int) -> Bool
        let actual: @Sendable (RequestFacts) -> String
    }

    private var tests: [Test] = []
    /// As it was given.
    let document: JSONValue

    private static let members = [
        "method", "url", "urlPattern", "urlPath", "urlPathPattern", "headers", "queryParameters", "formParameters",
        "bodyPatterns", "operation", "client", "rule", "status", "absent",
    ]

    /// Every request.
    init() {
        document = .object([])
    }

    init(_ object: ControlObject) throws(ControlError) {
        document = .object(object.members)
        for member in object.members where member.value != .null {
            let place = object.place(member.name)
            switch member.name {
            case "method":
                let method = try object.requiredString(member.name)
                guard method != "ANY" else { continue }
                add("method", { $0.method }) { facts, _ in facts.method.isExactly(method) }
            case "url":
                let url = try object.requiredString(member.name)
                add("url", { $0.url }) { facts, _ in facts.url.isExactly(url) }
            case "urlPath":
                let path = try object.requiredString(member.name)
                add("urlPath", { $0.path }) { facts, _ in facts.path.isExactly(path) }
            case "urlPattern":
                let pattern = try BoundedPattern(try object.requiredString(member.name), at: place)
                add("urlPattern", { $0.url }) { facts, steps in pattern.matches(facts.url, steps: &steps) }
            case "urlPathPattern":
                let pattern = try BoundedPattern(try object.requiredString(member.name), at: place)
                add("urlPathPattern", { $0.path }) { facts, steps in pattern.matches(facts.path, steps: &steps) }
            case "headers":
                try addAll(object, member.name) { facts, name in facts.values(ofHeader: name) }
            case "queryParameters":
                try addAll(object, member.name) { facts, name in
                    facts.query.filter { $0.name.isExactly(name) }.map(\.value)
                }
            case "formParameters":
                try addAll(object, member.name) { facts, name in
                    facts.form.filter { $0.name.isExactly(name) }.map(\.value)
                }
            case "bodyPatterns":
                for (pointer, value) in try object.array(member.name) ?? [] {
                    let pattern = try ValuePattern(try ControlObject(value, at: pointer))
                    add(String(pointer.dropFirst()), { $0.body }) { facts, steps in
                        pattern.isMet(by: facts.body.isEmpty ? nil : facts.body, steps: &steps)
                    }
                }
            case "operation":
                let name = try object.requiredString(member.name)
                let names = EmulatedOperation.allCases.map { "\($0)" }
                guard names.containsExactly(name) else {
                    let nearest = Spelling.nearest(to: name, among: names)
                    throw .invalid(
                        place, "\(name.excerpt) is no operation",
                        nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(names.joined(separator: ", "))")
                }
                add("operation", { $0.record.operationName ?? "" }) { facts, _ in
                    facts.record.operationName?.isExactly(name) ?? false
                }
            case "client":
                let name = try object.requiredString(member.name)
                add("client", { $0.record.clientId ?? "" }) { facts, _ in
                    facts.record.clientId?.isExactly(name) ?? false
                }
            case "rule":
                let name = try object.requiredString(member.name)
                add("rule", { $0.record.rule ?? "" }) { facts, _ in
                    facts.record.rule?.isExactly(name) ?? false
                }
            case "status":
                let status = try object.count(member.name)
                add("status", { "\($0.record.status)" }) { facts, _ in facts.record.status == status }
            default:
                let nearest = Spelling.nearest(to: member.name, among: Self.members)
                throw .invalid(
                    place, "the member \(member.name.excerpt) is not known here",
                    nearest.map { "did you mean \"\($0)\"?" } ?? "known are \(Self.members.joined(separator: ", "))")
            }
        }
    }

    private mutating func add(
        _ name: String, _ actual: @escaping @Sendable (RequestFacts) -> String,
        _ isMet: @escaping @Sendable (RequestFacts, inout Int) -> Bool
    ) {
        tests.append(Test(name: name, isMet: isMet, actual: actual))
    }

    private mutating func addAll(
        _ object: ControlObject, _ name: String, _ values: @escaping @Sendable (RequestFacts, String) -> [String]
    ) throws(ControlError) {
        guard let inner = try object.object(name) else { return }
        for member in inner.members {
            let pattern = try ValuePattern(try ControlObject(member.value, at: inner.place(member.name)))
            let key = member.name
            add("\(name)/\(key)", { values($0, key).joined(separator: ", ") }) { facts, steps in
                pattern.isMet(byAny: values(facts, key), steps: &steps)
            }
        }
    }

    /// Bytes that were no request meet no pattern.
    func isMet(by record: RequestRecord, steps: inout Int) -> Bool {
        guard record.isRequest else { return false }
        let facts = RequestFacts(record)
        for test in tests where !test.isMet(facts, &steps) { return false }
        return true
    }

    /// The records that meet it.
    func matching(_ records: [RequestRecord]) throws(ControlError) -> [RequestRecord] {
        var steps = BoundedPattern.stepLimit
        let found = records.filter { isMet(by: $0, steps: &steps) }
        guard steps > 0 else {
            throw .invalid("", "the patterns take too much work on the requests of the journal", "make them simpler")
        }
        return found
    }

    /// How far a record is from it, from 0 to 1, and what differs.
    func difference(from record: RequestRecord) -> (distance: Double, differing: [(name: String, actual: String)]) {
        var steps = BoundedPattern.stepLimit / 100
        let facts = RequestFacts(record)
        let failing = tests.filter { !$0.isMet(facts, &steps) }
        let distance = tests.isEmpty ? 0 : Double(failing.count) / Double(tests.count)
        return (distance, failing.map { ($0.name, $0.actual(facts)) })
    }

    /// The records that come nearest, at most three, those that meet it left out.
    func nearMisses(in records: [RequestRecord]) -> [NearMiss] {
        let misses = records.suffix(1000).filter { $0.isRequest }.map { record in
            let (distance, differing) = difference(from: record)
            return NearMiss(record: record, distance: distance, differing: differing)
        }
        return Array(misses.filter { $0.distance > 0 }.sorted { $0.distance < $1.distance }.prefix(3))
    }
}

/// A request that is nearly what was meant.
struct NearMiss {
    let record: RequestRecord
    let distance: Double
    let differing: [(name: String, actual: String)]

    /// In WireMock's shape.
    func json(_ pattern: RequestPattern, in world: World) -> JSONValue {
        .object([
            .init("request", RecordJSON.request(record, in: world)),
            .init("requestPattern", pattern.document),
            .init("matchResult", .object([.init("distance", .number("\(distance)"))])),
        ])
    }

    /// With what differed.
    func told(in world: World) -> JSONValue {
        .object([
            .init("request", RecordJSON.request(record, in: world)),
            .init("distance", .number("\(distance)")),
            .init(
                "differences",
                .array(
                    differing.map {
                        .object([
                            .init("member", .string($0.name)), .init("actual", .string($0.actual.prefix(bytes: 500))),
                        ])
                    })),
        ])
    }
}
