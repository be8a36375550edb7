import ResellerAPI

/// Dates relative to the world's start: `now`, `now-10d`, `now+1y`, with the units `s`, `m` (minutes), `h`, `d`, `w`,
/// `mo` (months) and `y`.
enum RelativeDate {
    enum Result {
        /// Not of this form at all.
        case none
        /// Of this form, but beyond the years 1 to 9999.
        case outOfRange
        case date(DateTime)
    }

    static func parse(_ text: String, now: DateTime) -> Result {
        guard text.hasPrefix("now") else { return .none }
        let rest = text.dropFirst(3)
        guard let sign = rest.first else { return .date(now) }
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard sign == "+" || sign == "-", !digits.isEmpty else { return .none }
        let unit = String(rest[digits.endIndex...])
        guard ["s", "m", "h", "d", "w", "mo", "y"].contains(unit) else { return .none }
        guard let magnitude = Int64(digits), magnitude <= 400_000_000_000 else { return .outOfRange }
        let number = sign == "-" ? -magnitude : magnitude
        let moved =
            switch unit {
            case "mo": now.adding(months: Int(number))
            case "y": now.adding(months: Int(number) * 12)
            default: moving(now, by: number, secondsPerUnit: seconds(unit))
            }
        return moved.map(Result.date) ?? .outOfRange
    }

    private static func seconds(_ unit: String) -> Int64 {
        switch unit {
        case "m": 60
        case "h": 3600
        case "d": 86_400
        case "w": 7 * 86_400
        default: 1
        }
    }

    private static func moving(_ date: DateTime, by number: Int64, secondsPerUnit: Int64) -> DateTime? {
        let (ticks, overflow) = number.multipliedReportingOverflow(by: secondsPerUnit * DateTime.ticksPerSecond)
        let (moved, secondOverflow) = date.ticks.addingReportingOverflow(ticks)
        guard !overflow, !secondOverflow, (DateTime.earliest.ticks...DateTime.latest.ticks).contains(moved) else {
            return nil
        }
        return DateTime(ticks: moved)
    }
}

extension ValueReader {
    /// A date in any form that `DateTime.parse` reads, or one relative to `now`.
    func date(
        _ node: Node, _ subject: Subject, now: DateTime, order: DateTimeFormat.DateOrder = .dayMonthYear
    ) -> DateTime? {
        guard case .string(let text) = node.value else {
            wrongType(node, subject, expected: "a date in a string, such as \"2026-03-01T09:15:00\" or \"now-10d\"")
            return nil
        }
        switch RelativeDate.parse(text, now: now) {
        case .date(let date): return date
        case .outOfRange:
            report(.impossibleDate(subject.text, value: Problem.quoted(text)), at: node)
            return nil
        case .none: break
        }
        if let parsed = DateTime.parse(text, order: order) { return parsed.instant }
        let value = Problem.quoted(text)
        report(
            hasFormOfDate(text)
                ? .impossibleDate(subject.text, value: value) : .malformedDate(subject.text, value: value), at: node)
        return nil
    }

    /// Whether only the numbers of a text can keep it from being a date.
    private func hasFormOfDate(_ text: String) -> Bool {
        // Every digit made a 1 leaves a date in the same form, on every calendar.
        let ones = String(text.map { $0.isASCII && $0.isNumber ? "1" : $0 })
        let hasDigits = text.contains { $0.isASCII && $0.isNumber }
        return hasDigits && DateTime.parse(ones) != nil
    }
}
