/// A run as Markdown, for issues and job summaries.
public enum MarkdownReport {
    public static func text(_ report: Report) -> String {
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
        lines += ["## All checks", "", "| check | verdict | seconds | note |", "| --- | --- | --- | --- |"]
        for outcome in report.outcomes {
            var note = ""
            if case .skipped(let reason) = outcome.verdict { note = reason }
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
