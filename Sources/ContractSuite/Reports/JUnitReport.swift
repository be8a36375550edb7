/// A run in the XML form that JUnit made common and CI systems read.
public enum JUnitReport {
    /// The document. Advisory deviations are passed cases with a note in `system-out`.
    public static func text(_ report: Report) -> String {
        var areas: [String] = []
        var outcomes: [String: [Outcome]] = [:]
        for outcome in report.outcomes {
            let area = String(outcome.check.id.prefix { $0 != "." })
            if outcomes[area] == nil { areas.append(area) }
            outcomes[area, default: []].append(outcome)
        }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"reseller-mock contract\" \(totals(report.outcomes, report.duration))>")
        for area in areas {
            let list = outcomes[area] ?? []
            let duration = list.reduce(Duration.zero) { $0 + $1.duration }
            lines.append("  <testsuite name=\"\(escaped(area))\" \(totals(list, duration)) errors=\"0\">")
            lines += list.flatMap { testCase($0, area) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private static func totals(_ outcomes: [Outcome], _ duration: Duration) -> String {
        let failures = outcomes.count { $0.verdict.word == "failed" }
        let skipped = outcomes.count { $0.verdict.word == "skipped" }
        return
            "tests=\"\(outcomes.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\" time=\"\(duration.seconds)\""
    }

    private static func testCase(_ outcome: Outcome, _ area: String) -> [String] {
        let head =
            "    <testcase classname=\"contract.\(escaped(area))\" name=\"\(escaped(outcome.check.id))\" "
            + "time=\"\(outcome.duration.seconds)\""
        switch outcome.verdict {
        case .passed: return ["\(head)/>"]
        case .skipped(let reason):
            return ["\(head)>", "      <skipped message=\"\(escaped(reason))\"/>", "    </testcase>"]
        case .failed(let finding):
            let message = escaped("expected \(finding.expected), got \(finding.actual)")
            let text = escaped(details(outcome, finding))
            return ["\(head)>", "      <failure message=\"\(message)\">\(text)</failure>", "    </testcase>"]
        case .deviated(let finding):
            return [
                "\(head)>", "      <system-out>\(escaped("advisory\n" + details(outcome, finding)))</system-out>",
                "    </testcase>",
            ]
        }
    }

    private static func details(_ outcome: Outcome, _ finding: Finding) -> String {
        [
            outcome.check.sentence, "(\(outcome.check.source.provenance.rawValue): \(outcome.check.source.text))",
            "expected: \(finding.expected)", "actual: \(finding.actual)", finding.request.map { "request: \($0)" },
            finding.answer.map { "answer: \($0)" },
        ].compactMap { $0 }.joined(separator: "\n")
    }

    /// XML 1.0 has no way to write most control characters.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
