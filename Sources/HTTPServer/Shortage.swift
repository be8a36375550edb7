/// A bound of a server that its clients feel.
package enum Shortage: Hashable, Sendable, CaseIterable {
    /// `Limits.connections` are open; further ones are closed.
    case connections
    /// The process or the system has no descriptor for a further connection; clients wait.
    case descriptors
    /// Answers that nobody reads fill `Limits.unreadAnswers`; large ones are refused with 503.
    case unreadAnswers

    /// What a log is told of it, once each.
    package enum Change: Hashable, Sendable {
        /// The first client has felt it.
        case began
        /// It is over; so many times it was felt.
        case ended(count: Int)
    }
}

/// Which shortages go on, so that each is told of once at its beginning and once at its end, however many clients feel it.
struct ShortageRecord {
    private var episodes: [Shortage: (last: Int64, count: Int)] = [:]

    /// Notes that a client has felt a shortage. True when it is the first.
    mutating func note(_ shortage: Shortage, at now: Int64) -> Bool {
        let count = episodes[shortage]?.count ?? 0
        episodes[shortage] = (now, count + 1)
        return count == 0
    }

    /// Takes out the shortages that nobody has felt since `time`, unless they still hold, and how often each was felt.
    mutating func takeEnded(since time: Int64, unless holds: (Shortage) -> Bool) -> [(Shortage, count: Int)] {
        let ended = episodes.filter { $0.value.last <= time && !holds($0.key) }
        for shortage in ended.keys { episodes[shortage] = nil }
        return ended.map { ($0.key, $0.value.count) }
    }

    var isEmpty: Bool { episodes.isEmpty }
}
