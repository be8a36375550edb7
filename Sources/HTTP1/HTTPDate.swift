/// A moment as HTTP writes it, the IMF-fixdate of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    /// The 29 bytes for a number of seconds since 1970-01-01T00:00:00Z. Years beyond 0 to 9999 are cut to that range.
    package static func bytes(unixSeconds: Int64) -> [UInt8] {
        let seconds = min(max(unixSeconds, -62_167_219_200), 253_402_300_799)
        let (days, second) = floorDivide(seconds, 86_400)
        let (year, month, day) = civil(days: days)
        // 1970-01-01 was a Thursday.
        let weekday = Int(floorDivide(days + 4, 7).remainder)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text += name(weekday, in: "SunMonTueWedThuFriSat")
        text += [UInt8(ascii: ","), space]
        text += digits(day, 2) + [space]
        text += name(month - 1, in: "JanFebMarAprMayJunJulAugSepOctNovDec")
        text += [space] + digits(year, 4) + [space]
        text += digits(Int(second / 3600), 2) + [UInt8(ascii: ":")]
        text += digits(Int(second / 60 % 60), 2) + [UInt8(ascii: ":")]
        text += digits(Int(second % 60), 2)
        text += Array(" GMT".utf8)
        return text
    }

    /// Days since 1970-01-01 as a date of the Gregorian calendar, counted in years that begin in March so that the leap
    /// day comes last.
    private static func civil(days: Int64) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(day))
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func name(_ index: Int, in names: String) -> [UInt8] {
        Array(names.utf8.dropFirst(index * 3).prefix(3))
    }

    private static func digits(_ value: Int, _ count: Int) -> [UInt8] {
        let text = Array(String(value).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, count - text.count)) + text
    }
}
