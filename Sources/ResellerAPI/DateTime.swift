/// An instant as the vendor's API writes it: a calendar date and time of day without a zone.
///
/// The schema declares `date-time` and no zone; reseller-mock takes every value as UTC (assumed).
/// The resolution is .NET's, 100 nanoseconds, so that a recorded value comes back as it was.
public struct DateTime: Hashable, Comparable, Sendable {
    /// 100-nanosecond units since 1970-01-01T00:00:00.
    public var ticks: Int64

    /// The number of ticks in a second.
    public static let ticksPerSecond: Int64 = 10_000_000
    /// The number of ticks in a day.
    public static let ticksPerDay: Int64 = 86_400 * ticksPerSecond
    /// 0001-01-01T00:00:00, the earliest instant .NET can hold.
    public static let earliest = DateTime(ticks: -62_135_596_800 * ticksPerSecond)
    /// 9999-12-31T23:59:59.9999999, the latest instant .NET can hold.
    public static let latest = DateTime(ticks: 253_402_300_800 * ticksPerSecond - 1)

    /// The instant `ticks` units of 100 nanoseconds after 1970-01-01T00:00:00.
    public init(ticks: Int64) {
        self.ticks = ticks
    }

    /// The instant `unixSeconds` after 1970-01-01T00:00:00; beyond what `ticks` can hold (about 29,000 years either
    /// way), the last instant that it can.
    public init(unixSeconds: Int64) {
        let (ticks, overflow) = unixSeconds.multipliedReportingOverflow(by: Self.ticksPerSecond)
        self.ticks = overflow ? (unixSeconds < 0 ? .min : .max) : ticks
    }

    /// A date of the proleptic Gregorian calendar and a time of day; nil when there is no such date or time.
    public init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, fraction: Int64 = 0
    ) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0..<Self.ticksPerSecond).contains(fraction)
        else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.ticks = seconds * Self.ticksPerSecond + fraction
    }

    /// Whole seconds since 1970-01-01T00:00:00, rounded down.
    public var unixSeconds: Int64 {
        let (quotient, remainder) = ticks.quotientAndRemainder(dividingBy: Self.ticksPerSecond)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The calendar date and the time of day.
    public var components: Components {
        let seconds = unixSeconds
        var days = seconds / 86_400
        var rest = Int(seconds % 86_400)
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        let (year, month, day) = Self.date(daysSinceEpoch: days)
        return Components(
            year: year, month: month, day: day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60,
            fraction: (ticks % Self.ticksPerSecond + Self.ticksPerSecond) % Self.ticksPerSecond)
    }

    /// Midnight at the start of the same day.
    public var startOfDay: DateTime {
        let seconds = unixSeconds
        return DateTime(unixSeconds: seconds - ((seconds % 86_400) + 86_400) % 86_400)
    }

    /// By time.
    public static func < (left: DateTime, right: DateTime) -> Bool {
        left.ticks < right.ticks
    }

    /// The parts of an instant on the calendar and the clock.
    public struct Components: Hashable, Sendable {
        /// 1 to 9999.
        public var year: Int
        /// 1 to 12.
        public var month: Int
        /// 1 to the length of the month.
        public var day: Int
        /// 0 to 23.
        public var hour: Int
        /// 0 to 59.
        public var minute: Int
        /// 0 to 59.
        public var second: Int
        /// 100-nanosecond units within the second, 0 to 9,999,999.
        public var fraction: Int64
    }
}

// MARK: - Calendar

extension DateTime {
    /// The number of days in a month of the proleptic Gregorian calendar.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The same time of day `months` later, on the last day of the month where that month is shorter;
    /// nil beyond the years 1 to 9999.
    public func adding(months: Int) -> DateTime? {
        let old = components
        let (total, overflow) = (old.year * 12 + old.month - 1).addingReportingOverflow(months)
        guard !overflow, total >= 12 else { return nil }
        let year = total / 12
        let month = total % 12 + 1
        let day = min(old.day, Self.days(inMonth: month, of: year))
        return DateTime(
            year: year, month: month, day: day, hour: old.hour, minute: old.minute, second: old.second,
            fraction: old.fraction)
    }

    // Days from civil and back after Howard Hinnant's description of the era arithmetic: a year that starts in
    // March puts the leap day last, which leaves no special case.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    private static func date(daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
