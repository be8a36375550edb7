/// A request and the latest one before it that was the same.
///
/// Whether the later is the same worker's answer to the earlier cannot always be told: threads may ask the same by
/// themselves. `isSure` says where it can.
struct Repeat: Sendable {
    /// What is told about a client's way of working.
    struct Manner {
        var isParallel: Bool
        var isPipelining: Bool
        var sharesWork: Bool
    }

    /// What the client asked for between the two.
    enum Between: Hashable {
        case nothing
        /// Tokens and nothing else.
        case tokens
        case others
    }

    var earlier: ObservedRequest
    var later: ObservedRequest
    var between: Between
    /// Whether the one who sent the later had the end of the earlier before it.
    ///
    /// It must have arrived after that end, and the same request must never have been under way twice. The client must
    /// not be one that sends requests before it has answers. Beyond that: it does one thing at a time; or both are
    /// neighbours on one connection; or several workers share the work without asking twice; or a write whose connection the mock
    /// closed is the very next thing that the client sends.
    var isSure: Bool

    /// From the end of the earlier to the arrival of the later.
    var pause: Duration { later.arrival - earlier.end }

    /// The repeats within groups of indexes of the same request.
    static func all(_ requests: [ObservedRequest], groups: [[Int]], manner: Manner) -> [Repeat] {
        var previousOnConnection: [Int: Int] = [:]
        let predecessors = requests.indices.map { index in
            previousOnConnection.updateValue(index, forKey: requests[index].connection)
        }
        var tokenCount = 0
        let tokensBefore = requests.map { request in
            defer { if request.operation == .token { tokenCount += 1 } }
            return tokenCount
        }

        var repeats: [(index: Int, repeat: Repeat)] = []
        for indexes in groups {
            let areTwins = zip(indexes, indexes.dropFirst()).contains { requests[$1].overlaps(earlier: requests[$0]) }
            for (first, second) in zip(indexes, indexes.dropFirst()) {
                let (earlier, later) = (requests[first], requests[second])
                let areNeighbours = predecessors[second] == first
                let skipped = second - first - 1
                let between: Between =
                    if manner.isParallel {
                        earlier.token == nil || earlier.token?.fingerprint == later.token?.fingerprint
                            ? .nothing : .tokens
                    } else if skipped == 0 {
                        .nothing
                    } else {
                        tokensBefore[second] - tokensBefore[first + 1] == skipped ? .tokens : .others
                    }
                let isSure =
                    later.arrival > earlier.end && !areTwins && !manner.isPipelining
                    && (!manner.isParallel || areNeighbours || manner.sharesWork
                        || skipped == 0 && earlier.operation == .write && earlier.isClosedByMock)
                repeats.append((second, Repeat(earlier: earlier, later: later, between: between, isSure: isSure)))
            }
        }
        return repeats.sorted { $0.index < $1.index }.map(\.repeat)
    }
}

extension [Repeat] {
    /// Repeats joined to rows: the later request of one is the earlier of the next.
    var chains: [[Repeat]] {
        var chains: [[Repeat]] = []
        var chainOfLast: [Int: Int] = [:]
        for element in self {
            if let chain = chainOfLast.removeValue(forKey: element.earlier.number) {
                chains[chain].append(element)
                chainOfLast[element.later.number] = chain
            } else {
                chainOfLast[element.later.number] = chains.count
                chains.append([element])
            }
        }
        return chains
    }
}
