/// Finds which of the companies below a caller meet a condition.
///
/// It works a test at a time over all of them, not a company at a time, so that each test is one tight loop.
struct ConditionEvaluator {
    let companies: [Company]
    let hierarchy: CompanyHierarchy
    /// Places in the hierarchy's pre-order.
    let places: Range<Int>
    let dates: DateTimeFormat
    let now: DateTime

    /// By place, from the first, whether the company there meets the condition.
    func mask(_ condition: SearchCondition) -> [Bool] {
        switch condition {
        case .test(let test): return mask(test)
        case .all(let parts): return combined(parts) { $0 && $1 }
        case .any(let parts): return combined(parts) { $0 || $1 }
        }
    }

    private func combined(_ parts: [SearchCondition], _ combine: (Bool, Bool) -> Bool) -> [Bool] {
        var result = mask(parts[0])
        for part in parts.dropFirst() {
            let other = mask(part)
            for index in result.indices { result[index] = combine(result[index], other[index]) }
        }
        return result
    }

    // Members are read through the array, never by way of a local `Company`: copying one would retain dozens of strings.
    private func mask(_ test: SearchTest) -> [Bool] {
        var scratch: [UInt8] = []
        switch test {
        case .everything: return [Bool](repeating: true, count: places.count)
        case .anyTextContains(let text): return mask { anyTextContains(text, $0, &scratch) }
        case .contains(.tags, let text):
            return mask { companies[$0].tags.contains { folded($0, &scratch) { TextFolding.contains($0, text) } } }
        case .contains(let field, let text):
            return mask { position in
                scratch.removeAll(keepingCapacity: true)
                appendShown(field, position, to: &scratch)
                return TextFolding.contains(scratch, text)
            }
        case .equals(let field, let text): return mask { equals(field, text, $0, &scratch) }
        case .differs(let field, let text): return mask { !equals(field, text, $0, &scratch) }
        case .number(let field, let comparison, let number):
            return mask { position in
                let isCount = field == .targetUserCount
                guard let value = isCount ? companies[position].targetUserCount : companies[position].numberOfUsers
                else { return comparison == .notEqual }
                return comparison.holds(value, number)
            }
        case .date(let field, let comparison, let date):
            return mask { position in
                let isEnd = field == .licenseEndDate
                guard let value = isEnd ? companies[position].licenseEndDate : companies[position].createTime
                else { return false }
                return comparison.holds(value, date)
            }
        case .identifiers(let field, let wanted): return mask { hasIdentifier(field, wanted, $0) }
        case .licenceExpired(let wanted): return mask { companies.isLicenceExpired(at: $0, now: now) == wanted }
        case .trainingMonth(.trainingEnrolledMonth, let month):
            return mask { companies[$0].training.enrolledMonths.contains(month) }
        case .trainingMonth(_, let month):
            return mask { companies[$0].training.consumptions.contains { $0.month == month } }
        case .trainingStatus(let wanted):
            return mask { companies[$0].training.consumptions.contains { wanted.contains($0.status) } }
        }
    }

    private func mask(_ holds: (Int) -> Bool) -> [Bool] {
        places.map { holds(Int(hierarchy.preorder[$0])) }
    }

    /// The answer of a condition on `LicenceExpired` holds until a licence ends.
    func validity(of condition: SearchCondition?) -> Validity {
        var validity = Validity.always
        let dependsOnTime =
            condition?.tests.contains {
                if case .licenceExpired = $0 { true } else { false }
            } ?? false
        guard dependsOnTime else { return validity }
        for place in places {
            let position = Int(hierarchy.preorder[place])
            guard companies[position].licenceExpired == nil else { continue }
            validity.limit(byEndOfLicence: companies[position].licenseEndDate, now: now)
        }
        return validity
    }
}

// MARK: - Values of a company

extension ConditionEvaluator {
    private func hasIdentifier(_ field: SearchField, _ wanted: Set<ExactText>, _ position: Int) -> Bool {
        func isWanted(_ identifier: String) -> Bool { wanted.contains(ExactText(identifier)) }
        return switch field {
        case .industryResourceId: companies[position].industry.resourceId.map(isWanted) ?? false
        case .licenseTypeResourceId: companies[position].licenseType.resourceId.map(isWanted) ?? false
        case .moduleResourceId: companies[position].licenseModules.contains(where: isWanted)
        case .trainingVendorId: companies[position].training.vendorIds.contains(where: isWanted)
        default: preconditionFailure("\(field) has no identifiers")
        }
    }

    /// A text that is absent is as good as an empty one.
    private func equals(_ field: SearchField, _ text: [UInt8], _ position: Int, _ scratch: inout [UInt8]) -> Bool {
        if field == .tags { return companies[position].tags.contains { folded($0, &scratch) { $0 == text } } }
        scratch.removeAll(keepingCapacity: true)
        appendShown(field, position, to: &scratch)
        return scratch == text
    }

    private func anyTextContains(_ text: [UInt8], _ position: Int, _ scratch: inout [UInt8]) -> Bool {
        func has(_ shown: String?) -> Bool {
            guard let shown else { return false }
            return folded(shown, &scratch) { TextFolding.contains($0, text) }
        }
        if has(companies[position].name) || has(companies[position].resourceId)
            || has(companies.resellerName(at: position, in: hierarchy))
            || has(companies[position].industry.name) || has(companies[position].industry.resourceId)
            || has(companies[position].licenseType.name) || has(companies[position].licenseType.resourceId)
        {
            return true
        }
        scratch.removeAll(keepingCapacity: true)
        appendShown(.numberOfUsers, position, to: &scratch)
        return TextFolding.contains(scratch, text) || companies[position].tags.contains { has($0) }
    }

    private func folded(_ text: String, _ scratch: inout [UInt8], _ holds: ([UInt8]) -> Bool) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        TextFolding.append(text, to: &scratch)
        return holds(scratch)
    }

    /// Appends the folded text of a field as a row shows it.
    private func appendShown(_ field: SearchField, _ position: Int, to bytes: inout [UInt8]) {
        let text: String?
        switch field {
        case .companyName: text = companies[position].name
        case .resellerName: text = companies.resellerName(at: position, in: hierarchy)
        case .industryName: text = companies[position].industry.name
        case .licenseTypeName: text = companies[position].licenseType.name
        case .targetUserCount: return bytes.appendDecimal(companies[position].targetUserCount)
        case .numberOfUsers:
            if let number = companies[position].numberOfUsers { bytes.appendDecimal(number) }
            return
        case .licenseEndDate: return appendShown(companies[position].licenseEndDate, to: &bytes)
        case .createTime: return appendShown(companies[position].createTime, to: &bytes)
        default: preconditionFailure("\(field) is not shown as one text")
        }
        if let text { TextFolding.append(text, to: &bytes) }
    }

    private func appendShown(_ date: DateTime?, to bytes: inout [UInt8]) {
        guard let date else { return }
        let start = bytes.count
        dates.append(date, to: &bytes)
        // The T of a date-time and AM or PM are letters too.
        bytes.lowerASCII(from: start)
    }
}

extension SearchOperator {
    func holds(_ value: Int, _ other: Int) -> Bool {
        switch self {
        case .equal: value == other
        case .notEqual: value != other
        case .greater: value > other
        case .greaterOrEqual: value >= other
        case .less: value < other
        case .lessOrEqual: value <= other
        case .contains, .include: preconditionFailure("\(rawValue) compares no numbers")
        }
    }

    /// A written date stands for all instants it names: a day without a time for the whole of that day.
    func holds(_ value: DateTime, _ other: DateTime.Parsed) -> Bool {
        switch self {
        case .equal: value >= other.instant && value < other.end
        case .greater: value >= other.end
        case .greaterOrEqual: value >= other.instant
        case .less: value < other.instant
        case .lessOrEqual: value < other.end
        case .notEqual, .contains, .include: preconditionFailure("\(rawValue) compares no dates")
        }
    }
}
