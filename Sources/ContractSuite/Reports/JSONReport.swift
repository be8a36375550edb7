import Foundation

/// A run as JSON, to be sent in: it tells for each entry of the ledger whether the target confirms it.
package enum JSONReport {
    /// The form's version; it goes up when a reader of the one before could misunderstand.
    package static let version = 1

    /// The document, one line for each check and entry.
    package static func text(
        _ report: Report, ledger: [LedgerEntry] = FidelityLedger.entries, drift: Drift? = nil
    ) -> String {
        let formatter = ISO8601DateFormatter()
        let head: [JSON.Member] = [
            .init(name: "version", value: .number("\(version)")),
            .init(name: "baseURL", value: .string(report.baseURL)),
            .init(name: "startedAt", value: .string(formatter.string(from: report.startedAt))),
            .init(name: "seconds", value: seconds(report.duration)),
            .init(name: "requests", value: .number("\(report.requestCount)")),
            .init(
                name: "summary",
                value: .object(
                    ["passed", "failed", "advisory", "skipped"].map {
                        .init(name: $0, value: .number("\(report.count($0))"))
                    })),
        ]
        let members = head.map { "  \(JSON.string($0.name).serialized): \($0.value.serialized)" }
        let checks = report.outcomes.map { "    \(object($0).serialized)" }.joined(separator: ",\n")
        let entries = ledger.map { "    \(object($0, report).serialized)" }.joined(separator: ",\n")
        var observed: [String] = []
        if let observations = report.observations {
            let choices = observations.calibration.choices.map { JSON.Member(name: $0.name, value: .string($0.value)) }
            observed.append("  \"behaviour\": \(JSON.object(choices).serialized)")
            observed.append("  \"shape\": \(observations.shape.json.serialized)")
        }
        if let drift { observed.append("  \"drift\": \(DriftReport.object(drift).serialized)") }
        return "{\n"
            + (members + observed + ["  \"checks\": [\n\(checks)\n  ]", "  \"ledger\": [\n\(entries)\n  ]"]).joined(
                separator: ",\n")
            + "\n}\n"
    }

    private static func seconds(_ duration: Duration) -> JSON {
        .number(String(format: "%.3f", duration.seconds))
    }

    private static func object(_ outcome: Outcome) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "id", value: .string(outcome.check.id)),
            .init(name: "sentence", value: .string(outcome.check.sentence)),
            .init(name: "provenance", value: .string(outcome.check.source.provenance.rawValue)),
            .init(name: "source", value: .string(outcome.check.source.text)),
            .init(name: "severity", value: .string(outcome.check.severity.rawValue)),
            .init(name: "verdict", value: .string(outcome.verdict.word)),
            .init(name: "seconds", value: seconds(outcome.duration)),
        ]
        if case .skipped(let omission) = outcome.verdict {
            members.append(.init(name: "reason", value: .string(omission.reason)))
            members.append(.init(name: "cause", value: .string(omission.cause.rawValue)))
        }
        if let finding = outcome.verdict.finding {
            for (name, value) in [
                ("request", finding.request), ("expected", finding.expected), ("actual", finding.actual),
                ("answer", finding.answer),
            ] {
                if let value { members.append(.init(name: name, value: .string(value))) }
            }
        }
        return .object(members)
    }

    private static func object(_ entry: LedgerEntry, _ report: Report) -> JSON {
        [
            "id": .string(entry.id), "sentence": .string(entry.sentence),
            "provenance": .string(entry.source.provenance.rawValue), "source": .string(entry.source.text),
            "checks": .array(entry.checks.map { .string($0) }),
            "observation": .string(entry.observation(in: report).rawValue),
        ]
    }
}
