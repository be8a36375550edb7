/// A drift in the forms that reports have.
package enum DriftReport {
    private static func sections(_ drift: Drift) -> [(title: String, changes: [Drift.Change])] {
        [("behaviour", drift.behaviour), ("ledger", drift.ledger), ("shape", drift.shape)].filter { !$0.1.isEmpty }
    }

    private static func line(_ change: Drift.Change) -> String {
        switch (change.before, change.after) {
        case (let before?, let after?): "\(change.kind.rawValue): \(change.subject): \(before) -> \(after)"
        case (let before?, nil): "\(change.kind.rawValue): \(change.subject): \(before)"
        case (nil, let after?): "\(change.kind.rawValue): \(change.subject): \(after)"
        case (nil, nil): "\(change.kind.rawValue): \(change.subject)"
        }
    }

    /// One sentence.
    package static func summary(_ drift: Drift) -> String {
        if drift.changes.isEmpty { return "Nothing changed." }
        let counts = ["changed", "new", "gone", "flaky"].compactMap { word -> String? in
            let count = drift.changes.count { $0.kind.rawValue == word }
            return count == 0 ? nil : "\(count) \(word)"
        }
        return counts.joined(separator: ", ") + "."
    }

    /// The changes, a line each.
    package static func text(_ drift: Drift) -> String {
        var lines: [String] = []
        for (title, changes) in sections(drift) {
            lines.append("\(title):")
            lines += changes.map { "  \(line($0))" }
        }
        lines += drift.notes.map { "note: \($0)" }
        return (lines + [summary(drift)]).joined(separator: "\n") + "\n"
    }

    /// The changes as tables.
    package static func markdown(_ drift: Drift) -> String {
        var lines = ["# Drift", "", summary(drift), ""]
        for (title, changes) in sections(drift) {
            lines += ["## \(title)", "", "| | what | before | after |", "| --- | --- | --- | --- |"]
            lines += changes.map { change in
                let cells = [change.kind.rawValue, change.subject, change.before ?? "", change.after ?? ""]
                return "| \(cells.map(MarkdownReport.cell).joined(separator: " | ")) |"
            }
            lines.append("")
        }
        if !drift.notes.isEmpty { lines += drift.notes.map { "- \($0)" } + [""] }
        return lines.joined(separator: "\n")
    }

    /// A test suite of its own: every difference that is no flake is a failed case.
    package static func jUnit(_ drift: Drift) -> String {
        JUnitReport.document(suites: [suite(drift)])
    }

    static func suite(_ drift: Drift) -> JUnitReport.Suite {
        let cases = sections(drift).flatMap { title, changes in
            changes.map { change in
                JUnitReport.Case(
                    area: "drift.\(title)", name: change.subject, failure: change.kind == .flaky ? nil : line(change),
                    output: change.kind == .flaky ? line(change) : nil)
            }
        }
        return JUnitReport.Suite(name: "drift", cases: cases)
    }

    /// The changes for programs.
    package static func json(_ drift: Drift) -> String { object(drift).serialized + "\n" }

    static func object(_ drift: Drift) -> JSON {
        func list(_ changes: [Drift.Change]) -> JSON {
            .array(
                changes.map { change in
                    var members: [JSON.Member] = [
                        .init(name: "kind", value: .string(change.kind.rawValue)),
                        .init(name: "subject", value: .string(change.subject)),
                    ]
                    if let before = change.before { members.append(.init(name: "before", value: .string(before))) }
                    if let after = change.after { members.append(.init(name: "after", value: .string(after))) }
                    return .object(members)
                })
        }
        return [
            "version": 1, "isChange": .boolean(drift.isChange), "behaviour": list(drift.behaviour),
            "ledger": list(drift.ledger), "shape": list(drift.shape),
            "notes": .array(drift.notes.map { .string($0) }),
        ]
    }
}
