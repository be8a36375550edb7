@testable import Conduct

/// What clients do with connections, header fields and answers.
enum TransportStories {
    typealias R = ObservedRequest

    static let all: [Story] = {
        var book = StoryBook()
        connections(&book)
        secrets(&book)
        limits(&book)
        fields(&book)
        answers(&book)
        return book.stories
    }()

    private static let start: [R] = [.token(0, "A"), .detail(0.5, "c0")]

    private static func connections(_ book: inout StoryBook) {
        book.add("connections-reused", .bad, "one for every request", evidence: Array(2...12)) {
            for index in 0..<12 {
                R.detail(Double(index), "c\(index)").on(index)
            }
        }
        book.add("connections-reused", .bad, "one for every request, many in little time") {
            for index in 0..<400 {
                R.detail(1 + 0.0015 * Double(index), "c\(index)").on(index).lasting(0.001)
            }
        }
        book.add("connections-reused", .good, "one for all") {
            for index in 0..<12 {
                R.detail(Double(index), "c\(index)")
            }
        }
        book.add("connections-reused", .good, "a pool of eight") {
            for index in 0..<40 {
                R.detail(Double(index) * 0.1, "c\(index)").on(index % 8)
            }
        }
        book.add("connections-reused", .notObserved, "the mock closed them") {
            for index in 0..<12 {
                R.detail(Double(index), "c\(index)").on(index).with { $0.isClosedByMock = true }
            }
        }
        book.add("connections-reused", .notObserved, "minutes between") {
            for index in 0..<12 {
                R.detail(Double(index) * 60, "c\(index)").on(index)
            }
        }
        book.add("connections-reused", .notObserved, "all at once") {
            for index in 0..<12 {
                R.detail(1, "c\(index)").on(index)
            }
        }
        book.add("connections-reused", .notObserved, "thirty threads with a connection and a request each") {
            for index in 0..<30 {
                R.detail(1 + 0.02 * Double(index), "c\(index)").on(index).lasting(0.05)
            }
        }
        book.add("connections-reused", .bad, "four threads that open one for every request") {
            for index in 0..<60 {
                R.detail(1 + 0.02 * Double(index), "c\(index)").on(index).lasting(0.05)
            }
        }
        book.add("connections-reused", .notObserved, "few requests") {
            for index in 0..<5 {
                R.detail(Double(index), "c\(index)").on(index)
            }
        }
    }

    private static func secrets(_ book: inout StoryBook) {
        book.add("no-credentials-in-url", .bad, "a token in the query", evidence: [3]) {
            start
            R.detail(1, token: nil).with { $0.hasCredentialsInURL = true }.answered(401)
        }
        book.add("no-credentials-in-url", .good, "in the header field") {
            start
        }
        book.add("no-credentials-in-url", .notObserved, "no credentials") {
            R.detail(1, token: nil).answered(401)
        }
        book.add("token-over-https", .bad, "a token in the clear", evidence: [2]) {
            start.map {
                $0.with {
                    $0.isTLSOffered = true; $0.isTLS = $0.operation == .token
                }
            }
        }
        book.add("token-over-https", .bad, "a secret in the clear", evidence: [1]) {
            start.map {
                $0.with {
                    $0.isTLSOffered = true; $0.isTLS = $0.operation != .token
                }
            }
        }
        book.add("token-over-https", .good, "all over HTTPS") {
            start.map {
                $0.with {
                    $0.isTLSOffered = true; $0.isTLS = true
                }
            }
        }
        book.add("token-over-https", .notObserved, "given plain HTTP only") {
            start
        }
    }

    private static let tenSeconds = Circumstances(longestDelay: .seconds(10))

    /// A request that the client gave up on.
    private static func abandoned(_ at: Double, after seconds: Double) -> R {
        R.detail(at).lasting(seconds).delivered(.abandoned).with { $0.isClosedByMock = false }
    }

    private static func limits(_ book: inout StoryBook) {
        book.add(
            "time-limit-above-tail", .bad, "two seconds where ten are to be expected", tenSeconds, evidence: [3, 4]
        ) {
            start
            abandoned(1, after: 2)
            R.detail(3.5).on(2)
        }
        book.add("time-limit-above-tail", .good, "waited", tenSeconds) {
            start
            R.detail(1).lasting(8).with { $0.delay = .seconds(8) }
        }
        book.add("time-limit-above-tail", .notObserved, "gave up after the longest delay", tenSeconds) {
            start
            abandoned(1, after: 11)
            R.detail(13).on(2)
        }
        book.add("time-limit-above-tail", .notObserved, "the program ended meanwhile", tenSeconds) {
            start
            abandoned(1, after: 2)
        }
        book.add(
            "time-limit-above-tail", .notObserved, "gave up after 100 seconds, as the vendor's own client",
            Circumstances(longestDelay: .seconds(3600))
        ) {
            start
            abandoned(1, after: 101)
            R.detail(103).on(2)
        }
        book.add("time-limit-above-tail", .notObserved, "a scenario without delays") {
            start
            abandoned(1, after: 2)
            R.detail(3.5).on(2)
        }
        book.add("time-limit-above-tail", .notObserved, "a race of two, of which the slower is dropped", tenSeconds) {
            start
            abandoned(1, after: 2)
            R.detail(2).on(2)
        }
    }

    private static func fields(_ book: inout StoryBook) {
        book.add("accept-right", .bad, "XML alone", evidence: [3]) {
            start
            R.detail(1).with { $0.accept = "application/xml" }
        }
        book.add("accept-right", .bad, "everything but JSON") {
            R.detail(1).with { $0.accept = "*/*, application/json;q=0" }
        }
        book.add("accept-right", .good, "no field") {
            R.detail(1).with { $0.accept = nil }
        }
        book.add("accept-right", .good, "everything") {
            R.detail(1).with { $0.accept = "*/*" }
        }
        book.add("accept-right", .good, "as a browser") {
            R.detail(1).with { $0.accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" }
        }
        book.add("accept-right", .good, "in capitals") {
            R.detail(1).with { $0.accept = "Application/JSON ; charset=utf-8" }
        }
        book.add("accept-right", .good, "a field that cannot be read") {
            R.detail(1).with { $0.accept = ",,;" }
        }
        book.add("accept-right", .notObserved, "a download") {
            R.make(1, .download, "POST", "/api/companies/search/export").with { $0.accept = "text/csv" }
        }
        book.add("content-type-right", .bad, "a form for a search", evidence: [3]) {
            start
            R.search(1).answered(415).with { $0.contentType = "application/x-www-form-urlencoded" }
        }
        book.add("content-type-right", .bad, "JSON for a token") {
            R.token(0, "A").answered(500).with { $0.contentType = "application/json" }
            R.detail(1).answered(401)
        }
        book.add("content-type-right", .bad, "none") {
            R.search(1).answered(415).with { $0.contentType = nil }
        }
        book.add("content-type-right", .good, "with a charset") {
            R.search(1).with { $0.contentType = "application/json; charset=utf-8" }
        }
        book.add("content-type-right", .good, "a kin of JSON") {
            R.search(1).with { $0.contentType = "application/json-patch+json" }
        }
        book.add("content-type-right", .notObserved, "no body") {
            R.detail(1)
        }
        book.add("nothing-unknown-asked", .bad, "a misspelt path", evidence: [3]) {
            start
            R.make(1, .unknown, "GET", "/api/company/c1").answered(404)
        }
        book.add("nothing-unknown-asked", .bad, "a method that is not there") {
            start
            R.make(1, .unknown, "PATCH", "/api/companies/c1").answered(405)
        }
        book.add("nothing-unknown-asked", .good, "all there") {
            start
        }
        book.add("nothing-unknown-asked", .good, "probes") {
            start
            R.make(1, .unknown, "GET", "/").answered(404)
            R.make(1, .unknown, "GET", "/favicon.ico").answered(404)
            R.make(1, .other, "GET", "/api/phishing").answered(501)
            R.make(2, .unknown, "OPTIONS", "/api/companies/search").answered(405)
        }
        book.add("nothing-unknown-asked", .notObserved, "a probe alone") {
            R.make(1, .unknown, "GET", "/").answered(404)
        }
    }

    private static let wrongResult = Circumstances(programEnd: .succeeded, isResultRight: false)

    private static func answers(_ book: inout StoryBook) {
        for delivery in [R.Delivery.cutShort, .broken, .wrongType] {
            book.add(
                "broken-answers-not-taken", .bad, "\(delivery), and the result is wrong", wrongResult, evidence: [3]
            ) {
                start
                R.detail(1).delivered(delivery)
            }
        }
        book.add("broken-answers-not-taken", .good, "asked for again", wrongResult) {
            start
            R.detail(1).delivered(.cutShort)
            R.detail(2).on(2)
        }
        book.add(
            "broken-answers-not-taken", .good, "the program failed",
            Circumstances(programEnd: .failed, isResultRight: false)
        ) {
            start
            R.detail(1).delivered(.cutShort)
        }
        book.add(
            "broken-answers-not-taken", .notObserved, "nobody says what the result should be",
            Circumstances(programEnd: .succeeded)
        ) {
            start
            R.detail(1).delivered(.cutShort)
        }
        book.add(
            "broken-answers-not-taken", .notObserved, "the result is right",
            Circumstances(programEnd: .succeeded, isResultRight: true)
        ) {
            start
            R.detail(1).delivered(.wrongType)
        }
        book.add("broken-answers-not-taken", .notObserved, "none broken", wrongResult) {
            start
        }
        book.add(
            "broken-answers-not-taken", .notObserved, "an answer that never came is not taken for good", wrongResult
        ) {
            start
            R.detail(1).delivered(.lost)
        }
    }
}
