/// Who is above whom. The companies are numbered in pre-order, so that all below one of them are a range of numbers.
struct CompanyHierarchy: Sendable {
    /// In place of a parent's position, for a company at the top.
    static let top: Int32 = -1
    /// In place of a parent's position, where there is no company.
    static let nowhere: Int32 = -2

    /// By position, that of the parent.
    let parents: [Int32]
    /// By position, the company's place in pre-order, in which each company is followed by all below it.
    private let entry: [Int32]
    /// By position, the place after the last company below it.
    private let exit: [Int32]
    /// By place, how many companies before it are over their licence limit.
    private let overLimitBefore: [Int32]

    /// Nil when a company is above itself.
    init?(parents: [Int32], records: [CompanyRecord]) {
        let count = parents.count
        // Children as linked lists: the first child by parent (the last slot for those at the top), then the sibling.
        var firstChild = [Int32](repeating: -1, count: count + 1)
        var nextSibling = [Int32](repeating: -1, count: count)
        var companies = 0
        for index in parents.indices.reversed() where parents[index] != Self.nowhere {
            companies += 1
            let above = parents[index] == Self.top ? count : Int(parents[index])
            nextSibling[index] = firstChild[above]
            firstChild[above] = Int32(index)
        }
        var overLimitBefore: [Int32] = [0]
        overLimitBefore.reserveCapacity(companies + 1)
        var entry = [Int32](repeating: 0, count: count)
        var exit = entry
        var place: Int32 = 0
        // Walked without recursion, for a chain of companies may be longer than the stack.
        var current = firstChild[count]
        while current >= 0 {
            let position = Int(current)
            entry[position] = place
            place += 1
            overLimitBefore.append(overLimitBefore[Int(place) - 1] + (records[position].company.isOverLimit ? 1 : 0))
            if firstChild[position] >= 0 {
                current = firstChild[position]
                continue
            }
            exit[position] = place
            var next = nextSibling[position]
            var above = parents[position]
            while next < 0, above >= 0 {
                exit[Int(above)] = place
                next = nextSibling[Int(above)]
                above = parents[Int(above)]
            }
            current = next
        }
        guard Int(place) == companies else { return nil }
        self.overLimitBefore = overLimitBefore
        self.parents = parents
        self.entry = entry
        self.exit = exit
    }

    func parent(of position: Int) -> Int? {
        parents[position] < 0 ? nil : Int(parents[position])
    }

    /// Some positions, each before those below it.
    func inOrder(_ positions: [Int]) -> [Int] { positions.sorted { entry[$0] < entry[$1] } }

    func isAbove(_ upper: Int, _ lower: Int) -> Bool {
        entry[upper] < entry[lower] && entry[lower] < exit[upper]
    }

    /// How many companies below the one at `position` are over their licence limit.
    func numberOverLimit(below position: Int) -> Int {
        Int(overLimitBefore[Int(exit[position])] - overLimitBefore[Int(entry[position]) + 1])
    }
}
