extension Criterion {
    /// Bad when, in a search that was read to its last page, a page after the first was asked for again within a minute
    /// though it had come, more often than the search was begun.
    ///
    /// Every request for page 1 that did not fail begins the search once more, so that several workers and restarts are
    /// free. Searches whose totals changed, pages that were delayed (the client may have given up on them) and pages that
    /// a rule changed are left out. Whoever turns pages back and forth without reaching the last is not observed.
    static let pagesOnce = Criterion(
        "pages-once", "Every page is asked for once",
        why: "A page that is read twice costs twice, and its rows are there twice for whoever does not look.",
        document: .vendorSearch,
        needsBeginning: true,
        ofClient: { client in
            var isReadThrough = false
            for walk in client.pageWalks where walk.isToTheEnd {
                guard walk.hasSteadyTotals else { continue }
                isReadThrough = true
                let beginnings = walk.steps.filter { $0.page == 1 && !$0.request.failedForNow }
                var come: [Int: [ObservedRequest]] = [:]
                for step in walk.steps where step.page != 1 {
                    let before = (come[step.page] ?? []).filter {
                        $0.end < step.request.arrival && step.request.arrival - $0.end < .seconds(60)
                    }
                    let begun = before.isEmpty ? 0 : beginnings.count { $0.request.arrival <= step.request.arrival }
                    if !before.isEmpty, before.count >= begun {
                        return .bad(
                            before + [step.request],
                            "Page \(step.page) was asked for by request \(step.request.number) though it had come.")
                    }
                    if step.answer != nil, step.request.delay == .zero {
                        come[step.page, default: []].append(step.request)
                    }
                }
            }
            return isReadThrough
                ? .good("Searches were read to the end and no page was asked for twice.")
                : .notObserved("No search of several pages was read to the end with steady totals.")
        })

    /// Bad when a search was read to its last page and most of its pages were asked for, but not all.
    ///
    /// A client that stops early may have found what it sought, and one that jumps to the last page may want that one: not
    /// observed, which `--require` makes bad where all is to be read. A page that was asked for and failed is not missed
    /// here.
    static let pagesComplete = Criterion(
        "pages-complete", "No page is missed",
        why: "A missing page is missing companies, and nothing says so.",
        document: .vendorSearch,
        needsBeginning: true,
        ofClient: { client in
            var early: String?
            var isComplete = false
            for walk in client.pageWalks {
                guard let last = walk.lastPage, last > 1 else { continue }
                let asked = walk.pages.filter { $0 >= 1 && $0 <= last }
                if asked.count == last {
                    isComplete = true
                    continue
                }
                guard asked.contains(last) else {
                    early =
                        early ?? "A search stopped at page \(asked.max() ?? 0) of \(last), perhaps with what it sought."
                    continue
                }
                // Counted, never enumerated: the last page's number is whatever an answer said.
                guard walk.hasSteadyTotals, asked.count > 2, last - asked.count < asked.count else { continue }
                let missing = (1...last).first { !asked.contains($0) } ?? last
                return .bad(
                    walk.steps.map(\.request),
                    "Of \(last) pages \(asked.count) were asked for, up to the last; page \(missing) was not.")
            }
            if isComplete { return .good("All pages of a search were asked for.") }
            return .notObserved(early ?? "No search of several pages was read to the end.")
        })

    /// Bad when a page was asked for beyond the last that an answer had told before.
    ///
    /// The highest number of pages told counts, so that a list that shrinks is free, and pages asked for ahead, before the
    /// first answer came, are too. Page 1 may always be asked for.
    static let pagingStopsAtEnd = Criterion(
        "paging-stops-at-end", "Paging stops at the last page",
        why: """
            What the API answers beyond the last page is not documented. A client that waits for an empty page may wait for \
            ever, and one that waits for an error gets what it waited for.
            """,
        document: .vendorSearch,
        ofClient: { client in
            var isAtEnd = false
            for walk in client.pageWalks {
                var told = AnswersSoFar()
                for step in walk.steps {
                    told.advance(to: step)
                    guard step.page > 1, let last = told.highestTotalPages, step.page > max(last, 1) else { continue }
                    let beyond = walk.steps.filter {
                        $0.page > max(last, 1) && $0.request.arrival >= step.request.arrival
                    }
                    return .bad(
                        beyond.map(\.request),
                        "Page \(step.page) was asked for after an answer had told that there \(last == 1 ? "is" : "are") "
                            + "\(counted(last, "page")).")
                }
                if walk.isToTheEnd || walk.lastPage.map({ $0 < 2 }) ?? false { isAtEnd = true }
            }
            return isAtEnd
                ? .good("No page beyond the last was asked for.") : .notObserved("No search was read to its last page.")
        })

    /// Bad when an answer told another number of records than one before, and the client read on to the last page, began
    /// no search anew, and has rows twice or not all of them.
    ///
    /// A restart, by any request for a first page later on, is good. So is stopping, which cannot be told from other ends
    /// and is not observed; so is a change on the last page, and a change that lost nothing. A program that failed has
    /// noticed.
    static let changedTotalsNoticed = Criterion(
        "changed-totals-noticed", "Totals that change between pages are noticed",
        why: """
            When a company appears or vanishes between two pages, rows move over the border: one is there twice or not at \
            all. The total tells; reading again is the answer.
            """,
        document: .vendorSearch,
        observe: { trace in
            Observation.summary(
                of: trace.clients.map { changedTotals(of: $0, programEnd: trace.circumstances.programEnd) })
        })

    private static func changedTotals(
        of client: ClientTrace, programEnd: Circumstances.ProgramEnd
    ) -> Observation {
        let walks = client.pageWalks
        var isChanged = false
        for walk in walks {
            guard let (told, begin) = walk.firstChange else { continue }
            isChanged = true
            if walks.contains(where: { $0.steps.contains { $0.page == 1 && $0.request.arrival > told.request.end } }) {
                return .good("After request \(told.request.number) told another total, the search began anew.")
            }
            let onward = walk.steps.filter { $0.request.arrival > told.request.end }
            let reading = walk.steps[begin...].compactMap(\.answer)
            guard let latest = reading.last, onward.contains(where: { $0.page >= latest.totalPages }),
                programEnd != .failed
            else { continue }
            let rows = reading.compactMap(\.rows)
            guard rows.count == reading.count else { continue }
            let all = rows.flatMap { $0 }
            guard all.count != latest.totalRecords || Set(all).count != all.count else { continue }
            return .bad(
                [told.request] + onward.map(\.request),
                "Request \(told.request.number) told another total than before; the client read on and has "
                    + "\(Set(all).count) of \(latest.totalRecords) rows, \(all.count - Set(all).count) twice.")
        }
        return .notObserved(
            isChanged
                ? "Totals changed, and what the client made of it does not show." : "No total changed between pages.")
    }

    /// Bad at the first search that asks for a page size outside 1 to 99999, for none, or for a page before the first.
    ///
    /// Bodies that are no search at all are not judged. A test that asks for a wrong size on purpose is condemned, and can
    /// be allowed.
    static let pageSizeAllowed = Criterion(
        "page-size-allowed", "Pages are asked for in a size and with a number that the API allows",
        why: "The API refuses page sizes outside 1 to 99999; pages count from 1.",
        document: .vendor("release notes 2026"),
        ofClient: { client in
            let searches = client.requests.filter { $0.page != nil }
            guard !searches.isEmpty else { return .notObserved("No search came.") }
            let wrong = searches.filter { request in
                guard let number = request.page?.number, let size = request.page?.size else { return true }
                return number < 1 || !(1...99999).contains(size)
            }
            guard let page = wrong.first?.page else {
                return .good("All \(counted(searches.count, "search page")) fit.")
            }
            let number = page.number.map { "page \($0)" } ?? "no page"
            let size = page.size.map { "of size \($0)" } ?? "without a size"
            return .bad(wrong, "A search asked for \(number) \(size).")
        })

    /// Bad when details of three or more companies that a list had given were asked for more often than lists gave them,
    /// within a minute, with nothing written meanwhile.
    ///
    /// A detail has more than twice the members of a row, so that asking once for each row of a list is no fault, nor once
    /// more after every further list, nor whatever is asked for a company that no list gave. Watching one or two companies
    /// is allowed. Traces with writes, and answers that were changed, delayed or lost on the way, are left out.
    static let noNeedlessDetails = Criterion(
        "no-needless-details", "Details are not asked for again while they are known",
        why:
            "One request for each company and each member that is read: a list of a thousand becomes many thousand requests.",
        document: .vendorSearch,
        needsBeginning: true,
        ofClient: { client in
            guard !client.requests.contains(where: \.wrote) else { return .notObserved("There were writes meanwhile.") }
            var listed: [[UInt8]: Int] = [:]
            var fetched: [[UInt8]: [ObservedRequest]] = [:]
            for request in client.requests where request.isSound {
                for row in request.listing?.rows ?? [] { listed[Array(row.utf8), default: 0] += 1 }
                guard case .detail(let id) = request.operation, request.delay == .zero else { continue }
                let key = Array(id.utf8)
                if listed[key] != nil { fetched[key, default: []].append(request) }
            }
            let repeated = fetched.filter { key, requests in
                let first = requests[0].arrival
                return requests.count { $0.arrival - first < .seconds(60) } > (listed[key] ?? 0)
            }
            if repeated.count >= 3 {
                let requests = repeated.values.flatMap { $0 }
                return .bad(
                    requests,
                    "The details of \(repeated.count) listed companies were asked for \(requests.count) times.")
            }
            guard repeated.isEmpty else {
                return .notObserved("Details were asked for again, of too few companies to tell.")
            }
            if fetched.isEmpty {
                return listed.count < 3
                    ? .notObserved("Fewer than three companies were listed, and no detail of one asked for.")
                    : .good("\(listed.count) companies were listed, and no detail asked for.")
            }
            return .good("Details of \(fetched.count) listed companies were asked for, none needlessly.")
        })
}

extension Criterion.Document {
    static let vendorSearch = Criterion.Document.vendor("\"Get a company\", POST /api/companies/search")
}

extension PageWalk {
    /// The first answer that told another number of records than one that had come before in the same reading, and where
    /// that reading began.
    fileprivate var firstChange: (told: Step, begin: Int)? {
        var begin = 0
        var told = AnswersSoFar()
        for (index, step) in steps.enumerated() {
            if step.page == 1 {
                begin = index
                told = AnswersSoFar()
            }
            told.advance(to: step)
            if let answer = step.answer, told.totalRecords.contains(where: { $0 != answer.totalRecords }) {
                return (step, begin)
            }
        }
        return nil
    }
}
