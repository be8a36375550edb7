extension ConductReport {
    /// For a terminal, 80 columns wide; ends with a line feed.
    package func text() -> String {
        scenarios.map { $0.text().joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }
}

extension ScenarioVerdict {
    /// The lines, what is bad first and in full.
    fileprivate func text() -> [String] {
        var lines = TextLayout.wrapped("\(scenario): \(summary)", first: "", rest: "  ")
        if let run { lines += TextLayout.wrapped(run.sentence, first: "  ", rest: "  ") }
        for judgement in judgements where judgement.verdict == .bad {
            lines += ["", "  bad           \(judgement.criterion)\(judgement.isAllowed ? " (allowed)" : "")"]
            lines += TextLayout.wrapped(judgement.sentence, first: "    ", rest: "    ")
            let shown = judgement.evidence.prefix(TextLayout.mostEvidence)
            let width = shown.map { "\($0.number)".count }.max() ?? 0
            for evidence in shown {
                let number = "\(evidence.number)"
                let padding = String(repeating: " ", count: width - number.count)
                let status = evidence.status == 0 ? "no answer" : "\(evidence.status)"
                let line = "\(padding)\(number)  \(evidence.arrival.text)  \(evidence.method) \(evidence.path)"
                lines.append("      " + TextLayout.shortened(line, to: 63) + "  " + status)
            }
            if judgement.evidence.count > shown.count {
                lines.append("      and \(judgement.evidence.count - shown.count) more")
            }
            lines += TextLayout.wrapped(judgement.document.title, first: "    ", rest: "    ")
            lines.append("    \(judgement.document.url)")
        }
        let others = judgements.filter { $0.verdict != .bad }
        if !others.isEmpty { lines.append("") }
        for judgement in others {
            let word = judgement.verdict.rawValue
            lines.append("  \(word)\(String(repeating: " ", count: 14 - word.count))\(judgement.criterion)")
            if judgement.verdict == .notObserved {
                lines += TextLayout.wrapped(judgement.sentence, first: "    ", rest: "    ")
            }
        }
        return lines
    }
}

/// Text in columns.
enum TextLayout {
    static let width = 80
    /// More lines than these tell a reader nothing new.
    static let mostEvidence = 8

    /// Lines of words no wider than the page; longer words are cut. Control characters, which a peer may have sent, become
    /// question marks.
    static func wrapped(_ text: String, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in printable(text).split(separator: " ") {
            let word = shortened(String(word), to: width - rest.count)
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = rest
                isEmpty = true
            }
            line += isEmpty ? word : " " + word
            isEmpty = false
        }
        return lines + [line]
    }

    /// No longer than a number of characters.
    static func shortened(_ text: String, to limit: Int) -> String {
        let text = printable(text)
        return text.count <= limit ? text : text.prefix(limit - 3) + "..."
    }

    /// Without control characters.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .format: result.append("?")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
