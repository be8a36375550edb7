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
        for group in failures {
            lines += [""]
            lines += TextLayout.wrapped(
                "\(group[0].outcome.name): \(group[0].pair.fault) at \(Self.name(group.map(\.pair.request)))",
                first: "  ",
                rest: "    ")
            lines += TextLayout.wrapped(group[0].outcome.detail ?? "", first: "    ", rest: "    ")
        }
        if count("H") > 0 {
            lines += [""]
            lines += TextLayout.wrapped(
                "Where the program's own time limit is longer, --timeout lets it come to that.", first: "  ", rest: "  "
            )
        }
        if !leftOut.isEmpty {
            lines += ["", "  The budget was over before these; --budget gives more:"]
            for (requests, faults) in leftOutTogether {
                let isWhole = !runs.contains { requests.contains($0.pair.request) }
                let what = isWhole ? "all faults" : faults.joined(separator: ", ")
                lines += TextLayout.wrapped("\(Self.name(requests)): \(what)", first: "    ", rest: "      ")
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

    /// Bad runs of an operation that ended alike with a fault, the worst first.
    private var failures: [[Run]] {
        var groups: [[Run]] = []
        let order = requests
        let bad = runs.filter(\.outcome.isBad).sorted {
            (order.firstIndex(of: $0.pair.request) ?? 0) < (order.firstIndex(of: $1.pair.request) ?? 0)
        }
        for run in bad {
            let index = groups.firstIndex {
                $0[0].pair.fault == run.pair.fault && $0[0].outcome.severity == run.outcome.severity
                    && $0[0].pair.request.operation == run.pair.request.operation
            }
            if let index { groups[index].append(run) } else { groups.append([run]) }
        }
        return groups.enumerated().sorted {
            ($1.element[0].outcome.severity, $0.offset) < ($0.element[0].outcome.severity, $1.offset)
        }.map(\.element)
    }

    /// What was left out, neighbours of an operation that lack the same together.
    private var leftOutTogether: [(requests: [SweptRequest], faults: [String])] {
        let faults = Dictionary(grouping: leftOut, by: \.request).mapValues { $0.map(\.fault) }
        var groups: [(requests: [SweptRequest], faults: [String])] = []
        for request in requests {
            guard let left = faults[request] else { continue }
            if let last = groups.last, last.faults == left, last.requests[0].operation == request.operation,
                last.requests[last.requests.count - 1].number + 1 == request.number
            {
                groups[groups.count - 1].requests.append(request)
            } else {
                groups.append(([request], left))
            }
        }
        return groups
    }

    /// Such as `GET /a #1-3, #7`, of requests for one operation in their order.
    private static func name(_ requests: [SweptRequest]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for request in requests {
            if let last = ranges.last, last.upperBound + 1 == request.number {
                ranges[ranges.count - 1] = last.lowerBound...request.number
            } else {
                ranges.append(request.number...request.number)
            }
        }
        return "\(requests[0].operation) " + ranges.map(name).joined(separator: ", ")
    }

    /// Such as `#1-3`.
    private static func name(_ numbers: ClosedRange<Int>) -> String {
        numbers.count == 1 ? "#\(numbers.lowerBound)" : "#\(numbers.lowerBound)-\(numbers.upperBound)"
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
            TextLayout.shortened(row.operation, to: 44) + " " + Self.name(row.numbers)
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
