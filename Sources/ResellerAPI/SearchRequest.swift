/// A search request that was found valid: `CompanySearchRequest` of the vendor's schema, its filter resolved.
struct SearchRequest: Hashable, Sendable {
    /// From 1.
    var pageNumber: Int
    /// 1 to 99,999.
    var pageSize: Int
    /// A sortable field.
    var order: SearchField
    var ascending: Bool
    /// Only companies over their licence limit.
    var isTargetUserCountExceededLimit: Bool
    /// Rows nested by reseller.
    var isClustered: Bool
    /// What rows must meet; nil when there is nothing to meet.
    var condition: SearchCondition?
    /// The month behind `monthlyActiveUserCount`; nil for the current one.
    var month: YearMonth?
}

/// What a row must meet. What is to be left out of account, such as an empty group, is not in it.
enum SearchCondition: Hashable, Sendable {
    case all([SearchCondition])
    case any([SearchCondition])
    case test(SearchTest)

    /// The tests in it, at any depth.
    var tests: [SearchTest] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.tests)
        case .test(let test): [test]
        }
    }
}

/// A single comparison. Texts are folded (see `TextFolding`).
enum SearchTest: Hashable, Sendable {
    /// `Contains` with an empty value.
    case everything
    /// `SearchInputTextValue`: a substring of any text member of the row.
    case anyTextContains([UInt8])
    /// A substring of the field's text, or of its number or date as shown.
    case contains(SearchField, [UInt8])
    /// A field of texts is equal when one of them is.
    case equals(SearchField, [UInt8])
    case differs(SearchField, [UInt8])
    case number(SearchField, SearchOperator, Int)
    case date(SearchField, SearchOperator, DateTime.Parsed)
    /// A comma-separated list of identifiers, one of which the field has.
    case identifiers(SearchField, [UInt8])
    case licenceExpired(Bool)
    /// `TrainingEnrolledMonth` or `TrainingConsumptionMonth`.
    case trainingMonth(SearchField, YearMonth)
    case trainingStatus(Set<Int>)

    /// Whether it depends on the month that it is.
    var isAboutCountOfMonth: Bool {
        switch self {
        case .contains(let field, _), .number(let field, _, _): field == .monthlyActiveUserCount
        case .everything, .anyTextContains, .equals, .differs, .date, .identifiers, .licenceExpired, .trainingMonth,
            .trainingStatus:
            false
        }
    }
}
