/// A field that the rows of a search can be filtered or sorted by.
package protocol FilterField: Hashable, Sendable {
    /// As the vendor writes it in capitals; requests may use any letter case.
    var name: String { get }
    /// Further names in a filter item.
    var aliases: [String] { get }
    var kind: SearchField.Kind { get }
    /// The operators that a filter item on it may use.
    var operators: [SearchOperator] { get }
    /// Whether `orderBy` may name it.
    var isSortable: Bool { get }
    /// Whether its value says which month a count is of, and removes no row.
    var selectsMonth: Bool { get }
}

extension FilterField {
    package var aliases: [String] { [] }
    package var operators: [SearchOperator] { kind.operators }
    package var selectsMonth: Bool { false }
}

/// The fields of a search by their names.
package struct FieldNames<Field: FilterField>: Sendable {
    let all: [Field]
    let sortable: [Field]
    private let filterable: [ExactText: Field]

    package init(_ fields: [Field]) {
        all = fields
        sortable = fields.filter(\.isSortable)
        var names: [ExactText: Field] = [:]
        for field in fields {
            for name in [field.name] + field.aliases { names[ExactText(name.lowercasedASCII)] = field }
        }
        filterable = names
    }

    /// The field that a filter item names, whatever the letter case.
    func filterable(named name: String) -> Field? { filterable[ExactText(name.lowercasedASCII)] }

    /// The field that `orderBy` names, whatever the letter case.
    func sortable(named name: String) -> Field? { sortable.first { $0.name.isExactlyIgnoringCase(name) } }
}
