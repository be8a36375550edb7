@testable import Conduct

/// What clients do with lists.
enum PagingStories {
    typealias R = ObservedRequest

    static let all: [Story] = {
        var book = StoryBook()
        once(&book)
        complete(&book)
        end(&book)
        totals(&book)
        sizes(&book)
        details(&book)
        return book.stories
    }()

    /// Pages one after another, half a second apart.
    @Requests static func pages(_ numbers: [Int], of count: Int) -> [R] {
        for (index, number) in numbers.enumerated() {
            R.search(1 + 0.5 * Double(index), page: number, of: count)
        }
    }

    private static func once(_ book: inout StoryBook) {
        book.add("pages-once", .bad, "page 2 twice", evidence: [2, 3]) {
            pages([1, 2, 2, 3], of: 3)
        }
        book.add("pages-once", .bad, "the last page twice") {
            pages([1, 2, 3, 3], of: 3)
        }
        book.add("pages-once", .good, "each page once") {
            pages([1, 2, 3], of: 3)
        }
        book.add("pages-once", .good, "all of it a second time") {
            pages([1, 2, 3, 1, 2, 3], of: 3)
        }
        book.add("pages-once", .good, "the first page twice, to learn how many there are") {
            pages([1, 1, 2, 3], of: 3)
        }
        book.add("pages-once", .good, "two workers read all of it by turns") {
            for index in 1...3 {
                R.search(Double(index), page: index, of: 3).on(1)
                R.search(Double(index) + 0.1, page: index, of: 3).on(2)
            }
        }
        book.add("pages-once", .good, "a page that failed is repeated") {
            R.search(1, of: 3)
            R.search(2, page: 2, of: 3).answered(503)
            R.search(3, page: 2, of: 3)
            R.search(4, page: 3, of: 3).delivered(.cutShort)
            R.search(5, page: 3, of: 3).on(2)
        }
        book.add("pages-once", .good, "a page that a rule spoiled is repeated") {
            R.search(1, of: 3)
            R.search(2, page: 2, of: 3).with { $0.isAltered = true }
            R.search(3, page: 2, of: 3)
            R.search(4, page: 3, of: 3)
        }
        book.add("pages-once", .good, "a page that was slow is repeated") {
            R.search(1, of: 3)
            R.search(2, page: 2, of: 3).lasting(1).with { $0.delay = .seconds(1) }
            R.search(3.1, page: 2, of: 3)
            R.search(4, page: 3, of: 3)
        }
        book.add("pages-once", .notObserved, "turning back and forth without reaching the end") {
            pages([1, 2, 3, 2, 3], of: 9)
        }
        book.add("pages-once", .good, "all at once, in any order") {
            R.search(1, of: 4)
            [3, 2, 4].map { R.search(2, page: $0, of: 4).on($0) }
        }
        book.add("pages-once", .notObserved, "pages 2 and 3 again after the total had changed") {
            R.search(1, of: 3)
            R.search(2, page: 2, of: 3)
            R.search(3, page: 3, of: 3, records: 5)
            R.search(4, page: 2, of: 3, records: 5)
            R.search(5, page: 3, of: 3, records: 5)
            R.search(6, page: 1, of: 3, records: 5)
        }
    }

    private static func complete(_ book: inout StoryBook) {
        book.add("pages-complete", .bad, "page 2 of 4 is missing", evidence: [1, 2, 3]) {
            pages([1, 3, 4], of: 4)
        }
        book.add("pages-complete", .bad, "every other page") {
            pages([1, 3, 5], of: 5)
        }
        book.add("pages-complete", .bad, "begins with page 2") {
            pages([2, 3, 4], of: 4)
        }
        book.add(
            "pages-complete", .notObserved, "begins with page 2, and the journal has lost what was before",
            Circumstances(isBeginningLost: true)
        ) {
            pages([2, 3, 4], of: 4)
        }
        book.add("pages-complete", .good, "all pages") {
            pages([1, 2, 3, 4], of: 4)
        }
        book.add("pages-complete", .notObserved, "stops at page 3 of 4, perhaps with what it sought") {
            pages([1, 2, 3], of: 4)
        }
        book.add("pages-complete", .notObserved, "jumps to the last page") {
            pages([1, 2, 9], of: 9)
        }
        book.add("pages-complete", .notObserved, "a list of one page") {
            pages([1], of: 1)
        }
        book.add("pages-complete", .good, "a page in the middle fails for good") {
            R.search(1, of: 4)
            R.search(2, page: 2, of: 4).answered(500)
            R.search(3, page: 3, of: 4)
            R.search(4, page: 4, of: 4)
        }
    }

    private static func end(_ book: inout StoryBook) {
        book.add("paging-stops-at-end", .bad, "waits for an empty page", evidence: [4]) {
            pages([1, 2, 3, 4], of: 3)
        }
        book.add("paging-stops-at-end", .bad, "never stops", evidence: Array(4...9)) {
            pages(Array(1...9), of: 3)
        }
        book.add("paging-stops-at-end", .bad, "a second page of one") {
            pages([1, 2], of: 1)
        }
        book.add("paging-stops-at-end", .good, "the last page") {
            pages([1, 2, 3], of: 3)
        }
        book.add("paging-stops-at-end", .good, "a list without a row") {
            R.search(1, of: 0, rows: [])
        }
        book.add("paging-stops-at-end", .notObserved, "stops before the end") {
            pages([1, 2], of: 3)
        }
        book.add("paging-stops-at-end", .good, "asked ahead before the first answer came") {
            for index in 1...4 {
                R.search(1 + 0.001 * Double(index), page: index, of: 3).on(index)
            }
        }
        book.add("paging-stops-at-end", .good, "the list shrinks meanwhile") {
            R.search(1, of: 3)
            R.search(2, page: 2, of: 2, records: 4)
            R.search(3, page: 3, of: 2, records: 4, rows: [])
            R.search(4, page: 1, of: 2, records: 4)
            R.search(5, page: 2, of: 2, records: 4)
        }
    }

    /// The second page tells of a vanished company: one of the third page's has moved to the second and is missed.
    @Requests private static var vanished: [R] {
        R.search(1, page: 1, of: 3)
        R.search(2, page: 2, of: 3, records: 5)
        R.search(3, page: 3, of: 3, records: 5, rows: ["x"])
    }

    private static func totals(_ book: inout StoryBook) {
        book.add("changed-totals-noticed", .bad, "a company appeared and a row is there twice", evidence: [2, 3, 4]) {
            R.search(1, page: 1, of: 3)
            R.search(2, page: 2, of: 4, records: 7, rows: ["row 1 b", "row 2 a"])
            R.search(3, page: 3, of: 4, records: 7)
            R.search(4, page: 4, of: 4, records: 7, rows: ["x"])
        }
        book.add("changed-totals-noticed", .good, "the search begins anew") {
            Array(vanished.dropLast())
            R.search(3, of: 3, records: 5)
            R.search(4, page: 2, of: 3, records: 5)
        }
        book.add("changed-totals-noticed", .good, "read to the end, then anew") {
            vanished
            for index in 1...3 {
                R.search(4 + Double(index), page: index, of: 3, records: 5)
            }
        }
        book.add("changed-totals-noticed", .notObserved, "the client stops") {
            Array(vanished.prefix(2))
        }
        book.add(
            "changed-totals-noticed", .notObserved, "the program failed afterwards", Circumstances(programEnd: .failed)
        ) {
            R.search(1, page: 1, of: 3)
            R.search(2, page: 2, of: 4, records: 7, rows: ["row 1 b", "row 2 a"])
            R.search(3, page: 3, of: 4, records: 7)
            R.search(4, page: 4, of: 4, records: 7, rows: ["x"])
        }
        book.add("changed-totals-noticed", .notObserved, "nothing was lost by it") {
            vanished
        }
        book.add("changed-totals-noticed", .notObserved, "told by the last page") {
            R.search(1, page: 1, of: 2)
            R.search(2, page: 2, of: 2, records: 3, rows: ["x"])
        }
        book.add("changed-totals-noticed", .notObserved, "steady totals") {
            pages([1, 2, 3], of: 3)
        }
    }

    private static func sizes(_ book: inout StoryBook) {
        book.add("page-size-allowed", .bad, "none", evidence: [1]) {
            R.search(1, size: 0)
            R.search(2)
        }
        book.add("page-size-allowed", .bad, "too many") {
            R.search(1, size: 100_000)
        }
        book.add("page-size-allowed", .bad, "without a size") {
            R.search(1, size: nil)
        }
        book.add("page-size-allowed", .bad, "page 0") {
            R.search(1, page: 0)
        }
        book.add("page-size-allowed", .good, "the most there may be") {
            R.search(1, size: 99_999)
        }
        book.add("page-size-allowed", .notObserved, "a body that is no search") {
            R.search(1).answered(400).with { $0.page = nil }
        }
    }

    private static let list = R.search(1, rows: ["c1", "c2", "c3"])

    @Requests private static func three(_ at: Double) -> [R] {
        for index in 1...3 {
            R.detail(at + 0.1 * Double(index), "c\(index)")
        }
    }

    private static func details(_ book: inout StoryBook) {
        book.add("no-needless-details", .bad, "one request for each member", evidence: Array(2...7)) {
            list
            three(2)
            three(3)
        }
        book.add("no-needless-details", .good, "one request for each company") {
            list
            three(2)
        }
        book.add("no-needless-details", .good, "none") {
            list
        }
        book.add("no-needless-details", .good, "again after the list was read again") {
            list
            three(2)
            R.search(3, rows: ["c1", "c2", "c3"])
            three(4)
        }
        book.add("no-needless-details", .notObserved, "companies that no list gave") {
            three(2)
            three(3)
        }
        book.add("no-needless-details", .notObserved, "one company is watched") {
            list
            for index in 2...20 {
                R.detail(Double(index), "c1")
            }
        }
        book.add("no-needless-details", .notObserved, "again after a write") {
            list
            three(2)
            R.create(3)
            three(4)
        }
        book.add("no-needless-details", .good, "again after broken answers") {
            list
            three(2).map { $0.delivered(.cutShort) }
            three(3).map { $0.on(2) }
        }
        book.add("no-needless-details", .good, "again after two minutes") {
            list
            three(2)
            three(130)
        }
    }
}
