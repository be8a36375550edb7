public import ResellerAPI

/// A date relative to the start of a clock: `now`, `now-10d`, `now+1y`, with the units `s`, `m` (minutes), `h`, `d`, `w`,
/// `mo` (months) and `y`.
public struct RelativeDate: Hashable, Sendable {
    private enum Unit: String, CaseIterable {
        case seconds = "s"
        case minutes = "m"
        case hours = "h"
        case days = "d"
        case weeks = "w"
        case months = "mo"
        case years = "y"
    }

    /// Units forward, or back when negative.
    private let number: Int64
    private let unit: Unit

    /// Nil for a text that is not of this form.
    public init?(_ text: String) {
        guard text.startsExactly(with: "now") else { return nil }
        let rest = Array(text.utf8.dropFirst(3))
        guard let sign = rest.first else {
            (number, unit) = (0, .seconds)
            return
        }
        let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), !digits.isEmpty,
            let unit = Unit(exactly: String(decoding: rest[digits.endIndex...], as: UTF8.self))
        else { return nil }
        // A number beyond every calendar stays beyond it.
        let magnitude = min(Int64(String(decoding: digits, as: UTF8.self)) ?? .max, 400_000_000_000)
        number = sign == UInt8(ascii: "-") ? -magnitude : magnitude
        self.unit = unit
    }

    var isNegative: Bool { number < 0 }

    /// The date as seen from `start`; nil beyond the years 1 to 9999.
    public func date(from start: DateTime) -> DateTime? {
        switch unit {
        case .months: start.adding(months: Int(number))
        case .years: start.adding(months: Int(number) * 12)
        case .seconds: moved(start, secondsPerUnit: 1)
        case .minutes: moved(start, secondsPerUnit: 60)
        case .hours: moved(start, secondsPerUnit: 3600)
        case .days: moved(start, secondsPerUnit: 86_400)
        case .weeks: moved(start, secondsPerUnit: 7 * 86_400)
        }
    }

    private func moved(_ start: DateTime, secondsPerUnit: Int64) -> DateTime? {
        let (ticks, overflow) = number.multipliedReportingOverflow(by: secondsPerUnit * DateTime.ticksPerSecond)
        let (moved, secondOverflow) = start.ticks.addingReportingOverflow(ticks)
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
        if let relative = RelativeDate(text) {
            if let date = relative.date(from: now) { return date }
            report(.impossibleDate(subject.text, value: Problem.quoted(text)), at: node)
            return nil
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
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        // Every digit made a 1 leaves a date in the same form, on every calendar.
        let ones = text.utf8.map { digits.contains($0) ? UInt8(ascii: "1") : $0 }
        return text.utf8.contains(where: digits.contains)
            && DateTime.parse(String(decoding: ones, as: UTF8.self)) != nil
    }
}
