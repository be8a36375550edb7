extension Criterion {
    /// Bad when three or more tokens were asked for while the one before had at least a fifth of its life left and had
    /// not been refused, and tokens were used less than twice on average.
    ///
    /// Several workers or processes with a token each are not bad, whatever their number, as long as they use it: from
    /// ten uses a token on it is good, below that not observed. A token asked for before the one before had arrived, after
    /// a 401 or a 403, or near the end of a life by either clock is never held against the client.
    static let tokenReused = Criterion(
        "token-reused", "A token is used again while it lives",
        why: """
            A token for every request doubles the number of requests and the waiting, and the token endpoint is the first \
            thing to be limited.
            """,
        document: .rfc(6749, "5.1"),
        ofClient: { client in
            let lives = client.tokenLives
            guard !lives.isEmpty else { return .notObserved("No token was given.") }
            let useCount = client.requests.count { $0.operation != .token && $0.token != nil }
            let superfluous = lives.indices.filter { index in
                // The latest of those that had arrived by then.
                lives[..<index].last { $0.grant.end < lives[index].grant.arrival }?.isInPrime(at: lives[index].grant)
                    ?? false
            }
            let text = "\(counted(lives.count, "token")) for \(counted(useCount, "request"))"
            if superfluous.count >= 3, useCount < 2 * lives.count {
                return .bad(
                    superfluous.map { lives[$0].grant },
                    "\(text): \(superfluous.count) were asked for while the one before was good.")
            }
            if superfluous.isEmpty, lives.contains(where: { $0.uses.count > 1 }) || useCount >= 10 * lives.count {
                return .good("\(text), none asked for while the one before was good.")
            }
            if useCount >= 10 * lives.count { return .good("\(text).") }
            return .notObserved(
                superfluous.isEmpty
                    ? "No token was needed twice." : "\(text): several workers or one that forgets, too few to tell.")
        })

    /// Bad when a request came with a token that had ended by the world's clock, more than two seconds after it ended by
    /// the client's own, which counts `expires_in` from the answer.
    ///
    /// Two seconds, because a request may have been on its way, and because tokens end on whole seconds. A clock that was
    /// set forward in the test ends tokens that the client cannot know of: the client's own counting decides. A client
    /// that learns of every end from a 401 within these two seconds is not observed.
    static let tokenRenewedInTime = Criterion(
        "token-renewed-in-time", "A new token is asked for when the old one ends, not after it was refused",
        why: "A request with a token that is known to have ended is a request, a refusal and a wait for nothing.",
        document: .rfc(6749, "1.5"),
        ofClient: { client in
            let grace = Duration.seconds(2)
            let lives = client.tokenLives.filter { $0.lifetime > .zero }
            var late: [ObservedRequest] = []
            var renewed: TokenLife?
            var isClose = false
            for (index, life) in lives.enumerated() {
                let ended = life.uses.filter { ($0.token?.remaining ?? .zero) < .zero }
                late += ended.filter { $0.arrival > life.grant.end + life.lifetime + grace }
                if !ended.isEmpty { isClose = true }
                guard ended.isEmpty, life.refusals.isEmpty, !life.uses.isEmpty, index + 1 < lives.count else {
                    continue
                }
                if lives[index + 1].grant.arrival >= life.grant.end + life.lifetime / 2 { renewed = renewed ?? life }
            }
            if let first = late.first {
                let times = late.count == 1 ? "once" : "\(late.count) times"
                return .bad(
                    late, "A token that had ended was used \(times), first by request \(first.number) (\(first.line)).")
            }
            if let renewed { return .good("The token of request \(renewed.grant.number) was renewed as it ended.") }
            return .notObserved(
                isClose
                    ? "Tokens were used at their very end or after the clock was set: too close to tell."
                    : "No token came to its end in use.")
        })

    /// Bad when a token was refused with 401 for several requests, and more tokens were then asked for than there had
    /// been in use.
    ///
    /// Every token in use since the refused one was new counts as the cache of a worker of its own, which may renew its
    /// own. Of the new tokens only those count that were asked for in a row (each within half a second of the one before),
    /// and that were used first for a request that had been refused, or never: a further process that starts meanwhile is
    /// not a part of it. New tokens that were refused themselves do not count.
    static let oneRenewalForParallel401s = Criterion(
        "one-renewal-for-parallel-401s", "Many parallel 401s lead to one new token",
        why: """
            When a token ends under load every thread sees the 401. If each renews it, the token endpoint gets as many \
            requests as there are threads, at the worst moment.
            """,
        document: .rfc(6750, "3.1"),
        ofClient: { client in
            let lives = client.tokenLives
            var good: String?
            var seen: Set<String> = []
            for life in lives where seen.insert(life.fingerprint).inserted {
                let refusals = life.refusals
                guard refusals.count > 1, let first = refusals.map(\.end).min() else { continue }
                let renewals = renewals(after: first, refused: refusals, among: lives)
                guard !renewals.isEmpty else { continue }
                if renewals.count > 1, renewals.count > tokensInUse(by: client, with: life, at: first) {
                    return .bad(
                        refusals + renewals.map(\.grant),
                        "A token was refused \(refusals.count) times and \(renewals.count) new ones were asked for.")
                }
                good =
                    good ?? "A token was refused \(refusals.count) times and \(renewals.count) new one was asked for."
            }
            return good.map(Observation.good) ?? .notObserved("No token was refused for several requests and renewed.")
        })

    /// The new tokens asked for in a row after a token was refused.
    private static func renewals(
        after refusal: Duration, refused: [ObservedRequest], among lives: [TokenLife]
    ) -> [TokenLife] {
        let refusedIdentities = Set(refused.compactMap(Identity.init))
        var renewals: [TokenLife] = []
        var latestEnd: Duration?
        for candidate in lives where candidate.grant.arrival > refusal {
            // The first of them may have been slow in coming.
            let limit = latestEnd.map { $0 + .milliseconds(500) } ?? refusal + .seconds(5)
            if candidate.grant.arrival > limit { break }
            latestEnd = max(latestEnd ?? .zero, candidate.grant.end)
            guard candidate.refusals.isEmpty else { continue }
            guard let first = candidate.uses.first else {
                renewals.append(candidate)
                continue
            }
            if let identity = Identity(first), refusedIdentities.contains(identity) { renewals.append(candidate) }
        }
        return renewals
    }

    /// How many tokens were in use beside a token, itself included, when it was refused.
    private static func tokensInUse(by client: ClientTrace, with life: TokenLife, at refusal: Duration) -> Int {
        // At the start all workers ask at once; which of the tokens stay in use shows a little later.
        let settled = life.grant.arrival + min(.seconds(1), life.lifetime / 4)
        let used = client.requests.filter {
            $0.operation != .token && $0.arrival >= settled && $0.arrival <= refusal
        }
        return max(1, Set(used.compactMap(\.token?.fingerprint)).count)
    }

    /// Bad when the same request came again with the very token it had just been refused with; when three or more
    /// requests came with a token more than two seconds after its first 401; or when one request was refused with five
    /// new tokens in a row.
    ///
    /// Threads may have sent requests before they heard of the 401 and queues may hold some, hence the two seconds.
    /// Tokens that the trace did not see given are left out: a test may try a bad one on purpose. A client that stops at
    /// the 401 is not observed.
    static let unauthorizedRenewedOnce = Criterion(
        "401-renewed-once", "A 401 is answered by one new token and one repeat",
        why: """
            The refused token will be refused again. A fresh one that is refused too means that the credential is the \
            trouble, and asking on locks it or fills the logs.
            """,
        document: .rfc(9110, "15.5.2"),
        ofClient: { client in
            let lives = client.tokenLives
            let known = Set(lives.map(\.fingerprint))
            for element in client.repeats where element.earlier.status == 401 && element.isSure {
                guard let token = element.earlier.token?.fingerprint, known.contains(token),
                    element.later.token?.fingerprint == token, element.between == .nothing
                else { continue }
                return .bad(
                    [element.earlier, element.later],
                    "Request \(element.later.number) came with the token that request \(element.earlier.number) had been "
                        + "refused with.")
            }
            for life in lives {
                guard let first = life.refusals.map(\.end).min() else { continue }
                let later = life.uses.filter { $0.arrival > first + .seconds(2) && $0.status == 401 }
                guard later.count >= 3 else { continue }
                return .bad(
                    life.refusals.prefix(1) + later,
                    "\(later.count) requests came with a token two seconds and more after it had been refused.")
            }
            if let row = rowOfRefusedTokens(client.repeats, known: known) {
                return .bad(row, "\(row[0].line) was refused with \(row.count) tokens in a row.")
            }
            for element in client.repeats where element.earlier.status == 401 {
                guard let token = element.earlier.token?.fingerprint, known.contains(token),
                    element.later.token?.fingerprint != token, element.later.isSound
                else { continue }
                return .good(
                    "Request \(element.earlier.number) was repeated with a new token as request \(element.later.number)."
                )
            }
            return .notObserved("No request was repeated after a 401.")
        })

    /// A request that was refused with five different tokens and more, by one worker.
    private static func rowOfRefusedTokens(_ repeats: [Repeat], known: Set<String>) -> [ObservedRequest]? {
        let refused = repeats.filter { element in
            guard let (token, next) = element.tokens, token != next, known.contains(token), known.contains(next) else {
                return false
            }
            return element.isSure && element.between != .others && element.earlier.status == 401
                && element.later.status == 401
        }
        return refused.chains.first { $0.count >= 4 }.map { [$0[0].earlier] + $0.map(\.later) }
    }
}

extension Repeat {
    /// The tokens of both, where both came with one.
    fileprivate var tokens: (String, String)? {
        guard let token = earlier.token?.fingerprint, let next = later.token?.fingerprint else { return nil }
        return (token, next)
    }
}
