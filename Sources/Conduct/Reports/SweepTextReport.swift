extension SweepReport {
    /// A table of requests and faults, what is bad and what was left out; ends with a line feed.
    package func text() -> String {
        var lines = TextLayout.wrapped("\(scenario): \(summary)", first: "", rest: "  ")
        lines += [""] + table + [""]
        for (letter, fault) in zip(Self.letters, faults) { lines.append("  \(letter)  \(fault)") }
        lines += TextLayout.wrapped(
            "+ survived, f failed loudly, H hung, W wrong without a word, ? not asked this time, . left out",
            first: "  ",
            rest: "  ")
        for run in runs.sorted(by: { $0.outcome.severity > $1.outcome.severity }) where run.outcome.isBad {
            lines += ["", "  \(run.outcome.name): \(TextLayout.printable(run.pair.request.name)), \(run.pair.fault)"]
            lines += TextLayout.wrapped(run.outcome.detail ?? "", first: "    ", rest: "    ")
        }
        if !leftOut.isEmpty {
            lines += ["", "  The budget was over before these; --budget gives more:"]
            for request in requests {
                let left = leftOut.filter { $0.request == request }.map(\.fault)
                if left.isEmpty { continue }
                let isWhole = !runs.contains { $0.pair.request == request }
                let what = isWhole ? "all faults" : left.joined(separator: ", ")
                lines += TextLayout.wrapped("\(request.name): \(what)", first: "    ", rest: "      ")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Such as `2 wrong without a word, 0 hung, 3 failed loudly, 30 survived`.
    package var summary: String {
        var parts = [
            "\(count("W")) wrong without a word", "\(count("H")) hung", "\(count("f")) failed loudly",
            "\(count("+")) survived",
        ]
        if count("?") > 0 { parts.append("\(count("?")) not asked this time") }
        if !leftOut.isEmpty { parts.append("\(leftOut.count) left out") }
        return parts.joined(separator: ", ")
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz")

    /// Neighbours of an operation with the same marks are one line.
    private var table: [String] {
        var marks: [SweepPair: Character] = [:]
        for pair in leftOut { marks[pair] = "." }
        for run in runs { marks[run.pair] = run.outcome.mark }
        var rows: [(operation: String, numbers: ClosedRange<Int>, marks: String)] = []
        for request in requests {
            let line = faults.map { "\(marks[SweepPair(request, $0)] ?? " ")" }.joined(separator: " ")
            if let last = rows.last, last.operation == request.operation, last.marks == line,
                last.numbers.upperBound + 1 == request.number
            {
                rows[rows.count - 1].numbers = last.numbers.lowerBound...request.number
            } else {
                rows.append((request.operation, request.number...request.number, line))
            }
        }
        let titles = rows.map { row in
            let numbers =
                row.numbers.count == 1
                ? "\(row.numbers.lowerBound)" : "\(row.numbers.lowerBound)-\(row.numbers.upperBound)"
            return TextLayout.shortened(row.operation, to: 44) + " #" + numbers
        }
        let width = titles.map(\.count).max() ?? 0
        func padded(_ title: String) -> String { "  " + title + String(repeating: " ", count: width - title.count) }
        let head = padded("") + "  " + Self.letters.prefix(faults.count).map(String.init).joined(separator: " ")
        return [head] + zip(titles, rows).map { padded($0) + "  " + $1.marks }
    }

    /// JSON, one line for each run and for each pair that was left out:
    /// `{"scenario","undisturbedSeconds","limitSeconds","runs":[{"operation","number","fault","outcome","detail","seconds"}],`
    /// `"leftOut":[{"operation","number","fault"}]}`.
    ///
    /// `outcome` is `survived`, `failed loudly`, `hung`, `wrong without a word` or `not asked`.
    package func json() -> String {
        func members(_ pair: SweepPair) -> String {
            "\"operation\":\(JSONText.string(pair.request.operation)),\"number\":\(pair.request.number),"
                + "\"fault\":\(JSONText.string(pair.fault))"
        }
        func list(_ elements: [String]) -> String {
            elements.isEmpty ? "[]" : "[\n" + elements.map { "  {\($0)}" }.joined(separator: ",\n") + "\n]"
        }
        let runs = runs.map { run in
            members(run.pair) + ",\"outcome\":\(JSONText.string(run.outcome.name)),"
                + "\"detail\":\(run.outcome.detail.map(JSONText.string) ?? "null"),"
                + "\"seconds\":\(JSONText.seconds(run.duration))"
        }
        return "{\"scenario\":\(JSONText.string(scenario)),\"undisturbedSeconds\":\(JSONText.seconds(undisturbed)),"
            + "\"limitSeconds\":\(JSONText.seconds(limit)),\n\"runs\":\(list(runs)),\n"
            + "\"leftOut\":\(list(leftOut.map(members)))}\n"
    }
}
