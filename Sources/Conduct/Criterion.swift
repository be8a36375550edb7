/// One thing that a well-behaved client does, and how to see in a trace whether it did.
///
/// A criterion is fair before it is strict: where a trace can be read in two ways it says "not observed", never "bad".
/// Which readings those are is its false-positive policy, stated where it is declared.
package struct Criterion: Sendable {
    /// What asks for it.
    package struct Document: Hashable, Sendable {
        /// Such as `RFC 9110, section 10.2.3`.
        package var title: String
        /// Where to read it.
        package var url: String

        static func rfc(_ number: Int, _ section: String) -> Document {
            Document(
                title: "RFC \(number), section \(section)",
                url: "https://www.rfc-editor.org/rfc/rfc\(number)#section-\(section)")
        }

        /// A chapter of Google's book on running services.
        static func siteReliability(_ chapter: Int, _ page: String) -> Document {
            Document(
                title: "Site Reliability Engineering, chapter \(chapter)", url: "https://sre.google/sre-book/\(page)/")
        }

        /// A page of the vendor's documentation.
        static func vendor(_ page: String) -> Document {
            Document(title: "the vendor's documentation, \(page)", url: "https://github.com/ucarozan/keepnet-docs")
        }
    }

    /// In kebab-case, the same for ever.
    package let id: String
    /// What a good client does, in a line.
    package let summary: String
    /// What goes wrong otherwise, in a sentence or two.
    package let why: String
    /// What asks for it.
    package let document: Document

    /// Whether requests before the observed ones could excuse what is observed.
    private let needsBeginning: Bool
    private let observe: @Sendable (Trace) -> Observation

    init(
        _ id: String, _ summary: String, why: String, document: Document, needsBeginning: Bool = false,
        observe: @escaping @Sendable (Trace) -> Observation
    ) {
        self.needsBeginning = needsBeginning
        self.id = id
        self.summary = summary
        self.why = why
        self.document = document
        self.observe = observe
    }

    /// A criterion that looks at each client by itself.
    init(
        _ id: String, _ summary: String, why: String, document: Document, needsBeginning: Bool = false,
        ofClient observe: @escaping @Sendable (ClientTrace) -> Observation
    ) {
        self.init(id, summary, why: why, document: document, needsBeginning: needsBeginning) { trace in
            Observation.summary(of: trace.clients.map(observe))
        }
    }

    /// Judges a trace.
    package func judge(_ trace: Trace) -> Judgement {
        let observation = observe(trace)
        if case .bad = observation, needsBeginning, trace.circumstances.isBeginningLost {
            return Judgement(.notObserved("The first requests, which may explain it, are no longer kept."), of: self)
        }
        return Judgement(observation, of: self)
    }
}

/// What a criterion saw.
enum Observation {
    /// With what shows it, in a sentence.
    case good(String)
    /// With the requests that show it, and what is bad about them, in a sentence.
    case bad([ObservedRequest], String)
    /// With what was missing or can be read in two ways, in a sentence.
    case notObserved(String)

    /// Of several clients one bad is bad, one good among the silent is good.
    static func summary(of observations: [Observation]) -> Observation {
        var requests: [ObservedRequest] = []
        var sentences: [String] = []
        var good: String?
        var silent: String?
        for observation in observations {
            switch observation {
            case .bad(let some, let sentence):
                requests += some
                sentences.append(sentence)
            case .good(let sentence): good = good ?? sentence
            case .notObserved(let reason): silent = silent ?? reason
            }
        }
        if let first = sentences.first {
            let others = sentences.count - 1
            return .bad(requests, others == 0 ? first : "\(first) So it is with \(counted(others, "other client")).")
        }
        return good.map(Observation.good) ?? .notObserved(silent ?? "No request came.")
    }
}
