/// A token that a client was given, and what it did with it.
struct TokenLife: Sendable {
    /// The answer that gave it.
    var grant: ObservedRequest
    var fingerprint: String
    var lifetime: Duration
    /// The requests it came with, by arrival.
    var uses: [ObservedRequest]

    /// Requests that it was refused for.
    var refusals: [ObservedRequest] { uses.filter { $0.status == 401 } }

    /// Whether its holder had, at an arrival, every reason to go on with it: given before, less than four fifths of its
    /// life over by the real and by the world's clock, never refused with 401 or 403.
    func isInPrime(at request: ObservedRequest) -> Bool {
        let age = request.arrival - grant.end
        let worldAge = age + request.clockOffset - grant.clockOffset
        return age > .zero && max(age, worldAge) < lifetime * 4 / 5
            && !uses.contains { [401, 403].contains($0.status) && $0.arrival <= request.arrival }
    }
}

extension ClientTrace {
    /// The tokens it was given, by the arrival of the request for them.
    var tokenLives: [TokenLife] {
        let uses = Dictionary(grouping: requests.filter { $0.operation != .token }) { $0.token?.fingerprint }
        return grants.compactMap { grant in
            grant.issued.map {
                TokenLife(
                    grant: grant, fingerprint: $0.fingerprint, lifetime: $0.lifetime, uses: uses[$0.fingerprint] ?? [])
            }
        }
    }
}
