/// What a filter item's field, operator and value amount to.
enum FilterValue<Field: FilterField> {
    case test(SearchTest<Field>)
    /// The month that `monthlyActiveUserCount` is to show; no row is removed.
    case month(YearMonth)
    /// Nothing to meet.
    case none
    /// The value cannot be read; says what it must be.
    case refused(String)

    /// `comparison` is one of the field's operators.
    static func test(
        _ field: Field, _ comparison: SearchOperator, _ value: String, letterCase: Behaviour.LetterCase,
        dateOrder: DateTimeFormat.DateOrder
    ) -> FilterValue {
        let folded = { TextFolding.folded(value, letterCase) }
        if comparison == .contains { return .test(value.isEmpty ? .everything : .contains(field, folded())) }
        let trimmed = value.trimmingBlanks()
        switch field.kind {
        case .text, .texts,
            .numericText where comparison == .equal || comparison == .notEqual:
            return .test(comparison == .equal ? .equals(field, folded()) : .differs(field, folded()))
        case .number, .numericText:
            guard let number = Int(trimmed) else { return .refused("an integer") }
            return .test(.number(field, comparison, number))
        case .date:
            guard let date = DateTime.parse(trimmed, order: dateOrder) else {
                return .refused("a date such as 2026-03-31, 2026-03-31T09:15:00 or \(dateOrder.example)")
            }
            return .test(.date(field, comparison, date))
        case .identifiers:
            let isEmpty = value.utf8.allSatisfy { [0x20, 0x09, UInt8(ascii: ",")].contains($0) }
            return isEmpty ? .none : .test(.identifiers(field, Array(value.utf8)))
        case .boolean:
            if trimmed.isExactlyIgnoringCase("true") { return .test(.boolean(field, true)) }
            if trimmed.isExactlyIgnoringCase("false") { return .test(.boolean(field, false)) }
            return .refused("true or false")
        case .month:
            guard let month = YearMonth(trimmed) else { return .refused("a month such as 2026-03") }
            return field.selectsMonth ? .month(month) : .test(.trainingMonth(field, month))
        case .trainingStatus:
            let statuses = list(value)
            guard statuses.allSatisfy({ $0.isExactly("1") || $0.isExactly("2") }) else {
                return .refused("1, 2 or 1,2")
            }
            return statuses.isEmpty ? .none : .test(.trainingStatus(Set(statuses.compactMap { Int($0) })))
        }
    }

    /// The parts of a comma-separated list that are not blank.
    private static func list(_ value: String) -> [String] {
        value.utf8.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self).trimmingBlanks() }
            .filter { !$0.isEmpty }
    }
}

extension DateTimeFormat.DateOrder {
    /// The 31st of March 2026, a quarter past nine.
    fileprivate var example: String {
        DateTimeFormat.preferred(self, .hours24).string(
            DateTime(year: 2026, month: 3, day: 31, hour: 9, minute: 15)!)
    }
}
