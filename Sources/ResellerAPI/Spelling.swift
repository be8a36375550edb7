/// Finds what a misspelt name was probably meant to be.
public enum Spelling {
    /// The candidate nearest to `name`, if one is near enough: at most a third of its letters away (inserted, dropped,
    /// replaced or two swapped), at least one. Letter case is not counted; of equally near ones the first wins.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        // Names longer than any we know are not misspelt but something else; the bound keeps hostile input cheap.
        guard name.utf8.count <= 64 else { return nil }
        let wanted = Array(name.lowercased().unicodeScalars)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let distance = distance(wanted, letters)
            if distance <= max(1, letters.count / 3), distance < letters.count, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, leftLetter) in left.enumerated() {
            var current = [row + 1]
            for (column, rightLetter) in right.enumerated() {
                var cost = min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (leftLetter == rightLetter ? 0 : 1))
                if row > 0, column > 0, leftLetter == right[column - 1], left[row - 1] == rightLetter {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
