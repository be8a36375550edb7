/// The pages that a client asked for of one search with one page size.
struct PageWalk: Sendable {
    /// A request for a page.
    struct Step: Sendable {
        var request: ObservedRequest
        var page: Int
        /// What the page said, where the client got it as the API gave it.
        var answer: ObservedRequest.PageAnswer?
    }

    /// By arrival.
    var steps: [Step]
    /// What the search asks for but the page, and how many rows a page.
    var key: Key

    struct Key: Hashable, Sendable {
        var query: [UInt8]
        var size: Int?
    }

    /// The different pages asked for.
    var pages: Set<Int> { Set(steps.map(\.page)) }

    /// The highest number of pages that an answer told; nil where none came.
    var lastPage: Int? { steps.compactMap(\.answer?.totalPages).max() }

    /// Whether all answers told the same totals.
    var hasSteadyTotals: Bool {
        Set(steps.compactMap { $0.answer.map { [$0.totalPages, $0.totalRecords] } }).count <= 1
    }

    /// Whether the last page was among those asked for, so that all of it was wanted.
    var isToTheEnd: Bool { lastPage.map { $0 > 1 && pages.contains($0) } ?? false }
}

/// What a client had been told by the time it asked for a page.
struct AnswersSoFar {
    private(set) var highestTotalPages: Int?
    private(set) var totalRecords: Set<Int> = []
    private var underWay: [PageWalk.Step] = []

    /// Goes on to the next request. Answers that had come before it are told; its own comes later.
    mutating func advance(to step: PageWalk.Step) {
        underWay.removeAll { earlier in
            guard earlier.request.end < step.request.arrival, let answer = earlier.answer else { return false }
            highestTotalPages = max(highestTotalPages ?? answer.totalPages, answer.totalPages)
            totalRecords.insert(answer.totalRecords)
            return true
        }
        if step.answer != nil { underWay.append(step) }
    }
}

extension ClientTrace {
    /// Its paged searches, by the arrival of their first request.
    var pageWalks: [PageWalk] {
        var order: [PageWalk.Key] = []
        var steps: [PageWalk.Key: [PageWalk.Step]] = [:]
        for request in requests {
            guard let asked = request.page, let number = asked.number else { continue }
            let key = PageWalk.Key(query: Array(asked.query.utf8), size: asked.size)
            if steps[key] == nil { order.append(key) }
            steps[key, default: []].append(
                .init(request: request, page: number, answer: request.isSound ? request.listing : nil))
        }
        return order.map { PageWalk(steps: steps[$0] ?? [], key: $0) }
    }
}
