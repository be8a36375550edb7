extension Criterion {
    /// Bad when the same worker repeated a request before the seconds that `Retry-After` said were over.
    ///
    /// Fifty milliseconds are allowed for timers that are early. Only the same request counts: other threads need not have
    /// heard of it. A client that gives up instead of waiting is not observed.
    static let retryAfterSecondsKept = Criterion(
        "retry-after-seconds-kept", "Retry-After in seconds is waited out",
        why: "Whoever comes back early is refused again and, with many services, made to wait longer.",
        document: .rfc(9110, "10.2.3"),
        ofClient: { client in
            retryAfterKept(by: client, form: "in seconds", tolerance: .milliseconds(50)) { request in
                guard case .seconds(let wait) = request.retryAfter else { return nil }
                return wait
            }
        })

    /// Bad when the same worker repeated a request before the date that `Retry-After` said.
    ///
    /// A second and fifty milliseconds are allowed, for dates have no parts of a second. Where the world's clock is not the
    /// system's, a client that compares the date with its own clock comes at another time by no fault of its own: only who
    /// comes before both times is early, who comes before one of them is not observed, and waiting from `Date` to the date
    /// is good everywhere. Only the same request counts.
    static let retryAfterDateKept = Criterion(
        "retry-after-date-kept", "Retry-After as a date is waited out",
        why:
            "The header has two forms, and a client that reads one of them comes back at once when it meets the other.",
        document: .rfc(9110, "10.2.3"),
        ofClient: { client in
            retryAfterKept(by: client, form: "as a date", tolerance: .milliseconds(1050)) { request in
                guard case .date(let wait) = request.retryAfter else { return nil }
                return wait
            }
        })

    private static func retryAfterKept(
        by client: ClientTrace, form: String, tolerance: Duration, wait: (ObservedRequest) -> Duration?
    ) -> Observation {
        var early: [Repeat] = []
        var kept: Repeat?
        var isUnsure = false
        let isTold = client.requests.contains { $0.delivery == .whole && (wait($0) ?? .zero) > tolerance }
        for element in client.repeats where element.earlier.delivery == .whole {
            guard let wait = wait(element.earlier), wait > tolerance else { continue }
            let least =
                switch element.earlier.retryAfter {
                // What is left by the system's clock.
                case .date: min(wait, wait + element.earlier.clockOffset)
                case .seconds, nil: wait
                }
            if element.pause >= wait - tolerance {
                kept = kept ?? element
            } else if element.pause >= least - tolerance {
                isUnsure = true
            } else if element.isSure, element.between != .others {
                early.append(element)
            } else {
                isUnsure = true
            }
        }
        if let first = early.first, let told = first.earlier.retryAfter {
            return .bad(
                early.flatMap { [$0.earlier, $0.later] },
                "Request \(first.earlier.number) was told to wait \(told.wait.text) and came again after "
                    + "\(max(.zero, first.pause).text).")
        }
        if let kept, !isUnsure {
            return .good("Request \(kept.earlier.number) came again after \(kept.pause.text), as told.")
        }
        if isUnsure {
            return .notObserved("The same request came earlier, perhaps from another worker or another clock.")
        }
        return .notObserved(
            isTold ? "What was told to wait was not asked again." : "No answer had a Retry-After \(form).")
    }

    /// Bad when the same worker repeated a failing request twice in a row within a tenth of a second each.
    ///
    /// One repeat at once is allowed, for several HTTP libraries do that by themselves when a connection breaks. Answers
    /// with `Retry-After` have criteria of their own and are left out, as are requests that the client gave up on: it has
    /// waited. Failures are 429, 5xx but 501, and answers that broke.
    static let retriesSpaced = Criterion(
        "retries-spaced", "There is a pause between retries",
        why:
            "What just failed mostly fails again a millisecond later; a pause, growing and a little random, is what helps.",
        document: .siteReliability(22, "addressing-cascading-failures"),
        ofClient: { client in
            let links = client.retries.filter { $0.earlier.retryAfter == nil }
            guard !links.isEmpty else { return .notObserved("No failing request was repeated without Retry-After.") }
            let hurried = links.filter { $0.pause < .milliseconds(100) }.chains.filter { $0.count > 1 }
            if let worst = hurried.max(by: { $0.count < $1.count }) {
                let pauses = worst.map(\.pause).max() ?? .zero
                return .bad(
                    hurried.flatMap { $0.flatMap { [$0.earlier, $0.later] } },
                    "\(worst[0].earlier.line) was sent \(worst.count + 1) times with at most \(pauses.text) in between."
                )
            }
            guard let spaced = links.first(where: { $0.pause >= .milliseconds(100) }) else {
                return .notObserved("Requests were repeated once and at once, which libraries do by themselves.")
            }
            return .good("Request \(spaced.earlier.number) came again after \(spaced.pause.text).")
        })

    /// Bad when the same worker repeated a failing request more than ten times in a row.
    ///
    /// Repeats that `Retry-After` asked for do not count, nor those where several workers may have asked the same. Ten is
    /// more than documents recommend (three to five), so that a patient client is not condemned.
    static let retriesBounded = Criterion(
        "retries-bounded", "Retries come to an end",
        why: "A program that tries for ever never tells anybody that something is wrong.",
        document: .rfc(9110, "9.2.2"),
        ofClient: { client in
            let links = client.retries.filter { $0.earlier.retryAfter == nil }
            guard !links.isEmpty else { return .notObserved("No failing request was repeated without Retry-After.") }
            let chains = links.chains
            let endless = chains.filter { $0.count > 10 }
            if let worst = endless.max(by: { $0.count < $1.count }) {
                return .bad(
                    endless.flatMap { [$0[0].earlier] + $0.map(\.later) },
                    "\(worst[0].earlier.line) was repeated \(worst.count) times while it failed.")
            }
            return .good("No request was repeated more than \(counted(chains.map(\.count).max() ?? 0, "time")).")
        })

    /// Bad when twenty or more repeats of failing requests came within one second, three or more for each request.
    ///
    /// Many workers that each repeat their own request once or twice in a second are no storm, whatever their number; nor
    /// are first attempts. Repeats that may have come from another worker do not count.
    static let noRetryStorm = Criterion(
        "no-retry-storm", "Failures do not lead to a storm of retries",
        why: "Retries of many workers add up, and keep a service down that would have recovered.",
        document: .siteReliability(21, "handling-overload"),
        ofClient: { client in
            let repeats = client.retries.sorted { Trace.isEarlier($0.later, $1.later) }
            guard repeats.count > 2 else { return .notObserved("Fewer than three failing requests were repeated.") }
            var start = 0
            for end in repeats.indices {
                while repeats[end].later.arrival - repeats[start].later.arrival >= .seconds(1) { start += 1 }
                let window = repeats[start...end]
                guard window.count >= 20 else { continue }
                let different = Set(window.compactMap { Identity($0.later) }).count
                guard window.count >= 3 * different else { continue }
                return .bad(
                    window.map(\.later),
                    "\(window.count) repeats of \(counted(different, "failing request")) came within a second.")
            }
            return .good("\(counted(repeats.count, "repeat")) of failing requests, never twenty in a second.")
        })

    /// Bad when a `POST` that writes was sent again within a minute after its answer was lost, by the same worker, without
    /// a look at what there is.
    ///
    /// Any read by this client in between counts as a look. `PUT` and `DELETE` may be repeated: they are idempotent. An
    /// answer that arrived, be it a 500 or a 503, is none that was lost. Token requests and searches write nothing.
    static let writesNotRepeatedBlindly = Criterion(
        "writes-not-repeated-blindly", "A write whose answer was lost is not repeated blindly",
        why: "The first one may have happened. Whoever sends it again without a look has two companies.",
        document: .rfc(9110, "9.2.2"),
        ofClient: { client in
            let lost = client.requests.filter { $0.operation == .write && $0.method == "POST" && $0.isAnswerLost }
            guard !lost.isEmpty else { return .notObserved("No answer to a POST that writes was lost.") }
            let looks = client.requests.filter(\.isRead).map(\.arrival)
            let blind = client.repeats.filter { element in
                let earlier = element.earlier
                guard earlier.operation == .write, earlier.method == "POST", earlier.isAnswerLost, element.isSure,
                    element.pause <= .seconds(60)
                else { return false }
                return !looks.contains { $0 > earlier.end && $0 <= element.later.arrival }
            }
            if let first = blind.first {
                let twice = first.earlier.wrote && first.later.wrote ? ", and the write happened twice" : ""
                return .bad(
                    blind.flatMap { [$0.earlier, $0.later] },
                    "The answer to \(first.earlier.line) was lost, and it was sent again without a look\(twice).")
            }
            if let look = looks.last, lost.contains(where: { $0.end < look }) {
                return .good("After an answer was lost the client looked first.")
            }
            return .notObserved("After the answer was lost the client did nothing that tells.")
        })
}

extension ClientTrace {
    /// Repeats, surely by the same worker, of requests that had failed for now.
    fileprivate var retries: [Repeat] {
        repeats.filter { $0.isSure && $0.between != .others && $0.earlier.failedForNow }
    }
}
