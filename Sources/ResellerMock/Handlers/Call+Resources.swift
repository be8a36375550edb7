import ResellerAPI

/// What companies have beside companies.
extension Call {
    /// The company that the call is for.
    func scopeCompany() throws(HintedResponse) -> Company { directory.company(at: try scope()) }

    /// The resource of a company with an identifier, that in the path unless another is given; `kind` is the vendor's word
    /// for it.
    func resource<Row: CompanyResource>(
        _ kind: String, _ table: Table<Row>, of company: Company, _ identifier: String? = nil
    ) throws(HintedResponse) -> Row {
        let identifier = identifier ?? self.identifier
        guard let row = table[identifier] else {
            throw .notFound(
                "\(kind) not found", in: world, hint: "the world has no \(kind) with the id \(identifier.excerpt)")
        }
        guard row.owner?.isExactly(company.resourceId) ?? false else {
            let hint = "it belongs to another company than the call is for; name that in X-KEEPNET-Company-Id"
            throw .notFound("\(kind) not found", in: world, hint: hint)
        }
        return row
    }

    /// What a bulk deletion names of a company: all of it must be there.
    func selection<Row: CompanyResource>(
        _ kind: String, _ table: Table<Row>, of company: Company, _ search: TableSearch<Row>
    ) throws(HintedResponse) -> Set<ExactText> {
        let identifiers = try bulkSelection { filter throws(HintedResponse) in
            let own = table.all.filter { $0.owner?.isExactly(company.resourceId) ?? false }
            return try rows(own, search, meeting: filter).map(\.resourceId)
        }
        for identifier in identifiers { _ = try resource(kind, table, of: company, identifier) }
        return Set(identifiers.map(ExactText.init))
    }

    /// The names of roles that a body names by their identifiers, which the company must have.
    func roles(_ name: StaticString, of company: Company, in body: inout RequestMembers) -> [Role] {
        let identifiers = body.texts(name) ?? []
        return identifiers.compactMap { identifier in
            if let role = snapshot.tables.roles[identifier], role.isAvailable(to: company) { return role }
            body.add("\(name) names \(identifier.excerpt), which is no role of the company")
            return nil
        }
    }

    /// Whether `statusId` of a body is that of something active; the vendor's own text for another than 1 and 0.
    func isActive(_ body: inout RequestMembers) -> Bool {
        let status = body.value(of: "statusId")
        if [.number("1"), .string("1")].contains(status) { return true }
        if ![.number("0"), .string("0")].contains(status) { body.add("Status Id is invalid") }
        return false
    }
}

extension Role {
    func isAvailable(to company: Company) -> Bool {
        isListed(for: company) || availableFor.contains { $0.target.isExactly(company.resourceId) }
    }

    /// Whether it is every company's or the company's own.
    func isListed(for company: Company) -> Bool { owner?.isExactly(company.resourceId) ?? true }
}

extension JSONWriter {
    mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        string(value)
    }

    mutating func member(_ name: StaticString, _ value: Int?) {
        self.name(name)
        integer(value)
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        boolean(value)
    }

    mutating func member(_ name: StaticString, _ value: DateTime?, _ dates: DateTimeFormat) {
        self.name(name)
        date(value, dates)
    }

    mutating func member(_ name: StaticString, _ values: [String]?) {
        self.name(name)
        if let values { strings(values) } else { null() }
    }

    /// `statusId` and `statusName`.
    mutating func status(isActive: Bool) {
        member("statusId", isActive ? 1 : 0)
        member("statusName", isActive ? "Active" : "Inactive")
    }

    mutating func object(_ write: (inout JSONWriter) -> Void) {
        beginObject()
        write(&self)
        endObject()
    }

    /// An array of objects.
    mutating func objects<Element>(_ elements: some Sequence<Element>, _ write: (Element, inout JSONWriter) -> Void) {
        beginArray()
        for element in elements { object { write(element, &$0) } }
        endArray()
    }
}
