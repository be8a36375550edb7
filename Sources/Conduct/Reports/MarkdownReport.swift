extension ConductReport {
    /// For issues and job summaries.
    package func markdown() -> String {
        var lines = ["# How the client behaves", ""]
        for scenario in scenarios {
            lines += ["## \(MarkdownText.plain(scenario.scenario))", "", "\(scenario.summary)."]
            if let run = scenario.run { lines += ["", MarkdownText.plain(run.sentence)] }
            lines += ["", "| verdict | criterion | what was seen |", "| --- | --- | --- |"]
            for judgement in scenario.judgements {
                let word = judgement.isAllowed ? "bad, allowed" : judgement.verdict.rawValue
                let verdict = judgement.counts ? "**\(word)**" : word
                lines.append("| \(verdict) | `\(judgement.criterion)` | \(MarkdownText.plain(judgement.sentence)) |")
            }
            for judgement in scenario.judgements where judgement.verdict == .bad {
                lines += ["", "### `\(judgement.criterion)`", "", MarkdownText.plain(judgement.sentence)]
                lines.append("See [\(MarkdownText.plain(judgement.document.title))](\(judgement.document.url)).")
                let shown = judgement.evidence.prefix(TextLayout.mostEvidence)
                if shown.isEmpty { continue }
                lines += ["", "| request | after | asked | status |", "| --- | --- | --- | --- |"]
                for evidence in shown {
                    let asked = MarkdownText.plain("\(evidence.method) \(evidence.path)")
                    let status = evidence.status == 0 ? "no answer" : "\(evidence.status)"
                    lines.append("| \(evidence.number) | \(evidence.arrival.text) | \(asked) | \(status) |")
                }
                let more = judgement.evidence.count - shown.count
                if more > 0 { lines += ["", "And \(more) more."] }
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}

/// Markdown's own forms.
enum MarkdownText {
    /// Text that means nothing but itself, in a table too.
    static func plain(_ text: String) -> String {
        var result = ""
        for character in TextLayout.printable(text).unicodeScalars {
            switch character {
            case "|", "\\", "`", "*", "_", "[", "]", "<", ">", "#", "~": result += "\\"
            default: break
            }
            result.unicodeScalars.append(character)
        }
        return result
    }
}
