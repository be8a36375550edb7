/// A request that a sweep breaks: the n-th for an operation.
package struct SweptRequest: Hashable, Sendable {
    /// Such as `POST /api/companies/search`.
    package var operation: String
    /// Of the requests for the operation, counted from 1.
    package var number: Int

    /// The n-th request for an operation.
    package init(_ operation: String, _ number: Int) {
        self.operation = operation
        self.number = number
    }

    /// Such as `POST /api/companies/search #2`.
    package var name: String { "\(operation) #\(number)" }
}

/// One run of a sweep: a request, and the fault that it meets.
package struct SweepPair: Hashable, Sendable {
    /// What is broken.
    package var request: SweptRequest
    /// By which fault.
    package var fault: String

    /// A request and its fault.
    package init(_ request: SweptRequest, _ fault: String) {
        self.request = request
        self.fault = fault
    }
}

/// The runs of a sweep in their order.
package enum SweepPlan {
    /// An operation that the program asked for, and how often.
    package struct Operation: Hashable, Sendable {
        /// Such as `POST /api/companies/search`.
        package var name: String
        /// How many requests for it there were, at least one.
        package var count: Int
        /// The faults that mean something to each of its requests.
        package var faults: @Sendable (_ number: Int, _ fault: String) -> Bool

        /// An operation with so many requests; `faults` says which faults mean something to the n-th.
        package init(
            _ name: String, count: Int,
            faults: @escaping @Sendable (_ number: Int, _ fault: String) -> Bool = { _, _ in true }
        ) {
            self.name = name
            self.count = count
            self.faults = faults
        }

        /// By name and count.
        package static func == (left: Operation, right: Operation) -> Bool {
            left.name == right.name && left.count == right.count
        }

        /// By name and count.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(count)
        }
    }

    /// Every request with every fault that means something to it, so that a budget that ends early has seen most: the first
    /// request of each operation with all faults, the worst of them first, then the last one's, then those between.
    ///
    /// - Parameter faults: the worst first.
    package static func pairs(_ operations: [Operation], faults: [String]) -> [SweepPair] {
        var rounds: [Int: [(rank: Int, pair: SweepPair)]] = [:]
        for operation in operations where operation.count > 0 {
            for number in 1...operation.count {
                let round = number == 1 ? 0 : number == operation.count ? 1 : number
                for (rank, fault) in faults.enumerated() where operation.faults(number, fault) {
                    rounds[round, default: []].append((rank, SweepPair(.init(operation.name, number), fault)))
                }
            }
        }
        // The sort keeps the order of operations within a fault, for their place decides where ranks are equal.
        return rounds.sorted { $0.key < $1.key }.flatMap { _, round in
            round.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(
                \.element.pair)
        }
    }
}
