/// Reads dates in the forms the API is known to write: ISO 8601 as the schema says, or the caller's preferred display
/// form as captured from the vendor's web client, such as `14/06/2022 06:49`.
struct DateColumn: Sendable {
    private enum Form: Sendable {
        case iso8601
        case yearFirst
        case dayFirst
        case monthFirst
    }

    private let form: Form

    /// Whether equal texts mean equal times; display forms hide the seconds.
    var isExact: Bool { form == .iso8601 }

    /// Finds the form all values have in common. Throws `Skip` when none fits, or when days and months cannot be told
    /// apart.
    init(_ values: [String]) throws {
        func fits(_ form: Form) -> Bool { values.allSatisfy { Self.seconds($0, form) != nil } }
        if fits(.iso8601) {
            form = .iso8601
        } else if fits(.yearFirst) {
            form = .yearFirst
        } else {
            switch (fits(.dayFirst), fits(.monthFirst)) {
            case (true, false): form = .dayFirst
            case (false, true): form = .monthFirst
            case (true, true): throw Skip("the dates do not tell whether the day or the month comes first")
            case (false, false): throw Skip("the dates have no known form")
            }
        }
    }

    /// Seconds since 1970 of a value, in the target's own time zone.
    func seconds(_ text: String) -> Double? { Self.seconds(text, form) }

    /// Whether a text has the form of the schema's `date-time`; the zone may be missing, as .NET leaves it.
    static func isISO8601(_ text: String) -> Bool { seconds(text, .iso8601) != nil }

    /// Whether some form fits all texts.
    static func haveOneForm(_ texts: [String]) -> Bool {
        [Form.iso8601, .yearFirst, .dayFirst, .monthFirst].contains { form in
            texts.allSatisfy { seconds($0, form) != nil }
        }
    }

    /// Whether the month comes first, which the vendor's display form of days does not allow for.
    var isMonthFirst: Bool { form == .monthFirst }

    /// The day of a value.
    func date(_ text: String) -> (year: Int, month: Int, day: Int)? {
        seconds(text).map { HTTPDate.date(days: Int(($0 / 86400).rounded(.down))) }
    }

    /// The form of a text that is a date, as a pattern; which of two small numbers is the day cannot be told from one.
    static func formName(_ text: String) -> String? {
        if isISO8601(text) { return "date yyyy-MM-ddTHH:mm:ss" }
        guard isKnown(text) else { return nil }
        let day = seconds(text, .yearFirst) != nil ? "yyyy/MM/dd" : "with slashes"
        return "date \(day)\(text.hasSuffix("M") ? " in 12 hours" : "")"
    }

    /// Whether a text has any known form.
    static func isKnown(_ text: String) -> Bool {
        [Form.iso8601, .yearFirst, .dayFirst, .monthFirst].contains { seconds(text, $0) != nil }
    }

    private static func seconds(_ text: String, _ form: Form) -> Double? {
        form == .iso8601 ? iso8601(text) : display(text, form)
    }

    /// `yyyy-MM-ddTHH:mm:ss`, with up to seven digits of a fraction and a zone.
    private static func iso8601(_ text: String) -> Double? {
        var scanner = DateScanner(text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T"), let hour = scanner.digits(2), scanner.take(":"),
            let minute = scanner.digits(2), scanner.take(":"), let second = scanner.digits(2), second < 60,
            let minutes = minutes(year, month, day, hour: hour, minute: minute)
        else { return nil }
        var fraction = 0.0
        if scanner.take(".") {
            var unit = 0.1
            var count = 0
            while count < 7, let digit = scanner.digits(1) {
                fraction += Double(digit) * unit
                unit /= 10
                count += 1
            }
            if count == 0 { return nil }
        }
        if scanner.take("+") || scanner.take("-") {
            guard scanner.digits(2) != nil, scanner.take(":"), scanner.digits(2) != nil else { return nil }
        } else {
            _ = scanner.take("Z")
        }
        return scanner.isAtEnd ? Double(minutes * 60 + second) + fraction : nil
    }

    /// Three numbers between slashes, with hours and minutes, seconds and the half of the day.
    private static func display(_ text: String, _ form: Form) -> Double? {
        var scanner = DateScanner(text)
        guard let first = scanner.digits(1...4), scanner.take("/"), let second = scanner.digits(2), scanner.take("/"),
            let third = scanner.digits(2...4)
        else { return nil }
        var (hour, minute) = (0, 0)
        if scanner.take(" ") {
            guard let hours = scanner.digits(2), scanner.take(":"), let minutes = scanner.digits(2) else { return nil }
            if scanner.take(":"), scanner.digits(2) == nil { return nil }
            (hour, minute) = (hours, minutes)
            if scanner.take(" ") {
                let isAfternoon = scanner.take("P")
                guard isAfternoon || scanner.take("A"), scanner.take("M") else { return nil }
                hour = hour % 12 + (isAfternoon ? 12 : 0)
            }
        }
        guard scanner.isAtEnd else { return nil }
        let (year, month, day) =
            switch form {
            case .dayFirst: (third, second, first)
            case .monthFirst: (third, first, second)
            case .yearFirst, .iso8601: (first, second, third)
            }
        return minutes(year, month, day, hour: hour, minute: minute).map { Double($0 * 60) }
    }

    private static func minutes(_ year: Int, _ month: Int, _ day: Int, hour: Int, minute: Int) -> Int? {
        guard (1000...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
            (0...59).contains(minute)
        else { return nil }
        return HTTPDate.days(year: year, month: month, day: day) * 1440 + hour * 60 + minute
    }
}

/// Reads digits and the marks between them. By hand, for a run reads tens of thousands of dates.
private struct DateScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// The number that the next digits say, at most four of them; nil when there are fewer than asked for.
    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count >= count.lowerBound else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    mutating func digits(_ count: Int) -> Int? { digits(count...count) }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
