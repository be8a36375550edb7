/// A field of the rows of a table, to filter or sort by.
package struct TableField<Row: Sendable>: FilterField {
    package let name: String
    package let kind: SearchField.Kind
    package let isSortable: Bool
    fileprivate let value: @Sendable (Row) -> Value

    fileprivate enum Value {
        case text(String?)
        case number(Int64?)

        /// Bytes that compare like the values; null is lowest.
        func sortKey(_ letterCase: Behaviour.LetterCase) -> [UInt8] {
            switch self {
            case .text(let text?):
                var key: [UInt8] = [1]
                TextFolding.appendSortKey(text, letterCase, to: &key)
                return key
            case .text(nil): return []
            case .number(let number):
                // With the sign bit flipped, unsigned order is signed order.
                return number.map { number in
                    withUnsafeBytes(of: (UInt64(bitPattern: number) ^ (1 << 63)).bigEndian) { [1] + $0 }
                } ?? []
            }
        }
    }

    package static func text(
        _ name: String, isSortable: Bool = true, _ value: @escaping @Sendable (Row) -> String?
    ) -> TableField {
        TableField(name: name, kind: .text, isSortable: isSortable) { .text(value($0)) }
    }

    package static func number(_ name: String, _ value: @escaping @Sendable (Row) -> Int?) -> TableField {
        TableField(name: name, kind: .number, isSortable: true) { .number(value($0).map { Int64($0) }) }
    }

    package static func date(_ name: String, _ value: @escaping @Sendable (Row) -> DateTime?) -> TableField {
        TableField(name: name, kind: .date, isSortable: true) { .number(value($0)?.ticks) }
    }

    /// An identifier or a code; filtered by lists of them.
    package static func identifier(_ name: String, _ value: @escaping @Sendable (Row) -> String?) -> TableField {
        TableField(name: name, kind: .identifiers, isSortable: true) { .text(value($0)) }
    }

    /// Identifiers are in the free-text search of the vendor's user interface, too.
    package var operators: [SearchOperator] {
        kind == .identifiers ? kind.operators + [.contains, .equal, .notEqual] : kind.operators
    }

    package static func == (left: TableField, right: TableField) -> Bool { left.name.isExactly(right.name) }

    package func hash(into hasher: inout Hasher) { hasher.combine(ExactText(name)) }
}

/// A search over the rows of a table, which are few beside the companies: nothing of it is kept.
package struct TableSearch<Row: Resource>: Sendable {
    let fields: FieldNames<TableField<Row>>

    package init(_ fields: [TableField<Row>]) {
        self.fields = FieldNames(fields)
    }

    /// Answers a search request with a page of rows, each written by `write`.
    package func answer(
        body: [UInt8], rows: [Row], behaviour: Behaviour, dates: DateTimeFormat,
        write: (Row, inout JSONWriter) -> Void
    ) -> SearchOutcome {
        select(body: body, rows: rows, behaviour: behaviour, dates: dates) { request, rows in
            request.answer(rows: rows, nulls: behaviour.nulls, write: write)
        }
    }

    /// What `finish` makes of the rows that a request selects, in its order and not yet divided into pages.
    package func select(
        body: [UInt8], rows: [Row], behaviour: Behaviour, dates: DateTimeFormat,
        finish: (SearchRequest<TableField<Row>>, [Row]) -> [UInt8]
    ) -> SearchOutcome {
        switch SearchRequest.read(body, fields: fields, behaviour: behaviour, dateOrder: dates.order) {
        case .empty: return .empty
        case .invalid(let messages): return .invalid(messages)
        case .request(let request):
            guard
                let found = try? self.rows(
                    rows, meeting: request.condition, letterCase: behaviour.letterCase, dates: dates)
            else {
                return .exceeded
            }
            return .found(finish(request, sorted(found, request, behaviour.letterCase)))
        }
    }

    /// The rows that meet the filter of a request, in their order.
    package func rows(
        _ rows: [Row], meeting filter: JSONValue?, behaviour: Behaviour, dates: DateTimeFormat
    ) throws(InvalidRequest) -> [Row] {
        let condition = try SearchCondition.read(filter, fields: fields, behaviour: behaviour, dateOrder: dates.order)
        guard
            let found = try? self.rows(rows, meeting: condition, letterCase: behaviour.letterCase, dates: dates)
        else {
            throw InvalidRequest(["The filter takes more work than reseller-mock does for one request"])
        }
        return found
    }

    /// The rows that meet a condition, in their order.
    func rows(
        _ rows: [Row], meeting condition: SearchCondition<TableField<Row>>?, letterCase: Behaviour.LetterCase,
        dates: DateTimeFormat
    ) throws(SearchWork.Exceeded) -> [Row] {
        guard let condition else { return rows }
        var evaluator = TableEvaluator(
            fields: fields.all, letterCase: letterCase, dates: dates, work: SearchWork(companies: rows.count))
        var found: [Row] = []
        for row in rows where try evaluator.holds(condition, row) { found.append(row) }
        return found
    }

    /// Equal rows follow their identifiers upwards, as in the search over companies.
    private func sorted(
        _ rows: [Row], _ request: SearchRequest<TableField<Row>>, _ letterCase: Behaviour.LetterCase
    ) -> [Row] {
        let keyed = rows.map { (key: request.order.value($0).sortKey(letterCase), row: $0) }
        return keyed.sorted { left, right in
            if left.key != right.key { return left.key.lexicographicallyPrecedes(right.key) == request.ascending }
            return ExactText(left.row.resourceId) < ExactText(right.row.resourceId)
        }.map { $0.row }
    }
}

/// Whether rows meet a condition.
private struct TableEvaluator<Row: Sendable> {
    let fields: [TableField<Row>]
    let letterCase: Behaviour.LetterCase
    let dates: DateTimeFormat
    var work: SearchWork

    mutating func holds(
        _ condition: SearchCondition<TableField<Row>>, _ row: Row
    ) throws(SearchWork.Exceeded) -> Bool {
        switch condition {
        case .test(let test): return try holds(test, row)
        case .all(let parts):
            for part in parts where try !holds(part, row) { return false }
            return true
        case .any(let parts):
            for part in parts where try holds(part, row) { return true }
            return false
        }
    }

    private mutating func holds(_ test: SearchTest<TableField<Row>>, _ row: Row) throws(SearchWork.Exceeded) -> Bool {
        switch test {
        case .everything: return true
        case .anyTextContains(let text):
            for field in fields where field.kind == .text {
                if TextFolding.contains(try shown(field, row) ?? [], text) { return true }
            }
            return false
        case .contains(let field, let text): return TextFolding.contains(try shown(field, row) ?? [], text)
        case .equals(let field, let text): return try shown(field, row) == text
        case .differs(let field, let text): return try shown(field, row) != text
        case .number(let field, let comparison, let number):
            return self.number(field, row).map { comparison.holds($0, Int64(number)) } ?? (comparison == .notEqual)
        case .date(let field, let comparison, let date):
            return number(field, row).map { comparison.holds(DateTime(ticks: $0), date) } ?? false
        case .identifiers(let field, let wanted):
            guard case .text(let text?) = field.value(row) else { return false }
            try work.spend(wanted.count)
            return wanted.split(separator: UInt8(ascii: ",")).contains {
                String(decoding: $0, as: UTF8.self).trimmingBlanks().isExactly(text)
            }
        case .boolean, .trainingMonth, .trainingStatus: preconditionFailure("no table has such fields")
        }
    }

    private func number(_ field: TableField<Row>, _ row: Row) -> Int64? {
        if case .number(let number) = field.value(row) { number } else { nil }
    }

    /// A value folded, as a text search sees it.
    private mutating func shown(_ field: TableField<Row>, _ row: Row) throws(SearchWork.Exceeded) -> [UInt8]? {
        let text: String? =
            switch field.value(row) {
            case .text(let text): text
            case .number(let number):
                number.map { field.kind == .date ? dates.string(DateTime(ticks: $0)) : String($0) }
            }
        try work.spend(8 + (text?.utf8.count ?? 0) * 4)
        return text.map { TextFolding.folded($0, letterCase) }
    }
}
