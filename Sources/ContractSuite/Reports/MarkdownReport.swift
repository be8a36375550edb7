/// A run as Markdown, for issues and job summaries.
package enum MarkdownReport {
    /// The whole report as text.
    package static func text(_ report: Report) -> String {
        var lines = ["# Contract of \(report.baseURL)", "", "\(report.summary).", ""]
        for outcome in report.outcomes {
            guard let finding = outcome.verdict.finding else { continue }
            lines += ["## \(outcome.verdict.word): \(outcome.check.id)", ""]
            lines.append(
                "\(outcome.check.sentence) (\(outcome.check.source.provenance.rawValue): \(outcome.check.source.text))")
            lines += ["", "- expected: \(finding.expected)", "- actual: \(finding.actual)"]
            if let answer = finding.answer { lines.append("- answer: `\(answer.replacing("`", with: "'"))`") }
            if let request = finding.request { lines += ["", "```sh", request, "```"] }
            lines.append("")
        }
        if !report.lacks.isEmpty {
            lines += [
                "## What the data lacks", "", "Checks that found nothing to judge among the reseller's companies:", "",
            ]
            lines += report.lacks.map { "- \($0.reason) (\($0.checks))" } + [""]
        }
        lines += ["## All checks", "", "| check | verdict | seconds | note |", "| --- | --- | --- | --- |"]
        for outcome in report.outcomes {
            var note = ""
            if case .skipped(let omission) = outcome.verdict { note = omission.reason }
            let seconds = (outcome.duration.seconds * 1000).rounded() / 1000
            lines.append("| `\(outcome.check.id)` | \(outcome.verdict.word) | \(seconds) | \(cell(note)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text within a table's cell.
    static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
