extension Criterion {
    /// Bad when the same request came again within a minute of its 403, from the same worker and with nothing else in
    /// between.
    ///
    /// Where several workers may have asked the same by themselves it is not observed. A repeat with a new token is
    /// allowed by the RFC. The same question asked later, after others, is no repeat: a test may ask it twice.
    static let forbiddenNotRepeated = Criterion(
        "403-not-repeated", "A request that is forbidden is not repeated",
        why: "The answer will be the same until somebody changes the role: the program should stop and say so.",
        document: .rfc(9110, "15.5.4"),
        ofClient: { refusalNotRepeated(403, by: $0) })

    /// Bad when the same request came again within a minute of its 400, from the same worker and with nothing else in
    /// between. Token requests are among them when they come a third time: tests about wrong credentials may follow one
    /// another.
    ///
    /// Where several workers may have asked the same by themselves it is not observed. The same question asked later,
    /// after others, is no repeat: a test may ask it twice.
    static let badRequestNotRepeated = Criterion(
        "400-not-repeated", "A request that is wrong is not repeated",
        why: "A wrong request stays wrong. Wrong credentials that are tried again and again get the client locked out.",
        document: .rfc(9110, "15.5.1"),
        ofClient: { refusalNotRepeated(400, by: $0) })

    private static func refusalNotRepeated(_ status: Int, by client: ClientTrace) -> Observation {
        // An answer that a rule gave stands for the API's own.
        let refused = client.requests.filter { $0.status == status && $0.delivery == .whole }
        guard let first = refused.first else { return .notObserved("No answer was \(status).") }
        let repeats = client.repeats.filter { $0.earlier.status == status && $0.earlier.delivery == .whole }
        let chains = repeats.filter { $0.isSure && $0.between == .nothing && $0.pause <= .seconds(60) }.chains
        let bad = chains.filter { $0.count > ($0[0].earlier.operation == .token ? 1 : 0) }
        if let chain = bad.first {
            return .bad(
                bad.flatMap { [$0[0].earlier] + $0.map(\.later) },
                "\(chain[0].earlier.line) was answered \(status) and sent again \(chain.count == 1 ? "" : "and again ")as it was."
            )
        }
        if repeats.isEmpty { return .good("\(first.line) was answered \(status) and not sent again.") }
        return .notObserved("What was answered \(status) was asked again, but not by the same worker at once.")
    }
}
