extension ConductReport {
    /// JSON, one line for each criterion:
    /// `{"scenarios":[{"scenario","criteria":[{"criterion","verdict","evidence","document"}]}]}`.
    ///
    /// `verdict` is `good`, `bad` or `not observed`; `evidence` has the sentence and the requests. A bad verdict that is
    /// allowed has `"allowed": true`. Where a program ran, `program` has its end beside the scenario's criteria.
    package func json() -> String {
        let texts = scenarios.map { scenario in
            var members = ["\"scenario\":\(JSONText.string(scenario.scenario))"]
            if let run = scenario.run { members.append("\"program\":\(run.json)") }
            let criteria = scenario.judgements.map { "    \($0.json)" }.joined(separator: ",\n")
            members.append("\"criteria\":[" + (criteria.isEmpty ? "]" : "\n\(criteria)\n  ]"))
            return "  {\(members.joined(separator: ","))}"
        }
        return "{\"scenarios\":[" + (texts.isEmpty ? "" : "\n\(texts.joined(separator: ",\n"))\n") + "]}\n"
    }
}

extension Judgement {
    fileprivate var json: String {
        let requests = evidence.map { evidence in
            "{\"number\":\(evidence.number),\"seconds\":\(JSONText.seconds(evidence.arrival)),"
                + "\"method\":\(JSONText.string(evidence.method)),\"path\":\(JSONText.string(evidence.path)),"
                + "\"status\":\(evidence.status == 0 ? "null" : "\(evidence.status)")}"
        }
        return "{\"criterion\":\(JSONText.string(criterion)),\"verdict\":\(JSONText.string(verdict.rawValue)),"
            + (isAllowed ? "\"allowed\":true," : "")
            + "\"evidence\":{\"sentence\":\(JSONText.string(sentence)),\"requests\":[\(requests.joined(separator: ","))]},"
            + "\"document\":{\"title\":\(JSONText.string(document.title)),\"url\":\(JSONText.string(document.url))}}"
    }
}

extension ProgramRun {
    fileprivate var json: String {
        let end =
            switch end {
            case .succeeded: "succeeded"
            case .failed: "failed"
            case .hung: "hung"
            }
        return "{\"expected\":\"\(expected.rawValue)\",\"end\":\"\(end)\",\"sentence\":\(JSONText.string(sentence))}"
    }
}

/// JSON's own forms (RFC 8259).
enum JSONText {
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            // Lone separators are legal JSON and no JavaScript before 2019.
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || [0x2028, 0x2029].contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func seconds(_ duration: Duration) -> String {
        String(duration.text.dropLast(2))
    }
}
