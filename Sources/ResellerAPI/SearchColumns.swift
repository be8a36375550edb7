/// What searches compare of one field of every company, by position: made when first asked for and kept up to date, so
/// that each text is folded once and a comparison reads nothing else.
struct SearchColumns {
    private var texts: [TextKey: Dated<TextColumn>] = [:]
    private var numbers: [SearchField: Dated<[Int64?]>] = [:]
    private var identifiers: [SearchField: Dated<IdentifierColumn>] = [:]

    /// What a column of texts has.
    private enum TextKey: Hashable {
        case field(SearchField)
        /// A date as rows show it.
        case date(SearchField, DateTimeFormat)
        /// All texts of a row.
        case row
    }

    mutating func texts(of field: SearchField, dates: DateTimeFormat, in directory: CompanyDirectory) -> TextColumn {
        texts(field.kind == .date ? .date(field, dates) : .field(field), in: directory) { position, bytes in
            directory.appendShown(field, position, dates, to: &bytes)
        }
    }

    /// The texts that `SearchInputTextValue` looks at.
    mutating func textsOfRows(in directory: CompanyDirectory) -> TextColumn {
        texts(.row, in: directory) { position, bytes in directory.appendAllShown(position, to: &bytes) }
    }

    private mutating func texts(
        _ key: TextKey, in directory: CompanyDirectory, append: (Int, inout [UInt8]) -> Void
    ) -> TextColumn {
        texts[key].current(
            for: directory, update: { $0.update($1.map { Int($0) }, append) },
            make: {
                var column = TextColumn()
                column.update(directory.records.indices, append)
                return column
            })
    }

    /// Numbers, or the ticks of dates.
    mutating func numbers(of field: SearchField, in directory: CompanyDirectory) -> [Int64?] {
        let number: (CompanyRecord) -> Int64? =
            switch field {
            case .targetUserCount: { Int64($0.company.targetUserCount) }
            case .inactiveTargetUserCount: { Int64($0.company.inactiveTargetUserCount) }
            case .deletedTargetUserCount: { Int64($0.company.deletedTargetUserCount) }
            case .numberOfUsers: { $0.company.numberOfUsers.map { Int64($0) } }
            case .licenseEndDate: { $0.company.licenseEndDate?.ticks }
            case .createTime: { $0.company.createTime?.ticks }
            case .companyName, .resellerName, .industryName, .industryResourceId, .licenseTypeName,
                .licenseTypeResourceId,
                .moduleResourceId, .tags, .licenceExpired, .monthlyActiveUser, .monthlyActiveUserCount,
                .enrolledVendorNames, .monthlyEnrolled, .monthlyConsumption, .trainingVendorId,
                .trainingEnrolledMonth,
                .trainingConsumptionMonth, .trainingConsumptionStatus:
                preconditionFailure("\(field) is no number")
            }
        return numbers[field].current(
            for: directory,
            update: { column, changed in
                for position in changed {
                    column.set(number(directory.records[Int(position)]), at: Int(position), filler: nil)
                }
            },
            make: { directory.records.map(number) })
    }

    mutating func identifiers(of field: SearchField, in directory: CompanyDirectory) -> IdentifierColumn {
        let list: (CompanyRecord) -> [String] =
            switch field {
            case .industryResourceId: { $0.company.industry.resourceId.map { [$0] } ?? [] }
            case .licenseTypeResourceId: { $0.company.licenseType.resourceId.map { [$0] } ?? [] }
            case .moduleResourceId: { $0.company.licenseModules }
            case .trainingVendorId: { $0.company.training.vendorIds }
            case .companyName, .resellerName, .industryName, .licenseTypeName, .targetUserCount, .numberOfUsers, .tags,
                .licenseEndDate, .createTime, .licenceExpired, .monthlyActiveUser, .monthlyActiveUserCount,
                .inactiveTargetUserCount, .deletedTargetUserCount, .enrolledVendorNames, .monthlyEnrolled,
                .monthlyConsumption, .trainingEnrolledMonth,
                .trainingConsumptionMonth, .trainingConsumptionStatus:
                preconditionFailure("\(field) has no identifiers")
            }
        // Identifiers that no company has any more are not taken out one by one.
        if let kept = identifiers[field], kept.value.size > 2 * directory.records.count + 10_000 {
            identifiers[field] = nil
        }
        return identifiers[field].current(
            for: directory,
            update: { column, changed in
                for position in changed { column.set(list(directory.records[Int(position)]), at: Int(position)) }
            },
            make: {
                var column = IdentifierColumn()
                for (position, record) in directory.records.enumerated() { column.set(list(record), at: position) }
                return column
            })
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

    /// Makes the texts at some positions anew.
    mutating func update(_ positions: some Sequence<Int>, _ append: (Int, inout [UInt8]) -> Void) {
        for position in positions {
            var bytes: [UInt8] = []
            append(position, &bytes)
            pairs.set(Self.pairs(in: bytes), at: position, filler: 0)
            texts.set(bytes, at: position, filler: [])
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

    mutating func set(_ identifiers: [String], at position: Int) {
        let new = identifiers.map { identifier in
            longest = max(longest, identifier.utf8.count)
            return numbers.number(of: ExactText(identifier))
        }
        values.set(new, at: position, filler: [])
    }

    /// How many identifiers it knows.
    var size: Int { numbers.count }

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

extension Array {
    /// Puts an element at a place, which may be beyond the end.
    fileprivate mutating func set(_ element: Element, at index: Int, filler: Element) {
        while count <= index { append(filler) }
        self[index] = element
    }
}

extension CompanyDirectory {
    /// Appends the folded text of a field as a row shows it; of tags each between separators. A text that is absent is
    /// as good as an empty one.
    fileprivate func appendShown(
        _ field: SearchField, _ position: Int, _ dates: DateTimeFormat, to bytes: inout [UInt8]
    ) {
        let record = records[position]
        switch field {
        case .companyName: TextFolding.append(record.company.name, behaviour.letterCase, to: &bytes)
        case .resellerName: TextFolding.append(resellerName(at: position) ?? "", behaviour.letterCase, to: &bytes)
        case .industryName: TextFolding.append(record.company.industry.name ?? "", behaviour.letterCase, to: &bytes)
        case .licenseTypeName:
            TextFolding.append(record.company.licenseType.name ?? "", behaviour.letterCase, to: &bytes)
        case .targetUserCount: bytes.appendDecimal(record.company.targetUserCount)
        case .numberOfUsers:
            if let number = record.company.numberOfUsers { bytes.appendDecimal(number) }
        case .inactiveTargetUserCount: bytes.appendDecimal(record.company.inactiveTargetUserCount)
        case .deletedTargetUserCount: bytes.appendDecimal(record.company.deletedTargetUserCount)
        case .tags: append(record.company.tags, to: &bytes)
        case .enrolledVendorNames: append(record.company.training.vendorIds, to: &bytes)
        case .monthlyEnrolled: append(record.company.training.enrolledMonths.map(\.description), to: &bytes)
        case .monthlyConsumption:
            append(record.company.training.consumptions.map(\.month.description), to: &bytes)
        case .licenseEndDate: append(record.company.licenseEndDate, dates, to: &bytes)
        case .createTime: append(record.company.createTime, dates, to: &bytes)
        case .industryResourceId, .licenseTypeResourceId, .moduleResourceId, .licenceExpired, .monthlyActiveUser,
            .monthlyActiveUserCount, .trainingVendorId, .trainingEnrolledMonth, .trainingConsumptionMonth,
            .trainingConsumptionStatus:
            preconditionFailure("\(field) is not shown as one text")
        }
    }

    private func append(_ tags: [String], to bytes: inout [UInt8]) {
        for tag in tags {
            bytes.append(TextColumn.separator)
            TextFolding.append(tag, behaviour.letterCase, to: &bytes)
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
    fileprivate func appendAllShown(_ position: Int, to bytes: inout [UInt8]) {
        let record = records[position]
        let texts = [
            record.company.name, record.company.resourceId, resellerName(at: position), record.company.industry.name,
            record.company.industry.resourceId, record.company.licenseType.name, record.company.licenseType.resourceId,
            record.company.numberOfUsers.map { String($0) },
        ]
        for text in texts {
            bytes.append(TextColumn.separator)
            TextFolding.append(text ?? "", behaviour.letterCase, to: &bytes)
        }
        append(record.company.tags, to: &bytes)
    }
}
