/// Finds what a misspelt name was probably meant to be.
package enum Spelling {
    /// The candidate that `text` is most likely a misspelling of; nil when none is near.
    ///
    /// Letter case does not count. Near means at most a third of the letters inserted, left out, changed or swapped with
    /// their neighbour, not all of them, and at most `farthest` of them. Of equally near candidates the first wins.
    /// Texts beyond 64 letters have no neighbour, which keeps hostile input cheap.
    package static func nearest(
        to text: String, among candidates: some Sequence<String>, farthest limit: Int = .max
    ) -> String? {
        guard let wanted = letters(of: text) else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            guard let letters = letters(of: candidate) else { continue }
            let farthest = min(
                max(1, max(wanted.count, letters.count) / 3), letters.count - 1, limit, (best?.distance ?? .max) - 1)
            guard farthest >= 0, abs(letters.count - wanted.count) <= farthest else { continue }
            let distance = editDistance(wanted, letters)
            if distance <= farthest { best = (candidate, distance) }
        }
        return best?.candidate
    }

    private static func letters(of text: String) -> [Unicode.Scalar]? {
        // A letter has at most four bytes, so a longer text needs no closer look.
        guard (1...256).contains(text.utf8.count) else { return nil }
        let letters = Array(text.lowercased().unicodeScalars)
        return letters.count <= 64 ? letters : nil
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours between two texts (optimal string
    /// alignment).
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        var current = previous
        for row in 1...left.count {
            current[0] = row
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var distance = previous[column - 1] + (isSame ? 0 : 1)
                distance = min(distance, previous[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    distance = min(distance, beforePrevious[column - 2] + 1)
                }
                current[column] = distance
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[right.count]
    }
}
