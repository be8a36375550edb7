extension Criterion {
    /// Bad at the first request for JSON whose `Accept` rules JSON out.
    ///
    /// Without the field everything is accepted; `*/*` and `application/*` are right. Downloads are left out. A field that
    /// cannot be read is not judged.
    static let acceptRight = Criterion(
        "accept-right", "Accept allows what the API answers with",
        why: "A server that takes the field at its word answers 406 or another form, some day after an update.",
        document: .rfc(9110, "12.5.1"),
        ofClient: { client in
            let requests = client.requests.filter(\.isAnsweredWithJSON)
            guard !requests.isEmpty else { return .notObserved("Nothing was asked that is answered with JSON.") }
            let wrong = requests.filter { $0.accept.map { !MediaRanges.accept(json: $0) } ?? false }
            guard let first = wrong.first else {
                return .good("All \(counted(requests.count, "request")) accept JSON.")
            }
            return .bad(wrong, "\(first.line) came with an Accept that leaves no JSON: \(shown(first.accept)).")
        })

    /// Bad at the first request with a body whose `Content-Type` is not the form that the operation takes, or missing.
    ///
    /// Every JSON type (`application/json`, `text/json`, `+json`) is right where JSON is taken. Requests without a body
    /// are left out.
    static let contentTypeRight = Criterion(
        "content-type-right", "Content-Type says what the body is",
        why:
            "The token endpoint takes a form and answers JSON with 500; the others take JSON and answer all else with 415.",
        document: .rfc(9110, "8.3"),
        ofClient: { client in
            let requests = client.requests.filter { $0.hasBody && $0.takes != nil }
            guard !requests.isEmpty else { return .notObserved("No request had a body.") }
            let wrong = requests.filter { request in
                request.takes.map { !MediaRanges.isType(request.contentType ?? "", of: $0) } ?? false
            }
            guard let first = wrong.first else {
                return .good("All \(counted(requests.count, "request")) with a body said rightly what it is.")
            }
            let said = first.contentType == nil ? "no Content-Type" : "Content-Type \(shown(first.contentType))"
            return .bad(wrong, "\(first.line) came with \(said).")
        })

    /// Bad when something was asked for, with a token or below `/api/` or `/connect/`, that the vendor's API does not
    /// have.
    ///
    /// Operations that the vendor has and the mock does not are no fault. Probes such as `GET /` and `/favicon.ico` are
    /// left out.
    static let nothingUnknownAsked = Criterion(
        "nothing-unknown-asked", "Nothing is asked for that the API does not have",
        why: "A misspelt path is found by the mock in a test, or by a customer.",
        document: .vendor("API reference"),
        ofClient: { client in
            let asked = client.requests.filter { $0.operation != .other && $0.method != "OPTIONS" }
            let unknown = asked.filter { request in
                let path = request.path.lowercased()
                return request.operation == .unknown
                    && (request.token != nil || path.hasPrefix("/api/") || path.hasPrefix("/connect/"))
            }
            if let first = unknown.first {
                let hint = first.hint.map { " The mock's hint: \($0)." } ?? ""
                return .bad(unknown, "\(first.line) is nothing that the API has.\(hint)")
            }
            guard asked.contains(where: { $0.operation != .unknown }) else {
                return .notObserved("Nothing of the API was asked for.")
            }
            return .good("All that was asked for is there.")
        })

    /// Bad when an answer was broken, cut short or of a wrong type, the request was not made again, and yet the program
    /// ended well with a result that is not the expected one.
    ///
    /// It needs `--expect`, without which nobody can say what the program took. Any later request for the same path counts
    /// as made again. A program that failed has noticed; a result that is right was not spoiled by the answer.
    static let brokenAnswersNotTaken = Criterion(
        "broken-answers-not-taken", "Answers that are broken, cut short or of a wrong type are not taken for good",
        why: "Half an answer that is taken for a whole one loses data, and nothing says so.",
        document: .rfc(9112, "8"),
        observe: { trace in
            Observation.summary(of: trace.clients.map { brokenAnswers(of: $0, in: trace.circumstances) })
        })

    private static func brokenAnswers(of client: ClientTrace, in circumstances: Circumstances) -> Observation {
        let spoiled = client.requests.filter { [.broken, .cutShort, .wrongType].contains($0.delivery) }
        guard !spoiled.isEmpty else { return .notObserved("No answer was broken, cut short or of a wrong type.") }
        var latest: [[UInt8]: Duration] = [:]
        for request in client.requests { latest[Array(request.line.utf8)] = request.arrival }
        let left = spoiled.filter { request in
            latest[Array(request.line.utf8)].map { $0 <= request.end } ?? true
        }
        if left.isEmpty { return .good("What came broken was asked for again.") }
        switch (circumstances.programEnd, circumstances.isResultRight) {
        case (.failed, _): return .good("The program failed after an answer came broken.")
        case (.unknown, _), (.succeeded, nil):
            return .notObserved(
                "What came broken was not asked for again; whether it was taken for good needs --expect.")
        case (.succeeded, true?): return .notObserved("The result is right though an answer came broken.")
        case (.succeeded, false?):
            let how =
                left[0].delivery == .cutShort ? "cut short" : left[0].delivery == .broken ? "broken" : "of a wrong type"
            return .bad(
                left,
                "The answer to \(left[0].line) came \(how), was not asked for again, and the result is wrong without a word."
            )
        }
    }

    /// What a peer sent, fit for a sentence.
    private static func shown(_ text: String?) -> String {
        let text = text ?? ""
        return "\"\(text.prefix(60))\(text.count > 60 ? "..." : "")\""
    }
}

extension ObservedRequest {
    fileprivate var isAnsweredWithJSON: Bool {
        switch operation {
        case .token, .search, .detail, .read, .write: true
        case .download, .unknown, .other: false
        }
    }
}
