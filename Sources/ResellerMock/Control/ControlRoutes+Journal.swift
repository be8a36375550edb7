import HTTP1
import HTTPServer
import ResellerAPI

/// The journal, in WireMock's shapes.
extension ControlRoutes {
    static let health: [Route] = [
        Route(
            method: "GET", template: "", summary: "Whether the mock serves.", isWireMock: true, isOpen: true,
            run: isHealthy),
        Route(
            method: "GET", template: "health", summary: "Whether the mock serves.", isWireMock: true, isOpen: true,
            run: isHealthy),
        Route(method: "GET", template: "version", summary: "The version of reseller-mock.", isWireMock: true) { _ in
            .json(.members(["version": .string(MockServer.version)]))
        },
    ]

    private static func isHealthy(_ call: ControlCall) -> Reply {
        let uptime = (ContinuousClock.now - call.control.start) / .seconds(1)
        let now = DateTimeFormat.iso8601.string(WorldClock.systemNow())
        return .json(
            .members([
                "status": .string("healthy"), "message": .string("reseller-mock serves \(call.world.scenario.name)"),
                "version": .string(MockServer.version), "uptimeInSeconds": .count(Int(uptime)),
                "timestamp": .string(now + "Z"),
            ]))
    }

    static let journal: [Route] = [
        Route(
            method: "GET", template: "requests",
            summary: "The requests of the journal, the newest first; limit, since, unmatched.", isWireMock: true
        ) {
            call throws(ControlError) in
            var records = call.world.journal.records.filter { $0.isRequest }
            let total = records.count
            if let text = call.query("since") {
                guard let since = DateTime.parse(text)?.instant else {
                    throw .invalid("", "since=\(text.excerpt) is no date", "such as 2026-03-01T09:00:00Z")
                }
                records.removeAll { $0.receivedAt < since.unixMilliseconds }
            }
            if call.query("unmatched") == "true" { records.removeAll { !($0.isUnmatched) } }
            records.reverse()
            if let text = call.query("limit") {
                guard let limit = Int(text), limit >= 0 else {
                    throw .invalid("", "limit=\(text.excerpt) is no whole number from 0")
                }
                records = Array(records.prefix(limit))
            }
            let events = records.map { RecordJSON.serveEvent($0, in: call.world) }
            return .json(
                .members([
                    "requests": .array(events), "meta": .members(["total": .count(total)]),
                    "requestJournalDisabled": .boolean(!call.world.journal.isKept),
                ]))
        },
        Route(method: "DELETE", template: "requests", summary: "Empties the journal.", isWireMock: true, run: empty),
        Route(
            method: "POST", template: "requests/reset", summary: "Empties the journal.", isWireMock: true, run: empty),
        Route(method: "GET", template: "requests/{id}", summary: "One request.", isWireMock: true) {
            call throws(ControlError) in
            .json(RecordJSON.serveEvent(try record(call), in: call.world))
        },
        Route(
            method: "DELETE", template: "requests/{id}", summary: "Takes one request out of the journal.",
            isWireMock: true
        ) {
            call throws(ControlError) in
            let record = try record(call)
            call.world.journal.remove { $0 === record }
            return .done
        },
        Route(method: "POST", template: "requests/count", summary: "How many requests fit a pattern.", isWireMock: true)
        {
            call throws(ControlError) in
            .json(
                .members([
                    "count": .count(try found(call).count),
                    "requestJournalDisabled": .boolean(!call.world.journal.isKept),
                ]))
        },
        Route(method: "POST", template: "requests/find", summary: "The requests that fit a pattern.", isWireMock: true)
        {
            call throws(ControlError) in
            .json(requests(try found(call), call))
        },
        Route(
            method: "POST", template: "requests/remove",
            summary: "Takes the requests that fit a pattern out of the journal.", isWireMock: true
        ) {
            call throws(ControlError) in
            let meant = try found(call)
            let removed = call.world.journal.remove { record in meant.contains { $0 === record } }
            return .json(.members(["serveEvents": .array(removed.map { RecordJSON.serveEvent($0, in: call.world) })]))
        },
        Route(
            method: "GET", template: "requests/unmatched",
            summary: "The requests that no operation is for: 404 without a route, 405, 501.", isWireMock: true
        ) { call in
            .json(requests(call.world.journal.records.filter { $0.isUnmatched }, call))
        },
        Route(
            method: "GET", template: "requests/unmatched/near-misses",
            summary: "Always none: requests are matched by the API's routes, not by stubs.", isWireMock: true
        ) { _ in
            .json(.members(["nearMisses": .array([])]))
        },
        Route(
            method: "POST", template: "near-misses/request", summary: "Always none: there are no stubs.",
            isWireMock: true
        ) { _ in
            .json(.members(["nearMisses": .array([])]))
        },
        Route(
            method: "POST", template: "near-misses/request-pattern", summary: "The requests that nearly fit a pattern.",
            isWireMock: true
        ) {
            call throws(ControlError) in
            let pattern = try RequestPattern(try call.body())
            let misses = pattern.nearMisses(in: call.world.journal.records)
            return .json(.members(["nearMisses": .array(misses.map { $0.json(pattern, in: call.world) })]))
        },
    ]

    private static func empty(_ call: ControlCall) -> Reply {
        call.world.journal.remove { _ in true }
        return .done
    }

    private static func record(_ call: ControlCall) throws(ControlError) -> RequestRecord {
        let wanted = call.parameter.lowercasedASCII
        let found = call.world.journal.records.first {
            $0.identifier(in: call.world).isExactly(wanted) || "\($0.number)".isExactly(wanted)
        }
        guard let found else { throw .notFound("the journal has no request \(call.parameter.excerpt)") }
        return found
    }

    private static func found(_ call: ControlCall) throws(ControlError) -> [RequestRecord] {
        let pattern = try call.bodyIfAny().map { object throws(ControlError) in try RequestPattern(object) }
        return try (pattern ?? RequestPattern()).matching(call.world.journal.records)
    }

    private static func requests(_ records: [RequestRecord], _ call: ControlCall) -> JSONValue {
        .members([
            "requests": .array(records.map { RecordJSON.request($0, in: call.world) }),
            "requestJournalDisabled": .boolean(!call.world.journal.isKept),
        ])
    }
}
