/// The requests of a run in the order of their arrival, and its circumstances.
package struct Trace: Sendable {
    /// By arrival, of simultaneous ones by number.
    package let requests: [ObservedRequest]
    /// What is known of the run beside its requests.
    package let circumstances: Circumstances
    /// The requests of each client, those that name none as one more.
    let clients: [ClientTrace]

    /// Takes requests in any order. Times that cannot be, such as an end before the arrival, are put right.
    package init(_ requests: [ObservedRequest], circumstances: Circumstances = Circumstances()) {
        let sorted = requests.map(Self.corrected).sorted(by: Self.isEarlier)
        self.requests = sorted
        self.circumstances = circumstances
        // By bytes: String's == is canonical equivalence, which would make two clients one.
        clients = Dictionary(grouping: sorted) { $0.clientId.map { Array($0.utf8) } }.values
            .sorted { Self.isEarlier($0[0], $1[0]) }
            .map(ClientTrace.init)
    }

    /// What every criterion says, in the order of the list.
    package func judged(by criteria: [Criterion] = Criterion.all) -> [Judgement] {
        criteria.map { $0.judge(self) }
    }

    static func isEarlier(_ left: ObservedRequest, _ right: ObservedRequest) -> Bool {
        (left.arrival, left.number) < (right.arrival, right.number)
    }

    private static func corrected(_ request: ObservedRequest) -> ObservedRequest {
        var request = request
        request.arrival = request.arrival.bounded
        request.end = max(request.arrival, request.end.bounded)
        request.clockOffset = request.clockOffset.bounded
        request.delay = request.delay.bounded
        if let remaining = request.token?.remaining { request.token?.remaining = remaining.bounded }
        if let lifetime = request.issued?.lifetime { request.issued?.lifetime = lifetime.bounded }
        request.retryAfter =
            switch request.retryAfter {
            case .seconds(let wait): .seconds(wait.bounded)
            case .date(let wait): .date(wait.bounded)
            case nil: nil
            }
        return request
    }
}
