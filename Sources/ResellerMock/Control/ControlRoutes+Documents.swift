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
        for (operation, status, count) in totals.requests {
            let name = operation.map { "\($0)" } ?? "none"
            lines.append("reseller_mock_requests_total{operation=\"\(name)\",status=\"\(status)\"} \(count)")
        }
        family("request_duration_seconds", "histogram", "The time that answers took to make.")
        var sum = 0
        for (index, count) in totals.durations.enumerated() {
            sum += count
            let bound = index < Journal.Totals.bounds.count ? "\(Journal.Totals.bounds[index] / .seconds(1))" : "+Inf"
            lines.append("reseller_mock_request_duration_seconds_bucket{le=\"\(bound)\"} \(sum)")
        }
        lines.append("reseller_mock_request_duration_seconds_count \(sum)")
        lines.append("reseller_mock_request_duration_seconds_sum \(totals.time / .seconds(1))")
        family("tokens", "counter", "Tokens given out.")
        let tokens = totals.requests.first { $0.operation == .token && $0.status == 200 }?.count ?? 0
        lines.append("reseller_mock_tokens_total \(tokens)")
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
            add(endpoint.route.template, endpoint.verb.name, operation(endpoint))
        }
        for route in ControlRoutes().all {
            add(route.template.isEmpty ? "/__admin" : "/__admin/\(route.template)", route.method, operation(route))
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
                ]),
                "schemas": .members(["Errors": errors, "Envelope": envelope]),
            ]),
        ])
    }

    /// What the door says of what is wrong.
    private static let errors = JSONValue.members([
        "type": .string("object"), "required": .array([.string("errors")]),
        "properties": .members([
            "errors": .members([
                "type": .string("array"),
                "items": .members([
                    "type": .string("object"), "required": .array([.string("title")]),
                    "properties": .members([
                        "title": text, "detail": text, "code": text,
                        "source": .members(["type": .string("object"), "properties": .members(["pointer": text])]),
                    ]),
                ]),
            ])
        ]),
    ])

    /// What the API wraps its answers in.
    private static let envelope = JSONValue.members([
        "type": .string("object"), "required": .array([.string("status")]),
        "properties": .members(["status": text, "message": text, "data": .members([:])]),
    ])

    private static let text = JSONValue.members(["type": .string("string")])

    /// An operation of the API.
    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        let name = endpoint.operation.map { "\($0)" } ?? endpoint.name
        var statuses = ["200", "400", "405", "415", "500"]
        var permission: String?
        if let needed = endpoint.permission {
            statuses += ["401", "403", "404", "501"]
            permission = "Needs the permission \(needed)."
        }
        return operation(
            name, tag: "api", description: permission, endpoint.route.template, bodyType: bodyType(endpoint),
            isSecured: permission != nil, statuses: statuses.sorted(),
            schema: permission == nil ? nil : "Envelope")
    }

    private static func bodyType(_ endpoint: Endpoint) -> String? {
        guard endpoint.verb != .get else { return nil }
        if endpoint.operation == .token { return "application/x-www-form-urlencoded" }
        let isForm = endpoint.operation == .createCompany || endpoint.operation == .updateCompany
        return isForm ? "multipart/form-data" : "application/json"
    }

    /// A route of the door.
    private static func operation(_ route: ControlRoutes.Route) -> JSONValue {
        let path = route.template.isEmpty ? "/__admin" : "/__admin/\(route.template)"
        let words = path.parts(separatedBy: "/").flatMap { $0.split { !$0.isLetter } }.map(\.capitalized).joined()
        let hasBody = ["POST", "PUT", "PATCH"].contains(route.method)
        var statuses = ["200", "403", "422"]
        if !route.isOpen { statuses.append("401") }
        if hasBody { statuses += ["201", "415"] }
        if route.template.contains("{") { statuses.append("404") }
        switch route.template {
        case "await": statuses.append("408")
        case "worlds": statuses.append("429")
        case "events": statuses.append("400")
        default: break
        }
        return operation(
            route.method.lowercasedASCII + words, tag: "admin", description: route.summary, path,
            bodyType: hasBody ? "application/json" : nil, isSecured: !route.isOpen, statuses: statuses.sorted(),
            schema: "Errors")
    }

    /// - Parameter schema: of what answers that are no success have.
    private static func operation(
        _ id: String, tag: String, description: String?, _ path: String, bodyType: String?, isSecured: Bool,
        statuses: [String], schema: String?
    ) -> JSONValue {
        var members: [JSONValue.Member] = [.init("operationId", .string(id)), .init("tags", .array([.string(tag)]))]
        if let description { members.append(.init("description", .string(description))) }
        let parameters = path.parts(separatedBy: "/").filter { $0.startsExactly(with: "{") }.map { part -> JSONValue in
            .members([
                "name": .string(String(part.dropFirst().dropLast())), "in": .string("path"), "required": .boolean(true),
                "schema": text,
            ])
        }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        if isSecured { members.append(.init("security", .array([.members(["bearer": .array([])])]))) }
        if let bodyType {
            let content = JSONValue.object([.init(bodyType, .object([]))])
            members.append(.init("requestBody", .members(["content": content])))
        }
        let responses = statuses.map { status -> JSONValue.Member in
            var answer: [JSONValue.Member] = [
                .init("description", .string(ReasonPhrase.standard(Int(status) ?? 0)))
            ]
            if let schema, !status.startsExactly(with: "2"), status != "401" {
                let reference = JSONValue.members(["$ref": .string("#/components/schemas/\(schema)")])
                answer.append(
                    .init(
                        "content", .members(["application/json": .members(["schema": reference])])))
            }
            return .init(status, .object(answer))
        }
        members.append(.init("responses", .object(responses)))
        return .object(members)
    }
}
