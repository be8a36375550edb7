@testable import Conduct

/// What clients do with tokens and with 401.
enum TokenStories {
    typealias R = ObservedRequest

    static let all: [Story] = {
        var book = StoryBook()
        reuse(&book)
        renewal(&book)
        parallel(&book)
        refused(&book)
        return book.stories
    }()

    /// Each of eight workers asks for a token at the start and uses it twice.
    @Requests private static func eightWorkers() -> [R] {
        for worker in 1...8 {
            R.token(0.001 * Double(worker), "T\(worker)").on(worker)
        }
        for index in 0..<16 {
            let worker = index % 8 + 1
            R.detail(0.1 + 0.01 * Double(index), "c\(index)", token: "T\(worker)").on(worker)
        }
    }

    private static func reuse(_ book: inout StoryBook) {
        book.add("token-reused", .bad, "a token for every request", evidence: [3, 5, 7]) {
            for index in 0..<4 {
                R.token(Double(index), "T\(index)")
                R.detail(Double(index) + 0.5, "c\(index)", token: "T\(index)")
            }
        }
        book.add("token-reused", .good, "one token for three requests") {
            R.token(0, "A")
            R.detail(1, "c1")
            R.detail(2, "c2")
            R.detail(3, "c3")
        }
        book.add("token-reused", .notObserved, "one request") {
            R.token(0, "A")
            R.detail(1)
        }
        book.add("token-reused", .good, "eight workers with a token each") {
            eightWorkers()
        }
        book.add("token-reused", .notObserved, "eight processes at once with a request each") {
            for index in 1...8 {
                R.token(0.001 * Double(index), "T\(index)").on(index)
            }
            for index in 1...8 {
                R.detail(0.1 + 0.02 * Double(index), "c\(index)", token: "T\(index)").on(index)
            }
        }
        book.add("token-reused", .notObserved, "five programs one after another with three requests each") {
            for run in 0..<5 {
                R.token(Double(run), "T\(run)").on(run)
                for index in 1...3 {
                    R.detail(Double(run) + 0.1 * Double(index), "c\(run)\(index)", token: "T\(run)").on(run)
                }
            }
        }
        book.add("token-reused", .notObserved, "short tokens renewed near their end") {
            for run in 0..<4 {
                R.token(Double(run) * 4.5, "T\(run)", lifetime: 5)
                R.detail(Double(run) * 4.5 + 1, "c\(run)", token: "T\(run)")
            }
        }
        book.add("token-reused", .notObserved, "the world's clock goes an hour forward before every token") {
            for run in 0..<5 {
                R.token(Double(run), "T\(run)").with { $0.clockOffset = .seconds(3600 * run) }
                R.detail(Double(run) + 0.5, "c\(run)", token: "T\(run)").with { $0.clockOffset = .seconds(3600 * run) }
            }
        }
        book.add("token-reused", .notObserved, "every token is refused") {
            for run in 0..<4 {
                R.token(Double(run), "T\(run)")
                R.detail(Double(run) + 0.5, "c\(run)", token: "T\(run)").answered(401)
            }
        }
        book.add("token-reused", .notObserved, "answers with tokens that did not arrive") {
            for index in 0..<5 {
                R.token(Double(index), "T\(index)").delivered(.cutShort).on(index)
            }
            R.token(5, "A").on(6)
            R.detail(6).on(6)
        }
        book.add("token-reused", .notObserved, "two clients with a token each") {
            for run in 0..<6 {
                R.token(Double(run), "T\(run)").by("client \(run)")
                R.detail(Double(run) + 0.5, token: "T\(run)").by("client \(run)")
            }
        }
    }

    private static func renewal(_ book: inout StoryBook) {
        book.add("token-renewed-in-time", .bad, "a token that ended four seconds ago", evidence: [3]) {
            R.token(0, "A", lifetime: 5)
            R.detail(1).remaining(4)
            R.detail(9, "c2").remaining(-4).answered(401)
            R.token(9.1, "B", lifetime: 5)
            R.detail(9.2, "c2", token: "B").remaining(4.9)
        }
        book.add("token-renewed-in-time", .good, "a new one just before the end") {
            R.token(0, "A", lifetime: 5)
            R.detail(1).remaining(4)
            R.token(4.7, "B", lifetime: 5)
            R.detail(6, "c2", token: "B").remaining(3)
        }
        book.add("token-renewed-in-time", .notObserved, "half a second after the end") {
            R.token(0, "A", lifetime: 5)
            R.detail(1).remaining(4)
            R.detail(5.5, "c2").remaining(-0.5).answered(401)
            R.token(5.6, "B", lifetime: 5)
            R.detail(5.7, "c2", token: "B")
        }
        book.add("token-renewed-in-time", .notObserved, "the clock was set an hour forward") {
            R.token(0, "A")
            R.detail(1)
            R.detail(10, "c2").remaining(-3000).answered(401)
            R.token(10.1, "B")
            R.detail(10.2, "c2", token: "B")
        }
        book.add("token-renewed-in-time", .notObserved, "a frozen clock keeps a token alive for ever") {
            R.token(0, "A", lifetime: 5)
            R.detail(1).remaining(5)
            R.detail(20, "c2").remaining(5)
        }
    }

    /// Requests by four workers, each on its connection, 3 ms apart.
    @Requests private static func four(_ at: Double, token: (Int) -> String) -> [R] {
        for worker in 1...4 {
            R.detail(at + 0.003 * Double(worker), "c\(worker)", token: token(worker)).on(worker)
        }
    }

    private static func refusedFour(_ at: Double, token: (Int) -> String) -> [R] {
        four(at, token: token).map { $0.answered(401) }
    }

    private static let steadyUse = (0..<5).map { R.detail(2 + Double($0), "d\($0)") }

    private static func parallel(_ book: inout StoryBook) {
        book.add(
            "one-renewal-for-parallel-401s", .bad, "each of four workers renews",
            evidence: [7, 8, 9, 10, 11, 12, 13, 14]
        ) {
            R.token(0, "A")
            steadyUse
            refusedFour(10) { _ in "A" }
            for index in 1...4 {
                R.token(10.02 + 0.003 * Double(index), "B\(index)").on(index)
            }
            four(10.1) { "B\($0)" }
        }
        book.add("one-renewal-for-parallel-401s", .bad, "each renews, and the last token wins") {
            R.token(0, "A")
            steadyUse
            refusedFour(10) { _ in "A" }
            for index in 1...4 {
                R.token(10.02 + 0.003 * Double(index), "B\(index)").on(index)
            }
            four(10.1) { _ in "B4" }
        }
        book.add("one-renewal-for-parallel-401s", .good, "one worker renews for four") {
            R.token(0, "A")
            steadyUse
            refusedFour(10) { _ in "A" }
            R.token(10.03, "B")
            four(10.1) { _ in "B" }
        }
        book.add("one-renewal-for-parallel-401s", .good, "the token endpoint fails first") {
            R.token(0, "A")
            steadyUse
            refusedFour(10) { _ in "A" }
            R.token(10.03, "-").answered(503)
            R.token(10.3, "B")
            four(10.4) { _ in "B" }
        }
        book.add("one-renewal-for-parallel-401s", .good, "two processes, each with a token of its own, renew one each")
        {
            R.token(0, "A1").on(1)
            R.token(0, "A2").on(3)
            for step in 0..<3 {
                four(2 + Double(step)) { $0 < 3 ? "A1" : "A2" }
            }
            refusedFour(10) { $0 < 3 ? "A1" : "A2" }
            R.token(10.03, "B1").on(1)
            R.token(10.035, "B2").on(3)
            four(10.1) { $0 < 3 ? "B1" : "B2" }
        }
        book.add("one-renewal-for-parallel-401s", .good, "two processes that do the same renew one each") {
            R.token(0, "A1").on(1)
            R.token(0, "A2").on(5)
            for process in 1...2 {
                for step in [2, 3, 10.0] {
                    for worker in 1...2 {
                        R.detail(step + 0.003 * Double(worker), "c\(worker)", token: "A\(process)").on(
                            4 * process + worker
                        )
                        .answered(step == 10 ? 401 : 200)
                    }
                }
                R.token(10.03 + 0.003 * Double(process), "B\(process)").on(4 * process + 1)
                for worker in 1...2 {
                    R.detail(10.1 + 0.003 * Double(worker), "c\(worker)", token: "B\(process)").on(4 * process + worker)
                }
            }
        }
        book.add("one-renewal-for-parallel-401s", .good, "another process starts meanwhile") {
            R.token(0, "A")
            steadyUse
            refusedFour(10) { _ in "A" }
            R.token(10.03, "B")
            R.token(10.04, "C").on(9)
            four(10.1) { _ in "B" }
            R.search(10.2, token: "C").on(9)
            R.detail(10.3, "e1", token: "C").on(9)
        }
        book.add("one-renewal-for-parallel-401s", .good, "short tokens end again and again") {
            R.token(0, "A", lifetime: 2)
            four(1) { _ in "A" }
            refusedFour(2.1) { _ in "A" }
            R.token(2.15, "B", lifetime: 2)
            four(2.2) { _ in "B" }
            refusedFour(4.2) { _ in "B" }
            R.token(4.25, "C", lifetime: 2)
            four(4.3) { _ in "C" }
        }
        book.add("one-renewal-for-parallel-401s", .good, "all asked at the start, one token stayed") {
            for index in 1...4 {
                R.token(0.001 * Double(index), "S\(index)").on(index)
            }
            four(0.1) { "S\($0)" }
            for step in 0..<3 {
                four(2 + Double(step)) { _ in "S4" }
            }
            refusedFour(10) { _ in "S4" }
            R.token(10.03, "B")
            four(10.1) { _ in "B" }
        }
        book.add("one-renewal-for-parallel-401s", .notObserved, "one worker") {
            R.token(0, "A")
            R.detail(1).answered(401)
            R.token(1.1, "B")
            R.detail(1.2, token: "B")
        }
    }

    private static func refused(_ book: inout StoryBook) {
        book.add("401-renewed-once", .bad, "the refused token again", evidence: [3, 4]) {
            R.token(0, "A")
            R.detail(1)
            R.detail(2, "c2").answered(401)
            R.detail(2.5, "c2").answered(401)
        }
        book.add("401-renewed-once", .bad, "the refused token for one company after another", evidence: [3, 6, 7, 8]) {
            R.token(0, "A")
            R.detail(1)
            for index in 2...7 {
                R.detail(Double(index), "c\(index)").answered(401)
            }
        }
        book.add("401-renewed-once", .bad, "five tokens in a row", evidence: [2, 4, 6, 8, 10]) {
            for run in 0..<5 {
                R.token(Double(run), "T\(run)")
                R.detail(Double(run) + 0.5, token: "T\(run)").answered(401)
            }
        }
        book.add("401-renewed-once", .good, "one new token and one repeat") {
            R.token(0, "A")
            R.detail(1).answered(401)
            R.token(1.1, "B")
            R.detail(1.2, token: "B")
        }
        book.add("401-renewed-once", .notObserved, "a client that gives up") {
            R.token(0, "A")
            R.detail(1).answered(401)
        }
        book.add("401-renewed-once", .notObserved, "a new token that is refused, then the end") {
            R.token(0, "A")
            R.detail(1).answered(401)
            R.token(1.1, "B")
            R.detail(1.2, token: "B").answered(401)
        }
        book.add("401-renewed-once", .good, "threads that had sent before they heard") {
            R.token(0, "A")
            for index in 1...8 {
                R.detail(1 + 0.002 * Double(index), "c\(index)").on(index).lasting(0.001).answered(401)
            }
            R.token(1.1, "B")
            for index in 1...8 {
                R.detail(1.2 + 0.002 * Double(index), "c\(index)", token: "B").on(index)
            }
        }
        book.add("401-renewed-once", .good, "a queue of requests made before the 401, on one connection") {
            R.token(0, "A")
            for index in 1...12 {
                R.detail(1 + 0.02 * Double(index), "c\(index)").answered(401)
            }
            R.token(1.3, "B")
            for index in 1...12 {
                R.detail(1.4 + 0.02 * Double(index), "c\(index)", token: "B")
            }
        }
        book.add("401-renewed-once", .notObserved, "a test that tries a bad token twice") {
            R.token(0, "A")
            R.detail(1)
            R.detail(2, token: "bad").answered(401)
            R.detail(3, token: "bad").answered(401)
        }
        book.add("401-renewed-once", .notObserved, "pipelined requests for the same") {
            R.token(0, "A")
            R.detail(1)
            R.detail(2, "c2").answered(401)
            R.detail(2.005, "c2").answered(401)
        }
        book.add("401-renewed-once", .notObserved, "eight threads that ask the same") {
            R.token(0, "A")
            for index in 1...8 {
                R.detail(1 + 0.002 * Double(index)).on(index).lasting(0.001).answered(401)
            }
            R.detail(1.03, "c9").on(1).answered(403)
        }
    }
}
