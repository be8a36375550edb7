import Foundation
import HTTP1
import HTTPServer
import ResellerAPI

/// Numbers for monitoring, and the description of the door.
extension ControlRoutes {
    static let documents: [Route] = [
        Route(method: "GET", template: "metrics", summary: "Counts in the OpenMetrics text format.") { call in
            var response = Response(
                status: 200,
                fields: [
                    "Content-Type": "application/openmetrics-text; version=1.0.0; charset=utf-8",
                    "Cache-Control": "no-store",
                ])
            response.body = Array(Metrics.text(call.world, call.control).utf8)
            return .response(response)
        },
        Route(method: "GET", template: "openapi.json", summary: "This description.", isForWorlds: false) { _ in
            .json(OpenAPIDocument.value)
        },
    ]
}

enum Metrics {
    static func text(_ world: World, _ control: Control) -> String {
        let totals = world.journal.totals
        var lines: [String] = []
        func family(_ name: String, _ type: String, _ help: String) {
            lines += ["# TYPE reseller_mock_\(name) \(type)", "# HELP reseller_mock_\(name) \(help)"]
        }
        family("requests", "counter", "Requests by operation and status; status 0 got no answer.")
        let counts = totals.requests.map {
            (operation: $0.operation.map { "\($0)" } ?? "none", status: $0.status, count: $1)
        }
        for (operation, status, count) in counts.sorted(by: { ($0.operation, $0.status) < ($1.operation, $1.status) }) {
            lines.append("reseller_mock_requests_total{operation=\"\(operation)\",status=\"\(status)\"} \(count)")
        }
        family("request_duration_seconds", "histogram", "The time that answers took to make.")
        var sum = 0
        for (index, count) in totals.durations.enumerated() {
            sum += count
            let bound = index < Journal.Totals.bounds.count ? "\(Journal.Totals.bounds[index])" : "+Inf"
            lines.append("reseller_mock_request_duration_seconds_bucket{le=\"\(bound)\"} \(sum)")
        }
        lines.append("reseller_mock_request_duration_seconds_count \(sum)")
        lines.append("reseller_mock_request_duration_seconds_sum \(totals.seconds)")
        family("tokens", "counter", "Tokens given out.")
        lines.append("reseller_mock_tokens_total \(totals.requests[.init(operation: .token, status: 200)] ?? 0)")
        family("faults", "counter", "Answers that a rule delayed or broke.")
        lines.append("reseller_mock_faults_total \(totals.faults)")
        family("hints", "counter", "Answers with a hint.")
        lines.append("reseller_mock_hints_total \(totals.hints)")
        family("journal_requests", "gauge", "Requests kept in the journal.")
        lines.append("reseller_mock_journal_requests \(world.journal.size.records)")
        family("journal_bytes", "gauge", "Bytes of the journal.")
        lines.append("reseller_mock_journal_bytes \(world.journal.size.bytes)")
        family("connections", "gauge", "Connections that are open, those to the door too.")
        lines.append("reseller_mock_connections \(control.server.connectionCount())")
        family("worlds", "gauge", "Worlds beside the main one.")
        lines.append("reseller_mock_worlds \(control.worlds.sandboxes.count)")
        if let resident = residentBytes() {
            family("resident_memory_bytes", "gauge", "Memory of the process.")
            lines.append("reseller_mock_resident_memory_bytes \(resident)")
        }
        return lines.joined(separator: "\n") + "\n# EOF\n"
    }

    private static func residentBytes() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        return words.count > 1 ? Int(words[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}

/// The door and the emulated operations as an OpenAPI 3.1 document, made of the tables that answer requests.
enum OpenAPIDocument {
    static var value: JSONValue {
        var paths: [(path: String, operations: [JSONValue.Member])] = []
        func add(_ path: String, _ method: String, _ operation: JSONValue) {
            let member = JSONValue.Member(method.lowercasedASCII, operation)
            if let index = paths.firstIndex(where: { $0.path.isExactly(path) }) {
                paths[index].operations.append(member)
            } else {
                paths.append((path, [member]))
            }
        }
        for endpoint in RouteTable.shared.emulated {
            let name = endpoint.operation.map { "\($0)" } ?? endpoint.name
            add(
                endpoint.route.template, endpoint.verb.name,
                operation(name, tag: "api", summary: nil, endpoint.route.template))
        }
        for route in ControlRoutes().all {
            let path = route.template.isEmpty ? "/__admin" : "/__admin/\(route.template)"
            let words = path.parts(separatedBy: "/").flatMap { $0.split { !$0.isLetter } }.map(\.capitalized).joined()
            add(
                path, route.method,
                operation(route.method.lowercasedASCII + words, tag: "admin", summary: route.summary, path))
        }
        return .members([
            "openapi": .string("3.1.0"),
            "info": .members([
                "title": .string("reseller-mock"), "version": .string(MockServer.version),
                "description": .string(
                    "The emulated operations of the Keepnet reseller API, and the door to the mock itself."),
            ]),
            "paths": .object(paths.map { .init($0.path, .object($0.operations)) }),
            "components": .members([
                "securitySchemes": .members([
                    "bearer": .members(["type": .string("http"), "scheme": .string("bearer")])
                ])
            ]),
        ])
    }

    private static func operation(_ id: String, tag: String, summary: String?, _ path: String) -> JSONValue {
        var members: [JSONValue.Member] = [.init("operationId", .string(id)), .init("tags", .array([.string(tag)]))]
        if let summary { members.append(.init("summary", .string(summary))) }
        let parameters = path.parts(separatedBy: "/").filter { $0.startsExactly(with: "{") }.map { part -> JSONValue in
            .members([
                "name": .string(String(part.dropFirst().dropLast())), "in": .string("path"), "required": .boolean(true),
                "schema": .members(["type": .string("string")]),
            ])
        }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        members.append(
            .init(
                "responses",
                .members(["default": .members(["description": .string("The answer, or why there is none.")])])))
        return .object(members)
    }
}
