import ResellerAPI

/// A company of a scenario before it is read: its node, with nested children taken out.
struct CompanyEntry {
    var node: Node
    /// Given, or derived from the name; nil when there is neither.
    var id: String?
    /// The node of the identifier, if one is given.
    var givenId: Node?
    var name: String?
    /// The identifier of the company in whose `children` this one stands.
    var enclosingCompany: String?
}

/// A scenario and what it extends, as one: later entries win, and every node still knows its own file.
struct Composition {
    /// An object; its `companies` are in `companies`.
    private(set) var root: Node
    private(set) var companies: [CompanyEntry] = []

    /// `documents` are objects, the one that extends before the one extended.
    ///
    /// Criteria are a scenario's own: what a client can show in one says nothing about another that is made of it.
    init(_ documents: [Node]) {
        root = documents[0]
        for (index, document) in documents.reversed().enumerated() {
            root = index == 0 ? document : Self.merge(document, over: root.without("criteria"))
            mergeCompanies(Self.entries(of: document))
        }
    }

    // MARK: - Merging

    /// Objects member by member; everything else is replaced.
    private static func merge(_ own: Node, over base: Node, isRoot: Bool = true) -> Node {
        guard case .object(let ownMembers) = own.value, case .object(var members) = base.value else { return own }
        var indices: [ExactText: Int] = [:]
        for (index, member) in members.enumerated() { indices[ExactText(member.name)] = index }
        for var member in ownMembers {
            guard let index = indices[ExactText(member.name)] else {
                members.append(member)
                continue
            }
            if isRoot, let keys = listKeys[ExactText(member.name)] {
                member.node = mergeList(member.node, over: members[index].node, keys: keys)
            } else {
                member.node = merge(member.node, over: members[index].node, isRoot: false)
            }
            members[index] = member
        }
        return Node(value: .object(members), position: own.position)
    }

    /// The lists that merge entry by entry, and the members that tell which entries are the same: an entry is found by the
    /// first of these keys that it has.
    private static let listKeys: [ExactText: [[String]]] = [
        ExactText("clients"): [["clientId"]], ExactText("roles"): [["name"]], ExactText("rules"): [["name"]],
        ExactText("groups"): [["resourceId"], ["name"]],
        ExactText("users"): [["resourceId"], ["company", "email"], ["email"]],
        ExactText("scim"): [["resourceId"], ["company", "name"], ["name"]],
        ExactText("lookups"): [["resourceId"], ["genericCodeTypeId", "name"]],
    ]

    /// The names and values of the members of a key; nil where an entry has not all of them.
    private static func values(of names: [String], in element: Node) -> [ExactText]? {
        var key: [ExactText] = []
        for name in names {
            switch element[name]?.node.value {
            case .string(let text), .number(let text): key += [ExactText(name), ExactText(text)]
            case .null, .boolean, .array, .object, nil: return nil
            }
        }
        return key
    }

    /// Members of companies that say the same or belong together: who names one of them means none of the others that
    /// are there.
    private static let together: [[String]] =
        [["resourceId", "companyResourceId"], ["name", "companyName"], ["statusId", "statusName"]]
        + Company.ReferenceKind.allCases.map { kind in
            ["\(kind.rawValue)ResourceId", "\(kind.rawValue)Name"] + (kind == .country ? ["countryCode"] : [])
        }

    /// An entry of a list with what an entry of the same key below it has beside, unless it says that it replaces that.
    private static func overlay(_ own: Node, over base: Node) -> Node {
        guard case .object(var members) = own.value, case .object(let baseMembers) = base.value else { return own }
        if case .boolean(true)? = own["replace"]?.node.value { return own }
        let named = Set(members.map { ExactText($0.name) })
        let meant = named.union(
            together.filter { $0.contains { named.contains(ExactText($0)) } }.joined().map(ExactText.init))
        members += baseMembers.filter { !meant.contains(ExactText($0.name)) }
        return Node(value: .object(members), position: own.position)
    }

    private static func mergeList(_ own: Node, over base: Node, keys: [[String]]) -> Node {
        guard case .array(let ownElements) = own.value, case .array(var elements) = base.value else { return own }
        var indices: [[ExactText]: Int] = [:]
        for (index, element) in elements.enumerated() {
            for key in keys.compactMap({ values(of: $0, in: element) }) where indices[key] == nil {
                indices[key] = index
            }
        }
        var used: Set<Int> = []
        for element in ownElements {
            let key = keys.lazy.compactMap { values(of: $0, in: element) }.first
            // Used up by the first, so that a second entry of the same key is found to be a duplicate.
            if let index = key.flatMap({ indices[$0] }), used.insert(index).inserted {
                elements[index] = overlay(element, over: elements[index])
            } else {
                elements.append(element)
            }
        }
        return Node(value: .array(elements), position: own.position)
    }

    private mutating func mergeCompanies(_ entries: [CompanyEntry]) {
        if companies.isEmpty {
            companies = entries
            return
        }
        var indices: [ExactText: Int] = [:]
        for (index, entry) in companies.enumerated() {
            if let id = entry.id.map(ExactText.init), indices[id] == nil { indices[id] = index }
        }
        for entry in entries {
            if let id = entry.id.map(ExactText.init), let index = indices.removeValue(forKey: id) {
                var entry = entry
                entry.node = Self.overlay(entry.node, over: companies[index].node)
                entry.name = entry.name ?? (entry.node["name"] ?? entry.node["companyName"])?.node.text
                if entry.node["parent"] == nil {
                    entry.enclosingCompany = entry.enclosingCompany ?? companies[index].enclosingCompany
                }
                companies[index] = entry
            } else {
                companies.append(entry)
            }
        }
    }

    // MARK: - Companies

    private static func entries(of document: Node) -> [CompanyEntry] {
        guard case .array(let elements)? = document["companies"]?.node.value else { return [] }
        return entries(elements)
    }

    /// The companies of a list, those in `children` behind the one that has them.
    static func entries(_ elements: [Node]) -> [CompanyEntry] {
        var entries: [CompanyEntry] = []
        var occurrences: [ExactText: Int] = [:]
        append(elements, enclosing: nil, to: &entries, &occurrences)
        return entries
    }

    private static func append(
        _ nodes: [Node], enclosing: String?, to entries: inout [CompanyEntry], _ occurrences: inout [ExactText: Int]
    ) {
        for node in nodes {
            let given = node["resourceId"] ?? node["companyResourceId"]
            let name = (node["name"] ?? node["companyName"])?.node.text
            var id = given?.node.text
            if id == nil, let name {
                let occurrence = occurrences[ExactText(name), default: 0] + 1
                occurrences[ExactText(name)] = occurrence
                id = derivedId(name, occurrence: occurrence)
            }
            entries.append(
                CompanyEntry(
                    node: node, id: id, givenId: given?.node, name: name, enclosingCompany: enclosing))
            if case .array(let children)? = node["children"]?.node.value {
                append(children, enclosing: id, to: &entries, &occurrences)
            }
        }
    }

    /// The first company of a name, then the second and so on, for names may repeat.
    private static func derivedId(_ name: String, occurrence: Int) -> String {
        ResourceID.derived(from: occurrence == 1 ? "company:\(name)" : "company:\(name)#\(occurrence)")
    }
}

extension Node {
    fileprivate func without(_ name: String) -> Node {
        guard case .object(let members) = value else { return self }
        return Node(value: .object(members.filter { !$0.name.isExactly(name) }), position: position)
    }
}
