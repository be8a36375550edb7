/// All checks, in the order in which a run makes them.
package enum Catalogue {
    /// Every check, in the order in which they are listed and run.
    package static let checks: [Check] =
        TokenChecks.all + ClaimChecks.all + TokenRefusalChecks.all + AuthenticationChecks.all + AuthorizationChecks.all
        + SearchEnvelopeChecks.all + SearchPagingChecks.all + SearchSortingChecks.all + OverLimitChecks.all
        + FilterFieldChecks.all + FilterGrammarChecks.all + SearchBodyChecks.all + DetailChecks.all + HTTPChecks.all
        + NeighbourChecks.all + ResourceChecks.all

    /// With `writes` those that write, too. The checks that `only` selects, all when it is empty, without those that `skip` does. Each text is an id or the
    /// beginning of some.
    ///
    /// Throws `UnknownCheck` for a text that selects nothing.
    package static func select(only: [String] = [], skip: [String] = [], writes: Bool = false) throws(UnknownCheck)
        -> [Check]
    {
        let checks = writes ? checks + WriteChecks.all : checks
        for text in only + skip where !checks.contains(where: { $0.id.hasPrefix(text) }) {
            throw UnknownCheck(text: text)
        }
        return checks.filter { check in
            (only.isEmpty || only.contains { check.id.hasPrefix($0) }) && !skip.contains { check.id.hasPrefix($0) }
        }
    }
}

/// A text for `--only` or `--skip` that is the beginning of no id.
package struct UnknownCheck: Error, Hashable, CustomStringConvertible {
    /// What was asked for.
    package var text: String

    /// One plain sentence.
    package var description: String {
        let areas = Set(Catalogue.checks.map { $0.id.prefix { $0 != "." } }).sorted().joined(separator: ", ")
        return "No check's id begins with \"\(text)\"; the areas are \(areas), and --list prints all ids."
    }
}
