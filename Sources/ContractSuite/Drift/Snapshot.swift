import Foundation

/// A run as its report in JSON keeps it: what can be compared with another.
package struct Snapshot: Hashable, Sendable {
    /// The target.
    package var baseURL: String
    /// When the run began, as its report says.
    package var startedAt: String
    /// Verdicts by the check's id: `passed`, `failed`, `advisory` or `skipped`.
    package var verdicts: [String: String]
    /// Choices by the member of `behaviour`; nil where the report has none.
    package var behaviour: [String: String]?
    /// What answers looked like, where the report says it.
    package var shape: Shape?

    /// What can be compared of a run.
    package init(_ report: Report) {
        baseURL = report.baseURL
        startedAt = ISO8601DateFormatter().string(from: report.startedAt)
        verdicts = Dictionary(report.outcomes.map { ($0.check.id, $0.verdict.word) }) { first, _ in first }
        behaviour = report.observations.map { observations in
            Dictionary(observations.calibration.choices.map { ($0.name, $0.value) }) { first, _ in first }
        }
        shape = report.observations?.shape
    }

    /// Reads a report that `contract --json` wrote.
    ///
    /// Throws `SnapshotError` for anything else.
    package init(json bytes: [UInt8]) throws(SnapshotError) {
        let json: JSON
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw SnapshotError(problem: "\(error)")
        }
        guard json["version"] == .number("\(JSONReport.version)") else {
            throw SnapshotError(problem: "\"version\": \(JSONReport.version) expected, as contract --json writes it")
        }
        guard let checks = json["checks"]?.elements else {
            throw SnapshotError(problem: "an array \"checks\" expected")
        }
        baseURL = json["baseURL"]?.text ?? ""
        startedAt = json["startedAt"]?.text ?? ""
        verdicts = [:]
        for (index, check) in checks.enumerated() {
            guard let id = check["id"]?.text, let verdict = check["verdict"]?.text,
                ["passed", "failed", "advisory", "skipped"].contains(verdict)
            else {
                throw SnapshotError(
                    problem:
                        "checks[\(index)]: a text \"id\" and a \"verdict\" of passed, failed, advisory or skipped expected"
                )
            }
            verdicts[Self.printable(id)] = verdict
        }
        if case .object(let members)? = json["behaviour"] {
            behaviour = Dictionary(
                members.map { (Self.printable($0.name), Self.printable($0.value.text ?? $0.value.serialized)) }
            ) { first, _ in first
            }
        }
        if let value = json["shape"] {
            guard let shape = Shape(value) else {
                throw SnapshotError(problem: "\"shape\": an object of objects of texts expected")
            }
            self.shape = shape
        }
    }

    /// A text of a file as it may go to a terminal.
    static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Why a file is no report that could be compared.
package struct SnapshotError: Error, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    package var problem: String

    /// One plain sentence.
    package var description: String { "this is no report of contract --json: \(problem)" }
}
