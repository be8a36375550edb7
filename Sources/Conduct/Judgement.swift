/// What a criterion says about a trace.
package struct Judgement: Hashable, Sendable {
    /// Good, bad, or neither.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        case good
        case bad
        /// The trace does not show it, or can be read in two ways.
        case notObserved = "not observed"
    }

    /// A request that shows it.
    package struct Evidence: Hashable, Sendable {
        /// The number of the journal entry.
        package var number: Int
        /// Real time since the trace began.
        package var arrival: Duration
        /// The request's method.
        package var method: String
        /// The request's path, without its query.
        package var path: String
        /// 0 where nothing of an answer was sent.
        package var status: Int
    }

    /// The criterion's id.
    package var criterion: String
    /// What was found.
    package var verdict: Verdict
    /// What shows it or what was missing, in a plain sentence.
    package var sentence: String
    /// The requests that show what is bad, in the order of their arrival; empty unless the verdict is bad.
    package var evidence: [Evidence]
    /// What asks for better.
    package var document: Criterion.Document
    /// Whether `--allow` names the criterion, so that its bad verdict does not count.
    package var isAllowed = false

    init(_ observation: Observation, of criterion: Criterion) {
        self.criterion = criterion.id
        document = criterion.document
        evidence = []
        switch observation {
        case .good(let sentence):
            verdict = .good
            self.sentence = sentence
        case .notObserved(let reason):
            verdict = .notObserved
            sentence = reason
        case .bad(let requests, let sentence):
            verdict = .bad
            self.sentence = sentence
            evidence = Set(requests).sorted(by: Trace.isEarlier).map {
                Evidence(number: $0.number, arrival: $0.arrival, method: $0.method, path: $0.path, status: $0.status)
            }
        }
    }

    /// The numbers of the journal entries that show what is bad.
    package var requests: [Int] { evidence.map(\.number) }

    /// Whether it is bad and nobody allowed it.
    package var counts: Bool { verdict == .bad && !isAllowed }
}
