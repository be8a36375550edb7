/// A search request that was found valid: `CompanySearchRequest` of the vendor's schema and its siblings, the filter
/// resolved.
package struct SearchRequest<Field: FilterField>: Hashable, Sendable {
    /// From 1.
    var pageNumber: Int
    /// 1 to 99,999.
    var pageSize: Int
    /// A sortable field.
    var order: Field
    var ascending: Bool
    /// Only companies over their licence limit.
    var isTargetUserCountExceededLimit: Bool
    /// Rows nested by reseller.
    var isClustered: Bool
    /// Of exports: all pages instead of the one.
    var reportAllPages: Bool
    /// What rows must meet; nil when there is nothing to meet.
    var condition: SearchCondition<Field>?
    /// The month behind `monthlyActiveUserCount`; nil for the current one.
    package var month: YearMonth?

    /// Those of all rows that are on the page.
    func page<Row>(of rows: [Row]) -> ArraySlice<Row> {
        let start = min((pageNumber - 1) * pageSize, rows.count)
        return rows[start..<min(start + pageSize, rows.count)]
    }

    /// Those of all rows that an export has.
    package func exported<Row>(_ rows: [Row]) -> ArraySlice<Row> { reportAllPages ? rows[...] : page(of: rows) }

    /// The body of an answer with a page of rows, each written by `write`.
    package func answer<Row>(rows: [Row], nulls: Behaviour.Nulls, write: (Row, inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(nulls: nulls)
        writer.beginObject()
        writer.name("data")
        writer.beginObject()
        writeHead(total: rows.count, to: &writer)
        writer.beginArray()
        for row in page(of: rows) { write(row, &writer) }
        writer.endArray()
        writer.endObject()
        writer.endSuccess()
        return writer.bytes
    }

    /// Writes what all paged results begin with, up to the name of the rows.
    func writeHead(total: Int, to writer: inout JSONWriter) {
        writer.name("pageNumber")
        writer.integer(pageNumber)
        writer.name("pageSize")
        writer.integer(pageSize)
        writer.name("totalNumberOfPages")
        writer.integer((total + pageSize - 1) / pageSize)
        writer.name("totalNumberOfRecords")
        writer.integer(total)
        writer.name("results")
    }
}

/// What a row must meet. What is to be left out of account, such as an empty group, is not in it.
package enum SearchCondition<Field: FilterField>: Hashable, Sendable {
    case all([SearchCondition])
    case any([SearchCondition])
    case test(SearchTest<Field>)

    /// The tests in it, at any depth.
    var tests: [SearchTest<Field>] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.tests)
        case .test(let test): [test]
        }
    }
}

/// A single comparison. Texts are folded (see `TextFolding`).
package enum SearchTest<Field: FilterField>: Hashable, Sendable {
    /// `Contains` with an empty value.
    case everything
    /// `SearchInputTextValue`: a substring of any text member of the row.
    case anyTextContains([UInt8])
    /// A substring of the field's text, or of its number or date as shown.
    case contains(Field, [UInt8])
    /// A field of texts is equal when one of them is.
    case equals(Field, [UInt8])
    case differs(Field, [UInt8])
    case number(Field, SearchOperator, Int)
    case date(Field, SearchOperator, DateTime.Parsed)
    /// A comma-separated list of identifiers, one of which the field has.
    case identifiers(Field, [UInt8])
    case boolean(Field, Bool)
    /// `TrainingEnrolledMonth` or `TrainingConsumptionMonth`.
    case trainingMonth(Field, YearMonth)
    case trainingStatus(Set<Int>)
}

extension SearchTest<SearchField> {
    /// Whether it depends on the month that it is.
    var isAboutCountOfMonth: Bool {
        switch self {
        case .contains(let field, _), .number(let field, _, _): field == .monthlyActiveUserCount
        case .everything, .anyTextContains, .equals, .differs, .date, .identifiers, .boolean, .trainingMonth,
            .trainingStatus:
            false
        }
    }
}
