/// A form in which the API writes dates.
///
/// The schema says `date-time`; rows recorded by the vendor's own client are already in the caller's preferred form.
package enum DateTimeFormat: Hashable, Sendable {
    /// `2026-03-01T09:15:00`, with up to seven digits of a second's fraction where there is one.
    case iso8601
    /// Such as `01/03/2026 09:15`, from a company's `dateFormat` and `timeFormat`.
    case preferred(DateOrder, HourClock)

    /// The order of day, month and year in a company's `dateFormat`.
    package enum DateOrder: String, Hashable, Sendable, CaseIterable {
        case dayMonthYear = "dd/MM/yyyy"
        case monthDayYear = "MM/dd/yyyy"
        case yearMonthDay = "yyyy/MM/dd"
    }

    /// A company's `timeFormat`.
    package enum HourClock: String, Hashable, Sendable, CaseIterable {
        case hours24 = "24h"
        case hours12 = "12h"
    }

    /// The preferred form that a company's `dateFormat` and `timeFormat` name; `dd/MM/yyyy` and `24h` stand in for
    /// values that are absent or unknown.
    package static func preferred(dateFormat: String?, timeFormat: String?) -> DateTimeFormat {
        .preferred(
            dateFormat.flatMap(DateOrder.init(exactly:)) ?? .dayMonthYear,
            timeFormat.flatMap(HourClock.init(exactly:)) ?? .hours24)
    }

    /// The text of an instant in this form.
    package func string(_ instant: DateTime) -> String {
        var bytes: [UInt8] = []
        append(instant, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text of an instant in this form.
    package func append(_ instant: DateTime, to bytes: inout [UInt8]) {
        let parts = instant.components
        switch self {
        case .iso8601:
            bytes.appendPadded(parts.year, width: 4)
            bytes.append(UInt8(ascii: "-"))
            bytes.appendPadded(parts.month, width: 2)
            bytes.append(UInt8(ascii: "-"))
            bytes.appendPadded(parts.day, width: 2)
            bytes.append(UInt8(ascii: "T"))
            bytes.appendPadded(parts.hour, width: 2)
            bytes.append(UInt8(ascii: ":"))
            bytes.appendPadded(parts.minute, width: 2)
            bytes.append(UInt8(ascii: ":"))
            bytes.appendPadded(parts.second, width: 2)
            guard parts.fraction != 0 else { return }
            bytes.append(UInt8(ascii: "."))
            bytes.appendPadded(Int(parts.fraction), width: 7)
            while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
        case .preferred(let order, let clock):
            let (first, second, third) =
                switch order {
                case .dayMonthYear: ((parts.day, 2), (parts.month, 2), (parts.year, 4))
                case .monthDayYear: ((parts.month, 2), (parts.day, 2), (parts.year, 4))
                case .yearMonthDay: ((parts.year, 4), (parts.month, 2), (parts.day, 2))
                }
            bytes.appendPadded(first.0, width: first.1)
            bytes.append(UInt8(ascii: "/"))
            bytes.appendPadded(second.0, width: second.1)
            bytes.append(UInt8(ascii: "/"))
            bytes.appendPadded(third.0, width: third.1)
            bytes.append(UInt8(ascii: " "))
            let twelve = parts.hour % 12 == 0 ? 12 : parts.hour % 12
            bytes.appendPadded(clock == .hours24 ? parts.hour : twelve, width: 2)
            bytes.append(UInt8(ascii: ":"))
            bytes.appendPadded(parts.minute, width: 2)
            if clock == .hours12 { bytes.append(contentsOf: parts.hour < 12 ? " AM".utf8 : " PM".utf8) }
        }
    }
}

// MARK: - Reading

extension DateTime {
    /// What a written date stands for: an instant, or the day that a date without a time of day means.
    package struct Parsed: Hashable, Sendable {
        /// The instant, or the start of the day.
        package var instant: DateTime
        /// How much of the calendar the text names: up to here, exclusive. A whole day for a bare date, a minute for a
        /// time without seconds, a second for one with seconds, a tick for one with a fraction.
        package var end: DateTime
        /// Whether the text has no time of day.
        package var isWholeDay: Bool
    }

    /// Reads a date in any form the vendor's clients send: ISO 8601 (`2026-03-01`, `2026-03-01T09:15`,
    /// `2026-03-01T09:15:00.5Z` with up to nine digits of a fraction, with an offset such as `+03:00` or `+03` too, `t` and
    /// `z` in small letters or a space for the `T` allowed), `yyyy/MM/dd`, and `dd/MM/yyyy` or
    /// `MM/dd/yyyy` as `order` says, each with an optional time `HH:mm`, `HH:mm:ss` or `hh:mm AM`.
    ///
    /// Returns nil for anything else, dates that do not exist and instants beyond the years 1 to 9999 included.
    package static func parse(_ text: String, order: DateTimeFormat.DateOrder = .dayMonthYear) -> Parsed? {
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
        guard scanner.skip(UInt8(ascii: "T")) || scanner.skip(UInt8(ascii: "t")) || scanner.skip(UInt8(ascii: " ")),
            let time = scanner.timeOfDay(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let instant = DateTime(ticks: date.ticks + time.ticks - offset)
        guard instant >= .earliest, instant <= .latest else { return nil }
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
                guard let digits = number(maximumDigits: 9) else { return nil }
                // A tick is a hundred nanoseconds; what is finer is cut.
                precision = 1
                fraction = Int64(digits.value)
                for _ in min(digits.digits, 7)..<7 {
                    fraction *= 10
                    precision *= 10
                }
                for _ in 7..<max(7, digits.digits) { fraction /= 10 }
            }
        }
        var hours = hour.value
        if bytes.count - position == 3, bytes[position] == UInt8(ascii: " "),
            bytes[position + 2].lowercasedASCII == UInt8(ascii: "m"),
            let half = ["a", "p"].firstIndex(of: Unicode.Scalar(bytes[position + 1].lowercasedASCII))
        {
            guard (1...12).contains(hours) else { return nil }
            hours = hours % 12 + 12 * half
            position = bytes.count
        }
        guard hours < 24 else { return nil }
        return ((Int64(hours) * 3600 + seconds) * DateTime.ticksPerSecond + fraction, precision)
    }

    /// Ticks east of UTC; zero when the text names no zone.
    mutating func offset() -> Int64? {
        if isAtEnd || skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) { return 0 }
        guard let sign = next(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(maximumDigits: 2), hours.digits == 2, hours.value <= 14
        else { return nil }
        var minutes = 0
        if !isAtEnd {
            guard skip(UInt8(ascii: ":")), let part = number(maximumDigits: 2), part.digits == 2, part.value < 60
            else { return nil }
            minutes = part.value
        }
        let ticks = Int64(hours.value * 3600 + minutes * 60) * DateTime.ticksPerSecond
        return sign == UInt8(ascii: "-") ? -ticks : ticks
    }
}
