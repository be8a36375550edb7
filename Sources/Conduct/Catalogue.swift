extension Criterion {
    /// Every criterion, in the order of reports.
    package static let all: [Criterion] = [
        tokenReused, tokenRenewedInTime, oneRenewalForParallel401s, unauthorizedRenewedOnce,
        forbiddenNotRepeated, badRequestNotRepeated,
        retryAfterSecondsKept, retryAfterDateKept, retriesSpaced, retriesBounded, noRetryStorm,
        writesNotRepeatedBlindly, brokenAnswersNotTaken, timeLimitAboveTail,
        pagesOnce, pagesComplete, pagingStopsAtEnd, changedTotalsNoticed, pageSizeAllowed, noNeedlessDetails,
        noCredentialsInURL, tokenOverHTTPS, connectionsReused,
        acceptRight, contentTypeRight, nothingUnknownAsked,
    ]

    /// The criterion of an id. Throws `UnknownCriterion`.
    package static func named(_ id: String) throws(UnknownCriterion) -> Criterion {
        guard let criterion = all.first(where: { $0.id == id }) else { throw UnknownCriterion(id: id) }
        return criterion
    }
}

/// An id that no criterion has.
package struct UnknownCriterion: Error, Hashable, CustomStringConvertible {
    /// The id as given.
    package var id: String

    /// The id that was probably meant; nil where none is near.
    package var nearest: String? {
        let wanted = Array(id.lowercased().unicodeScalars.prefix(65))
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        let candidates = Criterion.all.map { (id: $0.id, distance: Self.distance(wanted, Array($0.id.unicodeScalars))) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, wanted.count / 3) ? best.id : nil
    }

    /// One plain sentence.
    package var description: String {
        let hint = nearest.map { "did you mean \"\($0)\"?" } ?? "see the list of criteria in docs/judge.md"
        return "There is no criterion \"\(id)\" (\(hint))."
    }

    /// The number of letters to insert, leave out or replace.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (letter == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
