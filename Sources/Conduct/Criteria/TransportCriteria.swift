extension Criterion {
    /// Bad when four in five of ten requests or more, of fifty or more of a client with several workers, came on a new
    /// connection while one lay idle.
    ///
    /// A connection lies idle when this client had a whole answer on it between a tenth of a second and five seconds ago
    /// and nothing has come on it since. Connections that the mock closed do not count. Workers have connections of their
    /// own, and open them in one go: hence the tenth of a second, the fifty, and "not observed" below four in five. A
    /// program that starts a process for every request is condemned, for that is what it costs.
    static let connectionsReused = Criterion(
        "connections-reused", "Connections are used again",
        why:
            "A connection for every request costs a round trip, with TLS two or three, and a port that stays taken for a minute.",
        document: .rfc(9112, "9.3"),
        needsBeginning: true,
        ofClient: { client in
            var seen: Set<Int> = []
            // The latest request of each connection that may lie idle, the oldest ones: more than a few are never needed to
            // find one that has lain there for long enough.
            var idle: [ObservedRequest] = []
            var fresh: [ObservedRequest] = []
            var reused = 0
            for request in client.requests {
                idle.removeAll { request.arrival - $0.end > .seconds(5) }
                if seen.insert(request.connection).inserted {
                    let isOneIdle = idle.contains {
                        request.arrival - $0.end >= .milliseconds(100) && $0.isTLS == request.isTLS
                    }
                    if isOneIdle { fresh.append(request) }
                } else {
                    reused += 1
                }
                idle.removeAll { $0.connection == request.connection }
                if request.delivery == .whole, !request.isClosedByMock, idle.count < 64 { idle.append(request) }
            }
            let total = fresh.count + reused
            if total >= (client.isParallel ? 50 : 10), fresh.count * 5 >= total * 4 {
                return .bad(fresh, "\(fresh.count) of \(total) requests came on a new connection while one lay idle.")
            }
            if reused >= 3, fresh.count * 2 <= total {
                return .good("\(reused) of \(total) requests came on a connection that was there.")
            }
            return .notObserved("Too few requests came after one another to tell.")
        })

    /// Bad at the first request whose target holds a secret, an access token or user information.
    ///
    /// There is no innocent reading.
    static let noCredentialsInURL = Criterion(
        "no-credentials-in-url", "Credentials are never in a URL",
        why: "URLs are written to logs, histories and error reports of everybody on the way.",
        document: .rfc(6750, "5.3"),
        ofClient: { client in
            let wrong = client.requests.filter(\.hasCredentialsInURL)
            if let first = wrong.first { return .bad(wrong, "\(first.line) had credentials in its URL.") }
            guard client.requests.contains(where: { $0.token != nil || $0.operation == .token }) else {
                return .notObserved("No credentials came.")
            }
            return .good("Secrets came in bodies and header fields only.")
        })

    /// Bad at the first token or request for one that came in the clear though the client had an address of HTTPS.
    ///
    /// Where the client was given plain HTTP only, as tests on one machine are, it is not observed.
    static let tokenOverHTTPS = Criterion(
        "token-over-https", "Tokens and secrets travel over HTTPS where it is offered",
        why: "Everybody on the way can read and use a token that travels in the clear.",
        document: .rfc(6750, "5.3"),
        ofClient: { client in
            let secret = client.requests.filter { $0.isTLSOffered && ($0.token != nil || $0.operation == .token) }
            guard !secret.isEmpty else { return .notObserved("The client was not given an address of HTTPS.") }
            let clear = secret.filter { !$0.isTLS }
            if let first = clear.first {
                return .bad(
                    clear,
                    "\(first.line) came over plain HTTP with a \(first.token == nil ? "client secret" : "token").")
            }
            return .good("All \(counted(secret.count, "request")) with a token or a secret came over HTTPS.")
        })

    /// Bad when the client gave up on a request before the longest delay of the scenario was over, and sent the same
    /// request again.
    ///
    /// Without the repeat it may have ended, or no longer needed the answer. A client that waits 100 seconds, as the
    /// vendor's own does, has waited long enough in every scenario. Where the scenario gives no delay, or one without
    /// bound, it is not observed.
    static let timeLimitAboveTail = Criterion(
        "time-limit-above-tail", "The time limit is above the slowest answers",
        why: """
            A limit below the slowest good answers turns slowness into failure, and the repeats into more load, which makes \
            everything slower.
            """,
        document: .siteReliability(22, "addressing-cascading-failures"),
        observe: { trace in
            Observation.summary(of: trace.clients.map { timeLimits(of: $0, longest: trace.circumstances.longestDelay) })
        })

    private static func timeLimits(of client: ClientTrace, longest: Duration?) -> Observation {
        guard let longest, longest > .zero else {
            return .notObserved("The scenario gives no delay, or none with a bound.")
        }
        let tail = min(longest, .seconds(100))
        func isShort(_ request: ObservedRequest) -> Bool {
            request.delivery == .abandoned && request.end - request.arrival < tail
        }
        let repeated = client.repeats.filter { isShort($0.earlier) && $0.later.arrival > $0.earlier.end }
        if let first = repeated.first {
            return .bad(
                repeated.flatMap { [$0.earlier, $0.later] },
                "The client gave up on request \(first.earlier.number) after "
                    + "\((first.earlier.end - first.earlier.arrival).text) and sent it again; answers may take \(tail.text)."
            )
        }
        guard !client.requests.contains(where: isShort) else {
            return .notObserved("The client left before an answer and did not ask again.")
        }
        let slowest = client.requests.filter { $0.delay > .zero && $0.delivery == .whole }.map { $0.end - $0.arrival }
            .max()
        guard let slowest else { return .notObserved("No answer was delayed.") }
        return .good("The client waited \(slowest.text) for the slowest answer.")
    }
}
