@testable import Conduct

/// What clients do with refusals, with failures and with lost answers.
enum RetryStories {
    typealias R = ObservedRequest

    static let all: [Story] = {
        var book = StoryBook()
        refusals(&book, 403)
        refusals(&book, 400)
        otherRefusals(&book)
        waits(&book)
        retries(&book)
        storms(&book)
        writes(&book)
        return book.stories
    }()

    private static let start: [R] = [.token(0, "A"), .detail(0.5, "c0")]

    /// Eight threads, each on its connection, ask the same at nearly the same time.
    @Requests private static func eightThreads(_ change: (R) -> R) -> [R] {
        start
        for index in 1...8 {
            change(R.detail(1 + 0.02 * Double(index)).on(index))
        }
        R.detail(2, "c9").on(1)
        R.detail(2, "c9").on(2)
    }

    private static func refusals(_ book: inout StoryBook, _ status: Int) {
        let id = "\(status)-not-repeated"
        book.add(id, .bad, "at once", evidence: [3, 4]) {
            start
            R.search(1).answered(status)
            R.search(1.5).answered(status)
        }
        book.add(id, .bad, "by one of several workers", evidence: [5, 6]) {
            start
            R.detail(1, "c1").on(2)
            R.detail(1.005, "c2").on(3)
            R.detail(1.1, "c3").on(2).answered(status)
            R.detail(1.2, "c3").on(2).answered(status)
        }
        book.add(id, .good, "once") {
            start
            R.search(1).answered(status)
            R.detail(2)
        }
        book.add(id, .notObserved, "never") {
            start
        }
        book.add(id, .notObserved, "asked again after something else, as a test does") {
            start
            R.search(1).answered(status)
            R.detail(2)
            R.search(3).answered(status)
        }
        book.add(id, .notObserved, "asked again after two minutes") {
            start
            R.search(1).answered(status)
            R.search(121).answered(status)
        }
        book.add(id, .notObserved, "asked by eight threads") {
            eightThreads { $0.answered(status) }
        }
        book.add(id, .notObserved, "asked by three threads that share two connections, two of them at once") {
            start
            R.detail(1, "c3").on(2).answered(status)
            R.detail(1.005, "c3").on(3).answered(status)
            R.detail(1.02, "c3").on(3).answered(status)
        }
        book.add(id, .notObserved, "by a client that sends before it has answers") {
            start
            R.detail(1, "c1")
            R.detail(1.005, "c2")
            R.detail(2, "c3").answered(status)
            R.detail(2.011, "c3").answered(status)
        }
        book.add(id, .notObserved, "sent twice without waiting for the answer") {
            start
            R.search(1).answered(status)
            R.search(1.005).answered(status)
        }
    }

    private static func otherRefusals(_ book: inout StoryBook) {
        book.add("403-not-repeated", .notObserved, "asked again with a new token") {
            start
            R.search(1).answered(403)
            R.token(1.1, "B")
            R.search(1.2, token: "B").answered(403)
        }
        book.add("400-not-repeated", .notObserved, "wrong credentials in two tests") {
            R.token(0, "-").answered(400)
            R.token(0.1, "-").answered(400).on(2)
        }
        book.add("400-not-repeated", .bad, "wrong credentials again", evidence: [1, 2, 3]) {
            R.token(0, "-").answered(400)
            R.token(1, "-").answered(400)
            R.token(2, "-").answered(400)
        }
    }

    private static func waits(_ book: inout StoryBook) {
        book.add("retry-after-seconds-kept", .bad, "half a second instead of two", evidence: [3, 4]) {
            start
            R.search(1).answered(429, retryAfter: .seconds(.seconds(2)))
            R.search(1.5)
        }
        book.add("retry-after-seconds-kept", .good, "two seconds") {
            start
            R.search(1).answered(429, retryAfter: .seconds(.seconds(2)))
            R.search(3.1)
        }
        book.add("retry-after-seconds-kept", .good, "a timer that is 30 ms early") {
            start
            R.search(1).answered(503, retryAfter: .seconds(.seconds(2)))
            R.search(2.98)
        }
        book.add("retry-after-seconds-kept", .notObserved, "the client gives up") {
            start
            R.search(1).answered(429, retryAfter: .seconds(.seconds(3600)))
            R.detail(2)
        }
        book.add("retry-after-seconds-kept", .notObserved, "eight threads that ask the same") {
            eightThreads { $0.answered(429, retryAfter: .seconds(.seconds(2))) }
        }
        book.add("retry-after-seconds-kept", .good, "the world's clock goes forward meanwhile") {
            start
            R.search(1).answered(429, retryAfter: .seconds(.seconds(2)))
            R.search(3.1).with { $0.clockOffset = .seconds(9000) }
        }
        book.add("retry-after-date-kept", .bad, "at once instead of after five seconds", evidence: [3, 4]) {
            start
            R.search(1).answered(503, retryAfter: .date(.seconds(5)))
            R.search(1.3)
        }
        book.add("retry-after-date-kept", .good, "0.9 seconds early, for dates have no parts of a second") {
            start
            R.search(1).answered(503, retryAfter: .date(.seconds(5)))
            R.search(5.2)
        }
        book.add("retry-after-date-kept", .bad, "at once by either clock, in a world ten years ahead") {
            start
            R.search(1).answered(503, retryAfter: .date(.seconds(5))).with { $0.clockOffset = .seconds(315_360_000) }
            R.search(1.3)
        }
        book.add("retry-after-date-kept", .notObserved, "compared with a clock that is not the world's") {
            start
            R.search(1).answered(503, retryAfter: .date(.seconds(5))).with { $0.clockOffset = .seconds(-86400) }
            R.search(1.3)
        }
        book.add("retry-after-date-kept", .good, "waited from Date to the date in a world of another time") {
            start
            R.search(1).answered(503, retryAfter: .date(.seconds(5))).with { $0.clockOffset = .seconds(-86400) }
            R.search(6.2)
        }
    }

    /// A request that fails again and again, with a pause between.
    @Requests private static func failing(
        _ count: Int, pause: Double, connection: Int = 1, id: String = "c1"
    ) -> [R] {
        for index in 0..<count {
            R.detail(1 + Double(index) * (pause + 0.01), id).on(connection).answered(500)
        }
    }

    private static func retries(_ book: inout StoryBook) {
        book.add("retries-spaced", .bad, "three in a row at once", evidence: [3, 4, 5]) {
            start
            failing(3, pause: 0.001)
        }
        book.add("retries-spaced", .bad, "three in a row after broken connections, each on a new one") {
            start
            for index in 0..<3 {
                R.detail(1 + 0.012 * Double(index)).on(2 + index).delivered(.lost)
            }
            R.detail(3, "c2").on(9)
        }
        book.add("retries-spaced", .bad, "by three workers, each on new connections") {
            R.token(0, "A")
            for worker in 1...3 {
                for attempt in 0..<3 {
                    R.detail(1 + 0.003 * Double(worker) + 0.02 * Double(attempt), "c\(worker)")
                        .on(10 * worker + attempt).delivered(.lost)
                }
            }
        }
        book.add("retries-spaced", .good, "with a pause") {
            start
            failing(3, pause: 0.3)
        }
        book.add("retries-spaced", .notObserved, "one at once, as libraries do") {
            start
            R.detail(1).delivered(.lost)
            R.detail(1.02).on(2)
        }
        book.add("retries-spaced", .good, "each attempt repeated once by the library, with pauses between") {
            start
            for (index, time) in [1, 1.02, 1.6, 1.62, 2.8, 2.82].enumerated() {
                R.detail(time).on(2 + index).delivered(.lost)
            }
        }
        book.add("retries-spaced", .notObserved, "eight threads that ask the same and all fail") {
            eightThreads { $0.answered(500) }
        }
        book.add("retries-spaced", .notObserved, "Retry-After: 0") {
            start
            failing(4, pause: 0.001).map { $0.with { $0.retryAfter = .seconds(.zero) } }
        }
        book.add("retries-bounded", .bad, "eleven repeats", evidence: Array(3...14)) {
            start
            failing(12, pause: 0.3)
        }
        book.add("retries-bounded", .good, "four repeats") {
            start
            failing(5, pause: 0.3)
        }
        book.add("retries-bounded", .notObserved, "as often as Retry-After asked") {
            start
            for index in 0..<15 {
                R.detail(1 + 2 * Double(index)).answered(503, retryAfter: .seconds(.seconds(1)))
            }
        }
        book.add("retries-bounded", .good, "again and again, with successes between") {
            start
            for index in 0..<15 {
                R.detail(1 + 2 * Double(index)).answered(500)
                R.detail(2 + 2 * Double(index))
            }
        }
        book.add("retries-bounded", .good, "twelve workers that each repeat once") {
            R.token(0, "A")
            for index in 1...12 {
                failing(2, pause: 0.3, connection: index, id: "c\(index)")
            }
        }
    }

    private static func storms(_ book: inout StoryBook) {
        book.add("no-retry-storm", .bad, "ten workers that repeat five times without growing pauses") {
            start
            for index in 1...10 {
                failing(6, pause: 0.12, connection: index, id: "c\(index)")
            }
        }
        book.add("no-retry-storm", .good, "fifty workers that repeat once in the same second") {
            R.token(0, "A")
            for index in 1...50 {
                failing(2, pause: 0.3, connection: index, id: "c\(index)")
            }
        }
        book.add("no-retry-storm", .notObserved, "one retry") {
            start
            failing(2, pause: 0.3)
        }
        book.add("no-retry-storm", .notObserved, "thirty first attempts that fail in the same second") {
            start
            for index in 1...30 {
                R.detail(1 + 0.005 * Double(index), "c\(index)").on(index).answered(503)
            }
        }
    }

    private static func writes(_ book: inout StoryBook) {
        book.add("writes-not-repeated-blindly", .bad, "sent again at once", evidence: [3, 4]) {
            start
            R.create(1).delivered(.lost)
            R.create(2).on(2)
        }
        book.add("writes-not-repeated-blindly", .bad, "sent again after the client's time limit") {
            start
            R.create(1).delivered(.abandoned).with { $0.isClosedByMock = false }
            R.create(2).on(2)
        }
        book.add("writes-not-repeated-blindly", .good, "looked first") {
            start
            R.create(1).delivered(.lost)
            R.search(1.5).on(2)
            R.create(2).on(2)
        }
        book.add("writes-not-repeated-blindly", .notObserved, "not sent again") {
            start
            R.create(1).delivered(.lost)
        }
        book.add("writes-not-repeated-blindly", .notObserved, "a PUT, which is idempotent") {
            start
            R.create(1).with { $0.method = "PUT" }.delivered(.lost)
            R.create(2).with { $0.method = "PUT" }.on(2)
        }
        book.add("writes-not-repeated-blindly", .notObserved, "refused with 503 and sent again") {
            start
            R.create(1).answered(503)
            R.create(2)
        }
        book.add("writes-not-repeated-blindly", .notObserved, "a search, whose answer was lost") {
            start
            R.search(1).delivered(.lost)
            R.search(2).on(2)
        }
        book.add("writes-not-repeated-blindly", .notObserved, "another company") {
            start
            R.create(1, "one").delivered(.lost)
            R.create(2, "two").on(2)
        }
    }
}
