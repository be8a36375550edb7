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

    private static func iso8601(_ text: String) -> Double? {
        let pattern = #/(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?/#
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        let fraction = match.7.flatMap { Double("0\($0)") } ?? 0
        guard
            let minutes = minutes(Int(match.1), Int(match.2), Int(match.3), hour: Int(match.4), minute: Int(match.5)),
            let second = Double(match.6), second < 60
        else { return nil }
        return Double(minutes * 60) + second + fraction
    }

    private static func display(_ text: String, _ form: Form) -> Double? {
        let pattern = #/(\d{1,4})/(\d\d)/(\d{2,4})(?: (\d\d):(\d\d)(?::\d\d)?( [AP]M)?)?/#
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        var hour = match.4.flatMap { Int($0) } ?? 0
        if let half = match.6 { hour = hour % 12 + (half == " PM" ? 12 : 0) }
        let minute = match.5.flatMap { Int($0) } ?? 0
        let numbers = [Int(match.1), Int(match.2), Int(match.3)]
        let (year, month, day) =
            switch form {
            case .dayFirst: (numbers[2], numbers[1], numbers[0])
            case .monthFirst: (numbers[2], numbers[0], numbers[1])
            default: (numbers[0], numbers[1], numbers[2])
            }
        return minutes(year, month, day, hour: hour, minute: minute).map { Double($0 * 60) }
    }

    private static func minutes(_ year: Int?, _ month: Int?, _ day: Int?, hour: Int?, minute: Int?) -> Int? {
        guard let year, let month, let day, let hour, let minute, (1000...9999).contains(year),
            (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return HTTPDate.days(year: year, month: month, day: day) * 1440 + hour * 60 + minute
    }
}
