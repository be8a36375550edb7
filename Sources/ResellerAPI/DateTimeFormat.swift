/// A form in which the API writes dates.
///
/// The schema says `date-time`; rows recorded by the vendor's own client are already in the caller's preferred form.
public enum DateTimeFormat: Hashable, Sendable {
    /// `2026-03-01T09:15:00`, with up to seven digits of a second's fraction where there is one.
    case iso8601
    /// Such as `01/03/2026 09:15`, from a company's `dateFormat` and `timeFormat`.
    case preferred(DateOrder, HourClock)

    /// The order of day, month and year in a company's `dateFormat`.
    public enum DateOrder: String, Hashable, Sendable, CaseIterable {
        case dayMonthYear = "dd/MM/yyyy"
        case monthDayYear = "MM/dd/yyyy"
        case yearMonthDay = "yyyy/MM/dd"
    }

    /// A company's `timeFormat`.
    public enum HourClock: String, Hashable, Sendable, CaseIterable {
        case hours24 = "24h"
        case hours12 = "12h"
    }

    /// The preferred form that a company's `dateFormat` and `timeFormat` name; `dd/MM/yyyy` and `24h` stand in for
    /// values that are absent or unknown.
    public static func preferred(dateFormat: String?, timeFormat: String?) -> DateTimeFormat {
        .preferred(
            dateFormat.flatMap(DateOrder.init) ?? .dayMonthYear, timeFormat.flatMap(HourClock.init) ?? .hours24)
    }

    /// The text of an instant in this form.
    public func string(_ instant: DateTime) -> String {
        let parts = instant.components
        let year = padded(parts.year, 4)
        let month = padded(parts.month, 2)
        let day = padded(parts.day, 2)
        switch self {
        case .iso8601:
            var text = "\(year)-\(month)-\(day)T\(padded(parts.hour, 2)):\(padded(parts.minute, 2))"
            text += ":\(padded(parts.second, 2))"
            if parts.fraction != 0 {
                var digits = padded(Int(parts.fraction), 7)
                while digits.last == "0" { digits.removeLast() }
                text += ".\(digits)"
            }
            return text
        case .preferred(let order, let clock):
            let date =
                switch order {
                case .dayMonthYear: "\(day)/\(month)/\(year)"
                case .monthDayYear: "\(month)/\(day)/\(year)"
                case .yearMonthDay: "\(year)/\(month)/\(day)"
                }
            switch clock {
            case .hours24:
                return "\(date) \(padded(parts.hour, 2)):\(padded(parts.minute, 2))"
            case .hours12:
                let hour = parts.hour % 12 == 0 ? 12 : parts.hour % 12
                return "\(date) \(padded(hour, 2)):\(padded(parts.minute, 2)) \(parts.hour < 12 ? "AM" : "PM")"
            }
        }
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

// MARK: - Reading

extension DateTime {
    /// What a written date stands for: an instant, or the day that a date without a time of day means.
    public struct Parsed: Hashable, Sendable {
        /// The instant, or the start of the day.
        public var instant: DateTime
        /// How much of the calendar the text names: up to here, exclusive. A whole day for a bare date, a minute for a
        /// time without seconds, a second for one with seconds, a tick for one with a fraction.
        public var end: DateTime
        /// Whether the text has no time of day.
        public var isWholeDay: Bool
    }

    /// Reads a date in any form the vendor's clients send: ISO 8601 (`2026-03-01`, `2026-03-01T09:15`,
    /// `2026-03-01T09:15:00.5Z`, with an offset too, a space for the `T` allowed), `yyyy/MM/dd`, and `dd/MM/yyyy` or
    /// `MM/dd/yyyy` as `order` says, each with an optional time `HH:mm`, `HH:mm:ss` or `hh:mm AM`.
    ///
    /// Returns nil for anything else, dates that do not exist included.
    public static func parse(_ text: String, order: DateTimeFormat.DateOrder = .dayMonthYear) -> Parsed? {
        var scanner = DigitScanner(text)
        guard let first = scanner.number(maximumDigits: 4), let separator = scanner.next(),
            separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/"),
            let second = scanner.number(maximumDigits: 2), scanner.skip(separator),
            let third = scanner.number(maximumDigits: 4)
        else { return nil }
        let year: Int
        let month: Int
        let day: Int
        if first.digits == 4 {
            (year, month, day) = (first.value, second.value, third.value)
            guard third.digits <= 2 else { return nil }
        } else {
            guard separator == UInt8(ascii: "/"), first.digits <= 2, third.digits == 4 else { return nil }
            year = third.value
            (month, day) = order == .monthDayYear ? (first.value, second.value) : (second.value, first.value)
        }
        guard let date = DateTime(year: year, month: month, day: day) else { return nil }
        if scanner.isAtEnd {
            return Parsed(instant: date, end: DateTime(ticks: date.ticks + ticksPerDay), isWholeDay: true)
        }
        guard scanner.skip(UInt8(ascii: "T")) || scanner.skip(UInt8(ascii: " ")),
            let time = scanner.timeOfDay(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let instant = DateTime(ticks: date.ticks + time.ticks - offset)
        return Parsed(instant: instant, end: DateTime(ticks: instant.ticks + time.precision), isWholeDay: false)
    }
}

private struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func number(maximumDigits: Int) -> (value: Int, digits: Int)? {
        let start = position
        var value = 0
        while position < bytes.count, position - start < maximumDigits,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
        {
            value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
        }
        return position == start ? nil : (value, position - start)
    }

    mutating func timeOfDay() -> (ticks: Int64, precision: Int64)? {
        guard let hour = number(maximumDigits: 2), skip(UInt8(ascii: ":")),
            let minute = number(maximumDigits: 2), minute.digits == 2, minute.value < 60
        else { return nil }
        var seconds = Int64(minute.value * 60)
        var precision = 60 * DateTime.ticksPerSecond
        var fraction: Int64 = 0
        if skip(UInt8(ascii: ":")) {
            guard let second = number(maximumDigits: 2), second.digits == 2, second.value < 60 else { return nil }
            seconds += Int64(second.value)
            precision = DateTime.ticksPerSecond
            if skip(UInt8(ascii: ".")) {
                guard let digits = number(maximumDigits: 7) else { return nil }
                precision = 1
                fraction = Int64(digits.value)
                for _ in digits.digits..<7 {
                    fraction *= 10
                    precision *= 10
                }
            }
        }
        var hours = hour.value
        let rest = String(decoding: bytes[position...], as: UTF8.self).uppercased()
        if rest == " AM" || rest == " PM" {
            guard (1...12).contains(hours) else { return nil }
            hours = hours % 12 + (rest == " PM" ? 12 : 0)
            position = bytes.count
        }
        guard hours < 24 else { return nil }
        return ((Int64(hours) * 3600 + seconds) * DateTime.ticksPerSecond + fraction, precision)
    }

    /// Ticks east of UTC; zero when the text names no zone.
    mutating func offset() -> Int64? {
        if isAtEnd || skip(UInt8(ascii: "Z")) { return 0 }
        guard let sign = next(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(maximumDigits: 2), hours.digits == 2, hours.value <= 14,
            skip(UInt8(ascii: ":")), let minutes = number(maximumDigits: 2), minutes.digits == 2, minutes.value < 60
        else { return nil }
        let ticks = Int64(hours.value * 3600 + minutes.value * 60) * DateTime.ticksPerSecond
        return sign == UInt8(ascii: "-") ? -ticks : ticks
    }
}
