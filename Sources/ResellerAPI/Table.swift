/// Something that the platform keeps in a list of its own.
package protocol Resource: Sendable {
    var resourceId: String { get }
}

/// A resource of a company.
package protocol CompanyResource: Resource {
    /// The `resourceId` of the company; nil where it is every company's.
    var owner: String? { get }
}

/// Resources in the order in which they were made, found by their identifiers. A value: a change makes another table.
package struct Table<Element: Resource>: Sendable {
    package private(set) var all: [Element] = []
    private var indices: [ExactText: Int] = [:]

    package init(_ elements: [Element] = []) {
        for element in elements { self[element.resourceId] = element }
    }

    /// The resource with this identifier, compared exactly. Assigning puts a new one at the end, and nil removes it.
    package subscript(_ resourceId: String) -> Element? {
        get { indices[ExactText(resourceId)].map { all[$0] } }
        set {
            let key = ExactText(resourceId)
            switch (indices[key], newValue) {
            case (let index?, let element?): all[index] = element
            case (nil, let element?):
                indices[key] = all.count
                all.append(element)
            case (_?, nil): remove { $0.resourceId.isExactly(resourceId) }
            case (nil, nil): break
            }
        }
    }

    package mutating func remove(where isRemoved: (Element) -> Bool) {
        self = Table(all.filter { !isRemoved($0) })
    }
}
