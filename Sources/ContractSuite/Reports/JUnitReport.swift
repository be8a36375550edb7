/// A run in the XML form that JUnit made common and CI systems read.
package enum JUnitReport {
    struct Suite {
        var name: String
        var cases: [Case]
    }

    struct Case {
        var area: String
        var name: String
        var duration = Duration.zero
        /// The message, and more in lines below it.
        var failure: String?
        var details = ""
        var skipped: String?
        var output: String?
    }

    /// The document. Advisory deviations are passed cases with a note in `system-out`.
    package static func text(_ report: Report, drift: Drift? = nil) -> String {
        var areas: [String] = []
        var cases: [String: [Case]] = [:]
        for outcome in report.outcomes {
            let area = String(outcome.check.id.prefix { $0 != "." })
            if cases[area] == nil { areas.append(area) }
            cases[area, default: []].append(testCase(outcome, area))
        }
        let suites = areas.map { Suite(name: $0, cases: cases[$0] ?? []) }
        return document(suites: suites + (drift.map { [DriftReport.suite($0)] } ?? []), duration: report.duration)
    }

    static func document(suites: [Suite], duration: Duration = .zero) -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"reseller-mock contract\" \(totals(suites.flatMap(\.cases), duration))>")
        for suite in suites {
            let duration = suite.cases.reduce(Duration.zero) { $0 + $1.duration }
            lines.append(
                "  <testsuite name=\"\(escaped(suite.name))\" \(totals(suite.cases, duration)) errors=\"0\">")
            lines += suite.cases.flatMap(element)
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private static func totals(_ cases: [Case], _ duration: Duration) -> String {
        let failures = cases.count { $0.failure != nil }
        let skipped = cases.count { $0.skipped != nil }
        return
            "tests=\"\(cases.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\" time=\"\(duration.seconds)\""
    }

    private static func testCase(_ outcome: Outcome, _ area: String) -> Case {
        var result = Case(area: "contract.\(area)", name: outcome.check.id, duration: outcome.duration)
        switch outcome.verdict {
        case .passed: break
        case .skipped(let omission): result.skipped = omission.reason
        case .failed(let finding):
            result.failure = "expected \(finding.expected), got \(finding.actual)"
            result.details = details(outcome, finding)
        case .deviated(let finding): result.output = "advisory\n" + details(outcome, finding)
        }
        return result
    }

    private static func element(_ element: Case) -> [String] {
        let head =
            "    <testcase classname=\"\(escaped(element.area))\" name=\"\(escaped(element.name))\" "
            + "time=\"\(element.duration.seconds)\""
        var inner: [String] = []
        if let reason = element.skipped { inner.append("      <skipped message=\"\(escaped(reason))\"/>") }
        if let failure = element.failure {
            inner.append("      <failure message=\"\(escaped(failure))\">\(escaped(element.details))</failure>")
        }
        if let output = element.output { inner.append("      <system-out>\(escaped(output))</system-out>") }
        return inner.isEmpty ? ["\(head)/>"] : ["\(head)>"] + inner + ["    </testcase>"]
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
