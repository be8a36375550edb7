import Foundation
import ResellerMock

/// What a newcomer needs once the server listens.
enum StartMessage {
    /// Credentials shown at most; a scenario may have thousands.
    private static let mostClients = 5
    /// Rules named at most.
    private static let mostRules = 10

    static func text(_ scenario: Scenario, baseURL: String, tls: TLSSettings? = nil) -> String {
        let curl = "curl -s" + (tls?.curlOption.map { " \($0)" } ?? "")
        var lines = ["", "Scenario \(scenario.name), \(count(scenario.companies.count, "company", "companies"))"]
        if let description = scenario.description { lines[1] += ": \(description)" }
        lines += misbehaviour(scenario)
        lines += ["", "Credentials:"]
        for client in scenario.clients.prefix(mostClients) {
            let note = client.isActive ? "" : ", inactive"
            lines.append("  \(client.clientId) / \(client.clientSecret)  (\(client.role)\(note))")
        }
        if scenario.clients.count > mostClients {
            lines.append("  and \(scenario.clients.count - mostClients) more in the scenario")
        }
        if let client = scenario.clients.first(where: \.isActive) {
            lines += [
                "", "Try:",
                "  TOKEN=$(\(curl) \(baseURL)/connect/token -d grant_type=client_credentials -d scope=api1 \\",
                "    --data-urlencode client_id=\(quoted(client.clientId)) "
                    + "--data-urlencode client_secret=\(quoted(client.clientSecret)) \\",
                #"    | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"#,
                "  \(curl) \(baseURL)/api/companies/search -H \"Authorization: Bearer $TOKEN\" "
                    + "-H 'Content-Type: application/json' \\",
                #"    -d '{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false}'"#,
            ]
        }
        if let note = tls?.note { lines += ["", note] }
        return (lines + ["", "Ctrl-C stops it."]).map(\.escaped).joined(separator: "\n")
    }

    /// What the scenario has go wrong, so that nobody wonders at a 503.
    private static func misbehaviour(_ scenario: Scenario) -> [String] {
        var lines: [String] = []
        for rule in scenario.rules.prefix(mostRules) {
            lines.append("  rule \"\(rule.name)\"" + (rule.isEnabled ? "" : ", not enabled"))
        }
        if scenario.rules.count > mostRules {
            lines.append("  and \(scenario.rules.count - mostRules) more rules")
        }
        if let limit = scenario.rateLimit {
            let scope = limit.scope == .client ? "for each client" : "in all"
            lines.append("  rate limit, \(count(limit.requests, "request", "requests")) in \(limit.period) \(scope)")
        }
        if !scenario.outages.isEmpty { lines.append("  \(count(scenario.outages.count, "outage", "outages"))") }
        return lines.isEmpty ? [] : ["", "It misbehaves on purpose (seed \(scenario.seed)):"] + lines
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// The text as one word of a shell command.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return plain && !text.isEmpty ? text : "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
