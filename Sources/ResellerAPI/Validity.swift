/// The instants for which a cached answer is right.
struct Validity: Hashable, Sendable {
    private var after: Int64?
    private var through: Int64?

    /// Right at any time.
    static let always = Validity()

    func contains(_ instant: DateTime) -> Bool {
        if let after, instant.ticks <= after { return false }
        if let through, instant.ticks > through { return false }
        return true
    }

    /// A licence counts as expired right after its end, so what holds `now` holds on the same side of that.
    mutating func limit(byEndOfLicence end: DateTime?, now: DateTime) {
        guard let end else { return }
        if end < now {
            after = max(after ?? end.ticks, end.ticks)
        } else {
            through = min(through ?? end.ticks, end.ticks)
        }
    }

    /// What holds `now` holds in the same month.
    mutating func limit(toMonthOf now: DateTime) {
        let parts = now.components
        guard let start = DateTime(year: parts.year, month: parts.month, day: 1), let end = start.adding(months: 1)
        else { return limit(to: Validity(after: now.ticks - 1, through: now.ticks)) }
        limit(to: Validity(after: start.ticks - 1, through: end.ticks - 1))
    }

    mutating func limit(to other: Validity) {
        if let bound = other.after { after = max(after ?? bound, bound) }
        if let bound = other.through { through = min(through ?? bound, bound) }
    }
}
