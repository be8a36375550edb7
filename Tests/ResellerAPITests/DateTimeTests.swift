import Foundation
import ResellerAPI
import Testing

@Suite struct DateTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00", 0), ("2000-02-29T12:34:56", 951_827_696), ("2026-03-01T09:15:00", 1_772_356_500),
            ("1969-12-31T23:59:59", -1), ("0001-01-01T00:00:00", -62_135_596_800),
            ("9999-12-31T23:59:59", 253_402_300_799), ("1900-03-01T00:00:00", -2_203_891_200),
        ] as [(String, Int64)])
    func knownDatesAreTheirUnixSeconds(written: String, seconds: Int64) throws {
        let instant = DateTime(unixSeconds: seconds)
        #expect(DateTimeFormat.iso8601.string(instant) == written)
        #expect(DateTime.parse(written)?.instant == instant)
        #expect(instant.unixSeconds == seconds)
    }

    @Test(arguments: [1...401, 1895...2105, 9790...9999])
    func everyDayFollowsTheOneBefore(years: ClosedRange<Int>) throws {
        var expected = (year: years.lowerBound, month: 1, day: 1)
        var instant = try #require(DateTime(year: expected.year, month: 1, day: 1))
        while expected.year <= years.upperBound {
            let parts = instant.components
            guard (parts.year, parts.month, parts.day) == expected,
                DateTime(year: expected.year, month: expected.month, day: expected.day) == instant
            else {
                Issue.record("\(parts) instead of \(expected)")
                return
            }
            expected.day += 1
            if expected.day > DateTime.days(inMonth: expected.month, of: expected.year) {
                expected = (expected.year, expected.month + 1, 1)
            }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
            instant.ticks += DateTime.ticksPerDay
        }
        let last = DateTime(ticks: instant.ticks - 1)
        #expect(DateTimeFormat.iso8601.string(last).hasSuffix("-12-31T23:59:59.9999999"))
    }

    @Test func partsAgreeWithFoundationsCalendar() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        var random = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            // Foundation's Gregorian calendar is Julian before 1582.
            let seconds = Int64.random(in: -12_000_000_000..<253_402_300_800, using: &random)
            let parts = DateTime(unixSeconds: seconds).components
            let expected = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(parts.year == expected.year && parts.month == expected.month && parts.day == expected.day)
            #expect(parts.hour == expected.hour && parts.minute == expected.minute && parts.second == expected.second)
        }
    }

    @Test func ticksWithinASecondArePartsBeforeTheEpochToo() {
        #expect(DateTime(ticks: -1).components.fraction == 9_999_999)
        #expect(DateTime(ticks: -1).unixSeconds == -1)
        #expect(DateTimeFormat.iso8601.string(DateTime(ticks: -1)) == "1969-12-31T23:59:59.9999999")
    }

    @Test func extremeValuesDoNotTrap() {
        #expect(DateTime(unixSeconds: .max).ticks == .max)
        #expect(DateTime(unixSeconds: .min).ticks == .min)
        for instant in [DateTime(ticks: .max), DateTime(ticks: .min)] {
            #expect(!DateTimeFormat.iso8601.string(instant).isEmpty)
            #expect(!YearMonth(instant).description.isEmpty)
            #expect(instant.adding(months: 1) == nil)
        }
    }

    @Test(arguments: [
        (2026, 2, 29, 0, 0, 0), (2026, 13, 1, 0, 0, 0), (2026, 0, 1, 0, 0, 0), (2026, 1, 0, 0, 0, 0),
        (2026, 4, 31, 0, 0, 0), (0, 1, 1, 0, 0, 0), (10_000, 1, 1, 0, 0, 0), (2026, 1, 1, 24, 0, 0),
        (2026, 1, 1, 0, 60, 0), (2026, 1, 1, 0, 0, 60), (1900, 2, 29, 0, 0, 0),
    ])
    func impossibleDatesAreRefused(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        #expect(DateTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second) == nil)
    }

    @Test(arguments: [
        ("2026-01-31T10:00:00", 1, "2026-02-28T10:00:00"), ("2024-01-31T10:00:00", 1, "2024-02-29T10:00:00"),
        ("2026-03-01T00:00:00", 12, "2027-03-01T00:00:00"), ("2026-03-31T00:00:00", -1, "2026-02-28T00:00:00"),
        ("2026-01-01T00:00:00", -1, "2025-12-01T00:00:00"), ("2024-02-29T00:00:00", 12, "2025-02-28T00:00:00"),
    ])
    func monthsAreAddedOnTheCalendar(start: String, months: Int, end: String) {
        #expect(DateTime(start).adding(months: months) == DateTime(end))
    }

    @Test func monthsAreNotAddedBeyondTheCalendar() {
        #expect(DateTime.latest.adding(months: 1) == nil)
        #expect(DateTime.earliest.adding(months: -1) == nil)
        #expect(DateTime.earliest.adding(months: .max) == nil)
        #expect(DateTime.earliest.adding(months: .min) == nil)
    }

    @Test func startOfDayIsMidnightBefore() {
        #expect(DateTime("2026-03-01T23:59:59").startOfDay == DateTime("2026-03-01"))
        #expect(DateTime("1969-12-31T00:00:01").startOfDay == DateTime("1969-12-31"))
        #expect(DateTime("1969-12-31").startOfDay == DateTime("1969-12-31"))
    }
}

@Suite struct DateTimeFormatTests {
    @Test(arguments: [
        (DateTimeFormat.iso8601, "2026-03-01T09:05:00"),
        (.preferred(.dayMonthYear, .hours24), "01/03/2026 09:05"),
        (.preferred(.monthDayYear, .hours24), "03/01/2026 09:05"),
        (.preferred(.yearMonthDay, .hours24), "2026/03/01 09:05"),
        (.preferred(.yearMonthDay, .hours12), "2026/03/01 09:05 AM"),
    ])
    func everyFormWritesItsText(format: DateTimeFormat, expected: String) {
        #expect(format.string(DateTime("2026-03-01T09:05:00")) == expected)
    }

    @Test(arguments: [
        ("00:00", "12:00 AM"), ("00:59", "12:59 AM"), ("01:00", "01:00 AM"), ("11:59", "11:59 AM"),
        ("12:00", "12:00 PM"), ("13:00", "01:00 PM"), ("23:59", "11:59 PM"),
    ])
    func twelveHourClockCountsFromTwelve(hours24: String, hours12: String) {
        let instant = DateTime("2026-03-01T" + hours24)
        let written = "01/03/2026 " + hours12
        #expect(DateTimeFormat.preferred(.dayMonthYear, .hours12).string(instant) == written)
        #expect(DateTime.parse(written)?.instant == instant)
    }

    @Test func fractionsLoseTheirTrailingZeros() {
        let second = DateTime("2026-03-01T09:15:00")
        let written = [1: "0000001", 10: "000001", 5_000_000: "5", 1_230_000: "123", 9_999_999: "9999999"]
        for (ticks, digits) in written {
            let instant = DateTime(ticks: second.ticks + Int64(ticks))
            #expect(DateTimeFormat.iso8601.string(instant) == "2026-03-01T09:15:00." + digits)
            #expect(DateTime.parse("2026-03-01T09:15:00." + digits)?.instant == instant)
        }
    }

    @Test func unknownPreferencesFallBack() {
        #expect(
            DateTimeFormat.preferred(dateFormat: nil, timeFormat: "25h") == .preferred(.dayMonthYear, .hours24))
        #expect(
            DateTimeFormat.preferred(dateFormat: "MM/dd/yyyy", timeFormat: "12h")
                == .preferred(.monthDayYear, .hours12))
    }

    @Test func whatIsWrittenIsReadBack() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let ticks = Int64.random(in: DateTime.earliest.ticks...DateTime.latest.ticks, using: &random)
            let instant = DateTime(ticks: ticks)
            #expect(DateTime.parse(DateTimeFormat.iso8601.string(instant))?.instant == instant)
            let minute = DateTime(unixSeconds: instant.unixSeconds / 60 * 60)
            for order in DateTimeFormat.DateOrder.allCases where minute >= .earliest {
                for clock in DateTimeFormat.HourClock.allCases {
                    let written = DateTimeFormat.preferred(order, clock).string(minute)
                    #expect(DateTime.parse(written, order: order)?.instant == minute)
                }
            }
        }
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-01T00:00:00", "2026-03-02T00:00:00", true),
        ("2026-3-1", "2026-03-01T00:00:00", "2026-03-02T00:00:00", true),
        ("2026/03/01", "2026-03-01T00:00:00", "2026-03-02T00:00:00", true),
        ("01/03/2026", "2026-03-01T00:00:00", "2026-03-02T00:00:00", true),
        ("28/04/2023 05:38", "2023-04-28T05:38:00", "2023-04-28T05:39:00", false),
        ("2021/07/04 20:24", "2021-07-04T20:24:00", "2021-07-04T20:25:00", false),
        ("2021/06/09 09:51 AM", "2021-06-09T09:51:00", "2021-06-09T09:52:00", false),
        ("2021/06/09 09:51 pm", "2021-06-09T21:51:00", "2021-06-09T21:52:00", false),
        ("2026-03-01T09:15", "2026-03-01T09:15:00", "2026-03-01T09:16:00", false),
        ("2026-03-01 09:15:07", "2026-03-01T09:15:07", "2026-03-01T09:15:08", false),
        ("2026-03-01T09:15:00Z", "2026-03-01T09:15:00", "2026-03-01T09:15:01", false),
        ("2026-03-01T09:15:00.5Z", "2026-03-01T09:15:00.5", "2026-03-01T09:15:00.6", false),
        ("2026-03-01T09:15:00.1234567", "2026-03-01T09:15:00.1234567", "2026-03-01T09:15:00.1234568", false),
        ("2026-03-01T09:15:00+03:00", "2026-03-01T06:15:00", "2026-03-01T06:15:01", false),
        ("2026-03-01T00:15:00-05:30", "2026-03-01T05:45:00", "2026-03-01T05:45:01", false),
        ("2026-03-01t09:15:00.123456789z", "2026-03-01T09:15:00.1234567", "2026-03-01T09:15:00.1234568", false),
        ("2026-03-01T09:15:00.00000001+03", "2026-03-01T06:15:00", "2026-03-01T06:15:00.0000001", false),
    ])
    func everyFormOfTheClientsIsRead(written: String, start: String, end: String, isWholeDay: Bool) throws {
        let parsed = try #require(DateTime.parse(written))
        #expect(DateTimeFormat.iso8601.string(parsed.instant) == start)
        #expect(DateTimeFormat.iso8601.string(parsed.end) == end)
        #expect(parsed.isWholeDay == isWholeDay)
    }

    @Test func orderDecidesBetweenDayAndMonth() {
        #expect(DateTime.parse("01/02/2026", order: .dayMonthYear)?.instant == DateTime("2026-02-01"))
        #expect(DateTime.parse("01/02/2026", order: .yearMonthDay)?.instant == DateTime("2026-02-01"))
        #expect(DateTime.parse("01/02/2026", order: .monthDayYear)?.instant == DateTime("2026-01-02"))
        #expect(DateTime.parse("31/12/2026", order: .monthDayYear) == nil)
    }

    @Test(arguments: [
        "", " ", "2026", "2026-03", "2026-02-30", "2026-13-01", "26-03-01", "01-03-2026", "1/3/26", "2026-03/01",
        "2026-03-01T", "2026-03-01T9", "2026-03-01T24:00", "2026-03-01T09:60", "2026-03-01T09:5",
        "2026-03-01T09:15:60", "2026-03-01T09:15:00.", "2026-03-01T09:15:00.1234567891", "2026-03-01T09:15:00+3:00",
        "2026-03-01T09:15:00+03:", "2026-03-01T09:15:00+15:00", "2026-03-01 13:00 PM",
        "2026-03-01 00:30 AM", "2026-03-01T09:15 XM", "2026-03-01x", "2026-03-01 ", " 2026-03-01", "0000-01-01",
        "now", "٢٠٢٦-03-01", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "2026-03-001", "+026-03-01",
    ])
    func anythingElseIsRefused(written: String) {
        #expect(DateTime.parse(written) == nil)
    }
}

@Suite struct YearMonthTests {
    @Test func readsAndWritesItsForm() throws {
        let month = try #require(YearMonth("2026-03"))
        #expect((month.year, month.month) == (2026, 3))
        #expect(month.description == "2026-03")
        #expect(YearMonth("0001-01")?.description == "0001-01")
        #expect(YearMonth(DateTime("2025-12-31T23:59:59")) == YearMonth("2025-12"))
    }

    @Test(arguments: [
        "", "2026", "2026-3", "2026-13", "2026-00", "2026/03", "26-03", "2026-03-01", "2026-03 ", "0000-01",
    ])
    func anythingElseIsRefused(written: String) {
        #expect(YearMonth(written) == nil)
    }

    @Test func ordersByYearThenMonth() throws {
        let written = ["2024-12", "2025-01", "2025-02", "2026-01"]
        #expect(written.shuffled().compactMap { YearMonth($0) }.sorted().map(\.description) == written)
    }
}
