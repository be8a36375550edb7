import Foundation

/// How two runs differ: what changed in the target between them.
package struct Drift: Hashable, Sendable {
    /// One difference.
    package struct Change: Hashable, Sendable {
        /// What became of a subject.
        package enum Kind: String, Hashable, Sendable {
            /// There now, and not before.
            case new
            /// There before, and not now.
            case gone
            case changed
            /// It changed, and changed back when it was looked at again.
            case flaky
        }

        /// What became of it.
        package var kind: Kind
        /// What differs: a member of `behaviour`, a ledger entry with a check, or a place in an answer.
        package var subject: String
        /// What was seen first; nil for what was not there.
        package var before: String?
        /// What was seen then; nil for what is not there any more.
        package var after: String?
    }

    /// Choices that changed. What they explain is in neither of the other lists.
    package var behaviour: [Change] = []
    /// Checks that passed and no longer do, or the other way round, by the ledger entry they belong to.
    package var ledger: [Change] = []
    /// Changes in what answers look like.
    package var shape: [Change] = []
    /// What cannot be compared: checks that were skipped on one side, or that one of the runs did not make.
    package var notes: [String] = []

    /// Whether the target changed. What is flaky did not.
    package var isChange: Bool { changes.contains { $0.kind != .flaky } }

    /// All changes.
    package var changes: [Change] { behaviour + ledger + shape }

    /// What a choice may explain.
    enum Subject: Sendable {
        case check(String)
        case shape(ShapeChange)
    }

    /// A place whose types differ.
    struct ShapeChange: Sendable {
        var part: Shape.Part
        var before: String?
        var after: String?

        var answer: String { part.answer }
        var path: String { part.path }

        private func types(_ text: String?) -> Set<String> {
            Set((text ?? "").split(separator: "|").map { $0.trimming(while: { $0 == " " }) })
        }

        /// Whether only the form of dates differs.
        var isDate: Bool {
            let (before, after) = (types(before), types(after))
            func others(_ types: Set<String>) -> Set<String> { types.filter { !$0.hasPrefix("date ") } }
            return others(before) == others(after) && before != others(before) && after != others(after)
        }

        /// Whether other companies could make the difference: a value that some have and others have not.
        var isOfData: Bool {
            if path.hasSuffix(":") || path == "HTTP status" { return false }
            guard let before, let after else { return false }
            return types(before).isSubset(of: types(after)) || types(after).isSubset(of: types(before))
        }

        /// Whether only null and absent values differ.
        var isAboutNulls: Bool {
            types(before).subtracting(["null", "absent"]) == types(after).subtracting(["null", "absent"])
        }
    }

    /// Compares two runs. `again` is another look at what differs: what is as before then is flaky.
    package init(from before: Snapshot, to after: Snapshot, again: Snapshot? = nil) {
        var explanations: [Switch] = []
        for point in Switch.all {
            let (old, new) = (before.behaviour?[point.name], after.behaviour?[point.name])
            guard let old, let new else {
                if before.behaviour != nil, after.behaviour != nil, old != new {
                    notes.append("behaviour \(point.name) was seen in one of the runs alone")
                }
                continue
            }
            if old == new { continue }
            let isFlaky = again?.behaviour?[point.name] == old
            behaviour.append(
                Change(kind: isFlaky ? .flaky : .changed, subject: point.name, before: old, after: new))
            explanations.append(point)
        }
        compareVerdicts(before.verdicts, after.verdicts, again?.verdicts ?? [:], explanations)
        if let old = before.shape, let new = after.shape { compareShapes(old, new, again?.shape, explanations) }
        for (name, isMissing) in [
            ("behaviour", before.behaviour == nil || after.behaviour == nil),
            ("shape", before.shape == nil || after.shape == nil),
        ] where isMissing { notes.append("one of the reports has no \(name)") }
    }

    private mutating func compareVerdicts(
        _ before: [String: String], _ after: [String: String], _ again: [String: String], _ explanations: [Switch]
    ) {
        var lost = 0
        var skipped: [String] = []
        for id in Set(before.keys).union(after.keys).sorted() {
            guard let old = before[id], let new = after[id] else {
                lost += 1
                continue
            }
            if old == new || explanations.contains(where: { $0.explains(.check(id)) }) { continue }
            if old == "skipped" || new == "skipped" {
                skipped.append(id)
                continue
            }
            let entry = FidelityLedger.entries.first { $0.checks.contains(id) }.map { "\($0.id) " } ?? ""
            ledger.append(
                Change(
                    kind: again[id] == old ? .flaky : .changed, subject: "\(entry)(\(id))", before: old, after: new))
        }
        if lost > 0 { notes.append("\(lost) checks were made in one of the runs alone") }
        if !skipped.isEmpty {
            notes.append("skipped in one of the runs: \(skipped.joined(separator: ", "))")
        }
    }

    private mutating func compareShapes(
        _ before: Shape, _ after: Shape, _ again: Shape?, _ explanations: [Switch]
    ) {
        let (asked, askedLater) = (Set(before.parts.keys.map(\.answer)), Set(after.parts.keys.map(\.answer)))
        for answer in asked.symmetricDifference(askedLater).sorted() {
            notes.append("seen in one of the runs alone: \(answer)")
        }
        var ofData: [String] = []
        for part in Set(before.parts.keys).union(after.parts.keys).sorted()
        where asked.contains(part.answer) && askedLater.contains(part.answer) {
            let (old, new) = (before.parts[part], after.parts[part])
            let change = ShapeChange(part: part, before: old, after: new)
            if old == new || explanations.contains(where: { $0.explains(.shape(change)) }) { continue }
            if change.isOfData || Self.isBelowEmptyArray(part, old == nil ? before : after) {
                ofData.append("\(part.answer): \(part.path)")
                continue
            }
            // What is below a place that came or went says nothing more.
            let parent = shape.last.map { "\($0.subject)" } ?? ""
            if old == nil || new == nil, !parent.isEmpty,
                "\(part.answer): \(part.path)".hasPrefix("\(parent).")
                    || "\(part.answer): \(part.path)".hasPrefix("\(parent)[]")
            {
                continue
            }
            let isFlaky = again.map { $0.parts[part] == old } ?? false
            shape.append(
                Change(
                    kind: isFlaky ? .flaky : old == nil ? .new : new == nil ? .gone : .changed,
                    subject: "\(part.answer): \(part.path)", before: old, after: new))
        }
        if !ofData.isEmpty {
            notes.append("differs as other companies' data would: \(ofData.joined(separator: ", "))")
        }
    }

    /// Whether a shape has nothing of a place because the array it is in had no elements.
    private static func isBelowEmptyArray(_ part: Shape.Part, _ shape: Shape) -> Bool {
        guard shape.parts[part] == nil, let end = part.path.range(of: "[]", options: .backwards) else { return false }
        var element = part
        element.path = String(part.path[..<end.upperBound])
        if shape.parts[element] != nil { return false }
        var array = part
        array.path = String(part.path[..<end.lowerBound])
        return shape.parts[array] != nil || isBelowEmptyArray(array, shape)
    }

    /// The checks whose verdict changed and that no choice explains.
    package var changedChecks: [String] {
        ledger.compactMap { change in
            change.subject.split(separator: "(").last.map { String($0.dropLast()) }
        }
    }

    /// Whether more changed than checks tell.
    package var isOfObservations: Bool { !behaviour.isEmpty || !shape.isEmpty }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
        var text = self
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
