/// What a user said about criteria: `--require` and `--allow`.
package struct Requirements: Hashable, Sendable {
    /// Criteria that must be good: not observed is bad too.
    package let required: Set<String>
    /// Criteria whose bad verdict is reported and does not count.
    package let allowed: Set<String>

    /// Nothing is required or allowed.
    package static let none = Requirements(checkedRequired: [], allowed: [])

    /// What can be wrong with them.
    package enum Mistake: Error, Hashable, CustomStringConvertible {
        case unknown(UnknownCriterion)
        /// Both required and allowed.
        case contradiction(String)

        /// One plain sentence.
        package var description: String {
            switch self {
            case .unknown(let criterion): criterion.description
            case .contradiction(let id): "The criterion \"\(id)\" is both required and allowed; leave one of them out."
            }
        }
    }

    /// Takes ids of criteria; one given twice counts once. Throws for an id that no criterion has and for one in both.
    package init(required: [String] = [], allowed: [String] = []) throws(Mistake) {
        for id in required + allowed {
            do throws(UnknownCriterion) { _ = try Criterion.named(id) } catch { throw .unknown(error) }
        }
        if let both = required.first(where: allowed.contains) { throw .contradiction(both) }
        self.init(checkedRequired: Set(required), allowed: Set(allowed))
    }

    private init(checkedRequired: Set<String>, allowed: Set<String>) {
        required = checkedRequired
        self.allowed = allowed
    }

    /// The criteria that have to be judged when a scenario names some of its own: those and the required ones, in the
    /// order of the list. Without any of its own all apply. Throws for an id that no criterion has.
    package func criteria(ofScenario ids: [String]?) throws(UnknownCriterion) -> [Criterion] {
        guard let ids else { return Criterion.all }
        for id in ids { _ = try Criterion.named(id) }
        let wanted = required.union(ids)
        return Criterion.all.filter { wanted.contains($0.id) }
    }

    /// Judgements with what is required and allowed taken into account.
    package func applied(to judgements: [Judgement]) -> [Judgement] {
        judgements.map { judgement in
            var judgement = judgement
            if judgement.verdict == .notObserved, required.contains(judgement.criterion) {
                judgement.verdict = .bad
                judgement.sentence = "It is required and was not observed. \(judgement.sentence)"
            }
            judgement.isAllowed = judgement.verdict == .bad && allowed.contains(judgement.criterion)
            return judgement
        }
    }
}
