/// The requests of one OAuth client, with what can be told about the program behind them.
///
/// One client may be many threads and many processes. What a criterion may take for the doing of one of them is decided
/// here: see `isParallel`, `sharesWork` and `Repeat`.
struct ClientTrace: Sendable {
    /// By arrival.
    let requests: [ObservedRequest]
    /// Whether it was ever seen to do two things at once: two requests under way together, or connections used in turn.
    let isParallel: Bool
    /// Whether it ever sent a request on a connection before the one before it was answered.
    let isPipelining: Bool
    /// Whether several workers share its work, so that the same request twice is one worker's doing: at least three
    /// different requests, none of them ever twice at the same time or again after it was answered well.
    let sharesWork: Bool
    /// The same request again, each with the latest one before it.
    let repeats: [Repeat]

    init(_ requests: [ObservedRequest]) {
        self.requests = requests
        isParallel = Self.overlap(requests) || Self.connectionsTakeTurns(requests)
        isPipelining = Dictionary(grouping: requests, by: \.connection).values.contains(where: Self.overlap)
        var groups: [Identity: [Int]] = [:]
        for (index, request) in requests.enumerated() {
            if let identity = Identity(request) { groups[identity, default: []].append(index) }
        }
        let asked = groups.filter { $0.key.isOfWork }.values.map { indexes in indexes.map { requests[$0] } }
        sharesWork = asked.count >= 3 && !asked.contains { Self.overlap($0) || Self.isRepeatedAfterSuccess($0) }
        repeats = Repeat.all(
            requests, groups: groups.values.filter { $0.count > 1 },
            manner: .init(isParallel: isParallel, isPipelining: isPipelining, sharesWork: sharesWork))
    }

    /// Answers with a token that reached the client as they should.
    var grants: [ObservedRequest] {
        requests.filter { $0.issued != nil && $0.isSound }
    }

    private static func overlap(_ requests: [ObservedRequest]) -> Bool {
        var latest: ObservedRequest?
        for request in requests {
            if let latest, request.overlaps(earlier: latest) { return true }
            if request.end >= latest?.end ?? .zero { latest = request }
        }
        return false
    }

    /// Whether a connection is used again after another was. Tokens often have a connection of their own.
    private static func connectionsTakeTurns(_ requests: [ObservedRequest]) -> Bool {
        var left: Set<Int> = []
        var current: Int?
        for request in requests where request.operation != .token {
            if request.connection == current { continue }
            if left.contains(request.connection) { return true }
            if let current { left.insert(current) }
            current = request.connection
        }
        return false
    }

    private static func isRepeatedAfterSuccess(_ requests: [ObservedRequest]) -> Bool {
        requests.dropLast().contains(where: \.isSound)
    }
}

/// What makes two requests the same one.
struct Identity: Hashable {
    private let method: [UInt8]
    private let path: [UInt8]
    private let content: [UInt8]
    /// Whether it is for something else than a token.
    let isOfWork: Bool

    /// Nil where it is not known.
    init?(_ request: ObservedRequest) {
        guard let content = request.content else { return nil }
        method = Array(request.method.utf8)
        path = Array(request.path.utf8)
        self.content = Array(content.utf8)
        isOfWork = request.operation != .token
    }
}

extension ObservedRequest {
    /// Whether it came before another one, which had arrived no later, was answered.
    func overlaps(earlier: ObservedRequest) -> Bool {
        arrival < earlier.end || arrival == earlier.arrival
    }

    /// Whether it was answered well and the client got the answer as the API gave it.
    var isSound: Bool {
        delivery == .whole && (200..<300).contains(status) && !isAltered
    }

    /// Whether it failed in a way that may be over the next time.
    var failedForNow: Bool {
        switch delivery {
        case .lost, .cutShort, .broken, .wrongType: true
        case .abandoned, .underWay: false
        case .whole: status == 429 || (500..<600).contains(status) && status != 501
        }
    }

    /// Whether the client cannot know what became of it.
    var isAnswerLost: Bool {
        switch delivery {
        case .lost, .cutShort, .broken, .abandoned: true
        case .whole, .wrongType, .underWay: false
        }
    }

    /// Whether it only looks.
    var isRead: Bool {
        switch operation {
        case .search, .detail, .read, .download: true
        case .token, .write, .unknown, .other: false
        }
    }
}
