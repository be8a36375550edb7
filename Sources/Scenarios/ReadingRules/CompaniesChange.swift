public import ResellerAPI

/// What becomes of a world's companies in the middle of a run: some appear, some get other names, some vanish, in this
/// order.
///
/// What cannot be done, such as to remove a company that a client has deleted meanwhile, is left out and told in the hint
/// of the answer.
public struct CompaniesChange: Hashable, Sendable {
    /// Companies that appear, each below the one that its `parent` names.
    public var add: [Company]
    /// Companies that get another name.
    public var rename: [Renaming]
    /// The `resourceId` of each company that vanishes, with its clients and whatever else belongs to it.
    public var remove: [String]

    /// A change of companies; what is left out stays as it is.
    public init(add: [Company] = [], rename: [Renaming] = [], remove: [String] = []) {
        self.add = add
        self.rename = rename
        self.remove = remove
    }

    /// Another name for a company.
    public struct Renaming: Hashable, Sendable {
        /// The company's.
        public var resourceId: String
        /// The new one.
        public var name: String

        /// A new name for the company with this `resourceId`.
        public init(_ resourceId: String, to name: String) {
            self.resourceId = resourceId
            self.name = name
        }
    }

    /// How many companies it is about.
    var count: Int { add.count + rename.count + remove.count }
}

extension RuleOutcome {
    /// What it does each time.
    package var actions: [RuleAction] {
        switch self {
        case .action(let action): [action]
        case .sequence(let steps, _): steps.map(\.action)
        }
    }
}
