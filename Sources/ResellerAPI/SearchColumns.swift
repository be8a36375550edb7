/// What searches compare of one field of every company, by position: made when first asked for, so that each text is
/// folded once and a comparison reads nothing else.
struct SearchColumns {
    private var texts: [TextKey: TextColumn] = [:]
    private var numbers: [SearchField: [Int64?]] = [:]
    private var identifiers: [SearchField: IdentifierColumn] = [:]

    /// What a column of texts has.
    private enum TextKey: Hashable {
        case field(SearchField)
        /// A date as rows show it.
        case date(SearchField, DateTimeFormat)
        /// All texts of a row.
        case row
    }

    mutating func texts(of field: SearchField, dates: DateTimeFormat, in directory: CompanyDirectory) -> TextColumn {
        let key: TextKey = field.kind == .date ? .date(field, dates) : .field(field)
        return Self.kept(&texts[key]) {
            TextColumn(directory.companies.indices) { position, bytes in
                directory.companies.appendShown(field, position, dates, directory.hierarchy, to: &bytes)
            }
        }
    }

    /// The texts that `SearchInputTextValue` looks at.
    mutating func textsOfRows(in directory: CompanyDirectory) -> TextColumn {
        Self.kept(&texts[.row]) {
            TextColumn(directory.companies.indices) { position, bytes in
                directory.companies.appendAllShown(position, directory.hierarchy, to: &bytes)
            }
        }
    }

    /// Numbers, or the ticks of dates.
    mutating func numbers(of field: SearchField, in companies: [Company]) -> [Int64?] {
        Self.kept(&numbers[field]) {
            switch field {
            case .targetUserCount: companies.map { Int64($0.targetUserCount) }
            case .numberOfUsers: companies.map { $0.numberOfUsers.map { Int64($0) } }
            case .licenseEndDate: companies.map { $0.licenseEndDate?.ticks }
            case .createTime: companies.map { $0.createTime?.ticks }
            default: preconditionFailure("\(field) is no number")
            }
        }
    }

    mutating func identifiers(of field: SearchField, in companies: [Company]) -> IdentifierColumn {
        Self.kept(&identifiers[field]) {
            switch field {
            case .industryResourceId: IdentifierColumn(companies.map { $0.industry.resourceId.map { [$0] } ?? [] })
            case .licenseTypeResourceId:
                IdentifierColumn(companies.map { $0.licenseType.resourceId.map { [$0] } ?? [] })
            case .moduleResourceId: IdentifierColumn(companies.map(\.licenseModules))
            case .trainingVendorId: IdentifierColumn(companies.map(\.training.vendorIds))
            default: preconditionFailure("\(field) has no identifiers")
            }
        }
    }

    private static func kept<Column>(_ known: inout Column?, _ make: () -> Column) -> Column {
        if let known { return known }
        let made = make()
        known = made
        return made
    }
}

/// Folded texts, and what rules most of them out without a look at them.
struct TextColumn {
    /// Stands between the texts of a company that has several, and at both ends; it is no byte of UTF-8, so that no text
    /// that is looked for reaches across.
    static let separator: UInt8 = 0xFF

    private var texts: [[UInt8]] = []
    /// A bit for each pair of neighbouring bytes in a text, many pairs to a bit.
    private var pairs: [UInt64] = []

    init(_ positions: Range<Int>, append: (Int, inout [UInt8]) -> Void) {
        texts.reserveCapacity(positions.count)
        pairs.reserveCapacity(positions.count)
        for position in positions {
            var bytes: [UInt8] = []
            append(position, &bytes)
            pairs.append(Self.pairs(in: bytes))
            texts.append(bytes)
        }
    }

    /// Whether a text has another in it; `steps` grows by the work that takes.
    func contains(_ part: Needle, at position: Int, steps: inout Int) -> Bool {
        guard part.pairs & ~pairs[position] == 0 else { return false }
        steps += texts[position].count
        return TextFolding.contains(texts[position], part.bytes)
    }

    func equals(_ text: [UInt8], at position: Int) -> Bool {
        texts[position] == text
    }

    /// A text that is looked for.
    struct Needle {
        let bytes: [UInt8]
        fileprivate let pairs: UInt64

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            pairs = TextColumn.pairs(in: bytes)
        }
    }

    private static func pairs(in bytes: [UInt8]) -> UInt64 {
        zip(bytes, bytes.dropFirst()).reduce(0) { bits, pair in
            bits | 1 << (UInt64(pair.0 &* 5 ^ pair.1) & 63)
        }
    }
}

/// Identifiers, each with a number, so that a company's are compared as numbers.
struct IdentifierColumn {
    private var numbers: [ExactText: Int] = [:]
    private var values: [[Int]] = []
    /// The most bytes that one has.
    private var longest = 1

    init(_ identifiers: [[String]]) {
        values = identifiers.map { $0.map { numbers.number(of: ExactText($0)) } }
        longest = numbers.keys.reduce(1) { max($0, $1.text.utf8.count) }
    }

    /// Which of the numbers stand for an identifier of a comma-separated list.
    func selection(of list: [UInt8]) -> [Bool] {
        var isWanted = [Bool](repeating: false, count: numbers.count)
        list.withUnsafeBufferPointer { list in
            var rest = list[...]
            while !rest.isEmpty {
                let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
                var part = rest[..<end]
                rest = rest[min(end + 1, rest.endIndex)...]
                while let first = part.first, first == 0x20 || first == 0x09 { part.removeFirst() }
                while let last = part.last, last == 0x20 || last == 0x09 { part.removeLast() }
                // Made of the bytes where they are: a list may have a hundred thousand.
                guard (1...longest).contains(part.count) else { continue }
                let text = ExactText(String(decoding: UnsafeBufferPointer(rebasing: part), as: UTF8.self))
                if let number = numbers[text] { isWanted[number] = true }
            }
        }
        return isWanted
    }

    /// Whether the company has an identifier of a selection.
    func hasOne(of isWanted: [Bool], at position: Int) -> Bool {
        values[position].contains { isWanted[$0] }
    }
}

extension [ExactText: Int] {
    /// The number of a text, the next one for a new text.
    fileprivate mutating func number(of text: ExactText) -> Int {
        let next = count
        if let known = updateValue(next, forKey: text) {
            self[text] = known
            return known
        }
        return next
    }
}

extension [Company] {
    /// Appends the folded text of a field as a row shows it; of tags each between separators. A text that is absent is
    /// as good as an empty one.
    fileprivate func appendShown(
        _ field: SearchField, _ position: Int, _ dates: DateTimeFormat, _ hierarchy: CompanyHierarchy,
        to bytes: inout [UInt8]
    ) {
        switch field {
        case .companyName: TextFolding.append(self[position].name, to: &bytes)
        case .resellerName: TextFolding.append(resellerName(at: position, in: hierarchy) ?? "", to: &bytes)
        case .industryName: TextFolding.append(self[position].industry.name ?? "", to: &bytes)
        case .licenseTypeName: TextFolding.append(self[position].licenseType.name ?? "", to: &bytes)
        case .targetUserCount: bytes.appendDecimal(self[position].targetUserCount)
        case .numberOfUsers:
            if let number = self[position].numberOfUsers { bytes.appendDecimal(number) }
        case .tags: appendTags(position, to: &bytes)
        case .licenseEndDate: append(self[position].licenseEndDate, dates, to: &bytes)
        case .createTime: append(self[position].createTime, dates, to: &bytes)
        default: preconditionFailure("\(field) is not shown as one text")
        }
    }

    private func appendTags(_ position: Int, to bytes: inout [UInt8]) {
        for tag in self[position].tags {
            bytes.append(TextColumn.separator)
            TextFolding.append(tag, to: &bytes)
        }
        bytes.append(TextColumn.separator)
    }

    private func append(_ date: DateTime?, _ dates: DateTimeFormat, to bytes: inout [UInt8]) {
        guard let date else { return }
        let start = bytes.count
        dates.append(date, to: &bytes)
        // The T of a date-time and AM or PM are letters too.
        bytes.lowerASCII(from: start)
    }

    /// Appends all texts of a row, folded.
    fileprivate func appendAllShown(_ position: Int, _ hierarchy: CompanyHierarchy, to bytes: inout [UInt8]) {
        let texts = [
            self[position].name, self[position].resourceId, resellerName(at: position, in: hierarchy),
            self[position].industry.name, self[position].industry.resourceId, self[position].licenseType.name,
            self[position].licenseType.resourceId, self[position].numberOfUsers.map { String($0) },
        ]
        for text in texts {
            bytes.append(TextColumn.separator)
            TextFolding.append(text ?? "", to: &bytes)
        }
        appendTags(position, to: &bytes)
    }
}
