/// Who is above whom. The companies are numbered in pre-order, so that all below one of them are a range of numbers.
struct CompanyHierarchy: Sendable {
    /// Positions in pre-order: each company is followed by all below it.
    let preorder: [Int32]
    private let parents: [Int32]
    /// By position, the company's place in `preorder`.
    private let entry: [Int32]
    /// By position, the place in `preorder` after the last company below it.
    private let exit: [Int32]
    /// By place, how many companies before it are over their licence limit.
    private let overLimitBefore: [Int32]

    /// Traps when a parent is unknown or a company is above itself.
    init(companies: [Company], positions: [ExactText: Int32]) {
        let count = companies.count
        var parents = [Int32](repeating: -1, count: count)
        // Children as linked lists: the first child by parent (the last slot for those at the top), then the sibling.
        var firstChild = [Int32](repeating: -1, count: count + 1)
        var nextSibling = [Int32](repeating: -1, count: count)
        for index in companies.indices.reversed() {
            var above = count
            if let parent = companies[index].parent {
                guard let found = positions[ExactText(parent)] else {
                    preconditionFailure("no company has the id \(parent)")
                }
                parents[index] = found
                above = Int(found)
            }
            nextSibling[index] = firstChild[above]
            firstChild[above] = Int32(index)
        }
        var preorder: [Int32] = []
        preorder.reserveCapacity(count)
        var entry = [Int32](repeating: 0, count: count)
        var exit = entry
        // Walked without recursion, for a chain of companies may be longer than the stack.
        var current = firstChild[count]
        while current >= 0 {
            let position = Int(current)
            entry[position] = Int32(preorder.count)
            preorder.append(current)
            if firstChild[position] >= 0 {
                current = firstChild[position]
                continue
            }
            exit[position] = Int32(preorder.count)
            var next = nextSibling[position]
            var above = parents[position]
            while next < 0, above >= 0 {
                exit[Int(above)] = Int32(preorder.count)
                next = nextSibling[Int(above)]
                above = parents[Int(above)]
            }
            current = next
        }
        precondition(preorder.count == count, "a company is above itself")
        var overLimitBefore: [Int32] = [0]
        overLimitBefore.reserveCapacity(count + 1)
        for position in preorder {
            overLimitBefore.append(overLimitBefore.last! + (companies[Int(position)].isOverLimit ? 1 : 0))
        }
        self.overLimitBefore = overLimitBefore
        self.preorder = preorder
        self.parents = parents
        self.entry = entry
        self.exit = exit
    }

    func parent(of position: Int) -> Int? {
        parents[position] < 0 ? nil : Int(parents[position])
    }

    func isAbove(_ upper: Int, _ lower: Int) -> Bool {
        entry[upper] < entry[lower] && entry[lower] < exit[upper]
    }

    /// The place of a company in `preorder`.
    func place(of position: Int) -> Int {
        Int(entry[position])
    }

    /// How many companies below the one at `position` are over their licence limit.
    func numberOverLimit(below position: Int) -> Int {
        let places = placesBelow(position)
        return Int(overLimitBefore[places.upperBound] - overLimitBefore[places.lowerBound])
    }

    /// The places in `preorder` of all companies below the one at `position`.
    func placesBelow(_ position: Int) -> Range<Int> {
        Int(entry[position]) + 1..<Int(exit[position])
    }
}
