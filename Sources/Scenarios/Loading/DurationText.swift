import ResellerAPI

/// The written form of durations in scenarios: a whole number and a unit, such as `250ms`, `30s`, `5m`, `1h` or `2d`.
package enum DurationText {
    /// Longest unit first, so that `ms` is not read as `m` with a stray `s`.
    static let units: [(name: String, duration: Duration)] = [
        ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
        ("d", .seconds(86_400)),
    ]

    /// Nil for anything else, and beyond a hundred years.
    package static func parse(_ text: String) -> Duration? {
        guard let (digits, unit) = numberAndUnit(text), let number = Int64(digits), number <= 4_000_000_000_000,
            let found = units.first(where: { $0.name.isExactly(unit) })
        else { return nil }
        let duration = found.duration * number
        return duration <= .seconds(100 * 366 * 86_400) ? duration : nil
    }

    /// The form most likely meant by a text that is none.
    static func suggestion(for text: String) -> String? {
        let meanings = [
            "": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
            "minutes": "m", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "msec": "ms",
            "millis": "ms", "millisecond": "ms", "milliseconds": "ms",
        ]
        // Longer ones are no slip of the pen.
        guard text.utf8.count <= 40 else { return nil }
        let compact = String(decoding: text.lowercased().utf8.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        guard let (digits, unit) = numberAndUnit(compact), digits.utf8.count <= 12 else { return nil }
        let isUnit = units.contains { $0.name.isExactly(unit) }
        guard let meant = isUnit ? unit : meanings[unit], parse(digits + meant) != nil else { return nil }
        return digits + meant
    }

    private static func numberAndUnit(_ text: String) -> (digits: String, unit: String)? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let unit = text.utf8[digits.endIndex...]
        return digits.isEmpty ? nil : (String(decoding: digits, as: UTF8.self), String(decoding: unit, as: UTF8.self))
    }
}

extension ValueReader {
    /// A duration in `range`; `limits` says the range in words.
    func duration(
        _ node: Node, _ subject: Subject, in range: ClosedRange<Duration>, limits: String, wholeSeconds: Bool = false
    ) -> Duration? {
        let text: String
        switch node.value {
        case .string(let string): text = string
        case .number(let number):
            report(.bareDuration(subject.text, value: number), at: node)
            return nil
        case .null, .boolean, .array, .object:
            wrongType(node, subject, expected: "a duration such as \"250ms\" or \"1h\"")
            return nil
        }
        guard let duration = DurationText.parse(text) else {
            let suggestion = DurationText.suggestion(for: text)
            report(
                .malformedDuration(subject.text, value: Problem.quoted(text), suggestion: suggestion), at: node)
            return nil
        }
        guard range.contains(duration), !wholeSeconds || duration.components.attoseconds == 0 else {
            report(.outOfRange(subject.text, value: Problem.quoted(text), expected: limits), at: node)
            return nil
        }
        return duration
    }
}
