extension ConductReport {
    /// The XML that JUnit made common and CI systems read: a suite for each scenario, a case for each criterion and one
    /// for the program. What was not observed or is allowed is skipped.
    package func jUnit() -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"reseller-mock judge\" \(Self.totals(scenarios))>")
        for scenario in scenarios {
            lines.append(
                "  <testsuite name=\"\(XMLText.escaped(scenario.scenario))\" \(Self.totals([scenario])) errors=\"0\">")
            let head = "    <testcase classname=\"judge.\(XMLText.escaped(scenario.scenario))\" name="
            if let run = scenario.run {
                lines += Self.testCase(
                    "\(head)\"program\"", failure: run.isAsExpected ? nil : run.sentence, text: run.sentence)
            }
            for judgement in scenario.judgements {
                let head = "\(head)\"\(XMLText.escaped(judgement.criterion))\""
                switch judgement.verdict {
                case .good: lines.append("\(head)/>")
                case .notObserved: lines += Self.testCase(head, skipped: judgement.sentence)
                case .bad where judgement.isAllowed:
                    lines += Self.testCase(head, skipped: "allowed: \(judgement.sentence)")
                case .bad: lines += Self.testCase(head, failure: judgement.sentence, text: judgement.details)
                }
            }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private static func totals(_ scenarios: [ScenarioVerdict]) -> String {
        let judgements = scenarios.flatMap(\.judgements)
        let runs = scenarios.compactMap(\.run)
        let failures = judgements.count(where: \.counts) + runs.count { !$0.isAsExpected }
        let skipped = judgements.count { $0.verdict == .notObserved || $0.isAllowed }
        return "tests=\"\(judgements.count + runs.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\""
    }

    private static func testCase(_ head: String, failure message: String?, text: String) -> [String] {
        guard let message else { return ["\(head)/>"] }
        return [
            "\(head)>", "      <failure message=\"\(XMLText.escaped(message))\">\(XMLText.escaped(text))</failure>",
            "    </testcase>",
        ]
    }

    private static func testCase(_ head: String, skipped message: String) -> [String] {
        ["\(head)>", "      <skipped message=\"\(XMLText.escaped(message))\"/>", "    </testcase>"]
    }
}

extension Judgement {
    fileprivate var details: String {
        let requests = evidence.map { evidence in
            "request \(evidence.number) after \(evidence.arrival.text): \(evidence.method) \(evidence.path) "
                + (evidence.status == 0 ? "had no answer" : "was answered \(evidence.status)")
        }
        return ([sentence] + requests + [document.title, document.url]).joined(separator: "\n")
    }
}

/// XML's own forms.
enum XMLText {
    /// XML 1.0 has no way to write most control characters.
    static func escaped(_ text: String) -> String {
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
