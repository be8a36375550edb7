/// A run as text for a terminal.
package enum TextReport {
    private static let width = Catalogue.checks.map(\.id.count).max() ?? 0

    /// The line of the table for a check.
    package static func line(_ outcome: Outcome) -> String {
        let id = outcome.check.id.padding(to: width)
        let line = "\(id)  \(outcome.verdict.word.padding(to: 8))  \(outcome.duration.text)"
        guard case .skipped(let omission) = outcome.verdict else { return line }
        return "\(line)  \(omission.reason)"
    }

    /// What there is to say about every check that was not kept, failures first.
    package static func findings(_ report: Report) -> String {
        let failed = report.outcomes.filter { $0.verdict.word == "failed" }
        let advisory = report.outcomes.filter { $0.verdict.word == "advisory" }
        return (failed + advisory).map(section).joined(separator: "\n")
    }

    /// What the reseller's data lacks for the checks that saw nothing to judge; empty when it lacks nothing.
    package static func lacks(_ report: Report) -> String {
        if report.lacks.isEmpty { return "" }
        let lines = report.lacks.map { "  \($0.reason) (\($0.checks == 1 ? "one check" : "\($0.checks) checks"))" }
        return (["The reseller's data left checks nothing to judge:"] + lines).joined(separator: "\n") + "\n"
    }

    private static func section(_ outcome: Outcome) -> String {
        guard let finding = outcome.verdict.finding else { return "" }
        var lines = ["\(outcome.verdict.word): \(outcome.check.id)"]
        if let request = finding.request { lines.append("  request:  \(request)") }
        lines.append("  expected: \(finding.expected)")
        lines.append("  actual:   \(finding.actual)")
        if let answer = finding.answer { lines.append("  answer:   \(answer)") }
        lines.append("  promise:  \(outcome.check.sentence)")
        lines.append("            (\(outcome.check.source.provenance.rawValue): \(outcome.check.source.text))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every check with the sentence it verifies and its source.
    package static func list(_ checks: [Check]) -> String {
        checks.map { check in
            let needs =
                check.needs.isEmpty ? "" : "; needs \(check.needs.sorted().map(\.variables).joined(separator: ", "))"
            return """
                \(check.id)
                  \(check.sentence)
                  \(check.severity.rawValue); \(check.source.provenance.rawValue): \(check.source.text)\(needs)
                """
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
