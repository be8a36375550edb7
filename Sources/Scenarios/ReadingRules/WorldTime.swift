public import ResellerAPI

/// An instant of a world's clock: a date, or a distance from where the clock starts.
///
/// Worlds start later than their scenario is loaded, and a scenario may start many: an outage from `now+10s` begins ten
/// seconds after the start of each.
public enum WorldTime: Hashable, Sendable {
    case date(DateTime)
    case relative(RelativeDate)

    /// The instant in a world whose clock starts at `start`; the calendar ends at the year 9999.
    public func instant(start: DateTime) -> DateTime {
        switch self {
        case .date(let date): date
        case .relative(let distance): distance.date(from: start) ?? (distance.isNegative ? .earliest : .latest)
        }
    }
}

extension ValueReader {
    /// A date in any form that `DateTime.parse` reads, or one relative to the start of the world, which is about `now`.
    func worldTime(_ node: Node, _ subject: Subject, now: DateTime) -> WorldTime? {
        guard let date = date(node, subject, now: now) else { return nil }
        if case .string(let text) = node.value, let relative = RelativeDate(text) { return .relative(relative) }
        return .date(date)
    }
}
